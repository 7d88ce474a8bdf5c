//! Which sentences of two texts are likely to tell the same: those the caller says, and those whose rare words agree.

use super::{Fact, Facts};
use crate::span::Span;
use rustc_hash::FxHashMap;

/// Affinity of sentences that tell the same for all that is known.
pub(super) const FULL: u32 = 1_000;

/// Affinity of sentences that the caller says tell the same.
const TOLD: u32 = 600;

/// Sentences of the right text with a stem above which it tells nothing.
const MOST_SENTENCES: usize = 8;

/// Sentences of a fact that are looked at.
const MOST_MENTIONED: usize = 8;

/// The affinity of sentence pairs, thousandths of the weight of the lighter sentence that both have.
pub(super) struct Affinity {
    scores: FxHashMap<(u32, u32), u32>,
}

impl Affinity {
    pub(super) fn of(left: &Facts, right: &Facts, told: &[(Span, Span)]) -> Self {
        let mut postings: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (at, sentence) in (0u32..).zip(&right.sentences) {
            sentence.stems.iter().for_each(|&(stem, _)| postings.entry(stem).or_default().push(at));
        }
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        left.sentences.iter().flat_map(|sentence| &sentence.stems).for_each(|&(stem, _)| *counts.entry(stem).or_default() += 1);
        let mut scores: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (at, sentence) in (0u32..).zip(&left.sentences) {
            for &(stem, weight) in &sentence.stems {
                let is_rare = |count: usize| count <= MOST_SENTENCES;
                let others = postings.get(&stem).filter(|others| is_rare(others.len()) && is_rare(counts[&stem]));
                for &other in others.into_iter().flatten() {
                    let score = scores.entry((at, other)).or_default();
                    *score = score.saturating_add(weight >> 8);
                }
            }
        }
        let weights = [left, right].map(|facts| facts.sentences.iter().map(super::Sentence::weight).collect::<Vec<_>>());
        for (&(left, right), score) in &mut scores {
            let lighter = weights[0][left as usize].min(weights[1][right as usize]).max(1);
            let share = u64::from(*score) * u64::from(FULL) / u64::from(lighter);
            *score = u32::try_from(share).unwrap_or(FULL).min(FULL);
        }
        let mut affinity = Self { scores };
        told.iter().for_each(|pair| affinity.tell(left, right, pair));
        affinity
    }

    /// Takes the word of the caller for the sentences under two spans.
    fn tell(&mut self, left: &Facts, right: &Facts, told: &(Span, Span)) {
        for at in left.under(told.0) {
            for other in right.under(told.1) {
                let score = self.scores.entry((at, other)).or_default();
                *score = (*score + TOLD).min(FULL);
            }
        }
    }

    /// That of the likeliest two sentences that mention two facts, 0 to [`FULL`].
    pub(super) fn between(&self, left: &Fact, right: &Fact) -> u32 {
        let pairs = left
            .sentences
            .iter()
            .take(MOST_MENTIONED)
            .flat_map(|&at| right.sentences.iter().take(MOST_MENTIONED).map(move |&other| (at, other)));
        pairs.filter_map(|pair| self.scores.get(&pair)).max().copied().unwrap_or(0)
    }
}

impl super::Sentence {
    /// The weights of its stems together, in 256ths of a nat, as of a sentence of some words at least.
    fn weight(&self) -> u32 {
        const SHORT: u32 = 30 << 8;
        self.stems.iter().fold(0u32, |sum, &(_, weight)| sum.saturating_add(weight >> 8)).max(SHORT)
    }
}

impl Facts {
    /// Numbers of the sentences that a span touches.
    fn under(&self, span: Span) -> impl Iterator<Item = u32> {
        let first = self.sentences.partition_point(|sentence| sentence.span.end <= span.start);
        let end = self.sentences.partition_point(|sentence| sentence.span.start < span.end);
        (first..end).filter_map(|at| u32::try_from(at).ok())
    }
}
