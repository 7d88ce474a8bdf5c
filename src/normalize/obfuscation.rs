//! Signs that the characters of a text were chosen to look like others, or to be seen by nobody.
//!
//! Counted, not judged: a finding says how many there are, and a reader decides. Apart from folding because
//! much that folds is honest: joiners in Persian and Hindi, variation selectors behind emoji, byte order
//! marks, bidi marks between words, ideographic space. What counts is only what no honest text has often.

use super::look_alike::{self, Script};
use super::{MARKS, is_ignorable, marks};
use serde::{Deserialize, Serialize};
use unicode_script::UnicodeScript;
use unicode_segmentation::UnicodeSegmentation;

/// How many such signs a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obfuscation {
    /// Invisible characters between two letters of a script that has no use for them there (soft hyphens apart).
    pub invisible: u64,
    /// Letters of another script that words are read without, and words in letters of mathematics.
    pub look_alike: u64,
    /// Soft hyphens, wherever they stand.
    pub soft_hyphens: u64,
    /// Full-width Latin letters in a text that is not Chinese, Japanese or Korean.
    pub full_width: u64,
    /// Combining marks piled on letters of an alphabet, more than four on one.
    pub piled_marks: u64,
    /// Letters of the text, for comparison; 0 where none of the others is counted.
    pub letters: u64,
}

impl Obfuscation {
    /// Signs, soft hyphens apart, from which a text is flagged, if they are frequent too.
    pub const LEAST: u64 = 3;

    /// Letters of a text to one sign, at most.
    pub const LETTERS_A_SIGN: u64 = 200;

    /// Letters of a text to one soft hyphen, at most, from which on those count too.
    pub const LETTERS_A_SOFT_HYPHEN: u64 = 50;

    /// All but the soft hyphens.
    #[must_use]
    pub const fn signs(&self) -> u64 {
        self.invisible + self.look_alike + self.full_width + self.piled_marks
    }

    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.signs() + self.soft_hyphens
    }

    /// Whether a report names the text: at least three signs, and one to 200 letters; or five soft hyphens, and
    /// one to 50 letters. Fewer is what keyboards and content systems put in by themselves. (A content system
    /// that hyphenates every word is flagged too; its soft hyphens are no less hidden.)
    ///
    /// ```
    /// use twicetold::normalize::obfuscation;
    /// assert!(obfuscation("Тhe mауor ореned thе brіdgе").is_flagged()); // with Cyrillic letters
    /// assert!(!obfuscation("Мэр открыл the bridge").is_flagged());
    /// ```
    #[must_use]
    pub const fn is_flagged(&self) -> bool {
        let are_signs = self.signs() >= Self::LEAST && self.signs() * Self::LETTERS_A_SIGN >= self.letters;
        let hyphens = self.soft_hyphens;
        are_signs || hyphens >= 5 && hyphens * Self::LETTERS_A_SOFT_HYPHEN >= self.letters
    }
}

/// Counts the signs of obfuscation in a text.
///
/// Zeros at once for ASCII; else linear, some 10 ns a character. The empty text has none.
#[must_use]
pub fn obfuscation(text: &str) -> Obfuscation {
    let mut found = Obfuscation::default();
    if text.is_ascii() {
        return found;
    }
    let (mut in_cyrillic, mut latin) = (0, 0u32);
    look_alike::folds(text, 0..text.len(), |fold| {
        let is_in_cyrillic = fold.script == Script::Cyrillic && fold.latin != 0;
        *if is_in_cyrillic { &mut in_cyrillic } else { &mut found.look_alike } += u64::from(fold.counted);
        latin |= if is_in_cyrillic { fold.latin } else { 0 };
    });
    // What an orthography in Cyrillic lacks on a keyboard is one or two letters.
    found.look_alike += if latin.count_ones() > BORROWED { in_cyrillic } else { 0 };
    let mut tally = Tally::default();
    text.chars().for_each(|c| tally.take(c));
    tally.end_of_formula();
    found.invisible = tally.invisible;
    found.look_alike += tally.mathematical;
    found.soft_hyphens = tally.soft_hyphens;
    found.full_width = if 10 * tally.east_asian > tally.letters { 0 } else { tally.full_width };
    found.piled_marks = if tally.longest_pile > MARKS { piled(text) } else { 0 };
    found.letters = if found.total() == 0 { 0 } else { tally.letters };
    found
}

/// Whether a part of a text that is folded letter by letter may have something to count; `false` is sure.
pub(super) fn may_be_obfuscated(part: &str) -> bool {
    let mut marks = 0;
    part.chars().any(|c| match c {
        '\0'..='\u{AC}' => false,
        '\u{300}'..='\u{36F}' => {
            marks += 1;
            marks > MARKS
        }
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '\u{1D400}'..='\u{1D7CB}' => true,
        _ => is_ignorable(c),
    })
}

/// Latin letters that honest Cyrillic text writes for letters of its own: *гIалгIай* with a capital I.
const BORROWED: u32 = 2;

/// Letters of mathematics in a row from which they are a word and no formula.
const WORD: u64 = 4;

/// What has been counted so far, and what stands before the next character.
#[derive(Default)]
struct Tally {
    invisible: u64,
    soft_hyphens: u64,
    full_width: u64,
    mathematical: u64,
    letters: u64,
    east_asian: u64,
    longest_pile: usize,
    /// The last visible character.
    before: Letter,
    /// Invisible characters since, and of them those that only alphabets have no use for.
    pending: u64,
    pending_selectors: u64,
    pile: usize,
    formula: u64,
}

/// What invisible characters mean beside a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Letter {
    /// Of Latin, Cyrillic, Greek, Armenian, Georgian: no use for any.
    Alphabet,
    /// Of Hebrew: selectors and joiners have a use.
    Hebrew,
    /// No letter, or one that may join.
    #[default]
    Other,
}

impl Tally {
    #[inline]
    fn take(&mut self, c: char) {
        if c.is_ascii() {
            self.end_of_formula();
            let letter = if c.is_ascii_alphabetic() { Letter::Alphabet } else { Letter::Other };
            return self.visible(letter, c.is_ascii_alphabetic());
        }
        if is_ignorable(c) {
            return self.ignorable(c);
        }
        if unicode_normalization::char::is_combining_mark(c) {
            self.pile += 1;
            self.longest_pile = self.longest_pile.max(self.pile);
            return;
        }
        if is_mathematical(c) {
            self.formula += 1;
        } else {
            self.end_of_formula();
        }
        match c {
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => self.full_width += 1,
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => self.east_asian += 1,
            _ => (),
        }
        let is_letter = c.is_alphabetic();
        self.visible(if is_letter { letter(c) } else { Letter::Other }, is_letter);
    }

    #[inline]
    fn visible(&mut self, letter: Letter, is_letter: bool) {
        if self.pending > 0 {
            if letter == self.before && letter != Letter::Other {
                self.invisible += self.pending;
                self.invisible -= if letter == Letter::Hebrew { self.pending_selectors } else { 0 };
            }
            (self.pending, self.pending_selectors) = (0, 0);
        }
        self.letters += u64::from(is_letter);
        (self.before, self.pile) = (letter, 0);
    }

    fn ignorable(&mut self, c: char) {
        match c {
            '\u{AD}' => self.soft_hyphens += 1,
            '\u{34F}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => {
                self.pending += 1;
                self.pending_selectors += 1;
            }
            _ => self.pending += 1,
        }
    }

    /// Single letters of mathematics are what they are for.
    fn end_of_formula(&mut self) {
        if self.formula >= WORD {
            self.mathematical += self.formula;
        }
        self.formula = 0;
    }
}

/// Whether it is a letter of the mathematical alphabets.
const fn is_mathematical(c: char) -> bool {
    matches!(c, '\u{1D400}'..='\u{1D7CB}')
}

fn letter(c: char) -> Letter {
    if is_mathematical(c) {
        return Letter::Alphabet;
    }
    use unicode_script::Script as S;
    match c.script() {
        S::Latin | S::Cyrillic | S::Greek | S::Armenian | S::Georgian => Letter::Alphabet,
        S::Hebrew => Letter::Hebrew,
        _ => Letter::Other,
    }
}

/// Marks of all piles on letters of alphabets.
fn piled(text: &str) -> u64 {
    let piles = text.graphemes(true).filter(|cluster| super::is_pile(cluster));
    piles.map(|cluster| marks(cluster) as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> [u64; 5] {
        let found = obfuscation(text);
        [found.invisible, found.look_alike, found.soft_hyphens, found.full_width, found.piled_marks]
    }

    #[test]
    fn what_is_put_into_words_is_counted() {
        assert_eq!(signs("nu\u{200B}cle\u{2060}ar wo\u{FE0F}rd"), [3, 0, 0, 0, 0]);
        assert_eq!(signs("The mауor’s brіdgе"), [0, 4, 0, 0, 0]);
        assert_eq!(signs("nu\u{AD}clear"), [0, 0, 1, 0, 0]);
        assert_eq!(signs("Ｆｕｌｌ"), [0, 0, 0, 4, 0]);
        assert_eq!(signs("𝐛𝐨𝐥𝐝 words, 𝑥 and 𝑦"), [0, 4, 0, 0, 0]);
        assert_eq!(signs("z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}algo"), [0, 0, 0, 0, 6]);
        assert_eq!(signs("сло\u{200B}во, שלו\u{200B}ם"), [2, 0, 0, 0, 0]);
        assert!(obfuscation("Тhе mауоr oреnеd").is_flagged());
    }

    #[test]
    fn honest_text_has_no_signs() {
        for text in [
            "",
            "Plain text, naïve café, Straße.",
            "\u{FEFF}A byte order mark, and a break\u{200B} between words.",
            "می\u{200C}خواهم کتاب\u{200C}ها را",
            "क्\u{200D}ष और श्री\u{200C}मान",
            "שָׁלוֹם \u{200F}עולם\u{200E} CO\u{2082}",
            "Компания IBM открыла офис в XX веке; витамин C и группа B.",
            "Η εταιρεία IBM, Δx = 5 μm, ΔT, kΩ; TNFα, NFκB, IFNγ and πr.",
            "ＮＨＫは東京の放送局です。",
            "👩\u{200D}👩\u{200D}👧 ❤\u{FE0F} 1\u{FE0F}\u{20E3}",
            "ខ្ញុំ\u{200B}ចង់ และ\u{200B}ไทย 今日は\u{200B}天気",
            "Гiалгiай мотт, ГIалгIай, нохчийн меттан дIахь, параwааньэрэҥ",
            "Việt Nam, Ṩ̈ and ǭ̀",
        ] {
            assert_eq!(signs(text), [0; 5], "{text}");
        }
    }
}
