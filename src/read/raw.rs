//! Records as they stand in their files, byte for byte, for a corpus that is written again.
//!
//! The readers give documents and let go of the rest: blank lines, byte order marks, commas, records
//! that are broken. Here nothing is let go: the [`Part`]s of a file, put together, are its decompressed
//! bytes, cut where records begin and end and numbered as in [`Locator`](super::Locator). Nothing is
//! parsed; lines are found by their ends, elements of JSON by brackets and quotes.

use super::batches::{Element, Layout};
use super::compress::Compressor;
use super::decode::Encoding;
use super::json::Elements;
use super::stream::{Kind, Stream, changed};
use super::{Format, InputFile, Inputs, MEBIBYTE, Options, csv, warc};
use crate::document::Reason;
use crate::{Error, Result};
use std::io::{self, Write};

/// A piece of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// What belongs to no record and parts none: a byte order mark, a blank line.
    Aside(&'a [u8]),
    /// What stands before, between and behind the elements of a JSON file; a long gap comes in pieces.
    Gap(&'a [u8]),
    /// A whole record, the end of its line included.
    Record {
        /// Its number in the file, from 1; the line for JSONL.
        number: u64,
        /// Offset of its first byte in the decompressed file.
        byte: u64,
        /// The record.
        bytes: &'a [u8],
    },
    /// A piece of a text file, or of a record that is larger than a document may be.
    Fragment {
        /// Number of the record.
        number: u64,
        /// The piece.
        bytes: &'a [u8],
    },
}

impl<'a> Part<'a> {
    /// Its bytes.
    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        match self {
            Self::Aside(bytes) | Self::Gap(bytes) | Self::Record { bytes, .. } | Self::Fragment { bytes, .. } => bytes,
        }
    }
}

/// A file opened to be read as it stands; see [`Inputs::raw`].
pub struct RawFile<'a> {
    input: &'a InputFile,
    stream: Stream,
    /// Largest record given whole.
    limit: usize,
    options: Options,
}

impl Inputs {
    /// Opens the file numbered `file` to be read as it stands, after all have been read for the first time.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, is no longer what it was, or if there is none of this number.
    pub fn raw(&self, file: u32, options: &Options) -> Result<RawFile<'_>> {
        let input = self.file(file).ok_or_else(|| Error::input(format!("there is no input file {file}")))?;
        let read = |error| Error::read(input.name(), error);
        let kind = match input.kind() {
            Some(kind) => kind,
            None => Stream::open(self, input, options).map_err(read)?.kind,
        };
        let stream = Stream::undecoded(self, input, kind).map_err(read)?;
        if !input.is_unchanged() {
            return Err(Error::input(changed(input.origin())));
        }
        Ok(RawFile { input, stream, limit: options.record_limit(), options: options.clone() })
    }
}

impl InputFile {
    /// Whether it could be opened when it was read for the first time.
    #[must_use]
    pub fn was_opened(&self) -> bool {
        self.kind().is_some()
    }
}

impl RawFile<'_> {
    /// What the file holds; never [`Format::Auto`].
    #[must_use]
    pub fn format(&self) -> Format {
        match self.stream.kind.format {
            Format::Auto => Format::Text,
            format => format,
        }
    }

    /// What is appended to a name for its compression: `.gz`, `.zst` or nothing.
    #[must_use]
    pub const fn suffix(&self) -> &'static str {
        self.stream.kind.compression.suffix()
    }

    /// Whether it is written in UTF-8, so that offsets are those of the first reading.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.stream.kind.encoding == Encoding::Utf8
    }

    /// A writer that compresses as this file is compressed.
    ///
    /// # Errors
    /// If the compressor cannot be set up (memory).
    pub fn compressor<W: Write>(&self, inner: W) -> io::Result<Compressor<W>> {
        Compressor::new(self.stream.kind.compression, inner)
    }

    /// Hands on all parts in their order, and how many bytes were taken from disk since the last.
    ///
    /// Compressed data that end early are no error here: what stands before the end is handed on.
    ///
    /// # Errors
    ///
    /// If the file cannot be read to its end, changed meanwhile, or is JSON in UTF-16 or UTF-32, which
    /// is not cut; and whatever `each` says.
    pub fn for_each(&mut self, mut each: impl FnMut(Part<'_>, u64) -> Result<()>) -> Result<()> {
        let name = self.input.name();
        let refused = |why: &str| Err(Error::input(format!("{name}: {why}")));
        match self.format() {
            Format::Jsonl => self.lines(&mut each)?,
            Format::Json if self.is_utf8() => self.elements(&mut each)?,
            Format::Json => return refused("JSON in UTF-16 or UTF-32 is not cut; convert it to UTF-8"),
            Format::Csv | Format::Tsv | Format::Warc | Format::Wet if self.is_utf8() => self.cuts(&mut each)?,
            Format::Csv | Format::Tsv | Format::Warc | Format::Wet => {
                return refused("rows in UTF-16 or UTF-32 are not cut; convert it to UTF-8");
            }
            Format::Memory => return refused("it is no file; write what stays yourself"),
            Format::Parquet => {
                return refused("Parquet is not written again; write it as JSONL first, or see with --dry-run what would go");
            }
            Format::Auto | Format::Text | Format::Html => self.whole(&mut each)?,
        }
        if let Some((Reason::Unreadable, message)) = self.stream.take_fault() {
            return Err(Error::input(format!("{}: {message}", self.input.name())));
        }
        if self.input.is_unchanged() { Ok(()) } else { Err(Error::input(changed(self.input.origin()))) }
    }

    fn whole(&mut self, each: &mut impl FnMut(Part<'_>, u64) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        while !self.stream.ended {
            bytes.clear();
            self.stream.fill(&mut bytes, MEBIBYTE);
            each(Part::Fragment { number: 1, bytes: &bytes }, self.stream.bytes_taken())?;
        }
        Ok(())
    }

    /// Rows and web records: cut as they are read, with all that stands around them.
    fn cuts(&mut self, each: &mut impl FnMut(Part<'_>, u64) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        self.stream.fill(&mut bytes, MEBIBYTE);
        let carry = bytes.split_off(mark(&bytes, self.stream.kind));
        each(Part::Aside(&bytes), 0)?;
        let (format, start) = (self.format(), bytes.len() as u64);
        let mut rows = csv::Cutter::new(format, start);
        let mut records = warc::Cutter::new(start);
        if matches!(format, Format::Csv | Format::Tsv) {
            rows = rows.holding(carry);
        } else {
            records = records.holding(carry);
        }
        loop {
            let cut = match format {
                Format::Csv | Format::Tsv => rows.cut(&mut self.stream, &self.options),
                _ => records.cut(&mut self.stream, &self.options),
            };
            let Some(cut) = cut else { return Ok(()) };
            let Layout::Elements(elements) = &cut.layout else { return Ok(()) };
            let mut taken = self.stream.bytes_taken();
            let mut done = 0;
            for Element { number, range } in elements {
                let end = behind_blank_lines(&cut.bytes, range.end);
                each(Part::Aside(cut.bytes.get(done..range.start).unwrap_or_default()), std::mem::take(&mut taken))?;
                let (byte, bytes) = (cut.first.byte + range.start as u64, cut.bytes.get(range.start..end).unwrap_or_default());
                each(Part::Record { number: *number, byte, bytes }, 0)?;
                done = end;
            }
            each(Part::Aside(cut.bytes.get(done..).unwrap_or_default()), taken)?;
        }
    }

    fn lines(&mut self, each: &mut impl FnMut(Part<'_>, u64) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        self.stream.fill(&mut bytes, MEBIBYTE);
        let unit = Unit::of(self.stream.kind);
        let mut start = mark(&bytes, self.stream.kind);
        each(Part::Aside(bytes.get(..start).unwrap_or_default()), 0)?;
        let (mut number, mut byte, mut over) = (1, start as u64, false);
        loop {
            let mut taken = self.stream.bytes_taken();
            let mut give = |line: &[u8], whole: bool| {
                let part = if over || !whole { Part::Fragment { number, bytes: line } } else { unit.part(line, number, byte) };
                byte += line.len() as u64;
                (number, over) = if whole { (number + 1, false) } else { (number, true) };
                each(part, std::mem::take(&mut taken))
            };
            while let Some(end) = bytes.get(start..).and_then(|rest| unit.line_end(rest)) {
                give(bytes.get(start..start + end).unwrap_or_default(), true)?;
                start += end;
            }
            let rest = bytes.get(start..).unwrap_or_default();
            if self.stream.ended {
                return if rest.is_empty() { Ok(()) } else { give(rest, true) };
            }
            if rest.len() > self.limit {
                give(rest, false)?;
                start = bytes.len();
            }
            bytes.drain(..start);
            start = 0;
            let target = bytes.len().saturating_mul(2).clamp(MEBIBYTE, self.limit.saturating_add(MEBIBYTE));
            self.stream.fill(&mut bytes, target);
        }
    }

    fn elements(&mut self, each: &mut impl FnMut(Part<'_>, u64) -> Result<()>) -> Result<()> {
        let (mut bytes, mut elements) = (Vec::new(), Elements::default());
        self.stream.fill(&mut bytes, MEBIBYTE);
        // What has been handed on of the bytes held, and seen of them.
        let mut start = mark(&bytes, self.stream.kind);
        let (mut scanned, mut number, mut before, mut over) = (start, 1, 0, false);
        each(Part::Aside(bytes.get(..start).unwrap_or_default()), 0)?;
        loop {
            let mut taken = self.stream.bytes_taken();
            let ended = self.stream.ended;
            while let Some(place) =
                elements.next(&bytes, &mut scanned).or_else(|| if ended { elements.rest(&bytes) } else { None })
            {
                let element = bytes.get(place.clone()).unwrap_or_default();
                let byte = before + place.start as u64;
                each(Part::Gap(bytes.get(start..place.start).unwrap_or_default()), std::mem::take(&mut taken))?;
                let whole = Part::Record { number, byte, bytes: element };
                each(if over { Part::Fragment { number, bytes: element } } else { whole }, 0)?;
                (start, number, over) = (place.end, number + 1, false);
            }
            let open = elements.start.unwrap_or(bytes.len());
            each(Part::Gap(bytes.get(start..open).unwrap_or_default()), taken)?;
            if ended {
                return Ok(());
            }
            start = open;
            if bytes.len() - open > self.limit {
                over = true;
                each(Part::Fragment { number, bytes: bytes.get(open..).unwrap_or_default() }, 0)?;
                start = bytes.len();
            }
            before += start as u64;
            bytes.drain(..start);
            (scanned, start, elements.start) = (bytes.len(), 0, elements.start.map(|_| 0));
            let target = bytes.len().saturating_mul(2).clamp(MEBIBYTE, self.limit.saturating_add(MEBIBYTE));
            self.stream.fill(&mut bytes, target);
        }
    }
}

/// Where the blank lines behind a record end, which belong to it.
fn behind_blank_lines(bytes: &[u8], end: usize) -> usize {
    end + bytes.get(end..).unwrap_or_default().iter().take_while(|byte| b"\r\n".contains(byte)).count()
}

/// Size of the byte order mark that stands there.
fn mark(bytes: &[u8], kind: Kind) -> usize {
    let (encoding, mark) = Encoding::of(bytes);
    if encoding == kind.encoding { mark } else { 0 }
}

/// How a line end is written.
#[derive(Clone, Copy)]
struct Unit {
    bytes: usize,
    big: bool,
}

impl Unit {
    const fn of(kind: Kind) -> Self {
        match kind.encoding {
            Encoding::Utf8 => Self { bytes: 1, big: false },
            Encoding::Utf16 { big } => Self { bytes: 2, big },
            Encoding::Utf32 { big } => Self { bytes: 4, big },
        }
    }

    /// One past the first line end.
    fn line_end(self, bytes: &[u8]) -> Option<usize> {
        if self.bytes == 1 {
            return memchr::memchr(b'\n', bytes).map(|at| at + 1);
        }
        let at = bytes.chunks_exact(self.bytes).position(|unit| self.ascii(unit) == Some(b'\n'))?;
        Some((at + 1) * self.bytes)
    }

    /// The character of a unit, where it is ASCII.
    fn ascii(self, unit: &[u8]) -> Option<u8> {
        let (&low, rest) = if self.big { unit.split_last()? } else { unit.split_first()? };
        (low.is_ascii() && rest.iter().all(|&byte| byte == 0)).then_some(low)
    }

    /// A line: a record, or an aside where it is blank.
    fn part(self, line: &[u8], number: u64, byte: u64) -> Part<'_> {
        let blank = line.chunks(self.bytes).all(|unit| self.ascii(unit).is_some_and(|c| c.is_ascii_whitespace()));
        if blank { Part::Aside(line) } else { Part::Record { number, byte, bytes: line } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Outcome, Scratch};
    use proptest::prelude::*;

    /// The bytes of all parts, and number and offset of every record given whole.
    fn parts(inputs: &Inputs, options: &Options) -> (Vec<u8>, Vec<(u64, u64)>) {
        let (mut bytes, mut records) = (Vec::new(), Vec::new());
        let mut raw = inputs.raw(0, options).unwrap();
        raw.for_each(|part, _| {
            bytes.extend_from_slice(part.bytes());
            if let Part::Record { number, byte, .. } = part {
                records.push((number, byte));
            }
            Ok(())
        })
        .unwrap();
        (bytes, records)
    }

    /// What the readers make of the same file: number and offset of each document.
    fn documents(inputs: &Inputs, options: &Options) -> Vec<(u64, u64)> {
        let mut all = Vec::new();
        for batch in inputs.batches(options) {
            batch.unwrap().for_each(options, &mut Scratch::default(), |outcome| {
                if let Outcome::Document(record) = outcome {
                    all.push((record.locator.record, record.locator.byte));
                }
            });
        }
        all
    }

    fn assert_whole(bytes: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        for format in [Format::Jsonl, Format::Json, Format::Text] {
            let options = Options { format, max_document_bytes: 40, ..Options::default() };
            let inputs = Inputs::resolve(&[path.to_str().unwrap().to_owned()]);
            let read = documents(&inputs, &options);
            let encoded = !inputs.files()[0].kind().is_none_or(Kind::is_plain);
            if encoded && format == Format::Json {
                continue;
            }
            let (raw, records) = parts(&inputs, &options);
            assert_eq!(raw, bytes, "{format:?}");
            if format != Format::Text && !encoded {
                for document in &read {
                    assert!(records.contains(document), "{format:?}: {document:?} is not among {records:?}");
                }
            }
        }
    }

    #[test]
    fn records_over_the_limit_are_passed_on_in_fragments() {
        let giant = "x".repeat(2_500_000);
        let [first, last] = ["{\"text\": \"first\"}", "{\"text\": \"last\"}"];
        for middle in [format!("{{\"text\": \"{giant}\"}}"), format!("{{\"text\": \"{giant}"), " ".repeat(3_000_000)] {
            assert_whole([first, &middle, last].join("\n").as_bytes());
            assert_whole(format!("[{first},\n{middle},{last}]\n").as_bytes());
        }
    }

    #[test]
    fn lines_of_utf_16_are_cut_at_their_units() {
        let text = "{\"text\": \"\u{a0a} one\"}\n\r\n{\"text\": \"two\"}";
        let units: Vec<u8> = "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_be_bytes()).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.jsonl");
        std::fs::write(&path, &units).unwrap();
        let inputs = Inputs::resolve(&[path.to_str().unwrap().to_owned()]);
        let options = Options { format: Format::Jsonl, ..Options::default() };
        let read: Vec<u64> = documents(&inputs, &options).iter().map(|&(number, _)| number).collect();
        let (bytes, records) = parts(&inputs, &options);
        assert_eq!(bytes, units);
        assert_eq!(records.iter().map(|&(number, _)| number).collect::<Vec<_>>(), read);
        assert_eq!(read, [1, 3]);
    }

    proptest! {
        #[test]
        fn parts_together_are_the_file_and_documents_are_records(
            parts in prop::collection::vec(
                prop_oneof![
                    any::<Vec<u8>>(),
                    "\\{\"text\": \"[a-z\\\\\"]{0,60}\"\\}\r?\n?".prop_map(String::into_bytes),
                    "[\\[\\]{},\" \n]{0,4}".prop_map(String::into_bytes),
                ],
                0..12,
            ),
        ) {
            assert_whole(&parts.concat());
        }
    }
}
