//! What an earlier run has left at a path: its report, its pairs.

use crate::error::{Error, Result};
use crate::evaluate::PredictedPair;
use crate::read::Kept;
use crate::report::{Report, kept_pairs, kept_report};
use std::path::Path;

/// Reads the report that stands at a path: `json`, `jsonl`, a page with its parts beside it, or the folder that a scan on Spark has written
/// with its report.
///
/// # Errors
///
/// As [`crate::report::read_report`], with the path, and where it cannot be read.
pub fn read_report_at(path: &Path) -> Result<Report> {
    let beside = path.parent().unwrap_or(Path::new(""));
    let read = kept_report(Kept::at(path, "report")?, &mut |part| match Kept::at(&beside.join(part), "report")? {
        Kept::Text(text) => Ok(text),
        Kept::Parquet(_) => Err(Error::input(format!("its part {part} is no part of a page"))),
    });
    read.map_err(|error| named(path, &error))
}

/// Reads the pairs that stand at a path: those of a report, of a table, or of a folder of tables as Parquet.
///
/// # Errors
///
/// As [`crate::report::read_pairs`], with the path, and where it cannot be read.
pub fn read_pairs_at(path: &Path) -> Result<Vec<PredictedPair>> {
    kept_pairs(Kept::at(path, "matches")?).map_err(|error| named(path, &error))
}

fn named(path: &Path, error: &Error) -> Error {
    Error::input(format!("{}: {error}", path.display()))
}
