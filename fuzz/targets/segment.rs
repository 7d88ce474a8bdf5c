//! Words and sentences are slices of the text, in order; sentences hold all that is not white space.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::segment::{sentences, word_hashes, words};

fuzz_target!(|text: &str| {
    let found = words(text);
    assert_eq!(word_hashes(text).len(), found.len());
    // One character may stand for two words (㍤ is 12点): they begin and end in order.
    let mut before = (0, 0);
    for word in &found {
        assert!(word.span.start >= before.0 && word.span.end >= before.1 && !word.span.of(text).is_empty());
        before = (word.span.start, word.span.end);
    }
    for language in ["en", "de", "zh", "th", "und"] {
        let mut end = 0;
        for span in sentences(text, language) {
            assert!(text[end..span.start].trim().is_empty(), "{language}: what stands between sentences");
            assert!(!span.of(text).trim().is_empty());
            end = span.end;
        }
        assert!(text[end..].trim().is_empty(), "{language}: what stands behind the last sentence");
    }
});
