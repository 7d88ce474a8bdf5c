//! Candidates → verified matches, on the texts themselves.
//!
//! A block of candidates at a time: its texts are read again, their shingle sets compared exactly,
//! their passages aligned. What comes out is true of the texts or does not come out.

use super::blocks::Candidate;
use super::digest::units;
use super::options::{ScanOptions, ShingleUnit};
use super::receipts::{self, Judge, Readers, Reading, Receipts, Rewrite};
use crate::align::{self, AlignedPassage, Retelling, Telling};
use crate::boilerplate::told_sentences;
use crate::candidates::CandidatePair;
use crate::candidates::rare_terms::Frequencies;
use crate::document::{Document, DocumentId};
use crate::provenance::Witness;
use crate::read::Record;
use crate::report::{Passage, PassageKind, Quote, Relation};
use crate::segment::{self, Word};
use crate::shingle::{Shingle, shingle};
use crate::similarity::{Indexed, Overlap, distinct};
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
    /// Of rewrites and of pairs that tell the same story, with details.
    pub receipts: Option<Box<Receipts>>,
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
    /// How many of the shingles that are compared are different, once asked for.
    distinct: OnceCell<usize>,
    /// Whether each word stands in a roaming sentence; empty where none does.
    roaming: Vec<bool>,
    /// What it tells, as far as that was asked for.
    pub reading: Reading,
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
        let (document, reading) = (Document::default(), Reading::default());
        Self { document, words, hashes, runs, units, distinct: OnceCell::new(), roaming, reading }
    }

    /// The shingles that are compared, in order, with repeats.
    pub(super) fn shingles(&self) -> &[Shingle] {
        self.units.as_ref().unwrap_or(&self.runs)
    }

    /// How many of them are different.
    fn distinct(&self) -> usize {
        *self.distinct.get_or_init(|| distinct(self.shingles()))
    }

    /// The words that stand in no roaming sentence.
    pub(super) fn own_words(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().enumerate().filter(|&(at, _)| !self.is_roaming(at)).map(|(_, word)| word)
    }

    /// The text and what is known of it.
    pub(super) fn witness(&self) -> Witness<'_> {
        Witness { text: &self.document.text, metadata: &self.document.metadata }
    }

    fn is_roaming(&self, word: usize) -> bool {
        self.roaming.get(word).copied().unwrap_or(false)
    }
}

/// Whether anything will ask where words stand in a text, and so for the text.
fn needs_places(options: &ScanOptions, roaming: &FxHashSet<u64>) -> bool {
    let passages = options.wants(Relation::SharesPassages) || options.wants(Relation::Contains);
    passages
        || options.wants(Relation::Rewritten)
        || options.details
        || options.shingle_unit != ShingleUnit::Word
        || !roaming.is_empty()
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
    readers: Readers<'o>,
}

impl<'o> Verifier<'o> {
    /// `frequencies` are those of the corpus, or none where there is none.
    pub(super) fn new(options: &'o ScanOptions, frequencies: &'o Frequencies) -> Self {
        Self {
            options,
            scratch: align::Scratch::default(),
            left: None,
            shingles: Indexed::default(),
            runs: Indexed::default(),
            readers: Readers::new(options.language, frequencies),
        }
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
        let shared = self.shingles.shared(right.shingles());
        self.shingles.overlap_of(shared, right.distinct())
    }

    /// Words of left in a run that right has too, and how many of them stand in roaming sentences, of the
    /// pair whose overlap was counted last.
    pub(super) fn shared_words(&mut self, left: &Prepared, right: &Prepared) -> (u64, u64) {
        let width = left.hashes.len() + 1 - left.runs.len().min(left.hashes.len());
        let runs = if left.units.is_some() {
            self.runs.shared(&right.runs);
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
        let asks = relation.is_none() && candidate.retold && wants(Relation::Rewritten);
        let rewrite = if asks { self.rewrite(left, right, overlap) } else { None };
        let relation = relation.or_else(|| rewrite.as_ref()?.is_rewritten.then_some(Relation::Rewritten));
        // A copy with a word in five exchanged keeps no run that fingerprints would show.
        let may_share = wants(Relation::SharesPassages) && (candidate.shared > 1 || rewrite.is_some());
        if relation.is_none() && !may_share && rewrite.is_none() {
            return None;
        }
        let aligned = if self.options.details || may_share { self.align(left, right) } else { Vec::new() };
        let relation = relation.or_else(|| {
            let own: usize = aligned.iter().map(|passage| own_words(passage, left, right)).sum();
            (may_share && own >= thresholds.min_passage_words).then_some(Relation::SharesPassages)
        });
        let tells_of_the_same = || rewrite.as_ref()?.is_same_story.then_some(Relation::SameStory);
        let relation = relation.or_else(tells_of_the_same)?;
        let (shared_words, roaming) = self.shared_words(left, right);
        let passages = if self.options.details {
            aligned.iter().map(|passage| to_report(passage, left, right, QUOTE_CHARACTERS)).collect()
        } else {
            Vec::new()
        };
        let is_told = matches!(relation, Relation::Rewritten | Relation::SameStory) && self.options.details;
        let receipts = is_told.then(|| Box::new(self.receipts([left, right], relation, &aligned, QUOTE_CHARACTERS)));
        Some(Verified {
            pair: candidate.pair,
            receipts,
            relation,
            overlap,
            rewrite: rewrite.map(|rewrite| rewrite.score),
            shared_words,
            on_common_text: 2 * roaming > shared_words,
            passages,
        })
    }

    /// Whether one of two texts was made from the other; none where they have too little in common to ask.
    fn rewrite(&mut self, left: &Prepared, right: &Prepared, overlap: Overlap) -> Option<Rewrite> {
        let judge = Judge { thresholds: &self.options.thresholds, certainty: self.options.rewrites };
        judge.rewrite(&mut self.readers, [left, right], overlap)
    }

    /// How surely one of two texts was made from the other, in `0.0..=1.0`.
    pub(super) fn score(&mut self, both: [&Prepared; 2]) -> f64 {
        self.readers.score(both)
    }

    /// Which sentences of two texts tell the same, and the sentences of both.
    pub(super) fn retelling<'p>(&mut self, both: [&'p Prepared; 2]) -> (Retelling, [&'p Telling; 2]) {
        (self.readers.retelling(both), both.map(|side| self.readers.telling(side)))
    }

    /// What shows that a relation holds of two texts, `characters` of each stretch quoted.
    pub(super) fn receipts(
        &mut self,
        both: [&Prepared; 2],
        relation: Relation,
        aligned: &[AlignedPassage],
        characters: usize,
    ) -> Receipts {
        receipts::receipts(&mut self.readers, both, relation, aligned, characters)
    }

    /// The passages that two documents share.
    pub(super) fn align(&mut self, left: &Prepared, right: &Prepared) -> Vec<AlignedPassage> {
        align::passages(&left.words, &right.words, &self.options.align, &mut self.scratch)
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
        score: None,
    }
}
