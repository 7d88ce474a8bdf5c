//! CSV and TSV: a header, then rows, cut where they end and read by the names of their columns.
//!
//! The csv library takes a quote that never closes for the start of a field that never ends: a thousand rows become three, and no
//! error. So rows are cut here, by the [guard](guard), which gives up a line rather than all lines behind it; the
//! fields of a row are then read by csv-core (RFC 4180).

mod guard;

use super::batches::{Cut, Element, Layout};
use super::cells::{Cells, FIELDS};
use super::object::{Scratch, no_text, too_large};
use super::piece::Piece;
use super::stream::Stream;
use super::{At, Format, MEBIBYTE, Options, Outcome};
use crate::document::Reason;
use guard::Row;
use std::borrow::Cow;
use std::sync::Arc;

/// Most columns a header may have.
const WIDEST: usize = 10_000;

/// What the header of a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    delimiter: u8,
    /// How many fields a row has.
    count: usize,
    /// Where text, id, source, date, title and url stand.
    places: [Option<usize>; FIELDS],
    /// What is said of a row without a text, where the header has no such column.
    missing: Option<String>,
}

impl Columns {
    fn of(header: &[u8], delimiter: u8, options: &Options) -> Self {
        let mut scratch = Cutup::default();
        let header = String::from_utf8_lossy(header);
        scratch.split(header.trim_start_matches('\u{feff}').as_bytes(), delimiter);
        let names: Vec<String> = scratch.fields().take(WIDEST).map(|name| name.trim().to_owned()).collect();
        let fields = &options.fields;
        let wanted = [&fields.text, &fields.id, &fields.source, &fields.date, &fields.title, &fields.url];
        let exactly = |name: &String| names.iter().position(|column| column == name);
        let any_case = |name: &String| names.iter().position(|column| column.eq_ignore_ascii_case(name));
        let places = wanted.map(|name| exactly(name).or_else(|| any_case(name)));
        let [text, ..] = places;
        let missing = text.is_none().then(|| no_text(&fields.text, &names, None));
        Self { delimiter, count: scratch.ends.len(), places, missing }
    }

    /// The document of a row.
    pub(super) fn outcome(
        &self,
        piece: &Piece<'_>,
        options: &Options,
        scratch: &mut Scratch,
        each: &mut impl FnMut(Outcome<'_>),
    ) {
        if piece.bytes.len() > options.record_limit() {
            return each(Outcome::Skipped(piece.fault(Reason::TooLarge, too_large(options.record_limit()))));
        }
        let Scratch { line, cutup, .. } = scratch;
        let (row, decoded) = piece.decoded(None, line);
        cutup.split(row.as_bytes(), self.delimiter);
        if cutup.ends.len() != self.count && self.delimiter == b'\t' {
            cutup.split_plainly(row.as_bytes());
        }
        if cutup.ends.len() != self.count {
            return each(Outcome::Skipped(piece.fault(Reason::Malformed, self.uneven(cutup.ends.len()))));
        }
        if let Some(missing) = &self.missing {
            return each(Outcome::Skipped(piece.fault(Reason::MissingText, missing.as_str())));
        }
        let cells = self.places.map(|place| place.and_then(|place| cutup.field(place)).map(Cow::Borrowed));
        each(match Cells(cells).record(piece, options) {
            Ok(mut record) => {
                record.repairs.splice(0..0, decoded);
                Outcome::Document(record)
            }
            Err(fault) => Outcome::Skipped(fault),
        });
    }

    fn uneven(&self, count: usize) -> String {
        let columns = self.count;
        match count {
            0 => "a quote that is never closed, so only this line is left out; close it, or double it where it is a letter"
                .to_owned(),
            count => {
                format!("{count} fields where the header has {columns}; put fields that hold delimiters or line ends in quotes")
            }
        }
    }
}

/// The fields of a row, unquoted, one behind the other; used again from row to row.
#[derive(Default)]
pub(super) struct Cutup {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    reader: Option<(u8, csv_core::Reader)>,
}

impl std::fmt::Debug for Cutup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cutup").field("ends", &self.ends).finish_non_exhaustive()
    }
}

impl Cutup {
    /// Cuts one row; no field where it is no row by itself.
    fn split(&mut self, row: &[u8], delimiter: u8) {
        let row = row.strip_suffix(b"\n").unwrap_or(row);
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        self.ends.clear();
        match guard::row(row, delimiter, true) {
            // In files of this kind a quote is mostly a letter.
            Row::Ends { is_strict: false, .. } if delimiter == b'\t' => return self.split_plainly(row),
            Row::Ends { end, .. } if end == row.len() => {}
            _ => return,
        }
        if self.reader.as_ref().is_none_or(|&(kept, _)| kept != delimiter) {
            self.reader = Some((delimiter, csv_core::ReaderBuilder::new().delimiter(delimiter).build()));
        }
        let Some((_, reader)) = &mut self.reader else { return };
        reader.reset();
        self.bytes.resize(row.len().max(1), 0);
        self.ends.resize(row.len() + 2, 0);
        let (mut read, mut written, mut fields) = (0, 0, 0);
        // Twice the end of the input tells csv-core that the row is over.
        for _ in 0..3 {
            let input = row.get(read..).unwrap_or_default();
            let (result, taken, put, found) = reader.read_record(
                input,
                self.bytes.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(fields..).unwrap_or_default(),
            );
            (read, written, fields) = (read + taken, written + put, fields + found);
            if matches!(result, csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End) {
                break;
            }
        }
        self.ends.truncate(fields);
    }

    /// Cuts one row at tabs, quotes being letters like any other.
    fn split_plainly(&mut self, row: &[u8]) {
        let row = row.strip_suffix(b"\n").unwrap_or(row);
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        self.bytes.clear();
        self.ends.clear();
        for field in row.split(|&byte| byte == b'\t') {
            self.bytes.extend_from_slice(field);
            self.ends.push(self.bytes.len());
        }
    }

    fn field(&self, number: usize) -> Option<&str> {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        std::str::from_utf8(self.bytes.get(start..*self.ends.get(number)?)?).ok()
    }

    fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| self.field(number).unwrap_or_default())
    }
}

/// Which of the usual delimiters a header is cut by: the one that gives the column of the text, else the most columns.
pub(super) fn delimiter(header: &[u8], options: &Options) -> u8 {
    let mut cutup = Cutup::default();
    let mut rated = [b',', b';', b'\t', b'|'].map(|delimiter| {
        cutup.split(header, delimiter);
        let named = cutup.fields().any(|name| name.trim().eq_ignore_ascii_case(&options.fields.text));
        ((named, cutup.ends.len()), delimiter)
    });
    // The first of equals stays first.
    rated.sort_by_key(|&(rate, _)| std::cmp::Reverse(rate));
    let [(_, best), ..] = rated;
    best
}

/// Whether a line is a header with a column of this name, as no prose begins.
pub(super) fn is_header(line: &[u8], options: &Options) -> Option<Format> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // A thousand small texts are asked this; few of them have the word.
    memchr::memmem::find(line, options.fields.text.as_bytes())?;
    let delimiter = delimiter(line, options);
    let mut cutup = Cutup::default();
    cutup.split(line, delimiter);
    let names: Vec<_> = cutup.fields().collect();
    let like_a_name =
        |name: &&str| !name.is_empty() && name.len() <= 64 && name.trim() == *name && !name.contains(['.', '!', '?']);
    let is = names.len() > 1 && names.iter().all(like_a_name) && names.iter().any(|name| *name == options.fields.text);
    is.then_some(if delimiter == b'\t' { Format::Tsv } else { Format::Csv })
}

/// Cuts a stream into rows.
pub(super) struct Cutter {
    format: Format,
    columns: Option<Arc<Columns>>,
    /// Begun, but not given yet.
    carry: Vec<u8>,
    /// Where the carry begins; the record is its line.
    at: At,
    /// Up to this offset a row is a line, since quotes were not to be trusted.
    lines_until: u64,
    /// Bytes gone through for rows that were none.
    wasted: u64,
    /// Whether a line too large to hold goes on.
    in_giant: bool,
}

impl Cutter {
    /// Begins behind a byte order mark of `mark` bytes.
    pub(super) fn new(format: Format, mark: u64) -> Self {
        let at = At { record: 1, byte: mark };
        Self { format, columns: None, carry: Vec::new(), at, lines_until: 0, wasted: 0, in_giant: false }
    }

    /// The same where these bytes were read already.
    pub(super) fn holding(self, carry: Vec<u8>) -> Self {
        Self { carry, ..self }
    }

    /// What the header says, once it was read.
    pub(super) fn columns(&self) -> Option<&Arc<Columns>> {
        self.columns.as_ref()
    }

    pub(super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        let limit = options.record_limit();
        let begin = self.at;
        let mut bytes = stream.buffer(&mut self.carry);
        let mut target = options.batch_bytes.max(1);
        loop {
            stream.fill(&mut bytes, target);
            let mut rows = Rows { rows: Vec::new(), faults: Vec::new(), done: 0, lines: 0 };
            let whole = Held { bytes: &bytes, ended: stream.ended && !stream.is_broken() };
            self.rows(whole, options, &mut rows);
            if rows.done > 0 || (stream.ended && bytes.is_empty()) {
                return self.give(bytes, rows, begin).or_else(|| Cut::end(stream, self.at));
            }
            if stream.ended {
                // Half a row is none.
                self.at.byte += bytes.len() as u64;
                return Cut::broken(stream, begin, bytes);
            }
            target = bytes.len().max(1).saturating_mul(2).min(limit.saturating_add(MEBIBYTE));
        }
    }

    fn give(&mut self, mut bytes: Vec<u8>, rows: Rows, begin: At) -> Option<Cut> {
        if rows.done == 0 {
            return None;
        }
        self.carry = bytes.split_off(rows.done.min(bytes.len()));
        self.at = At { record: begin.record + rows.lines, byte: begin.byte + rows.done as u64 };
        let layout = Layout::Elements(rows.rows);
        Some(Cut { first: begin, bytes, read: rows.done as u64, layout, faults: rows.faults })
    }

    /// Finds whole rows; the first of the file is the header.
    fn rows(&mut self, held: Held<'_>, options: &Options, rows: &mut Rows) {
        let Held { bytes, ended } = held;
        let limit = options.record_limit();
        while let Some(rest) = bytes.get(rows.done..).filter(|rest| !rest.is_empty()) {
            let at = At { record: self.at.record + rows.lines, byte: self.at.byte + rows.done as u64 };
            let first_line = guard::line_end(rest, ended);
            if self.in_giant {
                self.in_giant = first_line.is_none();
                rows.pass(rest, first_line.unwrap_or(rest.len()));
                continue;
            }
            if let Some(end) = first_line
                && rest.get(..end).unwrap_or_default().trim_ascii().is_empty()
            {
                rows.pass(rest, end);
                continue;
            }
            let (delimiter, count) = match &self.columns {
                Some(columns) => (columns.delimiter, columns.count),
                None if self.format == Format::Tsv => (b'\t', 0),
                None => match first_line {
                    Some(end) => (delimiter(rest.get(..end).unwrap_or_default(), options), 0),
                    None => (b',', 0),
                },
            };
            let row =
                if at.byte < self.lines_until { guard::line(rest, delimiter, ended) } else { guard::row(rest, delimiter, ended) };
            match row {
                Row::Ends { end, fields, lines, .. } => {
                    let row = rest.get(..end).unwrap_or_default();
                    if self.columns.is_none() {
                        self.columns = Some(Arc::new(Columns::of(row, delimiter, options)));
                        rows.pass(rest, end);
                    } else if lines > 1 && fields != count && self.may_look_again(at, end) {
                        rows.take(rest, at, first_line.unwrap_or(end));
                    } else {
                        rows.take(rest, at, end);
                    }
                }
                Row::Open => {
                    if !self.may_look_again(at, rest.len()) {
                        self.lines_until = at.byte + rest.len() as u64;
                    }
                    rows.take(rest, at, first_line.unwrap_or(rest.len()));
                }
                Row::More if rest.len() > limit => {
                    if !self.may_look_again(at, rest.len()) {
                        self.lines_until = at.byte + rest.len() as u64;
                    }
                    self.in_giant = first_line.is_none();
                    rows.faults.push((Reason::TooLarge, at, too_large(limit)));
                    rows.pass(rest, first_line.unwrap_or(rest.len()));
                }
                Row::More => return,
            }
        }
    }

    /// Whether what was gone through for a row that is none may be gone through again: as long as that costs little beside the file.
    fn may_look_again(&mut self, at: At, bytes: usize) -> bool {
        self.wasted += bytes as u64;
        self.wasted <= at.byte.saturating_mul(4).saturating_add(MEBIBYTE as u64)
    }
}

/// The bytes at hand, and whether the file ends with them.
#[derive(Clone, Copy)]
struct Held<'b> {
    bytes: &'b [u8],
    ended: bool,
}

/// What was found in the bytes at hand.
struct Rows {
    rows: Vec<Element>,
    faults: Vec<(Reason, At, String)>,
    /// Bytes and lines gone through.
    done: usize,
    lines: u64,
}

impl Rows {
    fn take(&mut self, rest: &[u8], at: At, end: usize) {
        self.rows.push(Element { number: at.record, range: self.done..self.done + end });
        self.pass(rest, end);
    }

    fn pass(&mut self, rest: &[u8], end: usize) {
        self.lines += guard::line_ends(rest.get(..end).unwrap_or_default());
        self.done += end;
    }
}
