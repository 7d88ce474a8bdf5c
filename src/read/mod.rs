//! Bytes become documents: files found, decompressed, decoded, cut into batches, parsed.
//!
//! The room is built for two passes. The first streams: [`Inputs`] are the files behind the paths,
//! [`Batches`] hands out about a megabyte at a time, and whoever takes a [`Batch`] — on any thread —
//! parses it into [`Outcome`]s: a [`Record`] that borrows from the batch, or the [`Fault`] that says why
//! there is none. The second goes back for the few texts that are shown: a [`Shelf`] opens documents
//! at their [`Locator`]s. Nothing here knows how many threads there are.
//!
//! Nothing is silently lost: each record ends as a document or as a fault with a place, and the
//! [`Books`] count both. No length found in a file is believed, nothing is read without a limit, and
//! no input makes the room panic.
//!
//! | to add a format | one new file that cuts and parses | a variant of [`Format`], `Cutter` and `Reading` |
//! |---|---|---|
//!
//! The way of a file: [`walk`](Inputs::resolve) (folders, globs, archives) → stream (decompressed, decoded, told what it holds) → its
//! cutter → [`Batch`] → pieces → [`Record`]s, by the reading of its format.
//!
//! ```
//! use twicetold::read::{Books, Inputs, Options, Outcome, Scratch};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("news.jsonl");
//! std::fs::write(&path, "{\"id\": 7, \"text\": \"Told once.\"}\n{\"id\": 8}\n")?;
//!
//! let options = Options::default();
//! let inputs = Inputs::resolve(&[path.to_string_lossy().into_owned()]);
//! let (mut books, mut scratch, mut texts) = (Books::opening(&inputs), Scratch::default(), Vec::new());
//! for batch in inputs.batches(&options) {
//!     let batch = batch?;
//!     books.count_bytes(&batch);
//!     batch.for_each(&options, &mut scratch, |outcome| {
//!         books.count(batch.file, batch.format, &outcome);
//!         if let Outcome::Document(record) = outcome {
//!             texts.push(format!("{}: {}", record.id, record.text));
//!         }
//!     });
//! }
//! assert_eq!(texts, ["7: Told once."]);
//! assert_eq!((books.records, books.documents, books.skipped()), (2, 1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archive;
mod batches;
mod binary;
mod books;
mod caught;
mod cells;
mod charset;
mod compress;
mod csv;
mod decode;
mod decompress;
mod flat;
mod format;
mod frame;
mod front_matter;
mod html;
mod json;
mod jsonl;
mod kept;
mod memory;
mod object;
mod one;
mod page;
mod parquet;
mod piece;
mod raw;
mod reading;
mod shelf;
mod sniff;
mod stream;
mod temporary;
mod text;
mod walk;
mod warc;

pub use batches::{Batch, Batches};
pub use books::{Books, OfFormat};
#[cfg(feature = "parquet")]
pub(crate) use caught::caught;
pub use caught::is_caught;
pub use compress::Compressor;
pub use format::Format;
pub use html::Extraction;
pub use kept::Kept;
pub use memory::Documents;
pub use object::Scratch;
pub use one::read_one;
pub use raw::{Part, RawFile};
pub use shelf::Shelf;
pub use temporary::mount_of;
pub(crate) use temporary::{read_exact_at, temporary_in, write_all_at};
pub use walk::{InputFile, Inputs};

use crate::document::{Document, Fault, Metadata, Place, Reason};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

const MEBIBYTE: usize = 1 << 20;

/// How files become records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// What the files hold; told by their content unless given.
    pub format: Format,
    /// What is taken of a page.
    pub html: Extraction,
    /// Where in a record the text, the id and the rest are found.
    pub fields: Fields,
    /// Largest text taken, in bytes; 64 MiB. A longer one is skipped as [`Reason::TooLarge`].
    ///
    /// A JSON record may be twice as large and 1 MiB more, since escapes double a text.
    pub max_document_bytes: usize,
    /// Where standard input and texts from compressed files are kept until the end, in unlinked
    /// files; the system's folder for temporary files unless given.
    pub temp_dir: Option<PathBuf>,
    /// About how many bytes go into a batch.
    batch_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            html: Extraction::default(),
            fields: Fields::default(),
            max_document_bytes: 64 * MEBIBYTE,
            temp_dir: None,
            batch_bytes: MEBIBYTE,
        }
    }
}

impl Options {
    /// Largest text, so bounded that every record fits a [`Locator`].
    fn document_limit(&self) -> usize {
        self.max_document_bytes.min(u32::MAX as usize)
    }

    /// Largest JSON record held in memory.
    fn record_limit(&self) -> usize {
        self.max_document_bytes.saturating_mul(2).saturating_add(MEBIBYTE).min(u32::MAX as usize)
    }
}

/// Names of the fields of a record; only the text must be there.
///
/// Two may share a name: with `id` set to `url`, one field serves both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The text; `text`.
    pub text: String,
    /// What the record is called; `id`. A number is kept digit for digit. Without one, the record is
    /// called `file:record`.
    pub id: String,
    /// Outlet, site, author; `source`.
    pub source: String,
    /// Date; `date`.
    pub date: String,
    /// Headline; `title`.
    pub title: String,
    /// Address; `url`.
    pub url: String,
}

impl Default for Fields {
    fn default() -> Self {
        let [text, id, source, date, title, url] = ["text", "id", "source", "date", "title", "url"].map(String::from);
        Self { text, id, source, date, title, url }
    }
}

/// Where a record stands, small enough to keep one for each document (24 bytes).
///
/// Ordered by file, then by record. Offsets count decompressed, decoded bytes: for a plain UTF-8
/// file those on disk, for UTF-16 those of the same text in UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// Which of the [`Inputs::files`], from 0.
    pub file: u32,
    /// Number of the record in its file, from 1; the line for JSONL.
    pub record: u64,
    /// Offset of its first byte.
    pub byte: u64,
    /// Size of the record in bytes.
    pub bytes: u32,
}

/// What became of a record.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// A document.
    Document(Record<'a>),
    /// None, and why.
    Skipped(Fault),
}

impl Outcome<'_> {
    /// All that was wrong: the repairs of a document, or why it was skipped.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Document(record) => &record.repairs,
            Self::Skipped(fault) => std::slice::from_ref(fault),
        }
    }
}

/// A document as it stands in its batch, borrowed wherever nothing had to be decoded.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its id, digit for digit; `file:record` where it has none.
    pub id: Cow<'a, str>,
    /// The text; never blank.
    pub text: Cow<'a, str>,
    /// Outlet, site or folder.
    pub source: Option<Cow<'a, str>>,
    /// Date, as it came.
    pub date: Option<Cow<'a, str>>,
    /// Headline.
    pub title: Option<Cow<'a, str>>,
    /// Address.
    pub url: Option<Cow<'a, str>>,
    /// Where it stands.
    pub locator: Locator,
    /// What had to be repaired; mostly nothing.
    pub repairs: Vec<Fault>,
    file: &'a str,
}

impl Record<'_> {
    /// Where it was read, as people are told.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { file: self.file.into(), record: self.locator.record, byte: self.locator.byte }
    }

    /// The document, owning what it holds; its repairs are dropped.
    #[must_use]
    pub fn into_document(self) -> Document {
        let place = self.place();
        let owned = |field: Option<Cow<'_, str>>| field.map(Cow::into_owned);
        let metadata =
            Metadata { source: owned(self.source), date: owned(self.date), title: owned(self.title), url: owned(self.url) };
        Document { id: self.id.into_owned(), text: self.text.into_owned(), metadata, place }
    }
}

/// The file a record or a fault belongs to.
#[derive(Clone, Debug)]
struct Origin {
    file: u32,
    name: Arc<str>,
}

impl Origin {
    fn fault(&self, reason: Reason, at: At, message: impl Into<String>) -> Fault {
        let place = Place { file: Arc::clone(&self.name), record: at.record, byte: at.byte };
        Fault { reason, place, message: message.into() }
    }

    /// The folder the file stands in; `None` for a bare file name.
    fn folder(&self) -> Option<&str> {
        let folder = self.name.rsplit('/').nth(1)?;
        (!matches!(folder, "" | "." | "..")).then_some(folder)
    }
}

/// A place within a file: number of the record and offset of its first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct At {
    record: u64,
    byte: u64,
}

const _: () = assert!(size_of::<Locator>() == 24);
