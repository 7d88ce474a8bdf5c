//! `twicetold dedup`: the corpus again, without its later copies.

use crate::args::DedupArguments;
use crate::exit::Exit;
use crate::output::{self, write_whole};
use crate::progress::Watch;
use crate::{inputs, stderr};
use twicetold::dedup::{DedupOptions, Deduplicated, Target, Written};
use twicetold::{Error, Result, Sources, dedup_files};

/// Warnings on standard error; all are in the JSON.
const WARNINGS: usize = 10;

pub(crate) fn run(arguments: &DedupArguments) -> Result<Exit> {
    if !matches!(arguments.format.as_str(), "terminal" | "json") {
        return Err(Error::usage(format!("--format {}: dedup writes terminal or json", arguments.format)));
    }
    let options = options(arguments)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let sources = Sources::new(&arguments.paths, &[], read);
    let target = match &arguments.output {
        Some(folder) => Target::new(&arguments.paths, sources.inputs(), folder)?,
        None => Target::nowhere(),
    };
    if let Some(path) = &arguments.input.bad_records {
        output::check_place(path)?;
    }
    let made = (!target.folder().exists()).then(|| target.folder().to_owned());
    output::discard_folder(target.unfinished(), made);
    let watch = Watch::start(&arguments.running);
    let done = dedup_files(&sources, &target, &options, &watch);
    watch.finish();
    let done = match (done, watch.stopped_by()) {
        (Err(error), Some(exit)) if error.is_interrupted() => {
            stderr::error(&error);
            return Ok(exit);
        }
        (done, _) => done?,
    };
    tell(&done, &target, arguments)?;
    watch.timings().write(&arguments.running)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &done.all_faults)?;
    }
    stderr::faults(&done.faults, done.all_faults.len(), arguments.running.quiet);
    if !arguments.running.quiet {
        stderr::warnings(&done.warnings, WARNINGS);
    }
    Ok(Exit::of_run(false, &done.all_faults, &done.read, arguments.input.strict))
}

fn options(arguments: &DedupArguments) -> Result<DedupOptions> {
    if !arguments.likeness.relations.is_empty() || arguments.likeness.expand {
        return Err(Error::usage("dedup looks for what --remove names; --relations and --expand are for scan"));
    }
    let mut options = DedupOptions::default();
    options.scan = inputs::scan_options(&arguments.likeness, &arguments.input, &arguments.running)?;
    options.scan.memory = arguments.memory.memory;
    options.keep = arguments.keep.parse()?;
    options.remove = arguments.remove.iter().map(|name| name.parse()).collect::<Result<_>>()?;
    options.level = arguments.level.parse()?;
    options.written = match (arguments.dry_run, arguments.annotate) {
        (true, _) => Written::Nothing,
        (false, true) => Written::Annotated,
        (false, false) => Written::Kept,
    };
    options.validate()?;
    Ok(options)
}

fn tell(done: &Deduplicated, target: &Target, arguments: &DedupArguments) -> Result<()> {
    write_whole("-", |out| {
        if arguments.format == "json" {
            serde_json::to_writer_pretty(&mut *out, done)?;
            writeln!(out)
        } else {
            done.write_terminal(target, arguments.top, out)
        }
    })
}
