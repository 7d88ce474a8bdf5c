//! Counting n-grams: the two views of a token list that the profiles share.
//!
//! [`Joined`] lays tokens end to end so that an n-gram is a slice of one string, compared as a whole: datatrove
//! compares strings, and takes `["ab", "c"]` for `["a", "bc"]` where it joins without a separator. [`token_ids`]
//! keeps tokens apart for everybody else. Neither hashes an n-gram down to fewer bits, so no number rests on luck.

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

/// One number for each token, equal where the tokens are equal; numbered by first appearance.
pub(super) fn token_ids<T: Hash + Eq>(tokens: impl IntoIterator<Item = T>) -> Vec<usize> {
    let mut ids = HashMap::new();
    tokens
        .into_iter()
        .map(|token| {
            let next = ids.len();
            *ids.entry(token).or_insert(next)
        })
        .collect()
}

/// How often each item stands, in the order of first appearance.
pub(super) fn counts<T: Hash + Eq + Copy>(items: impl IntoIterator<Item = T>) -> Vec<(T, usize)> {
    let mut places = HashMap::new();
    let mut counts: Vec<(T, usize)> = Vec::new();
    for item in items {
        let place = *places.entry(item).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((item, 1)),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn counts_keep_the_order_of_first_appearance() {
        assert_eq!(counts(["b", "a", "b", "c"]), [("b", 2), ("a", 1), ("c", 1)]);
        assert_eq!(token_ids(["b", "a", "b", "c"]), [0, 1, 0, 2]);
    }
}
