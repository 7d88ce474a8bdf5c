//! The order of all documents: by date (undated ones last), then id, then content, then place.
//!
//! Names are longer than what may be kept of each document, so they are compared 16 bytes at a time:
//! all documents by the first 16 bytes of what they are ordered by, those with equal ones by the next
//! 16, and so on. (Most significant digit first, in words: Bentley and Sedgewick, 1997.)

use super::parallel;
use super::parts::{Part, Row};
use super::store::Store;

/// Bytes compared at a time.
const STEP: usize = 16;

/// Bytes that ordering takes of each document, beside what is kept of it.
pub(super) const RANKING_BYTES: u64 = size_of::<Entry>() as u64;

/// Where a document stands: its part and its row.
pub(super) type RowAt = (u32, u32);

/// Sixteen bytes of what a document is ordered by, and which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    high: u64,
    low: u64,
    at: RowAt,
}

/// The places of all documents in their order. Takes [`RANKING_BYTES`] a document until it is done.
pub(super) fn ranked(parts: &[Part], store: &Store) -> Vec<RowAt> {
    let mut entries = entries(parts, store);
    if !entries.is_sorted() {
        parallel::sort(&mut entries);
    }
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut key = Vec::new();
    let equal = |entries: &[Entry], start: usize, depth: usize, open: &mut Vec<_>| {
        let mut at = start;
        for group in entries.chunk_by(|a, b| (a.high, a.low) == (b.high, b.low)) {
            if group.len() > 1 {
                open.push((at, at + group.len(), depth));
            }
            at += group.len();
        }
    };
    equal(&entries, 0, 1, &mut open);
    while let Some((start, end, depth)) = open.pop() {
        let group = entries.get_mut(start..end).unwrap_or_default();
        let mut goes_on = false;
        for entry in group.iter_mut() {
            write_key_of(parts, store, entry.at, &mut key);
            goes_on |= key.len() > depth * STEP;
            (entry.high, entry.low) = step(&key, depth);
        }
        group.sort_unstable();
        if goes_on {
            equal(group, start, depth + 1, &mut open);
        }
    }
    entries.into_iter().map(|entry| entry.at).collect()
}

/// The first step of every document, in the order of the input.
fn entries(parts: &[Part], store: &Store) -> Vec<Entry> {
    let of_part = |key: &mut Vec<u8>, (number, part): (u32, &Part)| {
        let names = store.all(&part.names);
        let rows = store.all(&part.rows);
        let of_row = |(at, &packed)| {
            let row = Row::unpacked(packed);
            write_key(&row, names.get(row.name_range()).unwrap_or_default(), STEP, key);
            let (high, low) = step(key, 0);
            Entry { high, low, at: (number, at) }
        };
        (0u32..).zip(rows.iter()).map(of_row).collect::<Vec<_>>()
    };
    parallel::map_with((0u32..).zip(parts).collect(), Vec::new, of_part).concat()
}

/// Writes the whole key of a document in place of what `key` held.
fn write_key_of(parts: &[Part], store: &Store, (part, row): RowAt, key: &mut Vec<u8>) {
    let Some(part) = parts.get(part as usize) else { return key.clear() };
    let row = Row::unpacked(store.value(&part.rows, row as usize));
    write_key(&row, &store.slice(&part.names, row.name_range()), usize::MAX, key);
}

/// Writes what a document is ordered by, as bytes that compare like it; cut behind `most` bytes of each
/// name, if that leaves enough.
fn write_key(row: &Row, names: &[u8], most: usize, key: &mut Vec<u8>) {
    let (id, date) = names.split_at_checked(row.id_bytes as usize).unwrap_or_default();
    key.clear();
    key.push(u8::from(date.is_empty()));
    key.extend_from_slice(date.get(..most).unwrap_or(date));
    key.push(0);
    key.extend_from_slice(id.get(..most).unwrap_or(id));
    key.push(0);
    key.extend(row.content.to_be_bytes());
}

/// Sixteen bytes of a key, as two numbers; zeros behind its end.
fn step(key: &[u8], depth: usize) -> (u64, u64) {
    let mut bytes = [0u8; STEP];
    for (slot, &byte) in bytes.iter_mut().zip(key.get(depth * STEP..).unwrap_or_default()) {
        *slot = byte;
    }
    let whole = u128::from_be_bytes(bytes);
    ((whole >> 64) as u64, whole as u64)
}
