//! The gate in front of the library's reader: is what the end of a file says possible in a file of this size?
//!
//! The library makes room for as many row groups and columns as the footer claims, before it has seen one. Memory that is refused
//! cannot be caught, so a claim is checked here first: no list or string of the footer (Thrift, compact protocol) may be longer than
//! the footer itself, and none may nest deeper than the format does.

use super::MAGIC;
use super::shapes;
use super::thrift::Thrift;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Largest footer.
const LARGEST: u64 = 256 << 20;

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
    Ok(if Thrift(&footer).structure(shapes::FILE, 0).is_some() { Ok(()) } else { Err("its footer is damaged") })
}
