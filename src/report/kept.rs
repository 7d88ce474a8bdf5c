//! Reports that stand in Parquet, which other engines write.
//!
//! | table | read for |
//! |---|---|
//! | matches of `--tables`, of Spark or of a data frame: `left`, `right`, and what scores them | pairs |
//! | report of Spark: a column `line`, each a line of `jsonl` | the report |

#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
mod parquet {
    //! In a build without it.

    use super::{Part, PredictedPair, Report, Result};

    pub(super) fn report(_: Vec<Part>) -> Result<Report> {
        Err(absent())
    }

    pub(super) fn pairs(_: Vec<Part>) -> Result<Vec<PredictedPair>> {
        Err(absent())
    }

    fn absent() -> crate::Error {
        crate::Error::usage("this build does not read Parquet; build with --features parquet")
    }
}

use super::data::Report;
use super::read::{read_pages, read_pairs};
use crate::Result;
use crate::evaluate::PredictedPair;
use crate::read::Kept;

/// A file of Parquet: its name and its bytes.
type Part = (String, Vec<u8>);

/// The report that was kept; of a page, `read` gives the text of a part by its path relative to it.
///
/// # Errors
///
/// As [`super::read_report`], and what `read` returns.
pub fn kept_report(kept: Kept, read: &mut dyn FnMut(&str) -> Result<String>) -> Result<Report> {
    match kept {
        Kept::Text(text) => read_pages(&text, read),
        Kept::Parquet(parts) => parquet::report(parts),
    }
}

/// The pairs that were kept: those of a report, of a table, or of the matches of tables as Parquet.
///
/// # Errors
///
/// As [`super::read_pairs`].
pub fn kept_pairs(kept: Kept) -> Result<Vec<PredictedPair>> {
    match kept {
        Kept::Text(text) => read_pairs(&text),
        Kept::Parquet(parts) => parquet::pairs(parts),
    }
}
