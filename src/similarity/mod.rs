//! How much two shingle sets have in common, exactly.
//!
//! One count of shared shingles gives every measure. Candidates come from estimates; what is said of
//! a pair comes from here. (Broder, 1997.)

mod weighted;

use crate::error::{Error, Result};
use crate::shingle::{Shingle, ShingleSet};

pub use weighted::{WeightedOverlap, WeightedTerms};

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
        ratio(self.shared as u64, (self.left + self.right - self.shared) as u64)
    }

    /// Share of left that right has, |L∩R| / |L|; 0 where left is empty.
    #[must_use]
    pub fn containment_left(self) -> f64 {
        ratio(self.shared as u64, self.left as u64)
    }

    /// Share of right that left has, |L∩R| / |R|; 0 where right is empty.
    #[must_use]
    pub fn containment_right(self) -> f64 {
        ratio(self.shared as u64, self.right as u64)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
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

/// The shingles of one text, ready to be compared with those of any number of others.
///
/// The other side is neither sorted nor made a set. It is gone through in the order of its text: as long as
/// that runs along with the indexed one, a shingle is compared with the one that follows there; only where
/// they part it is looked up. Of near-duplicates most shingles are told by one comparison that way.
///
/// ```
/// use twicetold::shingle::{Shingle, ShingleSet};
/// use twicetold::similarity::{Indexed, Overlap};
/// let [left, right] = [[1, 2, 3, 3], [9, 2, 3, 2]].map(|text| text.map(Shingle));
/// let mut indexed = Indexed::default();
/// indexed.index(&left);
/// let overlap = indexed.overlap(&right);
/// assert_eq!((overlap.left, overlap.right, overlap.shared), (3, 3, 2));
/// assert_eq!(overlap, Overlap::of(&ShingleSet::new(left.to_vec()), &ShingleSet::new(right.to_vec())));
/// ```
#[derive(Debug, Default)]
pub struct Indexed {
    /// The shingles, in the order of the text.
    text: Vec<Shingle>,
    /// For each shingle of the text the number of it among the distinct ones, which are numbered as they come.
    numbers: Vec<u32>,
    /// For each distinct shingle its first place in the text.
    places: Vec<u32>,
    /// A hash table with open addressing, at most half full: numbers, found by the leading bits of their shingle.
    table: Vec<u32>,
    /// How many trailing bits of a shingle do not count for its place in the table.
    shift: u32,
    /// Which distinct shingles the other side of the last comparison has.
    met: Vec<bool>,
}

/// How many different shingles there are. Costs a sort of them.
#[must_use]
pub fn distinct(shingles: &[Shingle]) -> usize {
    let mut sorted = shingles.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

impl Indexed {
    /// A slot of the table that is free.
    const FREE: u32 = u32::MAX;

    /// Indexes the shingles of a text, in order, with repeats. Costs a look-up each.
    pub fn index(&mut self, text: &[Shingle]) {
        self.text.clear();
        self.text.extend_from_slice(text);
        let slots = (2 * text.len()).next_power_of_two().max(2);
        self.shift = u64::BITS - slots.trailing_zeros();
        self.table.clear();
        self.table.resize(slots, Self::FREE);
        self.places.clear();
        self.numbers.clear();
        for (place, &shingle) in (0u32..).zip(text) {
            let number = self.number(shingle).unwrap_or_else(|free| {
                let number = self.places.len() as u32;
                if let Some(slot) = self.table.get_mut(free) {
                    *slot = number;
                }
                self.places.push(place);
                number
            });
            self.numbers.push(number);
        }
    }

    /// Shared and own shingles, the indexed text being left. Costs as much as [`Self::shared`] and [`distinct`].
    pub fn overlap(&mut self, right: &[Shingle]) -> Overlap {
        let shared = self.shared(right);
        self.overlap_of(shared, distinct(right))
    }

    /// The overlap with a text of so many different shingles, so many of them shared.
    pub(crate) const fn overlap_of(&self, shared: usize, right: usize) -> Overlap {
        Overlap { left: self.places.len(), right, shared }
    }

    /// How many different shingles another text has in common with the indexed one. Linear in `right`.
    pub fn shared(&mut self, right: &[Shingle]) -> usize {
        self.met.clear();
        self.met.resize(self.places.len(), false);
        let (mut next, mut shared) = (0, 0);
        for &shingle in right {
            if self.text.get(next) != Some(&shingle) {
                let place = self.number(shingle).ok().and_then(|number| self.places.get(number as usize));
                let Some(&place) = place else {
                    next += 1;
                    continue;
                };
                next = place as usize;
            }
            let number = self.numbers.get(next).copied().unwrap_or_default();
            if let Some(met) = self.met.get_mut(number as usize) {
                shared += usize::from(!std::mem::replace(met, true));
            }
            next += 1;
        }
        shared
    }

    /// For each shingle of the indexed text, in order, whether the other side of the last comparison has it.
    pub(crate) fn met(&self) -> impl Iterator<Item = bool> {
        self.numbers.iter().map(|&number| self.met.get(number as usize).copied().unwrap_or(false))
    }

    /// The number of a shingle, or the free slot where it is looked for in vain.
    fn number(&self, shingle: Shingle) -> std::result::Result<u32, usize> {
        let mut at = (shingle.0 >> self.shift) as usize;
        loop {
            let number = self.table.get(at).copied().unwrap_or(Self::FREE);
            if number == Self::FREE {
                return Err(at);
            }
            let place = self.places.get(number as usize).map(|&place| place as usize);
            if place.and_then(|place| self.text.get(place)) == Some(&shingle) {
                return Ok(number);
            }
            at = if at + 1 < self.table.len() { at + 1 } else { 0 };
        }
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
    /// Rewrite score of what is possibly a rewrite, in `0.0..=1.0`.
    pub min_rewrite: f64,
    /// Words that shared passages must have together; passages of 39 words are always noticed.
    pub min_passage_words: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { min_similarity: 0.7, min_containment: 0.8, min_shingles: 20, min_rewrite: 0.064, min_passage_words: 40 }
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

    /// Shingles of a text in which stretches come again, as far as they were told before.
    fn texts() -> impl Strategy<Value = Vec<u64>> {
        prop::collection::vec((0u64..60, 0u64..12), 0..8)
            .prop_map(|stretches| stretches.into_iter().flat_map(|(from, many)| from..from + many).collect())
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
        fn an_indexed_text_is_compared_as_sets_are(
            left in texts(), right in texts(), other in texts(), shift in prop::sample::select(vec![0, 40, 58]),
        ) {
            let shifted = |text: &[u64]| text.iter().map(|n| Shingle(n << shift)).collect::<Vec<_>>();
            let (left, right, other) = (shifted(&left), shifted(&right), shifted(&other));
            let mut indexed = Indexed::default();
            for (left, right) in [(&other, &left), (&left, &other), (&left, &right)] {
                indexed.index(left);
                let sets = (ShingleSet::new(left.clone()), ShingleSet::new(right.clone()));
                prop_assert_eq!(indexed.overlap(right), Overlap::of(&sets.0, &sets.1));
                prop_assert!(indexed.met().eq(left.iter().map(|&shingle| sets.1.contains(shingle))));
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
