//! Candidate pairs → blocks that are verified one at a time, each needing few texts in memory.
//!
//! Documents that are linked by candidates are put in one block as long as their texts fit, so most
//! texts are read once. Blocks depend on the pairs only, not on threads.

use super::disjoint::DisjointSets;
use crate::candidates::CandidatePair;
use crate::document::DocumentId;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;

/// A pair to be looked at, and what found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub pair: CandidatePair,
    /// Proposed as a near-duplicate (or by an exact join).
    pub similar: bool,
    /// Proposed as a rewrite.
    pub retold: bool,
    /// Fingerprints they share.
    pub shared: u32,
}

/// Cuts candidates into blocks whose documents have at most `limit` bytes together, or two documents.
///
/// `documents` is the number of all documents; `order` tells the number of one in the order of the input,
/// `bytes` its size. The last in the input come first: the system still holds what was read last. What is
/// linked and stands together is read together; those that are compared with one and the same come in the
/// order of the input.
pub(super) fn blocks(
    mut candidates: Vec<Candidate>,
    documents: usize,
    order: impl Fn(DocumentId) -> u32,
    bytes: impl Fn(DocumentId) -> u32,
    limit: u64,
) -> Vec<Vec<Candidate>> {
    let mut sets = DisjointSets::new(documents);
    for candidate in &candidates {
        sets.join(candidate.pair.left().0, candidate.pair.right().0);
    }
    candidates.sort_by_cached_key(|candidate| {
        let root = DocumentId(sets.root(candidate.pair.left().0));
        (Reverse(order(root)), candidate.pair.left(), order(candidate.pair.right()))
    });
    let mut blocks = Vec::new();
    let mut block: Vec<Candidate> = Vec::new();
    let mut held = FxHashSet::default();
    let mut size = 0;
    for candidate in candidates {
        let both = [candidate.pair.left(), candidate.pair.right()];
        let own = both.map(|document| if held.contains(&document) { 0 } else { u64::from(bytes(document)) });
        size += own.iter().sum::<u64>();
        if size > limit && !block.is_empty() {
            blocks.push(std::mem::take(&mut block));
            held.clear();
            size = both.iter().map(|&document| u64::from(bytes(document))).sum();
        }
        held.extend(both);
        block.push(candidate);
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_candidate_is_in_one_block_and_blocks_fit(
            raw in prop::collection::btree_set((0u32..40, 0u32..40), 0..100), limit in 2u64..50,
        ) {
            let all: Vec<_> = raw.iter().filter_map(|&(l, r)| CandidatePair::new(DocumentId(l), DocumentId(r)))
                .map(|pair| Candidate { pair, similar: true, retold: false, shared: 0 }).collect();
            let cut = blocks(all.clone(), 40, |document| 100 - document.0, |_| 5, limit);
            prop_assert_eq!(cut.iter().map(Vec::len).sum::<usize>(), all.len());
            for block in &cut {
                let documents: FxHashSet<_> = block.iter().flat_map(|c| [c.pair.left(), c.pair.right()]).collect();
                prop_assert!(documents.len() as u64 * 5 <= limit || block.len() == 1);
            }
        }
    }
}
