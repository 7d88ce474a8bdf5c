//! Any bytes as text: byte order marks, other charsets, front matter; what the bytes are is told or forced.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read(bytes, Format::Text);
    twicetold_fuzz::read(bytes, Format::Auto);
});
