//! Where a finding stands as editors and pull requests want it: a file as an address, lines and columns.
//!
//! Lines of a document that is a whole file are counted in its text, where the report has it; a record of a file of lines stands
//! on its line. What is not known is not made up: then it is line 1 and no column.

use super::data::Report;
use super::findings::Spot;
use crate::span::Span;

/// A place in a file; lines and columns from 1, columns in characters (Unicode code points).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// The file as a relative address: percent-encoded, `/` between folders.
    pub uri: String,
    pub first: Point,
    pub last: Point,
    /// The bytes, of a document that is a whole file.
    pub bytes: Option<Span>,
}

/// A line and a column; no column where only the line is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub line: u64,
    pub column: Option<u64>,
}

impl Location {
    pub(super) fn of(spot: &Spot<'_>, report: &Report) -> Self {
        let (first, last, bytes) = points(spot, report);
        Self { uri: uri(&spot.place.file), first, last, bytes }
    }
}

fn points(spot: &Spot<'_>, report: &Report) -> (Point, Point, Option<Span>) {
    let is_file = *spot.place.file == *spot.id;
    let Some(span) = spot.span.filter(|_| is_file && !is_page(&spot.place.file)) else {
        let line = if is_file || !is_of_lines(&spot.place.file) { 1 } else { spot.place.record.max(1) };
        let point = Point { line, column: None };
        return (point, point, None);
    };
    match report.texts.get(spot.place) {
        Some(text) => (point(text, span.start), point(text, span.end), Some(span)),
        None => (Point { line: 1, column: None }, Point { line: 1, column: None }, Some(span)),
    }
}

/// Whether the text of a file is taken out of it, as its name says, so that places in one are none in the other.
fn is_page(file: &str) -> bool {
    let file = file.to_ascii_lowercase();
    let plain = file.strip_suffix(".gz").or_else(|| file.strip_suffix(".zst")).unwrap_or(&file);
    [".html", ".htm", ".xhtml"].iter().any(|end| plain.ends_with(end))
}

/// Whether the record of a file is its line, as its name says.
fn is_of_lines(file: &str) -> bool {
    [".jsonl", ".ndjson", ".csv", ".tsv", ".jsonl.gz", ".jsonl.zst", ".ndjson.gz", ".ndjson.zst"]
        .iter()
        .any(|end| file.ends_with(end))
}

fn point(text: &str, byte: usize) -> Point {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line..).unwrap_or_default().chars().count() as u64 + 1;
    Point { line: before.matches('\n').count() as u64 + 1, column: Some(column) }
}

/// A path as a relative address (RFC 3986, section 3.3).
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{Location, Point, uri};
    use crate::document::Place;
    use crate::report::Report;
    use crate::report::findings::Spot;
    use crate::span::Span;

    #[test]
    fn a_path_is_an_address() {
        assert_eq!(uri("./news/été 1.txt"), "news/%C3%A9t%C3%A9%201.txt");
        assert_eq!(uri("a<b>\"#?.txt"), "a%3Cb%3E%22%23%3F.txt");
    }

    #[test]
    fn lines_are_those_of_the_file_and_columns_are_characters() {
        let place = Place { file: "a.txt".into(), record: 1, byte: 0 };
        let mut report = Report::default();
        report.texts.insert(place.clone(), "Erste Zeile.\nÄpfel und Nüsse.\n".into());
        let spot = |span| Spot { id: "a.txt", place: &place, span };
        let found = Location::of(&spot(Some(Span::new(20, 31))), &report);
        assert_eq!((found.first, found.last), (Point { line: 2, column: Some(7) }, Point { line: 2, column: Some(17) }));
        assert_eq!(Location::of(&spot(None), &report).first, Point { line: 1, column: None });
        assert_eq!(Location::of(&spot(Some(Span::new(20, 31))), &Report::default()).first.line, 1);
        let record = Place { file: "a.jsonl".into(), record: 7, byte: 90 };
        let of_record = Spot { id: "x", place: &record, span: Some(Span::new(0, 4)) };
        assert_eq!(Location::of(&of_record, &report).first, Point { line: 7, column: None });
        let page = Place { file: "a.html".into(), record: 1, byte: 0 };
        let of_page = Location::of(&Spot { id: "a.html", place: &page, span: Some(Span::new(20, 31)) }, &report);
        assert_eq!((of_page.first, of_page.bytes), (Point { line: 1, column: None }, None));
    }
}
