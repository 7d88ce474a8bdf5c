//! The documents that are most like each of some, as far as signatures tell.

use crate::candidates::CandidatePair;
use crate::document::DocumentId;
use rustc_hash::FxHashMap;

/// Documents that one is compared with.
const KEPT: usize = 8;

/// A document and how like it is.
type Like = (f64, DocumentId);

/// The [`KEPT`] most like each document, of all that were offered.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    of: FxHashMap<DocumentId, Vec<Like>>,
}

impl Nearest {
    /// Offers one for `document`; the same may be offered again.
    pub(super) fn offer(&mut self, document: DocumentId, (like, other): Like) {
        let kept = self.of.entry(document).or_default();
        if kept.iter().any(|&(_, known)| known == other) {
            return;
        }
        let at = kept.partition_point(|&(known, earlier)| known > like || (known == like && earlier < other));
        if at < KEPT {
            kept.truncate(KEPT - 1);
            kept.insert(at, (like, other));
        }
    }

    /// The pairs of each document and those most like it, ascending.
    pub(super) fn pairs(self) -> Vec<CandidatePair> {
        let of_one = |(document, kept): (DocumentId, Vec<Like>)| {
            kept.into_iter().filter_map(move |(_, other)| CandidatePair::new(document.min(other), document.max(other)))
        };
        let mut pairs: Vec<CandidatePair> = self.of.into_iter().flat_map(of_one).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_those_of_a_full_sort(offered in prop::collection::vec((0u32..3, 3u32..30), 0..200)) {
            let like = |document: u32, other: u32| f64::from((document * 7 + other * 13) % 11);
            let mut nearest = Nearest::default();
            let mut expected = std::collections::BTreeMap::<u32, Vec<u32>>::new();
            for &(document, other) in &offered {
                nearest.offer(DocumentId(document), (like(document, other), DocumentId(other)));
                expected.entry(document).or_default().push(other);
            }
            let mut pairs = Vec::new();
            for (document, mut others) in expected {
                others.sort_unstable();
                others.dedup();
                others.sort_by(|&a, &b| like(document, b).total_cmp(&like(document, a)));
                pairs.extend(others.into_iter().take(KEPT).map(|other| (document, other)));
            }
            pairs.sort_unstable();
            let found: Vec<_> = nearest.pairs().iter().map(|pair| (pair.left().0, pair.right().0)).collect();
            prop_assert_eq!(found, pairs);
        }
    }
}
