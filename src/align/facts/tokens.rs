//! A text as facts are read from it: words, digits and signs in order, with what is known of each.

use super::lexicon::{Role, Words};
use crate::segment::{Language, Stems, Word, sentences};
use crate::span::Span;
use crate::weights::Weights;
use xxhash_rust::xxh3::xxh3_64;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits with the separators between them.
    Digits,
    /// One other character.
    Sign,
}

/// A word, a number or a sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Without a possessive ending.
    pub(super) span: Span,
    /// xxh3-64 of the text in lower case.
    pub(super) hash: u64,
    /// Of a word: what its inflected forms share.
    pub(super) stem: u64,
    /// Of a word: how rare it is.
    pub(super) weight: u32,
    pub(super) is_stop: bool,
    pub(super) is_possessive: bool,
    /// No white space before it.
    pub(super) is_glued: bool,
    /// Begins a sentence, a quotation or what follows a colon or a dash.
    pub(super) is_head: bool,
    /// Begins with a capital letter.
    pub(super) is_capital: bool,
    /// Has two letters or more and all are capitals.
    pub(super) is_upper: bool,
    /// Whether the lexicon has it in any role.
    is_known: bool,
    /// Number of its sentence.
    pub(super) sentence: u32,
}

/// A text read.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) language: Language,
    pub(super) words: Words,
    pub(super) tokens: Vec<Token>,
    pub(super) sentences: Vec<Span>,
}

impl<'t> Reading<'t> {
    pub(super) fn of(text: &'t str, language: Language) -> Self {
        let sentences = sentences(text, language.name());
        let words = Words::of(language);
        let (stems, weights) = (Stems::of(language), Weights::of(language));
        let mut reader = Reader { text, stems, weights, words, lower: String::new(), tokens: Vec::new() };
        reader.read();
        let mut reading = Self { text, language, words, tokens: reader.tokens, sentences };
        reading.place();
        reading
    }

    /// Gives each token its sentence and says which begin one.
    fn place(&mut self) {
        let (mut sentence, mut at_head) = (0, true);
        for at in 0..self.tokens.len() {
            let token = self.tokens[at];
            while self.sentences.get(sentence + 1).is_some_and(|next| next.start <= token.span.start) {
                sentence += 1;
                at_head = true;
            }
            let opens = token.kind == Kind::Sign && self.opens(at);
            let token = &mut self.tokens[at];
            token.sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
            token.is_head = at_head;
            at_head = opens || at_head && token.kind == Kind::Sign;
        }
    }

    /// Whether a sign lets what follows begin with a capital letter.
    fn opens(&self, at: usize) -> bool {
        let next_is_glued = self.token(at + 1).is_some_and(|next| next.is_glued);
        match self.sign(at) {
            Some('"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '‚') => {
                !self.tokens[at].is_glued || next_is_glued && !self.is_closing(at)
            }
            Some(':' | '—' | '–' | '•' | '-') => !next_is_glued,
            _ => false,
        }
    }

    /// Whether white space or the end follows a quotation mark.
    fn is_closing(&self, at: usize) -> bool {
        let end = self.tokens[at].span.end;
        self.text.get(end..).and_then(|rest| rest.chars().next()).is_none_or(char::is_whitespace)
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The character of a sign.
    pub(super) fn sign(&self, at: usize) -> Option<char> {
        self.token(at).filter(|token| token.kind == Kind::Sign).and_then(|token| token.span.of(self.text).chars().next())
    }

    /// The text of a token.
    pub(super) fn text_of(&self, at: usize) -> &'t str {
        self.token(at).map_or("", |token| token.span.of(self.text))
    }

    /// The value of a token that is a word of a role.
    pub(super) fn value(&self, at: usize, role: Role) -> Option<u64> {
        self.token(at).filter(|token| token.is_known).and_then(|token| self.words.value(token.hash, role))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Word)
    }

    pub(super) fn is_digits(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Digits)
    }

    /// Whether a token is a hyphen between two that touch it.
    pub(super) fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.sign(at), Some('-' | '‐' | '‑'))
            && self.tokens[at].is_glued
            && self.token(at + 1).is_some_and(|next| next.is_glued)
    }

    /// From the first byte of one token to the last of another.
    pub(super) fn span(&self, first: usize, last: usize) -> Span {
        let start = self.token(first).map_or(0, |token| token.span.start);
        Span::new(start, self.token(last).map_or(start, |token| token.span.end))
    }
}

struct Reader<'t> {
    text: &'t str,
    stems: Stems,
    weights: Weights,
    words: Words,
    /// The word at hand in lower case.
    lower: String,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let (text, mut at, mut is_glued) = (self.text, 0, false);
        self.tokens.reserve(text.len() / 5);
        while let Some(c) = text[at..].chars().next() {
            if c.is_whitespace() {
                (at, is_glued) = (at + c.len_utf8(), false);
                continue;
            }
            let rest = &text[at..];
            let (kind, size) = match c {
                _ if digit(c).is_some() => (Kind::Digits, digits_size(rest)),
                _ if c.is_alphabetic() => (Kind::Word, word_size(rest)),
                _ => (Kind::Sign, c.len_utf8()),
            };
            let word = &rest[..size];
            let kept = size - if kind == Kind::Word { possessive(word) } else { 0 };
            let token = self.token(kind, Span::new(at, at + kept));
            self.tokens.push(Token { is_glued, is_possessive: kept < size, ..token });
            (at, is_glued) = (at + size, true);
        }
    }

    fn token(&mut self, kind: Kind, span: Span) -> Token {
        let original = span.of(self.text);
        self.lower.clear();
        if original.is_ascii() {
            self.lower.extend(original.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            self.lower.extend(original.chars().filter(|&c| c != '\u{AD}').flat_map(char::to_lowercase).map(plain_apostrophe));
        }
        let hash = xxh3_64(self.lower.as_bytes());
        let mut token = Token {
            kind,
            span,
            hash,
            stem: hash,
            weight: 0,
            is_stop: false,
            is_possessive: false,
            is_glued: false,
            is_head: false,
            is_capital: false,
            is_upper: false,
            is_known: self.words.knows(hash),
            sentence: 0,
        };
        if kind == Kind::Word {
            let stem = self.stems.stem(self.text, &Word { hash, span });
            (token.stem, token.is_stop, token.weight) = (stem.hash, stem.is_stop, self.weights.weight(&stem));
            token.is_capital = original.chars().next().is_some_and(char::is_uppercase);
            let letters = original.chars().filter(|c| c.is_alphabetic());
            token.is_upper = token.is_capital && letters.clone().count() > 1 && letters.clone().all(|c| !c.is_lowercase());
        }
        token
    }
}

/// Bytes of the word at the start of `rest`: letters and digits, apostrophes and the dots of initials between them.
fn word_size(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let (mut end, mut segment, mut before) = (0, 0, 'a');
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|&(_, next)| next.is_alphabetic());
        let is_cased = before.is_lowercase() || before.is_uppercase() || digit(before).is_some();
        before = c;
        match c {
            // Scripts without case write numbers and words in one.
            _ if digit(c).is_some() && !is_cased => break,
            _ if c.is_alphanumeric() || is_joined(c) => segment += 1,
            '\'' | '’' if goes_on => segment = 0,
            '.' if goes_on && segment == 1 && is_initial(&rest[at + 1..]) => segment = 0,
            _ => break,
        }
        end = at + c.len_utf8();
    }
    end
}

/// Whether one letter stands alone before a sign or white space.
fn is_initial(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

/// Characters that belong to the letter before them.
const fn is_joined(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}')
}

/// Bytes of the digits at the start of `rest` and of separators between them.
fn digits_size(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut end = 0;
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|&(_, next)| digit(next).is_some());
        let parts_thousands = matches!(c, '\u{A0}' | '\u{202F}' | '\u{2009}' | '\'' | '’');
        match c {
            _ if digit(c).is_some() => {}
            '.' | ',' | '٫' | '٬' if goes_on => {}
            _ if parts_thousands && is_group(&rest[at + c.len_utf8()..]) => {}
            _ => break,
        }
        end = at + c.len_utf8();
    }
    end
}

/// Whether `rest` begins with exactly three digits.
pub(super) fn is_group(rest: &str) -> bool {
    rest.chars().take(4).take_while(|&c| digit(c).is_some()).count() == 3
}

/// The value of a decimal digit of the scripts in living use.
pub(super) fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// Bytes of a possessive ending of a word, else 0.
fn possessive(word: &str) -> usize {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return 0 };
    let Some(stem) = stem.strip_suffix(['\'', '’']) else { return 0 };
    if stem.is_empty() { 0 } else { word.len() - stem.len() }
}

const fn plain_apostrophe(c: char) -> char {
    if c == '’' { '\'' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        Reading::of(text, Language::English).tokens.iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn words_digits_and_signs() {
        assert_eq!(
            read("The U.S. mayor’s $1,846.50 (2:17 a.m.) 60-metre o'clock."),
            [
                "The", "U.S", ".", "mayor", "$", "1,846.50", "(", "2", ":", "17", "a.m", ".", ")", "60", "-", "metre", "o'clock",
                "."
            ]
        );
        assert_eq!(read("It ended.She left."), ["It", "ended", ".", "She", "left", "."]);
        assert_eq!(read("9\u{202F}000 12.5, 7."), ["9\u{202F}000", "12.5", ",", "7", "."]);
        assert!(read(" \n").is_empty());
    }

    #[test]
    fn heads_of_sentences_and_quotations() {
        let text = "“We won,” Ann said. He: Then Bob left.";
        let reading = Reading::of(text, Language::English);
        let heads: Vec<_> =
            reading.tokens.iter().filter(|t| t.is_head && t.kind == Kind::Word).map(|t| t.span.of(text)).collect();
        assert_eq!(heads, ["We", "He", "Then"]);
    }
}
