//! Candidates → for each document the smallest set of earlier ones that explains it.
//!
//! What a candidate explains is what both texts have word for word, and the sentences it tells in other words. Whether
//! the pair stands in a relation does not matter: a part of a stitched-together article may be too short for that.

use super::blocks::Candidate;
use super::verify::{Prepared, Verifier};
use crate::align::Retelling;
use crate::candidates::CandidatePair;
use crate::document::DocumentId;
use crate::provenance::{Explains, GatherOptions, Gathered, gather};
use crate::span::Span;
use std::ops::Range;

/// What one document explains of another.
pub(super) struct Explained {
    pub pair: CandidatePair,
    /// The later document.
    pub document: DocumentId,
    /// Words of the later document.
    pub words: usize,
    pub by: Explains,
    /// Where its words stand, for the stretches of `by`.
    pub spans: Vec<Span>,
}

/// A document and what explains it.
pub(super) struct Explanation {
    pub document: DocumentId,
    pub gathered: Gathered,
    /// For each source where what it explains stands in the document.
    pub spans: Vec<Vec<Span>>,
}

/// What the earlier of two documents explains of the later one; none where that is nothing.
pub(super) fn explained(
    verifier: &mut Verifier<'_>,
    candidate: &Candidate,
    both: [&Prepared; 2],
    later: Later,
) -> Option<Explained> {
    let [left, right] = both;
    let (pair, is_left) = (candidate.pair, later == Later::Left);
    let aligned = verifier.align(left, right);
    let runs = aligned.iter().flat_map(|passage| &passage.runs);
    let mut ranges: Vec<Range<usize>> = runs
        .map(|run| {
            let start = if is_left { run.left } else { run.right };
            start..start + run.words
        })
        .collect();
    let (document, by, side) = if is_left { (pair.left(), pair.right(), left) } else { (pair.right(), pair.left(), right) };
    let (retelling, [tells, told]) = verifier.retelling(both);
    ranges.extend(sentences(&retelling, is_left).map(|sentences| {
        let span = if is_left { tells.span(&sentences) } else { told.span(&sentences) };
        words_in(side, span)
    }));
    let spans = side.words.iter().map(|word| word.span).collect();
    let explains = Explains { document: by, ranges };
    (!explains.ranges.is_empty()).then_some(Explained { pair, document, words: side.words.len(), by: explains, spans })
}

/// Which of two documents is the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Later {
    Left,
    Right,
}

/// Sentences of the later text that the other tells surely enough to explain them.
fn sentences(retelling: &Retelling, is_left: bool) -> impl Iterator<Item = Range<usize>> {
    let sure = retelling.links.iter().filter(|link| link.score >= SURE);
    sure.map(move |link| if is_left { link.left.clone() } else { link.right.clone() })
}

/// Score from which a sentence of another document explains one: chance pairs of sentences of two articles lie below.
const SURE: f64 = 0.4;

fn words_in(side: &Prepared, span: Span) -> Range<usize> {
    let from = side.words.partition_point(|word| word.span.end <= span.start);
    from..side.words.partition_point(|word| word.span.start < span.end).max(from)
}

/// The smallest sets, by document.
pub(super) fn explanations(mut all: Vec<Explained>) -> Vec<Explanation> {
    all.sort_by_key(|explained| (explained.document, explained.by.document));
    let of_document = |of: &mut [Explained]| {
        let (document, words) = of.first().map(|first| (first.document, first.words))?;
        let spans = std::mem::take(&mut of.first_mut()?.spans);
        let by: Vec<Explains> = of.iter_mut().map(|explained| std::mem::take(&mut explained.by)).collect();
        let gathered = gather(words, &by, &GatherOptions::default());
        let places =
            gathered.sources.iter().map(|source| source.ranges.iter().filter_map(|range| span_of(&spans, range)).collect());
        let spans = places.collect();
        (!gathered.sources.is_empty()).then_some(Explanation { document, gathered, spans })
    };
    all.chunk_by_mut(|a, b| a.document == b.document).filter_map(of_document).collect()
}

fn span_of(words: &[Span], range: &Range<usize>) -> Option<Span> {
    let (first, last) = (words.get(range.start)?, words.get(range.end.checked_sub(1)?)?);
    Some(Span::new(first.start, last.end))
}
