//! `twicetold compare`: two documents side by side.

use crate::args::CompareArguments;
use crate::exit::Exit;
use crate::output::{self, Outputs};
use crate::timings::Timings;
use crate::{inputs, recorded};
use std::time::Instant;
use twicetold::pipeline::add_texts_of;
use twicetold::read::read_one;
use twicetold::{Result, compare};

pub(crate) fn run(arguments: &CompareArguments) -> Result<Exit> {
    let begun = Instant::now();
    let outputs = Outputs::new(&arguments.output, arguments.likeness.expand)?;
    let options = inputs::scan_options(&arguments.likeness, &arguments.input, &arguments.running)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let (left, right) = (read_one(&arguments.left, &read)?, read_one(&arguments.right, &read)?);
    let mut report = compare(&left.0, &right.0, &options)?;
    recorded::record(&mut report, &[arguments.left.clone(), arguments.right.clone()], &arguments.input);
    let faults = [left.1, right.1].concat();
    if outputs.show_texts() {
        add_texts_of(&mut report, &[left.0, right.0]);
    }
    outputs.write(&report)?;
    Timings::since(begun).write(&arguments.running)?;
    if let Some(path) = &arguments.input.bad_records {
        output::write_bad_records(path, &faults)?;
    }
    crate::stderr::faults(&faults, faults.len(), arguments.running.quiet);
    Ok(if !faults.is_empty() && arguments.input.strict { Exit::Strict } else { Exit::Done })
}
