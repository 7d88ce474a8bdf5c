//! Bytes become text: byte order marks, UTF-16 and UTF-32, and what is no text at all.
//!
//! What is certain is decoded; the rest becomes U+FFFD and is counted, never dropped. Code units that
//! are no characters leave the UTF-16 and UTF-32 decoders as the byte 0xFF, which no UTF-8 text has,
//! so that one place — [`lossy`] — counts all of them, by record.

use std::io::{self, Read};

/// How characters are written in a file, as its first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16 { big: bool },
    Utf32 { big: bool },
}

impl Encoding {
    /// The encoding and the size of its byte order mark in bytes; UTF-8 without one unless there is one.
    pub(super) fn of(head: &[u8]) -> (Self, usize) {
        match head {
            [0xef, 0xbb, 0xbf, ..] => (Self::Utf8, 3),
            [0xff, 0xfe, 0, 0, ..] => (Self::Utf32 { big: false }, 4),
            [0, 0, 0xfe, 0xff, ..] => (Self::Utf32 { big: true }, 4),
            [0xff, 0xfe, ..] => (Self::Utf16 { big: false }, 2),
            [0xfe, 0xff, ..] => (Self::Utf16 { big: true }, 2),
            _ => (Self::Utf8, 0),
        }
    }
}

/// Bytes that are not all UTF-8, made text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Replaced {
    /// How many U+FFFD were put in.
    pub(super) count: u64,
    /// Offset of the first bad byte.
    pub(super) first: usize,
}

/// Puts the text of `bytes` into `text`, U+FFFD for each longest part that is no UTF-8.
///
/// `None` if nothing had to be replaced.
pub(super) fn lossy(bytes: &[u8], text: &mut String) -> Option<Replaced> {
    text.clear();
    let mut replaced: Option<Replaced> = None;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced.get_or_insert(Replaced { count: 0, first: at }).count += 1;
            at += chunk.invalid().len();
        }
    }
    replaced
}

const UNDECODABLE: u8 = 0xff;
const CHUNK: usize = 64 << 10;

/// UTF-16 or UTF-32 read as UTF-8, the byte order mark already taken off.
pub(super) struct Transcoded<R> {
    inner: R,
    encoding: Encoding,
    raw: Vec<u8>,
    /// First half of a surrogate pair.
    high: Option<u16>,
    decoded: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoded<R> {
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        Self { inner, encoding, raw: Vec::new(), high: None, decoded: Vec::new(), given: 0, ended: false }
    }

    /// Decodes one more chunk into the empty `decoded`.
    fn refill(&mut self) -> io::Result<()> {
        let kept = self.raw.len();
        self.raw.resize(kept + CHUNK, 0);
        let read = self.inner.read(self.raw.get_mut(kept..).unwrap_or_default());
        self.raw.truncate(kept + read.as_ref().map_or(0, |&read| read));
        self.ended = read? == 0;
        let raw = std::mem::take(&mut self.raw);
        self.raw = match self.encoding {
            Encoding::Utf8 => {
                self.decoded.extend_from_slice(&raw);
                Vec::new()
            }
            Encoding::Utf16 { big } => self.utf16(&raw, big),
            Encoding::Utf32 { big } => self.utf32(&raw, big),
        };
        if self.ended {
            let half = self.high.take().is_some();
            let bad = usize::from(half) + usize::from(!self.raw.is_empty());
            self.decoded.extend(std::iter::repeat_n(UNDECODABLE, bad));
        }
        Ok(())
    }

    /// Returns the bytes of a unit cut in two.
    fn utf16(&mut self, raw: &[u8], big: bool) -> Vec<u8> {
        let (units, rest) = raw.as_chunks::<2>();
        for &unit in units {
            let unit = if big { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) };
            match (self.high.take(), unit) {
                (Some(high), 0xdc00..=0xdfff) => {
                    let code = 0x1_0000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
                    self.push(code);
                }
                (high, unit) => {
                    if high.is_some() {
                        self.decoded.push(UNDECODABLE);
                    }
                    match unit {
                        0xd800..=0xdbff => self.high = Some(unit),
                        _ => self.push(u32::from(unit)),
                    }
                }
            }
        }
        rest.to_vec()
    }

    fn utf32(&mut self, raw: &[u8], big: bool) -> Vec<u8> {
        let (units, rest) = raw.as_chunks::<4>();
        for &unit in units {
            self.push(if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) });
        }
        rest.to_vec()
    }

    fn push(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.decoded.push(UNDECODABLE),
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.decoded.len() && !self.ended {
            self.decoded.clear();
            self.given = 0;
            self.refill()?;
        }
        let read = self.decoded.get(self.given..).unwrap_or_default().read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    fn utf32(text: &str, big: bool) -> Vec<u8> {
        let bytes = |c: char| if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() };
        text.chars().flat_map(bytes).collect()
    }

    /// Hands out a few bytes at a time, so that every unit is cut somewhere.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    fn transcode(bytes: &[u8], encoding: Encoding, step: usize) -> Vec<u8> {
        let mut decoded = Vec::new();
        Transcoded::new(Trickle(bytes, step), encoding).read_to_end(&mut decoded).unwrap();
        decoded
    }

    #[test]
    fn marks_are_told_apart() {
        assert_eq!(Encoding::of(b"\xef\xbb\xbfa"), (Encoding::Utf8, 3));
        assert_eq!(Encoding::of(b"\xff\xfea\0"), (Encoding::Utf16 { big: false }, 2));
        assert_eq!(Encoding::of(b"\xff\xfe\0\0"), (Encoding::Utf32 { big: false }, 4));
        assert_eq!(Encoding::of(b"\0\0\xfe\xff"), (Encoding::Utf32 { big: true }, 4));
        assert_eq!(Encoding::of(b"\xfe"), (Encoding::Utf8, 0));
    }

    #[test]
    fn halves_of_pairs_and_units_are_counted() {
        let mut text = String::new();
        let lone = [0x41, 0, 0x00, 0xd8, 0x42, 0, 0x00, 0xdc, 0x43, 0, 0x00, 0xd8, 0x44];
        let decoded = transcode(&lone, Encoding::Utf16 { big: false }, 1);
        assert_eq!(decoded, b"A\xffB\xffC\xff\xff");
        assert_eq!(lossy(&decoded, &mut text), Some(Replaced { count: 4, first: 1 }));
        assert_eq!(text, "A\u{fffd}B\u{fffd}C\u{fffd}\u{fffd}");
        assert_eq!(transcode(&[0, 0, 0, 0x41, 0, 0x11, 0, 0, 9], Encoding::Utf32 { big: true }, 3), b"A\xff\xff");
    }

    #[test]
    fn invalid_utf8_is_replaced_as_the_standard_library_does() {
        let mut text = String::new();
        for bytes in [&b"caf\xe9 au lait"[..], b"\xf0\x9f\x98", b"\xed\xa0\x80x", b"ok"] {
            let replaced = lossy(bytes, &mut text);
            assert_eq!(text, String::from_utf8_lossy(bytes));
            assert_eq!(replaced.is_none(), std::str::from_utf8(bytes).is_ok());
        }
    }

    proptest! {
        #[test]
        fn every_text_survives_every_encoding(text in any::<String>(), big: bool, step in 1usize..9) {
            prop_assert_eq!(transcode(&utf16(&text, big), Encoding::Utf16 { big }, step), text.as_bytes());
            prop_assert_eq!(transcode(&utf32(&text, big), Encoding::Utf32 { big }, step), text.as_bytes());
        }

        #[test]
        fn any_bytes_decode_to_something(bytes in any::<Vec<u8>>(), big: bool, step in 1usize..9) {
            for encoding in [Encoding::Utf8, Encoding::Utf16 { big }, Encoding::Utf32 { big }] {
                let mut text = String::new();
                lossy(&transcode(&bytes, encoding, step), &mut text);
            }
        }
    }
}
