//! Text folded for comparing, with the way back to the original.
//!
//! Folding is NFKC, full case folding, NFKC again, without default-ignorable characters, with letters that
//! were put in the place of others turned back (`look_alike.rs`), without piles of marks, with one
//! apostrophe, with the iota below a letter as a letter where it stands alone, and with the vowel AM of
//! Thai and Lao in one character: NFKC parts it, and dictionaries do not know the parts. It stands apart so that nothing above it ever holds an offset into folded text:
//! [`Normalized::original`] turns a range of it into a [`Span`] of the original.
//! (Unicode Standard Annex 15; Unicode Standard, section 3.13.)

mod ignorable;
mod look_alike;
mod obfuscation;
mod thai;

use crate::span::Span;
use caseless::Caseless;
use look_alike::{Fold, Script};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

pub use ignorable::is_ignorable;
pub(crate) use look_alike::is_borrowed;
pub use obfuscation::{Obfuscation, obfuscation};

/// Marks on one letter beyond which they are a pile that nobody reads, and all dropped.
const MARKS: usize = 4;

/// Folded text and, for each piece of it, where in the original it came from.
///
/// ```
/// use twicetold::{Span, normalize::Normalized};
/// let folded = Normalized::of("The ﬁne CAFE\u{301}’s");
/// assert_eq!(folded.text(), "the fine café's");
/// assert_eq!(folded.original(4..6), Span::new(4, 7)); // "fi" was one ligature of three bytes
/// ```
#[derive(Clone, Debug, Default)]
pub struct Normalized {
    text: String,
    /// Folded start and original start of each grapheme cluster, ascending in both.
    starts: Vec<(usize, usize)>,
    /// One past the last original byte.
    end: usize,
    /// Where the original starts, if it was folded as it stood; then `starts` is empty.
    base: Option<usize>,
    folds: Vec<Fold>,
    is_unusual: bool,
}

impl Normalized {
    /// Folds a text. The empty text folds to the empty text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut folded = Self::default();
        folded.refill(text, 0..text.len());
        folded
    }

    /// Folds a part of a text, reusing the buffers. The part must not cut a word; what stands around it tells
    /// which script a word is meant to be in that could be of several.
    pub fn refill(&mut self, text: &str, range: Range<usize>) {
        let (piece, base) = (text.get(range.clone()).unwrap_or_default(), range.start);
        self.text.clear();
        self.starts.clear();
        self.folds.clear();
        self.end = base + piece.len();
        self.base = None;
        if thai::is_folded(piece) && !look_alike::has_borrowed(piece) {
            self.base = Some(base);
            self.text.push_str(piece);
            return;
        }
        look_alike::folds(text, range, |fold| self.folds.push(fold));
        self.is_unusual |= !self.folds.is_empty() || obfuscation::may_be_obfuscated(piece);
        let mut folds = self.folds.iter().peekable();
        for (at, cluster) in piece.grapheme_indices(true) {
            let start = self.text.len();
            while folds.next_if(|fold| fold.range.end <= base + at).is_some() {}
            let script = folds.peek().filter(|fold| fold.range.contains(&(base + at))).map(|fold| fold.script);
            // Where what is folded joins with the character before it, that is the start of both.
            if fold_cluster(cluster, script, &mut self.text) == Joined::No {
                self.starts.push((start, base + at));
            }
        }
    }

    /// Whether anything folded since the last call is of what [`obfuscation`] counts, or may be.
    pub fn take_unusual(&mut self) -> bool {
        std::mem::take(&mut self.is_unusual)
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded text, and nothing else.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// The bytes of the original that a range of the folded text stands for, whole grapheme clusters. The range is of
    /// whole characters.
    #[must_use]
    pub fn original(&self, range: std::ops::Range<usize>) -> Span {
        if range.is_empty() {
            return Span::default();
        }
        if let Some(base) = self.base {
            return Span::new(base + range.start, base + range.end);
        }
        let first = self.starts.partition_point(|&(folded, _)| folded <= range.start).saturating_sub(1);
        let next = self.starts.partition_point(|&(folded, _)| folded < range.end);
        let start = self.starts.get(first).map_or(0, |&(_, original)| original);
        let end = self.starts.get(next).map_or(self.end, |&(_, original)| original);
        Span::new(start, end)
    }
}

/// Folds a text and forgets where its parts came from.
///
/// Of words that mix scripts each is read by itself, without what stands beside it.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if thai::is_folded(text) {
        folded.push_str(text);
        return folded;
    }
    let mut folds = Vec::new();
    look_alike::folds_alone(text, |fold| folds.push(fold));
    let mut folds = folds.into_iter().peekable();
    for (at, cluster) in text.grapheme_indices(true) {
        while folds.next_if(|fold| fold.range.end <= at).is_some() {}
        let script = folds.peek().filter(|fold| fold.range.contains(&at)).map(|fold| fold.script);
        fold_cluster(cluster, script, &mut folded);
    }
    folded
}

/// Whether the first character that was put behind a text became one with the last of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    Yes,
    No,
}

fn fold_cluster(cluster: &str, script: Option<Script>, folded: &mut String) -> Joined {
    if cluster.is_ascii() && script.is_none() {
        folded.extend(cluster.bytes().map(|byte| byte.to_ascii_lowercase() as char));
        return Joined::No;
    }
    let is_pile = is_pile(cluster);
    let is_visible = |&c: &char| !(is_ignorable(c) || is_pile && is_combining_mark(c));
    let visible = cluster.chars().filter(is_visible).map(look_alike::lone_iota);
    let Some(script) = script else { return push_folded(visible, folded) };
    push_folded(visible.nfkd().map(|c| look_alike::read_as(c, script)), folded)
}

fn push_folded(visible: impl Iterator<Item = char>, folded: &mut String) -> Joined {
    let (start, mut joined) = (folded.len(), Joined::No);
    for c in visible.nfkc().default_case_fold().nfkc().map(one_apostrophe) {
        let whole = thai::whole_am(folded, c).or_else(|| whole_hangul(folded, c));
        if whole.is_some() {
            if folded.len() == start {
                joined = Joined::Yes;
            }
            folded.pop();
        }
        folded.push(whole.unwrap_or(c));
    }
    joined
}

/// The syllable of Hangul that a vowel or a final consonant makes with what a text ends with: letters that stand by themselves
/// (*ㅎㅡ*) fold to such as do not. (Unicode Standard, section 3.12.)
fn whole_hangul(text: &str, next: char) -> Option<char> {
    matches!(next, '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}').then_some(())?;
    text.chars().next_back().and_then(|last| unicode_normalization::char::compose(last, next))
}

/// Whether a letter of an alphabet carries more marks than any language puts on one.
fn is_pile(cluster: &str) -> bool {
    cluster.len() > 2 * MARKS && cluster.chars().next().is_some_and(look_alike::is_letter) && marks(cluster) > MARKS
}

/// Combining marks of a grapheme cluster, those in its letter not counted.
fn marks(cluster: &str) -> usize {
    cluster.chars().filter(|&c| is_combining_mark(c)).count()
}

/// Typographic and modifier apostrophes are one letter to a reader.
const fn one_apostrophe(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{201B}' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What folds to a sign and a letter (*℃*): the letter then stands beside others that the sign was not beside.
    fn is_sign_and_letter(c: char) -> bool {
        let is_letter = |c: char| c.is_alphabetic();
        let mut folded = std::iter::once(c).nfkc();
        let first = folded.next().is_some_and(is_letter);
        folded.any(|c| is_letter(c) != first && !is_combining_mark(c))
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let text: String = text.chars().filter(|&c| !is_sign_and_letter(c)).collect();
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn thai_that_is_folded_folds_to_itself(text in "[กขเแาำิฺุู็่้๊ัํ๎ๅๆฯ๐๙\u{200B}]{0,12}") {
            if thai::is_folded(&text) {
                let each: String = text.graphemes(true).map(|cluster| {
                    let mut folded = String::new();
                    fold_cluster(cluster, None, &mut folded);
                    folded
                }).collect();
                prop_assert_eq!(&each, &text);
            }
        }

        #[test]
        fn every_range_slices_the_original(text in any::<String>(), a in 0usize..64, b in 0usize..64) {
            let folded = Normalized::of(&text);
            let [a, b] = [a, b].map(|at| folded.text().floor_char_boundary(at));
            let span = folded.original(a.min(b)..a.max(b));
            prop_assert!(text.get(span.start..span.end).is_some());
        }
    }

    #[test]
    fn compatibility_case_and_invisible_characters_fold() {
        assert_eq!(fold("Ｆｕｌｌ ﬁx\u{00AD}ed Straße ΣΊΣΥΦΟΣ"), "full fixed strasse σίσυφοσ");
        assert_eq!(fold(""), "");
        assert_eq!(fold("ㅎㅡㅎ 가ㄳ"), "흐\u{1112} 갃");
        assert_eq!(Normalized::of("ㅎㅡㅎ").original(0..3), Span::new(0, 6));
        assert_eq!(fold("น้ำ"), "น้ำ");
        assert_eq!(fold("น\u{0E49}\u{0E4D}\u{0E32} ກ\u{0ECD}\u{0EB2}"), "น\u{0E49}\u{0E33} ກ\u{0EB3}");
    }
}
