//! `twicetold scan`: the main job on the files that were named.

use crate::args::{ScanArguments, ScanGate};
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::progress::Watch;
use crate::{inputs, plan, stderr};
use twicetold::report::{Relation, Report};
use twicetold::{Result, Scanned, Sources, scan_files};

pub(crate) fn run(arguments: &ScanArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, arguments.likeness.expand)?;
    let mut options = inputs::scan_options(&arguments.likeness, &arguments.input, &arguments.running)?;
    options.audit = arguments.audit;
    options.details = !outputs.are_tables();
    inputs::check_percentile(arguments.max_repetition)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let sources = Sources::new(&arguments.paths, &arguments.against, read);
    if arguments.plan {
        return plan::print(&sources, &options).map(|()| Exit::Done);
    }
    let watch = Watch::start(&arguments.running);
    let scanned = scan_files(&sources, &options, &watch);
    let stages = watch.finish();
    let Scanned { report, faults } = scanned?;
    outputs.write(&report)?;
    output::write_timings(&arguments.running, &stages)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &faults)?;
    }
    if !arguments.running.quiet {
        stderr::faults(&report.faults, faults.len() as u64);
    }
    let tripped = arguments.fail_on.iter().any(|gate| trips(*gate, &report, arguments.max_repetition));
    let imperfect = report.summary.skipped + report.summary.repaired > 0;
    Ok(Exit::of_run(tripped, sources.inputs(), imperfect && arguments.input.strict))
}

fn trips(gate: ScanGate, report: &Report, max_repetition: f64) -> bool {
    let counted = |relation: Relation| report.summary.matches_by_relation.get(relation.name()).is_some_and(|&count| count > 0);
    match gate {
        ScanGate::Duplicates => counted(Relation::Identical) || counted(Relation::NearDuplicate),
        ScanGate::Contains => counted(Relation::Contains),
        ScanGate::Repetition => {
            report.documents.iter().any(|document| document.index.percentile.is_some_and(|p| p > max_repetition))
        }
    }
}
