//! The steps of a scan, one by one, for an engine that moves data between machines (Spark does, in `python/twicetold/spark`).
//!
//! Each is a function of what it is given and gives the same for it wherever and however often it runs; what must meet is packed by
//! the engine into rows with a number that says where to (see [`address`]), so that it moves few rows and not many numbers. Documents are numbered by
//! the rank of their content: different word sequences by (date, id, content) of the first document of each.
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`Sketcher`] | documents | content, band hashes, signature bits, terms |
//! | [`buckets`] | band hashes | sets of documents that share a bucket; links within buckets over the cap |
//! | [`linked`] | signature bits of a set | links of documents that may be near-duplicates |
//! | [`large_star`], [`small_star`] | links | links to the first document of a component |
//! | [`cells_of`], [`Cells`] | terms | in how many documents each stands |
//! | [`TermBlock`] | terms of all, against those of some | pairs that may be rewrites |
//! | [`scan_part`] | the documents of whole components, with texts | a report of them |
//!
//! A part that holds whole components has in it every document that a scan of the whole corpus would compare its documents with; the scan
//! of the part is the scan of the whole, cut. A test holds the two against each other.

mod buckets;
mod part;
mod sketches;
mod stars;
mod terms;

pub use buckets::{BandPosting, buckets, linked, thinned};
pub use part::{Part, scan_part};
pub use sketches::{Sketch, Sketcher, content_of};
pub use stars::{Link, large_star, small_star};
pub use terms::{Asking, CELL_BLOCKS, Cells, TermBlock, TermPartner, best_partners, cells_of};

use super::options::ScanOptions;
use crate::error::{Error, Result};
use crate::report::Relation;

/// The version of everything that one step hands to the next; machines that work together must have the same.
pub const FORMAT: u32 = 1;

/// Checks that the steps can do what is asked.
///
/// # Errors
/// A usage error that names the option that a single machine is needed for.
pub fn check(options: &ScanOptions) -> Result<()> {
    options.validate()?;
    let is_known = |relation: &Relation| matches!(relation, Relation::Identical | Relation::NearDuplicate | Relation::Rewritten);
    if let Some(other) = options.relations.iter().find(|relation| !is_known(relation)) {
        let message = "relations over several machines are identical, near-duplicate and rewritten; scan on one machine for";
        return Err(Error::usage(format!("{message} {}", other.name())));
    }
    let single = [("exact", options.exact), ("gather", options.gather), ("audit", options.audit.is_some())];
    match single.into_iter().find(|&(_, given)| given) {
        Some((name, _)) => Err(Error::usage(format!("--{name} is not for several machines; scan on one"))),
        None => Ok(()),
    }
}

/// To which of `places` something with this 32-bit hash goes; hashes ascend with places.
#[must_use]
pub const fn address(hash: u32, places: u32) -> u32 {
    ((hash as u64 * places as u64) >> 32) as u32
}
