//! Thai that is folded already, told in one look at its bytes, and the vowel AM in one character.
//!
//! Thai has no case and but one character that compatibility normalization changes, so nearly every
//! stretch of it is its own folded form; finding that out cluster by cluster costs more than all
//! else that is done with Thai.

/// Whether a text is of Thai letters, vowels, tones and digits, and ASCII, that fold to themselves;
/// `false` in doubt.
pub(super) fn is_folded(text: &str) -> bool {
    let mut rest = text.as_bytes();
    let mut before = 0;
    loop {
        let low;
        (low, rest) = match *rest {
            [] => return true,
            [0xE0, block @ 0xB8..=0xB9, last, ref rest @ ..] => ((block & 1) << 6 | last & 0x3F, rest),
            [0..b'A' | b'['..=0x7F, ref rest_behind @ ..] => {
                (before, rest) = (ASCII, rest_behind);
                continue;
            }
            _ => return false,
        };
        let class = combining_class(low);
        // Marks stand in canonical order, and no vowel AM in two parts.
        let ordered = class == 0 || (before >= AM_MARK || before <= class);
        let parts = before == AM_MARK && low == 0x32;
        // A mark makes one cluster with what stands before it, which may be cut from Thai only.
        let crosses = before == ASCII && !matches!(low, 0x01..=0x30 | 0x40..=0x46 | 0x50..=0x59);
        if !matches!(low, 0x01..=0x3A | 0x3F..=0x5B) || !ordered || parts || crosses {
            return false;
        }
        before = if low == 0x4D { AM_MARK } else { class };
    }
}

/// Stands for U+0E4D, whose class is 0.
const AM_MARK: u8 = 0x80;

/// Stands for a character of ASCII.
const ASCII: u8 = 0x81;

/// The canonical combining class of U+0E00 + `low`.
const fn combining_class(low: u8) -> u8 {
    match low {
        0x3A => 9,
        0x38 | 0x39 => 103,
        0x48..=0x4B => 107,
        _ => 0,
    }
}

/// The vowel AM, if a vowel AA joins with the mark that a text ends with.
pub(super) fn whole_am(text: &str, next: char) -> Option<char> {
    match next {
        '\u{0E32}' if text.ends_with('\u{0E4D}') => Some('\u{0E33}'),
        '\u{0EB2}' if text.ends_with('\u{0ECD}') => Some('\u{0EB3}'),
        _ => None,
    }
}
