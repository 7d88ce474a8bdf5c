//! Gopher's repetition filter with the arithmetic of datatrove 0.10
//! (`gopher_repetition_filter.py`).
//!
//! Given the same tokens, the same numbers to the last digit, because people compare. Its quirks,
//! all kept:
//!
//! - every length is in code points and every share is of the whole text, surrounding space
//!   included;
//! - paragraphs are cut from the stripped text, lines from the unstripped one, so a final newline
//!   makes an empty line; lines and paragraphs are compared with case and inner space;
//! - top n-grams are joined by one space; **an n-gram that stands once counts**, so any short text
//!   breaches; occurrences that overlap are counted in full, so the value may exceed 1; of equally
//!   frequent n-grams the first in the text counts;
//! - duplicated n-grams are joined **without a separator** (`["ab", "c"]` equals `["a", "bc"]`),
//!   the first occurrence is free, and the walk jumps over a duplicate.
//!
//! datatrove drops the empty text as "empty"; here all its values are 0.

use super::gopher::{DUPLICATED, GopherValues, TOP};
use super::share;
use super::tally::{Joined, Numbered};
use std::collections::HashSet;

pub(super) fn values(text: &str, tokens: &[&str]) -> GopherValues {
    let characters = text.chars().count();
    let stripped = text.trim_matches(is_python_space);
    let spaced = Joined::new(tokens, " ");
    let glued = Joined::new(tokens, "");
    GopherValues {
        paragraphs: repeated_pieces(&split_at_newlines(stripped, 2), characters),
        lines: repeated_pieces(&split_at_newlines(text, 1), characters),
        top: TOP.map(|n| share(top_gram_characters(&spaced, n), characters)),
        duplicated: DUPLICATED.map(|n| share(duplicated_characters(&glued, n), characters)),
    }
}

/// What Python's `str.strip` removes: `White_Space` and the four information separators.
pub(super) fn is_python_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// `re.split(r"\n{least,}", text)`: runs of at least that many newlines part, shorter ones do not.
/// The empty text is one empty piece.
fn split_at_newlines(text: &str, least: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut piece_start = 0;
    let mut at = 0;
    while let Some(newline) = text[at..].find('\n').map(|offset| at + offset) {
        let run = text[newline..].bytes().take_while(|&byte| byte == b'\n').count();
        at = newline + run;
        if run >= least {
            pieces.push(&text[piece_start..newline]);
            piece_start = at;
        }
    }
    pieces.push(&text[piece_start..]);
    pieces
}

/// Share of the pieces that equal an earlier one, and share of the text's characters in them.
fn repeated_pieces(pieces: &[&str], characters: usize) -> [f64; 2] {
    let mut seen = HashSet::new();
    let mut repeated = 0;
    let mut repeated_characters = 0;
    for &piece in pieces {
        if !seen.insert(piece) {
            repeated += 1;
            repeated_characters += piece.chars().count();
        }
    }
    [share(repeated, pieces.len()), share(repeated_characters, characters)]
}

/// Length times count of the most frequent n-gram; of equals the first in the text.
fn top_gram_characters(joined: &Joined, n: usize) -> usize {
    let grams = Numbered::of((0..joined.grams(n)).map(|at| joined.gram(at, n)));
    let counts = grams.counts();
    let most = counts.iter().copied().max().unwrap_or(0);
    let first = grams.ids.iter().position(|&gram| counts[gram] == most);
    first.map_or(0, |at| joined.gram_characters(at, n) * most)
}

/// Characters of the n-grams met before, walking on past each.
fn duplicated_characters(joined: &Joined, n: usize) -> usize {
    let mut seen = HashSet::new();
    let mut characters = 0;
    let mut at = 0;
    while at < joined.grams(n) {
        if seen.insert(joined.gram(at, n)) {
            at += 1;
        } else {
            characters += joined.gram_characters(at, n);
            at += n;
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The specification: the filter read aloud, one string a gram, searched from the start each
    /// time.
    mod slow {
        pub(super) fn duplicates(pieces: &[String]) -> (usize, usize) {
            let repeated = (0..pieces.len()).filter(|&at| pieces[..at].contains(&pieces[at]));
            repeated.fold((0, 0), |(count, characters), at| (count + 1, characters + pieces[at].chars().count()))
        }

        pub(super) fn top(words: &[&str], n: usize) -> usize {
            let grams: Vec<String> = words.windows(n).map(|gram| gram.join(" ")).collect();
            let counts = grams.iter().map(|gram| grams.iter().filter(|other| *other == gram).count());
            let mut top = (0, 0);
            for (gram, count) in grams.iter().zip(counts) {
                if count > top.0 {
                    top = (count, gram.chars().count() * count);
                }
            }
            top.1
        }

        pub(super) fn duplicated(words: &[&str], n: usize) -> usize {
            let (mut seen, mut characters, mut at) = (Vec::new(), 0, 0);
            while at + n <= words.len() {
                let gram = words[at..at + n].concat();
                if seen.contains(&gram) {
                    characters += gram.chars().count();
                    at += n;
                } else {
                    seen.push(gram);
                    at += 1;
                }
            }
            characters
        }
    }

    fn of(text: &str) -> GopherValues {
        values(text, &text.split_whitespace().collect::<Vec<_>>())
    }

    #[test]
    fn newlines_part_as_in_python() {
        assert_eq!(split_at_newlines("", 1), [""]);
        assert_eq!(split_at_newlines("a\nb\n\n\nc\n", 1), ["a", "b", "c", ""]);
        assert_eq!(split_at_newlines("\n\n", 1), ["", ""]);
        assert_eq!(split_at_newlines("a\nb\n\n\nc\n", 2), ["a\nb", "c\n"]);
        assert_eq!(split_at_newlines("é\n\né", 2), ["é", "é"]);
    }

    #[test]
    fn quirks_are_kept() {
        // A final newline makes an empty line; two make no second one.
        assert_eq!(of("\na\n").lines, [1.0 / 3.0, 0.0]);
        // What stands once counts.
        assert_eq!(of("ab cd").top, [1.0, 0.0, 0.0]);
        // Overlapping occurrences count in full: 3 × "a a" in 7 characters.
        assert_eq!(of("a a a a").top[0], 9.0 / 7.0);
        // Of "a b" and "b cc", both once, the first counts.
        assert_eq!(of("a b cc").top[0], 3.0 / 6.0);
        // Without a separator the 5-gram `ab c d e f` equals `a bc d e f`.
        assert_eq!(of("ab c d e f - a bc d e f").duplicated[0], 6.0 / 23.0);
        // Code points, not bytes, of the unstripped text.
        assert_eq!(of("éé\néé ").lines, [0.0, 0.0]);
        assert_eq!(of("éé\néé\n ").lines, [1.0 / 3.0, 2.0 / 7.0]);
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_twin(text in "[abé \n]{0,80}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let characters = text.chars().count();
            let values = values(&text, &words);
            prop_assert_eq!(values.top, TOP.map(|n| share(slow::top(&words, n), characters)));
            prop_assert_eq!(values.duplicated, DUPLICATED.map(|n| share(slow::duplicated(&words, n), characters)));
            let lines: Vec<String> = split_at_newlines(&text, 1).into_iter().map(str::to_owned).collect();
            let (repeated, repeated_characters) = slow::duplicates(&lines);
            prop_assert_eq!(values.lines, [share(repeated, lines.len()), share(repeated_characters, characters)]);
        }

        #[test]
        fn fractions_are_fractions(text in "[ab \n]{0,200}") {
            let values = of(&text);
            let fractions = [values.paragraphs.as_slice(), &values.lines, &values.duplicated].concat();
            prop_assert!(fractions.iter().all(|value| (0.0..=1.0).contains(value)), "{fractions:?}");
        }

        #[test]
        fn order_of_lines_does_not_matter_to_lines(mut lines in prop::collection::vec("[ab]{1,3}", 1..20)) {
            let before = of(&lines.join("\n")).lines;
            lines.reverse();
            prop_assert_eq!(before, of(&lines.join("\n")).lines);
        }
    }
}
