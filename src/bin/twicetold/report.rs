//! `twicetold report`: a report, written again in other formats.

use crate::args::ReportArguments;
use crate::exit::Exit;
use crate::output::Outputs;
use std::path::Path;
use twicetold::Result;
use twicetold::pipeline::read_report_at;

pub(crate) fn run(arguments: &ReportArguments) -> Result<Exit> {
    let outputs = Outputs::new(&arguments.output, arguments.expand)?;
    let report = read_report_at(Path::new(&arguments.input))?;
    outputs.write(&report)?;
    Ok(Exit::Done)
}
