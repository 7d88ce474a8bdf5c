//! `twicetold compare`: two documents side by side.

use crate::args::CompareArguments;
use crate::exit::Exit;
use crate::inputs;
use crate::output::Outputs;
use twicetold::read::read_one;
use twicetold::{Result, compare};

pub(crate) fn run(arguments: &CompareArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, arguments.likeness.expand)?;
    let options = inputs::scan_options(&arguments.likeness, &arguments.input, &arguments.running)?;
    let read = inputs::read_options(&arguments.input, &arguments.running)?;
    let (left, right) = (read_one(&arguments.left, &read)?, read_one(&arguments.right, &read)?);
    let repaired = !left.1.is_empty() || !right.1.is_empty();
    outputs.write(&compare(&left.0, &right.0, &options)?)?;
    if !arguments.running.quiet {
        let faults = [left.1, right.1].concat();
        crate::stderr::faults(&faults, faults.len() as u64);
    }
    Ok(if repaired && arguments.input.strict { Exit::Strict } else { Exit::Done })
}
