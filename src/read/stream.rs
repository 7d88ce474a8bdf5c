//! One file as a stream of decoded bytes: opened, counted, decompressed, decoded, told what it holds.
//!
//! Both passes read through this, so that an offset means the same in both.

use super::binary::binary;
use super::decode::{Encoding, Transcoded};
use super::decompress::{Compression, decompress};
use super::sniff::{HEAD, sniff};
use super::temporary::read_at;
use super::{Format, InputFile, Inputs, MEBIBYTE, Options, Origin, charset};
use crate::Error;
use crate::document::Reason;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

type Reader = Box<dyn Read + Send>;

/// What a file was found to be when it was first opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) compression: Compression,
    pub(super) encoding: Encoding,
    pub(super) format: Format,
    /// Size of the byte order mark where it stands in the stream (UTF-8), else 0.
    pub(super) mark: u64,
    /// Whether it stands in an archive.
    pub(super) is_member: bool,
    /// What it is if it is no text, and what to do about it.
    pub(super) refused: Option<&'static str>,
}

impl Kind {
    /// Documents in memory.
    pub(super) const MEMORY: Self = Self {
        compression: Compression::None,
        encoding: Encoding::Utf8,
        format: Format::Memory,
        mark: 0,
        is_member: false,
        refused: None,
    };

    /// Whether offsets in the stream are offsets in the file.
    pub(super) fn is_plain(self) -> bool {
        self.compression == Compression::None && self.encoding == Encoding::Utf8 && !self.is_member
    }
}

/// By what a change of a file is seen: size, time of the last change, inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), inode: inode(metadata) }
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// What happened below the decoders.
#[derive(Default)]
struct Tally {
    bytes: AtomicU64,
    failed: AtomicBool,
    spill: Mutex<Option<io::Error>>,
}

/// Buffers of batches that were done with, for the batches that come: a fresh one of a megabyte costs the
/// system more than reading into it.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    /// Most that are kept.
    const KEPT: usize = 16;

    /// Largest that is kept.
    const LARGEST: usize = 4 * MEBIBYTE;

    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes a buffer back.
    pub(super) fn give(&self, mut buffer: Vec<u8>) {
        if (MEBIBYTE / 2..=Self::LARGEST).contains(&buffer.capacity()) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < Self::KEPT {
                buffer.clear();
                kept.push(buffer);
            }
        }
    }
}

/// A file opened for streaming.
pub(super) struct Stream {
    pub(super) buffers: Buffers,
    reader: Reader,
    tally: Arc<Tally>,
    reported: u64,
    pub(super) kind: Kind,
    /// Whether there is no more, be it by the end or by an error.
    pub(super) ended: bool,
    error: Option<io::Error>,
}

impl Stream {
    /// Opens one of the inputs.
    pub(super) fn open(inputs: &Inputs, input: &InputFile, options: &Options) -> io::Result<Self> {
        let tally = Arc::new(Tally::default());
        if let Some(kind) = input.kind().filter(|_| input.documents().is_some()) {
            let (buffers, reader) = (Buffers::default(), Box::new(io::empty()));
            return Ok(Self { buffers, reader, tally, reported: 0, kind, ended: true, error: None });
        }
        let mut raw = Peeked::new(Box::new(Counted { inner: on_disk(inputs, input, &tally)?, tally: Arc::clone(&tally) }));
        let compression = Compression::of(raw.peek(4));
        let mut plain = match compression {
            Compression::None => raw,
            _ => Peeked::new(decompress(raw, compression)?),
        };
        let (encoding, mark) = match Encoding::of(plain.peek(4)) {
            (Encoding::Utf8, 0) => (charset::wide(plain.peek(HEAD)).unwrap_or(Encoding::Utf8), 0),
            marked => marked,
        };
        let is_told = options.format == Format::Auto;
        let refused = if is_told && encoding == Encoding::Utf8 { binary(plain.peek(HEAD)) } else { None };
        plain.consume(mark);
        let mut text = match encoding {
            Encoding::Utf8 => plain,
            _ => Peeked::new(Box::new(Transcoded::new(plain, encoding))),
        };
        let format = if is_told {
            let head = text.peek(HEAD);
            sniff(input.name(), head, head.len() < HEAD, options)
        } else {
            options.format
        };
        let mark = if encoding == Encoding::Utf8 { mark as u64 } else { 0 };
        let kind = Kind { compression, encoding, format, mark, is_member: input.is_member(), refused };
        Ok(Self { buffers: Buffers::default(), reader: Box::new(text), tally, reported: 0, kind, ended: false, error: None })
    }

    /// A buffer that holds the bytes of `begin`, which is emptied.
    pub(super) fn buffer(&self, begin: &mut Vec<u8>) -> Vec<u8> {
        let mut buffer = self.buffers.take();
        buffer.append(begin);
        buffer
    }

    /// Opens one of the inputs for its bytes as they stand: decompressed, but with its byte order mark and not decoded.
    pub(super) fn undecoded(inputs: &Inputs, input: &InputFile, kind: Kind) -> io::Result<Self> {
        let tally = Arc::new(Tally::default());
        let raw = on_disk(inputs, input, &tally)?;
        let raw = Peeked::new(Box::new(Counted { inner: raw, tally: Arc::clone(&tally) }));
        let reader = decompress(raw, kind.compression)?;
        Ok(Self { buffers: Buffers::default(), reader, tally, reported: 0, kind, ended: false, error: None })
    }

    /// Reads until `buffer` holds `target` bytes or the stream ends.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>, target: usize) {
        while !self.ended && buffer.len() < target {
            let held = buffer.len();
            // Small files come one by one; a megabyte for each would be mostly zeros.
            let most = if target > MEBIBYTE { held.max(HEAD) } else { target };
            let step = (target - held).min(most);
            // Where much is held, no more is asked for than is needed: a buffer that doubles by itself is held twice while it grows.
            if held >= MEBIBYTE {
                buffer.reserve_exact(step);
            }
            buffer.resize(held + step, 0);
            let read = self.reader.read(buffer.get_mut(held..).unwrap_or_default());
            buffer.truncate(held + read.as_ref().map_or(0, |&read| read));
            match read {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.error = Some(error);
                }
            }
        }
    }

    /// Whether the stream broke off, and that was not told yet.
    pub(super) fn is_broken(&self) -> bool {
        self.error.is_some()
    }

    /// Why the stream broke off, once.
    pub(super) fn take_fault(&mut self) -> Option<(Reason, String)> {
        let error = self.error.take()?;
        if self.tally.failed.load(Ordering::Relaxed) {
            return Some((Reason::Unreadable, format!("reading failed here: {error}; all before it is used")));
        }
        let compression = self.kind.compression.name();
        let message =
            format!("the {compression} data end early or are damaged here: {error}; all before it is used; copy it again");
        Some((Reason::Damaged, message))
    }

    /// Counts bytes that were taken from disk by other ways.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet is read beside the stream"))]
    pub(super) fn count(&self, bytes: u64) {
        self.tally.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes taken from disk or standard input since the last call.
    pub(super) fn bytes_taken(&mut self) -> u64 {
        let bytes = self.tally.bytes.load(Ordering::Relaxed);
        bytes - std::mem::replace(&mut self.reported, bytes)
    }

    /// Why standard input could not be kept, which ends the run.
    pub(super) fn spill_error(&self) -> Option<Error> {
        let error = self.tally.spill.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(Error::write("the temporary copy of standard input (--temp-dir)", error))
    }
}

/// The bytes of an input as they stand.
fn on_disk(inputs: &Inputs, input: &InputFile, tally: &Arc<Tally>) -> io::Result<Reader> {
    if input.is_stdin() {
        return stdin(inputs, tally);
    }
    let (reader, stamp) = match input.member() {
        Some(member) => member.open()?,
        None => {
            let file = File::open(input.path())?;
            let stamp = Stamp::of(&file.metadata()?);
            (Box::new(file) as Reader, stamp)
        }
    };
    input.see(stamp);
    Ok(reader)
}

/// Standard input on its first reading, its temporary copy on a later one.
fn stdin(inputs: &Inputs, tally: &Arc<Tally>) -> io::Result<Reader> {
    let copy = inputs.spill().ok_or(io::ErrorKind::NotFound)?.try_clone()?;
    Ok(match inputs.take_stdin() {
        Some(inner) => Box::new(Spilled { inner, copy, tally: Arc::clone(tally) }),
        None => Box::new(Copied { file: copy, at: 0 }),
    })
}

fn keep(tally: &Tally, error: &io::Error) {
    let copy = io::Error::new(error.kind(), error.to_string());
    *tally.spill.lock().unwrap_or_else(PoisonError::into_inner) = Some(copy);
}

/// Counts what passes, and notes an error of the disk, so that it is not taken for damage.
struct Counted {
    inner: Reader,
    tally: Arc<Tally>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer);
        match &read {
            Ok(read) => self.tally.bytes.fetch_add(*read as u64, Ordering::Relaxed),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(_) => u64::from(self.tally.failed.swap(true, Ordering::Relaxed)),
        };
        read
    }
}

/// Writes down what is read.
struct Spilled {
    inner: Reader,
    copy: File,
    tally: Arc<Tally>,
}

impl Read for Spilled {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        self.copy.write_all(bytes).inspect_err(|error| keep(&self.tally, error))?;
        Ok(read)
    }
}

/// A file read by its own offset, since clones of a handle share one.
struct Copied {
    file: File,
    at: u64,
}

impl Read for Copied {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// A reader whose first bytes can be looked at before they are read.
///
/// An error met while looking is kept and given where it stands.
struct Peeked {
    inner: Reader,
    buffer: Vec<u8>,
    at: usize,
    error: Option<io::Error>,
    /// Whether looking met the end, so that small files are not asked twice.
    ended: bool,
}

impl Peeked {
    fn new(inner: Reader) -> Self {
        Self { inner, buffer: Vec::new(), at: 0, error: None, ended: false }
    }

    /// The next `bytes` bytes, fewer only at the end.
    fn peek(&mut self, bytes: usize) -> &[u8] {
        while self.held().len() < bytes && self.error.is_none() && !self.ended {
            let held = self.buffer.len();
            self.buffer.resize(held + HEAD, 0);
            let read = self.inner.read(self.buffer.get_mut(held..).unwrap_or_default());
            self.buffer.truncate(held + read.as_ref().map_or(0, |&read| read));
            match read {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.error = Some(error),
            }
        }
        let held = self.held();
        held.get(..bytes).unwrap_or(held)
    }

    fn held(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.held().is_empty() {
            return match self.error.take() {
                Some(error) => Err(error),
                None if self.ended => Ok(0),
                None => self.inner.read(buffer),
            };
        }
        let read = self.held().read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Peeked {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.held().is_empty() {
            if let Some(error) = self.error.take() {
                return Err(error);
            }
            self.at = 0;
            self.buffer.clear();
            if self.ended {
                return Ok(&[]);
            }
            self.buffer.resize(HEAD, 0);
            let read = self.inner.read(&mut self.buffer);
            self.buffer.truncate(read.as_ref().map_or(0, |&read| read));
            read?;
        }
        Ok(self.held())
    }

    fn consume(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.buffer.len());
    }
}

/// What is told of a file that is not what it was when it was opened.
pub(super) fn changed(origin: &Origin) -> String {
    format!("{} changed or vanished while it was being read; run again when nobody writes to it", origin.name)
}
