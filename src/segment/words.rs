//! Text → words: Unicode word boundaries, folded for comparing, with spans of the original.
//!
//! Words are those of Unicode Standard Annex 29 on folded text that hold a letter or a digit; the
//! English possessive is dropped, numbers are kept. Chinese characters and Japanese kana are words
//! of their own; Thai, Lao, Khmer and Burmese are split by dictionary (feature `cjk`), else by
//! grapheme cluster.
//!
//! Two roads lead there. Nearly all text is ASCII, letters that fold to as many bytes, and
//! ideographs; of those the bounds of words are read off bit masks, sixty-four bytes at a time
//! (`chunk.rs`). A stretch with any other character goes through [`crate::normalize`] and the full
//! rules. [`words_in_full`] sends everything that way and must give the same words.

use super::chunk::{self, Chunk};
use super::complex;
use crate::normalize::{self, Normalized};
use crate::span::Span;
use std::cell::RefCell;
use std::ops::Range;
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

impl Word {
    /// The word as it is compared: what its hash is of. `text` is the one it was found in.
    #[must_use]
    pub fn folded(&self, text: &str) -> String {
        let mut folded = Normalized::default();
        folded.refill(text, self.span.start..self.span.end);
        let is_it = |word: &str| xxh3_64(word.as_bytes()) == self.hash;
        if is_it(folded.text()) {
            return folded.into_text();
        }
        // A span is of whole grapheme clusters, and one may hold a sign beside the last letter.
        let mut within = None;
        unicode_words(folded.text(), |_, word| within = within.take().or_else(|| is_it(word).then(|| word.to_owned())));
        within.unwrap_or_else(|| folded.into_text())
    }
}

/// The words of a text, in order; none where no letter or digit is in it.
///
/// ```
/// let text = "The minister’s 3.5% plan";
/// let words = twicetold::segment::words(text);
/// let spans: Vec<_> = words.iter().map(|word| word.span.of(text)).collect();
/// assert_eq!(spans, ["The", "minister", "3.5", "plan"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 5);
    with_reader(|reader| reader.read(text, |word| found.push(word)));
    found
}

/// The hashes of the words of a text, in order, where it does not matter where they stand.
#[must_use]
pub fn word_hashes(text: &str) -> Vec<u64> {
    let mut found = Vec::with_capacity(text.len() / 5);
    with_reader(|reader| reader.read(text, |word| found.push(word.hash)));
    found
}

fn with_reader(work: impl FnOnce(&mut WordReader)) {
    thread_local! {
        static READER: RefCell<WordReader> = RefCell::default();
    }
    READER.with_borrow_mut(work);
}

/// A word on its own, folded as it is compared where no neighbor bears on it; [`Word::folded`] asks them.
#[must_use]
pub fn folded(original: &str) -> String {
    normalize::fold(original)
}

/// The same words by the full rules alone: the specification of [`words`], and many times slower.
///
/// A text is cut where words end in any company, each stretch is folded, and Annex 29 finds its words.
#[must_use]
pub fn words_in_full(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut folded = Normalized::default();
    let mut start = 0;
    for (at, sign) in text.char_indices().filter(|&(_, c)| always_parts(c)).chain([(text.len(), '\0')]) {
        full(text, start..at, &mut folded, &mut |word| found.push(word));
        start = (at + sign.len_utf8()).min(text.len());
    }
    found
}

/// Whether words end before and behind a character in any company.
fn always_parts(c: char) -> bool {
    match c {
        '_' | '\'' | '.' | ':' | ',' | ';' => false,
        _ if c.is_ascii() => !c.is_ascii_alphanumeric(),
        _ => matches!(c, '\u{A0}' | '«' | '»' | '‐'..='―' | '“'..='‟' | '•' | '…'),
    }
}

/// Finds the words of one text after another with the same buffers, which grow to a few times the
/// longest stretch without ASCII white space or signs, or 16 KiB.
#[derive(Debug, Default)]
pub struct WordReader {
    chunk: Chunk,
    /// Of a stretch whose apostrophes have been written in one byte.
    rewritten: Chunk,
    plain: Vec<u8>,
    folded: Normalized,
    /// Whether scripts may meet in the chunk.
    is_mixed: bool,
    is_unusual: bool,
}

impl WordReader {
    /// Calls `sink` with each word of a text in order.
    ///
    /// Linear; allocates nothing for ASCII once the buffers have grown. Costs about 5 ns a word of
    /// ASCII (`benches/figures/roofline.rs`).
    pub fn read(&mut self, text: &str, mut sink: impl FnMut(Word)) {
        let mut start = 0;
        self.is_unusual = false;
        while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            let size = chunk::size(rest.as_bytes());
            self.chunk_of(text, start..start + size, &mut sink);
            start += size;
        }
        self.chunk.shrink();
        self.rewritten.shrink();
    }

    /// Whether the text read last has characters that [`normalize::obfuscation`] may count; `false` is sure.
    #[must_use]
    pub const fn is_unusual(&self) -> bool {
        self.is_unusual
    }

    fn chunk_of(&mut self, text: &str, range: Range<usize>, sink: &mut impl FnMut(Word)) {
        let base = range.start;
        if range.len() > chunk::LARGEST {
            return self.full(text, range, sink);
        }
        self.chunk.read(text.as_bytes().get(range.clone()).unwrap_or_default());
        self.is_mixed = self.chunk.is_mixed(around(text, &range));
        if self.chunk.stretches.is_empty() {
            return self.plain(text, base, 0..self.chunk.len(), sink);
        }
        let mut done = 0;
        for at in 0..self.chunk.stretches.len() {
            let Some(stretch) = self.chunk.stretches.get(at).cloned() else { break };
            let next = self.chunk.words_before(stretch.start);
            self.plain(text, base, done..next, sink);
            done = next;
            self.stretch(text, base + stretch.start as usize..base + stretch.end as usize, sink);
        }
        self.plain(text, base, done..self.chunk.len(), sink);
    }

    /// Words that the masks found; where scripts meet, those that could be of another are asked about.
    #[inline]
    fn plain(&mut self, text: &str, base: usize, range: Range<usize>, sink: &mut impl FnMut(Word)) {
        let mut done = range.start;
        if self.is_mixed {
            for at in range.clone() {
                let Some((start, end)) = self.chunk.bounds(at..at + 1).next() else { break };
                if is_asked(text, base + start..base + end) {
                    emit(&self.chunk, done..at, |word| word + base, sink);
                    self.full(text, base + start..base + end, sink);
                    done = at + 1;
                }
            }
        }
        emit(&self.chunk, done..range.end, |word| word + base, sink);
    }

    /// A stretch that the masks left: once more with plain apostrophes, else by the full rules.
    fn stretch(&mut self, text: &str, range: Range<usize>, sink: &mut impl FnMut(Word)) {
        let bytes = text.as_bytes().get(range.clone()).unwrap_or_default();
        if chunk::with_plain_apostrophes(bytes, &mut self.plain) {
            self.rewritten.read(&self.plain);
            if self.rewritten.stretches.is_empty() {
                let all = 0..self.rewritten.len();
                let mut way = chunk::WayBack::of(bytes);
                let mut original = |at| range.start + way.original(at);
                if !self.rewritten.bounds(all.clone()).any(|(start, end)| is_asked(text, original(start)..original(end))) {
                    let mut way = chunk::WayBack::of(bytes);
                    return emit(&self.rewritten, all, |at| range.start + way.original(at), sink);
                }
            }
        }
        self.full(text, range, sink);
    }

    #[cold]
    #[inline(never)]
    fn full(&mut self, text: &str, range: Range<usize>, sink: &mut impl FnMut(Word)) {
        full(text, range, &mut self.folded, sink);
        self.is_unusual |= self.folded.take_unusual();
    }
}

/// Bytes around a word, or a chunk, in which its neighbors begin.
const NEAR: usize = 64;

fn around<'t>(text: &'t str, range: &Range<usize>) -> [&'t [u8]; 2] {
    let bytes = text.as_bytes();
    let before = bytes.get(range.start.saturating_sub(NEAR)..range.start).unwrap_or_default();
    [before, bytes.get(range.end..(range.end + NEAR).min(bytes.len())).unwrap_or_default()]
}

/// Whether a word could be of another script, and letters of another are near.
fn is_asked(text: &str, word: Range<usize>) -> bool {
    let Some(&first) = text.as_bytes().get(word.start) else { return false };
    let is_own: fn(u8) -> bool = match first {
        0..=0x7F if word.len() == 1 => |lead| lead.is_ascii_alphabetic() | matches!(lead, 0xC3..=0xCA),
        0xCD..=0xCF => |lead| matches!(lead, 0xCD..=0xCF),
        0xD0..=0xD4 => |lead| matches!(lead, 0xD0..=0xD4),
        _ => return false,
    };
    let others = |&(&lead, &second): &(&u8, &u8)| {
        let is_form = lead == 0xE2 && matches!(second, 0x82..=0x86 | 0x92..=0x93 | 0xB0..=0xB3);
        !is_own(lead) && (lead.is_ascii_alphabetic() || matches!(lead, 0xC3..=0xD6 | 0xE1 | 0xEA | 0xEF | 0xF0) || is_form)
    };
    text.get(word.clone()).is_some_and(normalize::is_borrowed)
        && around(text, &word).into_iter().any(|near| near.iter().zip(near.iter().skip(1).chain([&0])).any(|pair| others(&pair)))
}

/// Hands on words of a chunk; `original` turns places in the chunk, ascending,
/// into places in the text.
#[inline]
fn emit(chunk: &Chunk, range: Range<usize>, mut original: impl FnMut(usize) -> usize, sink: &mut impl FnMut(Word)) {
    for (start, end) in chunk.bounds(range) {
        let word = chunk.lower(start, end);
        if word.first() == Some(&b'_') && word.iter().all(|&byte| byte == b'_') {
            continue;
        }
        sink(Word { hash: xxh3_64(word), span: Span::new(original(start), original(end)) });
    }
}

/// Hands on the words of a stretch by the full rules.
fn full(text: &str, range: Range<usize>, folded: &mut Normalized, sink: &mut impl FnMut(Word)) {
    folded.refill(text, range);
    unicode_words(folded.text(), |at, word| {
        let kept = word.len() - possessive(word.as_bytes());
        let word = word.get(..kept).unwrap_or_default();
        sink(Word { hash: xxh3_64(word.as_bytes()), span: folded.original(at..at + kept) });
    });
}

/// Bytes of a possessive ending `'s` of a folded word, else 0.
fn possessive(word: &[u8]) -> usize {
    if word.len() > 2 && word.ends_with(b"'s") { 2 } else { 0 }
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
    use proptest::prelude::*;

    /// The specification: cut at the sure breaks, fold everything, then the full rules.
    fn slow(text: &str) -> Vec<u64> {
        words_in_full(text).iter().map(|word| word.hash).collect()
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
            prop_assert_eq!(words(&text), words_in_full(&text), "{:?}", text);
        }

        #[test]
        fn fast_and_full_rules_agree_between_scripts(
            text in "[a-bsSA0-1_'’‘.:,; \n—«éßςÑфЖАΑ\u{0301}\u{00AD}\u{200D}漢字ひカー、。，：．；（１한กำ\u{0E49}ا\u{05D0}·🙂]{0,40}",
        ) {
            prop_assert_eq!(words(&text), words_in_full(&text), "{:?}", text);
        }

        #[test]
        fn fast_and_full_rules_agree_across_blocks(
            front in 0usize..140, words in prop::collection::vec("[a-zéф]{0,9}('s|’s|’t|'t|\\.a|,1|_|漢字|กา)?[ ,.\n—，]{0,2}", 0..60),
        ) {
            let text = "x ".repeat(front / 2) + &"y".repeat(front % 2) + &words.concat();
            prop_assert_eq!(super::words(&text), words_in_full(&text), "{:?}", text);
        }

        #[test]
        fn fast_and_full_rules_agree_on_anything(text in any::<String>()) {
            prop_assert_eq!(words(&text), words_in_full(&text));
        }

        #[test]
        fn spans_slice_the_original_in_order(text in any::<String>()) {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(text.get(word.span.start..word.span.end).is_some());
                prop_assert!(word.span.start >= last && !word.span.is_empty());
                if complex::stretches(&text).all(|(_, _, is_complex)| !is_complex) {
                    let is_whole = xxh3_64(word.folded(&text).as_bytes()) == word.hash;
                    prop_assert!(is_whole || slow(word.span.of(&text)).contains(&word.hash));
                }
                last = word.span.start;
            }
        }
    }

    #[test]
    fn a_sign_in_one_character_with_a_letter_is_in_the_span_and_not_in_the_word() {
        let text = "Æ[ꭥT\u{1193F}'{";
        assert_eq!(spans(text), ["Æ", "ꭥT\u{1193F}'"]);
        for word in words(text) {
            assert_eq!(xxh3_64(word.folded(text).as_bytes()), word.hash);
        }
    }

    #[test]
    fn scripts_that_meet_are_read_by_the_full_rules() {
        for text in ["Ц'A<ⶠ", "Ц'A", "Ц’A", "A'Ц", "é'А", "Ц'Α", "Α'Ц", "Β'В ή", "Ц'é", "ղ[A", "ἀ A", "A ა", "А—b"]
        {
            assert_eq!(words(text), words_in_full(text), "{text}");
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
    fn long_words_and_long_texts() {
        let long = "A".repeat(500);
        assert_eq!(hashes(&long), slow(&long));
        for piece in ["Mr. O'Neil’s 3.5 ", "word", "слово, ", "漢字，", "x漢", "don’t"] {
            let text = piece.repeat(30_000);
            let reused = &mut WordReader::default();
            for text in [text.as_str(), &text[piece.len()..], ""] {
                let mut found = Vec::new();
                reused.read(text, |word| found.push(word));
                assert!(found == words_in_full(text), "{piece}");
            }
        }
    }
}
