//! The main job, step by step: collect, propose, verify, cluster, assemble.

use super::assemble::{self, Found};
use super::audit;
use super::blocks::{Candidate, blocks};
use super::budget::Budget;
use super::catalog::Catalog;
use super::collect::{Collected, Collector};
use super::corpus::{Corpus, Texts};
use super::digest::Plan;
use super::gathering::{self, Explained, Explanation, Later};
use super::large_groups;
use super::lowest;
use super::options::ScanOptions;
use super::parallel;
use super::progress::Progress;
use super::propose::{Proposed, Proposer, SecondRound};
use super::steps::Part;
use super::verify::{Prepared, Verified, Verifier};
use crate::candidates::CandidatePair;
use crate::candidates::banding::Banding;
use crate::candidates::rare_terms::Frequencies;
use crate::cluster::{Cluster, Edge, cluster};
use crate::document::{Document, DocumentId, Fault, Metadata};
use crate::error::{Error, Result};
use crate::read::{self, Inputs, Locator, Record};
use crate::report::{Relation, Report};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// Files to scan, old ones to scan them against, and how they become documents.
pub struct Sources {
    inputs: Inputs,
    read: read::Options,
    old_from: u32,
    old: Vec<String>,
}

impl Sources {
    /// The files behind `paths`, to be compared with one another and, where `old` names any, with
    /// those, which are not compared among themselves.
    #[must_use]
    pub fn new(paths: &[String], old: &[String], read: read::Options) -> Self {
        let inputs = Inputs::resolve(paths);
        let old_from = u32::try_from(inputs.files().len()).unwrap_or(u32::MAX);
        if old.is_empty() {
            return Self { inputs, read, old_from: u32::MAX, old: Vec::new() };
        }
        Self { inputs: Inputs::resolve(&[paths, old].concat()), read, old_from, old: old.to_vec() }
    }

    /// These inputs, to be compared with one another.
    #[must_use]
    pub const fn of(inputs: Inputs, read: read::Options) -> Self {
        Self { inputs, read, old_from: u32::MAX, old: Vec::new() }
    }

    /// The same, to be compared also with old ones, which are not compared among themselves; `names` says what they are, in the
    /// options of a report.
    #[must_use]
    pub fn against(self, old: Inputs, names: &[String]) -> Self {
        let old_from = u32::try_from(self.inputs.files().len()).unwrap_or(u32::MAX);
        Self { inputs: self.inputs.and(old), old_from, old: names.to_vec(), ..self }
    }

    /// The files behind the paths.
    #[must_use]
    pub const fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// How they become documents.
    #[must_use]
    pub const fn read_options(&self) -> &read::Options {
        &self.read
    }
}

/// What a scan leaves: the report, and every record that was skipped or repaired.
#[derive(Clone, Debug, PartialEq)]
pub struct Scanned {
    /// What was found.
    pub report: Report,
    /// All faults, in the order of the input; the report has the first of them.
    pub faults: Vec<Fault>,
    /// Bytes that went into temporary files for want of memory.
    pub temporary_bytes: u64,
    /// Pairs that rare terms proposed as rewrites, before their terms were looked at.
    pub rewrite_candidates: u64,
}

/// Finds what documents of a list tell twice.
///
/// ```
/// use twicetold::{Document, ScanOptions, scan};
/// let story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers.";
/// let copy = story.to_uppercase();
/// let report = scan(&[Document::new("a", story), Document::new("b", copy)], &ScanOptions::default())?;
/// assert_eq!(report.matches[0].relation.name(), "identical");
/// # Ok::<(), twicetold::Error>(())
/// ```
///
/// # Errors
/// A usage error where an option is out of range or the plan cannot be met.
pub fn scan(documents: &[Document], options: &ScanOptions) -> Result<Report> {
    run(&Corpus::Memory(documents), u32::MAX, options, &()).map(|scanned| scanned.report)
}

/// Finds what the documents of some files tell twice.
///
/// # Errors
/// A usage error where an option is out of range or the plan cannot be met; an input error where a
/// file changed while it was read; an interrupted one where `progress` says so.
pub fn scan_files(sources: &Sources, options: &ScanOptions, progress: &dyn Progress) -> Result<Scanned> {
    let corpus = Corpus::Files { inputs: &sources.inputs, read: &sources.read };
    let mut scanned = run(&corpus, sources.old_from, options, progress)?;
    if !sources.old.is_empty() {
        scanned.report.options.insert("against".to_owned(), sources.old.clone().into());
    }
    Ok(scanned)
}

fn run(corpus: &Corpus<'_>, old_from: u32, options: &ScanOptions, progress: &dyn Progress) -> Result<Scanned> {
    options.validate()?;
    let plan = plan(options)?;
    parallel::with_threads(options.threads, || {
        let budget = Budget::new(options.memory)?;
        Run { corpus, old_from, options, progress, budget, part: None }.scan(&plan)
    })?
}

/// Scans a part of a corpus: pairs that may be rewrites are given and not sought.
pub(super) fn scan_part(sources: &Sources, part: Part<'_>, options: &ScanOptions, progress: &dyn Progress) -> Result<Report> {
    let corpus = Corpus::Files { inputs: &sources.inputs, read: &sources.read };
    let mut plan = plan(options)?;
    plan.terms = false;
    plan.banding = plan.banding.filter(|_| part.banded);
    let scanned = parallel::with_threads(options.threads, || {
        let budget = Budget::new(options.memory)?;
        Run { corpus: &corpus, old_from: u32::MAX, options, progress, budget, part: Some(part) }.scan(&plan)
    })?;
    Ok(scanned?.report)
}

/// What must be kept of each document for what is looked for.
pub(super) fn plan(options: &ScanOptions) -> Result<Plan> {
    let near = options.wants(Relation::NearDuplicate);
    let passages = options.wants(Relation::SharesPassages);
    let contains = options.wants(Relation::Contains);
    let banding = Banding::plan(options.sketch.hashes, options.thresholds.min_similarity, options.recall);
    Ok(Plan {
        banding: if near && !options.exact { Some(banding?) } else { None },
        fingerprints: passages || (contains && !options.exact),
        sentences: passages || contains,
        repetition: passages || contains || options.repetitive_from.is_some(),
        terms: options.wants(Relation::Rewritten),
        sets: options.exact && (near || contains),
        width: options.shingle_width,
        unit: options.shingle_unit,
        min_sentence_words: options.boilerplate.min_words,
        language: options.language,
    })
}

struct Run<'r> {
    corpus: &'r Corpus<'r>,
    old_from: u32,
    options: &'r ScanOptions,
    progress: &'r dyn Progress,
    budget: Budget,
    part: Option<Part<'r>>,
}

impl Run<'_> {
    fn scan(&self, plan: &Plan) -> Result<Scanned> {
        let collector = Collector::new(self.corpus, self.options, plan, self.budget).telling(self.progress);
        let Collected { mut catalog, books, faults } = collector.collect()?;
        self.enter("finding candidates")?;
        let old = self.old(&catalog);
        let (options, part) = (self.options, self.part);
        let proposer = Proposer { options, plan, budget: self.budget, old: &old, part, progress: self.progress };
        let proposed = proposer.propose(&mut catalog)?;
        catalog.check()?;
        self.enter("verifying")?;
        let texts = self.reopen(&catalog, &proposed)?;
        let Proposed { copies, candidates, common, frequencies, rewrite_candidates, second } = proposed;
        let roaming = common.iter().filter(|sentence| sentence.roaming).map(|sentence| sentence.hash).collect();
        let reader = Reader {
            catalog: &catalog,
            texts: &texts,
            roaming: &roaming,
            frequencies: part.map_or(&frequencies, |part| part.frequencies),
            options,
            old: &old,
        };
        let mut confirmed = Confirmed::default();
        let copies = self.verify_copies(&reader, copies, &mut confirmed.metadata)?;
        let asked = if self.options.gather { candidates.clone() } else { Vec::new() };
        self.verify(&reader, candidates, &mut confirmed)?;
        let explanations = self.gather(&reader, asked, &mut confirmed)?;
        if let Some(second) = second {
            self.verify_crowds(&proposer, &reader, second, &mut confirmed)?;
        }
        let Confirmed { mut verified, metadata } = confirmed;
        self.enter("clustering")?;
        let clusters = clusters(&verified, &copies);
        let lowest = lowest::lowest_similarities(&reader, &clusters, &copies, &verified, self.budget.block())?;
        let audit = match self.options.audit {
            Some(_) => Some(audit::audit(self.corpus, &reader, &verified, self.progress)?),
            None => None,
        };
        large_groups::against_representatives(&mut verified, &clusters);
        let found = Found { copies, verified, clusters, lowest, common, metadata, audit, explanations };
        let report = assemble::report(&reader, self.corpus, books, found)?;
        catalog.check()?;
        let faults = self.corpus.faults_before().chain(faults).collect();
        Ok(Scanned { report, faults, temporary_bytes: catalog.store().on_disk(), rewrite_candidates })
    }

    /// Which documents are old ones; empty where none is.
    fn old(&self, catalog: &Catalog) -> Vec<bool> {
        if self.old_from == u32::MAX {
            return Vec::new();
        }
        let mut old = vec![false; catalog.len()];
        catalog.each_row(|document, row| {
            if let Some(flag) = old.get_mut(document.index()) {
                *flag = row.locator.file >= self.old_from;
            }
        });
        old
    }

    fn enter(&self, stage: &'static str) -> Result<()> {
        self.progress.stage(stage, None);
        if self.progress.is_interrupted() { Err(Error::interrupted()) } else { Ok(()) }
    }

    /// Opens the texts of every document that will be looked at again.
    fn reopen(&self, catalog: &Catalog, proposed: &Proposed) -> Result<Texts<'_>> {
        let Proposed { copies, candidates, common, second, .. } = proposed;
        let mut wanted = vec![false; catalog.len()];
        let mut want = |document: DocumentId| {
            if let Some(flag) = wanted.get_mut(document.index()) {
                *flag = true;
            }
        };
        copies.iter().flat_map(|&(first, copy)| [first, copy]).for_each(&mut want);
        candidates.iter().flat_map(|candidate| [candidate.pair.left(), candidate.pair.right()]).for_each(&mut want);
        common.iter().filter_map(|sentence| sentence.documents.first().copied()).for_each(&mut want);
        second.iter().flat_map(|second| second.crowds.documents()).for_each(&mut want);
        if let Some(sample) = self.options.audit {
            audit::sample(catalog, sample).into_iter().for_each(&mut want);
        }
        let mut locators: Vec<Locator> = Vec::new();
        catalog.each_row(|document, row| {
            if wanted.get(document.index()).copied().unwrap_or(false) {
                locators.push(row.locator);
            }
        });
        self.corpus.reopen(&locators)
    }

    /// Confirms on the texts that copies are copies.
    fn verify_copies(
        &self,
        reader: &Reader<'_>,
        copies: Vec<(DocumentId, DocumentId)>,
        metadata: &mut FxHashMap<DocumentId, Metadata>,
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        let pairs = copies.iter().filter_map(|&(first, copy)| CandidatePair::new(first, copy));
        let pairs = pairs.map(|pair| Candidate { pair, similar: true, retold: false, shared: 0 }).collect();
        let equal = |left: &Prepared, right: &Prepared| {
            let wordless = left.hashes.is_empty() && right.hashes.is_empty();
            let folded = |side: &Prepared| crate::normalize::fold(side.document.text.trim());
            if wordless { folded(left) == folded(right) } else { left.hashes == right.hashes }
        };
        let verdicts = self.each_block(
            reader,
            pairs,
            || (),
            |(), candidate, left, right| equal(left, right).then_some((candidate.pair.left(), candidate.pair.right())),
        );
        let mut confirmed = Vec::with_capacity(copies.len());
        for verdict in verdicts {
            let (found, known) = verdict?;
            confirmed.extend(found);
            metadata.extend(known);
        }
        confirmed.sort_unstable();
        Ok(confirmed)
    }

    /// Verifies those candidates that are not confirmed yet.
    fn verify(&self, reader: &Reader<'_>, mut candidates: Vec<Candidate>, confirmed: &mut Confirmed) -> Result<()> {
        candidates.retain(|candidate| !confirmed.has(candidate.pair));
        let verdicts = self.each_block(
            reader,
            candidates,
            || Verifier::new(self.options, reader.frequencies),
            |verifier, candidate, left, right| verifier.verify(candidate, left, right),
        );
        for verdict in verdicts {
            let (found, known) = verdict?;
            confirmed.verified.extend(found);
            confirmed.metadata.extend(known);
        }
        parallel::sort_by(&mut confirmed.verified, |one, other| one.pair.cmp(&other.pair));
        Ok(())
    }

    /// Finds the smallest set of earlier documents that explains each later one, among those it was compared with.
    fn gather(&self, reader: &Reader<'_>, asked: Vec<Candidate>, confirmed: &mut Confirmed) -> Result<Vec<Explanation>> {
        let verdicts = self.each_block(
            reader,
            asked,
            || Verifier::new(self.options, reader.frequencies),
            |verifier, candidate, left, right| {
                let later = if reader.is_old(candidate.pair.right()) { Later::Left } else { Later::Right };
                gathering::explained(verifier, candidate, [left, right], later)
            },
        );
        let mut all = Vec::new();
        for verdict in verdicts {
            let (found, known) = verdict?;
            all.extend(found);
            confirmed.metadata.extend(known);
        }
        Ok(gathering::explanations(all))
    }

    /// Verifies what the first round left open in crowds: first what seems nearest to the few that matched
    /// nothing, then all pairs of those that are not in a large group.
    fn verify_crowds(
        &self,
        proposer: &Proposer<'_>,
        reader: &Reader<'_>,
        second: SecondRound,
        confirmed: &mut Confirmed,
    ) -> Result<()> {
        let open = second.crowds.unmatched(&confirmed.verified);
        self.verify(reader, proposer.nearest(reader.catalog, &second, &open)?, confirmed)?;
        let settled = second.crowds.settled(&confirmed.verified);
        self.verify(reader, proposer.again(reader.catalog, second, &settled)?, confirmed)
    }

    /// Goes through candidates block by block, on all threads, and keeps what `judge` finds and, with
    /// details, what is known of the documents it was found for.
    fn each_block<S: Send, F: Send + HasPair>(
        &self,
        reader: &Reader<'_>,
        candidates: Vec<Candidate>,
        new: impl Fn() -> S + Sync + Send,
        judge: impl Fn(&mut S, &Candidate, &Prepared, &Prepared) -> Option<F> + Sync + Send,
    ) -> Vec<Judged<F>> {
        let cut = reader.blocks(candidates, self.budget.block());
        parallel::map_stream(cut.into_iter(), new, |state, block| {
            if self.progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            let mut prepared =
                reader.prepare(block.iter().flat_map(|candidate| [candidate.pair.left(), candidate.pair.right()]))?;
            let pairs = block.iter().filter_map(|candidate| {
                Some((candidate, prepared.get(&candidate.pair.left())?, prepared.get(&candidate.pair.right())?))
            });
            let found: Vec<F> = pairs.filter_map(|(candidate, left, right)| judge(state, candidate, left, right)).collect();
            self.progress.advance(block.len() as u64, 0);
            let mut known = Vec::new();
            if self.options.details {
                let named: FxHashSet<DocumentId> = found.iter().flat_map(|found| found.pair()).collect();
                known.extend(named.into_iter().filter_map(|document| {
                    prepared.get_mut(&document).map(|side| (document, std::mem::take(&mut side.document.metadata)))
                }));
            }
            Ok((found, known))
        })
    }
}

/// Verified matches, by pair, and what is known of their documents.
#[derive(Default)]
struct Confirmed {
    verified: Vec<Verified>,
    metadata: FxHashMap<DocumentId, Metadata>,
}

impl Confirmed {
    fn has(&self, pair: CandidatePair) -> bool {
        self.verified.binary_search_by_key(&pair, |found| found.pair).is_ok()
    }
}

/// What was found in one block, and what is known of the documents it was found for.
type Judged<F> = Result<(Vec<F>, Vec<(DocumentId, Metadata)>)>;

/// A finding about two documents.
trait HasPair {
    fn pair(&self) -> [DocumentId; 2];
}

impl HasPair for Verified {
    fn pair(&self) -> [DocumentId; 2] {
        [self.pair.left(), self.pair.right()]
    }
}

impl HasPair for Explained {
    fn pair(&self) -> [DocumentId; 2] {
        [self.pair.left(), self.pair.right()]
    }
}

impl HasPair for (DocumentId, DocumentId) {
    fn pair(&self) -> [DocumentId; 2] {
        [self.0, self.1]
    }
}

/// Reads documents of a catalog again.
pub(super) struct Reader<'r> {
    pub catalog: &'r Catalog,
    pub texts: &'r Texts<'r>,
    pub roaming: &'r FxHashSet<u64>,
    /// In how many documents the terms stand that rewrites are found by.
    pub frequencies: &'r Frequencies,
    pub options: &'r ScanOptions,
    /// Which documents are old ones; empty where none is.
    pub old: &'r [bool],
}

impl Reader<'_> {
    /// Whether a document is one of those that others are scanned against.
    pub(super) fn is_old(&self, document: DocumentId) -> bool {
        self.old.get(document.index()).copied().unwrap_or(false)
    }

    /// Cuts candidates into blocks of so many bytes of records.
    pub(super) fn blocks(&self, candidates: Vec<Candidate>, limit: u64) -> Vec<Vec<Candidate>> {
        let (order, bytes) = (|document| self.catalog.order(document), |document| self.catalog.locator(document).bytes);
        blocks(candidates, self.catalog.len(), order, bytes, limit)
    }

    /// Several documents, each once, if they are still what they were; read in the order in which they stand.
    ///
    /// # Errors
    /// An input error where the words of one are not those of the first pass.
    pub(super) fn prepare(&self, documents: impl Iterator<Item = DocumentId>) -> Result<FxHashMap<DocumentId, Prepared>> {
        let mut wanted: Vec<DocumentId> = documents.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut wanted: Vec<(Locator, u128, DocumentId)> = wanted
            .into_iter()
            .map(|document| {
                let row = self.catalog.row(document);
                (row.locator, row.content, document)
            })
            .collect();
        wanted.sort_unstable();
        let places: Vec<Locator> = wanted.iter().map(|&(place, ..)| place).collect();
        let mut all = FxHashMap::with_capacity_and_hasher(wanted.len(), FxBuildHasher);
        let mut expected = wanted.iter();
        self.texts.each(&places, |record| {
            let Some(&(_, content, document)) = expected.next() else { return Ok(()) };
            all.insert(document, self.prepared(record, content)?);
            Ok(())
        })?;
        Ok(all)
    }

    fn prepared(&self, record: Record<'_>, content: u128) -> Result<Prepared> {
        let place = record.place();
        let prepared = Prepared::of_record(record, self.options, self.roaming);
        // A text is kept where there are no words to tell it by.
        if super::digest::content_hash(&prepared.document.text, &prepared.hashes) == content {
            return Ok(prepared);
        }
        Err(Error::input(format!("{place}: the text changed while it was read; scan again when nothing writes to it")))
    }
}

/// Clusters of what is identical or near-duplicate on more than common text.
fn clusters(verified: &[Verified], copies: &[(DocumentId, DocumentId)]) -> Vec<Cluster> {
    let counted = verified.iter().filter(|found| found.relation == Relation::NearDuplicate && !found.on_common_text);
    let edges: Vec<Edge> = counted
        .map(|found| Edge { left: found.pair.left(), right: found.pair.right(), similarity: found.overlap.jaccard() })
        .collect();
    cluster(&edges, copies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{GenerateOptions, Generator, Shape};
    use proptest::prelude::*;

    fn documents(seed: u64, count: u64) -> Vec<Document> {
        documents_of(Shape::News, seed, count)
    }

    fn documents_of(shape: Shape, seed: u64, count: u64) -> Vec<Document> {
        let mut options = GenerateOptions::default();
        (options.shape, options.documents, options.seed) = (shape, count, seed);
        let mut lines = Vec::new();
        Generator::new(&options).unwrap().write(&mut lines, &mut Vec::new()).unwrap();
        let of_line = |line: &[u8]| {
            let fields: serde_json::Value = serde_json::from_slice(line).unwrap();
            let field = |name: &str| fields[name].as_str().unwrap().to_owned();
            let mut document = Document::new(field("id"), field("text"));
            (document.metadata.date, document.metadata.source) = (Some(field("date")), Some(field("source")));
            document
        };
        lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(of_line).collect()
    }

    fn scanned(documents: &[Document], options: &ScanOptions, growing: u64) -> Scanned {
        let corpus = Corpus::Memory(documents);
        let budget = Budget::leaving(growing);
        let run = Run { corpus: &corpus, old_from: u32::MAX, options, progress: &(), budget, part: None };
        run.scan(&plan(options).unwrap()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn the_report_is_the_same_whatever_the_memory(seed in 0u64..1_000, growing in 80_000u64..400_000) {
            let documents = documents(seed, 1_500);
            let options = ScanOptions::default();
            let (roomy, tight) = (scanned(&documents, &options, 1 << 40), scanned(&documents, &options, growing));
            prop_assert_eq!(roomy.temporary_bytes, 0);
            prop_assert!(tight.temporary_bytes > 0);
            prop_assert!(roomy.report == tight.report);
        }
    }

    #[test]
    fn in_a_crowd_hardly_a_document_misses_its_group_and_the_output_is_linear() {
        for (seed, similarity) in [(2, 0.8), (6, 0.85)] {
            let documents = documents_of(Shape::OneBucket, seed, 700);
            let mut options = ScanOptions { relations: vec![Relation::NearDuplicate], ..ScanOptions::default() };
            options.thresholds.min_similarity = similarity;
            let found = scanned(&documents, &options, 1 << 40).report;
            options.exact = true;
            let exact = scanned(&documents, &options, 1 << 40).report;
            let matched = |report: &Report| {
                let sides = report.matches.iter().flat_map(|found| [&found.left.id, &found.right.id]);
                sides.collect::<FxHashSet<_>>().len()
            };
            let largest = |report: &Report| report.clusters.iter().map(|cluster| cluster.members.len()).max().unwrap_or(0);
            assert!(100 * matched(&found) >= 97 * matched(&exact), "{} of {}", matched(&found), matched(&exact));
            assert_eq!(largest(&found), largest(&exact));
            assert!(found.matches.len() < 2 * documents.len());
        }
    }

    #[test]
    fn what_cannot_fit_is_a_limit_that_says_how_much_it_takes() {
        let documents = documents(1, 300);
        let corpus = Corpus::Memory(&documents);
        let mut options = ScanOptions::default();
        let mut limit_of = |exact: bool, growing: u64| {
            options.exact = exact;
            let run = Run {
                corpus: &corpus,
                old_from: u32::MAX,
                options: &options,
                progress: &(),
                budget: Budget::leaving(growing),
                part: None,
            };
            run.scan(&plan(&options).unwrap()).unwrap_err()
        };
        for error in [limit_of(false, 1_000), limit_of(true, 100_000)] {
            assert!(error.is_limit() && error.to_string().contains("--memory"), "{error}");
        }
    }
}
