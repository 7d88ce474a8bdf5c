//! Folded text leads back to the original: every character of it to a range that can be sliced, in order; folding again changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::normalize::{Normalized, fold, obfuscation};

fuzz_target!(|text: &str| {
    let normalized = Normalized::of(text);
    let mut before = 0;
    for (at, c) in normalized.text().char_indices() {
        let span = normalized.original(at..at + c.len_utf8());
        assert!(text.get(span.start..span.end).is_some_and(|original| !original.is_empty()), "{span:?}");
        assert!(span.start >= before);
        before = span.start;
    }
    let once = fold(text);
    assert_eq!(fold(&once), once);
    let _ = obfuscation(text);
});
