//! All documents of a run, without their texts: rows and columns by rank.
//!
//! Parts arrive in the order of the input, whatever thread made them. The rank of a document is its
//! place by (date, id, content), so nothing computed from ranks depends on that order. What is asked
//! of a single document is found by its rank; what is asked of all is gone through part by part, since
//! parts may be on disk.

use super::parallel;
use super::parts::{Part, Row};
use super::ranks::{RowAt, ranked};
use super::store::{Held, Store};
use crate::boilerplate::SentencePosting;
use crate::candidates::Posting;
use crate::candidates::rare_terms::Rarity;
use crate::document::DocumentId;
use crate::error::Result;
use crate::normalize::Obfuscation;
use crate::read::Locator;
use crate::shingle::ShingleSet;
use crate::sketch::Term;
use std::borrow::Cow;
use std::ops::RangeInclusive;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes kept in memory of each document at all times: its place by rank, its rank by place, and a flag or two.
pub(super) const ALWAYS_BYTES: u64 = 16;

/// What a report tells of a document.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// As in the input.
    pub id: String,
    /// By position in [`Catalog::source_names`].
    pub source: Option<usize>,
    pub row: Row,
}

/// Goes through the documents of a part, their terms and how rare those are.
pub(super) type EachTerms<'t> = dyn Fn(&mut dyn FnMut(DocumentId, &[Term], Rarity)) + 't;

/// Parts in the order of the input and where each document is.
#[derive(Debug)]
pub(super) struct Catalog {
    store: Store,
    parts: Vec<Part>,
    /// Part and row of each document by rank.
    places: Vec<RowAt>,
    /// Rank of each document in the order of the input.
    ranks: Vec<u32>,
    /// Source names of all parts, sorted.
    source_names: Vec<String>,
    /// For each part, the numbers of its sources among all.
    source_numbers: Vec<Vec<u32>>,
    hashes: usize,
}

impl Catalog {
    /// Ranks the documents of all parts, which come in the order of the input.
    pub(super) fn new(mut parts: Vec<Part>, store: Store, hashes: usize) -> Self {
        let mut base = 0;
        for part in &mut parts {
            part.base = base;
            base += part.len() as u32;
        }
        let places = ranked(&parts, &store);
        let mut ranks = vec![0u32; places.len()];
        for (rank, &(part, row)) in (0u32..).zip(&places) {
            let at = parts.get(part as usize).map_or(0, |part| part.base) + row;
            if let Some(slot) = ranks.get_mut(at as usize) {
                *slot = rank;
            }
        }
        let (source_names, source_numbers) = unify_sources(&mut parts);
        Self { store, parts, places, ranks, source_names, source_numbers, hashes }
    }

    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether everything kept could be kept and read again.
    ///
    /// # Errors
    /// A limit where the disk is full, else an output error, naming the folder.
    pub(super) fn check(&self) -> Result<()> {
        self.store.check()
    }

    /// Where its columns are.
    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    fn place(&self, document: DocumentId) -> Option<(&Part, usize)> {
        let &(part, row) = self.places.get(document.index())?;
        Some((self.parts.get(part as usize)?, row as usize))
    }

    /// What is known of a document; nothing of one that is not there.
    pub(super) fn row(&self, document: DocumentId) -> Row {
        self.place(document).map_or_else(Row::default, |(part, row)| self.row_at(part, row))
    }

    fn row_at(&self, part: &Part, row: usize) -> Row {
        Row::unpacked(self.store.value(&part.rows, row))
    }

    /// What a report tells of a document; nothing of one that is not there.
    pub(super) fn told(&self, document: DocumentId) -> Told {
        let Some(&(number, at)) = self.places.get(document.index()) else { return Told::default() };
        let Some(part) = self.parts.get(number as usize) else { return Told::default() };
        let row = self.row_at(part, at as usize);
        let id = row.names as usize..(row.names + row.id_bytes) as usize;
        let id = String::from_utf8_lossy(&self.store.slice(&part.names, id)).into_owned();
        Told { id, source: self.source_of(number as usize, &row), row }
    }

    /// When a document was published, as its record says; empty where it does not.
    pub(super) fn date(&self, document: DocumentId) -> String {
        let Some((part, row)) = self.place(document) else { return String::new() };
        let row = self.row_at(part, row);
        let start = (row.names + row.id_bytes) as usize;
        String::from_utf8_lossy(&self.store.slice(&part.names, start..start + row.date_bytes as usize)).into_owned()
    }

    /// The source, by position in [`Self::source_names`].
    pub(super) fn source(&self, document: DocumentId) -> Option<usize> {
        let part = self.places.get(document.index())?.0;
        self.source_of(part as usize, &self.row(document))
    }

    /// The source of every document, by rank.
    pub(super) fn sources(&self) -> Vec<Option<u32>> {
        let mut sources = vec![None; self.len()];
        for (number, part) in self.parts.iter().enumerate() {
            for (&rank, &packed) in self.ranks_of(part).iter().zip(self.store.all(&part.rows).iter()) {
                if let Some(slot) = sources.get_mut(rank as usize) {
                    *slot = self.source_of(number, &Row::unpacked(packed)).map(|source| source as u32);
                }
            }
        }
        sources
    }

    fn source_of(&self, part: usize, row: &Row) -> Option<usize> {
        let numbers = self.source_numbers.get(part)?;
        numbers.get((row.source as usize).checked_sub(1)?).map(|&number| number as usize)
    }

    /// All sources, ascending.
    pub(super) fn source_names(&self) -> &[String] {
        &self.source_names
    }

    /// Where the record stands.
    pub(super) fn locator(&self, document: DocumentId) -> Locator {
        self.row(document).locator
    }

    /// Its number in the order of the input, from 0.
    pub(super) fn order(&self, document: DocumentId) -> u32 {
        self.place(document).map_or(u32::MAX, |(part, row)| part.base + row as u32)
    }

    /// Calls `each` with every document in the order of the input, and what is known of it.
    pub(super) fn each_row(&self, mut each: impl FnMut(DocumentId, &Row)) {
        for part in &self.parts {
            let ranks = self.ranks_of(part);
            for (&rank, &packed) in ranks.iter().zip(self.store.all(&part.rows).iter()) {
                each(DocumentId(rank), &Row::unpacked(packed));
            }
        }
    }

    /// Documents whose characters are flagged, in the order of the input.
    pub(super) fn obfuscated(&self) -> impl Iterator<Item = (DocumentId, Obfuscation)> {
        self.parts.iter().flat_map(|part| {
            let ranks = self.ranks_of(part);
            part.obfuscated.iter().filter_map(|&(row, found)| Some((DocumentId(*ranks.get(row as usize)?), found)))
        })
    }

    /// Number of documents of each source, by position in [`Self::source_names`].
    pub(super) fn documents_by_source(&self) -> Vec<u64> {
        let mut counts = vec![0; self.source_names.len()];
        for (number, part) in self.parts.iter().enumerate() {
            for &packed in self.store.all(&part.rows).iter() {
                let source = self.source_of(number, &Row::unpacked(packed));
                if let Some(count) = source.and_then(|source| counts.get_mut(source)) {
                    *count += 1;
                }
            }
        }
        counts
    }

    fn ranks_of(&self, part: &Part) -> &[u32] {
        let base = part.base as usize;
        self.ranks.get(base..base + part.len()).unwrap_or_default()
    }

    /// Jaccard similarity of two documents as eight bits a slot suggest it, in `0.0..=1.0`.
    pub(super) fn estimate(&self, left: DocumentId, right: DocumentId) -> f64 {
        let (Some((left, left_row)), Some((right, right_row))) = (self.place(left), self.place(right)) else { return 0.0 };
        let bits = |part, row: usize| -> Cow<'_, [u8]> {
            let part: &Part = part;
            self.store.slice(&part.bits, row * self.hashes..(row + 1) * self.hashes)
        };
        estimate_of(&bits(left, left_row), &bits(right, right_row))
    }

    /// The postings of one band whose hashes lie in `range`, of the documents that `wanted` flags.
    pub(super) fn band(&self, band: usize, range: &RangeInclusive<u32>, wanted: &[bool], postings: &mut Vec<Posting>) {
        postings.clear();
        for part in &self.parts {
            let hashes = self.store.slice(&part.bands, band * part.len()..(band + 1) * part.len());
            let documents = self.ranks_of(part).iter().zip(hashes.iter());
            let within = documents.filter(|&(&rank, hash)| range.contains(hash) && is_flagged(wanted, rank));
            postings.extend(within.map(|(&rank, &hash)| Posting::new(hash, DocumentId(rank))));
        }
    }

    /// The postings of all fingerprints whose [`spread`] lies in `range`, of the documents that `wanted` flags.
    pub(super) fn fingerprints(&self, range: &RangeInclusive<u32>, wanted: &[bool], postings: &mut Vec<Posting>) {
        postings.clear();
        for part in &self.parts {
            let hashes = self.store.all(&part.fingerprints);
            self.each_slice(part, &part.fingerprint_ends, &hashes, |document, hashes| {
                if is_flagged(wanted, document.0) {
                    let within = hashes.iter().filter(|&&hash| range.contains(&spread(hash)));
                    postings.extend(within.map(|&hash| Posting::new(hash, document)));
                }
            });
        }
    }

    /// How many fingerprints each document has.
    pub(super) fn fingerprint_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.len()];
        for part in &self.parts {
            let mut before = 0;
            for (&rank, &end) in self.ranks_of(part).iter().zip(self.store.all(&part.fingerprint_ends).iter()) {
                if let Some(count) = counts.get_mut(rank as usize) {
                    *count = end - before;
                }
                before = end;
            }
        }
        counts
    }

    /// The postings of all sentences whose hashes begin with 32 bits in `range`.
    pub(super) fn sentences(&self, range: &RangeInclusive<u32>, postings: &mut Vec<SentencePosting>) {
        postings.clear();
        for part in &self.parts {
            let hashes = self.store.all(&part.sentences);
            self.each_slice(part, &part.sentence_ends, &hashes, |document, hashes| {
                let within = hashes.iter().filter(|&&hash| range.contains(&((hash >> 32) as u32)));
                postings.extend(within.map(|&hash| SentencePosting::new(hash, document)));
            });
        }
    }

    /// Replaces the terms of each document by those that `thin` keeps of them, and notes how rare they are.
    ///
    /// On all threads, a part each, with one state a worker.
    pub(super) fn thin_terms<S: Default + Send>(
        &mut self,
        thin: impl Fn(&mut S, DocumentId, &[Term], &mut Vec<Term>) -> Rarity + Sync + Send,
    ) {
        let (store, ranks) = (&self.store, &self.ranks);
        let thin_part = |(kept, state): &mut (Vec<Term>, S), part: &mut Part| {
            kept.clear();
            let (mut ends, mut rarities) = (Vec::with_capacity(part.len()), Vec::with_capacity(part.len()));
            let terms = store.all(&part.terms);
            let documents = ranks.get(part.base as usize..).unwrap_or_default().iter().map(|&rank| DocumentId(rank));
            let mut start = 0;
            for (document, &end) in documents.zip(store.all(&part.term_ends).iter()) {
                rarities.push(thin(state, document, terms.get(start..end as usize).unwrap_or_default(), kept));
                ends.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
                start = end as usize;
            }
            drop(terms);
            store.free(&mut part.terms);
            store.free(&mut part.term_ends);
            (part.terms, part.term_ends, part.rarities) = (store.keep(kept), store.keep(&ends), store.keep(&rarities));
        };
        parallel::map_with(self.parts.iter_mut().collect(), Default::default, thin_part);
    }

    /// The result of `of_part` for every part, in the order of the input; it is given a function that goes through the
    /// documents of the part and their terms. On all threads, a part each, with one state of `new` a worker.
    pub(super) fn map_terms<S: Send, R: Send>(
        &self,
        new: impl Fn() -> S + Sync + Send,
        of_part: impl Fn(&mut S, &EachTerms<'_>) -> R + Sync + Send,
    ) -> Vec<R> {
        self.map_terms_with(vec![(); self.parts.len()], new, |state, (), part| of_part(state, part))
    }

    /// The same with something of each part.
    pub(super) fn map_terms_with<T: Send, S: Send, R: Send>(
        &self,
        of_parts: Vec<T>,
        new: impl Fn() -> S + Sync + Send,
        of_part: impl Fn(&mut S, T, &EachTerms<'_>) -> R + Sync + Send,
    ) -> Vec<R> {
        parallel::map_with(self.parts.iter().zip(of_parts).collect(), new, |state, (part, of)| {
            let terms = self.store.all(&part.terms);
            let rarities = self.store.all(&part.rarities);
            of_part(state, of, &|each| {
                let mut rarities = rarities.iter().copied();
                self.each_slice(part, &part.term_ends, &terms, |document, terms| {
                    each(document, terms, rarities.next().unwrap_or_default());
                });
            })
        })
    }

    /// Number of parts.
    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Part and row of a document.
    pub(super) fn part_and_row(&self, document: DocumentId) -> Option<(usize, usize)> {
        self.places.get(document.index()).map(|&(part, row)| (part as usize, row as usize))
    }

    /// The terms of one document that another may have, and how rare they are.
    pub(super) fn terms(&self, document: DocumentId) -> (Cow<'_, [Term]>, Rarity) {
        let Some((part, row)) = self.place(document) else { return (Cow::Borrowed(&[]), Rarity::default()) };
        let start = row.checked_sub(1).map_or(0, |before| self.store.value(&part.term_ends, before));
        let terms = self.store.slice(&part.terms, start as usize..self.store.value(&part.term_ends, row) as usize);
        (terms, self.store.value(&part.rarities, row))
    }

    /// Gives up the terms.
    pub(super) fn drop_terms(&mut self) {
        for part in &mut self.parts {
            self.store.free(&mut part.terms);
            self.store.free(&mut part.term_ends);
            self.store.free(&mut part.rarities);
        }
    }

    /// Number of all terms.
    pub(super) fn terms_in_all(&self) -> usize {
        self.parts.iter().map(|part| part.terms.len()).sum()
    }

    fn each_slice<T>(&self, part: &Part, ends: &Held<u32>, values: &[T], mut each: impl FnMut(DocumentId, &[T])) {
        let mut start = 0;
        for (&rank, &end) in self.ranks_of(part).iter().zip(self.store.all(ends).iter()) {
            each(DocumentId(rank), values.get(start..end as usize).unwrap_or_default());
            start = end as usize;
        }
    }

    /// Number of all fingerprints and of all sentences.
    pub(super) fn totals(&self) -> (usize, usize) {
        let sum = |of: fn(&Part) -> usize| self.parts.iter().map(of).sum();
        (sum(|part| part.fingerprints.len()), sum(|part| part.sentences.len()))
    }

    /// Gives up the band hashes.
    pub(super) fn drop_bands(&mut self) {
        self.parts.iter_mut().for_each(|part| self.store.free(&mut part.bands));
    }

    /// Gives up the fingerprints.
    pub(super) fn drop_fingerprints(&mut self) {
        for part in &mut self.parts {
            self.store.free(&mut part.fingerprints);
            self.store.free(&mut part.fingerprint_ends);
        }
    }

    /// Gives up the sentences.
    pub(super) fn drop_sentences(&mut self) {
        for part in &mut self.parts {
            self.store.free(&mut part.sentences);
            self.store.free(&mut part.sentence_ends);
        }
    }

    /// Gives up the bits of signatures.
    pub(super) fn drop_bits(&mut self) {
        self.parts.iter_mut().for_each(|part| self.store.free(&mut part.bits));
    }

    /// The whole shingle sets, where they were kept, of the documents that `wanted` names.
    pub(super) fn take_sets(&mut self, wanted: &[DocumentId]) -> Vec<ShingleSet> {
        let rows: Vec<_> = wanted.iter().filter_map(|document| self.places.get(document.index()).copied()).collect();
        let taken = rows
            .into_iter()
            .filter_map(|(part, row)| self.parts.get_mut(part as usize)?.sets.get_mut(row as usize).map(std::mem::take));
        taken.collect()
    }

    /// Documents whose id another has too, each but the first in the order of the input.
    pub(super) fn duplicate_ids(&self) -> Vec<DocumentId> {
        let mut hashed: Vec<(u64, u32)> = Vec::with_capacity(self.len());
        for part in &self.parts {
            let names = self.store.all(&part.names);
            for (&rank, &packed) in self.ranks_of(part).iter().zip(self.store.all(&part.rows).iter()) {
                let row = Row::unpacked(packed);
                let id = row.names as usize..(row.names + row.id_bytes) as usize;
                hashed.push((xxh3_64(names.get(id).unwrap_or_default()), rank));
            }
        }
        parallel::sort(&mut hashed);
        let mut again = Vec::new();
        for group in hashed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let mut named: Vec<_> = group.iter().map(|&(_, rank)| self.named(DocumentId(rank))).collect();
            named.sort_unstable();
            let pairs = named.windows(2).filter(|pair| matches!(pair, [a, b] if a.0 == b.0));
            again.extend(pairs.filter_map(|pair| pair.get(1)).map(|&(_, locator, document)| (locator, document)));
        }
        again.sort_unstable();
        again.into_iter().map(|(_, document)| document).collect()
    }

    fn named(&self, document: DocumentId) -> (String, Locator, DocumentId) {
        let Told { id, row, .. } = self.told(document);
        (id, row.locator, document)
    }
}

/// A fingerprint spread over all numbers. Fingerprints are the least hashes of their windows, so that most of
/// them are small; ranges of them would hold all or nothing.
const fn spread(fingerprint: u32) -> u32 {
    fingerprint.wrapping_mul(0x9E37_79B1)
}

/// How many bytes are the same at the same place; counted in bytes, of which a register holds many, as long as they
/// cannot overflow.
fn equal(left: &[u8], right: &[u8]) -> usize {
    const AT_ONCE: usize = 128;
    let count =
        |left: &[u8], right: &[u8]| left.iter().zip(right).fold(0u8, |count, (l, r)| count.wrapping_add(u8::from(l == r)));
    let (left, left_rest) = left.as_chunks::<AT_ONCE>();
    let (right, right_rest) = right.as_chunks::<AT_ONCE>();
    let whole: usize = left.iter().zip(right).map(|(left, right)| usize::from(count(left, right))).sum();
    whole + usize::from(count(left_rest, right_rest))
}

/// Jaccard similarity of two documents as eight bits a slot suggest it, in `0.0..=1.0`; 0 where there are none.
///
/// Slots that differ agree in their lowest eight bits by chance once in 256, which is taken off (Li and König, 2010).
pub(super) fn estimate_of(left: &[u8], right: &[u8]) -> f64 {
    const BY_CHANCE: f64 = 1.0 / 256.0;
    let agreement = equal(left, right) as f64 / left.len().max(1) as f64;
    ((agreement - BY_CHANCE) / (1.0 - BY_CHANCE)).clamp(0.0, 1.0)
}

fn is_flagged(flags: &[bool], rank: u32) -> bool {
    flags.get(rank as usize).copied().unwrap_or(false)
}

/// Gives the sources of all parts one numbering, that of the sorted names.
fn unify_sources(parts: &mut [Part]) -> (Vec<String>, Vec<Vec<u32>>) {
    let mut distinct = std::collections::BTreeSet::new();
    for name in parts.iter().flat_map(|part| &part.source_names) {
        if !distinct.contains(name) {
            distinct.insert(name.clone());
        }
    }
    let names: Vec<String> = distinct.into_iter().collect();
    let numbers = parts.iter_mut().map(|part| {
        let own = std::mem::take(&mut part.source_names);
        own.iter().map(|name| names.binary_search(name).map_or(0, |at| at as u32)).collect()
    });
    let numbers = numbers.collect();
    (names, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_bytes_are_counted(both in prop::collection::vec((0u8..2, 0u8..2), 0..600), same in 0usize..600) {
            let (left, right): (Vec<u8>, Vec<u8>) = both.iter().copied().unzip();
            prop_assert_eq!(equal(&left, &right), both.iter().filter(|(l, r)| l == r).count());
            prop_assert_eq!(equal(&vec![7; same], &vec![7; same]), same);
        }
    }
}
