//! Two texts → whether one was made from the other, and what shows it.
//!
//! The score says how much they have in common; that a text was made from another is said only where most of
//! its sentences are told there (which independent reports of one event are not) with most of its facts (which a form
//! filled in twice has not).

use super::options::Certainty;
use super::verify::Prepared;
use crate::align::{self, AlignedPassage, Fact, FactKind, Facts, Ledger, Link, Retelling, RetellingOptions, Telling, facts};
use crate::article::Article;
use crate::candidates::rare_terms::Frequencies;
use crate::provenance::{self, First};
use crate::report::{
    Direction, FactItem, FactLedger, FactPair, GroundFound, Level, Match, Passage, PassageKind, Quote, Relation, Retold,
};
use crate::segment::{self, Language, Word};
use crate::similarity::{Overlap, Thresholds, WeightedTerms};
use crate::span::Span;
use crate::weights::WeightedStems;
use std::cell::OnceCell;

/// Share of a text's shingles that another has from which they may be one form filled in twice.
const FORM_FROM: f64 = 0.1;

/// From when on a pair is likely a rewrite.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Rewrite score.
    score: f64,
    /// Share of one side that stands in sentences told by the other.
    coverage: f64,
    /// Share of one side's names and numbers that the other has.
    facts: f64,
    /// The same of texts that share wording and may be one form filled in twice: of one side, and of either.
    facts_of_a_form: [f64; 2],
}

/// Of two documents that were chosen, or a corpus of under a thousand. Set on the half `tune` of `corpora/newsroom`.
const AMONG_FEW: Limits = Limits { score: 0.1, coverage: 0.4, facts: 0.6, facts_of_a_form: [0.65, 0.0] };

/// Of a larger corpus, where every document has thousands of others that it may resemble by chance: releases of one office
/// on one bill, one event told by many. Set on 188 pairs of senate-press, reuters-21578 and bbc-news that were read, so that at most two
/// of a thousand documents stand in a false finding (docs/rewrites.md).
const AMONG_MANY: Limits = Limits { score: 0.2, coverage: 0.6, facts: 0.95, facts_of_a_form: [0.95, 0.85] };

/// Fewest names and numbers that a rewrite keeps; with fewer, what it tells may be of anything.
const LEAST_FACTS: usize = 3;

/// Fewest names and numbers by which a pair that is no rewrite tells the same story.
const SAME_STORY_FACTS: usize = 5;

/// Share of a side's names and numbers by which a pair that is no rewrite tells the same story.
const SAME_STORY_SHARE: f64 = 0.5;

/// What was read of a text, each part once it was asked for.
#[derive(Debug, Default)]
pub(super) struct Reading {
    terms: OnceCell<WeightedTerms>,
    /// The stems of its names and numbers, each once with what it says, ascending.
    named: OnceCell<Vec<(u64, u64)>>,
    telling: OnceCell<Telling>,
    facts: OnceCell<Facts>,
}

/// What texts are read with; one a worker.
pub(super) struct Readers<'f> {
    language: Option<Language>,
    frequencies: &'f Frequencies,
    stems: Vec<WeightedStems>,
}

impl<'f> Readers<'f> {
    /// For texts of a language, or of the one that each is found to be in, in a corpus.
    pub(super) const fn new(language: Option<Language>, frequencies: &'f Frequencies) -> Self {
        Self { language, frequencies, stems: Vec::new() }
    }

    /// From when on a pair of this corpus is likely a rewrite.
    const fn limits(&self) -> &'static Limits {
        if self.frequencies.are_telling() { &AMONG_MANY } else { &AMONG_FEW }
    }

    fn of(&mut self, side: &Prepared) -> Option<&mut WeightedStems> {
        let language = self.language.unwrap_or_else(|| segment::language::detect(&side.document.text, &side.words));
        let at = self.stems.iter().position(|stems| stems.language() == language).unwrap_or_else(|| {
            self.stems.push(WeightedStems::of(language));
            self.stems.len() - 1
        });
        self.stems.get_mut(at)
    }

    /// The content stems of a text and the pairs of them that follow each other.
    fn terms<'p>(&mut self, side: &'p Prepared) -> &'p WeightedTerms {
        side.reading.terms.get_or_init(|| {
            let Some(stems) = self.of(side) else { return WeightedTerms::default() };
            let read = side.own_words().map(|word| stems.read(&side.document.text, word)).filter(|(stem, _)| !stem.is_stop);
            WeightedTerms::of(&read.map(|(stem, weight)| (stem.hash, weight)).collect::<Vec<_>>())
        })
    }

    /// What `make` makes of the sentences of a text; of the empty article where it cannot be read.
    fn read<R>(&mut self, side: &Prepared, make: impl FnOnce(&Article<'_>) -> R) -> R {
        let Some(stems) = self.of(side) else { return make(&Article::default()) };
        let (stems, weights) = stems.parts();
        let sentences = segment::sentences(&side.document.text, stems.language().name());
        let own: Vec<Word> = side.own_words().copied().collect();
        make(&Article::of(&side.document.text, &sentences, &own, stems, weights))
    }

    /// The stems of the names and numbers of a text.
    fn named<'p>(&mut self, side: &'p Prepared) -> &'p [(u64, u64)] {
        side.reading.named.get_or_init(|| {
            let facts = |article: &Article<'_>| {
                let facts = article.vocabulary().iter().filter(|entry| entry.is_fact);
                facts.map(|entry| (entry.stem, entry.weight)).collect::<Vec<_>>()
            };
            let facts = self.read(side, facts);
            let mut named: Vec<(u64, u64)> = facts.into_iter().map(|(stem, weight)| (stem, self.says(stem, weight))).collect();
            named.sort_unstable();
            named
        })
    }

    /// What it says that two texts share a name or number: the square of its weight, and in a corpus not more than it says
    /// there, since an office names itself in everything it publishes.
    fn says(&self, stem: u64, weight: u32) -> u64 {
        let weight = self.frequencies.said_by(stem).map_or(weight, |said| said.min(weight));
        u64::from(weight >> 8).pow(2)
    }

    /// The names, numbers, dates and quotations of a text.
    pub(super) fn facts<'p>(&mut self, side: &'p Prepared) -> &'p Facts {
        side.reading.facts.get_or_init(|| {
            let language = self.of(side).map_or(Language::Unknown, |stems| stems.language());
            facts(&side.document.text, language)
        })
    }

    /// The sentences of a text.
    pub(super) fn telling<'p>(&mut self, side: &'p Prepared) -> &'p Telling {
        side.reading.telling.get_or_init(|| self.read(side, Telling::of_article))
    }

    /// How surely one of two texts was made from the other, in `0.0..=1.0`.
    pub(super) fn score(&mut self, [left, right]: [&Prepared; 2]) -> f64 {
        self.terms(left).overlap(self.terms(right)).score()
    }

    /// Which sentences of two texts tell the same.
    pub(super) fn retelling(&mut self, [left, right]: [&Prepared; 2]) -> Retelling {
        align::retelling(self.telling(left), self.telling(right), &RetellingOptions::default())
    }

    /// Share, by weight, of the names and numbers of each of two texts that the other has, and how many they are; all of none.
    fn facts_shared(&mut self, [left, right]: [&Prepared; 2]) -> ([f64; 2], usize) {
        let (left, right) = (self.named(left), self.named(right));
        let in_right = |stem: u64| right.binary_search_by_key(&stem, |&(other, _)| other).is_ok();
        let (mut count, mut shared) = (0, 0u64);
        for &(_, says) in left.iter().filter(|(stem, _)| in_right(*stem)) {
            count += 1;
            shared += says;
        }
        let share = |facts: &[(u64, u64)]| match facts.iter().map(|&(_, says)| says).sum::<u64>() {
            0 => 1.0,
            all => (shared as f64 / all as f64).min(1.0),
        };
        ([share(left), share(right)], count)
    }
}

/// What was found of two texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rewrite {
    pub score: f64,
    pub is_rewritten: bool,
    /// Not rewritten, but with facts in common.
    pub is_same_story: bool,
}

/// By what a pair is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'o> {
    pub thresholds: &'o Thresholds,
    pub certainty: Certainty,
}

impl Judge<'_> {
    /// Whether one of two texts was made from the other; none where the score is too low to ask.
    pub(super) fn rewrite(&self, readers: &mut Readers<'_>, both: [&Prepared; 2], overlap: Overlap) -> Option<Rewrite> {
        let score = readers.score(both);
        if score < self.thresholds.min_rewrite {
            return None;
        }
        if self.certainty == Certainty::Possible {
            return Some(Rewrite { score, is_rewritten: true, is_same_story: false });
        }
        let (facts, shared) = readers.facts_shared(both);
        let traits = Traits {
            score,
            facts: facts.into_iter().fold(0.0, f64::max),
            facts_of_either: facts.into_iter().fold(1.0, f64::min),
            facts_shared: shared,
            kept: overlap.containment_left().max(overlap.containment_right()),
            shingles: overlap.left.min(overlap.right),
        };
        let limits = readers.limits();
        // Sentences last, since they cost most.
        let is_rewritten = traits.may_be_likely(limits, self.thresholds) && {
            let told = readers.retelling(both);
            told.coverage_left.max(told.coverage_right) >= limits.coverage
        };
        Some(Rewrite { score, is_rewritten, is_same_story: !is_rewritten && traits.are_of_one_story() })
    }
}

/// What a pair is judged by before its sentences are looked at.
#[derive(Clone, Copy, Debug)]
struct Traits {
    score: f64,
    /// Share of one side's names and numbers that the other has, where it is more, and where it is less.
    facts: f64,
    facts_of_either: f64,
    facts_shared: usize,
    /// Share of one side's shingles that the other has, where it is more.
    kept: f64,
    /// Of the shorter side.
    shingles: usize,
}

impl Traits {
    fn may_be_likely(&self, limits: &Limits, thresholds: &Thresholds) -> bool {
        let [facts, of_either] = if self.kept < FORM_FROM { [limits.facts, 0.0] } else { limits.facts_of_a_form };
        self.score >= limits.score
            && self.facts >= facts
            && self.facts_of_either >= of_either
            && self.facts_shared >= LEAST_FACTS
            && self.shingles >= thresholds.min_shingles
    }

    fn are_of_one_story(&self) -> bool {
        self.facts_shared >= SAME_STORY_FACTS && self.facts >= SAME_STORY_SHARE
    }
}

/// What shows how one of two texts tells the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Receipts {
    /// Sentences that tell the same in other words, where no passage stands.
    pub passages: Vec<Passage>,
    pub level: Level,
    pub retelling: Retold,
    pub facts: FactLedger,
    pub direction: Direction,
    pub first: First,
}

impl Receipts {
    /// A match with them, its passages in the order of left.
    pub(super) fn onto(self, mut found: Match) -> Match {
        found.passages.extend(self.passages);
        found.passages.sort_by_key(|passage| (passage.left.start, passage.right.start));
        Match {
            level: self.level,
            retelling: Some(self.retelling),
            facts: Some(self.facts),
            direction: Some(self.direction),
            ..found
        }
    }
}

/// Gathers what shows how one of two texts tells the other. `characters` of each stretch are quoted.
pub(super) fn receipts(
    readers: &mut Readers<'_>,
    both: [&Prepared; 2],
    relation: Relation,
    aligned: &[AlignedPassage],
    characters: usize,
) -> Receipts {
    let [left, right] = both;
    let retelling = readers.retelling(both);
    let (tells, told) = (readers.telling(left), readers.telling(right));
    let common = provenance::Common::of(tells, told, &retelling);
    let (left_facts, right_facts) = (readers.facts(left), readers.facts(right));
    let ledger = align::ledger(left_facts, right_facts, &common.sentences);
    let common = common.with_facts(left_facts, right_facts, &ledger);
    let direction = provenance::direction(&left.witness(), &right.witness(), &common);
    let equal: usize = aligned.iter().map(AlignedPassage::equal).sum();
    let shorter = left.words.len().min(right.words.len()).max(1);
    let quotes = Quotes { both, characters };
    Receipts {
        passages: retelling.links.iter().filter_map(|link| quotes.rewritten(link, [tells, told], aligned)).collect(),
        level: Level::of(relation, equal as f64 / shorter as f64),
        retelling: Retold {
            coverage_left: retelling.coverage_left,
            coverage_right: retelling.coverage_right,
            score: retelling.score,
            in_order: retelling.in_order,
        },
        facts: quotes.ledger([left_facts, right_facts], &ledger),
        direction: quotes.direction(&direction),
        first: direction.first,
    }
}

/// Quotes stretches of two texts for a report.
struct Quotes<'p> {
    both: [&'p Prepared; 2],
    characters: usize,
}

impl Quotes<'_> {
    fn left(&self, span: Span) -> Quote {
        Quote::of(span, &self.both[0].document.text, self.characters)
    }

    fn right(&self, span: Span) -> Quote {
        Quote::of(span, &self.both[1].document.text, self.characters)
    }

    /// A link between sentences as a passage; none where a passage of equal words reaches into it, which shows it better.
    fn rewritten(&self, link: &Link, [tells, told]: [&Telling; 2], aligned: &[AlignedPassage]) -> Option<Passage> {
        let [left, right] = self.both;
        let spans = [tells.span(&link.left), told.span(&link.right)];
        let reaches = |passage: &AlignedPassage| {
            passage.left_span(&left.words).overlap(spans[0]) + passage.right_span(&right.words).overlap(spans[1]) > 0
        };
        if aligned.iter().any(reaches) {
            return None;
        }
        let words = left.words.iter().filter(|word| word.span.overlap(spans[0]) > 0).count() as u64;
        let (left, right) = (self.left(spans[0]), self.right(spans[1]));
        Some(Passage { left, right, kind: PassageKind::Rewritten, words, score: Some(link.score) })
    }

    fn ledger(&self, [left, right]: [&Facts; 2], ledger: &Ledger) -> FactLedger {
        let pairs = |places: &[(usize, usize)]| {
            let both = places.iter().filter_map(|&(at, other)| left.all.get(at).zip(right.all.get(other)));
            let pair = |(fact, other): (&Fact, &Fact)| FactPair {
                kind: fact.kind.name().to_owned(),
                left: self.left(fact.span),
                right: self.right(other.span),
            };
            both.map(pair).collect::<Vec<_>>()
        };
        let item = |fact: &Fact, quote: Quote| FactItem { kind: fact.kind.name().to_owned(), quote };
        let dropped = ledger.dropped.iter().filter_map(|&at| left.all.get(at)).map(|fact| item(fact, self.left(fact.span)));
        let added = ledger.added.iter().filter_map(|&at| right.all.get(at)).map(|fact| item(fact, self.right(fact.span)));
        let kept = pairs(&ledger.kept);
        let quoted = kept.iter().filter(|pair| pair.kind == FactKind::Quotation.name()).count();
        FactLedger {
            shared_quotations: quoted as u64,
            kept,
            changed: pairs(&ledger.changed),
            dropped: dropped.collect(),
            added: added.collect(),
        }
    }

    fn direction(&self, direction: &provenance::Direction) -> Direction {
        let found = |found: &provenance::Found| GroundFound {
            ground: found.ground.name().to_owned(),
            says: found.ground.sentence().to_owned(),
            first: found.first.name().to_owned(),
            points: found.points,
            left: found.left.iter().map(|&span| self.left(span)).collect(),
            right: found.right.iter().map(|&span| self.right(span)).collect(),
        };
        Direction {
            first: direction.first.name().to_owned(),
            grounds: direction.grounds.iter().map(found).collect(),
            contested: direction.is_contested,
        }
    }
}
