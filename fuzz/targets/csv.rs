//! Any bytes as rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read(bytes, Format::Csv);
    twicetold_fuzz::read(bytes, Format::Tsv);
});
