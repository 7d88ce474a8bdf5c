//! Crowds: documents that stand together in buckets too full to compare all with all.
//!
//! A million versions of one text fall into the same few buckets, and in the rest of the bands into
//! thousands of smaller ones, whose pairs all say the same again. So the documents of a crowd are first
//! compared with few of it: with its first document and with the first of their buckets. Most find a match,
//! in a group so large that reports list its members against their representative only; what is left is
//! compared as usual, in a second round.

use super::disjoint::DisjointSets;
use super::large_groups::LISTED_IN_FULL_UP_TO;
use super::verify::Verified;
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::report::Relation;

/// No document.
const NONE: u32 = u32::MAX;

/// Firsts of buckets that a document is compared with, beside that of the crowd.
const FIRSTS: usize = 2;

/// Which documents are in which crowd.
#[derive(Debug)]
pub(super) struct Crowds {
    /// The first document of the crowd, by document; [`NONE`] where it is in none.
    first: Vec<u32>,
    /// The earliest firsts of buckets it stood in.
    firsts: Vec<[u32; FIRSTS]>,
}

impl Crowds {
    /// Of so many documents, which `buckets` goes through: it calls back with every crowded bucket, in any order.
    pub(super) fn gather<E>(
        documents: usize,
        buckets: impl FnOnce(&mut dyn FnMut(&[Posting])) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut sets = DisjointSets::new(documents);
        let mut firsts = vec![[NONE; FIRSTS]; documents];
        buckets(&mut |bucket| {
            let Some((first, others)) = bucket.split_first().map(|(first, others)| (first.document().0, others)) else { return };
            for other in others {
                sets.join(first, other.document().0);
                if let Some(known) = firsts.get_mut(other.document().index()) {
                    note(known, first);
                }
            }
        })?;
        let mut first: Vec<u32> = (0..documents as u32).map(|at| sets.root(at)).collect();
        let mut is_in = vec![false; documents];
        for (at, &root) in (0u32..).zip(&first).filter(|&(at, &root)| at != root) {
            for member in [at, root] {
                if let Some(slot) = is_in.get_mut(member as usize) {
                    *slot = true;
                }
            }
        }
        for (first, _) in first.iter_mut().zip(&is_in).filter(|(_, is_in)| !**is_in) {
            *first = NONE;
        }
        Ok(Self { first, firsts })
    }

    /// All documents of crowds.
    pub(super) fn documents(&self) -> impl Iterator<Item = DocumentId> {
        (0u32..).zip(&self.first).filter(|&(_, &first)| first != NONE).map(|(document, _)| DocumentId(document))
    }

    fn first(&self, document: DocumentId) -> Option<u32> {
        self.first.get(document.index()).copied().filter(|&first| first != NONE)
    }

    /// Whether two documents are in the same crowd.
    pub(super) fn share(&self, left: DocumentId, right: DocumentId) -> bool {
        self.first(left).is_some_and(|first| self.first(right) == Some(first))
    }

    /// The pairs that documents of crowds are first compared in, ascending.
    pub(super) fn stars(&self) -> Vec<CandidatePair> {
        let mut pairs = Vec::new();
        for (document, firsts) in (0u32..).map(DocumentId).zip(&self.firsts) {
            let Some(first) = self.first(document) else { continue };
            let with = firsts.iter().copied().filter(|&other| other != NONE).chain([first]);
            pairs.extend(with.filter_map(|other| CandidatePair::new(DocumentId(other), document)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Which documents of crowds have found a match in a group too large to be listed in full.
    pub(super) fn settled(&self, verified: &[Verified]) -> Vec<bool> {
        let mut sets = DisjointSets::new(self.first.len());
        for found in verified.iter().filter(|found| found.relation == Relation::NearDuplicate) {
            sets.join(found.pair.left().0, found.pair.right().0);
        }
        let roots: Vec<u32> = (0..self.first.len() as u32).map(|at| sets.root(at)).collect();
        let mut sizes = vec![0u32; roots.len()];
        for &root in &roots {
            if let Some(size) = sizes.get_mut(root as usize) {
                *size += 1;
            }
        }
        let is_large = |root: u32| sizes.get(root as usize).is_some_and(|&size| size as usize > LISTED_IN_FULL_UP_TO);
        roots.iter().zip(&self.first).map(|(&root, &first)| first != NONE && is_large(root)).collect()
    }
}

/// Keeps the smallest, each once, ascending.
fn note(known: &mut [u32; FIRSTS], first: u32) {
    let mut new = first;
    for slot in known {
        if *slot == new {
            return;
        }
        if new < *slot {
            std::mem::swap(slot, &mut new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(documents: &[u32]) -> Vec<Posting> {
        documents.iter().map(|&document| Posting::new(1, DocumentId(document))).collect()
    }

    fn crowds(buckets: &[&[u32]]) -> Crowds {
        let gathered: Result<_, ()> = Crowds::gather(10, |sink| {
            buckets.iter().for_each(|documents| sink(&bucket(documents)));
            Ok(())
        });
        gathered.unwrap()
    }

    #[test]
    fn buckets_that_share_a_document_are_one_crowd() {
        let crowds = crowds(&[&[3, 5, 7], &[1, 5], &[8, 9]]);
        let share = |left, right| crowds.share(DocumentId(left), DocumentId(right));
        assert!(share(1, 3) && share(1, 7) && share(8, 9));
        assert!(!share(1, 8) && !share(0, 2) && !share(0, 1));
    }

    #[test]
    fn each_is_compared_with_the_first_of_the_crowd_and_of_its_buckets() {
        let crowds = crowds(&[&[3, 5, 7], &[1, 5], &[2, 7], &[4, 7]]);
        let stars: Vec<_> = crowds.stars().iter().map(|pair| (pair.left().0, pair.right().0)).collect();
        assert_eq!(stars, [(1, 2), (1, 3), (1, 4), (1, 5), (1, 7), (2, 7), (3, 5), (3, 7)]);
    }
}
