//! The first pass: everything is read once, and of each document its row of numbers is kept.

use super::catalog::Catalog;
use super::corpus::Corpus;
use super::digest::{Digester, Plan, Shard};
use super::options::ScanOptions;
use super::parallel;
use super::progress::Progress;
use crate::document::{Fault, Reason};
use crate::error::{Error, Result};
use crate::read::{Batch, Books, Outcome, Scratch};

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
type Part = Result<(Shard, Books, Vec<Fault>)>;

/// Reads all of a corpus.
pub(super) fn collect(corpus: &Corpus<'_>, options: &ScanOptions, plan: &Plan, progress: &dyn Progress) -> Result<Collected> {
    let digester = || Digester::new(options, plan.clone());
    digester()?;
    let parts = match corpus {
        Corpus::Files { inputs, read } => {
            progress.stage("reading", Some(inputs.total_bytes()));
            let groups = Groups { batches: inputs.batches(read) };
            parallel::map_stream(
                groups,
                || (digester(), Scratch::default()),
                |(digester, scratch), group| {
                    let digester = digester.as_mut().map_err(|error| Error::usage(error.to_string()))?;
                    digest_batches(group, digester, |batch, each| batch.for_each(read, scratch, each), progress)
                },
            )
        }
        Corpus::Memory(documents) => {
            progress.stage("reading", None);
            let groups = documents.chunks(GROUP_DOCUMENTS).enumerate();
            parallel::map_stream(groups, digester, |digester, (at, group)| {
                let digester = digester.as_mut().map_err(|error| Error::usage(error.to_string()))?;
                digest_documents(at * GROUP_DOCUMENTS, group, digester, progress)
            })
        }
    };
    merge(corpus, parts, plan, options)
}

fn merge(corpus: &Corpus<'_>, parts: Vec<Part>, plan: &Plan, options: &ScanOptions) -> Result<Collected> {
    let mut books = match corpus {
        Corpus::Files { inputs, .. } => Books::opening(inputs),
        Corpus::Memory(_) => Books::default(),
    };
    let (mut shards, mut faults) = (Vec::with_capacity(parts.len()), Vec::new());
    for part in parts {
        let (shard, part_books, part_faults) = part?;
        shards.push(shard);
        books.merge(part_books);
        faults.extend(part_faults);
    }
    let documents: usize = shards.iter().map(Shard::len).sum();
    if u32::try_from(documents).is_err() {
        return Err(Error::limit(format!(
            "{documents} documents are more than one run takes (4,294,967,295); scan them in parts with --against"
        )));
    }
    let catalog = Catalog::new(shards, plan.banding.map_or(0, |banding| banding.bands()), options.sketch.hashes);
    for document in catalog.duplicate_ids() {
        let place = corpus.place(catalog.locator(document));
        let message = format!("the id '{}' stands in the input before; both documents are kept", catalog.id(document));
        let fault = Fault { reason: Reason::DuplicateId, place, message };
        books.repair(catalog.locator(document).file, &fault);
        faults.push(fault);
    }
    Ok(Collected { catalog, books, faults })
}

fn digest_batches(
    group: Result<Vec<Batch>>,
    digester: &mut Digester,
    mut parse: impl FnMut(&Batch, &mut dyn FnMut(Outcome<'_>)),
    progress: &dyn Progress,
) -> Part {
    let (mut shard, mut books, mut faults) = (Shard::default(), Books::default(), Vec::new());
    for batch in group? {
        if progress.is_interrupted() {
            return Err(Error::interrupted());
        }
        let before = shard.len();
        books.count_bytes(&batch);
        parse(&batch, &mut |outcome| {
            books.count(batch.file, &outcome);
            faults.extend_from_slice(outcome.faults());
            if let Outcome::Document(record) = &outcome {
                digester.digest(record, &mut shard);
            }
        });
        progress.advance((shard.len() - before) as u64, batch.bytes_taken);
    }
    shard.shrink();
    Ok((shard, books, faults))
}

fn digest_documents(first: usize, group: &[crate::document::Document], digester: &mut Digester, progress: &dyn Progress) -> Part {
    let (mut shard, mut books, mut faults) = (Shard::default(), Books::default(), Vec::new());
    if progress.is_interrupted() {
        return Err(Error::interrupted());
    }
    for (at, document) in group.iter().enumerate() {
        let outcome = Outcome::of(document, first + at);
        books.count(0, &outcome);
        faults.extend_from_slice(outcome.faults());
        if let Outcome::Document(record) = &outcome {
            digester.digest(record, &mut shard);
        }
    }
    let bytes = group.iter().map(|document| document.text.len() as u64).sum();
    progress.advance(group.len() as u64, bytes);
    shard.shrink();
    Ok((shard, books, faults))
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
