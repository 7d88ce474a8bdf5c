//! twicetold finds what has been told twice.

pub mod align;
pub mod boilerplate;
pub mod candidates;
pub mod cluster;
pub mod document;
mod error;
pub mod evaluate;
pub mod normalize;
pub mod pipeline;
pub mod read;
pub mod repetition;
pub mod report;
pub mod segment;
pub mod shingle;
pub mod similarity;
pub mod sketch;
mod span;
pub mod weights;

pub use document::Document;
pub use error::{Error, Result};
pub use pipeline::{
    InspectOptions, Inspected, Progress, ScanOptions, Scanned, Sources, compare, inspect, inspect_files, inspect_header, scan,
    scan_files,
};
pub use span::Span;
