//! Candidates → verified matches, on the texts themselves.
//!
//! A block of candidates at a time: its texts are read again, their shingle sets compared exactly,
//! their passages aligned. What comes out is true of the texts or does not come out.

use super::blocks::Candidate;
use super::digest::units;
use super::options::ScanOptions;
use crate::align::{self, AlignedPassage};
use crate::boilerplate::told_sentences;
use crate::candidates::CandidatePair;
use crate::document::{Document, DocumentId};
use crate::error::Result;
use crate::report::{Passage, PassageKind, Quote, Relation};
use crate::segment::{self, Word};
use crate::shingle::{Shingle, ShingleSet, shingle};
use crate::similarity::{Lacking, Overlap};
use rustc_hash::{FxHashMap, FxHashSet};

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
    pub shared_words: u64,
    pub on_common_text: bool,
    pub passages: Vec<Passage>,
}

/// A document as verification needs it.
pub(super) struct Prepared {
    pub document: Document,
    /// Empty where nothing will ask where they stand.
    pub words: Vec<Word>,
    pub hashes: Vec<u64>,
    /// Word shingles in order.
    runs: Vec<Shingle>,
    pub set: ShingleSet,
    /// The set of `runs`, where `set` is of something else.
    run_set: Option<ShingleSet>,
    /// Whether each word stands in a roaming sentence; empty where none does.
    roaming: Vec<bool>,
}

impl Prepared {
    pub(super) fn new(document: Document, options: &ScanOptions, roaming: &FxHashSet<u64>) -> Self {
        let mut characters = Vec::new();
        let is_word = options.shingle_unit == super::options::ShingleUnit::Word;
        let passages = options.wants(Relation::SharesPassages) || options.wants(Relation::Contains);
        let (words, hashes) = if passages || options.details || !is_word || !roaming.is_empty() {
            let words = segment::words(&document.text);
            let hashes = words.iter().map(|word| word.hash).collect();
            (words, hashes)
        } else {
            (Vec::new(), segment::word_hashes(&document.text))
        };
        let mut runs = Vec::new();
        shingle(&hashes, if is_word { options.shingle_width } else { WORD_WIDTH }, &mut runs);
        let of_runs = ShingleSet::new(runs.clone());
        let (set, run_set) = if is_word {
            (of_runs, None)
        } else {
            let units = units(&document.text, &words, &hashes, options.shingle_unit, &mut characters);
            (ShingleSet::of_words(units, options.shingle_width), Some(of_runs))
        };
        let roaming = roaming_words(&document.text, &words, options, roaming);
        Self { document, words, hashes, runs, set, run_set, roaming }
    }

    /// The set of `runs`.
    fn run_set(&self) -> &ShingleSet {
        self.run_set.as_ref().unwrap_or(&self.set)
    }

    fn is_roaming(&self, word: usize) -> bool {
        self.roaming.get(word).copied().unwrap_or(false)
    }
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
}

impl<'o> Verifier<'o> {
    pub(super) fn new(options: &'o ScanOptions) -> Self {
        Self { options, scratch: align::Scratch::default() }
    }

    /// What holds of a pair: the strongest relation that is looked for, or none.
    pub(super) fn verify(&mut self, candidate: &Candidate, left: &Prepared, right: &Prepared) -> Option<Verified> {
        let overlap = Overlap::of(&left.set, &right.set);
        let thresholds = &self.options.thresholds;
        let wants = |relation| self.options.wants(relation);
        let relation = if wants(Relation::NearDuplicate) && thresholds.is_near_duplicate(overlap) {
            Some(Relation::NearDuplicate)
        } else if wants(Relation::Contains) && thresholds.is_contained(overlap) {
            Some(Relation::Contains)
        } else {
            None
        };
        let may_share = wants(Relation::SharesPassages) && candidate.shared > 1;
        if relation.is_none() && !may_share {
            return None;
        }
        let aligned = if self.options.details || relation.is_none() { self.align(left, right) } else { Vec::new() };
        let relation = relation.or_else(|| {
            let own: usize = aligned.iter().map(|passage| own_words(passage, left, right)).sum();
            (own >= thresholds.min_passage_words).then_some(Relation::SharesPassages)
        })?;
        let (shared_words, roaming) = shared_words(left, right);
        let passages = if self.options.details {
            aligned.iter().map(|passage| to_report(passage, left, right, QUOTE_CHARACTERS)).collect()
        } else {
            Vec::new()
        };
        Some(Verified {
            pair: candidate.pair,
            relation,
            overlap,
            shared_words,
            on_common_text: 2 * roaming > shared_words,
            passages,
        })
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

/// Words of left in a run that right has too, and how many of them stand in roaming sentences.
pub(super) fn shared_words(left: &Prepared, right: &Prepared) -> (u64, u64) {
    let width = left.hashes.len() + 1 - left.runs.len().min(left.hashes.len());
    let lacking = Lacking::of(left.run_set(), right.run_set());
    let has = |run: &Shingle| !lacking.contains(*run);
    let (mut shared, mut roaming, mut covered) = (0, 0, 0);
    for (start, _) in left.runs.iter().enumerate().filter(|(_, run)| has(run)) {
        for word in covered.max(start)..start + width {
            shared += 1;
            roaming += u64::from(left.is_roaming(word));
        }
        covered = start + width;
    }
    (shared, roaming)
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

/// Documents by rank, each prepared once.
pub(super) fn prepare(
    documents: impl Iterator<Item = DocumentId>,
    prepared: impl Fn(DocumentId) -> Result<Prepared>,
) -> Result<FxHashMap<DocumentId, Prepared>> {
    let mut all = FxHashMap::default();
    for document in documents {
        if let std::collections::hash_map::Entry::Vacant(entry) = all.entry(document) {
            entry.insert(prepared(document)?);
        }
    }
    Ok(all)
}
