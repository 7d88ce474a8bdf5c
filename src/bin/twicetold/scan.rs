//! `twicetold scan`: the main job on the files that were named.

use crate::args::{RunningArguments, ScanArguments, ScanGate};
use crate::baseline::Baselines;
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::progress::Watch;
use crate::timings::Timings;
use crate::{inputs, plan, recorded, stderr};
use twicetold::pipeline::add_texts;
use twicetold::report::{Relation, Report, Summary, new_findings};
use twicetold::{Error, Result, ScanOptions, Scanned, Sources, scan_files};

pub(crate) fn run(arguments: &ScanArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, arguments.likeness.expand)?;
    let mut options = options(arguments, &arguments.running)?;
    options.details = !outputs.are_tables();
    check_gates(&arguments.fail_on, &options)?;
    let baselines = Baselines::new(&arguments.baseline, arguments.max_repetition)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let sources = Sources::new(&arguments.paths, &arguments.against, read);
    if arguments.plan {
        plan::print(&sources, &options)?;
        let unread: Vec<_> = sources.inputs().faults().cloned().collect();
        stderr::faults(&unread, unread.len(), arguments.running.quiet);
        return Ok(Exit::of_run(false, &unread, &Summary::default(), false));
    }
    let watch = Watch::start(&arguments.running);
    let scanned = scan_files(&sources, &options, &watch).and_then(|mut scanned| {
        if outputs.show_texts() {
            add_texts(&mut scanned.report, &sources, output::text_bytes(options.memory), &watch)?;
        }
        Ok(scanned)
    });
    watch.finish();
    let Scanned { mut report, faults, temporary_bytes, rewrite_candidates } = match (scanned, watch.stopped_by()) {
        (Err(error), Some(exit)) if error.is_interrupted() => {
            stderr::error(&error);
            return Ok(exit);
        }
        (scanned, _) => scanned?,
    };
    record(&mut report, arguments);
    baselines.apply(&mut report)?;
    outputs.write(&report)?;
    Timings { temporary: Some(temporary_bytes), rewrite_candidates: Some(rewrite_candidates), ..watch.timings() }
        .write(&arguments.running)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &faults)?;
    }
    stderr::faults(&report.faults, faults.len(), arguments.running.quiet || outputs.tell_faults());
    let tripped = !arguments.fail_on.is_empty() && {
        let new = new_findings(&report, arguments.max_repetition);
        arguments.fail_on.iter().any(|gate| gate.rules().iter().any(|rule| new.contains_key(rule)))
    };
    let exit = Exit::of_run(tripped, &faults, &report.summary, arguments.input.strict);
    // The process ends with it; giving back millions of small texts one by one would take longer than writing them.
    std::mem::forget(report);
    Ok(exit)
}

/// What is looked for.
pub(crate) fn options(arguments: &ScanArguments, running: &RunningArguments) -> Result<ScanOptions> {
    let mut options = inputs::scan_options(&arguments.likeness, &arguments.input, running)?;
    options.audit = arguments.audit;
    options.gather = arguments.gather;
    options.memory = arguments.memory.memory;
    inputs::check_percentile(arguments.max_repetition)?;
    if arguments.fail_on.contains(&ScanGate::Repetition) {
        options.repetitive_from = Some(arguments.max_repetition);
    }
    Ok(options)
}

/// Adds to a report what only the command knows of how it was made.
pub(crate) fn record(report: &mut Report, arguments: &ScanArguments) {
    recorded::record(report, &arguments.paths, &arguments.input);
    if let Some(sample) = arguments.audit {
        report.options.insert("audit".to_owned(), sample.into());
    }
    if arguments.fail_on.contains(&ScanGate::Repetition) {
        report.options.insert("fail-on".to_owned(), "repetition".into());
        report.options.insert("max-repetition".to_owned(), arguments.max_repetition.into());
    }
}

/// A gate on what is not looked for would never trip.
fn check_gates(gates: &[ScanGate], options: &ScanOptions) -> Result<()> {
    for (gate, name, relation) in
        [(ScanGate::Contains, "contains", Relation::Contains), (ScanGate::Rewrites, "rewrites", Relation::Rewritten)]
    {
        if gates.contains(&gate) && !options.wants(relation) {
            let relation = relation.name();
            return Err(Error::usage(format!("--fail-on {name} needs {relation} among --relations: it is not looked for")));
        }
    }
    Ok(())
}

impl ScanGate {
    /// The findings it is for, as a report names them.
    const fn rules(self) -> &'static [&'static str] {
        match self {
            Self::Duplicates => &["identical", "near-duplicate"],
            Self::Contains => &["contains"],
            Self::Rewrites => &["rewritten"],
            Self::Repetition => &["repetition"],
        }
    }
}
