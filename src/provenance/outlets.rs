//! Where a text names an outlet: the name, or the label of its host, as it is written in a sentence.
//!
//! What is known of an outlet is its source or the host of its url. `valley-beacon.example`, `thevalleybeacon.co.uk` and
//! `The Valley Beacon` are all found as "the Valley Beacon"; where a phrase says that something was told to it, "the Beacon" is too.

use super::cues::{Cue, Reading};
use crate::document::Metadata;
use crate::segment::folded;
use crate::span::Span;
use std::ops::Range;

/// Mentions that are looked at; a text that names an outlet more often shows no more.
const MOST: usize = 64;

/// Words of the longest name.
const LONGEST: usize = 6;

/// Words of a line that is no sentence, such as a credit.
const SHORT_LINE: usize = 4;

/// Words before and behind a name among which a phrase speaks of it.
const BEFORE: usize = 7;
const BEHIND: usize = 3;

/// Fewest letters of a name, and of a last word that stands for all of it.
const LEAST: usize = 3;
const LEAST_SHORT: usize = 4;

/// How a text names an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// Somewhere in a sentence.
    Named,
    /// As who was told or reported.
    Reported,
    /// In a credit, a link, an agency's line: what is left when a text is taken over.
    Leftover,
}

/// An outlet, by what its name is written with.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    /// Letters and digits, folded, without an article.
    letters: String,
    /// First letters of a name of several words: "AP".
    initials: Option<String>,
}

/// By the name alone: a host shows no initials.
impl PartialEq for Outlet {
    fn eq(&self, other: &Self) -> bool {
        self.letters == other.letters
    }
}

impl Outlet {
    /// Whose a document is; none where it has neither a source nor a url.
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        let host = |url: &str| {
            url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or_default().to_owned())
        };
        let source = metadata.source.as_deref().map(str::trim).filter(|source| !source.is_empty());
        let name = source.map(str::to_owned).or_else(|| metadata.url.as_deref().and_then(host))?;
        let name = host(&name).unwrap_or(name);
        let label = if name.contains(char::is_whitespace) || !name.contains('.') { &name } else { label(&name) };
        let letters = letters_of(label);
        let letters = letters.strip_prefix("the").filter(|rest| rest.len() >= LEAST_SHORT).unwrap_or(&letters).to_owned();
        let firsts: String =
            name.split_whitespace().filter(|word| !folded(word).eq("the")).filter_map(|word| word.chars().next()).collect();
        let is_acronym = firsts.chars().count() > 1 && firsts.chars().all(char::is_uppercase);
        (letters.chars().count() >= LEAST).then_some(Self { letters, initials: is_acronym.then_some(firsts) })
    }

    /// Where a text names it, in order, the first 64 times. `others` is who the text itself is from: "the Gazette" is not said of one Gazette in another.
    pub(super) fn named_in(&self, reading: &Reading<'_>, others: Option<&Self>) -> Vec<(Naming, Span)> {
        if others == Some(self) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut at = 0;
        while at < reading.words.len() && found.len() < MOST {
            let step = match self.full(reading, at) {
                Some(end) => {
                    found.extend(how(reading, &(at..end)).map(|naming| (naming, reading.span(&(at..end)))));
                    end - at
                }
                None => {
                    let is_told = self.is_short(reading, at, others) && is_reported(reading, &(at..at + 1), 2);
                    found.extend(is_told.then(|| (Naming::Reported, reading.span(&(at..at + 1)))));
                    1
                }
            };
            at += step;
        }
        found
    }

    /// The word behind the name, where it begins with a word.
    fn full(&self, reading: &Reading<'_>, at: usize) -> Option<usize> {
        let original = |at: usize| reading.spans.get(at).map_or("", |span| span.of(reading.text));
        if self.initials.as_deref() == Some(original(at)) {
            return Some(at + 1);
        }
        let mut rest = self.letters.as_str();
        for end in at..(at + LONGEST).min(reading.words.len()) {
            let word = letters_of(&reading.words[end]);
            rest = rest.strip_prefix(word.as_str()).filter(|_| !word.is_empty())?;
            if rest.is_empty() {
                let is_name = !original(at).starts_with(char::is_lowercase) && !original(end).starts_with(char::is_lowercase);
                return is_name.then_some(end + 1);
            }
        }
        None
    }

    /// Whether a word is the last of the name, and stands for it.
    fn is_short(&self, reading: &Reading<'_>, at: usize, others: Option<&Self>) -> bool {
        let word = &reading.words[at];
        let original = reading.spans[at].of(reading.text);
        let ends = |outlet: &Self| outlet.letters.ends_with(word.as_str());
        word.chars().count() >= LEAST_SHORT
            && word.len() < self.letters.len()
            && original.starts_with(char::is_uppercase)
            && ends(self)
            && !others.is_some_and(ends)
            && at > 0
            && reading.words[at - 1] == "the"
    }
}

/// The part of a host that names who it belongs to: `bbc` of `news.bbc.co.uk`.
fn label(host: &str) -> &str {
    let mut labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    if labels.len() > 1 {
        labels.pop();
    }
    let is_public = |label: &str| ["co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go"].contains(&label);
    if labels.len() > 1 && labels.last().is_some_and(|label| is_public(label)) {
        labels.pop();
    }
    labels.last().copied().unwrap_or(host)
}

fn letters_of(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How a name that stands there is meant; none where one word is all there is, and nothing says that it is a name.
fn how(reading: &Reading<'_>, name: &Range<usize>) -> Option<Naming> {
    if is_bracketed(reading, name) {
        return Some(Naming::Leftover);
    }
    if is_reported(reading, name, BEFORE) {
        return Some(Naming::Reported);
    }
    let line = reading.line(name);
    let ahead = line.start.max(name.start.saturating_sub(BEFORE))..name.start;
    let is_lone = line.len() <= SHORT_LINE && name.len() > 1;
    if is_lone || reading.cue(Cue::Credit, &ahead).is_some() {
        return Some(Naming::Leftover);
    }
    (name.len() > 1).then_some(Naming::Named)
}

/// Whether it is all that stands in brackets, as agencies do behind the place.
fn is_bracketed(reading: &Reading<'_>, name: &Range<usize>) -> bool {
    let span = reading.span(name);
    let before = reading.text.get(..span.start).unwrap_or_default().trim_end_matches(|c: char| c.is_whitespace());
    let after = reading.text.get(span.end..).unwrap_or_default().trim_start();
    before.ends_with(['(', '[', '©']) && (after.starts_with([')', ']']) || before.ends_with('©'))
}

/// Whether the sentence says that something was told to it, so many words before, or reported by it.
fn is_reported(reading: &Reading<'_>, name: &Range<usize>, before: usize) -> bool {
    let sentence = reading.around(name);
    let ahead = sentence.start.max(name.start.saturating_sub(before))..name.start;
    let behind = name.end..sentence.end.min(name.end + BEHIND);
    reading.cue(Cue::To, &ahead).is_some() || reading.cue(Cue::By, &behind).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet(source: &str) -> Outlet {
        Outlet::of(&Metadata { source: Some(source.to_owned()), ..Metadata::default() }).unwrap()
    }

    fn named<'t>(source: &str, own: &str, text: &'t str) -> Vec<(Naming, &'t str)> {
        let found = outlet(source).named_in(&Reading::of(text), Some(&outlet(own)));
        found.into_iter().map(|(naming, span)| (naming, span.of(text))).collect()
    }

    #[test]
    fn names_of_hosts_and_names_of_papers() {
        for source in ["hill-herald.example", "www.thehillherald.co.uk", "The Hill Herald", "https://news.hillherald.example/a/b"]
        {
            assert_eq!(outlet(source).letters, "hillherald", "{source}");
        }
        assert_eq!(outlet("bbc.co.uk").letters, "bbc");
        assert_eq!(outlet("Associated Press").initials.as_deref(), Some("AP"));
        assert_eq!(Outlet::of(&Metadata::default()), None);
        let by_url = Metadata { url: Some("https://hill-herald.example/x".to_owned()), ..Metadata::default() };
        assert_eq!(Outlet::of(&by_url), Some(outlet("Hill Herald")));
    }

    #[test]
    fn who_was_told_and_who_reported() {
        let told = |text| named("hill-herald.example", "daily-moon.example", text);
        assert_eq!(told("\"Never again,\" she told the Hill Herald."), [(Naming::Reported, "Hill Herald")]);
        assert_eq!(told("The Hill Herald has previously reported on it."), [(Naming::Reported, "Hill Herald")]);
        assert_eq!(told("She told the Herald that the well was dry."), [(Naming::Reported, "Herald")]);
        assert_eq!(told("She passed the offices of the Hill Herald on a hill."), [(Naming::Named, "Hill Herald")]);
        assert_eq!(told("A herald on the hill told of it. Hill and Herald are words."), []);
        assert_eq!(named("hill-herald.example", "dale-herald.example", "She told the Herald so."), []);
        assert_eq!(named("hill-herald.example", "Hill Herald", "She told the Hill Herald so."), []);
    }

    #[test]
    fn what_is_left_over() {
        let found = |text| named("Granite Wire", "daily-moon.example", text);
        assert_eq!(found("OLD TOWN (Granite Wire) — A well has run dry in the hills."), [(Naming::Leftover, "Granite Wire")]);
        assert_eq!(found("It rained, and then it rained some more.\n\nWith Granite Wire"), [(Naming::Leftover, "Granite Wire")]);
        assert_eq!(
            found("Photograph by Ann Dunn for the Granite Wire, all rights are reserved."),
            [(Naming::Leftover, "Granite Wire")]
        );
        assert_eq!(
            named("Associated Press", "daily-moon.example", "OLD TOWN (AP) — A well has run dry."),
            [(Naming::Leftover, "AP")]
        );
    }

    #[test]
    fn one_word_needs_more_than_a_capital() {
        let found = |text| named("independent.co.uk", "daily-moon.example", text);
        assert_eq!(found("Independent voters stayed at home, and the Independent party lost its seats."), []);
        assert_eq!(
            found("The minister told The Independent that he had stayed at home that day."),
            [(Naming::Reported, "Independent")]
        );
    }
}
