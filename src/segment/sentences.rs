//! Sentences: where they begin and end in an original text, in any language.
//!
//! One pass from left to right. `lines` says where paragraphs end and which line breaks are
//! only the edge of the page, `lists` knows the marks of list items, `boundary` judges each
//! terminator by what stands around it, and `lexicon` holds what differs between languages.
//! Quotations do not hide sentences: each sentence of a long quotation is one. Brackets
//! inside a sentence do, up to `LONGEST_ASIDE`.
//!
//! A rule engine of its own: of the pragmatic-segmenter cases sentencex 0.1 has fewer right and
//! swallows quotations of several sentences (see `benches/figures`).

mod boundary;
mod characters;
mod lexicon;
mod lines;
mod lists;

use crate::span::Span;
use boundary::Site;
use characters::{is_blank, is_bullet, is_opening_bracket, is_opening_quote};
use lexicon::Lexicon;
use lines::{Break, Wrapping};
use lists::Marker;

/// Bytes of a bracket inside a sentence that are searched for no sentence end.
const LONGEST_ASIDE: usize = 400;

/// Bytes of a line that are looked at: more than the widest wrapped line has.
const LONGEST_LINE: usize = 1024;

/// The sentences of `text`, which is written in `language` (a code such as `en`, `pt-BR`, or `und`
/// for unknown).
///
/// The spans are byte ranges of `text` on character boundaries, in order, not overlapping, each
/// without white space at its ends and none empty; together they cover all that is not white
/// space. Text without any has no sentences. Blank lines always end one, so the paragraphs
/// of a text can be given one by one. Headlines and list items on lines of their own are sentences.
///
/// Takes time linear in the text and, beside the spans, constant memory.
#[must_use]
pub fn sentences(text: &str, language: &str) -> Vec<Span> {
    let lexicon = Lexicon::of(language);
    let mut spans = Vec::with_capacity(text.len() / 128 + 1);
    let mut from = 0;
    while from < text.len() {
        let (end, next) = lines::paragraph(text, from);
        Scanner::new(&text[..end], lexicon, &mut spans).scan(from);
        from = next;
    }
    spans
}

/// Reads one paragraph and writes its sentences.
struct Scanner<'t, 's> {
    /// The text up to the end of the paragraph.
    text: &'t str,
    lexicon: &'static Lexicon,
    wrapping: Wrapping,
    spans: &'s mut Vec<Span>,
    /// Where the paragraph begins.
    paragraph: usize,
    /// Where the sentence being read begins.
    start: usize,
    /// The end of the list mark it begins with.
    label_end: usize,
    /// The mark of the list item being read.
    item: Option<Marker<'t>>,
    /// Terminators before this byte stand in a bracket inside the sentence.
    quiet: usize,
    /// For each kind of bracket the next closing one, once looked for.
    closings: [usize; BRACKETS.len()],
}

/// Brackets and the titles in angle brackets that do not let sentences end.
const BRACKETS: [(char, char); 8] =
    [('(', ')'), ('[', ']'), ('{', '}'), ('（', '）'), ('［', '］'), ('【', '】'), ('《', '》'), ('〈', '〉')];

impl<'t, 's> Scanner<'t, 's> {
    fn new(text: &'t str, lexicon: &'static Lexicon, spans: &'s mut Vec<Span>) -> Self {
        let wrapping = Wrapping::default();
        Self { text, lexicon, wrapping, spans, paragraph: 0, start: 0, label_end: 0, item: None, quiet: 0, closings: [0; 8] }
    }

    fn scan(mut self, from: usize) {
        if self.text[from..].contains(['\n', '\r']) {
            self.wrapping = Wrapping::of(&self.text[from..]);
        }
        self.paragraph = from;
        let mut at = self.begin(from);
        while let Some(offset) = self.text.as_bytes()[at..].iter().position(|&b| SIGNS[usize::from(b)]) {
            at += offset;
            at = match self.text[at..].chars().next() {
                Some('\n' | '\r') => self.line_break(at),
                Some(c) if self.is_terminator(c) => self.terminator(at),
                Some(')') => self.list_item(at).unwrap_or(at + 1),
                Some(c) if is_opening_bracket(c) => self.bracket(at, c),
                Some(c) if is_bullet(c) => self.bullet(at, c),
                Some(c) => at + c.len_utf8(),
                None => break,
            };
        }
        self.end(self.text.len());
    }

    fn is_terminator(&self, c: char) -> bool {
        boundary::is_terminator(c) || self.lexicon.terminators.contains(&c)
    }

    /// Begins a sentence at the first character from `at` on that is not white space.
    fn begin(&mut self, at: usize) -> usize {
        self.start = self.text.len() - self.text[at..].trim_start().len();
        self.quiet = self.start;
        self.label_end = self.start;
        if let Some(marker) = lists::marker(&self.text[self.start..]) {
            self.label_end += marker.len;
            self.item = Some(marker);
        }
        self.start
    }

    /// Ends the sentence at `at`.
    fn end(&mut self, at: usize) {
        let end = self.start + self.text[self.start..at].trim_end().len();
        if end > self.start {
            self.spans.push(Span::new(self.start, end));
        }
    }

    /// Ends the sentence at `at` and begins the next one; where to read on.
    fn cut(&mut self, at: usize) -> usize {
        self.end(at);
        self.begin(at)
    }

    fn line_break(&mut self, at: usize) -> usize {
        let head = &self.text[self.start..at];
        let from = self.text.floor_char_boundary(at.saturating_sub(LONGEST_LINE)).max(self.paragraph);
        let line = &self.text[from..at];
        let line = line.rfind(['\n', '\r']).map_or(line, |before| &line[before + 1..]);
        let next = &self.text[at + 1..];
        let goes_on = at < self.quiet || self.wrapping.joins(Break { sentence: head, line, next });
        if goes_on { at + 1 } else { self.cut(at) }
    }

    fn terminator(&mut self, at: usize) -> usize {
        if at < self.label_end {
            return self.label_end;
        }
        if let Some(start) = self.list_item(at) {
            return start;
        }
        let site = Site { text: self.text, lexicon: self.lexicon, start: self.start, quiet: self.quiet };
        let (ends, tail) = site.judge(at);
        if ends { self.cut(tail) } else { tail }
    }

    /// Ends the sentence before the list mark that ends at `at`, if it is the next one of the list.
    fn list_item(&mut self, at: usize) -> Option<usize> {
        let item = self.item.filter(|_| at >= self.label_end)?;
        let start = lists::marker_start(self.text, self.start, at)?;
        lists::marker(&self.text[start..]).filter(|next| next.follows(&item))?;
        Some(self.cut(start))
    }

    fn bullet(&mut self, at: usize, bullet: char) -> usize {
        let (before, after) = (&self.text[self.start..at], at + bullet.len_utf8());
        let heads = before.ends_with(char::is_whitespace)
            && self.text[after..].starts_with(|c: char| c.is_whitespace() || c.is_numeric())
            && !self.text[after..].trim_start().is_empty();
        if heads { self.cut(at).max(after) } else { after }
    }

    /// A bracket that closes soon is an aside: inside a sentence, or before one and without a
    /// terminator of its own.
    fn bracket(&mut self, at: usize, bracket: char) -> usize {
        let after = at + bracket.len_utf8();
        let before = &self.text[self.label_end.min(at)..at];
        let opens = |c| is_blank(c) || is_opening_bracket(c) || is_opening_quote(c);
        let inside = before.len() > 32 || !before.chars().all(opens);
        let pair = BRACKETS.iter().position(|&(open, _)| open == bracket);
        let Some(pair) = pair.filter(|_| !before.ends_with([':', ';'])) else {
            return after;
        };
        if self.closings[pair] < after {
            let found = self.text[after..].find(BRACKETS[pair].1);
            self.closings[pair] = found.map_or(usize::MAX, |offset| after + offset);
        }
        let closing = self.closings[pair];
        let is_aside =
            closing.saturating_sub(at) <= LONGEST_ASIDE && (inside || !self.text[..closing].ends_with(boundary::is_terminator));
        if is_aside {
            self.quiet = self.quiet.max(closing);
        }
        after
    }
}

/// Bytes that may begin a character the scanner looks at.
static SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let bytes = b"\n\r.!?;:)([{\xcd\xd6\xd8\xdb\xdc\xe0\xe1\xe2\xe3\xea\xef";
    let mut at = 0;
    while at < bytes.len() {
        signs[bytes[at] as usize] = true;
        at += 1;
    }
    signs
};

#[cfg(test)]
mod tests;
