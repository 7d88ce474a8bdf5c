//! How rare words are in the corpus at hand: counted before documents are inspected, where there are
//! enough of them to say, and blended with the background table.

use super::inspect::InspectOptions;
use super::parallel;
use super::progress::Progress;
use super::scan::Sources;
use crate::error::{Error, Result};
use crate::read::{Outcome, Scratch};
use crate::segment::{self, Language, Stems};
use crate::weights::{FEWEST_DOCUMENTS, Weights};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// Bytes below which there are not documents enough.
const FEWEST_BYTES: u64 = FEWEST_DOCUMENTS * 100;

/// Weights by language.
#[derive(Default)]
pub(super) struct Vocabulary {
    blended: FxHashMap<Language, Weights>,
}

/// Documents of a language and how many of them have each stem.
type Counts = FxHashMap<Language, (u64, FxHashMap<u64, u32>)>;

impl Vocabulary {
    /// Counts the documents of some files: one more pass over them, and memory for their vocabulary.
    /// Costs nothing where they are too small to hold a thousand documents.
    pub(super) fn of(sources: &Sources, options: &InspectOptions, progress: &dyn Progress) -> Result<Self> {
        let (inputs, read) = (sources.inputs(), sources.read_options());
        if inputs.total_bytes() < FEWEST_BYTES {
            return Ok(Self::default());
        }
        progress.stage("counting words", Some(inputs.total_bytes()));
        let total: Mutex<Counts> = Mutex::default();
        let parts = parallel::map_stream(inputs.batches(read), Scratch::default, |scratch, batch| {
            let batch = batch?;
            if progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            let counted = count(|each| batch.for_each(read, scratch, each), options);
            add(&mut total.lock().unwrap_or_else(PoisonError::into_inner), counted);
            progress.advance(0, batch.bytes_taken);
            Ok(())
        });
        parts.into_iter().collect::<Result<()>>()?;
        let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
        let enough = total.into_iter().filter(|(_, (documents, _))| *documents >= FEWEST_DOCUMENTS);
        let blended = enough.map(|(language, (documents, counts))| (language, Weights::blended(language, documents, counts)));
        Ok(Self { blended: blended.collect() })
    }

    /// The weights of a language.
    pub(super) fn weights(&self, language: Language) -> Cow<'_, Weights> {
        match self.blended.get(&language) {
            Some(weights) => Cow::Borrowed(weights),
            None => Cow::Owned(Weights::of(language)),
        }
    }
}

fn count(parse: impl FnOnce(&mut dyn FnMut(Outcome<'_>)), options: &InspectOptions) -> Counts {
    let mut counts = Counts::default();
    let mut stems: FxHashMap<Language, Stems> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    parse(&mut |outcome| {
        let Outcome::Document(record) = outcome else { return };
        let words = segment::words(&record.text);
        let language = options.language.unwrap_or_else(|| segment::language::detect(&record.text, &words));
        let stems = stems.entry(language).or_insert_with(|| Stems::of(language));
        seen.clear();
        seen.extend(words.iter().map(|word| stems.stem(&record.text, word).hash));
        let (documents, frequencies) = counts.entry(language).or_default();
        *documents += 1;
        for &stem in &seen {
            *frequencies.entry(stem).or_default() += 1;
        }
    });
    counts
}

fn add(total: &mut Counts, counted: Counts) {
    for (language, (documents, frequencies)) in counted {
        let (all_documents, all) = total.entry(language).or_default();
        *all_documents += documents;
        for (stem, frequency) in frequencies {
            *all.entry(stem).or_default() += frequency;
        }
    }
}
