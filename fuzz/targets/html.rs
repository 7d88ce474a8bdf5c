//! Any bytes as a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read(bytes, Format::Html);
});
