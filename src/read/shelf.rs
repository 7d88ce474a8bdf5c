//! Documents read a second time, in any order and from any thread, at the places the first pass found.
//!
//! Texts are too large to keep and few of them are shown; so the first pass keeps a [`Locator`] of
//! each, and this opens them again: from the file itself where offsets are those on disk, else from
//! an unlinked temporary file into which the wanted records are copied when the shelf is opened.

use super::batches::Batches;
use super::csv::Columns;
use super::object::Scratch;
use super::piece::Piece;
use super::reading::Reading;
use super::stream::{Kind, Stamp, Stream, changed};
use super::temporary::{read_exact_at, temporary_in};
use super::{Format, InputFile, Inputs, Locator, MEBIBYTE, Options, Outcome, Record, frame, memory};
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
    /// Records that cannot be read at their place on disk, in order.
    copied: Vec<Standing>,
    copy: Option<File>,
}

/// A record, and where its bytes stand in the file they are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    locator: Locator,
    byte: u64,
    bytes: u32,
}

impl Standing {
    /// Where the locator says.
    fn at(locator: Locator) -> Self {
        Self { locator, byte: locator.byte, bytes: locator.bytes }
    }
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
    /// once more, and the bytes of these records go into a temporary file. So do the documents of pages, web archives and
    /// Parquet files, as they were made.
    ///
    /// # Errors
    ///
    /// If a file is no longer what it was, names it; if the temporary file cannot be written.
    pub fn open(inputs: &'a Inputs, wanted: &[Locator], options: &'a Options) -> Result<Self> {
        let mut files = Files { inputs, options, open: Mutex::default(), copied: Vec::new(), copy: None };
        for wanted in wanted.chunk_by(|left, right| left.file == right.file) {
            let Some(input) = wanted.first().and_then(|locator| inputs.file(locator.file)) else { continue };
            let kind = files.kind(input)?;
            if !kind.format.is_cheap() {
                files.copy_documents(input, wanted)?;
            } else if !kind.is_plain() {
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
        let mut document = None;
        match &self.place {
            Stock::Memory(documents) => document = Some(of_memory(documents, locator)?.clone()),
            Stock::Files(files) => files.each(&[locator], &mut |record| {
                document = Some(record.into_document());
                Ok(())
            })?,
        }
        document.ok_or_else(|| Error::input(format!("there is no document {}", locator.record)))
    }

    /// Calls `each` with the document at each locator, in their order, as in the first pass. Records that
    /// ascend and stand close to one another are read together, so that many cost less than one by one.
    ///
    /// # Errors
    ///
    /// As [`document`](Self::document), and what `each` returns.
    pub fn each(&self, wanted: &[Locator], mut each: impl FnMut(Record<'_>) -> Result<()>) -> Result<()> {
        match &self.place {
            Stock::Memory(documents) => {
                wanted.iter().try_for_each(|&locator| each(Record::of(of_memory(documents, locator)?, locator.record as usize)))
            }
            Stock::Files(files) => files.each(wanted, &mut each),
        }
    }
}

fn of_memory(documents: &[Document], locator: Locator) -> Result<&Document> {
    let at = usize::try_from(locator.record).ok();
    at.and_then(|at| documents.get(at)).ok_or_else(|| Error::input(format!("there is no document {}", locator.record)))
}

const TEMPORARY: &str = "the temporary file for texts (--temp-dir)";

/// Bytes that nobody wants between two records that are read together: copying so many costs less than
/// asking the system again.
const GAP: u64 = 4 << 10;

/// Most bytes read together, or one record.
const EXTENT: u64 = 256 << 10;

/// Who is handed records.
type Each<'e> = &'e mut dyn FnMut(Record<'_>) -> Result<()>;

impl Files<'_> {
    fn each(&self, wanted: &[Locator], each: Each<'_>) -> Result<()> {
        let (mut buffer, mut scratch) = (Vec::new(), Scratch::default());
        for wanted in wanted.chunk_by(|one, next| one.file == next.file) {
            let Some(number) = wanted.first().map(|locator| locator.file) else { continue };
            let input = self.inputs.file(number).ok_or_else(|| Error::input(format!("there is no input file {number}")))?;
            if let Some(documents) = input.documents() {
                memory::each(&**documents, input.origin(), self.options, wanted, each)?;
                continue;
            }
            let kind = self.kind(input)?;
            let (file, places) = if kind.is_plain() && kind.format.is_cheap() {
                (self.plain(input)?, wanted.iter().copied().map(Standing::at).collect())
            } else {
                self.copied(input, wanted)?
            };
            let columns = self.columns(input, kind.format)?;
            let reading = if kind.format.is_cheap() { Reading::of(kind.format, columns.as_deref()) } else { Reading::Frame };
            for extent in extents(&places) {
                read_extent(&file, extent, &mut buffer).ok_or_else(|| lost(input))?;
                let begin = extent.first().map_or(0, |standing| standing.byte);
                for &Standing { locator, byte, bytes } in extent {
                    let start = (byte - begin) as usize;
                    let bytes = buffer.get(start..start + bytes as usize).unwrap_or_default();
                    let piece = Piece { origin: input.origin(), locator, bytes, text: None };
                    self.parse(reading, &piece, &mut scratch, each).unwrap_or_else(|| Err(lost(input)))?;
                }
            }
        }
        Ok(())
    }

    /// Hands on the document that is a piece; `None` where it is none.
    fn parse(&self, reading: Reading<'_>, piece: &Piece<'_>, scratch: &mut Scratch, each: Each<'_>) -> Option<Result<()>> {
        let mut done = None;
        let mut take = |outcome: Outcome<'_>| {
            if let Outcome::Document(record) = outcome {
                done = Some(each(record));
            }
        };
        reading.read(piece, self.options, scratch, &mut take);
        done
    }

    /// What the header of a file of rows says, as the first pass found it.
    fn columns(&self, input: &InputFile, format: Format) -> Result<Option<Arc<Columns>>> {
        if !matches!(format, Format::Csv | Format::Tsv) || input.columns().is_some() {
            return Ok(input.columns());
        }
        for batch in Batches::of(self.inputs, self.options, input.origin().file) {
            batch?;
            if input.columns().is_some() {
                break;
            }
        }
        Ok(input.columns())
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

    /// The file whose offsets are those of locators.
    fn plain(&self, input: &InputFile) -> Result<Handle<'_>> {
        match self.inputs.spill() {
            Some(spill) if input.is_stdin() => Ok(Handle::Lent(spill)),
            _ => self.opened(input).map(Handle::Shared),
        }
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

    /// The copies of records, and where each begins.
    fn copied(&self, input: &InputFile, wanted: &[Locator]) -> Result<(Handle<'_>, Vec<Standing>)> {
        let place = |&locator: &Locator| {
            let at = self.copied.binary_search_by_key(&locator, |copied| copied.locator).ok();
            let not_there = || Error::input(format!("{}: record {} was not asked for", input.name(), locator.record));
            at.and_then(|at| self.copied.get(at)).copied().ok_or_else(not_there)
        };
        let places = wanted.iter().map(place).collect::<Result<_>>()?;
        let copy = self.copy.as_ref().ok_or_else(|| lost(input))?;
        Ok((Handle::Lent(copy), places))
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
            self.copied.push(Standing { locator, byte: at, bytes: locator.bytes });
            at += bytes.len() as u64;
        }
        writer.flush().map_err(write)?;
        drop(writer);
        self.copy = Some(copy);
        Ok(())
    }

    /// Reads a file again and packs the wanted documents, which are sorted.
    fn copy_documents(&mut self, input: &InputFile, wanted: &[Locator]) -> Result<()> {
        let write = |error| Error::write(TEMPORARY, error);
        let copy = match self.copy.take() {
            Some(copy) => copy,
            None => temporary_in(self.options.temp_dir.as_deref()).map_err(write)?,
        };
        let mut at = copy.metadata().map_err(write)?.len();
        let mut writer = BufWriter::with_capacity(MEBIBYTE, &copy);
        let is_wanted = |number: u64| wanted.binary_search_by_key(&number, |locator| locator.record).is_ok();
        let (mut scratch, mut packed, mut found) = (Scratch::default(), Vec::new(), 0);
        for batch in Batches::of(self.inputs, self.options, input.origin().file) {
            packed.clear();
            batch?.for_each_of(self.options, &mut scratch, is_wanted, |outcome| {
                let Outcome::Document(record) = outcome else { return };
                let (start, byte) = (packed.len(), at + packed.len() as u64);
                frame::pack(&record, &mut packed);
                let bytes = u32::try_from(packed.len() - start).unwrap_or(u32::MAX);
                self.copied.push(Standing { locator: record.locator, byte, bytes });
                found += 1;
            });
            writer.write_all(&packed).map_err(write)?;
            at += packed.len() as u64;
            if found == wanted.len() {
                break;
            }
        }
        writer.flush().map_err(write)?;
        drop(writer);
        self.copy = Some(copy);
        if found == wanted.len() { Ok(()) } else { Err(lost(input)) }
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

/// A file that is read at offsets.
enum Handle<'f> {
    Lent(&'f File),
    Shared(Arc<File>),
}

impl std::ops::Deref for Handle<'_> {
    type Target = File;

    fn deref(&self) -> &File {
        match self {
            Self::Lent(file) => file,
            Self::Shared(file) => file,
        }
    }
}

/// Cuts records, each with the offset of its first byte, into runs that are read together.
fn extents(mut places: &[Standing]) -> impl Iterator<Item = &[Standing]> {
    std::iter::from_fn(move || {
        let begin = places.first()?.byte;
        let mut end = begin;
        let together = places.iter().enumerate().take_while(|&(at, &Standing { byte, bytes, .. })| {
            let next = byte.saturating_add(bytes.into());
            let is_near = at == 0 || byte >= end && byte - end <= GAP && next - begin <= EXTENT;
            end = next;
            is_near
        });
        let (extent, rest) = places.split_at_checked(together.count().max(1))?;
        places = rest;
        Some(extent)
    })
}

/// Reads the bytes from the first record of an extent to its last, if the file has them.
fn read_extent(file: &File, extent: &[Standing], buffer: &mut Vec<u8>) -> Option<()> {
    let (begin, last) = (extent.first()?.byte, extent.last()?);
    let size = last.byte.checked_add(last.bytes.into())?.checked_sub(begin)?;
    // A file that shrank is seen before much memory is taken for what it no longer has.
    if size > MEBIBYTE as u64 && file.metadata().ok()?.len() < begin.checked_add(size)? {
        return None;
    }
    buffer.resize(usize::try_from(size).ok()?, 0);
    read_exact_at(file, buffer, begin).ok()
}

fn lost(input: &InputFile) -> Error {
    Error::input(changed(input.origin()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn extents_hold_all_records_in_order_and_few_bytes_that_nobody_wants(
            records in prop::collection::vec((0u64..9_000, 0u32..200_000), 0..30),
        ) {
            let mut byte = 0;
            let mut places = Vec::new();
            for &(gap, bytes) in &records {
                byte += gap;
                places.push(Standing::at(Locator { byte, bytes, ..Locator::default() }));
                byte += u64::from(bytes);
            }
            let cut: Vec<_> = extents(&places).collect();
            prop_assert_eq!(cut.concat(), &places[..]);
            for extent in cut {
                let (begin, end) = (extent[0].byte, extent.iter().map(|record| record.byte + u64::from(record.bytes)).max().unwrap());
                let wanted: u64 = extent.iter().map(|record| u64::from(record.bytes)).sum();
                prop_assert!(extent.len() == 1 || end - begin <= EXTENT);
                prop_assert!(end - begin - wanted <= GAP * (extent.len() as u64 - 1));
            }
        }

        #[test]
        fn records_in_any_order_are_each_in_one_extent(bytes in prop::collection::vec((0u64..20_000, 0u32..5_000), 0..30)) {
            let places: Vec<_> = bytes.iter().map(|&(byte, bytes)| Standing::at(Locator { byte, bytes, ..Locator::default() })).collect();
            let cut: Vec<_> = extents(&places).collect();
            prop_assert_eq!(cut.concat(), &places[..]);
            for extent in cut {
                prop_assert!(extent.windows(2).all(|two| two[0].byte <= two[1].byte), "so that none begins before the extent");
            }
        }
    }
}
