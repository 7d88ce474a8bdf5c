//! What a run reads: files behind paths, or documents in memory.

use crate::document::{Document, Fault, Place, Reason};
use crate::error::{Error, Result};
use crate::read::{Books, Format, Inputs, Locator, OfFormat, Options, Record, Shelf};
use crate::report::{FormatSummary, Summary};
use std::collections::BTreeMap;
use std::path::Path;

/// The documents of a run, to be read twice.
pub(super) enum Corpus<'a> {
    /// Files, and how they become records.
    Files { inputs: &'a Inputs, read: &'a Options },
    /// Documents of a library call.
    Memory(&'a [Document]),
}

impl<'a> Corpus<'a> {
    /// Where a record stands, as people are told.
    pub(super) fn place(&self, locator: Locator) -> Place {
        let file = match self {
            Self::Files { inputs, .. } => {
                inputs.files().get(locator.file as usize).map(|file| file.shared_name()).unwrap_or_default()
            }
            Self::Memory(documents) => {
                return documents.get(locator.record as usize).map(|document| document.place.clone()).unwrap_or_default();
            }
        };
        Place { file, record: locator.record, byte: locator.byte }
    }

    /// What the file of a record holds.
    pub(super) fn format(&self, locator: Locator) -> Format {
        match self {
            Self::Files { inputs, .. } => {
                inputs.files().get(locator.file as usize).and_then(crate::read::InputFile::format).unwrap_or_default()
            }
            Self::Memory(_) => Format::Auto,
        }
    }

    /// Where what does not fit into memory goes; the system's folder for that where none is given.
    pub(super) fn temp_dir(&self) -> Option<&Path> {
        match self {
            Self::Files { read, .. } => read.temp_dir.as_deref(),
            Self::Memory(_) => None,
        }
    }

    /// What could not be found or entered, before anything was read.
    pub(super) fn faults_before(&self) -> impl Iterator<Item = Fault> {
        let inputs = if let Self::Files { inputs, .. } = self { Some(inputs) } else { None };
        inputs.into_iter().flat_map(|inputs| inputs.faults()).cloned()
    }

    /// The books as the summary has them.
    pub(super) fn books_of(books: &Books) -> Summary {
        let counts = |by: &BTreeMap<Reason, u64>| by.iter().map(|(reason, &count)| (reason.name().to_owned(), count)).collect();
        Summary {
            files: books.files,
            records: books.records,
            documents: books.documents,
            skipped: books.skipped(),
            skipped_by_reason: counts(&books.skipped_by_reason),
            repaired: books.repaired,
            repaired_by_reason: counts(&books.repaired_by_reason),
            bytes_read: books.bytes_read,
            formats: books.by_format.iter().filter_map(|(format, counts)| of_format(*format, counts)).collect(),
            passed_over: books.passed_over,
            ..Summary::default()
        }
    }

    /// Opens it for reading some records again; `wanted` ascend.
    pub(super) fn reopen(&self, wanted: &[Locator]) -> Result<Texts<'a>> {
        match self {
            Self::Files { inputs, read } => Ok(Texts::Shelf(Shelf::open(inputs, wanted, read)?)),
            Self::Memory(documents) => Ok(Texts::Memory(documents)),
        }
    }
}

/// What became of the files of one format; nothing where no file has it.
fn of_format(format: Format, counts: &OfFormat) -> Option<(String, FormatSummary)> {
    let skipped_by_reason: BTreeMap<String, u64> =
        counts.skipped_by_reason.iter().map(|(reason, &count)| (reason.name().to_owned(), count)).collect();
    let summary = FormatSummary {
        files: counts.files,
        documents: counts.documents,
        repaired: counts.repaired,
        skipped: skipped_by_reason.values().sum(),
        skipped_by_reason,
    };
    let name = if format == Format::Auto { "unread" } else { format.name() };
    (summary.files > 0 || summary.skipped > 0).then(|| (name.to_owned(), summary))
}

/// Where documents are read a second time.
pub(super) enum Texts<'a> {
    /// From files.
    Shelf(Shelf<'a>),
    /// From memory.
    Memory(&'a [Document]),
}

impl Texts<'_> {
    /// Calls `each` with the document at each of some places, which ascend.
    pub(super) fn each(&self, wanted: &[Locator], mut each: impl FnMut(Record<'_>) -> Result<()>) -> Result<()> {
        match self {
            Self::Shelf(shelf) => shelf.each(wanted, each),
            Self::Memory(documents) => wanted.iter().try_for_each(|locator| {
                let at = locator.record as usize;
                let gone = || Error::input(format!("document {at} is not there any more"));
                each(Record::of(documents.get(at).ok_or_else(gone)?, at))
            }),
        }
    }
}
