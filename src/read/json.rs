//! JSON over any number of lines: an array of objects, or objects one after the other.
//!
//! The file is cut into elements by brackets and quotes alone, in a pass that holds one element and no
//! more, and keeps its depth in a number; what an element holds is judged later, where objects are
//! parsed. Commas between elements are not insisted on.

use super::batches::{Cut, Element, Layout};
use super::object::too_large;
use super::stream::Stream;
use super::{At, MEBIBYTE, Options};
use crate::document::Reason;
use std::ops::Range;

/// Cuts a stream behind the last whole element of each megabyte.
pub(super) struct Cutter {
    elements: Elements,
    /// Begun, but not given yet.
    carry: Vec<u8>,
    /// How much of the carry the scan has seen.
    scanned: usize,
    /// Where the carry begins, and the number of the next element.
    at: At,
    done: bool,
}

impl Cutter {
    /// Begins behind a byte order mark of `mark` bytes.
    pub(super) fn new(mark: u64) -> Self {
        let at = At { record: 1, byte: mark };
        Self { elements: Elements::default(), carry: Vec::new(), scanned: 0, at, done: false }
    }

    pub(super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        if self.done {
            return None;
        }
        let begin = self.at.byte;
        let cut = self.next(stream, options)?;
        Some(Cut { read: self.at.byte - begin, ..cut })
    }

    fn next(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        let limit = options.record_limit();
        let mut bytes = stream.buffer(&mut self.carry);
        let mut scanned = self.scanned;
        let mut target = options.batch_bytes.max(bytes.len().saturating_add(1));
        let mut places = Vec::new();
        loop {
            stream.fill(&mut bytes, target);
            while let Some(place) = self.elements.next(&bytes, &mut scanned) {
                places.push(place);
            }
            if !places.is_empty() {
                return Some(self.give(bytes, places));
            }
            match self.elements.start {
                Some(start) if bytes.len() - start > limit => return Some(self.skip(bytes, stream, limit)),
                _ if stream.ended => {
                    self.done = true;
                    return Some(self.end(stream, bytes));
                }
                Some(_) => target = bytes.len().saturating_mul(2).min(limit.saturating_add(MEBIBYTE)),
                // Nothing but what stands between elements.
                None => {
                    self.at.byte += bytes.len() as u64;
                    bytes.clear();
                    scanned = 0;
                }
            }
        }
    }

    /// All up to the last whole element; the rest is carried on.
    fn give(&mut self, mut bytes: Vec<u8>, places: Vec<Range<usize>>) -> Cut {
        let end = self.elements.start.unwrap_or(bytes.len());
        self.carry = bytes.split_off(end.min(bytes.len()));
        self.scanned = self.carry.len();
        self.elements.start = self.elements.start.map(|_| 0);
        let first = self.at;
        self.at = At { record: first.record + places.len() as u64, byte: first.byte + bytes.len() as u64 };
        let elements = (first.record..).zip(places).map(|(number, range)| Element { number, range }).collect();
        Cut { first, bytes, read: 0, layout: Layout::Elements(elements), faults: Vec::new() }
    }

    /// What is left at the end of the stream: a word without an end, half an element, an open array.
    fn end(&mut self, stream: &mut Stream, bytes: Vec<u8>) -> Cut {
        let open = self.elements.start;
        let start = open.unwrap_or(bytes.len());
        let at = At { record: self.at.record, byte: self.at.byte + start as u64 };
        if self.elements.state == State::Scalar && !stream.is_broken() {
            self.elements = Elements::default();
            let place = start..bytes.len();
            return self.give(bytes, vec![place]);
        }
        self.at.byte += bytes.len() as u64;
        if let Some(cut) = Cut::end(stream, at) {
            return cut;
        }
        let message = match (open, self.elements.in_array) {
            (Some(_), _) => "the file ends within this record; was it cut?",
            (None, true) => "the file ends before its array does; was it cut?",
            (None, false) => return self.give(Vec::new(), Vec::new()),
        };
        Cut::fault(Reason::Malformed, at, message.into(), 0)
    }

    /// Goes to the end of an element too large to hold, keeping none of it.
    fn skip(&mut self, mut bytes: Vec<u8>, stream: &mut Stream, limit: usize) -> Cut {
        let start = self.elements.start.unwrap_or_default() as u64;
        let first = At { record: self.at.record, byte: self.at.byte + start };
        loop {
            self.at.byte += bytes.len() as u64;
            bytes.clear();
            bytes.shrink_to(MEBIBYTE);
            self.elements.start = Some(0);
            stream.fill(&mut bytes, MEBIBYTE);
            let mut scanned = 0;
            if self.elements.next(&bytes, &mut scanned).is_some() {
                self.carry = bytes.split_off(scanned);
                self.scanned = 0;
                self.at.byte += scanned as u64;
                break;
            }
            if bytes.is_empty() {
                self.elements = Elements::default();
                break;
            }
        }
        self.at.record += 1;
        Cut::fault(Reason::TooLarge, first, too_large(limit), 0)
    }
}

/// Where a scan stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    Nested,
    Quoted,
    /// Behind a backslash.
    Escaped,
    /// A number, a word, or rubbish.
    Scalar,
}

/// Finds where elements begin and end, chunk after chunk.
#[derive(Debug, Default)]
pub(super) struct Elements {
    state: State,
    in_array: bool,
    depth: u64,
    /// Where the element begun begins.
    pub(super) start: Option<usize>,
}

impl Elements {
    /// The next element that ends within `bytes`, scanned from `at`, which is moved on.
    pub(super) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
        while let Some(rest) = bytes.get(*at..).filter(|rest| !rest.is_empty()) {
            let ends = match self.state {
                State::Between => self.between(rest, at),
                State::Nested => self.nested(rest, at),
                State::Quoted => self.quoted(rest, at),
                State::Escaped => {
                    *at += 1;
                    self.state = State::Quoted;
                    false
                }
                State::Scalar => self.scalar(rest, at),
            };
            if ends {
                self.state = State::Between;
                return self.start.take().map(|start| start..*at);
            }
        }
        None
    }

    /// What was begun and has no end, once there is no more.
    pub(super) fn rest(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        self.start.take().map(|start| start..bytes.len())
    }

    fn between(&mut self, rest: &[u8], at: &mut usize) -> bool {
        let Some((offset, &byte)) = rest.iter().enumerate().find(|(_, byte)| !is_gap(**byte)) else {
            *at += rest.len();
            return false;
        };
        *at += offset;
        match byte {
            b'[' if !self.in_array => {
                self.in_array = true;
                *at += 1;
            }
            b']' if self.in_array => {
                self.in_array = false;
                *at += 1;
            }
            _ => {
                self.start = Some(*at);
                self.depth = 0;
                self.state = match byte {
                    b'{' | b'[' => State::Nested,
                    b'"' => State::Quoted,
                    _ => State::Scalar,
                };
                *at += usize::from(byte == b'"');
            }
        }
        false
    }

    fn nested(&mut self, rest: &[u8], at: &mut usize) -> bool {
        for (offset, byte) in rest.iter().enumerate() {
            match byte {
                b'"' => {
                    self.state = State::Quoted;
                    *at += offset + 1;
                    return false;
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => continue,
            }
            if self.depth == 0 {
                *at += offset + 1;
                return true;
            }
        }
        *at += rest.len();
        false
    }

    fn quoted(&mut self, rest: &[u8], at: &mut usize) -> bool {
        let Some(offset) = memchr::memchr2(b'"', b'\\', rest) else {
            *at += rest.len();
            return false;
        };
        *at += offset + 1;
        if rest.get(offset) == Some(&b'\\') {
            self.state = State::Escaped;
            return false;
        }
        self.state = State::Nested;
        self.depth == 0
    }

    fn scalar(&mut self, rest: &[u8], at: &mut usize) -> bool {
        let in_array = self.in_array;
        let end = |byte: &u8| *byte == b'\n' || in_array && matches!(byte, b',' | b']');
        // The first byte may be a bracket that closes nothing; it is taken, so that the scan moves on.
        let end = rest.iter().position(end);
        *at += end.unwrap_or(rest.len());
        end.is_some()
    }
}

/// What may stand between elements.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',')
}

/// How deep the brackets of a JSON value go.
pub(super) fn depth(value: &str) -> u64 {
    let (mut depth, mut deepest) = (0u64, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in value.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
