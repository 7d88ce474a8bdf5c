//! A record, cut out of its file and not yet parsed: its bytes, its place, and what is repaired in them as they become text.

use super::charset::{self, Charset, Decoded, How};
use super::{At, Locator, Origin};
use crate::document::{Fault, Reason};

/// With which ISO-2022-JP, all ASCII otherwise, switches to Japanese.
const ESCAPE: u8 = 0x1b;

/// A record, cut out, not yet parsed.
pub(super) struct Piece<'a> {
    pub(super) origin: &'a Origin,
    pub(super) locator: Locator,
    pub(super) bytes: &'a [u8],
    /// The bytes, if known to be text.
    pub(super) text: Option<&'a str>,
}

impl<'a> Piece<'a> {
    pub(super) fn fault(&self, reason: Reason, message: impl Into<String>) -> Fault {
        let at = At { record: self.locator.record, byte: self.locator.byte };
        self.origin.fault(reason, at, message)
    }

    /// Its text, without a byte order mark, and what had to be repaired; `declared` is the charset it says it is in.
    pub(super) fn decoded<'b>(&'b self, declared: Option<Charset>, buffer: &'b mut String) -> (&'b str, Option<Fault>)
    where
        'a: 'b,
    {
        let (text, repair) = match self.text.map_or_else(|| std::str::from_utf8(self.bytes), Ok) {
            Ok(text) if memchr::memchr(ESCAPE, text.as_bytes()).is_none() => (text, None),
            _ => match charset::decode(self.bytes, declared, buffer) {
                Some(decoded) => (buffer.as_str(), self.repair(&decoded, declared)),
                None => (buffer.as_str(), None),
            },
        };
        (text.strip_prefix('\u{feff}').unwrap_or(text), repair)
    }

    /// What is told of bytes that are not all UTF-8; nothing where they are what they say.
    fn repair(&self, decoded: &Decoded, declared: Option<Charset>) -> Option<Fault> {
        let byte = self.locator.byte + decoded.first as u64;
        let places = match decoded.count {
            1 => format!("at byte {byte}"),
            count => format!("in {count} places, the first at byte {byte}"),
        };
        let (reason, message) = match decoded.how {
            How::Charset(charset) if declared == Some(charset) => return None,
            How::Charset(charset) => (
                Reason::Charset,
                format!("no UTF-8: read as {}, which it seems to be; convert the file to UTF-8", charset.name()),
            ),
            How::Mended(charset) => (
                Reason::Charset,
                format!("bytes that are no UTF-8 read as {} {places}; convert the file to UTF-8", charset.name()),
            ),
            How::Replaced => {
                let message = format!("bytes that are no UTF-8 replaced by U+FFFD {places}; convert the file to UTF-8");
                (Reason::InvalidUtf8, message)
            }
        };
        Some(self.fault(reason, message))
    }
}

/// The repair of NUL characters, if there are any.
pub(super) fn nul(piece: &Piece<'_>, text: &str) -> Option<Fault> {
    let first = memchr::memchr(0, text.as_bytes())?;
    let count = memchr::memchr_iter(0, text.as_bytes()).count();
    let message = format!("{count} NUL characters kept, the first at byte {first} of the text; they are no part of words");
    Some(piece.fault(Reason::Nul, message))
}
