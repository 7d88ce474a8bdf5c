//! What a file may hold, by name: the list from which help, messages and readers are made.

use std::fmt;

/// What a file holds, chosen by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Told by the first bytes of each file (after decompression), its name deciding in doubt.
    #[default]
    Auto,
    /// The whole file is one document; its path is the id, its folder the source.
    ///
    /// Where it begins with front matter (`---`, `title: …`, `---`, as Markdown files do), that is its metadata.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// An array of JSON objects, or objects one after the other, over any number of lines.
    Json,
    /// A header and rows, parted by commas, semicolons or bars, with fields in quotes where they hold line ends.
    Csv,
    /// A header and rows, parted by tabs.
    Tsv,
    /// Columns in row groups; needs the feature `parquet`.
    Parquet,
    /// A web page; its main text is the document.
    Html,
    /// A web archive: each page in it is a document.
    Warc,
    /// A web archive of texts that were taken from pages.
    Wet,
    /// No file: documents that a program hands over ([`Inputs::in_memory`](super::Inputs::in_memory)).
    Memory,
}

impl Format {
    /// Every format of files.
    pub const ALL: [Self; 10] =
        [Self::Auto, Self::Text, Self::Jsonl, Self::Json, Self::Csv, Self::Tsv, Self::Parquet, Self::Html, Self::Warc, Self::Wet];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Text => "text",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Html => "html",
            Self::Warc => "warc",
            Self::Wet => "wet",
            Self::Memory => "memory",
        }
    }

    /// Whether one file is one document.
    #[must_use]
    pub const fn is_whole_file(self) -> bool {
        matches!(self, Self::Auto | Self::Text | Self::Html)
    }

    /// Whether a record's bytes are cheap to parse again; a page must be taken apart, a row group decoded.
    pub(super) const fn is_cheap(self) -> bool {
        !matches!(self, Self::Html | Self::Warc | Self::Wet | Self::Parquet)
    }

    /// The format that the ending of a name stands for, whatever a compressor put behind it.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let plain = [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        let (_, ending) = plain.rsplit_once('.')?;
        Some(match ending {
            "txt" | "text" | "md" | "markdown" => Self::Text,
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "parquet" => Self::Parquet,
            "html" | "htm" | "xhtml" => Self::Html,
            "warc" => Self::Warc,
            "wet" => Self::Wet,
            _ => return None,
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Format {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.name()).collect();
            crate::Error::usage(format!("no input format is called '{name}'; choose from {}", names.join(", ")))
        })
    }
}
