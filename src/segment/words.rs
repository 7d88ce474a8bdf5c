//! Text → words: Unicode word boundaries, folded for comparing, with spans of the original.
//!
//! Words are those of Unicode Standard Annex 29 on folded text that hold a letter or a digit; the
//! English possessive is dropped, numbers are kept. Chinese characters and Japanese kana are words
//! of their own; Thai, Lao, Khmer and Burmese are split by dictionary (feature `cjk`), else by
//! grapheme cluster.
//!
//! Most text is ASCII, and UAX 29 on ASCII is a small table, so words are read off the bytes
//! directly; a stretch with any other character goes through [`crate::normalize`] and the full
//! rules. The twin in the tests sends everything that way and must give the same words.

use super::complex;
use crate::normalize::Normalized;
use crate::span::Span;
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

/// A word: what it is compared by, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// xxh3-64 of the folded word; equal words have equal hashes.
    pub hash: u64,
    /// In the original text.
    pub span: Span,
}

/// The words of a text, in order; none where no letter or digit is in it.
///
/// Costs one pass, about 15 ns a word on ASCII.
///
/// ```
/// let text = "The minister’s 3.5% plan";
/// let words = twicetold::segment::words(text);
/// let spans: Vec<_> = words.iter().map(|word| word.span.of(text)).collect();
/// assert_eq!(spans, ["The", "minister", "3.5", "plan"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 6);
    for_each_word(text, |word| found.push(word));
    found
}

/// A word as it is compared, from the text under the span of a [`Word`].
#[must_use]
pub fn folded(original: &str) -> String {
    crate::normalize::fold(original)
}

/// Calls `sink` with each word of a text in order.
pub fn for_each_word(text: &str, mut sink: impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut splitter = Splitter { text, bytes, lower: bytes.to_ascii_lowercase(), folded: Normalized::default() };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match class(byte) {
            Class::Letter | Class::Digit | Class::Joiner => splitter.plain(at, &mut sink),
            Class::Other if breaks_at(bytes, at) == 0 => splitter.full(at, &mut sink),
            Class::Other => at + breaks_at(bytes, at),
            Class::MidBoth | Class::MidLetter | Class::MidDigit if mark_may_follow(bytes, at + 1) => splitter.full(at, &mut sink),
            _ => at + 1,
        };
    }
}

struct Splitter<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// The text with its ASCII letters in lower case.
    lower: Vec<u8>,
    folded: Normalized,
}

/// What UAX 29 needs to know of a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Break,
    Letter,
    Digit,
    /// `_`: joins letters and digits on both sides (ExtendNumLet).
    Joiner,
    /// `'` and `.`: join letters to letters and digits to digits (MidNumLet, Single_Quote).
    MidBoth,
    /// `:`: joins letters to letters (MidLetter).
    MidLetter,
    /// `,` and `;`: join digits to digits (MidNum).
    MidDigit,
    /// Not ASCII.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Break; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Joiner,
            b'\'' | b'.' => Class::MidBoth,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            128..=255 => Class::Other,
            _ => Class::Break,
        };
        byte += 1;
    }
    classes
};

/// Whether a byte goes on with a word whatever stands around it.
const IN_WORD: [bool; 256] = {
    let mut in_word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        in_word[byte] = matches!(CLASSES[byte], Class::Letter | Class::Digit | Class::Joiner);
        byte += 1;
    }
    in_word
};

#[inline]
const fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Bytes of the character at `at` if it is one of the common signs that always end a word
/// (dashes, double quotation marks, ellipsis, bullet, no-break space), else 0.
#[inline]
fn breaks_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([0xE2, 0x80, 0x90..=0x95 | 0x9C..=0x9F | 0xA2 | 0xA6, ..]) => 3,
        Some([0xC2, 0xA0 | 0xAB | 0xBB, ..]) => 2,
        _ => 0,
    }
}

/// Whether a character at `at` may attach to the sign before it (a combining mark, say).
#[inline]
fn mark_may_follow(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|&byte| class(byte) == Class::Other) && breaks_at(bytes, at) == 0
}

/// Bytes of a typographic apostrophe (U+2018, U+2019) at `at`, else 0.
#[inline]
fn apostrophe_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([0xE2, 0x80, 0x98 | 0x99, ..]) => 3,
        _ => 0,
    }
}

/// Bytes of a possessive ending `'s` of a folded word, else 0.
fn possessive(word: &[u8]) -> usize {
    if word.len() > 2 && word.ends_with(b"'s") { 2 } else { 0 }
}

impl Splitter<'_> {
    /// Reads the ASCII word at `start`, or hands over to the full rules. Returns where to go on.
    #[inline]
    fn plain(&mut self, start: usize, sink: &mut impl FnMut(Word)) -> usize {
        let end = self.run_end(start);
        if self.bytes.get(end).is_some_and(|&byte| class(byte) != Class::Break) {
            return self.joined_word(start, end, sink);
        }
        self.emit(start, end, sink);
        end
    }

    /// End of the run of letters, digits and joiners at `start`.
    #[inline]
    fn run_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        start + rest.iter().position(|&byte| !IN_WORD[byte as usize]).unwrap_or(rest.len())
    }

    /// Goes on with a word whose first run, `start..end`, is followed by something that may join it
    /// to another.
    fn joined_word(&mut self, start: usize, end: usize, sink: &mut impl FnMut(Word)) -> usize {
        let mut end = end;
        let mut has_foreign_apostrophe = false;
        loop {
            let Some(&byte) = self.bytes.get(end) else { break };
            let previous = self.bytes.get(end - 1).map_or(Class::Break, |&byte| class(byte));
            let (mid, size) = match class(byte) {
                Class::Other if breaks_at(self.bytes, end) > 0 => break,
                Class::Other => (Class::MidBoth, apostrophe_at(self.bytes, end)),
                mid => (mid, 1),
            };
            match self.joined(previous, mid, end + size) {
                Joined::Unknown => return self.full(start, sink),
                _ if size == 0 => return self.full(start, sink),
                Joined::No => break,
                Joined::Yes => end = self.run_end(end + size),
            }
            has_foreign_apostrophe |= size == 3;
        }
        if has_foreign_apostrophe {
            self.emit_folded(start, end, sink);
        } else {
            let cut = possessive(self.lower.get(start..end).unwrap_or_default());
            self.emit(start, end - cut, sink);
        }
        end
    }

    /// Whether a sign of class `mid` between `previous` and the byte at `next` joins the two.
    fn joined(&self, previous: Class, mid: Class, next: usize) -> Joined {
        let next = self.bytes.get(next).map_or(Class::Break, |&byte| class(byte));
        let (letters, digits) = match mid {
            Class::MidBoth => (true, true),
            Class::MidLetter => (true, false),
            Class::MidDigit => (false, true),
            _ => (false, false),
        };
        match (previous, next) {
            (Class::Letter | Class::Digit, Class::Other) => Joined::Unknown,
            (Class::Letter, Class::Letter) if letters => Joined::Yes,
            (Class::Digit, Class::Digit) if digits => Joined::Yes,
            _ => Joined::No,
        }
    }

    #[inline]
    fn emit(&self, start: usize, end: usize, sink: &mut impl FnMut(Word)) {
        let word = self.lower.get(start..end).unwrap_or_default();
        if word.first() == Some(&b'_') && word.iter().all(|&byte| byte == b'_') {
            return;
        }
        sink(Word { hash: xxh3_64(word), span: Span::new(start, end) });
    }

    /// Emits a word of ASCII and typographic apostrophes.
    #[cold]
    fn emit_folded(&self, start: usize, end: usize, sink: &mut impl FnMut(Word)) {
        let word = folded(Span::new(start, end).of(self.text));
        let kept = word.len() - possessive(word.as_bytes());
        let kept_bytes = original_bytes(self.bytes.get(start..end).unwrap_or_default(), kept);
        let word = word.get(..kept).unwrap_or_default();
        sink(Word { hash: xxh3_64(word.as_bytes()), span: Span::new(start, start + kept_bytes) });
    }

    /// Sends the stretch from `start` to the next sure break through the full rules.
    #[cold]
    #[inline(never)]
    fn full(&mut self, start: usize, sink: &mut impl FnMut(Word)) -> usize {
        let mut end = start;
        while let Some(&byte) = self.bytes.get(end) {
            match class(byte) {
                Class::Break => break,
                Class::Other if breaks_at(self.bytes, end) > 0 => break,
                _ => end += 1,
            }
        }
        self.folded.refill(Span::new(start, end).of(self.text), start);
        let folded = &self.folded;
        unicode_words(folded.text(), |at, word| {
            let kept = word.len() - possessive(word.as_bytes());
            let word = word.get(..kept).unwrap_or_default();
            sink(Word { hash: xxh3_64(word.as_bytes()), span: folded.original(at..at + kept) });
        });
        end
    }
}

enum Joined {
    Yes,
    No,
    /// What follows is not ASCII: only the full rules can tell.
    Unknown,
}

/// How many bytes of `original` its first `kept` folded bytes stand for (only ASCII and
/// three-byte apostrophes are in it).
fn original_bytes(original: &[u8], kept: usize) -> usize {
    let mut at = 0;
    for _ in 0..kept {
        at += if original.get(at).is_some_and(|&byte| byte >= 0x80) { 3 } else { 1 };
    }
    at
}

/// The words of folded text by the full rules, with their offsets in it.
fn unicode_words(folded: &str, mut sink: impl FnMut(usize, &str)) {
    for (at, stretch, is_complex) in complex::stretches(folded) {
        if is_complex {
            complex::words(stretch, |offset, word| sink(at + offset, word));
        } else {
            stretch.unicode_word_indices().for_each(|(offset, word)| sink(at + offset, word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::fold;
    use proptest::prelude::*;

    /// The specification: cut at the sure breaks, fold everything, then the full rules.
    fn slow(text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        let ends_words =
            |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"_'.:,;".contains(c) || "\u{A0}«»‐‑‒–—―“”„‟•…".contains(c);
        for stretch in text.split(ends_words) {
            unicode_words(&fold(stretch), |_, word| {
                let kept = word.len() - possessive(word.as_bytes());
                hashes.push(xxh3_64(&word.as_bytes()[..kept]));
            });
        }
        hashes
    }

    fn hashes(text: &str) -> Vec<u64> {
        words(text).iter().map(|word| word.hash).collect()
    }

    fn spans(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| word.span.of(text)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn fast_and_full_rules_agree(text in "[a-c0-1_'’.:,; \\-—“é“\u{0301}\u{00AD}漢カกا\u{05D0}]{0,24}") {
            prop_assert_eq!(hashes(&text), slow(&text), "{:?}", text);
        }

        #[test]
        fn fast_and_full_rules_agree_on_anything(text in any::<String>()) {
            prop_assert_eq!(hashes(&text), slow(&text));
        }

        #[test]
        fn spans_slice_the_original_in_order(text in any::<String>()) {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(text.get(word.span.start..word.span.end).is_some());
                prop_assert!(word.span.start >= last && !word.span.is_empty());
                if complex::stretches(&text).all(|(_, _, is_complex)| !is_complex) {
                    prop_assert!(slow(word.span.of(&text)).contains(&word.hash));
                }
                last = word.span.start;
            }
        }
    }

    #[test]
    fn words_of_many_kinds() {
        assert_eq!(
            spans("It’s the U.S. — $1.2bn, 3,500 e-mails: can't?"),
            ["It", "the", "U.S", "1.2bn", "3,500", "e", "mails", "can't"]
        );
        assert_eq!(spans("snake_case __ a:b 1:2 x.1"), ["snake_case", "a:b", "1", "2", "x", "1"]);
        assert_eq!(spans("中文字"), ["中", "文", "字"]);
        assert!(spans("… — !?").is_empty());
        assert!(spans("").is_empty());
    }

    #[test]
    fn invisible_characters_do_not_part_a_word() {
        assert_eq!(hashes("nu\u{00AD}cle\u{200B}ar"), hashes("nuclear"));
        assert_eq!(hashes("ＮＵＣＬＥＡＲ"), hashes("nuclear"));
    }

    #[test]
    fn long_words_are_words() {
        let long = "A".repeat(500);
        assert_eq!(hashes(&long), slow(&long));
    }
}
