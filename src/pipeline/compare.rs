//! Two documents side by side: what holds of them, what they share, what only one has.

use super::assemble::{obfuscated, options_of};
use super::blocks::Candidate;
use super::options::ScanOptions;
use super::verify::{Prepared, Verifier, to_report};
use crate::align::{AlignedPassage, span_of_words};
use crate::candidates::CandidatePair;
use crate::candidates::rare_terms::Frequencies;
use crate::document::{Document, DocumentId};
use crate::error::{Error, Result};
use crate::normalize::obfuscation;
use crate::report::{Level, Match, ObfuscatedDocument, Quote, Relation, Report, SCHEMA, Side, Summary, TOOL};
use crate::span::Span;
use rustc_hash::FxHashSet;

/// Characters of a stretch that are quoted: two articles side by side are read in full.
const WHOLE_CHARACTERS: usize = 20_000;

/// Compares two documents. The report has one match, whatever holds of them; where no relation that is
/// looked for does, it is [`Relation::Unrelated`], with the scores and passages all the same.
///
/// ```
/// use twicetold::{Document, ScanOptions, compare};
/// let left = Document::new("a", "The mayor opened the new bridge on Sunday at noon.");
/// let right = Document::new("b", "On Sunday at noon, the mayor opened the new bridge.");
/// let report = compare(&left, &right, &ScanOptions::default())?;
/// assert!(report.matches[0].similarity < 0.7);
/// # Ok::<(), twicetold::Error>(())
/// ```
///
/// # Errors
/// A usage error where an option is out of range; an input error where a text is blank.
pub fn compare(left: &Document, right: &Document, options: &ScanOptions) -> Result<Report> {
    options.validate()?;
    for side in [left, right] {
        if side.text.trim().is_empty() {
            return Err(Error::input(format!("{}: there is no text in it to compare", side.id)));
        }
    }
    let prepared = |side: &Document| Prepared::new(side.clone(), options, &FxHashSet::default());
    let (left, right) = (prepared(left), prepared(right));
    let frequencies = Frequencies::default();
    let mut verifier = Verifier::new(options, &frequencies);
    let passages = verifier.align(&left, &right);
    let relation = relation(&mut verifier, &left, &right);
    let found = found(&mut verifier, relation, &passages, [&left, &right]);
    let mut summary = Summary { files: 2, records: 2, documents: 2, ..Summary::default() };
    summary.bytes_read = (left.document.text.len() + right.document.text.len()) as u64;
    summary.words = (left.words.len() + right.words.len()) as u64;
    let obfuscated = [&left, &right].into_iter().filter_map(obfuscation_of).collect::<Vec<_>>();
    summary.obfuscated_documents = obfuscated.len() as u64;
    summary.matches_by_relation = [(relation.name().to_owned(), 1)].into();
    Ok(Report {
        schema: SCHEMA.to_owned(),
        tool: TOOL.to_owned(),
        command: "compare".to_owned(),
        options: options_of(options),
        summary,
        matches: vec![found],
        obfuscated,
        ..Report::default()
    })
}

fn relation(verifier: &mut Verifier<'_>, left: &Prepared, right: &Prepared) -> Relation {
    let folded = |side: &Prepared| crate::normalize::fold(side.document.text.trim());
    if left.hashes == right.hashes && (!left.hashes.is_empty() || folded(left) == folded(right)) {
        return Relation::Identical;
    }
    let candidate = pair().map(|pair| Candidate { pair, similar: true, retold: true, shared: u32::MAX });
    candidate.and_then(|candidate| verifier.verify(&candidate, left, right)).map_or(Relation::Unrelated, |found| found.relation)
}

/// What the two are called.
fn pair() -> Option<CandidatePair> {
    CandidatePair::new(DocumentId(0), DocumentId(1))
}

fn found(verifier: &mut Verifier<'_>, relation: Relation, passages: &[AlignedPassage], [left, right]: [&Prepared; 2]) -> Match {
    let overlap = pair().map(|pair| verifier.overlap(pair, left, right)).unwrap_or_default();
    let quotes = |side: &Prepared, ranges: Vec<std::ops::Range<usize>>| {
        let quote = |range| Quote::of(span_of_words(&side.words, &range), &side.document.text, WHOLE_CHARACTERS);
        ranges.into_iter().map(quote).collect()
    };
    let receipts = verifier.receipts([left, right], relation, passages, WHOLE_CHARACTERS);
    let shared_words = verifier.shared_words(left, right).0;
    let found = Match {
        left: side(left),
        right: side(right),
        relation,
        similarity: overlap.jaccard(),
        containment_left: overlap.containment_left(),
        containment_right: overlap.containment_right(),
        rewrite: Some(verifier.score([left, right])),
        level: Level::of(relation, 0.0),
        shared_words,
        on_common_text: false,
        passages: passages.iter().map(|passage| to_report(passage, left, right, WHOLE_CHARACTERS)).collect(),
        retelling: None,
        facts: None,
        direction: None,
        left_only: Vec::new(),
        right_only: Vec::new(),
    };
    let found = receipts.onto(found);
    let [left_only, right_only] = [
        quotes(left, outside(left, found.passages.iter().map(|passage| passage.left.span()))),
        quotes(right, outside(right, found.passages.iter().map(|passage| passage.right.span()))),
    ];
    Match { left_only, right_only, ..found }
}

/// Runs of words of a text that stand in none of some spans.
fn outside(side: &Prepared, spans: impl Iterator<Item = Span>) -> Vec<std::ops::Range<usize>> {
    let mut covered = vec![false; side.words.len()];
    for span in spans {
        let from = side.words.partition_point(|word| word.span.end <= span.start);
        let until = side.words.partition_point(|word| word.span.start < span.end);
        covered.get_mut(from..until).into_iter().flatten().for_each(|covered| *covered = true);
    }
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in covered.iter().enumerate().filter(|&(_, covered)| !covered) {
        match ranges.last_mut().filter(|range| range.end == at) {
            Some(range) => range.end = at + 1,
            None => ranges.push(at..at + 1),
        }
    }
    ranges
}

/// The entry of a document whose characters are flagged.
fn obfuscation_of(prepared: &Prepared) -> Option<ObfuscatedDocument> {
    let found = obfuscation(&prepared.document.text);
    found.is_flagged().then(|| obfuscated(side(prepared), found))
}

fn side(prepared: &Prepared) -> Side {
    let Document { id, metadata, place, .. } = &prepared.document;
    Side { id: id.clone(), metadata: metadata.clone(), place: place.clone(), words: prepared.words.len() as u64 }
}
