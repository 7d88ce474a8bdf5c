//! The gate in front of the library's reader: is what the end of a file says possible in a file of this size?
//!
//! The library makes room for as many row groups and columns as the footer claims, before it has seen one. Memory that is refused
//! cannot be caught, so a claim is checked here first: no list or string of the footer (Thrift, compact protocol) may be longer than
//! the footer itself, and none may nest deeper than the format does.

use super::MAGIC;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Largest footer.
const LARGEST: u64 = 256 << 20;

/// Deepest nesting; files that are not made to harm stay below ten.
const DEEPEST: u32 = 32;

/// Says what is impossible about the end of a file.
pub(super) fn check(file: &mut File, bytes: u64) -> std::io::Result<Result<(), &'static str>> {
    if bytes < 12 {
        return Ok(Err("too short for a Parquet file"));
    }
    let mut end = [0; 8];
    file.seek(SeekFrom::Start(bytes - 8))?;
    file.read_exact(&mut end)?;
    let [size @ .., _, _, _, _] = end;
    if !end.ends_with(MAGIC) {
        return Ok(Err("the end of the file is not that of a Parquet file (or it is encrypted); was it cut?"));
    }
    let size = u64::from(u32::from_le_bytes(size));
    if size > bytes - 12 || size > LARGEST {
        return Ok(Err("the size of its footer is false"));
    }
    file.seek(SeekFrom::Start(bytes - 8 - size))?;
    let mut footer = Vec::new();
    Read::by_ref(file).take(size).read_to_end(&mut footer)?;
    Ok(if Thrift(&footer).structure(0).is_some() { Ok(()) } else { Err("its footer is damaged") })
}

/// What is left of a value in the compact protocol.
struct Thrift<'f>(&'f [u8]);

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Goes over fields up to the stop.
    fn structure(&mut self, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            if head >> 4 == 0 {
                self.varint()?;
            }
            self.value(head & 0xf, depth, true)?;
        }
    }

    fn value(&mut self, kind: u8, depth: u32, is_field: bool) -> Option<()> {
        match kind {
            // Truth is told by the kind of a field, and takes a byte in a list.
            1 | 2 => {
                if is_field {
                    Some(())
                } else {
                    self.skip(1)
                }
            }
            3 => self.skip(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let bytes = self.varint()?;
                self.skip(bytes)
            }
            9 | 10 => self.list(depth),
            12 => self.structure(depth + 1),
            _ => None,
        }
    }

    fn list(&mut self, depth: u32) -> Option<()> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        // An element takes a byte at least.
        if count > self.0.len() as u64 || depth > DEEPEST {
            return None;
        }
        (0..count).try_for_each(|_| self.value(head & 0xf, depth + 1, false))
    }
}
