//! All documents of a run, without their texts: columns by rank.
//!
//! Shards arrive in the order of the input, whatever thread made them. The rank of a document is its
//! place by (date, id, content), so nothing computed from ranks depends on that order.

use super::digest::Shard;
use crate::boilerplate::SentencePosting;
use crate::candidates::Posting;
use crate::document::DocumentId;
use crate::read::Locator;
use crate::segment::Language;
use crate::shingle::ShingleSet;
use std::cmp::Ordering;

/// Shards in the order of the input and where each document is.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    shards: Vec<Shard>,
    /// Shard and row of each document by rank.
    rows: Vec<(u32, u32)>,
    /// Source names of all shards, sorted.
    source_names: Vec<String>,
    bands: usize,
    hashes: usize,
}

impl Catalog {
    /// Ranks the documents of all shards.
    pub(super) fn new(mut shards: Vec<Shard>, bands: usize, hashes: usize) -> Self {
        let source_names = unify_sources(&mut shards);
        let mut catalog = Self { shards, rows: Vec::new(), source_names, bands, hashes };
        let rows = (0u32..).zip(&catalog.shards).flat_map(|(at, shard)| (0..shard.len() as u32).map(move |row| (at, row)));
        let mut rows: Vec<_> = rows.collect();
        let in_order = |a: &(u32, u32), b: &(u32, u32)| catalog.compare(*a, *b);
        if !rows.is_sorted_by(|a, b| in_order(a, b) != Ordering::Greater) {
            rows.sort_by(in_order);
        }
        catalog.rows = rows;
        catalog
    }

    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Every document, by rank.
    pub(super) fn ids(&self) -> impl Iterator<Item = DocumentId> + use<> {
        (0..self.rows.len() as u32).map(DocumentId)
    }

    fn compare(&self, a: (u32, u32), b: (u32, u32)) -> Ordering {
        let key = |row| {
            let (id, date) = self.names_at(row);
            (date.is_empty(), date, id, self.content_at(row))
        };
        key(a).cmp(&key(b))
    }

    fn row(&self, document: DocumentId) -> (&Shard, usize) {
        static NONE: std::sync::LazyLock<Shard> = std::sync::LazyLock::new(Shard::default);
        let (shard, row) = self.rows.get(document.index()).copied().unwrap_or_default();
        (self.shards.get(shard as usize).unwrap_or(&NONE), row as usize)
    }

    fn names_at(&self, (shard, row): (u32, u32)) -> (&str, &str) {
        let Some(shard) = self.shards.get(shard as usize) else { return ("", "") };
        let start = (row as usize).checked_sub(1).and_then(|before| shard.name_ends.get(before)).map_or(0, |ends| ends.1);
        let (id_end, end) = shard.name_ends.get(row as usize).copied().unwrap_or_default();
        let part = |from: u32, to: u32| shard.names.get(from as usize..to as usize).unwrap_or_default();
        (part(start, id_end), part(id_end, end))
    }

    fn content_at(&self, (shard, row): (u32, u32)) -> u128 {
        self.shards.get(shard as usize).and_then(|shard| shard.contents.get(row as usize)).copied().unwrap_or_default()
    }

    /// The id, as in the input.
    pub(super) fn id(&self, document: DocumentId) -> &str {
        self.rows.get(document.index()).map_or("", |&row| self.names_at(row).0)
    }

    /// The source, by position in [`Self::source_names`].
    pub(super) fn source(&self, document: DocumentId) -> Option<usize> {
        let (shard, row) = self.row(document);
        shard.sources.get(row).copied().and_then(|source| (source as usize).checked_sub(1))
    }

    /// All sources, ascending.
    pub(super) fn source_names(&self) -> &[String] {
        &self.source_names
    }

    /// Where the record stands.
    pub(super) fn locator(&self, document: DocumentId) -> Locator {
        let (shard, row) = self.row(document);
        shard.locators.get(row).copied().unwrap_or_default()
    }

    /// Hash of the word sequence.
    pub(super) fn content(&self, document: DocumentId) -> u128 {
        let (shard, row) = self.row(document);
        shard.contents.get(row).copied().unwrap_or_default()
    }

    /// Number of words.
    pub(super) fn words(&self, document: DocumentId) -> u32 {
        let (shard, row) = self.row(document);
        shard.words.get(row).copied().unwrap_or_default()
    }

    /// Number of shingles, repeated ones counted.
    pub(super) fn shingles(&self, document: DocumentId) -> u32 {
        let (shard, row) = self.row(document);
        shard.shingles.get(row).copied().unwrap_or_default()
    }

    /// The repetition index.
    pub(super) fn repetition(&self, document: DocumentId) -> f64 {
        let (shard, row) = self.row(document);
        shard.repetition.get(row).copied().map_or(0.0, f64::from)
    }

    /// The language it was taken in.
    pub(super) fn language(&self, document: DocumentId) -> Language {
        let (shard, row) = self.row(document);
        shard.languages.get(row).copied().unwrap_or_default()
    }

    /// Number of fingerprints.
    pub(super) fn fingerprints(&self, document: DocumentId) -> u32 {
        let (shard, row) = self.row(document);
        let (start, end) = range_of(&shard.fingerprint_ends, row);
        (end - start) as u32
    }

    /// Jaccard similarity of two documents as eight bits a slot suggest it, in `0.0..=1.0`.
    ///
    /// Slots that differ agree in their lowest eight bits by chance once in 256, which is taken off
    /// (Li and König, 2010).
    pub(super) fn estimate(&self, left: DocumentId, right: DocumentId) -> f64 {
        const BY_CHANCE: f64 = 1.0 / 256.0;
        let equal = self.bits(left).iter().zip(self.bits(right)).filter(|(l, r)| l == r).count();
        let agreement = equal as f64 / self.hashes.max(1) as f64;
        ((agreement - BY_CHANCE) / (1.0 - BY_CHANCE)).clamp(0.0, 1.0)
    }

    fn bits(&self, document: DocumentId) -> &[u8] {
        let (shard, row) = self.row(document);
        shard.bits.get(row * self.hashes..(row + 1) * self.hashes).unwrap_or_default()
    }

    /// The postings of one band, of the documents that `wanted` names.
    pub(super) fn band(&self, band: usize, wanted: &[DocumentId], postings: &mut Vec<Posting>) {
        postings.clear();
        postings.extend(wanted.iter().filter_map(|&document| {
            let (shard, row) = self.row(document);
            Some(Posting::new(*shard.bands.get(row * self.bands + band)?, document))
        }));
    }

    /// The postings of all fingerprints of the documents that `wanted` names; frees the column.
    pub(super) fn take_fingerprints(&mut self, wanted: &[DocumentId]) -> Vec<Posting> {
        let total = wanted.iter().map(|&document| self.fingerprints(document) as usize).sum();
        let mut postings = Vec::with_capacity(total);
        for &document in wanted {
            let (shard, row) = self.row(document);
            let (start, end) = range_of(&shard.fingerprint_ends, row);
            let hashes = shard.fingerprints.get(start..end).unwrap_or_default();
            postings.extend(hashes.iter().map(|&hash| Posting::new(hash, document)));
        }
        self.shards.iter_mut().for_each(|shard| shard.fingerprints = Vec::new());
        postings
    }

    /// The postings of all sentences; frees the column.
    pub(super) fn take_sentences(&mut self) -> Vec<SentencePosting> {
        let mut postings = Vec::with_capacity(self.shards.iter().map(|shard| shard.sentences.len()).sum());
        for document in self.ids() {
            let (shard, row) = self.row(document);
            let (start, end) = range_of(&shard.sentence_ends, row);
            let hashes = shard.sentences.get(start..end).unwrap_or_default();
            postings.extend(hashes.iter().map(|&hash| SentencePosting::new(hash, document)));
        }
        self.shards.iter_mut().for_each(|shard| {
            shard.sentences = Vec::new();
            shard.sentence_ends = Vec::new();
        });
        postings
    }

    /// Frees the band hashes.
    pub(super) fn drop_bands(&mut self) {
        self.shards.iter_mut().for_each(|shard| shard.bands = Vec::new());
    }

    /// The whole shingle sets, where they were kept, of the documents that `wanted` names.
    pub(super) fn take_sets(&mut self, wanted: &[DocumentId]) -> Vec<ShingleSet> {
        let rows: Vec<_> = wanted.iter().filter_map(|document| self.rows.get(document.index()).copied()).collect();
        let taken = rows
            .into_iter()
            .filter_map(|(shard, row)| self.shards.get_mut(shard as usize)?.sets.get_mut(row as usize).map(std::mem::take));
        taken.collect()
    }

    /// Documents whose id another has too, each but the first in the order of the input.
    pub(super) fn duplicate_ids(&self) -> Vec<DocumentId> {
        let mut by_id: Vec<DocumentId> = self.ids().collect();
        by_id.sort_by(|&a, &b| self.id(a).cmp(self.id(b)).then_with(|| self.locator(a).cmp(&self.locator(b))));
        let again = by_id.windows(2).filter(|pair| matches!(pair, [a, b] if self.id(*a) == self.id(*b)));
        let mut again: Vec<_> = again.filter_map(|pair| pair.get(1).copied()).collect();
        again.sort_unstable_by_key(|&document| self.locator(document));
        again
    }
}

fn range_of(ends: &[u32], row: usize) -> (usize, usize) {
    let start = row.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    (start as usize, ends.get(row).map_or(start as usize, |&end| end as usize))
}

/// Gives every shard's sources one numbering, that of the sorted names.
fn unify_sources(shards: &mut [Shard]) -> Vec<String> {
    let mut names: Vec<String> = shards.iter().flat_map(|shard| &shard.source_names).cloned().collect();
    names.sort_unstable();
    names.dedup();
    for shard in shards {
        let position = |name: &String| names.binary_search(name).map_or(0, |at| at as u32 + 1);
        let numbers: Vec<u32> = shard.source_names.iter().map(position).collect();
        for source in &mut shard.sources {
            *source = (*source as usize).checked_sub(1).and_then(|at| numbers.get(at)).copied().unwrap_or_default();
        }
        shard.source_names = Vec::new();
    }
    names
}
