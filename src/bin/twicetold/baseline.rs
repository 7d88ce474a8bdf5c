//! `--baseline` and `--write-baseline`: what a team has seen, read before a run and written after it.

use crate::args::BaselineArguments;
use crate::output::{check_place, write_whole};
use std::fs;
use twicetold::report::{Baseline, Report};
use twicetold::{Error, Result};

/// Percentile from which the repetition of a document is a finding in reports.
const REPETITIVE_FROM: f64 = 95.0;

/// A baseline to compare with, a place for a new one, or neither.
pub(crate) struct Baselines<'a> {
    known: Option<Baseline>,
    write: Option<&'a str>,
    repetitive_from: f64,
}

impl<'a> Baselines<'a> {
    /// Reads the baseline before anything long is done.
    pub(crate) fn new(arguments: &'a BaselineArguments, max_repetition: f64) -> Result<Self> {
        let write = arguments.write_baseline.as_deref();
        write.map_or(Ok(()), check_place)?;
        let known = arguments.baseline.as_deref().map(read).transpose()?;
        Ok(Self { known, write, repetitive_from: max_repetition.min(REPETITIVE_FROM) })
    }

    /// Whether the findings of all documents are needed together.
    pub(crate) const fn are_asked_for(&self) -> bool {
        self.known.is_some() || self.write.is_some()
    }

    /// Marks what is known, and writes what there is.
    pub(crate) fn apply(&self, report: &mut Report) -> Result<()> {
        if let Some(known) = &self.known {
            known.mark(report, self.repetitive_from);
        }
        match self.write {
            Some(path) => write_whole(path, |out| Baseline::of(report, self.repetitive_from).write(out)),
            None => Ok(()),
        }
    }
}

fn read(path: &str) -> Result<Baseline> {
    let text = fs::read_to_string(path).map_err(|error| Error::read(path, error))?;
    Baseline::read(&text).map_err(|error| Error::input(format!("{path}: {error}")))
}
