//! A document → the numbers that are kept of it until everything has been read.
//!
//! Worked out on any thread, one batch of documents at a time, into a [`Shard`]: columns without the
//! texts, which are read again only where two documents may tell the same.

use crate::boilerplate::told_sentences;
use crate::candidates::banding::Banding;
use crate::error::Result;
use crate::normalize::{Obfuscation, obfuscation};
use crate::read::{Locator, Record};
use crate::repetition::index::{IndexScratch, repetition_index};
use crate::segment::{self, Language, Word, WordReader};
use crate::shingle::{Shingle, ShingleSet, finish, shingle};
use crate::sketch::{ContentStem, MinHasher, Term, TermSketcher, winnow};
use crate::weights::WeightedStems;
use xxhash_rust::xxh3::xxh3_128;

use super::options::{ScanOptions, ShingleUnit};
use super::parts::Row;

/// Words in the runs that fingerprints are taken from.
pub const FINGERPRINT_WIDTH: usize = 8;

/// Runs from which one fingerprint is kept.
pub const FINGERPRINT_WINDOW: usize = 16;

/// Words of a shared run that is always noticed, wherever it stands, unless it is told in very many
/// documents: it holds two windows, so two fingerprints.
pub const PASSAGE_ALWAYS_SEEN: usize = FINGERPRINT_WIDTH - 1 + 2 * FINGERPRINT_WINDOW;

/// What of each document is kept, a column each; one batch of documents.
#[derive(Debug, Default)]
pub(super) struct Shard {
    /// Ids and dates, one after the other.
    pub names: String,
    /// Where the id and the date of each document end in `names`.
    pub name_ends: Vec<(u32, u32)>,
    /// Position of the source in `source_names`, plus one; 0 where there is none.
    pub sources: Vec<u32>,
    pub source_names: Vec<String>,
    pub locators: Vec<Locator>,
    /// Hash of the word sequence.
    pub contents: Vec<u128>,
    pub words: Vec<u32>,
    pub shingles: Vec<u32>,
    /// One hash a band and document.
    pub bands: Vec<u32>,
    /// The lowest eight bits of each slot of each signature.
    pub bits: Vec<u8>,
    pub fingerprints: Vec<u32>,
    pub fingerprint_ends: Vec<u32>,
    pub sentences: Vec<u64>,
    pub sentence_ends: Vec<u32>,
    /// Stems and pairs of stems that rewrites are found by.
    pub terms: Vec<Term>,
    pub term_ends: Vec<u32>,
    /// The repetition index.
    pub repetition: Vec<f32>,
    /// The language it was taken in.
    pub languages: Vec<Language>,
    /// Documents whose characters are flagged, by position, and what was counted.
    pub obfuscated: Vec<(u32, Obfuscation)>,
    /// With `--exact`: the whole sets.
    pub sets: Vec<ShingleSet>,
}

impl Shard {
    /// Documents in it.
    pub(super) fn len(&self) -> usize {
        self.locators.len()
    }

    /// What is known of each document, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let mut names = 0;
        self.locators.iter().enumerate().map(move |(at, &locator)| {
            let (id_end, end) = self.name_ends.get(at).copied().unwrap_or_default();
            let row = Row {
                content: self.contents.get(at).copied().unwrap_or_default(),
                locator,
                names,
                id_bytes: id_end - names,
                date_bytes: end - id_end,
                source: self.sources.get(at).copied().unwrap_or_default(),
                words: self.words.get(at).copied().unwrap_or_default(),
                shingles: self.shingles.get(at).copied().unwrap_or_default(),
                repetition: self.repetition.get(at).copied().unwrap_or_default(),
                language: self.languages.get(at).copied().unwrap_or_default(),
            };
            names = end;
            row
        })
    }
}

/// Turns documents into rows of shards; one a thread.
pub(super) struct Digester {
    plan: Plan,
    hasher: MinHasher,
    reader: WordReader,
    words: Vec<Word>,
    hashes: Vec<u64>,
    units: Vec<u64>,
    shingles: Vec<Shingle>,
    runs: Vec<Shingle>,
    signature: Vec<u32>,
    bands: Vec<u32>,
    stem_hashes: Vec<u64>,
    content: Vec<ContentStem>,
    stems: Vec<WeightedStems>,
    index: IndexScratch,
    terms: TermSketcher,
}

/// What is to be kept, decided once from the options.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub banding: Option<Banding>,
    pub fingerprints: bool,
    pub sentences: bool,
    pub repetition: bool,
    pub terms: bool,
    pub sets: bool,
    pub width: usize,
    pub unit: ShingleUnit,
    pub min_sentence_words: usize,
    pub language: Option<Language>,
}

impl Plan {
    /// Whether it matters where words stand.
    fn needs_places(&self) -> bool {
        self.sentences || self.repetition || self.terms || self.unit != ShingleUnit::Word
    }
}

impl Digester {
    pub(super) fn new(options: &ScanOptions, plan: Plan) -> Result<Self> {
        Ok(Self {
            plan,
            hasher: MinHasher::new(&options.sketch)?,
            reader: WordReader::default(),
            words: Vec::new(),
            hashes: Vec::new(),
            units: Vec::new(),
            shingles: Vec::new(),
            runs: Vec::new(),
            signature: Vec::new(),
            bands: Vec::new(),
            stem_hashes: Vec::new(),
            content: Vec::new(),
            stems: Vec::new(),
            index: IndexScratch::new(),
            terms: TermSketcher::default(),
        })
    }

    /// Appends a document to a shard.
    pub(super) fn digest(&mut self, record: &Record<'_>, shard: &mut Shard) {
        self.read_words(&record.text);
        self.note_obfuscation(&record.text, shard);
        self.name(record, shard);
        shard.locators.push(record.locator);
        shard.contents.push(content_hash(&record.text, &self.hashes));
        shard.words.push(u32::try_from(self.hashes.len()).unwrap_or(u32::MAX));
        self.shingle(&record.text);
        shard.shingles.push(u32::try_from(self.shingles.len()).unwrap_or(u32::MAX));
        if self.plan.banding.is_some() || self.plan.sentences || self.plan.fingerprints {
            self.sketch(shard);
        }
        if self.plan.fingerprints {
            self.fingerprint(shard);
        }
        if self.plan.sentences {
            let sentences = &mut shard.sentences;
            told_sentences(&record.text, &self.words, self.plan.min_sentence_words, |hash, _| sentences.push(hash));
            shard.sentence_ends.push(u32::try_from(shard.sentences.len()).unwrap_or(u32::MAX));
        }
        if self.plan.repetition || self.plan.terms {
            shard.languages.push(self.read_stems(&record.text));
            shard.repetition.push(repetition_index(&self.stem_hashes, &mut self.index) as f32);
        }
        if self.plan.terms {
            let terms = &mut shard.terms;
            self.terms.sketch(&self.content, |term| terms.push(term));
            shard.term_ends.push(u32::try_from(terms.len()).unwrap_or(u32::MAX));
        }
        if self.plan.sets {
            shard.sets.push(ShingleSet::new(self.shingles.clone()));
        }
    }

    /// Of a document that is about to be appended.
    fn note_obfuscation(&self, text: &str, shard: &mut Shard) {
        if self.reader.is_unusual() {
            let found = obfuscation(text);
            if found.is_flagged() {
                shard.obfuscated.push((u32::try_from(shard.len()).unwrap_or(u32::MAX), found));
            }
        }
    }

    fn read_words(&mut self, text: &str) {
        self.words.clear();
        self.hashes.clear();
        let (words, hashes) = (&mut self.words, &mut self.hashes);
        if self.plan.needs_places() {
            self.reader.read(text, |word| {
                words.push(word);
                hashes.push(word.hash);
            });
        } else {
            self.reader.read(text, |word| hashes.push(word.hash));
        }
    }

    fn name(&self, record: &Record<'_>, shard: &mut Shard) {
        shard.names.push_str(&record.id);
        let id_end = u32::try_from(shard.names.len()).unwrap_or(u32::MAX);
        shard.names.push_str(record.date.as_deref().unwrap_or_default());
        shard.name_ends.push((id_end, u32::try_from(shard.names.len()).unwrap_or(u32::MAX)));
        let source = record.source.as_deref().map_or(0, |name| {
            let known = shard.source_names.iter().position(|known| known == name);
            let at = known.unwrap_or_else(|| {
                shard.source_names.push(name.to_owned());
                shard.source_names.len() - 1
            });
            u32::try_from(at + 1).unwrap_or(u32::MAX)
        });
        shard.sources.push(source);
    }

    fn shingle(&mut self, text: &str) {
        let units = units(text, &self.words, &self.hashes, self.plan.unit, &mut self.units);
        shingle(units, self.plan.width, &mut self.shingles);
    }

    fn sketch(&mut self, shard: &mut Shard) {
        self.hasher.sketch(&self.shingles, &mut self.signature);
        shard.bits.extend(self.signature.iter().map(|&slot| slot as u8));
        if let Some(banding) = &self.plan.banding {
            banding.band_hashes(&self.signature, &mut self.bands);
            shard.bands.extend_from_slice(&self.bands);
        }
    }

    fn fingerprint(&mut self, shard: &mut Shard) {
        shingle(&self.hashes, FINGERPRINT_WIDTH, &mut self.runs);
        let fingerprints = &mut shard.fingerprints;
        winnow(&self.runs, FINGERPRINT_WINDOW, |run| fingerprints.push((run.0 >> 32) as u32));
        shard.fingerprint_ends.push(u32::try_from(fingerprints.len()).unwrap_or(u32::MAX));
    }

    /// Reads the stems of a text, and those of them that carry content with their weights.
    fn read_stems(&mut self, text: &str) -> Language {
        let language = self.plan.language.unwrap_or_else(|| segment::language::detect(text, &self.words));
        let at = self.stems.iter().position(|stems| stems.language() == language).unwrap_or_else(|| {
            self.stems.push(WeightedStems::of(language));
            self.stems.len() - 1
        });
        self.stem_hashes.clear();
        self.content.clear();
        let Some(stems) = self.stems.get_mut(at) else { return language };
        for word in &self.words {
            let (stem, weight) = stems.read(text, word);
            self.stem_hashes.push(stem.hash);
            if self.plan.terms && !stem.is_stop {
                self.content.push(ContentStem { hash: (stem.hash >> 32) as u32, weight });
            }
        }
        language
    }
}

/// What shingles are made of: the words, or the characters of the folded words with a space between.
pub(super) fn units<'u>(
    text: &str,
    words: &[Word],
    hashes: &'u [u64],
    unit: ShingleUnit,
    characters: &'u mut Vec<u64>,
) -> &'u [u64] {
    if unit == ShingleUnit::Word {
        return hashes;
    }
    characters.clear();
    for word in words {
        if !characters.is_empty() {
            characters.push(finish(u64::from(' ')));
        }
        characters.extend(word.folded(text).chars().map(|c| finish(u64::from(c))));
    }
    characters
}

/// What identical documents have in common: the sequence of words; the folded text where there are none.
/// That they are identical is confirmed on the texts.
pub(super) fn content_hash(text: &str, words: &[u64]) -> u128 {
    if words.is_empty() {
        return xxh3_128(crate::normalize::fold(text.trim()).as_bytes());
    }
    xxh3_128(bytemuck::cast_slice(words))
}
