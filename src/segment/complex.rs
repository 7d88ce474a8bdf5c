//! Words in scripts that are written without spaces between them: Thai, Lao, Khmer, Burmese.
//!
//! With the feature `cjk` a dictionary splits them (ICU data by `icu_segmenter`); without it each
//! grapheme cluster is a word, so that such text never has none.

use unicode_segmentation::UnicodeSegmentation;

/// Cuts folded text into stretches of whole grapheme clusters, each with whether it is in such a script.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut at = 0;
    let is_mixed = text.chars().any(is_complex) && !text.chars().all(is_complex);
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let complex = starts_complex(rest);
        let end = if is_mixed { stretch_end(rest, complex) } else { rest.len() };
        let start = at;
        at += end;
        Some((start, rest.get(..end)?, complex))
    })
}

/// Where the first grapheme cluster of the other kind begins.
fn stretch_end(rest: &str, complex: bool) -> usize {
    let mut before = None;
    for (at, c) in rest.char_indices() {
        let is_other = is_complex(c) != complex;
        // Before ASCII, and between ASCII and a letter, clusters end; else they are looked at one by one.
        let is_plain = c.is_ascii() || before.is_some_and(|before: char| before.is_ascii()) && is_thai_letter(c);
        match before {
            Some(_) if is_other && is_plain => return at,
            _ if is_other => break,
            _ => before = Some(c),
        }
    }
    let other = |&(_, cluster): &(usize, &str)| starts_complex(cluster) != complex;
    rest.grapheme_indices(true).find(other).map_or(rest.len(), |(end, _)| end)
}

/// Whether a character is a Thai letter that combines with none before it.
const fn is_thai_letter(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E30}' | '\u{0E40}'..='\u{0E46}')
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
        // Where two of these scripts meet, each is split by itself, and a mark of one may stand on a letter of the other.
        if is_cluster_bound(stretch, end) {
            emit(stretch, start, end, &mut sink);
            start = end;
        }
    }
}

/// Whether a grapheme cluster ends at a place.
#[cfg(feature = "cjk")]
fn is_cluster_bound(stretch: &str, at: usize) -> bool {
    let next = stretch.get(at..).and_then(|rest| rest.chars().next());
    let bound = || unicode_segmentation::GraphemeCursor::new(at, stretch.len(), true).is_boundary(stretch, 0);
    next.is_none_or(is_thai_letter) || bound().unwrap_or(true)
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
        && word.chars().any(|c| is_thai_letter(c) || c.is_alphanumeric())
    {
        sink(start, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The specification: grapheme cluster by grapheme cluster.
    fn slow(text: &str) -> Vec<(usize, String, bool)> {
        let mut found: Vec<(usize, String, bool)> = Vec::new();
        for (at, cluster) in text.grapheme_indices(true) {
            let complex = starts_complex(cluster);
            match found.last_mut() {
                Some((_, stretch, same)) if *same == complex => stretch.push_str(cluster),
                _ => found.push((at, cluster.to_owned(), complex)),
            }
        }
        found
    }

    proptest! {
        #[test]
        fn words_are_whole_clusters(text in "[aกเาำัิ่ລວັແຍກာက្ក]{0,16}") {
            let mut end = 0;
            words(&text, |at, word| {
                assert!(at >= end && text.grapheme_indices(true).any(|(start, _)| start == at), "{text:?} at {at}");
                end = at + word.len();
            });
        }

        #[test]
        fn stretches_are_cut_between_clusters(text in "[a1.กเาำิ่ໄကါあ\u{0301}\u{200D}é]{0,16}") {
            let found: Vec<_> = stretches(&text).map(|(at, stretch, complex)| (at, stretch.to_owned(), complex)).collect();
            prop_assert_eq!(found, slow(&text));
        }
    }
}
