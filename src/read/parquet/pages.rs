//! The gate in front of the library's page reader: are the headers of the pages of a column such as the format has?
//!
//! The library goes over any number of elements of a list it does not know, even where the file has ended, so that six kilobytes
//! kept it busy for a minute.

use super::shapes;
use super::thrift::Thrift;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// Bytes in which a header mostly stands, and those in which it must: statistics may hold long texts.
const WINDOWS: [u64; 2] = [4 << 10, 16 << 20];

/// Says what is wrong with the pages that stand at a range of a file. Reads a header a page.
pub(super) fn check(mut file: &File, range: Range<u64>) -> std::io::Result<Result<(), &'static str>> {
    let mut at = range.start;
    let mut head = Vec::new();
    while at < range.end {
        let mut found = None;
        for window in WINDOWS {
            head.clear();
            file.seek(SeekFrom::Start(at))?;
            Read::by_ref(&mut file).take(window.min(range.end - at)).read_to_end(&mut head)?;
            found = header(&head);
            if found.is_some() || (head.len() as u64) < window {
                break;
            }
        }
        match found {
            Some(size) => at = at.saturating_add(size),
            None => return Ok(Err("the header of a page is damaged")),
        }
    }
    Ok(Ok(()))
}

/// Bytes of the page that begins here, with its header.
fn header(head: &[u8]) -> Option<u64> {
    /// The field with the bytes of the page behind the header.
    const COMPRESSED_SIZE: u64 = 3;
    let mut thrift = Thrift(head);
    let (mut number, mut size) = (0, None);
    loop {
        let kind;
        (number, kind) = thrift.field(number)?;
        match (number, kind) {
            (_, 0) => return Some((head.len() - thrift.0.len()) as u64 + size?),
            // No part of the format, and the library would go over as many elements as are claimed.
            (_, 9..=11) => return None,
            (COMPRESSED_SIZE, 5) => size = Some(thrift.number()?),
            _ => thrift.of(shapes::PAGE, number, kind, 0)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_how_large_its_page_is_and_holds_no_lists() {
        // Kind 0, 10 bytes, 16 of them compressed.
        let sizes = [0x15, 0x00, 0x15, 0x14, 0x15, 0x20];
        let with = |more: &[u8]| header(&[&sizes, more].concat());
        assert_eq!(with(&[0]), Some(7 + 16));
        assert_eq!(with(&[0x2c, 0x15, 0x02, 0x4c, 0x18, 0x01, b'a', 0, 0, 0]), Some(16 + 16), "values and their statistics");
        assert_eq!(with(&[0x19, 0xf7, 0xff, 0xff, 0xff, 0xff, 0x07, 0]), None, "two billion fractions");
        assert_eq!(with(&[0x2c, 0x19, 0x11, 0x00, 0, 0]), None, "a list of truth values in a structure");
        assert_eq!(with(&[0x28, 0x01, b'a', 0]), None, "what should be a structure is text");
        assert_eq!(with(&[]), None);
        assert_eq!(header(&[0x15, 0x01, 0]), None, "no size");
        assert_eq!(header(&[0x35, 0x01, 0]), None, "a negative one");
    }
}
