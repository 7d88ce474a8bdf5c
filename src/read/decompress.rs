//! Compressed bytes become plain bytes, streaming; which compression is told by the magic bytes.
//!
//! It stands apart because the traps are here: gzip files of several members and zstd files of
//! several frames are read to their real end, and an early end is an error, never an end.

use super::caught::caught;
use std::io::{self, BufRead, Read};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// Tells by the first four bytes, whatever the file is called.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            // A skippable frame, with which seekable and parallel writers begin.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Its name in messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// What its files are called by, behind the rest of their names.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }
}

/// The plain bytes behind `compressed`.
///
/// # Errors
///
/// If the decompressor cannot be set up (memory); damage shows when reading.
pub(super) fn decompress(
    compressed: impl BufRead + Send + 'static,
    compression: Compression,
) -> io::Result<Box<dyn Read + Send>> {
    Ok(match compression {
        Compression::None => Box::new(compressed),
        Compression::Gzip => Box::new(Guarded { inner: flate2::bufread::MultiGzDecoder::new(compressed) }),
        Compression::Zstd => Box::new(Guarded { inner: zstd::stream::read::Decoder::with_buffer(compressed)? }),
    })
}

/// A decompressor whose panic, should hostile bytes find one, is an error like any other.
struct Guarded<R> {
    inner: R,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        caught(|| self.inner.read(buffer)).unwrap_or_else(|| Err(io::Error::other("the decompressor gave up")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> (Vec<u8>, Option<io::Error>) {
        let compression = Compression::of(&bytes);
        let mut reader = decompress(io::Cursor::new(bytes), compression).unwrap();
        let mut plain = Vec::new();
        let error = reader.read_to_end(&mut plain).err();
        (plain, error)
    }

    #[test]
    fn all_members_and_frames_are_read() {
        let members = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(read(members).0, b"one two");
        let frames = [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 19).unwrap()].concat();
        assert_eq!(read(frames).0, b"one two");
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9][..], &zstd::encode_all(&b"three"[..], 1).unwrap()];
        assert_eq!(read(skippable.concat()).0, b"three");
    }

    #[test]
    fn an_early_end_is_an_error() {
        let text: Vec<u8> = (0..20_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for whole in [gzip(&text), zstd::encode_all(&text[..], 3).unwrap()] {
            assert!(read(whole.clone()).1.is_none());
            for cut in [5, 11, whole.len() / 2, whole.len() - 1] {
                assert!(read(whole[..cut].to_vec()).1.is_some(), "cut at {cut} of {}", whole.len());
            }
        }
        let mut trailing = gzip(b"whole");
        trailing.extend_from_slice(b"rubbish behind the end");
        let (plain, error) = read(trailing);
        assert_eq!(plain, b"whole");
        assert!(error.is_some());
    }
}
