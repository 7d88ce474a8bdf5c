//! The first pass: everything is read once, and of each document its row of numbers is kept.

use super::budget::Budget;
use super::catalog::{ALWAYS_BYTES, Catalog};
use super::corpus::Corpus;
use super::digest::{Digester, Plan, Shard};
use super::options::ScanOptions;
use super::parallel;
use super::parts::Part;
use super::progress::Progress;
use super::ranks::RANKING_BYTES;
use super::store::Store;
use crate::document::{Document, Fault, Reason};
use crate::error::{Error, Result};
use crate::read::{Batch, Books, Format, Outcome, Scratch};
use std::sync::atomic::{AtomicU64, Ordering};

/// About how many bytes one worker takes at a time; many small files go together.
const GROUP_BYTES: usize = 1 << 20;

/// Documents of a library call that one worker takes at a time.
const GROUP_DOCUMENTS: usize = 256;

/// What the first pass leaves.
pub(super) struct Collected {
    pub catalog: Catalog,
    pub books: Books,
    /// Every skipped or repaired record, where they were asked for.
    pub faults: Vec<Fault>,
}

/// One worker's result for one group of batches.
type Digested = Result<(Part, Books, Vec<Fault>)>;

/// Reads all of a corpus.
pub(super) struct Collector<'c> {
    corpus: &'c Corpus<'c>,
    options: &'c ScanOptions,
    plan: &'c Plan,
    progress: &'c dyn Progress,
    budget: Budget,
    store: Store,
    /// Bytes of whole shingle sets, which `--exact` keeps in memory.
    sets: AtomicU64,
}

impl<'c> Collector<'c> {
    pub(super) fn new(corpus: &'c Corpus<'c>, options: &'c ScanOptions, plan: &'c Plan, budget: Budget) -> Self {
        let store = Store::new(budget.columns(), corpus.temp_dir());
        Self { corpus, options, plan, progress: &(), budget, store, sets: AtomicU64::new(0) }
    }

    /// Tells `progress` how far it is.
    pub(super) fn telling(self, progress: &'c dyn Progress) -> Self {
        Self { progress, ..self }
    }

    /// Reads everything.
    ///
    /// # Errors
    /// A limit where memory or the disk do not suffice; an interrupted one where the caller asks for it.
    pub(super) fn collect(self) -> Result<Collected> {
        let digester = || Digester::new(self.options, self.plan.clone());
        digester()?;
        let digested = match self.corpus {
            Corpus::Files { inputs, read } => {
                self.progress.stage("reading", Some(inputs.total_bytes()));
                let groups = Groups { batches: inputs.batches(read) };
                parallel::map_stream(
                    groups,
                    || (digester(), Scratch::default()),
                    |(digester, scratch), group| {
                        let digester = digester.as_mut().map_err(|error| Error::usage(error.to_string()))?;
                        self.digest_batches(group, digester, |batch, each| batch.for_each(read, scratch, each))
                    },
                )
            }
            Corpus::Memory(documents) => {
                self.progress.stage("reading", None);
                let groups = documents.chunks(GROUP_DOCUMENTS).enumerate();
                parallel::map_stream(groups, digester, |digester, (at, group)| {
                    let digester = digester.as_mut().map_err(|error| Error::usage(error.to_string()))?;
                    self.digest_documents(at * GROUP_DOCUMENTS, group, digester)
                })
            }
        };
        self.merge(digested)
    }

    fn digest_batches(
        &self,
        group: Result<Vec<Batch>>,
        digester: &mut Digester,
        mut parse: impl FnMut(&Batch, &mut dyn FnMut(Outcome<'_>)),
    ) -> Digested {
        let (mut shard, mut books, mut faults) = (Shard::default(), Books::default(), Vec::new());
        for batch in group? {
            self.go_on()?;
            let before = shard.len();
            books.count_bytes(&batch);
            parse(&batch, &mut |outcome| {
                books.count(batch.file, batch.format, &outcome);
                faults.extend_from_slice(outcome.faults());
                if let Outcome::Document(record) = &outcome {
                    digester.digest(record, &mut shard);
                }
            });
            self.progress.advance((shard.len() - before) as u64, batch.bytes_taken);
        }
        Ok((self.keep(shard)?, books, faults))
    }

    fn digest_documents(&self, first: usize, group: &[Document], digester: &mut Digester) -> Digested {
        let (mut shard, mut books, mut faults) = (Shard::default(), Books::default(), Vec::new());
        self.go_on()?;
        for (at, document) in group.iter().enumerate() {
            let outcome = Outcome::of(document, first + at);
            books.count(0, Format::Auto, &outcome);
            faults.extend_from_slice(outcome.faults());
            if let Outcome::Document(record) = &outcome {
                digester.digest(record, &mut shard);
            }
        }
        let bytes = group.iter().map(|document| document.text.len() as u64).sum();
        self.progress.advance(group.len() as u64, bytes);
        Ok((self.keep(shard)?, books, faults))
    }

    fn go_on(&self) -> Result<()> {
        if self.progress.is_interrupted() { Err(Error::interrupted()) } else { self.store.check() }
    }

    fn keep(&self, shard: Shard) -> Result<Part> {
        let sets: usize = shard.sets.iter().map(|set| size_of_val(set.as_slice())).sum();
        let sets = self.sets.fetch_add(sets as u64, Ordering::Relaxed) + sets as u64;
        self.budget.require(2 * sets, "--exact, which keeps all shingles in memory,")?;
        Ok(Part::keep(shard, &self.store))
    }

    fn merge(self, digested: Vec<Digested>) -> Result<Collected> {
        let mut books = match self.corpus {
            Corpus::Files { inputs, .. } => Books::opening(inputs),
            Corpus::Memory(_) => Books::default(),
        };
        let (mut parts, mut faults) = (Vec::with_capacity(digested.len()), Vec::new());
        for each in digested {
            let (part, part_books, part_faults) = each?;
            parts.push(part);
            books.merge(part_books);
            faults.extend(part_faults);
        }
        let documents: usize = parts.iter().map(Part::len).sum();
        if u32::try_from(documents).is_err() {
            return Err(Error::limit(format!(
                "{documents} documents are more than one run takes (4,294,967,295); scan them in parts with --against"
            )));
        }
        self.budget
            .require(documents as u64 * (ALWAYS_BYTES + RANKING_BYTES), &format!("putting {documents} documents in order"))?;
        let catalog = Catalog::new(parts, self.store, self.options.sketch.hashes);
        for document in catalog.duplicate_ids() {
            let locator = catalog.locator(document);
            let message = format!("the id '{}' stands in the input before; both documents are kept", catalog.told(document).id);
            let fault = Fault { reason: Reason::DuplicateId, place: self.corpus.place(locator), message };
            books.repair(locator.file, self.corpus.format(locator), &fault);
            faults.push(fault);
        }
        catalog.check()?;
        Ok(Collected { catalog, books, faults })
    }
}

/// Batches put together until there is enough for a worker.
struct Groups<I> {
    batches: I,
}

impl<I: Iterator<Item = Result<Batch>>> Iterator for Groups<I> {
    type Item = Result<Vec<Batch>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut group = Vec::new();
        let mut size = 0;
        while size < GROUP_BYTES {
            match self.batches.next() {
                Some(Ok(batch)) => {
                    size += batch.bytes.len() + 256;
                    group.push(batch);
                }
                Some(Err(error)) => return Some(Err(error)),
                None => break,
            }
        }
        (!group.is_empty()).then_some(Ok(group))
    }
}
