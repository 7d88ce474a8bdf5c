//! What a scan will take, judged by a sample before it runs: documents, memory, temporary space, time.
//!
//! The first megabytes of the input go through the first pass as in a run, timed, and some of their
//! documents through verification; the rest is arithmetic on what the steps keep of each document. How
//! many documents will have a match cannot be seen from a sample; a share is assumed and told.

use super::budget::Budget;
use super::catalog::ALWAYS_BYTES;
use super::digest::{Digester, Plan, Shard};
use super::options::ScanOptions;
use super::parallel;
use super::parts::{ColumnBytes, Part};
use super::ranks::RANKING_BYTES;
use super::rewrites::LEAST_BLOCKS;
use super::scan::{Sources, plan};
use super::store::Store;
use super::verify::{Prepared, Verifier};
use crate::candidates::CandidatePair;
use crate::candidates::Posting;
use crate::candidates::rare_terms::{BUDGET, Frequencies, INDEXED_PAIRS, INDEXED_STEMS, Partner};
use crate::document::{Document, DocumentId};
use crate::error::Result;
use crate::read::{Outcome, Scratch};
use rustc_hash::FxHashSet;
use std::time::Instant;

/// Share of the documents that are taken to be looked at again: half as many retell one of the others.
pub const SHARE_LOOKED_AT: f64 = 0.35;

/// Bytes on disk that the sample is taken from.
const SAMPLE_BYTES: u64 = 16 << 20;

/// Documents of the sample that are verified.
const VERIFIED: usize = 400;

/// Memory an allocator takes for what it is asked for.
const ALLOCATED: f64 = 1.06;

/// Bytes that a pair takes while it is found in band after band.
const BYTES_A_BANDED_PAIR: f64 = 60.0;

/// Fingerprints that a pair shares, on average.
const FINGERPRINTS_A_PAIR: f64 = 25.0;

/// Bytes of a match and of its places in clusters.
const BYTES_A_FINDING: f64 = 700.0;

/// Postings that ordering a document is worth.
const RANKING_POSTINGS: f64 = 12.0;

/// Seconds that one thread takes to gather, sort and look through a posting.
const SECONDS_A_POSTING: f64 = 30e-9;

/// Seconds that looking for rewrites takes for a term that is kept of a document, on one thread.
const SECONDS_A_TERM: f64 = 1.1e-6;

/// Seconds for what is done one after the other: groups, sources, the report.
const SECONDS_A_DOCUMENT: f64 = 1e-6;

/// What a scan is expected to take.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Forecast {
    /// Documents in all, by the sample's bytes.
    pub documents: f64,
    /// Words of a document, on average.
    pub words: f64,
    /// Largest memory of the process, in bytes.
    pub memory: f64,
    /// Memory it may take, in bytes.
    pub budget: u64,
    /// Bytes that go into temporary files.
    pub temporary: f64,
    /// Seconds from start to end.
    pub seconds: f64,
    /// Threads it runs on.
    pub threads: usize,
}

/// Forecasts a scan. Costs a fraction of a second.
///
/// # Errors
/// As [`scan_files`](super::scan_files): an option out of range, a plan that cannot be met.
pub fn forecast(sources: &Sources, options: &ScanOptions) -> Result<Forecast> {
    options.validate()?;
    let plan = plan(options)?;
    parallel::with_threads(options.threads, || {
        let budget = Budget::new(options.memory)?;
        let sample = Sample::take(sources, options, &plan)?;
        Ok(sample.forecast(sources.inputs().total_bytes(), &plan, budget))
    })?
}

/// What the first megabytes have shown.
#[derive(Default)]
struct Sample {
    /// Bytes on disk.
    taken: u64,
    documents: f64,
    words: f64,
    columns: ColumnBytes,
    /// Seconds that the first pass takes for a byte on disk, on one thread.
    reading: f64,
    /// Seconds that verifying a document takes on one thread.
    verifying: f64,
}

impl Sample {
    fn take(sources: &Sources, options: &ScanOptions, plan: &Plan) -> Result<Self> {
        let read = sources.read_options();
        let (mut sample, store) = (Self::default(), Store::new(u64::MAX, None));
        let (mut digester, mut scratch, mut documents) = (Digester::new(options, plan.clone())?, Scratch::default(), Vec::new());
        let mut batches = sources.inputs().batches(read);
        let mut rates = Vec::new();
        while sample.taken < SAMPLE_BYTES {
            let begun = Instant::now();
            let Some(batch) = batches.next() else { break };
            let (batch, mut shard) = (batch?, Shard::default());
            batch.for_each(read, &mut scratch, |outcome| {
                if let Outcome::Document(record) = &outcome {
                    digester.digest(record, &mut shard);
                }
            });
            sample.words += shard.words.iter().map(|&words| f64::from(words)).sum::<f64>();
            let part = Part::keep(shard, &store);
            rates.push(begun.elapsed().as_secs_f64() / batch.bytes_taken.max(1) as f64);
            sample.taken += batch.bytes_taken;
            sample.documents += part.len() as f64;
            sample.columns = sample.columns.plus(&part.column_bytes(), 1.0);
            if documents.len() < VERIFIED {
                batch.for_each(read, &mut scratch, |outcome| {
                    if let Outcome::Document(record) = outcome {
                        documents.push(record.into_document());
                    }
                });
            }
        }
        // The median: the first batch is slow, while tables are made and caches are cold.
        rates.sort_unstable_by(f64::total_cmp);
        sample.reading = rates.get(rates.len() / 2).copied().unwrap_or_default();
        sample.verifying = verifying(documents, options);
        Ok(sample)
    }

    fn forecast(&self, bytes: u64, plan: &Plan, budget: Budget) -> Forecast {
        let scale = if self.taken == 0 { 1.0 } else { (bytes as f64 / self.taken as f64).max(1.0) };
        let documents = self.documents * scale;
        let columns = ColumnBytes::default().plus(&self.columns, scale);
        let (peak, step_to_disk) = self.peak(documents, &columns, budget);
        let bands = plan.banding.map_or(0.0, |banding| banding.bands() as f64);
        let postings = documents * (bands + RANKING_POSTINGS) + (columns.fingerprints + columns.sentences / 2.0) / 4.0;
        let looked_at = documents * SHARE_LOOKED_AT * self.verifying + columns.terms / 4.0 * SECONDS_A_TERM;
        let threads = parallel::threads();
        let seconds = (bytes.max(self.taken) as f64 * self.reading + looked_at + postings * SECONDS_A_POSTING) / threads as f64;
        Forecast {
            documents,
            words: self.words / self.documents.max(1.0),
            memory: budget.fixed() as f64 + peak,
            budget: budget.total(),
            temporary: (columns.sum() - columns.sets - budget.columns() as f64).max(0.0) + step_to_disk,
            seconds: seconds + documents * SECONDS_A_DOCUMENT,
            threads,
        }
    }

    /// Bytes of the largest step, and what of it goes to disk.
    fn peak(&self, documents: f64, columns: &ColumnBytes, budget: Budget) -> (f64, f64) {
        let (in_memory, step) = (budget.columns() as f64, budget.step() as f64);
        let held = |columns: f64| ALLOCATED * columns.min(in_memory);
        let all = columns.sum() - columns.sets;
        let always = documents * ALWAYS_BYTES as f64;
        let ordering = held(all) + always + documents * RANKING_BYTES as f64;
        let of_bands = if columns.bands > 0.0 { (8.0 * documents * parallel::threads() as f64).min(step) } else { 0.0 };
        let pairs = documents * SHARE_LOOKED_AT;
        let seeking = held(all) + always + seeking_bytes(documents, columns.terms).min(step);
        let all = all - columns.terms;
        let similar = held(all) + always + of_bands + pairs * BYTES_A_BANDED_PAIR;
        let postings = 2.0 * columns.fingerprints;
        let sharing = held(all - columns.bands) + always + (postings + pairs * 8.0 * FINGERPRINTS_A_PAIR).min(step);
        let finding = held(columns.lasting) + always + pairs * BYTES_A_FINDING;
        let exact = 2.0 * columns.sets;
        let to_disk = if columns.fingerprints > 0.0 { (pairs * 8.0 * FINGERPRINTS_A_PAIR - step / 2.0).max(0.0) } else { 0.0 };
        let sharing = if columns.fingerprints > 0.0 { sharing } else { 0.0 };
        ([ordering, seeking, similar, sharing, finding].into_iter().fold(0.0, f64::max) + exact, to_disk)
    }
}

/// Bytes that looking for rewrites works with: counts, an index of the rarest terms, partners.
fn seeking_bytes(documents: f64, terms: f64) -> f64 {
    if terms == 0.0 {
        return 0.0;
    }
    let indexed = documents * (INDEXED_STEMS + INDEXED_PAIRS) as f64 * size_of::<Posting>() as f64 / LEAST_BLOCKS as f64;
    let partners = documents * BUDGET as f64 * size_of::<Partner>() as f64;
    terms / 4.0 + indexed + partners
}

/// Seconds that a document takes to be prepared and compared with another.
fn verifying(mut documents: Vec<Document>, options: &ScanOptions) -> f64 {
    documents.truncate(VERIFIED);
    let (none, frequencies) = (FxHashSet::default(), Frequencies::default());
    let mut verifier = Verifier::new(options, &frequencies);
    let count = documents.len().max(1) as f64;
    let begun = Instant::now();
    let mut before: Option<Prepared> = None;
    for (at, document) in (0u32..).zip(documents) {
        let prepared = Prepared::new(document, options, &none);
        if let (Some(before), Some(pair)) = (&before, CandidatePair::new(DocumentId(at), DocumentId(at + 1))) {
            let candidate = super::blocks::Candidate { pair, similar: true, retold: false, shared: 2 };
            std::hint::black_box(verifier.verify(&candidate, before, &prepared));
        }
        before = Some(prepared);
    }
    begun.elapsed().as_secs_f64() / count
}
