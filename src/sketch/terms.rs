//! What is kept of a document to find its rewrites: its heaviest stems, and pairs of stems that stand close.
//!
//! A rewrite shares almost no run of words with its original, but it names the same people, places and
//! sums, and says the same rare words near one another. Which of them are rare in the corpus is known only
//! when everything has been read; until then so many are kept as there is room for, the heaviest first,
//! chosen alike in every document so that what two share is kept of both (Broder, 1997, on coordinated
//! samples). Pairs are without order and reach over up to four stems between, since a rewriter turns
//! sentences around; nearer pairs come first, so that only short texts have wide ones.

use bytemuck::{Pod, Zeroable};

/// Stems kept of a document.
pub const STEMS: usize = 40;

/// Pairs of stems kept of a document.
pub const PAIRS: usize = 80;

/// How many places the stems of a pair may lie apart.
pub const REACH: usize = 5;

/// Content stems of a document that are looked at, from its start.
///
/// Of a longer text only so many count; its excerpts are found by their passages.
pub const LOOKED_AT: usize = 1 << 14;

/// A stem that carries content: the first 32 bits of its hash, and its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentStem {
    /// The first 32 bits of the hash of the stem.
    pub hash: u32,
    /// How much it says, on the scale of [`crate::weights`].
    pub weight: u32,
}

/// A stem or a pair of stems, in 32 bits: the lowest tells which of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Pod, Zeroable)]
#[repr(transparent)]
pub struct Term(pub u32);

impl Term {
    /// A stem by its hash.
    #[must_use]
    pub const fn stem(hash: u32) -> Self {
        Self(hash & !1)
    }

    /// Two stems that stand close, in either order.
    #[must_use]
    pub fn pair(one: u32, other: u32) -> Self {
        let (low, high) = (u64::from(one.min(other)), u64::from(one.max(other)));
        let mixed = (low << 32 | high).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32 | 1)
    }

    /// Whether it is a pair.
    #[must_use]
    pub const fn is_pair(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Chooses the terms of one document after another with the same buffers.
#[derive(Debug, Default)]
pub struct TermSketcher {
    /// Weight, from the heaviest down, above the term.
    found: Vec<u64>,
    taken: Vec<Term>,
}

impl TermSketcher {
    /// Calls `sink` with the terms of a document: up to [`STEMS`] stems, heaviest first, then up to [`PAIRS`]
    /// pairs, nearest first and heaviest first among the equally near; each once.
    ///
    /// `content` is the content stems in the order of the text. Costs a few sorts of them; none has no terms.
    ///
    /// ```
    /// use twicetold::sketch::{ContentStem, Term, TermSketcher};
    /// let content = [(10, 5), (20, 9), (10, 5)].map(|(hash, weight)| ContentStem { hash, weight });
    /// let mut terms = Vec::new();
    /// TermSketcher::default().sketch(&content, |term| terms.push(term));
    /// assert_eq!(terms, [Term::stem(20), Term::stem(10), Term::pair(20, 10), Term::pair(10, 10)]);
    /// ```
    pub fn sketch(&mut self, content: &[ContentStem], mut sink: impl FnMut(Term)) {
        let content = content.get(..LOOKED_AT).unwrap_or(content);
        self.taken.clear();
        self.found.clear();
        self.found.extend(content.iter().map(|stem| weighed(stem.weight, Term::stem(stem.hash))));
        self.take(STEMS, &mut sink);
        self.taken.clear();
        for reach in 1..=REACH.min(content.len()) {
            self.found.clear();
            let ends = content.iter().zip(content.get(reach..).unwrap_or_default());
            let pairs = ends.map(|(a, b)| weighed(a.weight.saturating_add(b.weight), Term::pair(a.hash, b.hash)));
            self.found.extend(pairs);
            self.take(PAIRS, &mut sink);
            if self.taken.len() >= PAIRS {
                break;
            }
        }
    }

    /// Takes the heaviest of what was found and was not taken, until so many are taken.
    fn take(&mut self, most: usize, sink: &mut impl FnMut(Term)) {
        let mut rest = self.found.as_mut_slice();
        // Mostly the front is enough; where it repeats itself, all that is left is put in order.
        let mut front = 2 * most;
        while !rest.is_empty() {
            front = front.min(rest.len());
            if front < rest.len() {
                rest.select_nth_unstable(front);
            }
            let (heaviest, lighter) = rest.split_at_mut(front);
            heaviest.sort_unstable();
            for term in heaviest.iter().map(|&found| Term(found as u32)) {
                if self.taken.len() >= most {
                    return;
                }
                if !self.taken.contains(&term) {
                    self.taken.push(term);
                    sink(term);
                }
            }
            rest = lighter;
            front = usize::MAX;
        }
    }
}

/// A term and its weight, so that the heaviest is the least.
fn weighed(weight: u32, term: Term) -> u64 {
    u64::from(!weight) << 32 | u64::from(term.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn content(numbers: &[u8]) -> Vec<ContentStem> {
        numbers.iter().map(|&n| ContentStem { hash: u32::from(n) * 2, weight: u32::from(n) % 5 }).collect()
    }

    fn sketched(numbers: &[u8]) -> Vec<Term> {
        let mut terms = Vec::new();
        TermSketcher::default().sketch(&content(numbers), |term| terms.push(term));
        terms
    }

    proptest! {
        #[test]
        fn short_texts_keep_every_stem_and_every_close_pair(numbers in prop::collection::vec(0u8..9, 0..8)) {
            let all = content(&numbers);
            let mut every: BTreeSet<Term> = all.iter().map(|stem| Term::stem(stem.hash)).collect();
            for (at, one) in all.iter().enumerate() {
                every.extend(all[at + 1..].iter().take(REACH).map(|other| Term::pair(one.hash, other.hash)));
            }
            let terms = sketched(&numbers);
            prop_assert_eq!(terms.len(), every.len(), "each once");
            prop_assert_eq!(BTreeSet::from_iter(terms), every);
        }

        #[test]
        fn order_within_a_sentence_hardly_matters(numbers in prop::collection::vec(0u8..9, 0..6)) {
            let reversed: Vec<u8> = numbers.iter().rev().copied().collect();
            prop_assert_eq!(BTreeSet::from_iter(sketched(&numbers)), BTreeSet::from_iter(sketched(&reversed)));
        }

        #[test]
        fn long_texts_keep_so_many(numbers in prop::collection::vec(any::<u8>(), 400..500)) {
            let terms = sketched(&numbers);
            prop_assert_eq!(terms.iter().filter(|term| !term.is_pair()).count(), STEMS);
            prop_assert_eq!(terms.iter().filter(|term| term.is_pair()).count(), PAIRS);
        }
    }

    proptest! {
        #[test]
        fn stems_are_those_of_a_full_sort(numbers in prop::collection::vec(any::<u8>(), 0..600), copies in 1usize..4) {
            let mut all = content(&numbers.repeat(copies));
            let found = sketched(&numbers.repeat(copies));
            all.sort_by_key(|stem| (std::cmp::Reverse(stem.weight), stem.hash));
            all.dedup();
            let expected: Vec<Term> = all.iter().take(STEMS).map(|stem| Term::stem(stem.hash)).collect();
            prop_assert_eq!(&found[..expected.len()], expected);
        }
    }

    #[test]
    fn the_heaviest_stems_are_kept() {
        let numbers: Vec<u8> = (0..200).collect();
        let heaviest = numbers.iter().filter(|&&n| n % 5 == 4).count();
        assert_eq!(heaviest, STEMS);
        assert!(sketched(&numbers)[..STEMS].iter().all(|term| term.0 / 2 % 5 == 4));
    }
}
