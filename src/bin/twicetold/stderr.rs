//! What is said on standard error beside progress: errors, and records that were skipped or repaired.
#![expect(clippy::print_stderr, reason = "the one place that prints there")]

use crate::exit::Exit;
use std::io::IsTerminal;
use twicetold::document::{Fault, Reason};
use twicetold::report::escape_terminal;

/// Says why the run ended.
pub(crate) fn error(error: &twicetold::Error) {
    let (bold, plain) = if colored() { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    eprintln!("{bold}twicetold:{plain} {}", escape_terminal(&error.to_string()));
}

/// Says what was wrong with the command line, or prints the help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    let printed = error.print();
    if error.use_stderr() || printed.is_err() { Exit::Usage } else { Exit::Done }
}

/// Says where records were skipped or repaired; with `quiet` only what was named and could not be read.
pub(crate) fn faults(faults: &[Fault], total: usize, quiet: bool) {
    for fault in faults.iter().filter(|fault| !quiet || fault.reason == Reason::Unreadable) {
        eprintln!("{}", escape_terminal(&fault.to_string()));
    }
    let more = total.saturating_sub(faults.len());
    if more > 0 && !quiet {
        eprintln!("… and {more} more; --bad-records FILE writes them all");
    }
}

/// Says what a user should be wary of.
pub(crate) fn warnings(warnings: &[impl std::fmt::Display], shown: usize) {
    for warning in warnings.iter().take(shown) {
        eprintln!("twicetold: warning: {}", escape_terminal(&warning.to_string()));
    }
    if warnings.len() > shown {
        eprintln!("… and {} more warnings", warnings.len() - shown);
    }
}

fn colored() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
