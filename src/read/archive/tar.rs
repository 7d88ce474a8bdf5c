//! What is in a tar file: header after header, long names of GNU and pax with a limit.

use super::super::decompress::Compression;
use super::{Archive, Listing, MEMBERS, Member, Packing};
use crate::document::Reason;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use tar::{EntryType, PaxExtensions};

/// Longest name, or list of pax records.
const EXTENSION: u64 = 1 << 20;

/// Whether a tar file begins so: a header whose checksum is right.
pub(super) fn begins(head: &[u8]) -> bool {
    let Some(header) = head.first_chunk::<512>() else { return false };
    let field = header.get(148..156).unwrap_or_default();
    let digits = std::str::from_utf8(field).unwrap_or_default().trim_matches([' ', '\0']);
    let Ok(said) = u32::from_str_radix(digits, 8) else { return false };
    let sum: u32 =
        header.iter().enumerate().map(|(at, &byte)| u32::from(if (148..156).contains(&at) { b' ' } else { byte })).sum();
    said == sum && header.first().is_some_and(|&byte| byte != 0)
}

/// Lists the members; false if it is no tar file after all.
pub(super) fn list(archive: &Arc<Archive>, listing: &mut Listing) -> io::Result<bool> {
    if archive.compression == Compression::None {
        let mut tar = tar::Archive::new(BufReader::new(File::open(&archive.path)?));
        return entries(tar.entries_with_seek()?, archive, listing);
    }
    let mut tar = tar::Archive::new(archive.cursor()?.reader);
    entries(tar.entries()?, archive, listing)
}

fn entries<R: Read>(entries: tar::Entries<'_, R>, archive: &Arc<Archive>, listing: &mut Listing) -> io::Result<bool> {
    // The name that an extension gives to the next entry.
    let mut named: Option<String> = None;
    for entry in entries.raw(true) {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName => {
                let bytes = extension(&mut entry)?;
                named = Some(String::from_utf8_lossy(bytes.strip_suffix(b"\0").unwrap_or(&bytes)).into_owned());
            }
            EntryType::XHeader => {
                let bytes = extension(&mut entry)?;
                let path = PaxExtensions::new(&bytes).filter_map(Result::ok).find(|record| record.key_bytes() == b"path");
                named = path.map(|record| String::from_utf8_lossy(record.value_bytes()).into_owned()).or(named);
            }
            EntryType::XGlobalHeader | EntryType::GNULongLink => {}
            EntryType::Regular | EntryType::Continuous => {
                let name = named.take().unwrap_or_else(|| String::from_utf8_lossy(&entry.path_bytes()).into_owned());
                let bytes = entry.header().entry_size()?;
                let start = entry.raw_file_position();
                let member = Member { archive: Arc::clone(archive), start, stored: bytes, packing: Packing::Plain };
                listing.members.push((name, bytes, member));
            }
            EntryType::Directory => named = None,
            EntryType::GNUSparse => {
                let name = named.take().unwrap_or_else(|| String::from_utf8_lossy(&entry.path_bytes()).into_owned());
                listing.faults.push((
                    name,
                    Reason::Unreadable,
                    "a sparse file in a tar file, which is not read; unpack it".to_owned(),
                ));
            }
            _ => {
                named = None;
                listing.passed_over += 1;
            }
        }
        if listing.members.len() >= MEMBERS {
            break;
        }
    }
    Ok(true)
}

fn extension(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(EXTENSION).read_to_end(&mut bytes)?;
    Ok(bytes)
}
