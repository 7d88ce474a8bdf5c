//! Exact candidates: every pair that can reach a threshold, by the shingles it must share.
//!
//! Two sets of similarity s share at least one of the |A|−⌈s|A|⌉+1 rarest shingles of each, so an
//! index of those few finds all pairs. The rarest shingles of all, those that stand in one document,
//! are shared with nobody and never stored. The same with the smaller side's prefix against whole
//! documents finds all containments. (Chaudhuri, Ganti and Kaushik, 2006; Bayardo, Ma and Srikant,
//! 2007.)

use super::CandidatePair;
use crate::document::DocumentId;
use crate::shingle::{Shingle, ShingleSet};
use rustc_hash::FxHashMap;

/// What the pairs must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joined {
    /// Jaccard similarity, in `0.0..=1.0`; above 1 no pair is proposed for it.
    pub min_similarity: f64,
    /// Containment of the smaller side; above 1 no pair is proposed for it.
    pub min_containment: f64,
    /// Shingles that both sides of a containment must have.
    pub min_shingles: usize,
}

/// Every pair of sets that can reach the similarity or the containment, ascending.
///
/// `sets` are in the order of their documents. Misses nothing; costs grow with how often the rarer
/// shingles are shared.
#[must_use]
pub fn pairs(sets: &[ShingleSet], joined: &Joined) -> Vec<CandidatePair> {
    let rarity = shared_shingles(sets);
    let ordered: Vec<Ordered> = sets.iter().map(|set| Ordered::of(set, &rarity)).collect();
    let mut found = Vec::new();
    if joined.min_similarity <= 1.0 {
        similar(&ordered, joined.min_similarity, &mut found);
    }
    if joined.min_containment <= 1.0 {
        contained(&ordered, joined, &mut found);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Rank by rarity (rarest first) of each shingle that stands in more than one set.
fn shared_shingles(sets: &[ShingleSet]) -> FxHashMap<Shingle, u32> {
    let mut counts: FxHashMap<Shingle, u32> = FxHashMap::default();
    for shingle in sets.iter().flat_map(ShingleSet::as_slice) {
        *counts.entry(*shingle).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    let mut ascending: Vec<(u32, Shingle)> = counts.iter().map(|(&shingle, &count)| (count, shingle)).collect();
    ascending.sort_unstable();
    for (rank, (_, shingle)) in ascending.into_iter().enumerate() {
        counts.insert(shingle, u32::try_from(rank).unwrap_or(u32::MAX));
    }
    counts
}

/// A set by the ranks of its shared shingles, rarest first.
struct Ordered {
    /// Size of the whole set.
    size: usize,
    ranks: Vec<u32>,
}

impl Ordered {
    fn of(set: &ShingleSet, rarity: &FxHashMap<Shingle, u32>) -> Self {
        let mut ranks: Vec<u32> = set.as_slice().iter().filter_map(|shingle| rarity.get(shingle).copied()).collect();
        ranks.sort_unstable();
        Self { size: set.len(), ranks }
    }

    /// The shared shingles among the first that any partner must meet, for an overlap of `needed`.
    fn prefix(&self, needed: usize) -> &[u32] {
        let own = self.size - self.ranks.len();
        let prefix = (self.size + 1).saturating_sub(needed.max(1)).saturating_sub(own);
        self.ranks.get(..prefix.min(self.ranks.len())).unwrap_or_default()
    }
}

/// Smallest whole number that is at least `fraction · size`, guarded against rounding up a product
/// that is whole but for floating point.
fn at_least(fraction: f64, size: usize) -> usize {
    (fraction * size as f64 - 1e-9).ceil().max(1.0) as usize
}

fn similar(ordered: &[Ordered], min_similarity: f64, found: &mut Vec<CandidatePair>) {
    let mut index: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut seen = vec![u32::MAX; ordered.len()];
    for (at, set) in (0u32..).zip(ordered) {
        for &rank in set.prefix(at_least(min_similarity, set.size)) {
            let earlier = index.entry(rank).or_default();
            for &other in earlier.iter() {
                let other_size = ordered.get(other as usize).map_or(0, |other| other.size);
                let sizes_fit = other_size.min(set.size) >= at_least(min_similarity, other_size.max(set.size));
                push_once(&mut seen, other, at, sizes_fit, found);
            }
            earlier.push(at);
        }
    }
}

fn contained(ordered: &[Ordered], joined: &Joined, found: &mut Vec<CandidatePair>) {
    let large = |set: &Ordered| set.size >= joined.min_shingles;
    let mut index: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (at, set) in (0u32..).zip(ordered).filter(|(_, set)| large(set)) {
        for &rank in set.prefix(at_least(joined.min_containment, set.size)) {
            index.entry(rank).or_default().push(at);
        }
    }
    let mut seen = vec![u32::MAX; ordered.len()];
    for (at, set) in (0u32..).zip(ordered).filter(|(_, set)| large(set)) {
        for other in set.ranks.iter().filter_map(|rank| index.get(rank)).flatten() {
            let smaller = ordered.get(*other as usize).is_some_and(|other| other.size <= set.size);
            push_once(&mut seen, *other, at, smaller, found);
        }
    }
}

/// Proposes a pair unless document `at` was paired with `other` just before.
fn push_once(seen: &mut [u32], other: u32, at: u32, fits: bool, found: &mut Vec<CandidatePair>) {
    if let Some(last) = seen.get_mut(other as usize)
        && fits
        && *last != at
    {
        *last = at;
        found.extend(CandidatePair::new(DocumentId(other), DocumentId(at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::exhaustive::all_pairs;
    use crate::similarity::Overlap;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_missed(
            raw in prop::collection::vec(prop::collection::vec(0u64..30, 0..25), 0..12), s in 0.05f64..=1.0, c in 0.05f64..=1.0,
        ) {
            let sets: Vec<_> = raw.into_iter().map(|r| ShingleSet::new(r.into_iter().map(Shingle).collect())).collect();
            let found = pairs(&sets, &Joined { min_similarity: s, min_containment: c, min_shingles: 3 });
            for pair in all_pairs(sets.len() as u32) {
                let overlap = Overlap::of(&sets[pair.left().index()], &sets[pair.right().index()]);
                let large = overlap.left.min(overlap.right) >= 3;
                let contained = large && overlap.containment_left().max(overlap.containment_right()) >= c;
                if overlap.shared > 0 && (overlap.jaccard() >= s || contained) {
                    prop_assert!(found.contains(&pair), "{overlap:?} at {s} {c}");
                }
            }
            prop_assert!(found.is_sorted());
        }
    }
}
