//! Plain text and Markdown: the whole file is one document, called by its path.

use super::batches::{Cut, Layout};
use super::cells::{Cells, DATE, ID, SOURCE, TEXT, TITLE, URL};
use super::front_matter::FrontMatter;
use super::object::Scratch;
use super::piece::Piece;
use super::stream::Stream;
use super::{At, Options, Outcome};
use crate::document::Reason;

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

/// The document that is the whole piece, its front matter taken as metadata.
pub(super) fn outcome(piece: &Piece<'_>, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
    let (text, decoded) = piece.decoded(None, &mut scratch.text);
    let front = FrontMatter::of(text);
    let body = front.as_ref().map_or(text, |front| front.body);
    let value = |field: &str| front.as_ref().and_then(|front| front.value(&[field]));
    let or = |field: &str, others: &[&str]| value(field).or_else(|| front.as_ref()?.value(others)).map(str::to_owned);
    let names = &options.fields;
    let cells = Cells::default()
        .or(TEXT, Some(body))
        .or(ID, Some(&*piece.origin.name))
        .or(SOURCE, or(&names.source, &["source", "site", "publisher"]))
        .or(SOURCE, piece.origin.folder())
        .or(DATE, or(&names.date, &["date", "published", "pubdate"]))
        .or(TITLE, or(&names.title, &["title"]))
        .or(URL, or(&names.url, &["url", "canonical", "canonical_url", "link"]));
    each(match cells.record(piece, options) {
        Ok(mut record) => {
            record.repairs.splice(0..0, decoded);
            Outcome::Document(record)
        }
        Err(fault) => Outcome::Skipped(fault),
    });
}
