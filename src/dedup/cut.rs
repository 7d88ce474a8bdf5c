//! Sentences cut out of a record where it stands, without writing any of the rest anew.
//!
//! The text of a JSON record is a string with escapes. Where a cut begins and ends in the text is looked
//! up in the string as it is written, so that nothing has to be escaped again.

use crate::span::Span;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// The text of a record, and where it is written.
pub(super) struct Text<'r> {
    pub text: Cow<'r, str>,
    /// Where the string stands in the record, between its quotes.
    start: usize,
    written: &'r str,
}

impl<'r> Text<'r> {
    /// The text in a field of a JSON object; none where the record is none that serde_json reads.
    pub(super) fn of_field(record: &'r [u8], field: &str) -> Option<Self> {
        let record = std::str::from_utf8(record).ok()?;
        let fields: BTreeMap<Cow<'r, str>, &'r RawValue> = serde_json::from_str(record.trim_start_matches('\u{feff}')).ok()?;
        let value = fields.get(field)?.get();
        let text = serde_json::from_str::<String>(value).ok()?;
        let start = value.as_ptr() as usize - record.as_ptr() as usize + 1;
        let written = record.get(start..start + value.len().checked_sub(2)?)?;
        Some(Self { text: Cow::Owned(text), start, written })
    }

    /// A record that is a text, behind its byte order mark.
    pub(super) fn plain(record: &'r [u8]) -> Option<Self> {
        let record = std::str::from_utf8(record).ok()?;
        let text = record.trim_start_matches('\u{feff}');
        Some(Self { text: Cow::Borrowed(text), start: record.len() - text.len(), written: text })
    }

    /// The record without some parts of its text, which ascend.
    pub(super) fn without(&self, record: &[u8], cuts: impl Iterator<Item = Span>) -> Vec<u8> {
        let mut rest = Vec::with_capacity(record.len());
        let (mut at, mut places) = (0, Places { written: self.written, read: 0, decoded: 0 });
        for cut in cuts {
            let Range { start, end } = places.of(cut.start)..places.of(cut.end);
            rest.extend_from_slice(record.get(at..self.start + start).unwrap_or_default());
            at = self.start + end;
        }
        rest.extend_from_slice(record.get(at..).unwrap_or_default());
        rest
    }
}

/// Goes along a string as it is written, and along the text it stands for.
struct Places<'w> {
    written: &'w str,
    read: usize,
    decoded: usize,
}

impl Places<'_> {
    /// Where the byte at an offset of the text is written; offsets ascend from call to call.
    fn of(&mut self, offset: usize) -> usize {
        while self.decoded < offset {
            let rest = self.written.get(self.read..).unwrap_or_default();
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len()).min(offset - self.decoded);
            let (read, decoded) = if plain > 0 { (plain, plain) } else { escape(rest) };
            if read == 0 {
                break;
            }
            self.read += read;
            self.decoded += decoded;
        }
        self.read
    }
}

/// Bytes that the escape at the start is written in, and bytes of the text that it stands for.
fn escape(written: &str) -> (usize, usize) {
    let unit = |at: usize| {
        let hex = written.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(hex, 16).ok()
    };
    match unit(0) {
        None => (2.min(written.len()), 1),
        // Half a pair is followed by its other half: where it is not, there is no text to be cut.
        Some(0xd800..=0xdfff) => (12, 4),
        Some(code) => (6, char::from_u32(code).map_or(3, char::len_utf8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes a string with escapes wherever one is possible.
    fn escaped(text: &str, all: bool) -> String {
        if !all {
            let written = serde_json::to_string(text).unwrap();
            return written[1..written.len() - 1].to_owned();
        }
        text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    }

    #[test]
    fn what_is_not_cut_is_not_touched() {
        let record = "{\"id\" : 1,\"text\":\"caf\\u00e9 \\ud83d\\ude00 a\\/b.\\n\\tEnd\" , \"x\": [\"\\u0041\"]}\r\n";
        let text = Text::of_field(record.as_bytes(), "text").unwrap();
        assert_eq!(text.text, "café 😀 a/b.\n\tEnd");
        let cut = text.without(record.as_bytes(), [Span::new(6, 11), Span::new(15, 17)].into_iter());
        assert_eq!(String::from_utf8(cut).unwrap(), record.replace("\\ud83d\\ude00 ", "").replace("\\n\\t", ""));
        assert!(Text::of_field(b"{\"text\": 7}", "text").is_none());
        assert!(Text::of_field(b"{\"text\": \"\xff\"}", "text").is_none());
        let plain = "\u{feff}One. Two.".as_bytes();
        assert_eq!(Text::plain(plain).unwrap().without(plain, std::iter::once(Span::new(0, 5))), "\u{feff}Two.".as_bytes());
    }

    proptest! {
        #[test]
        fn a_cut_in_the_record_is_the_cut_in_the_text(parts in prop::collection::vec(any::<String>(), 5), all in any::<bool>()) {
            let text = parts.concat();
            let record = format!("{{\"a\": \"x\", \"text\": \"{}\"}}", escaped(&text, all));
            let ends: Vec<usize> = parts.iter().scan(0, |end, part| { *end += part.len(); Some(*end) }).collect();
            let cuts = [Span::new(ends[0], ends[1]), Span::new(ends[2], ends[3])];
            let read = Text::of_field(record.as_bytes(), "text").unwrap();
            let cut = read.without(record.as_bytes(), cuts.into_iter());
            let value: serde_json::Value = serde_json::from_slice(&cut).unwrap();
            prop_assert_eq!(value["text"].as_str().unwrap(), [&*parts[0], &*parts[2], &*parts[4]].concat());
        }
    }
}
