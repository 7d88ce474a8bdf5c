use crate::args::EvaluateArguments;
use crate::exit::Exit;
pub(crate) fn run(_: &EvaluateArguments) -> twicetold::Result<Exit> { Err(twicetold::Error::usage("wip")) }
