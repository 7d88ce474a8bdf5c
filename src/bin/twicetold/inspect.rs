//! `twicetold inspect`: what each document repeats.

use crate::args::InspectArguments;
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::progress::Watch;
use crate::{inputs, stderr};
use twicetold::pipeline::add_texts;
use twicetold::{InspectOptions, Inspected, Result, Sources, inspect_files, inspect_header};

pub(crate) fn run(arguments: &InspectArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, false)?;
    let options = options(arguments)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let sources = Sources::new(&arguments.paths, &[], read);
    let watch = Watch::start(&arguments.running);
    let mut highest: f64 = 0.0;
    let mut keep = outputs.documents(&inspect_header(&options))?;
    let inspected = inspect_files(&sources, &options, &watch, &mut |document| {
        highest = highest.max(document.index.percentile.unwrap_or(0.0));
        keep.take(document)
    });
    watch.finish();
    let Inspected { report, faults } = match (inspected, watch.stopped_by()) {
        (Err(error), Some(exit)) if error.is_interrupted() => {
            stderr::error(&error);
            return Ok(exit);
        }
        (inspected, _) => inspected?,
    };
    let summary = report.summary.clone();
    let first_faults = report.faults.clone();
    keep.finish(report, &outputs, |report| add_texts(report, &sources, output::text_bytes(None), &()))?;
    watch.timings().write(&arguments.running)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &faults)?;
    }
    stderr::faults(&first_faults, faults.len(), arguments.running.quiet || outputs.tell_faults());
    let tripped = !arguments.fail_on.is_empty() && highest > arguments.max_repetition;
    Ok(Exit::of_run(tripped, &faults, &summary, arguments.input.strict))
}

fn options(arguments: &InspectArguments) -> Result<InspectOptions> {
    let mut options = InspectOptions::default();
    options.min_echo = arguments.echo;
    options.language = inputs::language(&arguments.input)?;
    options.threads = arguments.running.threads;
    if !arguments.profile.is_empty() {
        options.profiles = arguments.profile.iter().map(|name| name.parse()).collect::<Result<_>>()?;
    }
    inputs::check_percentile(arguments.max_repetition)?;
    options.validate()?;
    Ok(options)
}
