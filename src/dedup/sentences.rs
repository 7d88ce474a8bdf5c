//! A corpus written again without the sentences that were told before in it.
//!
//! Of every span of three sentences that stands more than once, the first stays. No sentence is lost:
//! the first document that has it keeps it.

use super::copy::{Copied, Editor, Fate, Job};
use super::cut::Text;
use super::result::{CutDocument, CutRun, Kept, Lost, SentenceCounts};
use super::target::{REMOVED, Target, Unfinished};
use super::{DedupOptions, Deduplicated, result};
use super::{Keep, Written};
use crate::error::{Error, Result};
use crate::pipeline::{Progress, Sources, Told, for_each_file, told_before};
use crate::read::{Format, RawFile};
use crate::report::Report;
use std::collections::BTreeMap;
use std::io::Write;

/// Writes the corpus again without what was told before.
pub(super) fn dedup(sources: &Sources, target: &Target, options: &DedupOptions, progress: &dyn Progress) -> Result<Deduplicated> {
    if options.keep != Keep::First {
        return Err(Error::usage(format!("--keep {}: sentences stay where they are told first; leave it out", options.keep)));
    }
    if options.written == Written::Annotated {
        return Err(Error::usage("--annotate marks documents, not sentences; leave out --level sentence"));
    }
    let told = told_before(sources, &options.scan, progress)?;
    let unfinished = match options.written {
        Written::Nothing => None,
        Written::Kept | Written::Annotated => Some(Unfinished::begin(target)?),
    };
    let inputs = sources.inputs();
    progress.stage("writing", Some(inputs.total_bytes()));
    let job = Job { inputs, read: sources.read_options(), target, unfinished: unfinished.as_ref(), progress };
    let each = |file: u32| {
        let Some(input) = inputs.files().get(file as usize).filter(|input| input.was_opened()) else {
            return Ok((Copied::default(), Vec::new()));
        };
        let (name, told) = (input.name(), &told);
        let mut cutting =
            Cutting { sources, told, file, name, format: Format::Auto, field: &job.read.fields.text, cut: Vec::new() };
        let copied = job.copy(file, &mut cutting)?;
        Ok((copied, cutting.cut))
    };
    let (copied, cut): (Vec<_>, Vec<_>) = for_each_file(inputs.files().len(), options.scan.threads, each)?.into_iter().unzip();
    let cut = cut.concat();
    if let Some(unfinished) = unfinished {
        let lines = |out: &mut dyn Write| cut.iter().try_for_each(|line| result::write_line(line, out));
        unfinished.list(REMOVED, lines)?;
        if progress.is_interrupted() {
            return Err(Error::interrupted());
        }
        unfinished.finish()?;
    }
    Ok(put_together(options, &told, &copied, cut))
}

fn put_together(options: &DedupOptions, told: &Told, copied: &[Copied], cut: Vec<CutDocument>) -> Deduplicated {
    let counts = SentenceCounts {
        documents_cut: cut.len() as u64,
        runs_cut: cut.iter().map(|document| document.runs.len() as u64).sum(),
        sentences_cut: cut.iter().flat_map(|document| &document.runs).map(|run| run.sentences).sum(),
    };
    let mut report = Report { summary: told.summary.clone(), faults: told.first_faults.clone(), ..Report::default() };
    report.options.insert("level".to_owned(), "sentence".into());
    let language = options.scan.language.map_or("auto", |language| language.name());
    report.options.insert("language".to_owned(), language.into());
    let names: BTreeMap<u32, &str> = cut.iter().map(|document| (document.position.0, document.file.as_str())).collect();
    let mut documents: BTreeMap<String, u64> = BTreeMap::new();
    told.count_by_file(|file, count| documents.extend(names.get(&file).map(|&name| (name.to_owned(), count))));
    let gone = cut.iter().filter(|document| document.is_all).map(|document| document.file.as_str());
    let lost: Vec<Lost> = result::lost("file", &documents, gone);
    let (removed, copied, faults) = (Vec::new(), copied.to_vec(), told.faults.clone());
    let removed_whole = copied.iter().map(|file| file.removed).sum();
    let mut done = result::put_together(options, report, result::Done { removed, copied, warnings: lost, faults });
    done.options.remove("remove");
    done.summary.removed = removed_whole;
    done.summary.kept = done.summary.documents.saturating_sub(done.summary.removed);
    done.summary.removed_by_relation = BTreeMap::new();
    done.summary.sentences = Some(counts);
    done.cut = if options.written == Written::Nothing { cut } else { Vec::new() };
    done
}

/// Cuts what was told before out of one file.
struct Cutting<'c> {
    sources: &'c Sources,
    told: &'c Told,
    file: u32,
    name: &'c str,
    format: Format,
    field: &'c str,
    cut: Vec<CutDocument>,
}

impl Editor for Cutting<'_> {
    fn fate(&mut self, number: u64, byte: u64, record: &[u8]) -> Result<Fate> {
        let Some(document) = self.told.concerned(self.file, number) else { return Ok(Fate::Stays) };
        let telling = self.told.telling(document);
        if let Some(telling) = telling.filter(|telling| byte != u64::MAX && telling.byte != byte) {
            let id = &telling.id;
            return Err(Error::input(format!("{}: '{id}' is not where it was read; did the file change meanwhile?", self.name)));
        }
        let text = if self.format == Format::Text { Text::plain(record) } else { Text::of_field(record, self.field) };
        let (Some(text), Some(telling)) = (text, telling) else { return Ok(Fate::Stays) };
        let before = self.told.before(document, &text.text);
        if before.runs.is_empty() {
            return Ok(Fate::Stays);
        }
        let runs = before.runs.iter().filter_map(|run| {
            let told = self.told.telling(run.before)?;
            let file = self.sources.inputs().files().get(told.file as usize).map_or("", |file| file.name()).to_owned();
            let kept = Kept { id: told.id.clone(), file, record: told.record, byte: told.byte };
            Some(CutRun { start: run.span.start, end: run.span.end, sentences: run.sentences as u64, kept })
        });
        self.cut.push(CutDocument {
            id: telling.id.clone(),
            file: self.name.to_owned(),
            record: telling.record,
            byte: telling.byte,
            is_all: before.is_all,
            runs: runs.collect(),
            position: (self.file, number),
        });
        if before.is_all {
            return Ok(Fate::Goes);
        }
        Ok(Fate::Becomes(text.without(record, before.runs.iter().map(|run| run.cut))))
    }

    fn wants_text(&self) -> bool {
        self.told.concerned(self.file, 1).is_some()
    }

    fn check(&mut self, raw: &RawFile<'_>) -> Result<()> {
        self.format = raw.format();
        let name = self.name;
        match self.format {
            Format::Text | Format::Jsonl | Format::Json => Ok(()),
            other => Err(Error::usage(format!(
                "--level sentence: {name} is {other}, in which sentences are not cut; write it as JSONL first, or leave it out"
            ))),
        }
    }
}
