//! `twicetold inspect`: what each document repeats.

use crate::args::{InspectArguments, InspectGate, RunningArguments};
use crate::baseline::Baselines;
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::progress::Watch;
use crate::{inputs, recorded, stderr};
use twicetold::pipeline::add_texts;
use twicetold::report::{DocumentReport, EchoKind, Report, new_findings};
use twicetold::{InspectOptions, Inspected, Result, Sources, inspect_files, inspect_header};

pub(crate) fn run(arguments: &InspectArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, false)?;
    let options = options(arguments, &arguments.running)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let sources = Sources::new(&arguments.paths, &[], read);
    let watch = Watch::start(&arguments.running);
    let baselines = Baselines::new(&arguments.baseline, arguments.max_repetition)?;
    let gates = Gates { asked: &arguments.fail_on, max_repetition: arguments.max_repetition };
    let mut tripped = false;
    let mut header = inspect_header(&options);
    recorded::record(&mut header, &arguments.paths, &arguments.input);
    let mut keep = outputs.documents(&header, baselines.are_asked_for())?;
    let inspected = inspect_files(&sources, &options, &watch, &mut |document| {
        tripped |= !baselines.are_asked_for() && gates.trip(std::slice::from_ref(&document));
        keep.take(document)
    });
    watch.finish();
    let Inspected { mut report, faults } = match (inspected, watch.stopped_by()) {
        (Err(error), Some(exit)) if error.is_interrupted() => {
            stderr::error(&error);
            return Ok(exit);
        }
        (inspected, _) => inspected?,
    };
    report.options = header.options;
    let summary = report.summary.clone();
    let first_faults = report.faults.clone();
    keep.finish(report, &outputs, |report| {
        if outputs.show_texts() {
            add_texts(report, &sources, output::text_bytes(None), &())?;
        }
        baselines.apply(report)?;
        tripped |= baselines.are_asked_for() && gates.trip_on_new(report);
        Ok(())
    })?;
    watch.timings().write(&arguments.running)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &faults)?;
    }
    stderr::faults(&first_faults, faults.len(), arguments.running.quiet || outputs.tell_faults());
    Ok(Exit::of_run(tripped, &faults, &summary, arguments.input.strict))
}

/// What a run is to fail on.
struct Gates<'a> {
    asked: &'a [InspectGate],
    max_repetition: f64,
}

impl Gates<'_> {
    /// Whether any of some documents trips one.
    fn trip(&self, documents: &[DocumentReport]) -> bool {
        documents.iter().any(|document| {
            self.asked.iter().any(|gate| match gate {
                InspectGate::Repetition => document.index.percentile.is_some_and(|percentile| percentile > self.max_repetition),
                InspectGate::Echoes => document.echoes.iter().any(|echo| echo.kind == EchoKind::Repeat),
            })
        })
    }

    /// Whether a finding that no baseline has trips one.
    fn trip_on_new(&self, report: &Report) -> bool {
        let new = new_findings(report, self.max_repetition);
        let rule = |gate: &InspectGate| match gate {
            InspectGate::Repetition => "repetition",
            InspectGate::Echoes => "said-again",
        };
        self.asked.iter().any(|gate| new.contains_key(rule(gate)))
    }
}

pub(crate) fn options(arguments: &InspectArguments, running: &RunningArguments) -> Result<InspectOptions> {
    let mut options = InspectOptions::default();
    options.min_echo = arguments.echo;
    options.language = inputs::language(&arguments.input)?;
    options.threads = running.threads;
    if !arguments.profile.is_empty() {
        options.profiles = arguments.profile.iter().map(|name| name.parse()).collect::<Result<_>>()?;
    }
    inputs::check_percentile(arguments.max_repetition)?;
    options.validate()?;
    Ok(options)
}
