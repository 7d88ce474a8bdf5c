//! The steps in order: read everything once, find what may be told twice, prove it, report it.
//!
//! | file | step |
//! |---|---|
//! | `collect` | the first pass: a row of numbers a document |
//! | `propose` | identical groups, candidate pairs, common sentences |
//! | `blocks`, `verify` | the texts again, a block at a time: what holds of each pair |
//! | `lowest`, `audit` | how tight clusters are; what the scan missed, measured |
//! | `assemble` | the report |
//! | `texts` | the texts of what was found, for a page |
//! | `kept` | what an earlier run has left, read back |
//! | [`steps`] | the same one by one, for many machines |

mod assemble;
mod audit;
mod blocks;
mod budget;
mod catalog;
mod collect;
mod compare;
mod corpus;
mod crowds;
mod digest;
mod disjoint;
mod files;
mod forecast;
mod gathering;
mod inspect;
mod kept;
mod large_groups;
mod lowest;
mod nearest;
mod options;
mod pairs;
mod parallel;
mod parts;
mod progress;
mod propose;
mod ranks;
mod receipts;
mod retellings;
mod rewrites;
mod scan;
pub mod steps;
mod store;
mod tally;
mod texts;
mod told;
mod verify;
mod vocabulary;

pub use compare::compare;
pub use digest::{FINGERPRINT_WIDTH, FINGERPRINT_WINDOW, PASSAGE_ALWAYS_SEEN};
pub use files::for_each_file;
pub use forecast::{Forecast, SHARE_LOOKED_AT, forecast};
pub use inspect::{InspectOptions, Inspected, inspect, inspect_files, inspect_header};
pub use kept::{read_pairs_at, read_report_at};
pub use large_groups::LISTED_IN_FULL_UP_TO;
pub use lowest::ALL_PAIRS_UP_TO;
pub use options::{Certainty, ScanOptions, ShingleUnit};
pub use pairs::{PairFound, verify_pairs};
pub use progress::Progress;
pub use scan::{Scanned, Sources, scan, scan_files};
pub use texts::{add_texts, add_texts_of};
pub use told::{TOLD_SENTENCES, Telling, Told, ToldBefore, ToldRun, told_before};
