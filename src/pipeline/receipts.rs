//! Two texts → whether one was made from the other, and what shows it.
//!
//! The score says how much they have in common; that a text was made from another is said only where most of
//! its sentences are told there (which independent reports of one event are not) with most of its facts (which a form
//! filled in twice has not).

use super::options::Certainty;
use super::verify::Prepared;
use crate::align::{Facts, Retelling, RetellingOptions, Telling, facts, retelling};
use crate::article::Article;
use crate::segment::{self, Language, Stems, Word};
use crate::similarity::{Thresholds, WeightedTerms};
use crate::weights::Weights;
use std::cell::OnceCell;

/// Fewest names and numbers by which a pair that is no rewrite tells the same story.
const SAME_STORY_FACTS: usize = 5;

/// Share of a side's names and numbers by which a pair that is no rewrite tells the same story.
const SAME_STORY_SHARE: f64 = 0.5;

/// What was read of a text, each part once it was asked for.
#[derive(Debug, Default)]
pub(super) struct Reading {
    terms: OnceCell<WeightedTerms>,
    told: OnceCell<Told>,
    facts: OnceCell<Facts>,
}

/// The sentences of a text, and the stems of its names and numbers.
#[derive(Debug, Default)]
struct Told {
    telling: Telling,
    /// Each once with its weight, ascending.
    facts: Vec<(u64, u32)>,
}

/// What texts are read with; one a worker.
#[derive(Default)]
pub(super) struct Readers {
    language: Option<Language>,
    stems: Vec<(Stems, Weights)>,
}

impl Readers {
    /// For texts of a language, or of the one that each is found to be in.
    pub(super) fn new(language: Option<Language>) -> Self {
        Self { language, stems: Vec::new() }
    }

    fn of(&mut self, side: &Prepared) -> Option<&mut (Stems, Weights)> {
        let language = self.language.unwrap_or_else(|| segment::language::detect(&side.document.text, &side.words));
        let at = self.stems.iter().position(|(stems, _)| stems.language() == language).unwrap_or_else(|| {
            self.stems.push((Stems::of(language), Weights::of(language)));
            self.stems.len() - 1
        });
        self.stems.get_mut(at)
    }

    /// The content stems of a text and the pairs of them that follow each other.
    fn terms<'p>(&mut self, side: &'p Prepared) -> &'p WeightedTerms {
        side.reading.terms.get_or_init(|| {
            let Some((stems, weights)) = self.of(side) else { return WeightedTerms::default() };
            let stems = side.own_words().map(|word| stems.stem(&side.document.text, word)).filter(|stem| !stem.is_stop);
            WeightedTerms::of(&stems.map(|stem| (stem.hash, weights.weight(&stem))).collect::<Vec<_>>())
        })
    }

    fn told<'p>(&mut self, side: &'p Prepared) -> &'p Told {
        side.reading.told.get_or_init(|| {
            let Some((stems, weights)) = self.of(side) else { return Told::default() };
            let text = &side.document.text;
            let sentences = segment::sentences(text, stems.language().name());
            let own: Vec<Word> = side.own_words().copied().collect();
            let article = Article::of(text, &sentences, &own, stems, weights);
            let facts = article.vocabulary().iter().filter(|entry| entry.is_fact);
            let mut facts: Vec<(u64, u32)> = facts.map(|entry| (entry.stem, entry.weight)).collect();
            facts.sort_unstable();
            Told { telling: Telling::of_article(&article), facts }
        })
    }

    /// The names, numbers, dates and quotations of a text.
    pub(super) fn facts<'p>(&mut self, side: &'p Prepared) -> &'p Facts {
        side.reading.facts.get_or_init(|| {
            let language = self.of(side).map_or(Language::Unknown, |(stems, _)| stems.language());
            facts(&side.document.text, language)
        })
    }

    /// The sentences of a text.
    pub(super) fn telling<'p>(&mut self, side: &'p Prepared) -> &'p Telling {
        &self.told(side).telling
    }

    /// How surely one of two texts was made from the other, in `0.0..=1.0`.
    pub(super) fn score(&mut self, [left, right]: [&Prepared; 2]) -> f64 {
        self.terms(left).overlap(self.terms(right)).score()
    }

    /// Which sentences of two texts tell the same.
    pub(super) fn retelling(&mut self, [left, right]: [&Prepared; 2]) -> Retelling {
        retelling(self.telling(left), self.telling(right), &RetellingOptions::default())
    }

    /// Share, by weight, of the names and numbers of each of two texts that the other has, and how many they are; all of none.
    fn facts_shared(&mut self, [left, right]: [&Prepared; 2]) -> ([f64; 2], usize) {
        let (left, right) = (&self.told(left).facts, &self.told(right).facts);
        let in_right = |stem: u64| right.binary_search_by_key(&stem, |&(other, _)| other).is_ok();
        let (mut count, mut shared) = (0, 0u64);
        for &(_, weight) in left.iter().filter(|(stem, _)| in_right(*stem)) {
            count += 1;
            shared += u64::from(weight);
        }
        let share = |facts: &[(u64, u32)]| match facts.iter().map(|&(_, weight)| u64::from(weight)).sum::<u64>() {
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

/// Whether one of two texts was made from the other; none where the score is too low to ask.
pub(super) fn judge(readers: &mut Readers, both: [&Prepared; 2], thresholds: &Thresholds, certainty: Certainty, kept: f64) -> Option<Rewrite> {
    let score = readers.score(both);
    match certainty {
        Certainty::Possible => {
            (score >= thresholds.possible_rewrite).then_some(Rewrite { score, is_rewritten: true, is_same_story: false })
        }
        Certainty::Likely if score < if std::env::var_os("DEBUG_REWRITES").is_some() { 0.06 } else { thresholds.likely_rewrite } => None,
        Certainty::Likely => {
            let told = readers.retelling(both);
            let ([left, right], shared) = readers.facts_shared(both);
            if std::env::var_os("DEBUG_REWRITES").is_some() {
                eprintln!("PAIR\t{}\t{}\t{score:.4}\t{:.3}\t{:.3}\t{:.3}\t{:.3}\t{left:.3}\t{right:.3}\t{shared}\t{kept:.3}", both[0].document.id, both[1].document.id, told.coverage_left, told.coverage_right, told.score, told.in_order);
            }
            let coverage = told.coverage_left.max(told.coverage_right);
            let is_rewritten = coverage >= thresholds.likely_coverage && left.max(right) >= thresholds.likely_facts;
            let is_same_story = !is_rewritten && shared >= SAME_STORY_FACTS && left.max(right) >= SAME_STORY_SHARE;
            Some(Rewrite { score, is_rewritten, is_same_story })
        }
    }
}
