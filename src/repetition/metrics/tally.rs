//! Counting n-grams: the two views of a token list that the profiles share.
//!
//! [`Joined`] lays tokens end to end so that an n-gram is a slice of one string, compared as a
//! whole: datatrove compares strings, and takes `["ab", "c"]` for `["a", "bc"]` where it joins
//! without a separator. [`Numbered`] keeps tokens apart for everybody else, and builds each n-gram
//! from the one a word shorter, so that every length costs the same. Neither hashes an n-gram down
//! to fewer bits: no number rests on luck.

use super::share;
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::hash::Hash;

/// Tokens laid end to end with a separator between them.
pub(super) struct Joined {
    text: String,
    /// Byte ranges of the tokens in `text`.
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// Code points before each token, separators left out; one more than there are tokens.
    characters: Vec<usize>,
    separator_characters: usize,
}

impl Joined {
    pub(super) fn new(tokens: &[&str], separator: &str) -> Self {
        let mut joined = Self {
            text: String::new(),
            starts: Vec::with_capacity(tokens.len()),
            ends: Vec::with_capacity(tokens.len()),
            characters: vec![0],
            separator_characters: separator.chars().count(),
        };
        let mut characters = 0;
        for token in tokens {
            if !joined.ends.is_empty() {
                joined.text.push_str(separator);
            }
            joined.starts.push(joined.text.len());
            joined.text.push_str(token);
            joined.ends.push(joined.text.len());
            characters += token.chars().count();
            joined.characters.push(characters);
        }
        joined
    }

    /// How many n-grams there are.
    pub(super) fn grams(&self, n: usize) -> usize {
        (self.starts.len() + 1).saturating_sub(n)
    }

    /// The n-gram that begins at token `at`, separators included.
    pub(super) fn gram(&self, at: usize, n: usize) -> &str {
        &self.text[self.starts[at]..self.ends[at + n - 1]]
    }

    /// Its length in code points, separators included.
    pub(super) fn gram_characters(&self, at: usize, n: usize) -> usize {
        self.characters[at + n] - self.characters[at] + (n - 1) * self.separator_characters
    }
}

/// Items as numbers, equal where the items are equal, counted from 0 by first appearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    /// In the order of the items.
    pub(super) ids: Vec<usize>,
    /// How many numbers there are.
    pub(super) distinct: usize,
}

impl Numbered {
    pub(super) fn of<T: Hash + Eq>(items: impl IntoIterator<Item = T>) -> Self {
        let mut numbers = HashMap::new();
        let number = |item| {
            let next = numbers.len();
            *numbers.entry(item).or_insert(next)
        };
        Self { ids: items.into_iter().map(number).collect(), distinct: numbers.len() }
    }

    /// The n-grams of these words, for n = 1, 2, 3 and so on without end.
    pub(super) fn grams(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), |shorter| Some(shorter.longer_by_one(self)))
    }

    /// An n-gram is the one a word shorter, and its last word.
    fn longer_by_one(&self, words: &Self) -> Self {
        let last_words = words.ids.iter().skip(words.ids.len() + 1 - self.ids.len());
        // Numbers given by order of appearance cannot be chosen to collide, so the fast hash is safe.
        let mut numbers = FxHashMap::default();
        let number = |gram| {
            let next = numbers.len();
            *numbers.entry(gram).or_insert(next)
        };
        Self { ids: self.ids.iter().zip(last_words).map(number).collect(), distinct: numbers.len() }
    }

    /// How often each number stands.
    pub(super) fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.distinct];
        for &id in &self.ids {
            counts[id] += 1;
        }
        counts
    }

    /// Share of the items that equal an earlier one.
    pub(super) fn repeated_share(&self) -> f64 {
        share(self.ids.len() - self.distinct, self.ids.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn grams_are_slices_of_the_joined_text() {
        let joined = Joined::new(&["né", "b", "ç"], " ");
        assert_eq!(joined.grams(2), 2);
        assert_eq!(joined.gram(0, 2), "né b");
        assert_eq!(joined.gram_characters(0, 2), 4);
        assert_eq!(joined.gram_characters(0, 3), 6);
        assert_eq!(joined.grams(4), 0);
        assert_eq!(Joined::new(&[], " ").grams(1), 0);
    }

    #[test]
    fn numbers_follow_the_order_of_first_appearance() {
        let numbered = Numbered::of(["b", "a", "b", "c"]);
        assert_eq!((numbered.ids.as_slice(), numbered.distinct), ([0, 1, 0, 2].as_slice(), 3));
        assert_eq!(numbered.counts(), [2, 1, 1]);
        assert_eq!(numbered.repeated_share(), 1.0 / 4.0);
        assert_eq!(Numbered::of([""; 0]).grams().nth(4), Some(Numbered { ids: vec![], distinct: 0 }));
    }

    proptest! {
        #[test]
        fn grams_are_windows(words in prop::collection::vec(0..4, 0..60)) {
            let numbered = Numbered::of(&words);
            for (n, grams) in (1..=10).zip(numbered.grams()) {
                prop_assert_eq!(grams, Numbered::of(words.windows(n)));
            }
        }
    }
}
