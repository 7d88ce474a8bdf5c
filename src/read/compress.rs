//! Plain bytes become compressed again, by the same means as the file they came from.
//!
//! The way back of `decompress`; a file has one gzip member or one zstd frame, without a time in it, so
//! that the same bytes in give the same bytes out.

use super::decompress::Compression;
use std::io::{self, Write};

/// Writes into `W`, compressed as a [`RawFile`](super::RawFile) was; end it with [`finish`](Self::finish).
pub struct Compressor<W: Write>(Kind<W>);

enum Kind<W: Write> {
    Plain(W),
    Gzip(Box<flate2::write::GzEncoder<W>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, W>>),
}

impl<W: Write> Compressor<W> {
    pub(super) fn new(compression: Compression, inner: W) -> io::Result<Self> {
        Ok(Self(match compression {
            Compression::None => Kind::Plain(inner),
            Compression::Gzip => Kind::Gzip(Box::new(flate2::write::GzEncoder::new(inner, flate2::Compression::default()))),
            Compression::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(inner, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                encoder.include_checksum(true)?;
                Kind::Zstd(Box::new(encoder))
            }
        }))
    }

    /// Writes what is held back and the end of the compressed data; gives `W` back, not yet flushed.
    ///
    /// # Errors
    /// Whatever `W` says.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Kind::Plain(inner) => Ok(inner),
            Kind::Gzip(encoder) => encoder.finish(),
            Kind::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Compressor<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::Plain(inner) => inner.write(bytes),
            Kind::Gzip(encoder) => encoder.write(bytes),
            Kind::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Kind::Plain(inner) => inner.flush(),
            Kind::Gzip(encoder) => encoder.flush(),
            Kind::Zstd(encoder) => encoder.flush(),
        }
    }
}
