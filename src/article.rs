//! An article as sentences of terms, each term with its rarity.
//!
//! A room of its own since a text is read so against itself (echoes, phrases, the fresh-information curve) and
//! against another (retellings): its words are stemmed, weighed and told from names once, here.

use crate::segment::{Language, Stem, Stems, Word};
use crate::span::Span;
use crate::weights::{NAT, Weights};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A term that weighs no more stands in one article of twelve or more: a function word, mostly.
pub const COMMON: u32 = NAT * 5 / 2;

/// A stop word rarer than one article in thirty says something: the lists are broad, and hold "fire" and "reserve".
const SAYS_LITTLE: u32 = NAT * 7 / 2;

/// A text, its sentences and their terms.
#[derive(Clone, Debug, Default)]
pub struct Article<'t> {
    text: &'t str,
    sentences: Vec<Sentence>,
    terms: Vec<Term>,
    vocabulary: Vec<Entry>,
}

/// A sentence: where it stands and which terms are its own.
#[derive(Clone, Debug)]
struct Sentence {
    span: Span,
    terms: Range<usize>,
}

/// A stem at a place. Chinese and Japanese words, which are single characters, make terms two by two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Which entry of the vocabulary.
    pub entry: usize,
    /// In the original text.
    pub span: Span,
}

/// A stem of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The hash of the stem: equal in every article.
    pub stem: u64,
    /// How rare it is at large, [`NAT`] to a nat.
    pub weight: u32,
    /// In how many sentences it stands.
    pub sentences: u32,
    /// Whether it says something: no stop word, or a rare one, or one that is a name here.
    pub is_content: bool,
    /// Whether it is mostly capitalized where a sentence does not ask for it.
    pub is_name: bool,
    /// Whether it begins with a digit.
    pub is_number: bool,
    /// Whether it is a number, a name, or never stands without a capital: what differs between two forms filled in.
    pub is_fact: bool,
}

impl Entry {
    /// Whether it is as common as a function word.
    #[must_use]
    pub const fn is_common(&self) -> bool {
        self.weight <= COMMON
    }
}

/// What is known of a stem while the article is read.
#[derive(Clone, Copy, Default)]
struct Tally {
    entry: usize,
    last_sentence: usize,
    /// How often with a capital that the start of a sentence does not ask for.
    capitals: u32,
    smalls: u32,
    /// Whether its script has capitals.
    is_cased: bool,
}

impl<'t> Article<'t> {
    /// Reads a text whose sentences and words (both in order) are known.
    ///
    /// Words outside all sentences are left out. Linear.
    #[must_use]
    pub fn of(text: &'t str, sentences: &[Span], words: &[Word], stems: &mut Stems, weights: &Weights) -> Self {
        let mut article = Self { text, ..Self::default() };
        let mut tallies: FxHashMap<u64, Tally> = FxHashMap::default();
        let mut rest = words;
        for (number, &span) in sentences.iter().enumerate() {
            let before = rest.partition_point(|word| word.span.start < span.start);
            let inside = rest.partition_point(|word| word.span.start < span.end);
            let own = rest.get(before..inside).unwrap_or_default();
            rest = rest.get(inside..).unwrap_or_default();
            let first = article.terms.len();
            for (stem, place) in stems_of(text, own, stems) {
                let initial = place.of(text).chars().next().unwrap_or_default();
                let tally = tallies.entry(stem.hash).or_insert_with(|| article.enter(stem, initial, weights));
                if tally.last_sentence != number + 1 {
                    tally.last_sentence = number + 1;
                    article.vocabulary[tally.entry].sentences += 1;
                }
                tally.capitals += u32::from(initial.is_uppercase() && article.terms.len() > first);
                tally.is_cased |= initial.is_uppercase();
                tally.smalls += u32::from(initial.is_lowercase() || place.bytes() == 1);
                article.terms.push(Term { entry: tally.entry, span: place });
            }
            article.sentences.push(Sentence { span, terms: first..article.terms.len() });
        }
        // German writes every noun so; it tells no name there.
        if stems.language() != Language::German {
            for tally in tallies.values() {
                let entry = &mut article.vocabulary[tally.entry];
                entry.is_name = tally.capitals > tally.smalls;
                entry.is_content |= entry.is_name;
                entry.is_fact |= entry.is_name || tally.smalls == 0 && tally.is_cased;
            }
        }
        article
    }

    fn enter(&mut self, stem: Stem, initial: char, weights: &Weights) -> Tally {
        let weight = weights.weight(&stem);
        let is_content = !stem.is_stop || weight > SAYS_LITTLE;
        let is_number = initial.is_numeric();
        self.vocabulary.push(Entry {
            stem: stem.hash,
            weight,
            sentences: 0,
            is_content,
            is_name: false,
            is_number,
            is_fact: is_number,
        });
        Tally { entry: self.vocabulary.len() - 1, ..Tally::default() }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// How many sentences.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// Where a sentence stands; the empty span where there is no such sentence.
    #[must_use]
    pub fn span(&self, sentence: usize) -> Span {
        self.sentences.get(sentence).map_or_else(Span::default, |sentence| sentence.span)
    }

    /// The terms of a sentence, in order.
    #[must_use]
    pub fn terms(&self, sentence: usize) -> &[Term] {
        let range = self.sentences.get(sentence).map_or(0..0, |sentence| sentence.terms.clone());
        self.terms.get(range).unwrap_or_default()
    }

    /// Every stem of the article, in order of first appearance.
    #[must_use]
    pub fn vocabulary(&self) -> &[Entry] {
        &self.vocabulary
    }

    /// The stem of a term.
    #[must_use]
    pub fn entry(&self, term: &Term) -> Entry {
        self.vocabulary[term.entry]
    }
}

/// The stems of a sentence, with the bytes each stands for.
fn stems_of(text: &str, words: &[Word], stems: &mut Stems) -> Vec<(Stem, Span)> {
    let single = matches!(stems.language(), Language::Chinese | Language::Japanese);
    let mut found: Vec<(Stem, Span)> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let stem = stems.stem(text, word);
        let next = words.get(at + 1).filter(|next| single && touching(word, next) && !text_is_ascii(text, word));
        let joined_before = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|before| touching(before, word));
        match next {
            Some(next) => {
                let hash = stem.hash.rotate_left(21).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ next.hash;
                found.push((Stem { hash, is_stop: false }, Span::new(word.span.start, next.span.end)));
            }
            // The last character of a stretch is in the pair before it.
            None if single && joined_before && !text_is_ascii(text, word) => {}
            None => found.push((stem, word.span)),
        }
    }
    found
}

fn touching(word: &Word, next: &Word) -> bool {
    word.span.end == next.span.start
}

fn text_is_ascii(text: &str, word: &Word) -> bool {
    word.span.of(text).is_ascii()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::segment::words;

    /// Sentences for tests: one a line.
    pub(crate) fn lines(text: &str) -> Vec<Span> {
        let mut start = 0;
        text.split_inclusive('\n')
            .map(|line| {
                let span = Span::new(start, start + line.trim_end().len());
                start += line.len();
                span
            })
            .filter(|span| !span.is_empty())
            .collect()
    }

    pub(crate) fn article_in(language: Language, text: &str) -> Article<'_> {
        Article::of(text, &lines(text), &words(text), &mut Stems::of(language), &Weights::of(language))
    }

    pub(crate) fn article(text: &str) -> Article<'_> {
        article_in(Language::English, text)
    }

    #[test]
    fn every_word_is_a_term_of_its_sentence() {
        let text = "The plan of Anna Berg was refused.\nAnna Berg refuses 3 plans.\n";
        let article = article(text);
        assert_eq!(article.len(), 2);
        let seen: Vec<_> = article.terms(1).iter().map(|term| term.span.of(text)).collect();
        assert_eq!(seen, ["Anna", "Berg", "refuses", "3", "plans"]);
        let names: Vec<_> =
            article.terms(0).iter().filter(|term| article.entry(term).is_name).map(|term| term.span.of(text)).collect();
        assert_eq!(names, ["Anna", "Berg"]);
        assert_eq!(article.entry(&article.terms(1)[2]).sentences, 2);
        assert!(article.entry(&article.terms(0)[0]).is_common());
    }

    #[test]
    fn nothing_is_an_article_too() {
        let empty = article("");
        assert!(empty.is_empty() && empty.terms(3).is_empty() && empty.span(3).is_empty());
        assert!(article("… !\n—\n").terms(0).is_empty());
    }

    #[test]
    fn single_characters_pair_up() {
        let text = "市议会批准桥 NATO 桥。";
        let article = article_in(Language::Chinese, text);
        let seen: Vec<_> = article.terms(0).iter().map(|term| term.span.of(text)).collect();
        assert_eq!(seen, ["市议", "议会", "会批", "批准", "准桥", "NATO", "桥"]);
    }
}
