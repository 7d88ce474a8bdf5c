//! Words in scripts that are written without spaces between them: Thai, Lao, Khmer, Burmese.
//!
//! With the feature `cjk` a dictionary splits them (ICU data by `icu_segmenter`); without it each
//! grapheme cluster is a word, so that such text never has none.

use unicode_segmentation::UnicodeSegmentation;

/// Cuts folded text into stretches of whole grapheme clusters, each with whether it is in such a script.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut at = 0;
    let has_complex = text.chars().any(is_complex);
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let complex = starts_complex(rest);
        let other = |&(_, cluster): &(usize, &str)| starts_complex(cluster) != complex;
        let end = if has_complex { rest.grapheme_indices(true).find(other).map(|(end, _)| end) } else { None };
        let end = end.unwrap_or(rest.len());
        let start = at;
        at += end;
        Some((start, rest.get(..end)?, complex))
    })
}

fn starts_complex(text: &str) -> bool {
    text.chars().next().is_some_and(is_complex)
}

/// Whether a character is written without spaces between words and not a word by itself
/// (Line_Break=SA, the blocks in living use).
const fn is_complex(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{1950}'..='\u{19DF}' | '\u{1A20}'..='\u{1AAF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AADF}')
}

/// Calls `sink` with each word of such a stretch and its offset.
#[cfg(feature = "cjk")]
pub(super) fn words(stretch: &str, mut sink: impl FnMut(usize, &str)) {
    use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};
    use std::sync::OnceLock;

    static SEGMENTER: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    let segmenter = SEGMENTER.get_or_init(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    let mut start = 0;
    for end in segmenter.segment_str(stretch) {
        emit(stretch, start, end, &mut sink);
        start = end;
    }
}

/// Calls `sink` with each grapheme cluster of such a stretch and its offset.
#[cfg(not(feature = "cjk"))]
pub(super) fn words(stretch: &str, mut sink: impl FnMut(usize, &str)) {
    for (start, cluster) in stretch.grapheme_indices(true) {
        emit(stretch, start, start + cluster.len(), &mut sink);
    }
}

fn emit(stretch: &str, start: usize, end: usize, sink: &mut impl FnMut(usize, &str)) {
    if let Some(word) = stretch.get(start..end)
        && word.chars().any(char::is_alphanumeric)
    {
        sink(start, word);
    }
}
