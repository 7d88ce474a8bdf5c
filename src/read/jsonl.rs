//! JSONL: one JSON object a line, cut at line ends, so that a broken record costs one line.
//!
//! Blank lines are no records, but they are counted, so that a record's number is its line.

use super::batches::{Batch, Cut, Layout};
use super::object::too_large;
use super::piece::Piece;
use super::stream::Stream;
use super::{At, MEBIBYTE, Options};
use crate::document::Reason;

/// Cuts a stream behind the last line end of each megabyte.
pub(super) struct Cutter {
    /// Begun, but not given yet.
    carry: Vec<u8>,
    /// Where the carry begins.
    at: At,
}

impl Cutter {
    /// Begins behind a byte order mark of `mark` bytes.
    pub(super) fn new(mark: u64) -> Self {
        Self { carry: Vec::new(), at: At { record: 1, byte: mark } }
    }

    pub(super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        let limit = options.record_limit();
        let mut bytes = stream.buffer(&mut self.carry);
        let mut searched = 0;
        let mut target = options.batch_bytes.max(1);
        loop {
            stream.fill(&mut bytes, target);
            let fresh = bytes.get(searched..).unwrap_or_default();
            if let Some(end) = memchr::memrchr(b'\n', fresh) {
                self.carry = bytes.split_off(searched + end + 1);
                return Some(self.lines(bytes));
            }
            if bytes.len() > limit {
                return Some(self.skip_line(bytes, stream, limit));
            }
            if stream.is_broken() {
                // Half a record is none.
                let read = bytes.len() as u64;
                return Cut::end(stream, self.at).map(|cut| Cut { read, ..cut });
            }
            if stream.ended {
                return (!bytes.is_empty()).then(|| self.lines(bytes));
            }
            searched = bytes.len();
            target = bytes.len().max(1).saturating_mul(2).min(limit.saturating_add(1));
        }
    }

    fn lines(&mut self, bytes: Vec<u8>) -> Cut {
        let first = self.at;
        let read = bytes.len() as u64;
        self.at.record += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.at.byte += read;
        Cut { first, bytes, read, layout: Layout::Lines, faults: Vec::new() }
    }

    /// Goes to the end of a line too long to hold, keeping none of it.
    fn skip_line(&mut self, mut bytes: Vec<u8>, stream: &mut Stream, limit: usize) -> Cut {
        let first = self.at;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.carry = bytes.split_off(end + 1);
                self.at.byte += bytes.len() as u64;
                break;
            }
            self.at.byte += bytes.len() as u64;
            bytes.clear();
            bytes.shrink_to(MEBIBYTE);
            stream.fill(&mut bytes, MEBIBYTE);
            if bytes.is_empty() {
                break;
            }
        }
        self.at.record += 1;
        Cut::fault(Reason::TooLarge, first, too_large(limit), self.at.byte - first.byte)
    }
}

/// The lines of a batch that are not blank.
pub(super) fn pieces<'a>(batch: &'a Batch, mut each: impl FnMut(Piece<'a>)) {
    let text = std::str::from_utf8(&batch.bytes).ok();
    let mut start = 0;
    let mut record = batch.first_record;
    while start < batch.bytes.len() {
        let rest = batch.bytes.get(start..).unwrap_or_default();
        let bytes = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        if !rest.get(..bytes).unwrap_or_default().trim_ascii_start().is_empty() {
            each(batch.piece(start..start + bytes, record, text));
        }
        start += bytes + 1;
        record += 1;
    }
}
