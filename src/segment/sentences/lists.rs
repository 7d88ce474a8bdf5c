//! Marks of list items: `1.`, `2)`, `(c)`, `iv.`, with or without a bullet before them.

use super::characters::{is_blank, is_bullet};

/// The mark at the head of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    /// The number or letter.
    label: &'t str,
    /// What stands before the label (`(`, a bullet) and after it (`.`, `)`, `.)`).
    style: (Option<char>, &'t str),
    /// Bytes from the start of the mark to its end.
    pub(super) len: usize,
}

impl Marker<'_> {
    /// Whether a list begins here: with the first of its numbers or letters, or any letter in brackets.
    pub(super) fn is_first(&self) -> bool {
        self.style.1 != "." || matches!(self.label, "1" | "a" | "A")
    }

    /// Whether this mark is the next one after `earlier` in the same list.
    pub(super) fn follows(&self, earlier: &Self) -> bool {
        let next = |value: fn(&str) -> Option<u32>| match (value(earlier.label), value(self.label)) {
            (Some(before), Some(after)) => before + 1 == after,
            _ => false,
        };
        self.style == earlier.style && (next(number) || next(letter) || next(roman))
    }
}

/// The mark `text` begins with, if any. It is followed by white space or nothing; labels are
/// numbers of up to three digits, single letters and Roman numerals up to 39. Bounded cost.
pub(super) fn marker(text: &str) -> Option<Marker<'_>> {
    let mut rest = text;
    let mut before = None;
    if let Some(c) = rest.chars().next().filter(|&c| is_bullet(c) || c == '(') {
        before = Some(c);
        rest = rest[c.len_utf8()..].trim_start_matches(' ');
    }
    let end = rest.bytes().take(6).position(|b| !b.is_ascii_alphanumeric())?;
    let (label, after) = rest.split_at(end);
    let close = ["．", ".)", ".）", ")", "）", "."].into_iter().find(|&close| after.starts_with(close))?;
    if close == "." && before == Some('(') {
        return None;
    }
    let close = &after[..close.len()];
    let tail = &after[close.len()..];
    let spaced = tail.chars().next().is_none_or(is_blank) || close.ends_with('）');
    let labelled = number(label).or_else(|| letter(label)).or_else(|| roman(label)).is_some();
    (spaced && labelled).then(|| Marker { label, style: (before, close), len: text.len() - tail.len() })
}

/// Where the mark whose last character stands at `at` begins, if white space precedes it.
pub(super) fn marker_start(text: &str, floor: usize, at: usize) -> Option<usize> {
    let head = &text[floor..at];
    let head = head.strip_suffix('.').unwrap_or(head);
    let label = head.bytes().rev().take(6).take_while(u8::is_ascii_alphanumeric).count();
    let mut start = floor + head.len() - label;
    if let Some(c) = text[floor..start].chars().next_back().filter(|&c| is_bullet(c) || c == '(') {
        start -= c.len_utf8();
    }
    (label > 0 && text[floor..start].ends_with(char::is_whitespace)).then_some(start)
}

fn number(label: &str) -> Option<u32> {
    label.parse().ok().filter(|_| label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit()))
}

fn letter(label: &str) -> Option<u32> {
    match *label.as_bytes() {
        [b] if b.is_ascii_alphabetic() => Some(u32::from(b)),
        _ => None,
    }
}

fn roman(label: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let lower = label.to_ascii_lowercase();
    if label.is_empty() || (label != lower && label != label.to_ascii_uppercase()) {
        return None;
    }
    let ones = lower.trim_start_matches('x');
    // `ix` ends in the ten it is counted from
    let (tens, ones) = if lower.ends_with("ix") { (lower.len() - 2, "ix") } else { (lower.len() - ones.len(), ones) };
    let ones = ONES.iter().position(|&known| known == ones)?;
    u32::try_from(10 * tens + ones).ok().filter(|_| tens <= 3 && lower[..tens].bytes().all(|b| b == b'x'))
}
