//! Any bytes as a Parquet file: with a footer of the right size around them, or as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::read::Format;

fuzz_target!(|bytes: &[u8]| {
    twicetold_fuzz::read_file(bytes, Format::Parquet, ".parquet");
    if !bytes.starts_with(b"PAR1") {
        let size = u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes();
        twicetold_fuzz::read_file(&[b"PAR1", bytes, &size, b"PAR1"].concat(), Format::Parquet, ".parquet");
    }
});
