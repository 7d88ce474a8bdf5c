//! How much two texts say in common, whatever their words stand in: the rewrite score.
//!
//! The terms of a text are its content stems and the pairs of content stems that follow each other, in either
//! order. Each weighs what it is rare by (inverse document frequency; a pair a third of what its stems weigh together), so the score is the
//! weighted Jaccard similarity of two sets of terms, and, where one text is much longer than the other, the share of the
//! shorter one's weight that the longer has. One number, made of nothing but shared words: a report can show
//! them. (Spärck Jones, 1972, on the weights; Broder, 1997, on resemblance and containment.)

use super::ratio;

/// Sides whose weights differ more than so many times are judged by containment.
const MUCH_LONGER: f64 = 1.5;

/// What a containment is worth as a similarity: at the same share of false pairs a containment of .144 stands
/// where a similarity of .064 does.
const WORTH_OF_CONTAINMENT: f64 = 0.064 / 0.144;

/// The terms of one text and what they weigh.
///
/// ```
/// use twicetold::similarity::WeightedTerms;
/// let left = WeightedTerms::of(&[(1, 8), (2, 6), (3, 4)]);
/// let right = WeightedTerms::of(&[(2, 6), (1, 8), (9, 6)]);
/// let overlap = left.overlap(&right);
/// assert_eq!(overlap.shared, 8 + 6 + 4); // stems 1 and 2, and their pair
/// assert!(overlap.score() > 0.4 && left.overlap(&left).score() == 1.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeightedTerms {
    /// Hash and weight, ascending, each once.
    terms: Vec<(u64, u32)>,
    total: u64,
}

impl WeightedTerms {
    /// Of content stems in the order of the text, each as its hash and its weight.
    ///
    /// Costs a sort.
    #[must_use]
    pub fn of(content: &[(u64, u32)]) -> Self {
        let pairs = content.windows(2).filter_map(|two| match *two {
            [(a, weight), (b, other)] => Some((pair_of(a, b), weight / 3 + other / 3)),
            _ => None,
        });
        let mut terms: Vec<(u64, u32)> = content.iter().copied().chain(pairs).collect();
        terms.sort_unstable();
        terms.dedup_by_key(|&mut (hash, _)| hash);
        let total = terms.iter().map(|&(_, weight)| u64::from(weight)).sum();
        Self { terms, total }
    }

    /// What two texts weigh, and what they have in common. Linear in their terms.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> WeightedOverlap {
        let (mut l, mut r, mut shared) = (0, 0, 0u64);
        while let (Some(a), Some(b)) = (self.terms.get(l), other.terms.get(r)) {
            if a.0 == b.0 {
                shared += u64::from(a.1.min(b.1));
            }
            l += usize::from(a.0 <= b.0);
            r += usize::from(b.0 <= a.0);
        }
        WeightedOverlap { left: self.total, right: other.total, shared }
    }
}

/// Two stems in either order, as one term.
const fn pair_of(a: u64, b: u64) -> u64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    (low.rotate_left(17) ^ high).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Weights of two texts and of what both have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeightedOverlap {
    /// Of the terms of left.
    pub left: u64,
    /// Of the terms of right.
    pub right: u64,
    /// Of the terms in both.
    pub shared: u64,
}

impl WeightedOverlap {
    /// Weighted Jaccard similarity, in `0.0..=1.0`; 0 where both weigh nothing.
    #[must_use]
    pub fn similarity(self) -> f64 {
        ratio(self.shared, self.left + self.right - self.shared)
    }

    /// Share of the lighter side that the other has, in `0.0..=1.0`; 0 where it weighs nothing.
    #[must_use]
    pub fn containment(self) -> f64 {
        ratio(self.shared, self.left.min(self.right))
    }

    /// The rewrite score, in `0.0..=1.0`: the similarity, or what the containment is worth where that is more and one
    /// side weighs over one and a half times the other.
    #[must_use]
    pub fn score(self) -> f64 {
        let (least, most) = (self.left.min(self.right), self.left.max(self.right));
        if most as f64 > MUCH_LONGER * least as f64 {
            self.similarity().max(WORTH_OF_CONTAINMENT * self.containment())
        } else {
            self.similarity()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// The specification: two maps from what a term is to what it weighs.
    fn by_maps(left: &[(u64, u32)], right: &[(u64, u32)]) -> WeightedOverlap {
        #[derive(PartialEq, Eq, Hash)]
        enum Term {
            Stem(u64),
            Pair(u64, u64),
        }
        let map = |content: &[(u64, u32)]| {
            let mut map: HashMap<Term, u64> =
                content.iter().map(|&(stem, weight)| (Term::Stem(stem), u64::from(weight))).collect();
            for two in content.windows(2) {
                let [(a, one), (b, other)] = [two[0], two[1]];
                map.insert(Term::Pair(a.min(b), a.max(b)), u64::from(one / 3 + other / 3));
            }
            map
        };
        let (left, right) = (map(left), map(right));
        let shared = left.iter().filter(|(term, _)| right.contains_key(term)).map(|(_, weight)| weight).sum();
        WeightedOverlap { left: left.values().sum(), right: right.values().sum(), shared }
    }

    fn content() -> impl Strategy<Value = Vec<(u64, u32)>> {
        prop::collection::vec((1u64..12).prop_map(|stem| (stem * 0x1234_5678_9ABC, stem as u32 * 10 + 1)), 0..30)
    }

    proptest! {
        #[test]
        fn sets_say_what_maps_say(left in content(), right in content()) {
            let (a, b) = (WeightedTerms::of(&left), WeightedTerms::of(&right));
            prop_assert_eq!(a.overlap(&b), by_maps(&left, &right));
            prop_assert_eq!(a.overlap(&b).score(), b.overlap(&a).score());
            prop_assert!((0.0..=1.0).contains(&a.overlap(&b).score()));
            prop_assert_eq!(a.overlap(&a).score(), if left.is_empty() { 0.0 } else { 1.0 });
        }
    }

    #[test]
    fn a_short_text_inside_a_long_one_is_judged_by_containment() {
        let long: Vec<(u64, u32)> = (0..300).map(|stem| (stem, 10)).collect();
        let overlap = WeightedTerms::of(&long[100..140]).overlap(&WeightedTerms::of(&long));
        assert!(overlap.similarity() < 0.14 && overlap.containment() == 1.0);
        assert!((overlap.score() - WORTH_OF_CONTAINMENT).abs() < 1e-9);
    }
}
