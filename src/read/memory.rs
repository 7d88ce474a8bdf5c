//! Documents that a caller has in memory, as if they had been read.

use super::{Locator, Outcome, Record};
use crate::document::{Document, Fault, Reason};
use std::borrow::Cow;

impl<'a> Record<'a> {
    /// A document of a list, at position `at`, borrowed; its locator has the position as `record`.
    #[must_use]
    pub fn of(document: &'a Document, at: usize) -> Self {
        let borrowed = |field: &'a Option<String>| field.as_deref().map(Cow::Borrowed);
        let bytes = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
        Self {
            id: Cow::Borrowed(&document.id),
            text: Cow::Borrowed(&document.text),
            source: borrowed(&document.metadata.source),
            date: borrowed(&document.metadata.date),
            title: borrowed(&document.metadata.title),
            url: borrowed(&document.metadata.url),
            locator: Locator { file: 0, bytes, record: at as u64, byte: 0 },
            repairs: Vec::new(),
            file: &document.place.file,
        }
    }
}

impl<'a> Outcome<'a> {
    /// What becomes of a document of a list: skipped where its text is blank.
    #[must_use]
    pub fn of(document: &'a Document, at: usize) -> Self {
        if document.text.trim().is_empty() {
            let message = format!("document '{}' has no text; give it one or leave it out", document.id);
            return Self::Skipped(Fault { reason: Reason::Empty, place: document.place.clone(), message });
        }
        Self::Document(Record::of(document, at))
    }
}
