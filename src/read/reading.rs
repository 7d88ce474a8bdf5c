//! How a piece becomes a document, by what its file holds: one place for both passes.

use super::csv::Columns;
use super::object::Scratch;
use super::piece::Piece;
use super::{Format, Options, Outcome, frame, page, text, warc};
use crate::document::Reason;

/// How a piece is read.
#[derive(Clone, Copy)]
pub(super) enum Reading<'c> {
    /// A whole file.
    Text,
    /// A JSON object.
    Object,
    /// A row.
    Row(&'c Columns),
    /// A whole page.
    Page,
    /// A record of a web archive.
    Web,
    /// A document packed by an earlier reading.
    Frame,
}

impl<'c> Reading<'c> {
    /// How the pieces of a file are read.
    pub(super) fn of(format: Format, columns: Option<&'c Columns>) -> Self {
        match (format, columns) {
            (Format::Auto | Format::Text | Format::Memory, _) => Self::Text,
            (Format::Csv | Format::Tsv, Some(columns)) => Self::Row(columns),
            (Format::Html, _) => Self::Page,
            (Format::Warc | Format::Wet, _) => Self::Web,
            (Format::Parquet, _) => Self::Frame,
            (Format::Jsonl | Format::Json | Format::Csv | Format::Tsv, _) => Self::Object,
        }
    }

    /// Reads a piece and hands on what it is.
    pub(super) fn read(self, piece: &Piece<'_>, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
        match self {
            Self::Text => text::outcome(piece, options, scratch, each),
            Self::Object => piece.parse(options, scratch, each),
            Self::Row(columns) => columns.outcome(piece, options, scratch, each),
            Self::Page => page::outcome(piece, options, scratch, each),
            Self::Web => warc::outcome(piece, options, scratch, each),
            Self::Frame => each(match frame::unpack(piece) {
                Some(record) => Outcome::Document(record),
                None => Outcome::Skipped(piece.fault(Reason::Malformed, "what was kept of it cannot be read again")),
            }),
        }
    }
}
