//! Hands out all records in order, about a megabyte at a time, for any number of threads to parse.
//!
//! What must be done one after the other — reading, decompressing, finding where records end — is
//! here; what can be done side by side is in [`Batch::for_each`]. Each format brings a cutter; this
//! file goes from file to file.

use super::csv::{self, Columns};
use super::object::Scratch;
use super::piece::Piece;
use super::reading::Reading;
use super::stream::{Buffers, Kind, Stream, changed};
use super::{At, Format, InputFile, Inputs, Locator, Options, Origin, Outcome, json, jsonl, memory, parquet, text, warc};
use crate::Result;
use crate::document::{Fault, Reason};
use std::ops::Range;
use std::sync::Arc;

/// Some whole records of one file, as bytes, and what was wrong around them.
#[derive(Debug)]
pub struct Batch {
    /// Which of the [`Inputs::files`], from 0.
    pub file: u32,
    /// Number of the first record, from 1; of the first line for JSONL.
    pub first_record: u64,
    /// Offset of the first byte.
    pub byte: u64,
    /// The records, decompressed, not yet checked for being text.
    pub bytes: Vec<u8>,
    /// Decompressed bytes of the file gone through for this batch, skipped ones too.
    pub bytes_read: u64,
    /// Bytes taken from disk for it; they add up to [`Inputs::total_bytes`] and serve a progress bar.
    pub bytes_taken: u64,
    /// What the file holds; [`Format::Auto`] where it could not be opened.
    pub format: Format,
    /// Whether it is the first of its file.
    pub is_first: bool,
    origin: Origin,
    columns: Option<Arc<Columns>>,
    layout: Layout,
    faults: Vec<Fault>,
    /// Where the bytes go in the end.
    buffers: Buffers,
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.buffers.give(std::mem::take(&mut self.bytes));
    }
}

/// How records stand in a batch.
#[derive(Debug)]
pub(super) enum Layout {
    /// One a line.
    Lines,
    /// At these places.
    Elements(Vec<Element>),
    /// One, all of it.
    Whole,
    /// Not in the bytes: rows of a Parquet file, decoded by whoever takes the batch.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "made where Parquet is read"))]
    Group(parquet::Group),
    /// Not in the bytes: documents of a caller.
    Memory(memory::Rows),
}

/// A record among the bytes of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Its number in the file.
    pub(super) number: u64,
    pub(super) range: Range<usize>,
}

/// What a cutter cuts off a stream.
pub(super) struct Cut {
    pub(super) first: At,
    pub(super) bytes: Vec<u8>,
    /// Bytes of the stream gone through for it.
    pub(super) read: u64,
    pub(super) layout: Layout,
    pub(super) faults: Vec<(Reason, At, String)>,
}

impl Cut {
    /// Nothing but a fault, with so many bytes gone through.
    pub(super) fn fault(reason: Reason, at: At, message: String, read: u64) -> Self {
        Self { first: at, bytes: Vec::new(), read, layout: Layout::Lines, faults: vec![(reason, at, message)] }
    }

    /// The end of a stream that broke off within a record, of which these are the bytes.
    pub(super) fn broken(stream: &mut Stream, at: At, bytes: Vec<u8>) -> Option<Self> {
        let cut = Self::end(stream, at)?;
        Some(Self { read: bytes.len() as u64, bytes, layout: Layout::Elements(Vec::new()), ..cut })
    }

    /// The end of a stream: nothing, or why it broke off.
    pub(super) fn end(stream: &mut Stream, at: At) -> Option<Self> {
        let (reason, message) = stream.take_fault()?;
        Some(Self::fault(reason, at, message, 0))
    }
}

impl Batch {
    fn new(origin: &Origin, mut cut: Cut) -> Self {
        // Many small batches are held at once; a buffer that is mostly empty is not worth its place.
        if cut.bytes.len() < cut.bytes.capacity() / 4 {
            cut.bytes.shrink_to_fit();
        }
        let faults = cut.faults.into_iter().map(|(reason, at, message)| origin.fault(reason, at, message)).collect();
        Self {
            file: origin.file,
            first_record: cut.first.record,
            byte: cut.first.byte,
            bytes: cut.bytes,
            bytes_read: cut.read,
            bytes_taken: 0,
            format: Format::Auto,
            is_first: false,
            origin: origin.clone(),
            columns: None,
            layout: cut.layout,
            faults,
            buffers: Buffers::default(),
        }
    }

    /// The same, of a file that holds this.
    fn of(mut self, format: Format, columns: Option<Arc<Columns>>) -> Self {
        (self.format, self.columns) = (format, columns);
        self
    }

    /// Leaves out all records but the one of this number, and what was wrong around it.
    fn keep(&mut self, number: u64) {
        self.faults.clear();
        let mut elements = match std::mem::replace(&mut self.layout, Layout::Whole) {
            Layout::Lines => {
                let mut lines = Vec::new();
                jsonl::pieces(self, |piece| {
                    let start = (piece.locator.byte - self.byte) as usize;
                    lines.push(Element { number: piece.locator.record, range: start..start + piece.bytes.len() });
                });
                lines
            }
            Layout::Elements(elements) => elements,
            Layout::Whole => return,
            Layout::Group(group) => {
                self.layout = Layout::Group(group.only(number));
                return;
            }
            Layout::Memory(rows) => {
                self.layout = Layout::Memory(rows.only(number));
                return;
            }
        };
        elements.retain(|element| element.number == number);
        self.layout = Layout::Elements(elements);
    }

    /// Parses each record and hands it on, in order; faults of the stream come last.
    ///
    /// `scratch` is one a thread, and is used again from batch to batch.
    pub fn for_each(&self, options: &Options, scratch: &mut Scratch, each: impl FnMut(Outcome<'_>)) {
        self.for_each_of(options, scratch, |_| true, each);
    }

    /// The same, of the records that are wanted by their numbers: the others cost nothing.
    pub(super) fn for_each_of(
        &self,
        options: &Options,
        scratch: &mut Scratch,
        wanted: impl Fn(u64) -> bool,
        mut each: impl FnMut(Outcome<'_>),
    ) {
        let reading = Reading::of(self.format, self.columns.as_deref());
        match &self.layout {
            Layout::Lines => jsonl::pieces(self, |piece| {
                if wanted(piece.locator.record) {
                    reading.read(&piece, options, scratch, &mut each);
                }
            }),
            Layout::Elements(elements) => {
                let text = std::str::from_utf8(&self.bytes).ok();
                for Element { number, range } in elements.iter().filter(|element| wanted(element.number)) {
                    reading.read(&self.piece(range.clone(), *number, text), options, scratch, &mut each);
                }
            }
            Layout::Whole => {
                reading.read(&self.piece(0..self.bytes.len(), self.first_record, None), options, scratch, &mut each);
            }
            Layout::Group(group) => group.for_each(&self.origin, options, wanted, &mut each),
            Layout::Memory(rows) => rows.for_each(&self.origin, options, wanted, &mut each),
        }
        for fault in &self.faults {
            each(Outcome::Skipped(fault.clone()));
        }
    }

    /// The record at a range of the bytes; `text` is all of them, if they are text.
    pub(super) fn piece<'a>(&'a self, range: Range<usize>, record: u64, text: Option<&'a str>) -> Piece<'a> {
        let locator = Locator {
            file: self.file,
            bytes: u32::try_from(range.len()).unwrap_or(u32::MAX),
            record,
            byte: self.byte + range.start as u64,
        };
        let text = text.and_then(|text| text.get(range.clone()));
        Piece { origin: &self.origin, locator, bytes: self.bytes.get(range).unwrap_or_default(), text }
    }
}

/// All records of all files in their order, as [`Batch`]es; see [`Inputs::batches`].
///
/// An item is an error only where the run as a whole cannot go on: when standard input cannot be
/// kept in a temporary file. All else is a fault in a batch.
pub struct Batches<'a> {
    inputs: &'a Inputs,
    options: &'a Options,
    /// The file to be opened next, and the one before which to stop.
    next: u32,
    end: u32,
    current: Option<Current<'a>>,
    buffers: Buffers,
    stopped: bool,
}

struct Current<'a> {
    input: &'a InputFile,
    stream: Stream,
    cutter: Cutter,
    begun: bool,
    done: bool,
}

enum Cutter {
    Text(text::Cutter),
    Jsonl(jsonl::Cutter),
    Json(json::Cutter),
    Csv(csv::Cutter),
    Warc(warc::Cutter),
    Parquet(parquet::Cutter),
    Memory(memory::Cutter),
    /// Nothing is cut; what it is, is told once.
    Refused(Option<&'static str>),
}

impl Cutter {
    fn new(kind: Kind, input: &InputFile) -> Self {
        if let Some(documents) = input.documents() {
            return Self::Memory(memory::Cutter::new(documents));
        }
        if kind.refused.is_some() {
            return Self::Refused(kind.refused);
        }
        match kind.format {
            Format::Jsonl => Self::Jsonl(jsonl::Cutter::new(kind.mark)),
            Format::Json => Self::Json(json::Cutter::new(kind.mark)),
            Format::Csv | Format::Tsv => Self::Csv(csv::Cutter::new(kind.format, kind.mark)),
            Format::Warc | Format::Wet => Self::Warc(warc::Cutter::new(kind.mark)),
            Format::Parquet => Self::Parquet(parquet::Cutter::new(input)),
            Format::Auto | Format::Text | Format::Html | Format::Memory => Self::Text(text::Cutter::new(kind.mark)),
        }
    }

    fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        match self {
            Self::Text(cutter) => cutter.cut(stream, options),
            Self::Jsonl(cutter) => cutter.cut(stream, options),
            Self::Json(cutter) => cutter.cut(stream, options),
            Self::Csv(cutter) => cutter.cut(stream, options),
            Self::Warc(cutter) => cutter.cut(stream, options),
            Self::Parquet(cutter) => cutter.cut(stream, options),
            Self::Memory(cutter) => cutter.cut(options),
            Self::Refused(what) => what.take().map(|what| Cut::fault(Reason::NotText, At::default(), what.to_owned(), 0)),
        }
    }

    /// What the header says, where there is one.
    fn columns(&self) -> Option<&Arc<Columns>> {
        if let Self::Csv(cutter) = self { cutter.columns() } else { None }
    }
}

impl<'a> Batches<'a> {
    pub(super) fn new(inputs: &'a Inputs, options: &'a Options) -> Self {
        Self { inputs, options, next: 0, end: u32::MAX, current: None, buffers: Buffers::default(), stopped: false }
    }

    /// The records of one file.
    pub(super) fn of(inputs: &'a Inputs, options: &'a Options, file: u32) -> Self {
        Self { next: file, end: file + 1, ..Self::new(inputs, options) }
    }

    fn open(&self, input: &'a InputFile) -> std::io::Result<Current<'a>> {
        let mut stream = Stream::open(self.inputs, input, self.options)?;
        stream.buffers = self.buffers.clone();
        input.keep_kind(stream.kind);
        let cutter = Cutter::new(stream.kind, input);
        Ok(Current { input, stream, cutter, begun: false, done: false })
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.stopped {
            if let Some(current) = &mut self.current {
                let batch = current.batch(self.options);
                if let Some(error) = current.stream.spill_error() {
                    self.stopped = true;
                    return Some(Err(error));
                }
                if batch.is_some() {
                    return batch.map(Ok);
                }
                self.current = None;
            }
            let input = self.inputs.file(self.next).filter(|_| self.next < self.end)?;
            self.next += 1;
            if let Err(error) = self.inputs.prepare_spill(input, self.options) {
                self.stopped = true;
                return Some(Err(error));
            }
            match self.open(input) {
                Ok(current) => self.current = Some(current),
                Err(error) => {
                    let message = format!("{error}; check that it is there and may be read");
                    let cut = Cut::fault(Reason::Unreadable, At::default(), message, 0);
                    return Some(Ok(Batch::new(input.origin(), cut)));
                }
            }
        }
        None
    }
}

impl Current<'_> {
    fn batch(&mut self, options: &Options) -> Option<Batch> {
        if self.done {
            return None;
        }
        let batch = match self.input.record() {
            Some(id) => self.only(id, options),
            None => self.cut(options),
        };
        let batch = batch.or_else(|| self.end());
        batch.map(|mut batch| {
            batch.is_first = !std::mem::replace(&mut self.begun, true);
            batch.bytes_taken = if batch.format == Format::Memory { batch.bytes_read } else { self.stream.bytes_taken() };
            batch.buffers = self.stream.buffers.clone();
            batch
        })
    }

    fn cut(&mut self, options: &Options) -> Option<Batch> {
        let cut = self.cutter.cut(&mut self.stream, options)?;
        let columns = self.cutter.columns().cloned();
        if let Some(columns) = &columns {
            self.input.keep_columns(columns);
        }
        Some(Batch::new(self.input.origin(), cut).of(self.stream.kind.format, columns))
    }

    /// What is to be said at the end of the file.
    fn end(&mut self) -> Option<Batch> {
        self.done = true;
        let origin = self.input.origin();
        if self.input.is_unchanged() {
            // So that a file without records is counted with its kind.
            let nothing = Cut { first: At::default(), bytes: Vec::new(), read: 0, layout: Layout::Lines, faults: Vec::new() };
            return (!self.begun).then(|| Batch::new(origin, nothing).of(self.stream.kind.format, None));
        }
        let cut = Cut::fault(Reason::Unreadable, At::default(), changed(origin), 0);
        Some(Batch::new(origin, cut).of(self.stream.kind.format, None))
    }

    /// The one record called `id`, looked for from the start.
    fn only(&mut self, id: &str, options: &Options) -> Option<Batch> {
        let (mut scratch, mut bytes_read) = (Scratch::default(), 0);
        while let Some(mut batch) = self.cut(options) {
            bytes_read += batch.bytes_read;
            let mut found = None;
            batch.for_each(options, &mut scratch, |outcome| match outcome {
                Outcome::Document(record) if record.id == id => found = found.or(Some(record.locator.record)),
                _ => {}
            });
            if let Some(number) = found {
                self.done = true;
                batch.keep(number);
                batch.bytes_read = bytes_read;
                return Some(batch);
            }
        }
        self.done = true;
        let message = format!("no record of this file has the id '{id}'; check the id, and --id-field");
        let cut = Cut::fault(Reason::Unreadable, At::default(), message, bytes_read);
        Some(Batch::new(self.input.origin(), cut).of(self.stream.kind.format, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use proptest::prelude::*;

    type Read = std::result::Result<(Locator, Document), Fault>;

    /// Each record's document or fault, and the bytes gone through.
    fn outcomes(inputs: &Inputs, options: &Options) -> (Vec<Read>, u64) {
        let (mut all, mut bytes, mut scratch) = (Vec::new(), 0, Scratch::default());
        for batch in inputs.batches(options) {
            let batch = batch.unwrap();
            bytes += batch.bytes_read;
            batch.for_each(options, &mut scratch, |outcome| {
                all.push(match outcome {
                    Outcome::Document(record) => Ok((record.locator, record.into_document())),
                    Outcome::Skipped(fault) => Err(fault),
                });
            });
        }
        (all, bytes)
    }

    fn assert_any_batch_size(bytes: &[u8], sizes: &[usize]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        for format in [Format::Jsonl, Format::Json] {
            let mut options = Options { format, max_document_bytes: 40, ..Options::default() };
            let inputs = Inputs::resolve(&[path.to_str().unwrap().to_owned()]);
            let whole = outcomes(&inputs, &options);
            let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            if inputs.files()[0].kind().is_some_and(Kind::is_plain) {
                assert_eq!(whole.1 + mark, bytes.len() as u64, "{format:?}: all bytes are gone through");
            }
            for &size in sizes {
                options.batch_bytes = size;
                assert_eq!(outcomes(&inputs, &options), whole, "{format:?} in batches of {size}");
            }
        }
    }

    #[test]
    fn batches_go_to_other_threads() {
        fn sent<T: Send>() {}
        fn shared<T: Sync>() {}
        sent::<Batches<'_>>();
        sent::<Batch>();
        shared::<Inputs>();
        shared::<super::super::Shelf<'_>>();
    }

    #[test]
    fn a_record_over_the_limit_is_the_same_in_any_batch() {
        let giant = "x".repeat(1_200_000);
        let [first, last] = ["{\"text\": \"first\"}", "{\"text\": \"last\"}"];
        for middle in [format!("{{\"text\": \"{giant}\"}}"), format!("{{\"text\": \"{giant}")] {
            let lines = [first, &middle, last].join("\n");
            assert_any_batch_size(lines.as_bytes(), &[1, 100, 3_000_000]);
        }
    }

    proptest! {
        #[test]
        fn batches_of_any_size_give_the_same_records(
            parts in prop::collection::vec(
                prop_oneof![
                    any::<Vec<u8>>(),
                    "\\{\"text\": \"[a-z\\\\\"]{0,60}\"\\}\r?\n?".prop_map(String::into_bytes),
                    "[\\[\\]{},\" \n]{0,4}".prop_map(String::into_bytes),
                ],
                0..12,
            ),
            size in 1usize..200,
        ) {
            assert_any_batch_size(&parts.concat(), &[size, 1]);
        }
    }
}
