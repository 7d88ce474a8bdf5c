//! How a run ends: one exit code, the highest of what happened (see README, exit codes).

use twicetold::Error;
use twicetold::document::{Fault, Reason};
use twicetold::report::Summary;

/// What the process returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done.
    #[default]
    Done = 0,
    /// Done, and a gate that was asked for tripped.
    Gate = 1,
    /// Usage, a plan that cannot be met, or a named path that could not be read.
    Usage = 2,
    /// Done, but something was skipped or repaired, and `--strict`.
    Strict = 3,
    /// Memory, disk, temporary space.
    Limit = 4,
    /// Ended by Ctrl-C.
    Interrupted = 130,
    /// Ended by SIGTERM.
    Terminated = 143,
}

impl Exit {
    /// The highest of what happened in a run that came to its end.
    ///
    /// A run in which not one record had the text field is a usage error.
    pub(crate) fn of_run(gate_tripped: bool, faults: &[Fault], summary: &Summary, strict: bool) -> Self {
        let without_text = summary.skipped_by_reason.get(Reason::MissingText.name()).copied().unwrap_or(0);
        let nothing = summary.records > 0 && without_text == summary.records;
        let unread = nothing || faults.iter().any(|fault| fault.reason == Reason::Unreadable);
        let imperfect = summary.skipped + summary.repaired > 0;
        let happened = [(gate_tripped, Self::Gate), (unread, Self::Usage), (imperfect && strict, Self::Strict)];
        happened.into_iter().filter(|&(did, _)| did).map(|(_, exit)| exit).max().unwrap_or_default()
    }

    /// The code for an error that ended the run.
    pub(crate) fn of(error: &Error) -> Self {
        if error.is_interrupted() {
            Self::Interrupted
        } else if error.is_limit() {
            Self::Limit
        } else {
            Self::Usage
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
