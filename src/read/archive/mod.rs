//! Archives: zip and tar files (plain, .gz, .zst) as folders of the files in them.
//!
//! What is in an archive is listed when paths become files; each member then is a file like any other, called
//! `archive.zip/folder/member.txt`. Members are read where they stand, nothing is unpacked to disk, and names of members never become
//! paths. An archive within an archive is told and passed over.

mod tar;
mod zip;

use super::caught::caught;
use super::decompress::{Compression, decompress};
use super::stream::Stamp;
use crate::document::Reason;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Most members of one archive.
const MEMBERS: usize = 4_000_000;

/// How much of a file is looked at to see whether it is an archive.
const HEAD: usize = 512;

/// Places kept in a compressed tar file, so that a member behind the last one read is not looked for from the start.
const CURSORS: usize = 16;

/// An archive on disk.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    compression: Compression,
    cursors: Mutex<Vec<Cursor>>,
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    archive: Arc<Archive>,
    /// Where its bytes begin in the (decompressed) archive, and how many they are there.
    start: u64,
    stored: u64,
    packing: Packing,
}

/// How the bytes of a member are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Zipped(zip::Zipped),
}

/// What an archive holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Names, sizes once unpacked, and where they stand, in the order of the archive.
    pub(super) members: Vec<(String, u64, Member)>,
    /// What cannot be read: name (empty for the archive itself), why.
    pub(super) faults: Vec<(String, Reason, String)>,
    /// Links, devices and the like.
    pub(super) passed_over: u64,
}

/// Which kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zip,
    Tar(Compression),
}

/// What is in a file, if it is an archive; `None` if it is none, or cannot be opened (which reading it will tell).
pub(super) fn listing(path: &Path) -> Option<Listing> {
    let kind = kind(path)?;
    let compression = if let Kind::Tar(compression) = kind { compression } else { Compression::None };
    let archive = Arc::new(Archive { path: path.to_owned(), compression, cursors: Mutex::default() });
    let mut listing = Listing::default();
    let done = caught(|| match kind {
        Kind::Zip => zip::list(&archive, &mut listing),
        Kind::Tar(_) => tar::list(&archive, &mut listing),
    });
    let damaged = |what: String| {
        (String::new(), Reason::Damaged, format!("the archive ends early or is damaged: {what}; all before is used"))
    };
    match done {
        Some(Ok(false)) => return None,
        Some(Ok(true)) => {}
        Some(Err(error)) => listing.faults.push(damaged(error.to_string())),
        None => listing.faults.push(damaged("its list cannot be read".to_owned())),
    }
    if listing.members.len() >= MEMBERS {
        let message = format!("more than {MEMBERS} files in one archive; unpack it");
        listing.faults.push((String::new(), Reason::TooLarge, message));
    }
    Some(listing)
}

/// Tells by the first bytes; compressed files are opened only where their names leave room for a tar file.
fn kind(path: &Path) -> Option<Kind> {
    let mut file = File::open(path).ok()?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut head).ok()?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(Kind::Zip);
    }
    let compression = Compression::of(&head);
    if compression == Compression::None {
        return tar::begins(&head).then_some(Kind::Tar(compression));
    }
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let is_data = super::Format::of_name(&name).is_some();
    if is_data {
        return None;
    }
    file.seek(SeekFrom::Start(0)).ok()?;
    let mut plain = Vec::new();
    let read = decompress(BufReader::new(file), compression).ok()?.take(HEAD as u64).read_to_end(&mut plain);
    (read.is_ok() && tar::begins(&plain)).then_some(Kind::Tar(compression))
}

impl Member {
    /// Its archive, for the system.
    pub(super) fn path(&self) -> &Path {
        &self.archive.path
    }

    /// Opens it, with what the archive looks like now.
    pub(super) fn open(&self) -> io::Result<(Box<dyn Read + Send>, Stamp)> {
        let mut file = File::open(&self.archive.path)?;
        let stamp = Stamp::of(&file.metadata()?);
        if self.archive.compression != Compression::None {
            return Ok((Box::new(self.within()?), stamp));
        }
        file.seek(SeekFrom::Start(self.start))?;
        let stored = BufReader::new(file).take(self.stored);
        Ok(match self.packing {
            Packing::Plain => (Box::new(Whole { inner: stored, left: self.stored }), stamp),
            Packing::Zipped(zipped) => (zipped.reader(stored)?, stamp),
        })
    }

    /// Goes to it in a compressed archive, from the nearest place before it.
    fn within(&self) -> io::Result<Within> {
        let mut cursor = match self.archive.nearest(self.start) {
            Some(cursor) => cursor,
            None => self.archive.cursor()?,
        };
        let ahead = self.start.saturating_sub(cursor.at);
        let skipped = io::copy(&mut Read::by_ref(&mut cursor.reader).take(ahead), &mut io::sink())?;
        cursor.at += skipped;
        if skipped < ahead {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Within { cursor: Some(cursor), left: self.stored, archive: Arc::clone(&self.archive) })
    }
}

impl Archive {
    /// From the start of the decompressed archive.
    fn cursor(&self) -> io::Result<Cursor> {
        let reader = decompress(BufReader::with_capacity(64 << 10, File::open(&self.path)?), self.compression)?;
        Ok(Cursor { reader, at: 0 })
    }

    fn nearest(&self, start: u64) -> Option<Cursor> {
        let mut cursors = self.cursors.lock().unwrap_or_else(PoisonError::into_inner);
        let before = cursors.iter().enumerate().filter(|(_, cursor)| cursor.at <= start);
        let (at, _) = before.max_by_key(|(_, cursor)| cursor.at)?;
        Some(cursors.swap_remove(at))
    }
}

/// A place in a compressed archive.
struct Cursor {
    reader: Box<dyn Read + Send>,
    at: u64,
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cursor").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A member read within a compressed archive; the place behind it is kept for the next.
struct Within {
    cursor: Option<Cursor>,
    left: u64,
    archive: Arc<Archive>,
}

impl Read for Within {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(buffer.len()).min(buffer.len());
        let Some(cursor) = self.cursor.as_mut().filter(|_| most > 0) else { return Ok(0) };
        match cursor.reader.read(buffer.get_mut(..most).unwrap_or_default()) {
            Ok(0) => {
                self.cursor = None;
                Err(io::ErrorKind::UnexpectedEof.into())
            }
            Ok(read) => {
                (cursor.at, self.left) = (cursor.at + read as u64, self.left - read as u64);
                Ok(read)
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.cursor = None;
                }
                Err(error)
            }
        }
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        let mut cursors = self.archive.cursors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cursor) = self.cursor.take().filter(|_| cursors.len() < CURSORS) {
            cursors.push(cursor);
        }
    }
}

/// Bytes of which it is known how many there are: an early end is an error.
struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
