//! Any bytes as a web archive, and as the content of a response in one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read(bytes, Format::Warc);
    let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", bytes.len());
    let found = twicetold_fuzz::read(&[head.as_bytes(), bytes, b"\r\n\r\n"].concat(), Format::Warc);
    assert!(found.len() <= 1);
});
