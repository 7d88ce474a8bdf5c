//! What is kept of a batch of documents: a row of fixed size for each, and columns beside.
//!
//! A [`Shard`] grows while a batch is read; a [`Part`] is what stays of it in a [`Store`]. What is asked
//! of one document again and again stands in its [`Row`]; what is gone through once, document after
//! document, stands in columns that are given up one by one.

use super::digest::Shard;
use super::store::{Held, Store};
use crate::candidates::rare_terms::Rarity;
use crate::normalize::Obfuscation;
use crate::read::Locator;
use crate::segment::Language;
use crate::shingle::ShingleSet;
use crate::sketch::Term;
use std::borrow::Cow;

/// What is known of one document without its text: 72 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// Hash of the word sequence.
    pub content: u128,
    pub locator: Locator,
    /// Where its id, and behind it its date, begin in the names of the part.
    pub names: u32,
    pub id_bytes: u32,
    pub date_bytes: u32,
    /// Number of the source, plus one; 0 where there is none.
    pub source: u32,
    pub words: u32,
    /// Number of shingles, repeated ones counted.
    pub shingles: u32,
    /// The repetition index.
    pub repetition: f32,
    /// The language it was taken in.
    pub language: Language,
}

/// A row as it is kept.
pub(super) type Packed = [u64; 9];

const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

const fn halves(packed: u64) -> (u32, u32) {
    ((packed >> 32) as u32, packed as u32)
}

impl Row {
    fn packed(&self) -> Packed {
        [
            (self.content >> 64) as u64,
            self.content as u64,
            self.locator.record,
            self.locator.byte,
            pair(self.locator.file, self.locator.bytes),
            pair(self.names, self.id_bytes),
            pair(self.date_bytes, self.source),
            pair(self.words, self.shingles),
            pair(self.repetition.to_bits(), self.language as u32),
        ]
    }

    pub(super) fn unpacked([high, low, record, byte, place, name, from, counts, told]: Packed) -> Self {
        let (file, bytes) = halves(place);
        let (names, id_bytes) = halves(name);
        let (date_bytes, source) = halves(from);
        let (words, shingles) = halves(counts);
        let (repetition, language) = halves(told);
        Self {
            content: u128::from(high) << 64 | u128::from(low),
            locator: Locator { file, record, byte, bytes },
            names,
            id_bytes,
            date_bytes,
            source,
            words,
            shingles,
            repetition: f32::from_bits(repetition),
            language: Language::ALL.get(language as usize).copied().unwrap_or_default(),
        }
    }

    /// Where the id and the date stand in the names of the part.
    pub(super) fn name_range(&self) -> std::ops::Range<usize> {
        let start = self.names as usize;
        start..start + self.id_bytes as usize + self.date_bytes as usize
    }
}

/// A batch of documents without their texts.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Documents in the parts before.
    pub base: u32,
    pub rows: Held<Packed>,
    /// Ids and dates, one after the other.
    pub names: Held<u8>,
    /// Names of the sources that rows number.
    pub source_names: Vec<String>,
    /// One hash a band and document, band by band.
    pub bands: Held<u32>,
    /// The lowest eight bits of each slot of each signature.
    pub bits: Held<u8>,
    pub fingerprints: Held<u32>,
    pub fingerprint_ends: Held<u32>,
    pub sentences: Held<u64>,
    pub sentence_ends: Held<u32>,
    /// Stems and pairs of stems that rewrites are found by.
    pub terms: Held<Term>,
    pub term_ends: Held<u32>,
    /// How rare the terms of each document are, once that is known.
    pub rarities: Held<Rarity>,
    /// The few documents whose characters are flagged, by row.
    pub obfuscated: Vec<(u32, Obfuscation)>,
    /// With `--exact`: the whole sets, which are always in memory.
    pub sets: Vec<ShingleSet>,
}

impl Part {
    /// Moves what was gathered of a batch into a store.
    pub(super) fn keep(shard: Shard, store: &Store) -> Self {
        let rows: Vec<Packed> = shard.rows().map(|row| row.packed()).collect();
        Self {
            base: 0,
            rows: store.keep(&rows),
            names: store.keep(shard.names.as_bytes()),
            bands: store.keep(&band_by_band(&shard.bands, shard.len())),
            bits: store.keep(&shard.bits),
            fingerprints: store.keep(&shard.fingerprints),
            fingerprint_ends: store.keep(&shard.fingerprint_ends),
            sentences: store.keep(&shard.sentences),
            sentence_ends: store.keep(&shard.sentence_ends),
            terms: store.keep(&shard.terms),
            term_ends: store.keep(&shard.term_ends),
            rarities: Held::default(),
            source_names: shard.source_names,
            obfuscated: shard.obfuscated,
            sets: shard.sets,
        }
    }

    /// Documents in it.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of its columns.
    pub(super) fn column_bytes(&self) -> ColumnBytes {
        let ends = size_of::<u32>();
        ColumnBytes {
            lasting: (self.rows.len() * size_of::<Packed>() + self.names.len()) as f64,
            bands: (self.bands.len() * size_of::<u32>()) as f64,
            bits: self.bits.len() as f64,
            fingerprints: ((self.fingerprints.len() + self.fingerprint_ends.len()) * ends) as f64,
            terms: ((self.terms.len() + self.term_ends.len()) * ends) as f64,
            sentences: (self.sentences.len() * size_of::<u64>() + self.sentence_ends.len() * ends) as f64,
            sets: self.sets.iter().map(|set| size_of_val(set.as_slice()) as f64).sum(),
        }
    }
}

/// Bytes of columns, by when they are given up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ColumnBytes {
    /// Kept until the end: rows and names.
    pub lasting: f64,
    pub bands: f64,
    pub bits: f64,
    pub fingerprints: f64,
    pub sentences: f64,
    pub terms: f64,
    pub sets: f64,
}

impl ColumnBytes {
    /// All of them.
    pub(super) fn sum(&self) -> f64 {
        self.lasting + self.bands + self.bits + self.fingerprints + self.sentences + self.terms + self.sets
    }

    /// These and `other`, each times `times`.
    pub(super) fn plus(&self, other: &Self, times: f64) -> Self {
        Self {
            lasting: self.lasting + times * other.lasting,
            bands: self.bands + times * other.bands,
            bits: self.bits + times * other.bits,
            fingerprints: self.fingerprints + times * other.fingerprints,
            sentences: self.sentences + times * other.sentences,
            terms: self.terms + times * other.terms,
            sets: self.sets + times * other.sets,
        }
    }
}

/// Band hashes that stand document by document, put band by band.
fn band_by_band(hashes: &[u32], documents: usize) -> Cow<'_, [u32]> {
    let bands = hashes.len() / documents.max(1);
    if bands <= 1 {
        return Cow::Borrowed(hashes);
    }
    let of_band = |band: usize| hashes.iter().skip(band).step_by(bands).copied();
    Cow::Owned((0..bands).flat_map(of_band).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_row_is_what_was_packed(content in any::<u128>(), numbers in any::<[u32; 8]>(), places in any::<[u64; 2]>(), language in 0..Language::ALL.len()) {
            let [file, bytes, names, id_bytes, date_bytes, source, words, shingles] = numbers;
            let locator = Locator { file, record: places[0], byte: places[1], bytes };
            let language = Language::ALL[language];
            let row = Row { content, locator, names, id_bytes, date_bytes, source, words, shingles, repetition: 0.25, language };
            prop_assert_eq!(Row::unpacked(row.packed()), row);
        }
    }

    #[test]
    fn bands_are_put_band_by_band() {
        assert_eq!(&*band_by_band(&[1, 2, 3, 4, 5, 6], 2), [1, 4, 2, 5, 3, 6]);
        assert_eq!(&*band_by_band(&[], 0), [0u32; 0]);
    }
}
