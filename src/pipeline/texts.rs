//! The original texts of the documents that a report names, for a reporter that shows them whole.
//!
//! A step of its own, and the last: only pages show whole texts, and only what was found needs them. The files are gone
//! through once more; what a document repeats is looked for in the few that a scan names for it.

use super::inspect::{InspectOptions, REPETITIVE_FROM, inspect};
use super::parallel;
use super::progress::Progress;
use super::scan::Sources;
use crate::document::{Document, Place};
use crate::error::{Error, Result};
use crate::read::{Outcome, Scratch};
use crate::report::{DocumentReport, Match, Report};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Bytes of a word and the blank behind it, on the high side: what texts will weigh is told by their words.
const BYTES_A_WORD: u64 = 8;

/// Documents of a scan that are inspected at most, those that repeat themselves most.
const INSPECTED: usize = 200;

/// Adds to a report the texts of the documents it names, in its order, until they are about `bytes` in all; and, to the report of
/// a scan, what its most repetitive documents repeat.
///
/// Reads the files once more; holds the texts. A document beyond the limit has quotes in a page and no text.
///
/// # Errors
/// An input error where a file changed meanwhile; an interrupted one where `progress` says so.
pub fn add_texts(report: &mut Report, sources: &Sources, bytes: u64, progress: &dyn Progress) -> Result<()> {
    let wanted = wanted(report, bytes);
    progress.stage("gathering texts", Some(sources.inputs().total_bytes()));
    let (inputs, read) = (sources.inputs(), sources.read_options());
    let parts = parallel::with_threads(0, || {
        parallel::map_stream(inputs.batches(read), Scratch::default, |scratch, batch| {
            let batch = batch?;
            if progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            let mut found = Vec::new();
            batch.for_each(read, scratch, |outcome| {
                let Outcome::Document(record) = outcome else { return };
                let place = record.place();
                if wanted.contains(&place) {
                    found.push((place, record.text.into_owned()));
                }
            });
            progress.advance(0, batch.bytes_taken);
            Ok(found)
        })
    })?;
    for part in parts {
        report.texts.extend(part?);
    }
    inspect_repetitive(report)
}

/// Adds the texts of documents at hand to a report about them.
pub fn add_texts_of(report: &mut Report, documents: &[Document]) {
    let texts = documents.iter().map(|document| (document.place.clone(), document.text.clone()));
    report.texts.extend(texts);
}

/// Where the documents stand whose texts fit, strongest matches first.
fn wanted(report: &Report, bytes: u64) -> FxHashSet<Place> {
    let sides = |found: &'_ Match| [(found.left.place.clone(), found.left.words), (found.right.place.clone(), found.right.words)];
    let of_matches = report.matches.iter().chain(&report.same_story).flat_map(sides);
    let of_documents = report.documents.iter().map(|document| (document.place.clone(), document.words));
    let of_gathered = report.gathered.iter().map(|gathered| (gathered.document.place.clone(), gathered.document.words));
    let (mut wanted, mut sum) = (FxHashSet::default(), 0);
    for (place, words) in of_documents.chain(of_matches).chain(of_gathered) {
        if sum > bytes {
            break;
        }
        if wanted.insert(place) {
            sum += BYTES_A_WORD * words;
        }
    }
    wanted
}

/// Fills in what the most repetitive documents of a scan repeat.
fn inspect_repetitive(report: &mut Report) -> Result<()> {
    if report.command != "scan" {
        return Ok(());
    }
    let is_repetitive = |document: &&mut DocumentReport| document.index.percentile.is_some_and(|p| p >= REPETITIVE_FROM);
    let mut repetitive: Vec<&mut DocumentReport> = report.documents.iter_mut().filter(is_repetitive).collect();
    repetitive.sort_by(|one, other| {
        let percentile = |document: &DocumentReport| document.index.percentile.unwrap_or(0.0);
        percentile(other).total_cmp(&percentile(one)).then(other.index.value.total_cmp(&one.index.value))
    });
    repetitive.truncate(INSPECTED);
    let (texts, options) = (&report.texts, InspectOptions::default());
    repetitive.into_iter().try_for_each(|found| inspect_again(found, texts, &options))
}

fn inspect_again(found: &mut DocumentReport, texts: &BTreeMap<Place, String>, options: &InspectOptions) -> Result<()> {
    let Some(text) = texts.get(&found.place) else { return Ok(()) };
    let (id, metadata, place) = (found.id.clone(), found.metadata.clone(), found.place.clone());
    let document = Document { id, text: text.clone(), metadata, place };
    *found = DocumentReport { index: found.index.clone(), ..inspect(&document, options)? };
    Ok(())
}
