//! Paragraphs and lines: where a line break is only the edge of the page.
//!
//! A paragraph ends at a blank line, a form feed or a paragraph separator. Inside it a line break
//! is *wrapping* when the next word would not have fitted on the line, in a paragraph where
//! most breaks are like that; otherwise the writer meant it.

use super::characters::{Class, is_blank, is_closing_bracket, is_closing_quote, is_dot, is_full_terminator, is_mark, opening};
use super::lists;

/// Lines wider than this (in characters) were not wrapped by a program.
const WIDEST: usize = 160;
/// Lines narrower than this are verse, addresses and lists.
const NARROWEST: usize = 40;

/// How the lines of a paragraph were made.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wrapping {
    /// Characters in the longest line; 0 when the paragraph is not wrapped.
    width: usize,
}

/// What a line break stands between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Break<'t> {
    /// The sentence so far.
    pub(super) sentence: &'t str,
    /// The end of the text before the break, from the start of its line, white space and all.
    pub(super) line: &'t str,
    /// The text after it, white space and all.
    pub(super) next: &'t str,
}

/// The end of the paragraph that begins at `from`, and where the next one begins. Linear.
pub(super) fn paragraph(text: &str, from: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => {
                let (breaks, after) = blank_lines(text, at);
                if breaks > 1 {
                    return (at, after);
                }
                at = after;
            }
            b'\x0c' => return (at, at + 1),
            0xe2 if bytes[at..].starts_with("\u{2029}".as_bytes()) => return (at, at + 3),
            _ => at += 1,
        }
    }
    (text.len(), text.len())
}

/// How many line breaks the white space from `at` on has, and where it ends.
fn blank_lines(text: &str, at: usize) -> (usize, usize) {
    let (mut breaks, mut previous) = (0, ' ');
    for (offset, c) in text[at..].char_indices() {
        if !c.is_whitespace() || c == '\u{2029}' || c == '\x0c' {
            return (breaks, at + offset);
        }
        breaks += usize::from(c == '\r' || (c == '\n' && previous != '\r'));
        previous = c;
    }
    (breaks, text.len())
}

impl Wrapping {
    /// Looks at the lines of a paragraph. Two passes over it.
    pub(super) fn of(paragraph: &str) -> Self {
        let lines = || paragraph.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty());
        let width = lines().map(columns).max().unwrap_or(0);
        if !(NARROWEST..=WIDEST).contains(&width) {
            return Self::default();
        }
        let (mut breaks, mut full, mut lower) = (0_usize, 0_usize, false);
        for (line, next) in lines().zip(lines().skip(1)) {
            breaks += 1;
            full += usize::from(is_full(line, next, width));
            lower |= opening(next.trim_start()).class == Class::Lower;
        }
        let prose = lower || ends_sentence(paragraph);
        Self { width: if prose && 2 * full >= breaks { width } else { 0 } }
    }

    /// Whether the sentence goes on after a line break.
    pub(super) fn joins(self, at: Break<'_>) -> bool {
        let next = at.next.trim_start();
        let (line, sentence) = (at.line.trim(), opening(at.sentence));
        let start = opening(next);
        if start.class == Class::Closing || next.starts_with(|c| is_dot(c) || is_mark(c) || is_full_terminator(c)) {
            return true;
        }
        let full = self.width > 0 && is_full(at.line.trim_end(), next, self.width);
        let ended = ends_sentence(line) || line.ends_with(':');
        if begins_item(next) {
            return full && !ended && start.class == Class::Digit && !next.starts_with('(');
        }
        if start.class == Class::Lower && !(start.dashed && ended) {
            return full || (!ends_sentence(line) && sentence.class != Class::Lower && line.split(' ').nth(2).is_some());
        }
        if ends_with_particle(line) {
            return true;
        }
        let deeper = indentation(at.next) > indentation(at.line) + 1;
        full && (!deeper || begins_item(at.line.trim_start()))
    }
}

/// Whether a line begins with a bullet, a dash or the mark of a list item.
pub(super) fn begins_item(line: &str) -> bool {
    let mut chars = line.chars();
    let first = chars.next();
    first.is_some_and(super::characters::is_bullet)
        || (matches!(first, Some('-' | '*' | '–' | '—' | '·' | '+')) && chars.next().is_some_and(char::is_whitespace))
        || lists::marker(line).is_some()
}

/// Whether the next line's first word would not have fitted on this one.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.trim_start().chars().take(width).take_while(|&c| !c.is_whitespace());
    let word = word.scan(false, |over, c| {
        let go_on = !*over;
        *over = super::characters::is_unspaced(c);
        go_on.then_some(c)
    });
    columns(line) + 1 + word.count() > width
}

fn columns(line: &str) -> usize {
    line.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|&c| c.is_whitespace()).take(64).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Whether a stretch of text ends with a terminator, closed quotations and brackets aside.
fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .chars()
        .rev()
        .take(6)
        .find(|&c| !(is_closing_bracket(c) || is_closing_quote(c) || matches!(c, '"' | '\'' | '»' | '«' | '“') || is_blank(c)))
        .is_some_and(|c| is_dot(c) || is_mark(c) || is_full_terminator(c))
}

/// Japanese particles and commas after which a sentence is never over.
fn ends_with_particle(line: &str) -> bool {
    line.ends_with(['の', 'は', 'が', 'を', 'に', 'と', 'で', 'も', 'へ', 'や', '、', '，'])
}
