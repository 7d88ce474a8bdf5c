//! Folded text leads back to the original: every character of it to a range that can be sliced, in order; folding again changes nothing, but for
//! signs that hold letters (*℃*), an iota below no letter, and piles of marks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::normalize::{Normalized, fold, obfuscation};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What folds to a sign and a letter: the letter then stands beside others that the sign was not beside.
fn is_sign_and_letter(c: char) -> bool {
    let is_letter = |c: char| c.is_alphabetic();
    let mut folded = std::iter::once(c).nfkc();
    let first = folded.next().is_some_and(is_letter);
    folded.any(|c| is_letter(c) != first && !is_combining_mark(c))
}

fuzz_target!(|text: &str| {
    let normalized = Normalized::of(text);
    let mut before = 0;
    for (at, c) in normalized.text().char_indices() {
        let span = normalized.original(at..at + c.len_utf8());
        assert!(text.get(span.start..span.end).is_some_and(|original| !original.is_empty()), "{span:?}");
        assert!(span.start >= before);
        before = span.start;
    }
    let plain: String = text.chars().filter(|&c| !is_sign_and_letter(c) && c != '\u{345}').collect();
    let once = fold(&plain);
    // Where a pile of marks begins depends on how many of them are part of the letter.
    let marks: Vec<bool> = plain.nfkd().map(is_combining_mark).collect();
    if !marks.windows(4).any(|four| four.iter().all(|&mark| mark)) {
        assert_eq!(fold(&once), once);
    }
    let _ = obfuscation(text);
});
