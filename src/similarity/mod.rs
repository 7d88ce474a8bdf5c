//! How much two shingle sets have in common, exactly.
//!
//! One count of shared shingles gives every measure. Candidates come from estimates; what is said of
//! a pair comes from here. (Broder, 1997.)

use crate::error::{Error, Result};
use crate::shingle::{Shingle, ShingleSet};

/// Shared and own shingles of two sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Distinct shingles of left.
    pub left: usize,
    /// Distinct shingles of right.
    pub right: usize,
    /// Those in both.
    pub shared: usize,
}

impl Overlap {
    /// Counts by merging the two sorted sets: linear in their sizes.
    #[must_use]
    pub fn of(left: &ShingleSet, right: &ShingleSet) -> Self {
        Self { left: left.len(), right: right.len(), shared: shared(left.as_slice(), right.as_slice()) }
    }

    /// Jaccard similarity |L∩R| / |L∪R|, in `0.0..=1.0`; 0 where both are empty.
    #[must_use]
    pub fn jaccard(self) -> f64 {
        ratio(self.shared, self.left + self.right - self.shared)
    }

    /// Share of left that right has, |L∩R| / |L|; 0 where left is empty.
    #[must_use]
    pub fn containment_left(self) -> f64 {
        ratio(self.shared, self.left)
    }

    /// Share of right that left has, |L∩R| / |R|; 0 where right is empty.
    #[must_use]
    pub fn containment_right(self) -> f64 {
        ratio(self.shared, self.right)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Size of the intersection of two ascending slices without repeats.
fn shared(left: &[Shingle], right: &[Shingle]) -> usize {
    let (mut l, mut r, mut count) = (0, 0, 0);
    while let (Some(a), Some(b)) = (left.get(l), right.get(r)) {
        count += usize::from(a == b);
        l += usize::from(a <= b);
        r += usize::from(b <= a);
    }
    count
}

/// The shingles of a set that another lacks, to be asked about every run of a text.
///
/// Of matches they are few, so nearly every question is answered by one bit.
pub(crate) struct Lacking {
    sorted: Vec<Shingle>,
    /// One bit for each value of the first [`Self::BITS`] bits of a shingle.
    known: [u64; 1 << (Self::BITS - 6)],
}

impl Lacking {
    const BITS: usize = 12;

    /// What `right` lacks of `left`: linear in their sizes.
    pub(crate) fn of(left: &ShingleSet, right: &ShingleSet) -> Self {
        let (left, right) = (left.as_slice(), right.as_slice());
        let mut sorted = vec![Shingle(0); left.len()];
        let (mut l, mut r, mut count) = (0, 0, 0);
        while let (Some(a), Some(b), Some(slot)) = (left.get(l), right.get(r), sorted.get_mut(count)) {
            *slot = *a;
            count += usize::from(a < b);
            l += usize::from(a <= b);
            r += usize::from(b <= a);
        }
        sorted.truncate(count);
        sorted.extend_from_slice(left.get(l..).unwrap_or_default());
        let mut known = [0; 1 << (Self::BITS - 6)];
        for &shingle in &sorted {
            let (word, bit) = Self::place(shingle);
            if let Some(word) = known.get_mut(word) {
                *word |= bit;
            }
        }
        Self { sorted, known }
    }

    /// Whether a shingle is among them.
    pub(crate) fn contains(&self, shingle: Shingle) -> bool {
        let (word, bit) = Self::place(shingle);
        self.known.get(word).is_some_and(|word| word & bit != 0) && self.sorted.binary_search(&shingle).is_ok()
    }

    const fn place(shingle: Shingle) -> (usize, u64) {
        let first = shingle.0 >> (64 - Self::BITS);
        ((first >> 6) as usize, 1 << (first & 63))
    }
}

/// From which values on two documents stand in a relation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Thresholds {
    /// Jaccard similarity of near-duplicates, in `0.0..=1.0`.
    pub min_similarity: f64,
    /// Containment from which one document contains another, in `0.0..=1.0`.
    pub min_containment: f64,
    /// Shingles that both sides of a containment must have.
    pub min_shingles: usize,
    /// Words that shared passages must have together; passages of 39 words are always noticed.
    pub min_passage_words: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { min_similarity: 0.7, min_containment: 0.8, min_shingles: 20, min_passage_words: 40 }
    }
}

impl Thresholds {
    /// Checks the ranges.
    ///
    /// # Errors
    /// A usage error that names the option and its range.
    pub fn validate(&self) -> Result<()> {
        for (name, value) in [("--min-similarity", self.min_similarity), ("--min-containment", self.min_containment)] {
            if !(value > 0.0 && value <= 1.0) {
                return Err(Error::usage(format!("{name} {value} is out of range; choose a fraction above 0 and up to 1")));
            }
        }
        Ok(())
    }

    /// Whether the overlap makes a near-duplicate.
    #[must_use]
    pub fn is_near_duplicate(&self, overlap: Overlap) -> bool {
        overlap.shared > 0 && overlap.jaccard() >= self.min_similarity
    }

    /// Whether one side holds most of the other.
    #[must_use]
    pub fn is_contained(&self, overlap: Overlap) -> bool {
        overlap.left.min(overlap.right) >= self.min_shingles
            && overlap.containment_left().max(overlap.containment_right()) >= self.min_containment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(raw: &BTreeSet<u64>) -> ShingleSet {
        ShingleSet::new(raw.iter().copied().map(Shingle).collect())
    }

    proptest! {
        #[test]
        fn measures_are_symmetric_bounded_and_one_on_equals(
            left in prop::collection::btree_set(0u64..60, 1..40), right in prop::collection::btree_set(0u64..60, 1..40),
        ) {
            let (there, back) = (Overlap::of(&set(&left), &set(&right)), Overlap::of(&set(&right), &set(&left)));
            prop_assert_eq!(there.jaccard(), back.jaccard());
            prop_assert_eq!(there.containment_left(), back.containment_right());
            prop_assert!((0.0..=1.0).contains(&there.jaccard()));
            prop_assert!(there.jaccard() <= there.containment_left().min(there.containment_right()));
            prop_assert_eq!(Overlap::of(&set(&left), &set(&left)).jaccard(), 1.0);
            prop_assert_eq!(there.shared, left.intersection(&right).count());
        }

        #[test]
        fn what_is_lacking_is_the_difference(
            left in prop::collection::btree_set(0u64..60, 0..40), right in prop::collection::btree_set(0u64..60, 0..40), shift in prop::sample::select(vec![0, 56]),
        ) {
            let shifted = |raw: &BTreeSet<u64>| raw.iter().map(|n| n << shift).collect();
            let lacking = Lacking::of(&set(&shifted(&left)), &set(&shifted(&right)));
            for n in 0..60 {
                prop_assert_eq!(lacking.contains(Shingle(n << shift)), left.contains(&n) && !right.contains(&n));
            }
        }
    }

    #[test]
    fn nothing_is_like_nothing() {
        let nothing = Overlap::of(&ShingleSet::default(), &ShingleSet::default());
        assert_eq!(nothing.jaccard(), 0.0);
        assert!(!Thresholds::default().is_near_duplicate(nothing));
    }
}
