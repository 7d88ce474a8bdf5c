//! What is in a zip file, and its members unpacked: stored, deflated or zstd, checked against their checksum.

use super::{Archive, Listing, MEMBERS, Member, Packing};
use crate::document::Reason;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use zip::CompressionMethod;

/// The numbers zstd and deflate have in a zip file.
const DEFLATED: u16 = 8;
const ZSTD: u16 = 93;

/// How a member is packed, and what must come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Zipped {
    method: u16,
    bytes: u64,
    checksum: u32,
}

impl Zipped {
    /// The plain bytes behind those stored.
    pub(super) fn reader(self, stored: impl BufRead + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        let plain: Box<dyn Read + Send> = match self.method {
            DEFLATED => Box::new(flate2::bufread::DeflateDecoder::new(stored)),
            ZSTD => Box::new(zstd::stream::read::Decoder::with_buffer(stored)?),
            _ => Box::new(stored),
        };
        Ok(Box::new(Checked { inner: plain, sum: flate2::Crc::new(), read: 0, zipped: self }))
    }
}

/// Lists the members; false if it is no folder of files but the inside of another format (Office documents, EPUB, Java).
pub(super) fn list(archive: &Arc<Archive>, listing: &mut Listing) -> io::Result<bool> {
    let mut zip = zip::ZipArchive::new(BufReader::new(File::open(&archive.path)?))?;
    for number in 0..zip.len().min(MEMBERS) {
        let file = match zip.by_index_raw(number) {
            Ok(file) => file,
            Err(error) => {
                listing.faults.push((format!("#{number}"), Reason::Damaged, format!("cannot be found in the archive: {error}")));
                continue;
            }
        };
        let name = file.name().map_or_else(|_| format!("#{number}"), std::borrow::Cow::into_owned);
        if number == 0 && matches!(name.as_str(), "[Content_Types].xml" | "mimetype" | "META-INF/MANIFEST.MF" | "META-INF/") {
            return Ok(false);
        }
        if file.is_dir() {
            continue;
        }
        let method = match file.compression() {
            _ if file.encrypted() => Err("it is encrypted; unpack it".to_owned()),
            CompressionMethod::Stored => Ok(0),
            CompressionMethod::DEFLATE => Ok(DEFLATED),
            CompressionMethod::ZSTD => Ok(ZSTD),
            other => Err(format!("it is packed as {other}, which is not read; unpack it")),
        };
        match (method, file.data_start()) {
            (Ok(method), Some(start)) if file.is_file() => {
                let zipped = Zipped { method, bytes: file.size(), checksum: file.crc32() };
                let packing = Packing::Zipped(zipped);
                let member = Member { archive: Arc::clone(archive), start, stored: file.compressed_size(), packing };
                listing.members.push((name, zipped.bytes, member));
            }
            (Err(why), _) => listing.faults.push((name, Reason::Unreadable, why)),
            _ => listing.passed_over += 1,
        }
    }
    Ok(true)
}

/// Checks at the end that all came out, and as it went in.
struct Checked {
    inner: Box<dyn Read + Send>,
    sum: flate2::Crc,
    read: u64,
    zipped: Zipped,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..read).unwrap_or_default());
        self.read += read as u64;
        let ends = read == 0 && !buffer.is_empty();
        if self.read > self.zipped.bytes || ends && (self.read < self.zipped.bytes || self.sum.sum() != self.zipped.checksum) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum or size of the file in the archive is false"));
        }
        Ok(read)
    }
}
