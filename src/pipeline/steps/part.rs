//! Whole components with their texts → a report of them: the scan itself, on a part of the corpus.

use super::super::progress::Progress;
use super::super::scan::{self, Sources};
use crate::candidates::rare_terms::Frequencies;
use crate::error::Result;
use crate::pipeline::ScanOptions;
use crate::report::Report;

/// What is known of a part of a corpus from all of it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'p> {
    /// Whether its documents are compared by their bands; else only the pairs of `retold` are looked at, and copies.
    pub banded: bool,
    /// Pairs that may be rewrites, as numbers of records; of copies any may stand for the first.
    pub retold: &'p [(u64, u64)],
    /// In how many documents of the whole corpus terms stand; none where rewrites are not looked for.
    pub frequencies: &'p Frequencies,
}

/// Scans a part: the matches and clusters that a scan of the whole finds among its documents, if none of them is linked with one outside.
///
/// # Errors
/// As [`check`](super::check) and [`scan_files`](crate::scan_files).
pub fn scan_part(sources: &Sources, part: Part<'_>, options: &ScanOptions, progress: &dyn Progress) -> Result<Report> {
    super::check(options)?;
    scan::scan_part(sources, part, options, progress)
}
