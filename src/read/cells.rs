//! The fields of a record whose values stand as they are — a row, a page, a web record — made a document.
//!
//! JSON objects have a way of their own ([`super::object`]), since their values are unescaped only where they are wanted.

use super::piece::{Piece, nul};
use super::{Options, Record, text};
use crate::document::{Fault, Reason};
use std::borrow::Cow;

pub(super) const TEXT: usize = 0;
pub(super) const ID: usize = 1;
pub(super) const SOURCE: usize = 2;
pub(super) const DATE: usize = 3;
pub(super) const TITLE: usize = 4;
pub(super) const URL: usize = 5;
/// How many fields of a record are looked at.
pub(super) const FIELDS: usize = 6;

/// The values of a record, by the constants above.
#[derive(Debug, Default)]
pub(super) struct Cells<'c>(pub(super) [Option<Cow<'c, str>>; FIELDS]);

impl<'c> Cells<'c> {
    /// Puts a value where there is none yet, unless it is empty.
    pub(super) fn or(mut self, field: usize, value: Option<impl Into<Cow<'c, str>>>) -> Self {
        if let Some(slot) = self.0.get_mut(field)
            && slot.is_none()
        {
            *slot = value.map(Into::into).filter(|value| !value.is_empty());
        }
        self
    }

    fn take(&mut self, field: usize) -> Option<Cow<'c, str>> {
        self.0.get_mut(field)?.take().filter(|value| !value.is_empty())
    }

    /// The document, or why there is none; without an id it is called `file:record`.
    pub(super) fn record(mut self, piece: &Piece<'c>, options: &Options) -> Result<Record<'c>, Fault> {
        let text = self.0.first_mut().and_then(Option::take).unwrap_or_default();
        if text.len() > options.document_limit() {
            return Err(piece.fault(Reason::TooLarge, text::too_large(options.document_limit())));
        }
        if text.chars().all(char::is_whitespace) {
            return Err(piece.fault(Reason::Empty, "nothing but white space"));
        }
        let repairs = nul(piece, &text).into_iter().collect();
        let id = self.take(ID).unwrap_or_else(|| Cow::Owned(format!("{}:{}", piece.origin.name, piece.locator.record)));
        Ok(Record {
            id,
            text,
            source: self.take(SOURCE),
            date: self.take(DATE),
            title: self.take(TITLE),
            url: self.take(URL),
            locator: piece.locator,
            repairs,
            file: &piece.origin.name,
        })
    }
}
