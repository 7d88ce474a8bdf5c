//! Any bytes as a zip or tar file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read_file(bytes, Format::Auto, "");
});
