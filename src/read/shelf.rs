//! Documents read a second time, in any order and from any thread, at the places the first pass found.
//!
//! Texts are too large to keep and few of them are shown; so the first pass keeps a [`Locator`] of
//! each, and this opens them again: from the file itself where offsets are those on disk, else from
//! an unlinked temporary file into which the wanted records are copied when the shelf is opened.

use super::batches::Batch;
use super::object::Scratch;
use super::stream::{Kind, Stamp, Stream, changed};
use super::temporary::{read_exact_at, temporary_in};
use super::{InputFile, Inputs, Locator, MEBIBYTE, Options, Outcome};
use crate::document::Document;
use crate::{Error, Result};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Files kept open.
const OPEN: usize = 64;

/// Documents by their locators.
pub struct Shelf<'a> {
    place: Stock<'a>,
}

enum Stock<'a> {
    Memory(Vec<Document>),
    Files(Files<'a>),
}

struct Files<'a> {
    inputs: &'a Inputs,
    options: &'a Options,
    /// The last used at the front.
    open: Mutex<VecDeque<(u32, Arc<File>)>>,
    /// Records of files whose offsets are not those on disk, and where their bytes begin in `copy`.
    copied: Vec<(Locator, u64)>,
    copy: Option<File>,
}

impl<'a> Shelf<'a> {
    /// Documents that are in memory: the `record` of a locator is the index into them, from 0.
    #[must_use]
    pub fn memory(documents: Vec<Document>) -> Self {
        Self { place: Stock::Memory(documents) }
    }

    /// Makes the documents at `wanted`, sorted, ready to be read again.
    ///
    /// Costs nothing for plain files; each compressed or UTF-16 file with a wanted record is streamed
    /// once more, and the bytes of these records go into a temporary file.
    ///
    /// # Errors
    ///
    /// If a file is no longer what it was, names it; if the temporary file cannot be written.
    pub fn open(inputs: &'a Inputs, wanted: &[Locator], options: &'a Options) -> Result<Self> {
        let mut files = Files { inputs, options, open: Mutex::default(), copied: Vec::new(), copy: None };
        for wanted in wanted.chunk_by(|left, right| left.file == right.file) {
            let Some(input) = wanted.first().and_then(|locator| inputs.file(locator.file)) else { continue };
            if !files.kind(input)?.is_plain() {
                files.copy_records(input, wanted)?;
            }
        }
        if let Some(mut copy) = files.copy.as_ref() {
            copy.flush().map_err(|error| Error::write(TEMPORARY, error))?;
        }
        files.copied.sort_unstable();
        Ok(Self { place: Stock::Files(files) })
    }

    /// The document at a locator, as in the first pass.
    ///
    /// # Errors
    ///
    /// If its file changed or vanished, or if it is no place of a document that was wanted.
    pub fn document(&self, locator: Locator) -> Result<Document> {
        match &self.place {
            Stock::Memory(documents) => usize::try_from(locator.record)
                .ok()
                .and_then(|index| documents.get(index).cloned())
                .ok_or_else(|| Error::input(format!("there is no document {}", locator.record))),
            Stock::Files(files) => files.document(locator),
        }
    }
}

const TEMPORARY: &str = "the temporary file for texts (--temp-dir)";

impl Files<'_> {
    fn document(&self, locator: Locator) -> Result<Document> {
        let input =
            self.inputs.file(locator.file).ok_or_else(|| Error::input(format!("there is no input file {}", locator.file)))?;
        let kind = self.kind(input)?;
        let bytes = if kind.is_plain() { self.plain(input, locator)? } else { self.copied(input, locator)? };
        let batch = Batch::single(input.origin(), locator, bytes, kind.format);
        let mut document = None;
        batch.for_each(self.options, &mut Scratch::default(), |outcome| {
            if let Outcome::Document(record) = outcome {
                document = Some(record.into_document());
            }
        });
        document.ok_or_else(|| lost(input))
    }

    /// What a file holds, as the first pass found it.
    fn kind(&self, input: &InputFile) -> Result<Kind> {
        if let Some(kind) = input.kind() {
            return Ok(kind);
        }
        let stream = self.stream(input)?;
        input.keep_kind(stream.kind);
        Ok(stream.kind)
    }

    fn stream(&self, input: &InputFile) -> Result<Stream> {
        let stream = Stream::open(self.inputs, input, self.options).map_err(|error| Error::read(input.name(), error))?;
        if input.is_unchanged() { Ok(stream) } else { Err(lost(input)) }
    }

    fn plain(&self, input: &InputFile, locator: Locator) -> Result<Vec<u8>> {
        let file = match self.inputs.spill() {
            Some(spill) if input.is_stdin() => {
                return exactly(spill, locator.byte, locator.bytes).ok_or_else(|| lost(input));
            }
            _ => self.opened(input)?,
        };
        exactly(&file, locator.byte, locator.bytes).ok_or_else(|| lost(input))
    }

    /// A handle on a file, of those kept open or a new one.
    fn opened(&self, input: &InputFile) -> Result<Arc<File>> {
        let number = input.origin().file;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let at = open.iter().position(|(file, _)| *file == number);
        if let Some(found) = at.and_then(|at| open.remove(at)) {
            let file = Arc::clone(&found.1);
            open.push_front(found);
            return Ok(file);
        }
        let read = |error| Error::read(input.name(), error);
        let file = Arc::new(File::open(input.path()).map_err(read)?);
        if !input.is_same(Stamp::of(&file.metadata().map_err(read)?)) {
            return Err(lost(input));
        }
        open.push_front((number, Arc::clone(&file)));
        open.truncate(OPEN);
        Ok(file)
    }

    fn copied(&self, input: &InputFile, locator: Locator) -> Result<Vec<u8>> {
        let at = self.copied.binary_search_by_key(&locator, |&(copied, _)| copied).ok();
        let place = at.and_then(|at| self.copied.get(at));
        let (Some(&(_, byte)), Some(copy)) = (place, &self.copy) else {
            return Err(Error::input(format!("{}: record {} was not asked for", input.name(), locator.record)));
        };
        exactly(copy, byte, locator.bytes).ok_or_else(|| lost(input))
    }

    /// Streams a file and copies the wanted records, which are sorted and do not overlap.
    fn copy_records(&mut self, input: &InputFile, wanted: &[Locator]) -> Result<()> {
        let write = |error| Error::write(TEMPORARY, error);
        let copy = match self.copy.take() {
            Some(copy) => copy,
            None => temporary_in(self.options.temp_dir.as_deref()).map_err(write)?,
        };
        let mut at = copy.metadata().map_err(write)?.len();
        let mut stream = self.stream(input)?;
        let mut writer = BufWriter::with_capacity(MEBIBYTE, &copy);
        let mut window = Window { byte: stream.kind.mark, bytes: Vec::new() };
        for &locator in wanted {
            let bytes = window.record(&mut stream, locator).ok_or_else(|| lost(input))?;
            writer.write_all(bytes).map_err(write)?;
            self.copied.push((locator, at));
            at += bytes.len() as u64;
        }
        writer.flush().map_err(write)?;
        drop(writer);
        self.copy = Some(copy);
        Ok(())
    }
}

/// The part of a stream that is held while records are copied.
struct Window {
    /// Offset of the first byte held.
    byte: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// The bytes of a record at or behind the window; `None` if the stream ends before it does.
    fn record(&mut self, stream: &mut Stream, locator: Locator) -> Option<&[u8]> {
        let size = locator.bytes as usize;
        let start = loop {
            let start = usize::try_from(locator.byte.checked_sub(self.byte)?).unwrap_or(usize::MAX);
            if start.checked_add(size).is_some_and(|end| end <= self.bytes.len()) {
                break start;
            }
            if stream.ended {
                return None;
            }
            // Only here, so that many small records do not move the window each.
            let gone = start.min(self.bytes.len());
            self.bytes.drain(..gone);
            self.byte += gone as u64;
            let needed = if gone == start { size } else { 0 };
            stream.fill(&mut self.bytes, needed.max(MEBIBYTE));
        };
        self.bytes.get(start..start + size)
    }
}

/// So many bytes at an offset, if the file has them.
fn exactly(file: &File, byte: u64, bytes: u32) -> Option<Vec<u8>> {
    let size = u64::from(bytes);
    // A file that shrank is seen before memory is taken for what it no longer has.
    if file.metadata().ok()?.len() < byte.checked_add(size)? {
        return None;
    }
    let mut buffer = vec![0; bytes as usize];
    read_exact_at(file, &mut buffer, byte).ok()?;
    Some(buffer)
}

fn lost(input: &InputFile) -> Error {
    Error::input(changed(input.origin()))
}
