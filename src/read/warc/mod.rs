//! WARC and WET (ISO 28500): web archives, record by record, for pages as they were fetched and the texts taken from them.
//!
//! Records that hold no document — requests, metadata, what was fetched before — are passed over. A length that does not lead to the
//! next record is not believed: reading goes on at the next record that can be found.

mod http;

use super::batches::{Cut, Element, Layout};
use super::cells::{Cells, DATE, ID, SOURCE, TEXT, URL};
use super::charset::Charset;
use super::object::{Scratch, too_large};
use super::piece::Piece;
use super::stream::Stream;
use super::{At, MEBIBYTE, Options, Outcome, html, page};
use crate::document::Reason;
use std::borrow::Cow;

/// Largest header of a record.
const HEADER: usize = MEBIBYTE;

/// How a record begins.
const MARK: &[u8] = b"WARC/";

/// A record's header: lines of `name: value` behind the version.
struct Header<'h> {
    lines: &'h [u8],
    /// Size of the header with the blank line behind it.
    bytes: usize,
}

impl<'h> Header<'h> {
    /// The header at the first of these bytes; `None` if no blank line ends it there.
    fn of(bytes: &'h [u8]) -> Option<Self> {
        let head = bytes.get(..bytes.len().min(HEADER))?;
        // Another record that begins within it is the end of what can be a header, so that each is gone through once.
        let head = memchr::memmem::find(head, b"\nWARC/").and_then(|next| head.get(..next + 1)).unwrap_or(head);
        let (lines, end) = http::until_blank_line(head)?;
        Some(Self { lines: head.get(..lines)?, bytes: end })
    }

    fn get(&self, name: &str) -> Option<Cow<'h, str>> {
        http::field(self.lines, name)
    }

    /// How many bytes of content are said to follow.
    fn length(&self) -> Option<u64> {
        self.get("Content-Length")?.parse().ok()
    }

    /// Whether it is of a kind that holds a document.
    fn is_document(&self) -> bool {
        let kind = self.get("WARC-Type").unwrap_or_default();
        ["response", "resource", "conversion"].iter().any(|document| kind.eq_ignore_ascii_case(document))
    }
}

/// What begins at the first of some bytes.
enum Next {
    /// A record up to there, and whether it may hold a document.
    Record { end: usize, is_document: bool },
    /// It goes on behind these bytes.
    More,
    /// No record, for this reason; the next mark is to be looked for behind the first bytes.
    Lost(Reason, String),
}

fn next(bytes: &[u8], ended: bool, limit: usize) -> Next {
    let malformed = |what: &str| Next::Lost(Reason::Malformed, format!("{what}; went on at the next record that could be found"));
    if !bytes.starts_with(MARK) {
        return if ended || bytes.len() >= MARK.len() { malformed("no record begins where one should") } else { Next::More };
    }
    let Some(header) = Header::of(bytes) else {
        return if ended || bytes.len() >= HEADER { malformed("the header of the record does not end") } else { Next::More };
    };
    let Some(length) = header.length() else { return malformed("the record does not say its Content-Length") };
    let Some(end) = usize::try_from(length).ok().and_then(|length| header.bytes.checked_add(length)).filter(|&end| end <= limit)
    else {
        return Next::Lost(Reason::TooLarge, too_large(limit));
    };
    // Both blank lines and the next mark, to see whether the length leads there.
    if bytes.len() < end.saturating_add(4 + MARK.len()) && !ended {
        return Next::More;
    }
    let Some(behind) = bytes.get(end..) else { return malformed("the file ends within this record; was it cut?") };
    let breaks = behind.iter().take(4).take_while(|byte| b"\r\n".contains(byte)).count();
    let leads_on = behind.get(breaks..).is_some_and(|next| next.is_empty() && ended || next.starts_with(MARK))
        || behind.starts_with(b"\r\n\r\n");
    if leads_on {
        Next::Record { end, is_document: header.is_document() }
    } else {
        malformed("its Content-Length does not lead to the next record")
    }
}

/// Cuts a stream into records.
pub(super) struct Cutter {
    carry: Vec<u8>,
    at: At,
    /// Whether the next mark is looked for.
    lost: bool,
}

impl Cutter {
    /// Begins behind a byte order mark of `mark` bytes.
    pub(super) fn new(mark: u64) -> Self {
        Self { carry: Vec::new(), at: At { record: 1, byte: mark }, lost: false }
    }

    pub(super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        let limit = options.record_limit();
        let begin = self.at;
        let mut bytes = stream.buffer(&mut self.carry);
        let mut target = options.batch_bytes.max(1);
        loop {
            stream.fill(&mut bytes, target);
            let ended = stream.ended && !stream.is_broken();
            let mut found = Found { elements: Vec::new(), faults: Vec::new(), done: 0, records: 0 };
            self.records(&bytes, ended, limit, &mut found);
            if found.done > 0 {
                self.carry = bytes.split_off(found.done.min(bytes.len()));
                self.at = At { record: begin.record + found.records, byte: begin.byte + found.done as u64 };
                let layout = Layout::Elements(found.elements);
                return Some(Cut { first: begin, bytes, read: found.done as u64, layout, faults: found.faults });
            }
            if stream.ended {
                // Half a record is none.
                self.at.byte += bytes.len() as u64;
                return Cut::broken(stream, begin, bytes);
            }
            target = bytes.len().max(1).saturating_mul(2).min(limit.saturating_add(2 * MEBIBYTE));
        }
    }

    /// The same where these bytes were read already.
    pub(super) fn holding(self, carry: Vec<u8>) -> Self {
        Self { carry, ..self }
    }

    fn records(&mut self, bytes: &[u8], ended: bool, limit: usize, found: &mut Found) {
        while let Some(rest) = bytes.get(found.done..).filter(|rest| !rest.is_empty()) {
            if self.lost {
                let (to, is_there) = mark(rest, ended);
                found.done += to;
                self.lost = !is_there;
                if to == 0 && !is_there {
                    return;
                }
                continue;
            }
            let blank = rest.iter().take_while(|byte| b"\r\n".contains(byte)).count();
            if blank > 0 {
                found.done += blank;
                continue;
            }
            let at = At { record: self.at.record + found.records, byte: self.at.byte + found.done as u64 };
            match next(rest, ended, limit) {
                Next::Record { end, is_document } => {
                    if is_document {
                        found.elements.push(Element { number: at.record, range: found.done..found.done + end });
                    }
                    found.done += end;
                }
                Next::More => return,
                Next::Lost(reason, message) => {
                    found.faults.push((reason, at, message));
                    found.done += 1;
                    self.lost = true;
                }
            }
            found.records += 1;
        }
    }
}

/// What was found in the bytes at hand.
struct Found {
    elements: Vec<Element>,
    faults: Vec<(Reason, At, String)>,
    done: usize,
    records: u64,
}

/// Where the next record begins at the earliest, and whether its mark stands there.
fn mark(bytes: &[u8], ended: bool) -> (usize, bool) {
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| memchr::memmem::find(rest, b"\nWARC/")) {
        let start = from + at + 1;
        match bytes.get(start + MARK.len()..start + MARK.len() + 2) {
            Some([b'0'..=b'9', b'.']) => return (start, true),
            Some(_) => from = start,
            None if ended => break,
            None => return (start - 1, false),
        }
    }
    let kept = if ended { 0 } else { MARK.len() + 2 };
    (bytes.len().saturating_sub(kept), false)
}

/// The document of a record.
pub(super) fn outcome(piece: &Piece<'_>, options: &Options, scratch: &mut Scratch, each: &mut impl FnMut(Outcome<'_>)) {
    let skipped = |reason, message: String| Outcome::Skipped(piece.fault(reason, message));
    let Some(header) = Header::of(piece.bytes) else {
        return each(skipped(Reason::Malformed, "the header of the record does not end".to_owned()));
    };
    let content = piece.bytes.get(header.bytes..).unwrap_or_default();
    let is_response = header.get("WARC-Type").is_some_and(|kind| kind.eq_ignore_ascii_case("response"));
    let fetched = if is_response {
        http::response(content, options.document_limit())
    } else {
        Ok(http::Content { body: Cow::Borrowed(content), media_type: header.get("Content-Type").map(Cow::into_owned) })
    };
    let fetched = match fetched {
        Ok(fetched) => fetched,
        Err((reason, message)) => return each(skipped(reason, message)),
    };
    let media_type = fetched.media_type.as_deref().unwrap_or_default();
    let is_page = match http::essence(media_type).as_str() {
        "text/html" | "application/xhtml+xml" => true,
        "" => html::begins_page(&fetched.body),
        "text/plain" | "text/markdown" => false,
        other => {
            return each(skipped(Reason::NotText, format!("{}: no text is read of such content", other.escape_default())));
        }
    };
    let charset = http::charset(media_type).or_else(|| if is_page { html::declared_charset(&fetched.body) } else { None });
    let whole = Piece { origin: piece.origin, locator: piece.locator, bytes: &fetched.body, text: None };
    let (text, decoded) = whole.decoded(charset.and_then(|name| Charset::named(&name)), &mut scratch.text);
    let cells = if is_page { page::cells(html::page(text, options.html)) } else { Cells::default().or(TEXT, Some(text)) };
    each(match about(cells, &header).record(piece, options) {
        Ok(mut record) => {
            record.repairs.splice(0..0, decoded);
            Outcome::Document(record)
        }
        Err(fault) => Outcome::Skipped(fault),
    });
}

/// Adds what the archive says of the page.
fn about<'c>(cells: Cells<'c>, header: &Header<'c>) -> Cells<'c> {
    let address = header.get("WARC-Target-URI").map(|uri| uri.trim_matches(['<', '>']).to_owned());
    let host = address.as_deref().and_then(http::host).map(str::to_owned);
    let id = address.clone().or_else(|| header.get("WARC-Record-ID").map(Cow::into_owned));
    cells.or(ID, id).or(SOURCE, host).or(DATE, header.get("WARC-Date")).or(URL, address)
}
