//! Recall measured on the user's own corpus: a sample of its documents against all others, exactly.
//!
//! An inverted index of the sample's shingles meets every document once, so the exact answer for the
//! sample costs one more pass over the corpus and memory for the sample only.

use super::catalog::Catalog;
use super::corpus::Corpus;
use super::digest::content_hash;
use super::parallel;
use super::progress::Progress;
use super::scan::Reader;
use super::verify::{Prepared, Verified};
use crate::candidates::CandidatePair;
use crate::document::{Document, DocumentId};
use crate::error::Result;
use crate::read::{Locator, Outcome, Record, Scratch};
use crate::report::{Audit, Relation};
use crate::shingle::{Shingle, ShingleSet};
use crate::similarity::Overlap;
use rustc_hash::{FxHashMap, FxHashSet};

/// The documents that are compared with all others: those with the smallest hashes of their content,
/// so that the choice depends on nothing else.
pub(super) fn sample(catalog: &Catalog, size: usize) -> Vec<DocumentId> {
    let mut all = Vec::new();
    catalog.each_row(|document, row| {
        if row.shingles > 0 {
            all.push((row.content, document));
        }
    });
    all.sort_unstable();
    all.dedup_by_key(|&mut (content, _)| content);
    all.truncate(size);
    all.into_iter().map(|(_, document)| document).collect()
}

/// The sample's shingles and the documents that have them.
struct SampleIndex {
    documents: Vec<(DocumentId, usize)>,
    postings: FxHashMap<Shingle, Vec<u32>>,
}

/// Compares a sample of `--audit` documents with all others and counts what the scan has found of it;
/// old documents, which are not compared with one another, are not here either.
pub(super) fn audit(corpus: &Corpus<'_>, reader: &Reader<'_>, verified: &[Verified], progress: &dyn Progress) -> Result<Audit> {
    let index = SampleIndex::of(reader)?;
    let by_place = by_place(reader.catalog);
    let contents: FxHashSet<DocumentId> = firsts(reader.catalog);
    let judge = |document: Document, locator: Locator| -> Result<Vec<CandidatePair>> {
        let Ok(at) = by_place.binary_search_by_key(&locator, |&(locator, _)| locator) else { return Ok(Vec::new()) };
        let Some(&(_, rank)) = by_place.get(at) else { return Ok(Vec::new()) };
        let prepared = Prepared::new(document, reader.options, &FxHashSet::default());
        let known = content_hash(&prepared.document.text, &prepared.hashes) == reader.catalog.row(rank).content;
        if !known || !contents.contains(&rank) {
            return Ok(Vec::new());
        }
        Ok(index.similar_to(rank, &set_of(&prepared), reader.options.thresholds.min_similarity))
    };
    let mut pairs = each_document(corpus, judge, progress)?;
    pairs.retain(|pair| !(reader.is_old(pair.left()) && reader.is_old(pair.right())));
    pairs.sort_unstable();
    pairs.dedup();
    let found = pairs.iter().filter(|&&pair| is_found(pair, verified)).count() as u64;
    Ok(summary(index.documents.len() as u64, pairs.len() as u64, found))
}

impl SampleIndex {
    fn of(reader: &Reader<'_>) -> Result<Self> {
        let size = reader.options.audit.unwrap_or_default();
        let mut index = Self { documents: Vec::new(), postings: FxHashMap::default() };
        let contents = firsts(reader.catalog);
        for document in sample(reader.catalog, size).into_iter().filter(|document| contents.contains(document)) {
            let at = index.documents.len() as u32;
            for set in reader.prepare(std::iter::once(document))?.values().map(set_of) {
                for &shingle in set.as_slice() {
                    index.postings.entry(shingle).or_default().push(at);
                }
                index.documents.push((document, set.len()));
            }
        }
        Ok(index)
    }

    /// The pairs of a document with those of the sample that are at least so similar.
    fn similar_to(&self, rank: DocumentId, set: &ShingleSet, min_similarity: f64) -> Vec<CandidatePair> {
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        for &at in set.as_slice().iter().filter_map(|shingle| self.postings.get(shingle)).flatten() {
            *shared.entry(at).or_default() += 1;
        }
        let pairs = shared.into_iter().filter_map(|(at, shared)| {
            let &(document, left) = self.documents.get(at as usize)?;
            let overlap = Overlap { left, right: set.len(), shared };
            if overlap.jaccard() >= min_similarity { CandidatePair::new(document, rank) } else { None }
        });
        pairs.collect()
    }
}

fn set_of(prepared: &Prepared) -> ShingleSet {
    ShingleSet::new(prepared.shingles().to_vec())
}

/// The first document of each content.
fn firsts(catalog: &Catalog) -> FxHashSet<DocumentId> {
    let mut firsts: FxHashMap<u128, DocumentId> = FxHashMap::default();
    catalog.each_row(|document, row| {
        firsts.entry(row.content).and_modify(|first| *first = document.min(*first)).or_insert(document);
    });
    firsts.into_values().collect()
}

fn by_place(catalog: &Catalog) -> Vec<(Locator, DocumentId)> {
    let mut by_place = Vec::with_capacity(catalog.len());
    catalog.each_row(|document, row| by_place.push((row.locator, document)));
    by_place.sort_unstable();
    by_place
}

/// Reads everything once more.
fn each_document(
    corpus: &Corpus<'_>,
    judge: impl Fn(Document, Locator) -> Result<Vec<CandidatePair>> + Sync + Send,
    progress: &dyn Progress,
) -> Result<Vec<CandidatePair>> {
    let parts: Vec<Result<Vec<CandidatePair>>> = match corpus {
        Corpus::Files { inputs, read } => {
            progress.stage("auditing", Some(inputs.total_bytes()));
            parallel::map_stream(inputs.batches(read), Scratch::default, |scratch, batch| {
                let batch = batch?;
                let mut found = Ok(Vec::new());
                batch.for_each(read, scratch, |outcome| {
                    if let (Outcome::Document(record), Ok(pairs)) = (outcome, &mut found) {
                        let locator = record.locator;
                        match judge(record.into_document(), locator) {
                            Ok(more) => pairs.extend(more),
                            Err(error) => found = Err(error),
                        }
                    }
                });
                progress.advance(0, batch.bytes_taken);
                found
            })
        }
        Corpus::Memory(documents) => {
            let places = documents.iter().enumerate();
            parallel::map_stream(places, || (), |(), (at, document)| judge(document.clone(), Record::of(document, at).locator))
        }
    };
    let parts: Result<Vec<_>> = parts.into_iter().collect();
    Ok(parts?.concat())
}

fn is_found(pair: CandidatePair, verified: &[Verified]) -> bool {
    let at = verified.binary_search_by_key(&pair, |found| found.pair);
    at.ok().and_then(|at| verified.get(at)).is_some_and(|found| found.relation == Relation::NearDuplicate)
}

/// Recall with its 95 % interval (Wilson, 1927).
fn summary(sample: u64, pairs: u64, found: u64) -> Audit {
    if pairs == 0 {
        return Audit { sample, pairs, found, recall: 1.0, low: 0.0, high: 1.0 };
    }
    const Z: f64 = 1.96;
    let n = pairs as f64;
    let recall = found as f64 / n;
    let center = recall + Z * Z / (2.0 * n);
    let spread = Z * (recall * (1.0 - recall) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Rounding must not put the recall itself outside.
    let (low, high) = ((center - spread) / scale, (center + spread) / scale);
    Audit { sample, pairs, found, recall, low: low.clamp(0.0, recall), high: high.clamp(recall, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_recall_and_narrows() {
        let (few, many) = (summary(10, 20, 19), summary(10, 2_000, 1_900));
        assert!(few.low < 0.95 && few.high > 0.95 && many.high - many.low < few.high - few.low);
        assert_eq!(summary(10, 0, 0).recall, 1.0);
    }
}
