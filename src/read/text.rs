//! Plain text: the whole file is one document, called by its path.

use super::batches::{Cut, Layout};
use super::object::{Piece, Scratch, invalid_utf8, nul};
use super::stream::Stream;
use super::{At, Options, Outcome, Record, decode};
use crate::document::Reason;
use std::borrow::Cow;

/// Cuts a file into one piece.
pub(super) struct Cutter {
    at: At,
    done: bool,
}

impl Cutter {
    /// Begins behind a byte order mark of `mark` bytes.
    pub(super) fn new(mark: u64) -> Self {
        Self { at: At { record: 1, byte: mark }, done: false }
    }

    pub(super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        if std::mem::replace(&mut self.done, true) {
            return None;
        }
        let limit = options.document_limit();
        let mut bytes = Vec::new();
        stream.fill(&mut bytes, limit.saturating_add(1));
        let read = bytes.len() as u64;
        if bytes.len() > limit {
            return Some(Cut::fault(Reason::TooLarge, self.at, too_large(limit), read));
        }
        let fault = stream.take_fault();
        if let (true, Some((reason, message))) = (bytes.is_empty(), &fault) {
            return Some(Cut::fault(*reason, self.at, message.clone(), 0));
        }
        let end = At { record: 1, byte: self.at.byte + read };
        let faults = fault.into_iter().map(|(reason, message)| (reason, end, message)).collect();
        Some(Cut { first: self.at, bytes, read, layout: Layout::Whole, faults })
    }
}

/// What is told of a text over the limit.
pub(super) fn too_large(limit: usize) -> String {
    format!("the text has more than {limit} bytes; raise --max-document-bytes to take it")
}

/// The document that is the whole piece.
pub(super) fn outcome(piece: &Piece<'_>, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
    let mut repairs = Vec::new();
    let text = match std::str::from_utf8(piece.bytes) {
        Ok(text) => text,
        Err(_) => {
            let replaced = decode::lossy(piece.bytes, &mut scratch.text);
            repairs.extend(replaced.map(|replaced| invalid_utf8(piece, replaced)));
            scratch.text.as_str()
        }
    };
    if text.len() > options.document_limit() {
        return each(Outcome::Skipped(piece.fault(Reason::TooLarge, too_large(options.document_limit()))));
    }
    if text.chars().all(char::is_whitespace) {
        return each(Outcome::Skipped(piece.fault(Reason::Empty, "nothing but white space")));
    }
    repairs.extend(nul(piece, text));
    each(Outcome::Document(Record {
        id: Cow::Borrowed(&piece.origin.name),
        text: Cow::Borrowed(text),
        source: piece.origin.folder().map(Cow::Borrowed),
        date: None,
        title: None,
        url: None,
        locator: piece.locator,
        repairs,
        file: &piece.origin.name,
    }));
}
