//! Phrases that show where a text comes from (`cues.txt`), and the words of a text they are looked for in.

use crate::segment::{folded, words};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Words either way beyond which no sentence or line is followed.
const FAR: usize = 64;

/// What a phrase shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Before an outlet: the words were said to it.
    To,
    /// Behind an outlet: it reported them.
    By,
    /// Before an outlet: a credit or a link.
    Credit,
    /// Others report it, nobody is named.
    Hearsay,
    /// The text was corrected.
    Correction,
    /// Before a number that is not exact.
    Vague,
    /// Whose statement it is.
    Said,
    /// It was days ago.
    Back,
    /// It is or was on the day.
    Now,
}

impl Cue {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "to" => Self::To,
            "by" => Self::By,
            "credit" => Self::Credit,
            "hearsay" => Self::Hearsay,
            "correction" => Self::Correction,
            "vague" => Self::Vague,
            "said" => Self::Said,
            "back" => Self::Back,
            "now" => Self::Now,
            _ => return None,
        })
    }
}

/// A phrase: its words behind the first, and what it shows.
struct Phrase {
    rest: Vec<String>,
    cue: Cue,
}

/// The phrases by their first words.
fn phrases() -> &'static FxHashMap<String, Vec<Phrase>> {
    static PHRASES: OnceLock<FxHashMap<String, Vec<Phrase>>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut found: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        for (name, phrase) in include_str!("cues.txt").lines().filter_map(|line| line.split_once('\t')) {
            let spans = words(phrase);
            let mut parts = spans.iter().map(|word| folded(word.span.of(phrase)));
            if let (Some(cue), Some(first)) = (Cue::named(name), parts.next()) {
                found.entry(first).or_default().push(Phrase { rest: parts.collect(), cue });
            }
        }
        found
    })
}

/// The words of a text in order, folded, with their places, and the phrases among them.
#[derive(Debug, Default)]
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<String>,
    pub(super) spans: Vec<Span>,
    /// Phrases by their first words, ascending; words from, to.
    pub(super) cues: Vec<(Range<usize>, Cue)>,
}

impl<'t> Reading<'t> {
    /// Reads a text. Linear.
    pub(super) fn of(text: &'t str) -> Self {
        let spans: Vec<Span> = words(text).iter().map(|word| word.span).collect();
        let words: Vec<String> = spans.iter().map(|span| folded(span.of(text))).collect();
        let mut cues = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for phrase in phrases().get(word).into_iter().flatten() {
                let end = at + 1 + phrase.rest.len();
                if words.get(at + 1..end) == Some(&phrase.rest[..]) {
                    cues.push((at..end, phrase.cue));
                }
            }
        }
        Self { text, words, spans, cues }
    }

    /// The words inside a span.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        let start = self.spans.partition_point(|word| word.start < span.start);
        let end = self.spans.partition_point(|word| word.end <= span.end);
        start..end.max(start)
    }

    /// The first phrase of a kind that stands as a whole among the words of a range.
    pub(super) fn cue(&self, cue: Cue, range: &Range<usize>) -> Option<Span> {
        let from = self.cues.partition_point(|(words, _)| words.start < range.start);
        let near = self.cues[from..].iter().take_while(|(words, _)| words.start < range.end);
        near.filter(|(words, kind)| *kind == cue && words.end <= range.end).map(|(words, _)| self.span(words)).next()
    }

    /// From the first to the last of some words; empty where there are none.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        match self.spans.get(words.clone()) {
            Some([first, .., last]) => Span::new(first.start, last.end),
            Some([only]) => *only,
            _ => Span::default(),
        }
    }

    /// The words of the sentence or line, roughly, that some words stand in: up to a line break, or a sign that ends
    /// sentences with space behind it and a capital or sign next.
    pub(super) fn around(&self, words: &Range<usize>) -> Range<usize> {
        self.stretch(words, |at| self.parts(at))
    }

    /// The words of the line that some words stand in.
    pub(super) fn line(&self, words: &Range<usize>) -> Range<usize> {
        self.stretch(words, |at| self.before(at).contains('\n'))
    }

    /// The words around some, up to where a cut stands before one, and not farther than 64 either way.
    fn stretch(&self, words: &Range<usize>, is_cut: impl Fn(usize) -> bool) -> Range<usize> {
        let all = self.spans.len();
        let (least, most) = (words.start.saturating_sub(FAR), all.min(words.end + FAR));
        let start = (least..=words.start.min(all)).rev().find(|&at| at == 0 || is_cut(at)).unwrap_or(least);
        let end = (words.end..most).find(|&at| is_cut(at)).unwrap_or(most);
        start..end
    }

    /// What stands between a word and the one before.
    fn before(&self, at: usize) -> &'t str {
        let end = self.spans.get(at).map_or(self.text.len(), |word| word.start);
        let start = at.checked_sub(1).and_then(|at| self.spans.get(at)).map_or(0, |word| word.end);
        Span::new(start, end).of(self.text)
    }

    /// Whether a sentence or line ends before a word.
    fn parts(&self, at: usize) -> bool {
        let (Some(before), Some(word)) = (self.spans.get(at.wrapping_sub(1)), self.spans.get(at)) else { return true };
        let between = self.before(at);
        if between.contains('\n') {
            return true;
        }
        let ends = between.contains(['.', '!', '?', '。', '！', '？', '।']) && between.contains(char::is_whitespace);
        // "Mr. Moxley" and "Jan. 14" go on.
        let is_short = before.bytes() <= 3 && between.starts_with('.') && before.of(self.text).starts_with(char::is_uppercase);
        ends && !is_short && !word.of(self.text).starts_with(char::is_lowercase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines: Vec<_> = include_str!("cues.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let held: usize = phrases().values().map(Vec::len).sum();
        assert_eq!(held, lines.len());
        for line in lines {
            let (_, phrase) = line.split_once('\t').unwrap();
            assert_eq!(Reading::of(&phrase.to_uppercase()).cues.first().map(|(words, _)| words.start), Some(0), "{line}");
        }
    }

    #[test]
    fn phrases_are_found_where_they_stand() {
        let text = "The mayor told Mr. Dunn so. According to him, more than 300 came.\n\nPhoto: Dunn";
        let reading = Reading::of(text);
        let all = 0..reading.words.len();
        assert_eq!(reading.cue(Cue::To, &all).map(|span| span.of(text)), Some("told"));
        assert_eq!(reading.cue(Cue::Vague, &all).map(|span| span.of(text)), Some("more than"));
        assert_eq!(reading.cue(Cue::Vague, &(0..3)), None);
        let sentence = reading.around(&(3..4));
        assert_eq!(reading.span(&sentence).of(text), "The mayor told Mr. Dunn so");
        assert_eq!(reading.span(&reading.line(&(14..15))).of(text), "Photo: Dunn");
        assert!(Reading::of("").cues.is_empty());
    }
}
