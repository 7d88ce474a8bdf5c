//! Candidates → verified matches, on the texts themselves.
//!
//! A block of candidates at a time: its texts are read again, their shingle sets compared exactly,
//! their passages aligned. What comes out is true of the texts or does not come out.

use super::blocks::Candidate;
use super::digest::units;
use super::options::{Certainty, ScanOptions, ShingleUnit};
use crate::align::{self, AlignedPassage};
use crate::boilerplate::told_sentences;
use crate::candidates::CandidatePair;
use crate::document::{Document, DocumentId};
use crate::read::Record;
use crate::report::{Passage, PassageKind, Quote, Relation};
use crate::segment::{self, Stems, Word};
use crate::shingle::{Shingle, shingle};
use crate::similarity::{Indexed, Overlap, WeightedTerms};
use crate::weights::Weights;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// Width of the word shingles that shared words are counted by where shingles are not words.
const WORD_WIDTH: usize = 5;

/// Characters of a passage that a report quotes.
pub(super) const QUOTE_CHARACTERS: usize = 200;

/// A pair of which a relation holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verified {
    pub pair: CandidatePair,
    pub relation: Relation,
    pub overlap: Overlap,
    /// The rewrite score, where it was computed.
    pub rewrite: Option<f64>,
    pub shared_words: u64,
    pub on_common_text: bool,
    pub passages: Vec<Passage>,
}

/// A document as verification needs it.
pub(super) struct Prepared {
    /// Empty where nothing will ask for it.
    pub document: Document,
    /// Empty where nothing will ask where they stand.
    pub words: Vec<Word>,
    pub hashes: Vec<u64>,
    /// Word shingles in order.
    runs: Vec<Shingle>,
    /// The shingles that are compared, in order, where they are of something else than words.
    units: Option<Vec<Shingle>>,
    /// Whether each word stands in a roaming sentence; empty where none does.
    roaming: Vec<bool>,
    /// Its content stems and pairs, once they are asked for.
    terms: OnceCell<WeightedTerms>,
}

impl Prepared {
    pub(super) fn new(document: Document, options: &ScanOptions, roaming: &FxHashSet<u64>) -> Self {
        let prepared = Self::of_text(&document.text, options, roaming);
        Self { document, ..prepared }
    }

    /// The same from a record, of which no more is kept than will be asked for.
    pub(super) fn of_record(record: Record<'_>, options: &ScanOptions, roaming: &FxHashSet<u64>) -> Self {
        let mut prepared = Self::of_text(&record.text, options, roaming);
        if needs_places(options, roaming) || prepared.hashes.is_empty() {
            prepared.document = record.into_document();
        }
        prepared
    }

    fn of_text(text: &str, options: &ScanOptions, roaming: &FxHashSet<u64>) -> Self {
        let mut characters = Vec::new();
        let is_word = options.shingle_unit == ShingleUnit::Word;
        let (words, hashes) = if needs_places(options, roaming) {
            let words = segment::words(text);
            let hashes = words.iter().map(|word| word.hash).collect();
            (words, hashes)
        } else {
            (Vec::new(), segment::word_hashes(text))
        };
        let mut runs = Vec::new();
        shingle(&hashes, if is_word { options.shingle_width } else { WORD_WIDTH }, &mut runs);
        let units = (!is_word).then(|| {
            let mut shingles = Vec::new();
            shingle(units(text, &words, &hashes, options.shingle_unit, &mut characters), options.shingle_width, &mut shingles);
            shingles
        });
        let roaming = roaming_words(text, &words, options, roaming);
        Self { document: Document::default(), words, hashes, runs, units, roaming, terms: OnceCell::new() }
    }

    /// The shingles that are compared, in order, with repeats.
    pub(super) fn shingles(&self) -> &[Shingle] {
        self.units.as_ref().unwrap_or(&self.runs)
    }

    fn is_roaming(&self, word: usize) -> bool {
        self.roaming.get(word).copied().unwrap_or(false)
    }
}

/// Whether anything will ask where words stand in a text, and so for the text.
fn needs_places(options: &ScanOptions, roaming: &FxHashSet<u64>) -> bool {
    let passages = options.wants(Relation::SharesPassages) || options.wants(Relation::Contains);
    passages || options.wants(Relation::Rewritten) || options.details || options.shingle_unit != ShingleUnit::Word || !roaming.is_empty()
}

fn roaming_words(text: &str, words: &[Word], options: &ScanOptions, roaming: &FxHashSet<u64>) -> Vec<bool> {
    let mut flags = Vec::new();
    if roaming.is_empty() {
        return flags;
    }
    told_sentences(text, words, options.boilerplate.min_words, |hash, range| {
        if roaming.contains(&hash) {
            flags.resize(words.len(), false);
            flags.get_mut(range).into_iter().flatten().for_each(|flag| *flag = true);
        }
    });
    flags
}

/// Verifies pairs of prepared documents; one a worker.
pub(super) struct Verifier<'o> {
    options: &'o ScanOptions,
    scratch: align::Scratch,
    /// Whose shingles are indexed: pairs with one left follow one another.
    left: Option<DocumentId>,
    shingles: Indexed,
    /// Its word shingles, where those that are compared are others.
    runs: Indexed,
    stems: Vec<(Stems, Weights)>,
}

impl<'o> Verifier<'o> {
    pub(super) fn new(options: &'o ScanOptions) -> Self {
        Self { options, scratch: align::Scratch::default(), left: None, shingles: Indexed::default(), runs: Indexed::default(), stems: Vec::new() }
    }

    /// How many shingles two documents have in common; of the left one the index is kept for the next pair.
    pub(super) fn overlap(&mut self, pair: CandidatePair, left: &Prepared, right: &Prepared) -> Overlap {
        if self.left != Some(pair.left()) {
            self.left = Some(pair.left());
            self.shingles.index(left.shingles());
            if left.units.is_some() {
                self.runs.index(&left.runs);
            }
        }
        self.shingles.overlap(right.shingles())
    }

    /// Words of left in a run that right has too, and how many of them stand in roaming sentences, of the
    /// pair whose overlap was counted last.
    pub(super) fn shared_words(&mut self, left: &Prepared, right: &Prepared) -> (u64, u64) {
        let width = left.hashes.len() + 1 - left.runs.len().min(left.hashes.len());
        let runs = if left.units.is_some() {
            self.runs.overlap(&right.runs);
            &self.runs
        } else {
            &self.shingles
        };
        let (mut shared, mut roaming, mut covered) = (0, 0, 0);
        for (start, _) in runs.met().enumerate().filter(|&(_, met)| met) {
            let fresh = covered.max(start)..start + width;
            shared += fresh.len() as u64;
            if !left.roaming.is_empty() {
                roaming += fresh.filter(|&word| left.is_roaming(word)).count() as u64;
            }
            covered = start + width;
        }
        (shared, roaming)
    }

    /// What holds of a pair: the strongest relation that is looked for, or none.
    pub(super) fn verify(&mut self, candidate: &Candidate, left: &Prepared, right: &Prepared) -> Option<Verified> {
        let overlap = self.overlap(candidate.pair, left, right);
        let thresholds = &self.options.thresholds;
        let wants = |relation| self.options.wants(relation);
        let relation = if wants(Relation::NearDuplicate) && thresholds.is_near_duplicate(overlap) {
            Some(Relation::NearDuplicate)
        } else if wants(Relation::Contains) && thresholds.is_contained(overlap) {
            Some(Relation::Contains)
        } else {
            None
        };
        let rewrite = (candidate.retold && wants(Relation::Rewritten)).then(|| self.rewrite_score(left, right));
        let relation = relation.or_else(|| {
            rewrite.filter(|&score| score >= least_score(self.options)).map(|_| Relation::Rewritten)
        });
        let may_share = wants(Relation::SharesPassages) && candidate.shared > 1;
        if relation.is_none() && !may_share {
            return None;
        }
        let aligned = if self.options.details || relation.is_none() { self.align(left, right) } else { Vec::new() };
        let relation = relation.or_else(|| {
            let own: usize = aligned.iter().map(|passage| own_words(passage, left, right)).sum();
            (own >= thresholds.min_passage_words).then_some(Relation::SharesPassages)
        })?;
        let (shared_words, roaming) = self.shared_words(left, right);
        let passages = if self.options.details {
            aligned.iter().map(|passage| to_report(passage, left, right, QUOTE_CHARACTERS)).collect()
        } else {
            Vec::new()
        };
        Some(Verified {
            pair: candidate.pair,
            relation,
            overlap,
            rewrite,
            shared_words,
            on_common_text: 2 * roaming > shared_words,
            passages,
        })
    }

    /// How surely one of two texts was made from the other.
    pub(super) fn rewrite_score(&mut self, left: &Prepared, right: &Prepared) -> f64 {
        self.weigh(left);
        self.weigh(right);
        match (left.terms.get(), right.terms.get()) {
            (Some(left), Some(right)) => left.overlap(right).score(),
            _ => 0.0,
        }
    }

    /// Makes the weighted terms of a document, unless they are made.
    fn weigh(&mut self, side: &Prepared) {
        if side.terms.get().is_some() {
            return;
        }
        let text = &side.document.text;
        let language = self.options.language.unwrap_or_else(|| segment::language::detect(text, &side.words));
        let at = self.stems.iter().position(|(stems, _)| stems.language() == language).unwrap_or_else(|| {
            self.stems.push((Stems::of(language), Weights::of(language)));
            self.stems.len() - 1
        });
        let Some((stems, weights)) = self.stems.get_mut(at) else { return };
        let stems = side.words.iter().map(|word| stems.stem(text, word));
        let content: Vec<(u64, u32)> = stems.filter(|stem| !stem.is_stop).map(|stem| (stem.hash, weights.weight(&stem))).collect();
        let _ = side.terms.set(WeightedTerms::of(&content));
    }

    /// The passages that two documents share.
    pub(super) fn align(&mut self, left: &Prepared, right: &Prepared) -> Vec<AlignedPassage> {
        align::passages(&left.words, &right.words, &self.options.align, &mut self.scratch)
    }
}

/// The rewrite score that is asked of a pair.
fn least_score(options: &ScanOptions) -> f64 {
    match options.rewrites {
        Certainty::Likely => options.thresholds.likely_rewrite,
        Certainty::Possible => options.thresholds.possible_rewrite,
    }
}

/// Equal words of a passage that stand in no roaming sentence on either side.
fn own_words(passage: &AlignedPassage, left: &Prepared, right: &Prepared) -> usize {
    let words = passage.runs.iter().flat_map(|run| (0..run.words).map(move |at| (run.left + at, run.right + at)));
    words.filter(|&(l, r)| !left.is_roaming(l) && !right.is_roaming(r)).count()
}

/// A passage as it is reported: spans of the originals.
pub(super) fn to_report(passage: &AlignedPassage, left: &Prepared, right: &Prepared, characters: usize) -> Passage {
    let kind = if passage.is_verbatim() { PassageKind::Verbatim } else { PassageKind::Edited };
    Passage {
        left: Quote::of(passage.left_span(&left.words), &left.document.text, characters),
        right: Quote::of(passage.right_span(&right.words), &right.document.text, characters),
        kind,
        words: passage.equal() as u64,
    }
}
