//! Writes generated texts as JSON lines into a buffer that is never cleared, only filled again.

use super::vocabulary::{Marks, Token, Vocabulary, Word};
use std::io::{self, Write};

/// How many bytes are gathered before they are written.
const PAGE: usize = 1 << 20;

/// How capitals and punctuation are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    /// No capitals, no quotes, lines for paragraphs.
    Lower,
    /// Everything in capitals, exclamation marks.
    Shout,
    /// A capital on every word, no commas.
    Headline,
}

impl Style {
    pub(super) const OTHERS: [Self; 4] = [Self::Lower, Self::Shout, Self::Headline, Self::Lower];
}

/// What a record says beside its text.
pub(super) struct Header<'a> {
    pub(super) id: u64,
    pub(super) outlet: &'a str,
    /// Days since 1970-01-01.
    pub(super) day: u32,
    pub(super) title: &'a [Token],
}

/// A page of bytes on the way to a writer.
pub(super) struct Page {
    bytes: Vec<u8>,
    at: usize,
    /// Bytes handed on so far.
    pub(super) written: u64,
}

impl Page {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; PAGE + (PAGE >> 2)], at: 0, written: 0 }
    }

    /// Writes one record with its line end, and the page where it is full.
    pub(super) fn record(
        &mut self,
        vocabulary: &Vocabulary,
        header: &Header<'_>,
        (text, style): (&[Token], Style),
        to: &mut dyn Write,
    ) -> io::Result<()> {
        // A word takes at most 32 bytes and the marks around it 16.
        self.reserve((text.len() + header.title.len()) * 48 + header.outlet.len() + 256);
        self.push(b"{\"id\":\"");
        self.id(header.id);
        self.push(b"\",\"title\":\"");
        self.text(vocabulary, header.title, Style::Plain);
        self.push(b"\",\"source\":\"");
        self.push(header.outlet.as_bytes());
        self.push(b"\",\"date\":\"");
        self.date(header.day);
        self.push(b"\",\"text\":\"");
        self.text(vocabulary, text, style);
        self.push(b"\"}\n");
        if self.at >= PAGE {
            self.flush(to)?;
        }
        Ok(())
    }

    /// Hands all bytes on.
    pub(super) fn flush(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&self.bytes[..self.at])?;
        self.written += self.at as u64;
        self.at = 0;
        Ok(())
    }

    fn reserve(&mut self, bytes: usize) {
        if self.bytes.len() - self.at < bytes {
            self.bytes.resize(self.at + bytes, 0);
        }
    }

    #[inline]
    fn push(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len();
        self.bytes[self.at..end].copy_from_slice(bytes);
        self.at = end;
    }

    /// `d` and at least seven digits.
    fn id(&mut self, id: u64) {
        let start = self.at;
        self.push(b"d");
        self.digits(id, 7);
        debug_assert!(self.at - start >= 8);
    }

    fn digits(&mut self, mut number: u64, least: usize) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        while number > 0 || digits.len() - at < least {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.push(&digits[at..]);
    }

    fn date(&mut self, day: u32) {
        let (year, month, day) = civil(day);
        self.digits(u64::from(year), 4);
        self.push(b"-");
        self.digits(u64::from(month), 2);
        self.push(b"-");
        self.digits(u64::from(day), 2);
    }

    fn text(&mut self, vocabulary: &Vocabulary, text: &[Token], style: Style) {
        let Some((last, rest)) = text.split_last() else { return };
        if style == Style::Plain {
            for &token in rest {
                self.token(vocabulary, token);
            }
        } else {
            for &token in rest {
                self.styled(vocabulary, token, style);
            }
        }
        let start = self.at;
        match style {
            Style::Plain => self.token(vocabulary, *last),
            _ => self.styled(vocabulary, *last, style),
        }
        // Nothing joins the last word to a next one.
        while self.bytes[start..self.at].ends_with(b" ") {
            self.at -= 1;
        }
    }

    /// One word with its marks and what joins it to the next.
    #[inline]
    fn token(&mut self, vocabulary: &Vocabulary, token: Token) {
        let marks = token.marks();
        if marks == 0 {
            self.word(&vocabulary.words[token.word()], vocabulary.marks.joint.len());
        } else {
            self.marked(vocabulary, token);
        }
    }

    fn marked(&mut self, vocabulary: &Vocabulary, token: Token) {
        let marks = &vocabulary.marks;
        if token.has(Token::OPEN_QUOTE) {
            self.push(marks.open_quote.as_bytes());
        }
        let words = if token.has(Token::CAPITAL) { &vocabulary.capitals } else { &vocabulary.words };
        self.word(&words[token.word()], 0);
        self.after(marks, token);
        let joint: &[u8] = if token.has(Token::PARAGRAPH) { b"\\n\\n" } else { marks.joint.as_bytes() };
        self.push(joint);
    }

    fn after(&mut self, marks: &Marks, token: Token) {
        let all = [
            (Token::COMMA, marks.comma),
            (Token::COLON, marks.colon),
            (Token::STOP, marks.stop),
            (Token::CLOSE_QUOTE, marks.close_quote),
        ];
        for (mark, sign) in all {
            if token.has(mark) {
                self.push(sign.as_bytes());
            }
        }
    }

    fn styled(&mut self, vocabulary: &Vocabulary, token: Token, style: Style) {
        let word = vocabulary.capitals[token.word()];
        match style {
            Style::Lower => self.letters(word.text().chars().flat_map(char::to_lowercase)),
            Style::Shout => self.letters(word.text().chars().flat_map(char::to_uppercase)),
            Style::Plain | Style::Headline => self.word(&word, 0),
        }
        let sign: &[u8] = match style {
            Style::Shout if token.has(Token::STOP) => b"!",
            Style::Lower | Style::Headline if token.has(Token::STOP) => b";",
            Style::Lower if token.has(Token::PUNCTUATION) => b" -",
            _ => b"",
        };
        self.push(sign);
        let paragraph = token.has(Token::PARAGRAPH) && style == Style::Lower;
        // Where words are written together, signs must still part those they parted.
        let parted = token.has(Token::PUNCTUATION | Token::PARAGRAPH);
        let joint = if parted { b" " } else { vocabulary.marks.joint.as_bytes() };
        self.push(if paragraph { b"\\n" } else { joint });
    }

    fn letters(&mut self, letters: impl Iterator<Item = char>) {
        for letter in letters {
            self.push(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// Copies a word and `joint` bytes after it: always 32 bytes, which is one or two moves.
    #[inline]
    fn word(&mut self, word: &Word, joint: usize) {
        self.bytes[self.at..self.at + 32].copy_from_slice(&word.bytes);
        self.at += word.size() + joint;
    }
}

/// Year, month and day of a day since 1970-01-01 (Hinnant, chrono-compatible low-level date algorithms).
fn civil(day: u32) -> (u32, u32, u32) {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u32::from(month <= 2), month, of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(19_722), (2023, 12, 31));
        assert_eq!(civil(19_723), (2024, 1, 1));
    }

    #[test]
    fn ids_grow_beyond_seven_digits() {
        let mut page = Page::new();
        page.id(1);
        page.push(b" ");
        page.id(12_345_678);
        assert_eq!(&page.bytes[..page.at], b"d0000001 d12345678");
    }
}
