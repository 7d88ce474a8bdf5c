//! Gopher's repetition filter as its paper means it (Rae et al. 2021, appendix A.1.1 and Table A1).
//!
//! The limits are those of [`datatrove`](super::datatrove), the arithmetic is not:
//!
//! | | paper (here) | datatrove |
//! |---|---|---|
//! | lines, paragraphs | stripped; empty ones are none | as they stand; an empty line is a line |
//! | an n-gram that stands once | repeats nothing: 0 | counts as the most frequent |
//! | most frequent n-gram | characters of the words it covers, each once | length × count, overlaps twice, spaces too |
//! | of equally frequent n-grams | the one that covers most | the first |
//! | duplicated n-grams | words covered by *any* n-gram that stands twice or more, its first occurrence included, each word once | later occurrences only, walking past each |
//! | identity of n-grams | token by token | of the joined string |
//! | whole | characters of all words (of all stripped lines, for lines and paragraphs) | characters of the text |
//!
//! “The fraction of characters contained within all duplicate n-grams” is read with its first
//! occurrence, since the paper speaks of the n-grams and not of their repetitions; “duplicate
//! lines” are lines that equal an earlier one. The paper does not name its tokenizer. Every value
//! is a fraction in `0.0..=1.0`; for the empty text all are 0.

use super::gopher::{DUPLICATED, GopherValues, TOP};
use super::share;
use super::tally::Numbered;
use std::collections::HashSet;
use std::hash::Hash;

pub(super) fn values(text: &str, tokens: &[&str]) -> GopherValues {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|paragraph| !paragraph.is_empty());
    let full_lines = lines.iter().copied().filter(|line| !line.is_empty());
    let words = Words::new(tokens);
    let grams: Vec<Numbered> = words.numbered.grams().take(10).collect();
    GopherValues {
        paragraphs: repeated(paragraphs, |paragraph| paragraph.iter().map(|line| length(line)).sum()),
        lines: repeated(full_lines, length),
        top: TOP.map(|n| words.top_gram_share(&grams[n - 1], n)),
        duplicated: DUPLICATED.map(|n| words.duplicated_share(&grams[n - 1], n)),
    }
}

/// Code points.
fn length(text: &str) -> usize {
    text.chars().count()
}

/// Share of the items that equal an earlier one, and share of all items' characters in them.
fn repeated<T: Hash + Eq + Copy>(items: impl Iterator<Item = T>, characters: impl Fn(T) -> usize) -> [f64; 2] {
    let mut seen = HashSet::new();
    let (mut all, mut again) = ((0, 0), (0, 0));
    for item in items {
        let length = characters(item);
        all = (all.0 + 1, all.1 + length);
        if !seen.insert(item) {
            again = (again.0 + 1, again.1 + length);
        }
    }
    [share(again.0, all.0), share(again.1, all.1)]
}

/// Words as numbers, with their lengths.
struct Words {
    numbered: Numbered,
    lengths: Vec<usize>,
    characters: usize,
}

impl Words {
    fn new(tokens: &[&str]) -> Self {
        let lengths: Vec<usize> = tokens.iter().map(|token| length(token)).collect();
        Self { numbered: Numbered::of(tokens), characters: lengths.iter().sum(), lengths }
    }

    /// Share of characters in words covered by the most frequent n-gram, if one stands twice.
    fn top_gram_share(&self, grams: &Numbered, n: usize) -> f64 {
        let counts = grams.counts();
        let most = counts.iter().copied().max().unwrap_or(0);
        if most < 2 {
            return 0.0;
        }
        // Walking all n-grams at once keeps this linear however many are equally frequent.
        let mut covered = vec![Covered::default(); counts.len()];
        for (at, &gram) in grams.ids.iter().enumerate() {
            covered[gram].add(at, n, &self.lengths);
        }
        let top = covered.iter().zip(counts).filter(|&(_, count)| count == most);
        share(top.map(|(covered, _)| covered.characters).max().unwrap_or(0), self.characters)
    }

    /// Share of characters in words covered by any n-gram that stands twice or more.
    fn duplicated_share(&self, grams: &Numbered, n: usize) -> f64 {
        let counts = grams.counts();
        let mut covered = Covered::default();
        for (at, &gram) in grams.ids.iter().enumerate() {
            if counts[gram] > 1 {
                covered.add(at, n, &self.lengths);
            }
        }
        share(covered.characters, self.characters)
    }
}

/// A union of word ranges that arrive in reading order.
#[derive(Clone, Default)]
struct Covered {
    /// Words before this one are counted, if they are covered.
    end: usize,
    characters: usize,
}

impl Covered {
    fn add(&mut self, at: usize, n: usize, lengths: &[usize]) {
        let fresh = self.end.max(at)..at + n;
        self.end = at + n;
        self.characters += lengths[fresh].iter().sum::<usize>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> GopherValues {
        values(text, &text.split_whitespace().collect::<Vec<_>>())
    }

    /// Marks, letter by letter, the words under n-grams that `wanted` picks by their count.
    fn slow_cover(words: &[&str], n: usize, wanted: impl Fn(&[&str], usize) -> bool) -> usize {
        let count = |gram: &[&str]| words.windows(n).filter(|other| *other == gram).count();
        let covered = |at: usize| {
            let first = (at + 1).saturating_sub(n);
            (first..=at).any(|start| words.get(start..start + n).is_some_and(|gram| wanted(gram, count(gram))))
        };
        (0..words.len()).filter(|&at| covered(at)).map(|at| length(words[at])).sum()
    }

    fn slow_top(words: &[&str], n: usize) -> usize {
        let count = |gram: &[&str]| words.windows(n).filter(|other| *other == gram).count();
        let most = words.windows(n).map(count).max().unwrap_or(0);
        let candidates = words.windows(n).filter(|gram| most > 1 && count(gram) == most);
        candidates.map(|top| slow_cover(words, n, |gram, _| gram == top)).max().unwrap_or(0)
    }

    #[test]
    fn differs_from_datatrove_as_the_head_says() {
        // What stands once repeats nothing.
        assert_eq!(of("ab cd").top, [0.0; 3]);
        // Overlapping occurrences cover each word once.
        assert_eq!(of("a a a a").top, [1.0, 1.0, 0.0]);
        // Of "a b" and "ccc d", both twice, the longer counts: 8 of 13 letters.
        assert_eq!(of("a b x ccc d y a b z ccc d").top[0], 8.0 / 15.0);
        // Tokens are kept apart.
        assert_eq!(of("ab c d e f - a bc d e f").duplicated[0], 0.0);
        // First occurrences count: 10 of 11 letters.
        assert_eq!(of("a b c d e - a b c d e").duplicated, [10.0 / 11.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        // Lines are stripped, blank ones are none.
        assert_eq!(of("ab \n\n  ab\n\n\n").lines, [0.5, 0.5]);
        assert_eq!(of("ab\n c\n \nab \nc\n").paragraphs, [0.5, 0.5]);
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_twin(words in prop::collection::vec("a|b|cc|é", 0..28)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let all = words.iter().map(|word| length(word)).sum();
            let values = values("", &words);
            prop_assert_eq!(values.top, TOP.map(|n| share(slow_top(&words, n), all)));
            let duplicated = DUPLICATED.map(|n| share(slow_cover(&words, n, |_, count| count > 1), all));
            prop_assert_eq!(values.duplicated, duplicated);
        }

        #[test]
        fn longer_duplicates_cover_no_more(text in "[ab ]{0,150}") {
            let values = of(&text);
            prop_assert!(values.duplicated.is_sorted_by(|shorter, longer| shorter >= longer));
        }

        #[test]
        fn a_text_told_twice_is_all_duplicate(text in "[a-z]{1,5}( [a-z]{1,5}){9,30}") {
            let (in_line, in_lines) = ([text.as_str(); 2].join(" "), [text.as_str(); 2].join("\n"));
            prop_assert_eq!(of(&in_line).duplicated, [1.0; 6]);
            prop_assert_eq!(of(&in_lines).lines, [0.5, 0.5]);
        }
    }
}
