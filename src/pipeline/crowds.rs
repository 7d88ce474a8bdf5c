//! Crowds: documents that stand together in buckets too full to compare all with all.
//!
//! A million versions of one text fall into the same few buckets, and in the rest of the bands into
//! thousands of smaller ones, whose pairs all say the same again. So each document of a crowd is first
//! compared with one or two of it: the first of the crowd or of a bucket, which reports name as the
//! representative, or a document in the middle of a bucket, which is like more of it than any other.
//! Signatures choose them. Most find a match, in a group so large that reports list its members against
//! their representative only. What found none is then compared with what seems nearest to it, and what is in
//! no large group after that as if there were no crowd.

use super::disjoint::DisjointSets;
use super::large_groups::LISTED_IN_FULL_UP_TO;
use super::parallel;
use super::verify::Verified;
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::report::Relation;
use std::sync::OnceLock;

/// No document.
const NONE: u32 = u32::MAX;

/// Documents of a bucket among which its middle is looked for.
const SAMPLE: usize = 64;

/// How like two documents seem to be by their signatures, and what is made of it.
pub(super) struct Likeness<E> {
    pub estimate: E,
    /// From where on two documents hardly fail to match.
    pub sure: f64,
    /// Below where they hardly match.
    pub floor: f64,
}

/// What a document is compared with first.
#[derive(Clone, Copy, Debug)]
struct Star {
    /// The earliest first of a bucket that it surely matches.
    sure: u32,
    /// The first, and the middle, of a bucket that are most like it, as long as nothing is sure.
    first: (u32, f32),
    middle: (u32, f32),
}

impl Star {
    const NEW: Self = Self { sure: NONE, first: (NONE, 0.0), middle: (NONE, 0.0) };

    /// The first or two, or the middle; what is sure leaves only an earlier first to ask.
    fn documents(self) -> impl Iterator<Item = u32> {
        let chosen = if self.sure == NONE { [self.first.0, self.middle.0] } else { [self.sure, self.first.0.min(self.sure)] };
        chosen.into_iter().filter(|&document| document != NONE)
    }
}

/// Which documents are in which crowd.
#[derive(Debug)]
pub(super) struct Crowds {
    /// The first document of the crowd, by document; [`NONE`] where it is in none.
    first: Vec<u32>,
    stars: Vec<Star>,
}

impl Crowds {
    /// Of so many documents, which `buckets` goes through: it calls back with every crowded bucket, always in the same order.
    pub(super) fn gather<E>(
        documents: usize,
        likeness: &Likeness<impl Fn(DocumentId, DocumentId) -> f64 + Sync>,
        buckets: impl FnOnce(&mut dyn FnMut(&[Posting])) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut sets = DisjointSets::new(documents);
        let mut stars = vec![Star::NEW; documents];
        buckets(&mut |bucket| {
            let Some((first, others)) = bucket.split_first() else { return };
            let middle = OnceLock::new();
            // No document stands twice in a bucket, so that one does not change what is chosen for another.
            let chosen = parallel::map(others, |other| {
                let mut star = stars.get(other.document().index()).copied().unwrap_or(Star::NEW);
                let middle = || *middle.get_or_init(|| likeness.middle(bucket));
                likeness.choose(&mut star, other.document(), first.document(), middle);
                star
            });
            for (other, chosen) in others.iter().zip(chosen) {
                sets.join(first.document().0, other.document().0);
                if let Some(star) = stars.get_mut(other.document().index()) {
                    *star = chosen;
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
        let stars = parallel::map(0..documents as u32, |document| {
            let at = document as usize;
            let mut star = stars.get(at).copied().unwrap_or(Star::NEW);
            if let Some(&first) = first.get(at).filter(|&&first| first < document) {
                likeness.choose_first(&mut star, DocumentId(document), DocumentId(first));
            }
            star
        });
        Ok(Self { first, stars })
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
        for (document, star) in (0u32..).map(DocumentId).zip(&self.stars) {
            pairs.extend(star.documents().filter_map(|other| CandidatePair::new(DocumentId(other), document)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Documents of crowds that have found no match, ascending.
    pub(super) fn unmatched(&self, verified: &[Verified]) -> Vec<DocumentId> {
        let mut open: Vec<bool> = self.first.iter().map(|&first| first != NONE).collect();
        for found in verified.iter().filter(|found| found.relation == Relation::NearDuplicate) {
            for document in [found.pair.left(), found.pair.right()] {
                if let Some(flag) = open.get_mut(document.index()) {
                    *flag = false;
                }
            }
        }
        (0u32..).zip(open).filter(|&(_, open)| open).map(|(document, _)| DocumentId(document)).collect()
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

impl<E: Fn(DocumentId, DocumentId) -> f64> Likeness<E> {
    /// Takes into account that a document stands in a bucket behind `first`, with `middle` in it.
    fn choose(&self, star: &mut Star, document: DocumentId, first: DocumentId, middle: impl FnOnce() -> DocumentId) {
        if first.0 >= star.sure {
            return;
        }
        let like = (self.estimate)(first, document);
        if like >= self.sure {
            star.sure = first.0;
        } else if star.sure == NONE {
            self.prefer(&mut star.first, first, like);
            if f64::from(star.middle.1) < self.sure {
                let middle = middle();
                if middle != document && middle != first {
                    self.prefer(&mut star.middle, middle, (self.estimate)(middle, document));
                }
            }
        }
    }

    /// Takes into account the first document of the crowd, which may stand in other buckets.
    fn choose_first(&self, star: &mut Star, document: DocumentId, first: DocumentId) {
        if first.0 < star.sure {
            let like = (self.estimate)(first, document);
            if like >= self.sure {
                star.sure = first.0;
            } else if like >= self.floor {
                star.first = (first.0, like as f32);
            }
        }
    }

    fn prefer(&self, best: &mut (u32, f32), document: DocumentId, like: f64) {
        if like >= self.floor && like as f32 > best.1 {
            *best = (document.0, like as f32);
        }
    }

    /// Of some documents of a bucket the one most like the others.
    fn middle(&self, bucket: &[Posting]) -> DocumentId {
        self.central(bucket).first().copied().unwrap_or(DocumentId(NONE))
    }

    /// Some documents of a bucket, those first that are most like the others.
    pub(super) fn central(&self, bucket: &[Posting]) -> Vec<DocumentId> {
        let step = bucket.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<DocumentId> = bucket.iter().step_by(step).map(|posting| posting.document()).collect();
        let mut likes = vec![vec![1.0; sample.len()]; sample.len()];
        for (at, &document) in sample.iter().enumerate() {
            for (before, &other) in sample.iter().enumerate().take(at) {
                let like = (self.estimate)(other, document);
                for (one, two) in [(at, before), (before, at)] {
                    if let Some(slot) = likes.get_mut(one).and_then(|likes| likes.get_mut(two)) {
                        *slot = like;
                    }
                }
            }
        }
        let mut central: Vec<(f64, DocumentId)> = likes.iter().map(|likes| likes.iter().sum()).zip(sample).collect();
        central.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        central.into_iter().map(|(_, document)| document).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(documents: &[u32]) -> Vec<Posting> {
        documents.iter().map(|&document| Posting::new(1, DocumentId(document))).collect()
    }

    /// Documents seem the more alike the closer their numbers are.
    fn crowds(buckets: &[&[u32]]) -> Crowds {
        let estimate = |left: DocumentId, right: DocumentId| 1.0 - f64::from(left.0.abs_diff(right.0)) / 20.0;
        let all: Vec<Vec<Posting>> = buckets.iter().map(|documents| bucket(documents)).collect();
        let gathered = Crowds::gather(20, &Likeness { estimate, sure: 0.8, floor: 0.5 }, |sink: &mut dyn FnMut(&[Posting])| {
            all.iter().for_each(|bucket| sink(bucket));
            Ok::<(), ()>(())
        });
        gathered.unwrap()
    }

    fn stars(buckets: &[&[u32]]) -> Vec<(u32, u32)> {
        crowds(buckets).stars().iter().map(|pair| (pair.left().0, pair.right().0)).collect()
    }

    #[test]
    fn buckets_that_share_a_document_are_one_crowd() {
        let crowds = crowds(&[&[3, 5, 7], &[1, 5], &[8, 9]]);
        let share = |left, right| crowds.share(DocumentId(left), DocumentId(right));
        assert!(share(1, 3) && share(1, 7) && share(8, 9));
        assert!(!share(1, 8) && !share(0, 2) && !share(0, 1));
    }

    #[test]
    fn each_is_compared_with_the_earliest_first_it_surely_matches_and_that_of_the_crowd() {
        assert_eq!(stars(&[&[3, 5, 7], &[2, 5], &[4, 7]]), [(2, 3), (2, 4), (2, 5), (2, 7), (3, 7)]);
    }

    #[test]
    fn where_no_first_is_sure_the_likest_first_and_middle_are_taken() {
        // 9 is the middle; 18 is too far from the first to be like it.
        assert_eq!(stars(&[&[0, 8, 9, 10, 18]]), [(0, 8), (0, 9), (0, 10), (8, 9), (9, 10), (9, 18)]);
        let with_seven = [(0, 7), (0, 8), (0, 9), (0, 10), (7, 9), (7, 10), (8, 9), (9, 18)];
        assert_eq!(stars(&[&[0, 8, 9, 10, 18], &[7, 9, 10]]), with_seven);
    }
}
