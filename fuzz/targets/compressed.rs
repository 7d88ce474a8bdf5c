//! Any bytes as a gzip or zstd stream of lines, by the first byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let magic: &[u8] = if first % 2 == 0 { b"\x1f\x8b\x08" } else { b"\x28\xb5\x2f\xfd" };
    twicetold_fuzz::read(&[magic, rest].concat(), Format::Jsonl);
    twicetold_fuzz::read(bytes, Format::Jsonl);
});
