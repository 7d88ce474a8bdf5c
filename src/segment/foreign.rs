//! What part characters beyond ASCII have in words, where it is a plain one.
//!
//! Most characters of most languages need none of the rules of Unicode Standard Annex 29 but one of
//! these: a letter that folds to as many bytes, a character that is a word by itself, a sign that
//! stands between words. They are told apart here by ranges; the tests hold every one of them against
//! folding and the full rules. All others are [`Foreign::Unknown`] and left to those.

use std::sync::LazyLock;

/// The part of a character in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A letter (`ALetter`) of two bytes, folded.
    Letter([u8; 2]),
    /// A letter of three bytes, its own folded form.
    Same,
    /// A word by itself: an ideograph, hiragana.
    Alone,
    /// Joins its like to one word: katakana.
    Kana,
    /// Between words, unless something attaches to it.
    Sign,
    /// Between words in any company; the full rules are not asked across it.
    Break,
    /// U+2018, U+2019: as `'`.
    Apostrophe,
    /// A full-width sign that joins letters, or digits.
    Mid,
    Unknown,
}

impl Foreign {
    /// Whether words end before and behind it in all company that is not unknown.
    pub(super) const fn parts(self) -> bool {
        matches!(self, Self::Alone | Self::Sign)
    }
}

/// The character at the start of `bytes` (UTF-8, not ASCII), and its size.
#[inline]
pub(super) fn foreign(bytes: &[u8]) -> (Foreign, usize) {
    match *bytes {
        [0xE0, ..] => (Foreign::Unknown, 3),
        [first @ 0xC2..=0xDF, second, ..] => (two((u32::from(first) & 0x1F) << 6 | u32::from(second) & 0x3F), 2),
        [first @ 0xE1..=0xEF, second, third, ..] => {
            let code = (u32::from(first) & 0xF) << 12 | (u32::from(second) & 0x3F) << 6 | u32::from(third) & 0x3F;
            (three(code), 3)
        }
        [0xF0..=0xFF, ..] => (Foreign::Unknown, 4),
        _ => (Foreign::Unknown, 1),
    }
}

const fn three(code: u32) -> Foreign {
    match code {
        0x4E00..=0x9FA5 | 0x3400..=0x4DB5 | 0x3041..=0x3096 => Foreign::Alone,
        0x30A1..=0x30FA | 0x30FC => Foreign::Kana,
        0xAC00..=0xD7A3 => Foreign::Same,
        0x2010..=0x2015 | 0x201C..=0x201F | 0x2022 | 0x2026 => Foreign::Break,
        0x2018 | 0x2019 => Foreign::Apostrophe,
        0x2020..=0x2021 | 0x2030 | 0x2039..=0x203A | 0x20AC | 0x2190..=0x21FF | 0x2200..=0x2211 | 0x2500..=0x25FF => {
            Foreign::Sign
        }
        0x3001..=0x3002 | 0x3008..=0x3011 | 0x3014..=0x301B | 0x30FB => Foreign::Sign,
        0xFF01 | 0xFF05 | 0xFF08..=0xFF0B | 0xFF0D | 0xFF0F | 0xFF1C..=0xFF1F | 0xFF5E => Foreign::Sign,
        0xFF0C | 0xFF0E | 0xFF1A | 0xFF1B => Foreign::Mid,
        _ => Foreign::Unknown,
    }
}

/// Of a code below U+0800: a letter, with its folded form in UTF-8, or what else it is.
#[inline]
fn two(code: u32) -> Foreign {
    static TABLE: LazyLock<Box<[Foreign; 0x800]>> =
        LazyLock::new(|| Box::new(std::array::from_fn(|code| char::from_u32(code as u32).map_or(Foreign::Unknown, of_two))));
    TABLE.get(code as usize).copied().unwrap_or(Foreign::Unknown)
}

fn of_two(c: char) -> Foreign {
    match c {
        '\u{A0}' | '«' | '»' => Foreign::Break,
        '¡'..='§' | '©' | '¬' | '®' | '°' | '±' | '¶' | '¿' | '×' | '÷' => Foreign::Sign,
        'ß' => Foreign::Letter(*b"ss"),
        'ς' => letter('σ'),
        'İ' | 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' => Foreign::Unknown,
        'À'..='ž' | 'Ά' | 'Έ'..='Ί' | 'Ό' | 'Ύ'..='Ρ' | 'Σ'..='ώ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' | 'Ա'..='Ֆ' | 'ա'..='ֆ' => {
            letter(c.to_lowercase().next().unwrap_or(c))
        }
        'ؠ'..='غ' | 'ف'..='ي' | 'ٱ'..='ٴ' | 'ٹ'..='ۓ' => letter(c),
        _ => Foreign::Unknown,
    }
}

/// A letter by its folded form.
fn letter(folded: char) -> Foreign {
    let mut bytes = [0; 2];
    if folded.len_utf8() != 2 {
        return Foreign::Unknown;
    }
    folded.encode_utf8(&mut bytes);
    Foreign::Letter(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::fold;
    use unicode_segmentation::UnicodeSegmentation;

    fn words(text: &str) -> Vec<String> {
        fold(text).unicode_words().map(str::to_owned).collect()
    }

    fn split(text: &str, expected: &[&str]) -> bool {
        words(text) == expected
    }

    /// What must be true of a character for its class to be right.
    fn holds(c: char, class: Foreign) -> bool {
        let own = fold(&c.to_string());
        let own = own.as_str();
        // A letter of its script, since those of another may stand for each other.
        let b = match c {
            'Ͱ'..='Ͽ' => "λ",
            'Ѐ'..='ԯ' => "ж",
            'Ա'..='֏' => "գ",
            _ => "b",
        };
        let text = |pattern: &str| pattern.replace('c', &c.to_string()).replace('b', b);
        let apart = || {
            split(&text("bcb"), &["b", "b"])
                && split(&text("1c1"), &["1", "1"])
                && split(&text("_1c1_"), &["_1", "1_"])
                && split(&text("漢c漢"), &["漢", "漢"])
                && split(&text("bc.b"), &["b", "b"])
                && split(&text("b.cb"), &["b", "b"])
                && split(&text("カcカ"), &["カ", "カ"])
                && split(&text("cc"), &[])
        };
        let letter = || {
            split(&text("bc1c_b"), &[&format!("{b}{own}1{own}_{b}")])
                && split(&text("c:c'c.c"), &[&format!("{own}:{own}'{own}.{own}")])
                && split(&text("c,c"), &[own, own])
                && split(&text("c\"c"), &[own, own])
                && split(&text("c' "), &[own])
        };
        match class {
            Foreign::Letter(folded) => own.as_bytes() == folded && letter(),
            Foreign::Same => own.chars().eq([c]) && letter(),
            Foreign::Alone => {
                own.chars().eq([c])
                    && split(&text("bc1cc.c'c_c"), &["b", own, "1", own, own, own, own, own])
                    && split(&text("カcカ"), &["カ", own, "カ"])
            }
            Foreign::Kana => {
                own.chars().eq([c])
                    && split(&text("bcカ1漢c"), &["b", &format!("{own}カ"), "1", "漢", own])
                    && split(&text("c.c:c'c"), &[own, own, own, own])
            }
            Foreign::Sign | Foreign::Break => apart(),
            Foreign::Apostrophe => own == "'",
            Foreign::Mid => [",", ".", ":", ";"].contains(&own),
            Foreign::Unknown => true,
        }
    }

    #[test]
    fn every_class_is_what_the_full_rules_say() {
        let mut known = 0;
        for c in ('\u{80}'..='\u{FFFF}').filter(|c| c.len_utf8() > 1) {
            let mut bytes = [0; 4];
            let (class, size) = foreign(c.encode_utf8(&mut bytes).as_bytes());
            assert_eq!(size, c.len_utf8());
            known += usize::from(class != Foreign::Unknown);
            // Of the ideographs and the syllables of Hangul, one in seven.
            let many = matches!(class, Foreign::Alone | Foreign::Same);
            assert!((many && !(c as u32).is_multiple_of(7)) || holds(c, class), "U+{:04X} {c} {class:?}", c as u32);
        }
        assert!(known > 40_000, "{known}");
        assert_eq!(foreign("🙂".as_bytes()), (Foreign::Unknown, 4));
    }
}
