//! All pairs: the slow and obvious twin that every other way is tested against.

use super::CandidatePair;
use crate::document::DocumentId;

/// Every pair of `documents` documents, ascending. Quadratic.
pub fn all_pairs(documents: u32) -> impl Iterator<Item = CandidatePair> {
    (0..documents).flat_map(move |left| {
        (left + 1..documents).map(move |right| CandidatePair { left: DocumentId(left), right: DocumentId(right) })
    })
}
