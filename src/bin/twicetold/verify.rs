//! `twicetold verify`: reads a report, reads its files again, and says what of it no longer holds.
//!
//! The report names its options and files, and the same input and options give the same report: it is made again and compared
//! field by field, so that nothing in it is taken on trust.

use crate::args::{Command, CompareArguments, InspectArguments, RunningArguments, ScanArguments, VerifyArguments};
use crate::exit::Exit;
use crate::progress::Watch;
use crate::{inputs, output, recorded, stderr};
use serde::Serialize;
use std::path::Path;
use twicetold::document::{Fault, Reason};
use twicetold::pipeline::{add_texts, read_report_at};
use twicetold::read::read_one;
use twicetold::report::{Difference, Report, TOOL, differences, escape_terminal};
use twicetold::{Error, Result, Sources, compare, inspect_files, scan_files};

/// Version of what `--format json` prints.
const SCHEMA: &str = "twicetold-verify/1";

/// What came of it.
#[derive(Serialize)]
struct Verdict<'a> {
    schema: &'a str,
    report: &'a str,
    holds: bool,
    matches: usize,
    documents: usize,
    clusters: usize,
    differences: &'a [Difference],
}

pub(crate) fn run(arguments: &VerifyArguments) -> Result<Exit> {
    if !["terminal", "json"].contains(&arguments.format.as_str()) {
        return Err(Error::usage(format!("--format {}: what verify says is written as terminal or json", arguments.format)));
    }
    let report = read_report_at(Path::new(&arguments.report))?;
    if let Some(root) = &arguments.root {
        std::env::set_current_dir(root).map_err(|error| Error::read(root.display(), error))?;
    }
    let watch = Watch::start(&arguments.running);
    let again = again(&report, &arguments.running, &watch);
    watch.finish();
    let (again, faults) = match (again, watch.stopped_by()) {
        (Err(error), Some(exit)) if error.is_interrupted() => {
            stderr::error(&error);
            return Ok(exit);
        }
        (again, _) => again?,
    };
    let found = differences(&report, &again);
    say(arguments, &report, &found)?;
    let unread: Vec<Fault> = faults.into_iter().filter(|fault| fault.reason == Reason::Unreadable).collect();
    stderr::faults(&unread, unread.len(), arguments.running.quiet);
    Ok(match (found.is_empty(), unread.is_empty()) {
        (_, false) => Exit::Usage,
        (false, true) => Exit::Gate,
        (true, true) => Exit::Done,
    })
}

/// The report made again from the files it names, and what could not be read.
fn again(report: &Report, running: &RunningArguments, watch: &Watch) -> Result<(Report, Vec<Fault>)> {
    let parsed = recorded::arguments_of(report)?;
    let (mut again, faults) = match &parsed.command {
        Command::Scan(arguments) => scan(report, arguments, running, watch),
        Command::Inspect(arguments) => inspect(arguments, running, watch),
        Command::Compare(arguments) => compared(arguments, running),
        _ => Err(Error::input(format!("the report is of '{}', which cannot be verified", report.command))),
    }?;
    again.texts.clear();
    Ok((again, faults))
}

fn scan(said: &Report, arguments: &ScanArguments, running: &RunningArguments, watch: &Watch) -> Result<(Report, Vec<Fault>)> {
    let options = crate::scan::options(arguments, running)?;
    let sources = Sources::new(&arguments.paths, &arguments.against, inputs::read_options(&arguments.input, running)?);
    let mut scanned = scan_files(&sources, &options, watch)?;
    crate::scan::record(&mut scanned.report, arguments);
    // Only a page looks into the documents that repeat themselves most.
    if said.documents.iter().any(|document| !document.sentences.is_empty()) {
        add_texts(&mut scanned.report, &sources, output::text_bytes(None), watch)?;
    }
    Ok((scanned.report, scanned.faults))
}

fn inspect(arguments: &InspectArguments, running: &RunningArguments, watch: &Watch) -> Result<(Report, Vec<Fault>)> {
    let options = crate::inspect::options(arguments, running)?;
    let sources = Sources::new(&arguments.paths, &[], inputs::read_options(&arguments.input, running)?);
    let mut documents = Vec::new();
    let mut inspected = inspect_files(&sources, &options, watch, &mut |document| {
        documents.push(document);
        Ok(())
    })?;
    recorded::record(&mut inspected.report, &arguments.paths, &arguments.input);
    inspected.report.documents = documents;
    Ok((inspected.report, inspected.faults))
}

fn compared(arguments: &CompareArguments, running: &RunningArguments) -> Result<(Report, Vec<Fault>)> {
    let options = inputs::scan_options(&arguments.likeness, &arguments.input, running)?;
    let read = inputs::read_options(&arguments.input, running)?;
    let (left, right) = (read_one(&arguments.left, &read)?, read_one(&arguments.right, &read)?);
    let mut report = compare(&left.0, &right.0, &options)?;
    recorded::record(&mut report, &[arguments.left.clone(), arguments.right.clone()], &arguments.input);
    Ok((report, [left.1, right.1].concat()))
}

fn say(arguments: &VerifyArguments, report: &Report, found: &[Difference]) -> Result<()> {
    let (matches, documents, clusters) =
        (report.matches.len() + report.same_story.len(), report.documents.len(), report.clusters.len());
    let verdict = Verdict {
        schema: SCHEMA,
        report: &arguments.report,
        holds: found.is_empty(),
        matches,
        documents,
        clusters,
        differences: found,
    };
    output::write_whole("-", |out| {
        if arguments.format == "json" {
            serde_json::to_writer_pretty(&mut *out, &verdict)?;
            return writeln!(out);
        }
        let claims = format!("{matches} matches, {clusters} stories, {documents} documents");
        if found.is_empty() {
            return writeln!(out, "All of it holds: {claims}, read again and compared field by field.");
        }
        let places = if found.len() == 1 { "1 place does".to_owned() } else { format!("{} places do", found.len()) };
        writeln!(out, "{places} not hold, of {claims}:")?;
        for difference in found.iter().take(arguments.top) {
            writeln!(out, "  {}", escape_terminal(&difference.place))?;
            writeln!(out, "    says   {}", escape_terminal(&difference.says))?;
            writeln!(out, "    holds  {}", escape_terminal(&difference.holds))?;
        }
        if found.len() > arguments.top {
            writeln!(out, "  … and {} more (--top {} shows them)", found.len() - arguments.top, found.len())?;
        }
        if report.tool != TOOL {
            writeln!(out, "The report was made by {}, this is {TOOL}: that may be why.", escape_terminal(&report.tool))?;
        }
        writeln!(out, "Where the files have changed since, scan again.")
    })
}
