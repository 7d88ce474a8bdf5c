//! What a run has done, as plain data: counts that add up, the list of what went, what to be wary of.

use super::copy::Copied;
use super::target::{REMOVED, Target};
use super::{DedupOptions, Written};
use crate::document::Fault;
use crate::report::{Relation, Report, Summary, TOOL, escape_terminal};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Share of the documents of a source or file that must go for a warning.
pub const WARN_FROM: f64 = 0.5;

/// Version of the shape of [`Deduplicated`] and [`Removed`].
const SCHEMA: &str = "twicetold-dedup/1";

/// Warnings that people are shown.
const SHOWN: usize = 10;

/// Number of a file and of a record in it.
pub(super) type Position = (u32, u64);

/// What a run has done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deduplicated {
    /// Version of this shape.
    pub schema: String,
    /// Name and version of the tool.
    pub tool: String,
    /// `dedup`.
    pub command: String,
    /// The options that bear on the result.
    pub options: BTreeMap<String, serde_json::Value>,
    /// Counts.
    pub summary: DedupSummary,
    /// Sources and files that lose most of their documents.
    pub warnings: Vec<Lost>,
    /// What would go, in the order of the input; only where nothing is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
    /// What would be cut, at the level of sentences; only where nothing is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<CutDocument>,
    /// The first places where records were skipped or repaired.
    pub faults: Vec<Fault>,
    /// The books of the scan.
    #[serde(skip)]
    pub read: Summary,
    /// All records that were skipped or repaired.
    #[serde(skip)]
    pub all_faults: Vec<Fault>,
}

/// Counts, which add up: `records = documents + skipped`, `documents = kept + removed`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DedupSummary {
    /// `kept`, `annotated` or `nothing`.
    pub written: String,
    /// Files read.
    pub files: u64,
    /// Records seen.
    pub records: u64,
    /// Records that are documents.
    pub documents: u64,
    /// Records that are none: they stay as they came.
    pub skipped: u64,
    /// Those by reason.
    pub skipped_by_reason: BTreeMap<String, u64>,
    /// Documents taken with a repair; what is written is not repaired.
    pub repaired: u64,
    /// Documents that stay.
    pub kept: u64,
    /// Documents that go; in an annotated corpus those marked so.
    pub removed: u64,
    /// Those by their relation to the document that is kept for them.
    pub removed_by_relation: BTreeMap<String, u64>,
    /// Matches that rest mostly on sentences told in many documents, for which nothing goes.
    pub matches_on_common_text: u64,
    /// What was cut, at the level of sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentences: Option<SentenceCounts>,
    /// Bytes read, after decompression.
    pub bytes_read: u64,
    /// Bytes written, before compression; where nothing is written, those that would be.
    pub bytes_written: u64,
    /// Probability that a near-duplicate pair exactly at `min-similarity` is missed.
    pub probability_missed: f64,
}

/// A document that goes, and the one that is kept for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Removed {
    /// As in the input.
    pub id: String,
    /// Where it was read.
    pub file: String,
    /// Number of the record, from 1; the line for JSONL.
    pub record: u64,
    /// Offset of its first byte in the decompressed file.
    pub byte: u64,
    /// Its source, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// To the document that is kept.
    pub relation: Relation,
    /// Jaccard similarity to it.
    pub similarity: f64,
    /// Share of its shingles that the kept one has.
    pub containment: f64,
    /// Share of the kept one's shingles that it has.
    pub kept_containment: f64,
    /// The document that is kept.
    pub kept: Kept,
    #[serde(skip)]
    pub(super) position: Position,
    #[serde(skip)]
    pub(super) kept_position: Position,
}

/// A document that is kept for another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    /// As in the input.
    pub id: String,
    /// Where it was read.
    pub file: String,
    /// Number of the record, from 1.
    pub record: u64,
    /// Offset of its first byte.
    pub byte: u64,
}

/// Counts of sentences that were told before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SentenceCounts {
    /// Documents that lost some.
    pub documents_cut: u64,
    /// Runs of sentences cut.
    pub runs_cut: u64,
    /// Sentences cut.
    pub sentences_cut: u64,
}

/// A document that lost sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutDocument {
    /// As in the input.
    pub id: String,
    /// Where it was read.
    pub file: String,
    /// Number of the record, from 1.
    pub record: u64,
    /// Offset of its first byte.
    pub byte: u64,
    /// Whether all its sentences were told before, so that it went as a whole.
    pub is_all: bool,
    /// What was cut.
    pub runs: Vec<CutRun>,
    #[serde(skip)]
    pub(super) position: Position,
}

/// A run of sentences that was cut, in bytes of the original text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutRun {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How many sentences.
    pub sentences: u64,
    /// The document that tells the first three of them before.
    pub kept: Kept,
}

/// Writes one line of a list.
pub(super) fn write_line(line: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, line)?;
    out.write_all(b"\n")
}

/// A source or file that loses most of its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// `source` or `file`.
    pub of: String,
    /// Its name.
    pub name: String,
    /// Documents it had.
    pub documents: u64,
    /// Documents that go.
    pub removed: u64,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { of, name, documents, removed } = self;
        write!(f, "the {of} {name} loses {removed} of its {documents} documents; are these copies, or is this a sign of trouble?")
    }
}

/// Those of which more than [`WARN_FROM`] goes; one that has a single document tells nothing.
pub(super) fn lost<'a>(of: &str, documents: &BTreeMap<String, u64>, removed: impl Iterator<Item = &'a str>) -> Vec<Lost> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for name in removed {
        *counts.entry(name).or_default() += 1;
    }
    let most = |documents: u64, removed: u64| documents > 1 && removed as f64 > WARN_FROM * documents as f64;
    let known = counts.into_iter().filter_map(|(name, removed)| Some((name, *documents.get(name)?, removed)));
    known
        .filter(|&(_, documents, removed)| most(documents, removed))
        .map(|(name, documents, removed)| Lost { of: of.to_owned(), name: name.to_owned(), documents, removed })
        .collect()
}

/// What was decided and done.
pub(super) struct Done {
    pub removed: Vec<Removed>,
    /// What was copied of each file.
    pub copied: Vec<Copied>,
    /// Who lost most.
    pub warnings: Vec<Lost>,
    /// What was skipped or repaired.
    pub faults: Vec<Fault>,
}

/// The result of a run, from what its first reading said and what was done.
pub(super) fn put_together(options: &DedupOptions, report: Report, done: Done) -> Deduplicated {
    let Done { removed, copied, warnings, faults: all_faults } = done;
    let read = report.summary;
    let relations = std::iter::once(Relation::Identical).chain(options.remove.iter().copied());
    let mut by_relation: BTreeMap<String, u64> = relations.map(|relation| (relation.name().to_owned(), 0)).collect();
    for gone in &removed {
        *by_relation.entry(gone.relation.name().to_owned()).or_default() += 1;
    }
    let written = match options.written {
        Written::Kept => "kept",
        Written::Annotated => "annotated",
        Written::Nothing => "nothing",
    };
    let summary = DedupSummary {
        written: written.to_owned(),
        files: read.files,
        records: read.records,
        documents: read.documents,
        skipped: read.skipped,
        skipped_by_reason: read.skipped_by_reason.clone(),
        repaired: read.repaired,
        kept: read.documents.saturating_sub(removed.len() as u64),
        removed: removed.len() as u64,
        removed_by_relation: by_relation,
        sentences: None,
        matches_on_common_text: read.matches_on_common_text,
        bytes_read: read.bytes_read,
        bytes_written: copied.iter().map(|file| file.bytes_written).sum(),
        probability_missed: read.probability_missed,
    };
    let mut said = report.options;
    let names: Vec<&str> = options.remove.iter().map(|relation| relation.name()).collect();
    said.remove("relations");
    said.insert("keep".to_owned(), options.keep.to_string().into());
    said.insert("remove".to_owned(), names.into());
    Deduplicated {
        schema: SCHEMA.to_owned(),
        tool: TOOL.to_owned(),
        command: "dedup".to_owned(),
        options: said,
        summary,
        warnings,
        cut: Vec::new(),
        removed: if options.written == Written::Nothing { removed } else { Vec::new() },
        faults: report.faults,
        read,
        all_faults,
    }
}

impl Deduplicated {
    /// Writes it for people. `top` bounds how much of what would go is shown.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn write_terminal(&self, target: &Target, top: usize, out: &mut dyn Write) -> io::Result<()> {
        let DedupSummary { kept, removed, documents, records, skipped, files, .. } = self.summary;
        let folder = target.folder().display().to_string();
        let folder = escape_terminal(&folder);
        match self.summary.written.as_str() {
            "nothing" => writeln!(out, "{removed} of {documents} documents would go, {kept} would stay. Nothing was written.")?,
            "annotated" => writeln!(out, "All {documents} documents are in {folder}; {removed} of them are marked to go.")?,
            _ => writeln!(out, "{removed} of {documents} documents went; the other {kept} are in {folder}.")?,
        }
        self.write_why(out)?;
        let (records_are, files_are) = (counted(records, "record"), counted(files, "file"));
        let none = match skipped {
            0 => "none skipped".to_owned(),
            1 => "1 that is none stays as it is".to_owned(),
            _ => format!("{skipped} that are none stay as they are"),
        };
        writeln!(out, "{records_are} in {files_are}: {documents} documents, {none}.")?;
        let (read, written) = (size(self.summary.bytes_read), size(self.summary.bytes_written));
        writeln!(out, "{read} in, {written} out, before compression.")?;
        if self.summary.matches_on_common_text > 0 {
            let matches = counted(self.summary.matches_on_common_text, "match");
            writeln!(out, "For {matches} resting on sentences told in many documents nothing goes.")?;
        }
        if !self.warnings.is_empty() {
            writeln!(out, "\nLost most of their documents")?;
            for Lost { of, name, documents, removed } in self.warnings.iter().take(SHOWN) {
                writeln!(out, "  {of} {}: {removed} of {documents}", escape_terminal(name))?;
            }
            more(self.warnings.len(), SHOWN, out)?;
        }
        if !self.removed.is_empty() {
            writeln!(out, "\nWould go  in the order of the input")?;
            for gone in self.removed.iter().take(top) {
                let (id, stays) = (escape_terminal(&gone.id), escape_terminal(&gone.kept.id));
                let (relation, percent) = (gone.relation.name(), (gone.similarity * 100.0).floor());
                writeln!(out, "  {id}  {relation}, {percent:.0}% similar; {stays} stays")?;
            }
            more(self.removed.len(), top, out)?;
        }
        self.write_sureness(out)
    }

    /// By which relations documents went, or what was cut.
    fn write_why(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(SentenceCounts { documents_cut, runs_cut, sentences_cut }) = self.summary.sentences {
            let (sentences, runs) = (counted(sentences_cut, "sentence"), counted(runs_cut, "place"));
            return writeln!(out, "{sentences} told before in {runs} of {}.", counted(documents_cut, "document"));
        }
        let counts =
            Relation::ALL.iter().filter_map(|relation| Some((relation, self.summary.removed_by_relation.get(relation.name())?)));
        for (relation, count) in counts {
            let means = match relation {
                Relation::Identical => "the same words in the same order as one that stays".to_owned(),
                Relation::NearDuplicate => format!("at least {:.0}% similar to one that stays", self.percent("min-similarity")),
                _ => format!("at least {:.0}% of it stands in one that stays", self.percent("min-containment")),
            };
            writeln!(out, "  {:<14} {count:>9}  {means}", relation.name())?;
        }
        Ok(())
    }

    fn write_sureness(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        if self.summary.sentences.is_some() {
            writeln!(out, "Where three sentences in a row are told first they stay; again, they go.")?;
        } else {
            writeln!(out, "Each was compared, text with text, with the document that stays for it.")?;
        }
        if self.options.contains_key("bands") {
            let (least, missed) = (self.percent("min-similarity"), self.summary.probability_missed * 100.0);
            writeln!(out, "A near-duplicate just {least:.0}% similar is missed with a probability of {missed:.0}%.")?;
        }
        if self.summary.written == "kept" {
            writeln!(out, "{REMOVED} in the folder says of each what stays for it.")?;
        }
        Ok(())
    }

    fn percent(&self, option: &str) -> f64 {
        self.options.get(option).and_then(serde_json::Value::as_f64).unwrap_or_default() * 100.0
    }
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{:.1} kB", bytes as f64 / 1e3) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

fn counted(count: u64, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "match") => format!("{count} matches"),
        _ => format!("{count} {noun}s"),
    }
}

fn more(all: usize, shown: usize, out: &mut dyn Write) -> io::Result<()> {
    if all > shown { writeln!(out, "  … and {} more", all - shown) } else { Ok(()) }
}
