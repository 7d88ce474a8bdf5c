use crate::args::GenerateArguments;
use crate::exit::Exit;
pub(crate) fn run(_: &GenerateArguments) -> twicetold::Result<Exit> { Err(twicetold::Error::usage("wip")) }
