//! twicetold finds what has been told twice: copies, near-duplicates, contained documents and shared
//! passages across a corpus, and sentences that one document says again.
//!
//! | to ask | of documents in memory | of files |
//! |---|---|---|
//! | who tells what again | [`scan`] | [`scan_files`] |
//! | what will that take | | [`forecast`] |
//! | the corpus again, without its later copies | [`dedup::removable`] | [`dedup_files`] |
//! | what does one document say twice | [`inspect`] | [`inspect_files`] |
//! | what have two documents in common | [`compare`] | [`read::read_one`] and [`compare`] |
//!
//! What is in memory but not in [`Document`]s, as the columns of a table, becomes [`Sources`] by [`read::Inputs::in_memory`] and is
//! asked like files, without a copy.
//!
//! What comes back is a [`report::Report`]: plain data with public fields. A [`report::ReportFormat`]
//! writes it.
//!
//! ```
//! use twicetold::report::{Options, Relation, ReportFormat};
//! use twicetold::{Document, InspectOptions, ScanOptions, compare, inspect, scan};
//!
//! let agency = "The bridge over the Ellery was closed on Monday after inspectors found cracks \
//!               in two of its piers. Repairs will take until spring.";
//! let gazette = agency.replace("until spring", "until spring, the mayor said");
//! let sports = "Tarnford won the cup on Saturday for the first time in forty years.";
//! let documents = [
//!     Document::new("agency", agency),
//!     Document::new("gazette", gazette),
//!     Document::new("sports", sports),
//! ];
//!
//! // Across documents: who tells what again, and where.
//! let report = scan(&documents, &ScanOptions::default())?;
//! let found = &report.matches[0];
//! assert_eq!(found.relation, Relation::NearDuplicate);
//! assert_eq!((found.left.id.as_str(), found.right.id.as_str()), ("agency", "gazette"));
//! assert!(found.passages[0].right.span().of(&documents[1].text).ends_with("until spring"));
//!
//! // Two documents: what only one of them has.
//! let pair = compare(&documents[0], &documents[1], &ScanOptions::default())?;
//! assert_eq!(pair.matches[0].right_only[0].text.as_deref(), Some("the mayor said"));
//!
//! // Inside one document: which sentences say the same again.
//! let text = "The bridge was closed on Monday. Inspectors found cracks. On Monday the bridge was closed.";
//! let inside = inspect(&Document::new("note", text), &InspectOptions::default())?;
//! assert_eq!((inside.echoes[0].left, inside.echoes[0].right), (0, 2));
//!
//! // The report as the command writes it.
//! ReportFormat::Terminal.write(&report, &Options::default(), &mut std::io::stdout())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a report promises
//!
//! Every match was verified on the texts. A near-duplicate pair may be missed, with the probability that
//! the report gives ([`candidates::banding`]); with [`ScanOptions::exact`] none is. Places are [`Span`]s:
//! bytes of the original text. The same documents and options give the same report, for any number of
//! threads. A record that cannot be read is a [`document::Fault`] in the report, an [`Error`] means that
//! what was asked for could not be done; nothing here panics on input.
//!
//! # Cost
//!
//! `scan` reads everything once and keeps numbers, about 600 bytes and the id for an article of 350
//! words; it reads again, some megabytes at a time, only the texts that may match. Time is linear in the
//! text but for sorting. The end-to-end bench is `benches/end_to_end.rs`.
//!
//! # Features
//!
//! - `cli` (default): the command `twicetold` and what it needs. A library does without.
//! - `cjk` (default): dictionaries for the words of Thai, Lao, Khmer and Burmese; without it their
//!   grapheme clusters are words.
//!
//! # Rooms
//!
//! From the ground up: [`Span`], [`document`], [`read`] and [`normalize`], [`segment`], [`shingle`],
//! [`weights`] and [`sketch`], [`candidates`] and [`article`], [`similarity`] and [`align`], [`cluster`], [`repetition`]
//! and [`boilerplate`], [`evaluate`], [`report`], [`pipeline`], [`dedup`]. Each can be used by itself; each uses
//! only those before it.

pub mod align;
pub mod article;
pub mod boilerplate;
pub mod candidates;
pub mod cluster;
pub mod dedup;
pub mod document;
mod error;
pub mod evaluate;
pub mod normalize;
pub mod pipeline;
pub mod provenance;
pub mod read;
pub mod repetition;
pub mod report;
pub mod segment;
pub mod shingle;
pub mod similarity;
pub mod sketch;
mod span;
pub mod weights;

pub use dedup::{DedupOptions, Deduplicated, dedup_files};
pub use document::Document;
pub use error::{Error, Result};
pub use pipeline::{
    Forecast, InspectOptions, Inspected, Progress, ScanOptions, Scanned, Sources, compare, forecast, inspect, inspect_files,
    inspect_header, scan, scan_files,
};
pub use span::Span;
