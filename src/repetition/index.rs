//! The repetition index: one number for how much a document repeats itself.
//!
//! **Definition.** Of all runs of three neighboring stems in a document, the share whose run stands
//! in the document more than once, first occurrences counted as well. Stems are those of
//! lower-cased words with the possessive `'s` dropped (Snowball English for English), stop words
//! are **kept**, numbers are kept, and runs cross sentence bounds. Counting only the later
//! occurrences would halve the scale and hardly change the order (rank correlation .996 on BBC
//! News); leaving stop words out loses the formulas (“is likely to”, “has been seen as”) that make
//! a text feel repetitive.
//!
//! It is a file of its own because `scan` calls it for every document: it takes hashes of stems and
//! a scratch table, and allocates nothing once the table has grown to the corpus. What the number
//! means for a text of a given length is told by [`reference`](super::reference).

/// Set in a slot whose run was met again.
const AGAIN: u64 = 1;
/// A slot that holds no run; no fingerprint is 0.
const EMPTY: u64 = 0;
/// Slots kept between documents (2 MiB); a larger table is given back after its document.
const SLOTS_KEPT: usize = 1 << 18;

/// Working memory of [`repetition_index`], to be kept from one document to the next.
///
/// Holds sixteen to thirty-two bytes for each word of the longest document so far, and never more
/// than 2 MiB between two documents.
#[derive(Debug, Default)]
pub struct IndexScratch {
    slots: Vec<u64>,
}

impl IndexScratch {
    /// An empty scratch; it grows with the first document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Empties the table and makes room for `runs` runs at a load of at most one half.
    fn clear_for(&mut self, runs: usize) -> &mut [u64] {
        let slots = (runs * 2).next_power_of_two().max(2);
        self.slots.clear();
        self.slots.resize(slots, EMPTY);
        &mut self.slots
    }

    /// Gives back what an unusually long document needed.
    fn shrink(&mut self) {
        if self.slots.len() > SLOTS_KEPT {
            self.slots = Vec::new();
        }
    }
}

/// The share of three-stem runs that stand in the document more than once, in `0.0..=1.0`.
///
/// `stems` are the stems of the document in reading order, each as a hash of its own. A document of
/// fewer than three stems has no run and an index of 0. Two different runs are taken for one with a
/// probability below 2⁻⁶³ a pair.
///
/// Cost: linear; 3.3 ns a word up to 20,000 words, 9 ns at 100,000 (`benches/metrics.rs`).
///
/// ```
/// use twicetold::repetition::index::{IndexScratch, repetition_index};
///
/// let mut scratch = IndexScratch::new();
/// // a b c d a b c: five runs, of which "a b c" stands twice.
/// assert_eq!(repetition_index(&[1, 2, 3, 4, 1, 2, 3], &mut scratch), 2.0 / 5.0);
/// assert_eq!(repetition_index(&[1, 2], &mut scratch), 0.0);
/// ```
#[must_use]
pub fn repetition_index(stems: &[u64], scratch: &mut IndexScratch) -> f64 {
    let runs = stems.len().saturating_sub(2);
    if runs == 0 {
        return 0.0;
    }
    let slots = scratch.clear_for(runs);
    let mask = slots.len() - 1;
    let shift = 64 - slots.len().trailing_zeros();
    let mut repeated = 0;
    for run in stems.windows(3) {
        let print = fingerprint(run);
        let mut at = (print >> shift) as usize;
        // At most half of the slots are taken, so an empty one ends the search.
        while slots[at] != EMPTY && slots[at] & !AGAIN != print {
            at = (at + 1) & mask;
        }
        if slots[at] == EMPTY {
            slots[at] = print;
        } else {
            // The second occurrence brings in the first as well.
            repeated += 2 - (slots[at] & AGAIN);
            slots[at] = print | AGAIN;
        }
    }
    scratch.shrink();
    repeated as f64 / runs as f64
}

/// A run as 63 well-mixed bits with [`AGAIN`] clear; never [`EMPTY`].
#[inline]
fn fingerprint(run: &[u64]) -> u64 {
    let mut mixed = 0_u64;
    for &stem in run {
        mixed = (mixed ^ stem).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 32;
    }
    mixed = mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93) & !AGAIN;
    if mixed == EMPTY { 2 } else { mixed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// The specification: count every run, then sum the counts above one.
    fn slow(stems: &[u64]) -> f64 {
        let mut counts: HashMap<&[u64], usize> = HashMap::new();
        for run in stems.windows(3) {
            *counts.entry(run).or_default() += 1;
        }
        let runs: usize = counts.values().sum();
        let repeated: usize = counts.values().filter(|&&count| count > 1).sum();
        if runs == 0 { 0.0 } else { repeated as f64 / runs as f64 }
    }

    fn fast(stems: &[u64]) -> f64 {
        repetition_index(stems, &mut IndexScratch::new())
    }

    #[test]
    fn values_by_hand() {
        assert_eq!(fast(&[]), 0.0);
        assert_eq!(fast(&[7, 7]), 0.0);
        assert_eq!(fast(&[7, 7, 7]), 0.0);
        assert_eq!(fast(&[7, 7, 7, 7]), 1.0);
        assert_eq!(fast(&[1, 2, 3, 4, 5]), 0.0);
        assert_eq!(fast(&[0, 0, 0, 1, 0, 0, 0]), 2.0 / 5.0);
    }

    #[test]
    fn a_long_document_leaves_a_small_scratch() {
        let mut scratch = IndexScratch::new();
        let stems: Vec<u64> = (0..300_000).collect();
        assert_eq!(repetition_index(&stems, &mut scratch), 0.0);
        assert!(scratch.slots.capacity() <= SLOTS_KEPT);
        assert_eq!(repetition_index(&[1, 1, 1, 1], &mut scratch), 1.0);
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_twin(documents in prop::collection::vec(prop::collection::vec(0_u64..6, 0..200), 1..6)) {
            let mut scratch = IndexScratch::new();
            for stems in &documents {
                prop_assert_eq!(repetition_index(stems, &mut scratch), slow(stems));
            }
        }

        #[test]
        fn agrees_on_any_hashes(stems in prop::collection::vec(any::<u64>(), 0..60)) {
            let twice = [stems.clone(), stems].concat();
            prop_assert_eq!(fast(&twice), slow(&twice));
        }

        #[test]
        fn a_share_that_telling_twice_raises(stems in prop::collection::vec(0_u64..50, 3..120)) {
            let told_once = fast(&stems);
            let told_twice = fast(&[stems.clone(), stems.clone()].concat());
            prop_assert!((0.0..=1.0).contains(&told_once));
            // Only the two runs across the seam can stand once.
            let least = (stems.len() - 2) as f64 / (stems.len() - 1) as f64;
            prop_assert!((least..=1.0).contains(&told_twice));
        }

        #[test]
        fn names_of_stems_do_not_matter(stems in prop::collection::vec(0_u64..9, 0..120), salt in any::<u64>()) {
            let renamed: Vec<u64> = stems.iter().map(|stem| stem.wrapping_mul(salt | 1) ^ salt).collect();
            prop_assert_eq!(fast(&stems), fast(&renamed));
        }
    }
}
