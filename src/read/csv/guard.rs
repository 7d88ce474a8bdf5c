//! Where a row of CSV ends: quotes counted, without believing them.
//!
//! Pure, over bytes, so that the rules can be tested as a table. A field is quoted where its first byte is a quote; two quotes within are
//! one; a quote before anything but a delimiter or line end leaves the quotes and goes on as it stands, as csv-core has it. Line ends
//! are LF, CRLF or CR.

/// What begins at the first of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A row of so many bytes, its line end included, fields, and lines; strict where quotes stand around whole fields only.
    Ends { end: usize, fields: usize, lines: u64, is_strict: bool },
    /// It goes on behind these bytes.
    More,
    /// A quote that is not closed up to the end of the file.
    Open,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote within a quoted field.
    Quote,
}

/// The row that begins here; `ended` if there are no more bytes than these. Linear.
pub(super) fn row(bytes: &[u8], delimiter: u8, ended: bool) -> Row {
    let (mut at, mut fields, mut state, mut is_strict) = (0, 1, State::Start, true);
    while let Some(&byte) = bytes.get(at) {
        if state == State::Quoted {
            match memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
                Some(quote) => at += quote + 1,
                None => break,
            }
            state = State::Quote;
            continue;
        }
        match byte {
            b'"' if state == State::Start || state == State::Quote => state = State::Quoted,
            b'\n' | b'\r' => {
                return match line_break(bytes, at, ended) {
                    Some(end) => Row::Ends { end, fields, lines: line_ends(bytes.get(..end).unwrap_or_default()), is_strict },
                    None => Row::More,
                };
            }
            _ if byte == delimiter => {
                fields += 1;
                state = State::Start;
            }
            _ => {
                is_strict &= state != State::Quote;
                state = State::Plain;
                let rest = bytes.get(at..).unwrap_or_default();
                at += memchr::memchr3(delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
                continue;
            }
        }
        at += 1;
    }
    match (ended, state) {
        (false, _) => Row::More,
        (true, State::Quoted) => Row::Open,
        (true, _) => Row::Ends { end: bytes.len(), fields, lines: line_ends(bytes) + 1, is_strict },
    }
}

/// The same where a row may not go over a line end.
pub(super) fn line(bytes: &[u8], delimiter: u8, ended: bool) -> Row {
    match line_end(bytes, ended) {
        Some(end) => row(bytes.get(..end).unwrap_or_default(), delimiter, true),
        None => Row::More,
    }
}

/// One past the first line end, or the end of the file.
pub(super) fn line_end(bytes: &[u8], ended: bool) -> Option<usize> {
    match memchr::memchr2(b'\n', b'\r', bytes) {
        Some(at) => line_break(bytes, at, ended),
        None => ended.then_some(bytes.len()),
    }
}

/// One past the line end at a place; `None` for a CR of which it is not known what follows.
fn line_break(bytes: &[u8], at: usize, ended: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !ended => None,
        _ => Some(at + 1),
    }
}

/// How many line ends there are.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes);
    breaks.filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ends(bytes: &str) -> Row {
        row(bytes.as_bytes(), b',', true)
    }

    #[test]
    fn rows_end_where_rfc_4180_says() {
        assert_eq!(ends("a,b\nc"), Row::Ends { end: 4, fields: 2, lines: 1, is_strict: true });
        assert_eq!(ends("a,\"b\nc\"\r\nd"), Row::Ends { end: 9, fields: 2, lines: 2, is_strict: true });
        assert_eq!(ends("a,\"b\"\"c\",\r"), Row::Ends { end: 10, fields: 3, lines: 1, is_strict: true });
        assert_eq!(ends("a,5\" disk\nb"), Row::Ends { end: 10, fields: 2, lines: 1, is_strict: true });
        assert_eq!(ends("\"a\" b\nc"), Row::Ends { end: 6, fields: 1, lines: 1, is_strict: false });
        assert_eq!(ends("a,\"never\nclosed\n"), Row::Open);
        assert_eq!(ends("a"), Row::Ends { end: 1, fields: 1, lines: 1, is_strict: true });
        assert_eq!(row(b"a,b\r", b',', false), Row::More);
        assert_eq!(row(b"a,b", b',', false), Row::More);
        assert_eq!(line(b"a,\"b\nc", b',', true), Row::Open);
    }

    proptest! {
        /// Row after row, the guard cuts where the csv library does (blank lines left out, which it does not count).
        #[test]
        fn the_library_cuts_at_the_same_places(text in "[a,\"\n\r ]{0,40}") {
            let mut guarded = Vec::new();
            let mut rest = text.as_bytes();
            while !rest.is_empty() {
                let Row::Ends { end, fields, .. } = row(rest, b',', true) else { break };
                let (this, behind) = rest.split_at(end);
                if !this.iter().all(|byte| b"\r\n".contains(byte)) {
                    guarded.push(fields);
                }
                rest = behind;
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let plain: Vec<_> = reader.byte_records().map(|record| record.unwrap().len()).collect();
            let whole = matches!(row(text.as_bytes(), b',', true), Row::Ends { .. }) && rest.is_empty();
            if whole {
                prop_assert_eq!(guarded, plain);
            }
        }
    }
}
