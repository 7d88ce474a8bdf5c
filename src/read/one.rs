//! One document by its path: for commands that compare or inspect a single text.

use super::{Inputs, Options, Outcome, Scratch};
use crate::document::{Document, Fault};
use crate::error::{Error, Result};

/// Reads the only document behind `path`, with what had to be repaired in it.
///
/// # Errors
/// An input error where there is none, or more than one; it says how to name one of them.
pub fn read_one(path: &str, options: &Options) -> Result<(Document, Vec<Fault>)> {
    let inputs = Inputs::resolve(&[path.to_owned()]);
    if let Some(fault) = inputs.faults().next() {
        return Err(Error::input(format!("{path}: {}", fault.message)));
    }
    let (mut documents, mut faults, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    for batch in inputs.batches(options) {
        batch?.for_each(options, &mut scratch, |outcome| {
            faults.extend_from_slice(outcome.faults());
            if let (Outcome::Document(record), true) = (outcome, documents.len() < 2) {
                documents.push(record.into_document());
            }
        });
    }
    match (documents.len(), documents.pop()) {
        (1, Some(document)) => Ok((document, faults)),
        (0, _) => {
            let why = faults.first().map_or_else(|| "it is empty".to_owned(), |fault| fault.message.clone());
            Err(Error::input(format!("{path}: there is no document in it: {why}")))
        }
        (_, last) => {
            let id = last.map(|document| document.id).unwrap_or_default();
            Err(Error::input(format!("{path}: there is more than one document in it; name one as {path}#{id}")))
        }
    }
}
