//! `FineWeb`'s quality filter (Penedo et al. 2024), with the arithmetic of datatrove 0.10
//! (`fineweb_quality_filter.py`).
//!
//! Lines are those between single newlines that are not blank, compared as they stand.
//!
//! - `line_punct_ratio`: share of lines that end in a sentence mark; at least .12.
//! - `short_line_ratio`: share of lines of at most 30 code points; at most .67.
//! - `char_dup_ratio`: share of characters, newlines left out, in lines that equal an earlier one;
//!   at most .01.
//! - `list_ratio`: newlines a token; at most .3. May exceed 1.
//!
//! A text of blank lines only is dropped by `FineWeb` as "empty"; here it breaches nothing: its
//! `line_punct_ratio` is 1 and the other values are 0. So is `list_ratio` without tokens.

use super::datatrove::is_python_space;
use super::{Metric, share};
use std::collections::HashSet;

/// Longest of the lines that count as short, in code points.
const SHORT_LINE: usize = 30;

pub(super) fn metrics(text: &str, tokens: &[&str]) -> Vec<Metric> {
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.chars().all(is_python_space)).collect();
    let punctuated = lines.iter().filter(|line| line.ends_with(ends_sentence)).count();
    let short = lines.iter().filter(|line| line.chars().nth(SHORT_LINE).is_none()).count();
    let newlines = text.bytes().filter(|&byte| byte == b'\n').count();
    let punctuated = if lines.is_empty() { 1.0 } else { share(punctuated, lines.len()) };
    let newlines_a_token = if lines.is_empty() { 0.0 } else { share(newlines, tokens.len()) };
    vec![
        Metric::new("line_punct_ratio", punctuated).at_least(0.12),
        Metric::new("short_line_ratio", share(short, lines.len())).at_most(0.67),
        Metric::new("char_dup_ratio", share(repeated_characters(&lines), text.chars().count() - newlines)).at_most(0.01),
        Metric::new("list_ratio", newlines_a_token).at_most(0.3),
    ]
}

/// Code points of the lines that equal an earlier one.
fn repeated_characters(lines: &[&str]) -> usize {
    let mut seen = HashSet::new();
    lines.iter().filter(|line| !seen.insert(**line)).map(|line| line.chars().count()).sum()
}

/// Whether the character ends sentences in some script.
fn ends_sentence(character: char) -> bool {
    SENTENCE_MARKS.binary_search(&character).is_ok()
}

/// The marks `FineWeb` knows, by code point: most of Unicode's `Sentence_Terminal` and three Khmer
/// signs.
#[rustfmt::skip]
const SENTENCE_MARKS: [char; 159] = [
    '!', '.', '?', '\u{589}', '\u{61d}', '\u{61e}', '\u{61f}', '\u{6d4}', '\u{700}', '\u{701}',
    '\u{702}', '\u{7f9}', '\u{837}', '\u{839}', '\u{83d}', '\u{83e}', '\u{964}', '\u{965}', '\u{104a}', '\u{104b}',
    '\u{1362}', '\u{1367}', '\u{1368}', '\u{166e}', '\u{1735}', '\u{1736}', '\u{17d4}', '\u{17d5}', '\u{17d6}', '\u{17d9}',
    '\u{17da}', '\u{1803}', '\u{1809}', '\u{1944}', '\u{1945}', '\u{1aa8}', '\u{1aa9}', '\u{1aaa}', '\u{1aab}', '\u{1b5a}',
    '\u{1b5b}', '\u{1b5e}', '\u{1b5f}', '\u{1b7d}', '\u{1b7e}', '\u{1c3b}', '\u{1c3c}', '\u{1c7e}', '\u{1c7f}', '\u{203c}',
    '\u{203d}', '\u{2047}', '\u{2048}', '\u{2049}', '\u{2e2e}', '\u{2e3c}', '\u{2e53}', '\u{2e54}', '\u{3002}', '\u{a4ff}',
    '\u{a60e}', '\u{a60f}', '\u{a6f3}', '\u{a6f7}', '\u{a876}', '\u{a877}', '\u{a8ce}', '\u{a8cf}', '\u{a92f}', '\u{a9c8}',
    '\u{a9c9}', '\u{aa5d}', '\u{aa5e}', '\u{aa5f}', '\u{aaf0}', '\u{aaf1}', '\u{abeb}', '\u{fe52}', '\u{fe56}', '\u{fe57}',
    '\u{ff01}', '\u{ff0e}', '\u{ff1f}', '\u{ff61}', '\u{10a56}', '\u{10a57}', '\u{10f55}', '\u{10f56}', '\u{10f57}', '\u{10f58}',
    '\u{10f59}', '\u{10f86}', '\u{10f87}', '\u{10f88}', '\u{10f89}', '\u{11047}', '\u{11048}', '\u{110be}', '\u{110bf}', '\u{110c0}',
    '\u{110c1}', '\u{11141}', '\u{11142}', '\u{11143}', '\u{111c5}', '\u{111c6}', '\u{111cd}', '\u{111de}', '\u{111df}', '\u{11238}',
    '\u{11239}', '\u{1123b}', '\u{1123c}', '\u{112a9}', '\u{1144b}', '\u{1144c}', '\u{115c2}', '\u{115c3}', '\u{115c9}', '\u{115ca}',
    '\u{115cb}', '\u{115cc}', '\u{115cd}', '\u{115ce}', '\u{115cf}', '\u{115d0}', '\u{115d1}', '\u{115d2}', '\u{115d3}', '\u{115d4}',
    '\u{115d5}', '\u{115d6}', '\u{115d7}', '\u{11641}', '\u{11642}', '\u{1173c}', '\u{1173d}', '\u{1173e}', '\u{11944}', '\u{11946}',
    '\u{11a42}', '\u{11a43}', '\u{11a9b}', '\u{11a9c}', '\u{11c41}', '\u{11c42}', '\u{11ef7}', '\u{11ef8}', '\u{11f43}', '\u{11f44}',
    '\u{16a6e}', '\u{16a6f}', '\u{16af5}', '\u{16b37}', '\u{16b38}', '\u{16b44}', '\u{16e98}', '\u{1bc9f}', '\u{1da88}',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> [f64; 4] {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let metrics = metrics(text, &tokens);
        [0, 1, 2, 3].map(|at| metrics[at].value)
    }

    #[test]
    fn values_by_hand() {
        assert_eq!(values(""), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(values("\n \n"), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(values("Yes.\nNo\nYes."), [2.0 / 3.0, 1.0, 4.0 / 10.0, 2.0 / 3.0]);
        // A space after the mark hides it; 30 code points are short, 31 are not.
        assert_eq!(values("Yes. ")[0], 0.0);
        assert_eq!(values(&"é".repeat(30))[1], 1.0);
        assert_eq!(values(&"é".repeat(31))[1], 0.0);
        assert_eq!(values("终。\nما؟\n")[0], 1.0);
    }

    #[test]
    fn marks_are_sorted() {
        assert!(SENTENCE_MARKS.is_sorted());
    }
}
