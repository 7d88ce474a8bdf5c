//! What was found, as plain data, and the reporters that write it down.
//!
//! | to read it | use |
//! |---|---|
//! | with your eyes | `html`, in full; `terminal`, `markdown` |
//! | with a program, all of it | `json`; `jsonl` where it may be large |
//! | with a script, only the pairs | `tsv` |
//! | in an editor or beside a pull request, the findings | `sarif`, `junit`, `code-quality` |
//! | in a spreadsheet, only the pairs | `csv` (an id that would run as a formula there gets a `'` in front) |
//!
//! Each reporter is one file with one signature: a [`Report`], [`Options`] and a writer. They differ
//! in what they leave out, never in what they say. No reporter writes control characters, bidi
//! overrides or markup that came with the input: see `escape.rs`.

mod baseline;
mod code_quality;
mod csv;
mod data;
mod differences;
mod escape;
mod expand;
mod findings;
mod html;
mod json;
mod jsonl;
mod junit;
mod kept;
mod layout;
mod location;
mod markdown;
mod metrics;
mod page;
mod phrasing;
mod read;
mod rewrites;
mod sarif;
mod similarities;
mod tables;
mod terminal;

pub use baseline::{Baseline, Compared, new_findings};
pub use data::{
    Audit, Cluster, CommonSentence, Cut, Direction, DocumentReport, Echo, EchoKind, Evidence, FactItem, FactLedger, FactPair,
    FormatSummary, Gathered, GatheredSource, GroundFound, Level, Match, Member, Metric, Network, NetworkLink, ObfuscatedDocument,
    Partner, Passage, PassageKind, Phrase, Quote, Relation, RepetitionIndex, Report, Retold, SCHEMA, Side, SourcePair,
    SourceReport, SourceTold, Summary, TOOL,
};
pub use differences::{Difference, differences};
pub use escape::{terminal as escape_terminal, tsv as escape_tsv};
pub use html::Pages;
pub use jsonl::{Header, Line, Lines};
pub use kept::{kept_pairs, kept_report};
pub use read::{read_pages, read_pairs, read_report};
pub use tables::{Cell, ColumnKind, Table, TableFormat};

use std::io::{self, Write};

/// How a report is written, apart from its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How many entries of each list the terminal and Markdown show.
    pub top: usize,
    /// Columns of the terminal; never more is used, less than 40 is taken as 40.
    pub width: usize,
    /// Whether the terminal shows colors.
    pub color: bool,
    /// Whether csv and tsv list every pair that follows from a group of identical documents, not only
    /// each document against the first of its group.
    pub expand: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { top: 10, width: 80, color: false, expand: false }
    }
}

/// The formats a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    /// For people, in a terminal.
    Terminal,
    /// Everything, one JSON value; described by `schemas/report.schema.json`.
    Json,
    /// Everything, one JSON value a line.
    Jsonl,
    /// The pairs, for spreadsheets.
    Csv,
    /// The pairs, for scripts.
    Tsv,
    /// For people, in an issue or a wiki.
    Markdown,
    /// For people, a page to look around in; [`Pages`] cuts it where it would be too heavy.
    Html,
    /// Findings, for editors and code hosts: SARIF 2.1.0.
    Sarif,
    /// Findings, for build servers: JUnit XML.
    Junit,
    /// Findings, for merge requests on GitLab.
    CodeQuality,
}

impl ReportFormat {
    /// Every format.
    pub const ALL: [Self; 10] = [
        Self::Terminal,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
        Self::Html,
        Self::Sarif,
        Self::Junit,
        Self::CodeQuality,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::CodeQuality => "code-quality",
        }
    }

    /// Whether it shows whole texts, or counts the lines in them: [`Report::texts`] has to hold those.
    #[must_use]
    pub const fn needs_texts(self) -> bool {
        matches!(self, Self::Html | Self::Sarif | Self::Junit | Self::CodeQuality)
    }

    /// Writes `report` in this format; the same report gives the same bytes.
    ///
    /// ```
    /// use twicetold::report::{Options, Report, ReportFormat};
    /// let mut bytes = Vec::new();
    /// ReportFormat::Tsv.write(&Report::default(), &Options::default(), &mut bytes)?;
    /// assert!(bytes.starts_with(b"left\tright\trelation\tsimilarity\t"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Only what `out` refuses.
    pub fn write(self, report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Terminal => terminal::write(report, options, out),
            Self::Json => json::write(report, options, out),
            Self::Jsonl => jsonl::write(report, options, out),
            Self::Csv => csv::write(report, options, out),
            Self::Tsv => csv::write_tsv(report, options, out),
            Self::Markdown => markdown::write(report, options, out),
            Self::Html => html::write(report, options, out),
            Self::Sarif => sarif::write(report, options, out),
            Self::Junit => junit::write(report, options, out),
            Self::CodeQuality => code_quality::write(report, options, out),
        }
    }
}

impl std::str::FromStr for ReportFormat {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.name()).collect();
            crate::Error::usage(format!("no report format is called '{name}'; choose from {}", names.join(", ")))
        })
    }
}
