//! A corpus written again without its later copies: which document is kept, and the records byte for byte.
//!
//! A document goes only for a match with a document that stays, verified on the texts of the two: if A
//! resembles B and B resembles C, C goes for B or for nobody, and never for A. What stays is the same
//! bytes in files of the same names, compressed as they were; what is no document stays as well. A list
//! says of everything that went which document it matches, and how much.
//!
//! A room of its own above the pipeline, because it acts on what a scan has found and is the only one
//! that writes a corpus.
//!
//! ```
//! use twicetold::dedup::{DedupOptions, Target};
//! use twicetold::{Sources, dedup_files, read};
//!
//! let folder = tempfile::tempdir()?;
//! let (input, output) = (folder.path().join("news.jsonl"), folder.path().join("clean"));
//! let story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers.";
//! let line = |id: &str| format!("{{\"id\": \"{id}\",  \"text\": \"{story}\"}}\n");
//! std::fs::write(&input, [line("wire"), line("gazette")].concat())?;
//!
//! let paths = [input.to_string_lossy().into_owned()];
//! let sources = Sources::new(&paths, &[], read::Options::default());
//! let target = Target::new(&paths, sources.inputs(), &output)?;
//! let done = dedup_files(&sources, &target, &DedupOptions::default(), &())?;
//!
//! // Neither has a date, so the first by id stays.
//! assert_eq!((done.summary.kept, done.summary.removed), (1, 1));
//! assert_eq!(std::fs::read_to_string(output.join("news.jsonl"))?, line("gazette"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod annotate;
mod copy;
mod cut;
mod decide;
mod editors;
mod found;
mod keep;
mod result;
mod sentences;
mod target;

pub use keep::Keep;
pub use result::{CutDocument, CutRun, DedupSummary, Deduplicated, Kept, Lost, Removed, SentenceCounts, WARN_FROM};
pub use target::{REMOVED, Target};

use crate::document::Fault;
use crate::error::{Error, Result};
use crate::pipeline::{Progress, ScanOptions, Scanned, Sources, for_each_file, scan_files};
use crate::report::{Relation, Report};
use annotate::Annotation;
use copy::{Copied, Editor, Job};
use decide::{Pair, Verdict};
use editors::{Annotating, Removing};
use found::{Doc, Found};
use result::Position;
use std::collections::BTreeMap;
use target::Unfinished;

/// What goes, and what is written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DedupOptions {
    /// When documents match; its relations are those of `remove`, and its details are not looked for.
    pub scan: ScanOptions,
    /// Which of the documents that match stays.
    pub keep: Keep,
    /// By which relations a document goes, beside being identical. Where one contains the other, the
    /// contained one goes. Never for shared passages.
    pub remove: Vec<Relation>,
    /// Whether documents go, or sentences.
    pub level: Level,
    /// What is written.
    pub written: Written,
}

impl Default for DedupOptions {
    fn default() -> Self {
        let remove = vec![Relation::NearDuplicate];
        Self { scan: ScanOptions::default(), keep: Keep::First, remove, level: Level::Document, written: Written::Kept }
    }
}

/// What is looked at, chosen by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Documents.
    #[default]
    Document,
    /// Spans of three sentences, whatever document they stand in.
    Sentence,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 2] = [Self::Document, Self::Sentence];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Sentence => "sentence",
        }
    }
}

impl std::str::FromStr for Level {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let level = Self::ALL.into_iter().find(|level| level.name() == name);
        level.ok_or_else(|| Error::usage(format!("no level is called '{name}'; choose document or sentence")))
    }
}

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// The records that stay, and the list of those that went.
    #[default]
    Kept,
    /// All records, each with fields that say whether it would stay, its cluster, the id of the document
    /// that is kept of that, and the similarity to it.
    Annotated,
    /// Nothing.
    Nothing,
}

impl DedupOptions {
    /// Checks what no room below checks.
    ///
    /// # Errors
    /// A usage error where a relation is none by which a document goes.
    pub fn validate(&self) -> Result<()> {
        let removing = [Relation::Identical, Relation::NearDuplicate, Relation::Contains];
        match self.remove.iter().find(|relation| !removing.contains(relation)) {
            Some(relation) => Err(Error::usage(format!(
                "--remove {}: choose from identical, near-duplicate, contains; a shared passage makes nobody a copy",
                relation.name()
            ))),
            None => self.scan.validate(),
        }
    }
}

/// Writes the corpus behind `sources`, which name no old files to be compared with, again into `target`.
///
/// Reads everything twice: once to find what matches, once to copy. Holds what a scan holds, and of each
/// document that matches another its id and place.
///
/// # Errors
///
/// As [`scan_files`], and where the folder cannot be written (a limit where the disk is full), or a file
/// changed between the two readings. Then nothing is left in the folder.
pub fn dedup_files(sources: &Sources, target: &Target, options: &DedupOptions, progress: &dyn Progress) -> Result<Deduplicated> {
    options.validate()?;
    if options.level == Level::Sentence {
        return sentences::dedup(sources, target, options, progress);
    }
    let Removable { removed, report, faults } = removable(sources, options, progress)?;
    let run = Run { sources, target, options, progress, faults: &faults };
    let copied = run.write(&removed)?;
    run.result(report, removed, copied, faults.clone())
}

/// What [`removable`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct Removable {
    /// The documents that may go, in the order of the input.
    pub removed: Vec<Removed>,
    /// The books and sources of the scan; its matches are used up.
    pub report: Report,
    /// Every record that was skipped or repaired, in the order of the input.
    pub faults: Vec<Fault>,
}

/// Finds which documents would go and for which one each, and writes nothing: for a caller that has the documents itself. Its level is
/// the document.
///
/// # Errors
/// As [`scan_files`].
pub fn removable(sources: &Sources, options: &DedupOptions, progress: &dyn Progress) -> Result<Removable> {
    options.validate()?;
    let mut scan = options.scan.clone();
    scan.relations.clone_from(&options.remove);
    (scan.details, scan.repetitive_from, scan.audit) = (false, None, None);
    let Scanned { mut report, faults, .. } = scan_files(sources, &scan, progress)?;
    let mut found = Found::of(&mut report, sources.inputs(), &options.remove);
    found.value(&options.keep, sources, progress)?;
    let verdicts = found.decide(&options.keep, sources, &scan, progress)?;
    let removed = removed(&found, &verdicts, sources);
    Ok(Removable { removed, report, faults })
}

/// Everything that goes, in the order of the input.
fn removed(found: &Found, verdicts: &[Verdict], sources: &Sources) -> Vec<Removed> {
    let name = |doc: &Doc| sources.inputs().files().get(doc.file as usize).map_or("", |file| file.name()).to_owned();
    let kept = |doc: &Doc| Kept { id: doc.id.clone(), file: name(doc), record: doc.record, byte: doc.byte };
    let one = |doc: &Doc, stays: &Doc, (relation, similarity, containment, kept_containment)| Removed {
        id: doc.id.clone(),
        file: name(doc),
        record: doc.record,
        byte: doc.byte,
        source: doc.source().map(str::to_owned),
        relation,
        similarity,
        containment,
        kept_containment,
        kept: kept(stays),
        position: (doc.file, doc.record),
        kept_position: (stays.file, stays.record),
    };
    let mut all = Vec::new();
    for (class, (docs, verdict)) in found.classes.iter().zip(verdicts).enumerate() {
        let (stays, scores, from) = match *verdict {
            Verdict::Kept => (found.best(class), (Relation::Identical, 1.0, 1.0, 1.0), 1),
            Verdict::Removed(pair) => match found.pairs.get(pair) {
                Some(pair) => (found.best(pair.other(class)), scores(pair, class), 0),
                None => continue,
            },
        };
        let Some(stays) = stays else { continue };
        let docs = docs.get(from..).unwrap_or_default().iter().filter_map(|&doc| found.docs.get(doc));
        all.extend(docs.map(|doc| one(doc, stays, scores)));
    }
    all.sort_by_key(|removed| removed.position);
    all
}

/// Relation, similarity, share of the class that the other side has, share of the other side that it has.
fn scores(pair: &Pair, class: usize) -> (Relation, f64, f64, f64) {
    let (own, other) = (pair.containment_left, pair.containment_right);
    let (own, other) = if pair.left == class { (own, other) } else { (other, own) };
    (pair.relation, pair.similarity, own, other)
}

struct Run<'r> {
    sources: &'r Sources,
    target: &'r Target,
    options: &'r DedupOptions,
    progress: &'r dyn Progress,
    faults: &'r [Fault],
}

impl Run<'_> {
    /// Copies every file; what was copied of each, in their order.
    fn write(&self, removed: &[Removed]) -> Result<Vec<Copied>> {
        let unfinished = match self.options.written {
            Written::Nothing => None,
            Written::Kept | Written::Annotated => Some(Unfinished::begin(self.target)?),
        };
        let annotations = match self.options.written {
            Written::Annotated => annotations(removed),
            Written::Kept | Written::Nothing => Vec::new(),
        };
        let mut skipped: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for fault in self.faults.iter().filter(|fault| !fault.reason.is_repair()) {
            skipped.entry(&fault.place.file).or_default().push(fault.place.record);
        }
        skipped.values_mut().for_each(|numbers| numbers.sort_unstable());
        let inputs = self.sources.inputs();
        self.progress.stage("writing", Some(inputs.total_bytes()));
        let (read, target, progress) = (self.sources.read_options(), self.target, self.progress);
        let job = Job { inputs, read, target, unfinished: unfinished.as_ref(), progress };
        let copied = for_each_file(inputs.files().len(), self.options.scan.threads, |file| {
            let Some(input) = inputs.files().get(file as usize).filter(|input| input.was_opened()) else {
                return Ok(Copied::default());
            };
            let mut editor: Box<dyn Editor> = match self.options.written {
                Written::Annotated => {
                    let skipped = skipped.get(input.name()).map(Vec::as_slice).unwrap_or_default();
                    Box::new(Annotating::new(file, input.name(), &annotations, skipped))
                }
                Written::Kept | Written::Nothing => Box::new(Removing::new(file, input.name(), removed)),
            };
            job.copy(file, editor.as_mut())
        })?;
        self.check(&copied, removed)?;
        if let Some(unfinished) = unfinished {
            if self.options.written == Written::Kept {
                unfinished.list(REMOVED, |out| removed.iter().try_for_each(|line| result::write_line(line, out)))?;
            }
            if self.progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            unfinished.finish()?;
        }
        Ok(copied)
    }

    /// Whether what was decided is what was done.
    fn check(&self, copied: &[Copied], removed: &[Removed]) -> Result<()> {
        let went: u64 = copied.iter().map(|file| file.removed).sum();
        if self.options.written == Written::Annotated || went == removed.len() as u64 {
            return Ok(());
        }
        let wanted = removed.len();
        Err(Error::input(format!("{went} of {wanted} records to be removed were found again; did a file change meanwhile?")))
    }

    fn result(&self, report: Report, removed: Vec<Removed>, copied: Vec<Copied>, faults: Vec<Fault>) -> Result<Deduplicated> {
        let inputs = self.sources.inputs();
        let files = inputs.files().iter().zip(&copied).map(|(file, copied)| (file.name().to_owned(), copied.records));
        let mut records: BTreeMap<String, u64> = files.collect();
        for fault in faults.iter().filter(|fault| !fault.reason.is_repair() && fault.place.record > 0) {
            if let Some(count) = records.get_mut(&*fault.place.file) {
                *count = count.saturating_sub(1);
            }
        }
        let mut lost = result::lost("file", &records, removed.iter().map(|removed| removed.file.as_str()));
        let sources: BTreeMap<String, u64> = report.sources.iter().map(|of| (of.source.clone(), of.documents)).collect();
        lost.extend(result::lost("source", &sources, removed.iter().filter_map(|removed| removed.source.as_deref())));
        let done = result::Done { removed, copied, warnings: lost, faults };
        Ok(result::put_together(self.options, report, done))
    }
}

/// What is put into the documents that match another, in the order of their places.
fn annotations(removed: &[Removed]) -> Vec<(Position, Annotation)> {
    let kept: BTreeMap<Position, &str> = removed.iter().map(|gone| (gone.kept_position, gone.kept.id.as_str())).collect();
    let numbers: BTreeMap<Position, u64> = kept.keys().copied().zip(1..).collect();
    let of = |keep, at: &Position, id: &str, score| Annotation {
        keep,
        cluster: numbers.get(at).copied(),
        kept: Some(id.to_owned()),
        score: Some(score),
    };
    let stay = kept.iter().map(|(at, id)| (*at, of(true, at, id, 1.0)));
    let go = removed.iter().map(|gone| (gone.position, of(false, &gone.kept_position, &gone.kept.id, gone.similarity)));
    let mut all: Vec<_> = stay.chain(go).collect();
    all.sort_by_key(|&(position, _)| position);
    all
}
