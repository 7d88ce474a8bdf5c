//! Any bytes as JSON: lines, and elements over lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read(bytes, Format::Jsonl);
    twicetold_fuzz::read(bytes, Format::Json);
});
