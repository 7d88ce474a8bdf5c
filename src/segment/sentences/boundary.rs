//! Whether a terminator ends a sentence.
//!
//! The rules are those of a style manual: a dot after an abbreviation, an initial or an ordinal
//! is no full stop unless a word follows that opens sentences; nothing ends before a lower-case
//! word or a comma; closing quotation marks, brackets and footnote figures belong to the sentence
//! they close; a dot with a capital right behind it is a full stop whose space was lost, unless it
//! stands in an address or a file name.

use super::characters::{
    Class, Opening, is_ambiguous_quote, is_blank, is_closing_bracket, is_closing_quote, is_dot, is_full_terminator, is_ignorable,
    is_mark, is_opening_bracket, is_opening_quote, is_unspaced, leading_word, opening,
};
use super::lexicon::{Kind, Lexicon};
use super::lists::marker;

/// Words longer than this are no abbreviations.
const LONGEST_ABBREVIATION: usize = 40;
/// How far back an address is looked for around a dot without a space.
const LONGEST_ADDRESS: usize = 80;
/// Endings of domains and file names, after which no full stop lost its space.
const EXTENSIONS: [&str; 38] = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "co", "tv", "me", "uk", "us", "eu", "de", "fr",
    "ru", "ca", "au", "in", "js", "py", "rs", "java", "cpp", "exe", "txt", "pdf", "doc", "docx", "html", "php", "zip", "jpg",
    "xml",
];

/// Whether a sentence can end with `c` in any language.
pub(super) fn is_terminator(c: char) -> bool {
    is_dot(c) || is_mark(c) || is_full_terminator(c)
}

/// A place in a paragraph that is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'t> {
    /// The text up to the end of the paragraph.
    pub(super) text: &'t str,
    pub(super) lexicon: &'static Lexicon,
    /// Where the sentence begins.
    pub(super) start: usize,
    /// Terminators before this byte stand in a bracket inside the sentence.
    pub(super) quiet: usize,
}

/// What a run of terminators is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    Dot,
    Ellipsis,
    Mark,
    Full,
}

/// What closes right behind a run of terminators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closer {
    Nothing,
    Bracket,
    Quote,
}

/// A run of terminators with what closes behind it.
#[derive(Debug, Clone, Copy)]
struct Run<'t> {
    kind: Kinds,
    /// Where the first terminator stands.
    at: usize,
    /// The end of the run, closing marks and footnotes included.
    tail: usize,
    closer: Closer,
    /// White space follows.
    gap: bool,
    next: Opening<'t>,
    /// The first mark of a list follows.
    begins_list: bool,
}

impl<'t> Site<'t> {
    /// Whether the terminator at `at` ends the sentence, and the end of what belongs to it.
    pub(super) fn judge(self, at: usize) -> (bool, usize) {
        let (kind, end) = self.run(at);
        let (mut tail, closer) = self.closers(end);
        if at < self.quiet && tail <= self.quiet {
            return (false, tail);
        }
        if let Some(stop) = self.omission(at, end) {
            return (true, stop);
        }
        tail = self.footnotes(at, tail);
        let rest = self.text[tail..].trim_start_matches(is_blank);
        let gap = self.text[tail..].starts_with(char::is_whitespace)
            || self.text[tail..].trim_start_matches(is_ignorable).starts_with(char::is_whitespace);
        let begins_list = marker(rest).is_some_and(|marker| marker.is_first());
        let run = Run { kind, at, tail, closer, gap, next: opening(rest), begins_list };
        (at > self.start && run.next.class != Class::Nothing && self.ends(run), tail)
    }

    /// The kind and end of the run of terminators at `at`, spaced out (`. . .`, `? !`) or not.
    fn run(self, at: usize) -> (Kinds, usize) {
        let (mut kind, mut end, mut dots) = (Kinds::Dot, at, 0);
        loop {
            let rest = &self.text[end..];
            let spaces = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
            let Some(c) = rest[spaces..].chars().next().filter(|&c| self.terminates(c)) else {
                break;
            };
            let after = end + spaces + c.len_utf8();
            let alone = !self.text[after..].starts_with(char::is_alphanumeric);
            if spaces > 0 && (spaces > 2 || !alone || is_full_terminator(c)) {
                break;
            }
            kind = match (c, kind) {
                (_, Kinds::Full) => Kinds::Full,
                (c, _) if is_full_terminator(c) => Kinds::Full,
                (c, Kinds::Dot | Kinds::Ellipsis) if is_dot(c) => {
                    dots += if c == '…' { 3 } else { 1 };
                    if dots > 1 { Kinds::Ellipsis } else { Kinds::Dot }
                }
                _ => Kinds::Mark,
            };
            end = after;
        }
        (kind, end)
    }

    fn terminates(self, c: char) -> bool {
        is_terminator(c) || self.lexicon.terminators.contains(&c)
    }

    /// A full stop at a word and three spaced dots: the omission opens the next sentence.
    fn omission(self, at: usize, end: usize) -> Option<usize> {
        let attached = !self.text[..at].ends_with(char::is_whitespace);
        let next = self.text[end..].trim_start();
        let next_sentence = next.starts_with(char::is_uppercase);
        (attached && &self.text[at..end] == ". . . ." && next_sentence).then_some(at + 1)
    }

    /// The end of the quotation marks and brackets that close at `end`.
    fn closers(self, end: usize) -> (usize, Closer) {
        let (mut tail, mut closer) = (end, Closer::Nothing);
        loop {
            let rest = &self.text[tail..];
            let Some(c) = rest.chars().next() else { break };
            let after = &rest[c.len_utf8()..];
            if is_closing_quote(c) || (is_ambiguous_quote(c) && self.closes(c, end, after)) {
                closer = Closer::Quote;
            } else if matches!(c, ' ' | '\u{a0}' | '\u{202f}') {
                // French spaces its guillemets, tokenized text all its marks
                let mark = after.strip_prefix(['»', '"', '\'']);
                if closer == Closer::Quote
                    || !mark.is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
                {
                    break;
                }
            } else if is_closing_bracket(c) {
                closer = if closer == Closer::Quote { closer } else { Closer::Bracket };
            } else {
                break;
            }
            tail += c.len_utf8();
        }
        (tail, closer)
    }

    /// Whether an ambiguous quotation mark right behind a terminator closes.
    fn closes(self, quote: char, end: usize, after: &str) -> bool {
        if !after.starts_with(char::is_alphanumeric) {
            return true;
        }
        let from = self.text.floor_char_boundary(self.start.max(end.saturating_sub(300)));
        let opened = self.text[from.min(end)..end].matches(quote).count() % 2 == 1;
        quote == '"' && opened
    }

    /// The end of footnote marks at `tail`: `[3]`, `¹²`, and bare figures before a capital.
    fn footnotes(self, at: usize, tail: usize) -> usize {
        let mut end = tail;
        loop {
            let rest = self.text[end..].trim_start_matches(' ');
            let Some(inner) = rest.strip_prefix('[') else {
                break;
            };
            let digits = inner.bytes().take(12).take_while(|b| b.is_ascii_digit() || b",- ".contains(b)).count();
            if digits == 0 || !inner[digits..].starts_with(']') {
                break;
            }
            end = self.text.len() - inner.len() + digits + 1;
        }
        let rest = &self.text[end..];
        end += rest.chars().take(6).take_while(|c| "¹²³⁴⁵⁶⁷⁸⁹⁰".contains(*c)).map(char::len_utf8).sum::<usize>();
        let word = self.word_before(at);
        let after_word = word.is_empty() || (word.chars().nth(2).is_some() && word.ends_with(char::is_lowercase));
        if after_word { self.bare_footnotes(end) } else { end }
    }

    fn bare_footnotes(self, tail: usize) -> usize {
        let mut end = tail;
        for _ in 0..4 {
            let rest = &self.text[end..];
            let rest = if end == tail { rest } else { rest.strip_prefix(' ').unwrap_or(rest) };
            let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 3 {
                break;
            }
            end = self.text.len() - rest.len() + digits;
        }
        let rest = &self.text[end..];
        let spaced = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let capital = matches!(opening(rest.trim_start()).class, Class::Upper | Class::Nothing);
        if spaced && capital { end } else { tail }
    }

    /// The word that ends at `at`: back to white space, a bracket or a quotation mark. Empty when
    /// there is none or it is too long for an abbreviation.
    fn word_before(self, at: usize) -> &'t str {
        let from = self.text.floor_char_boundary(at.saturating_sub(LONGEST_ABBREVIATION)).max(self.start);
        let head = self.text[from..at].trim_end_matches(is_ignorable);
        let breaks = |c: char| {
            is_blank(c)
                || is_opening_bracket(c)
                || is_closing_bracket(c)
                || is_closing_quote(c) && c != '’'
                || is_opening_quote(c) && !matches!(c, '\'' | '`' | '´')
                || matches!(c, ',' | ';' | ':' | '—' | '!' | '?' | '、' | '，')
        };
        let word = match head.rfind(breaks) {
            Some(before) => head[before..].trim_start_matches(breaks),
            None if from > self.start => "",
            None => head,
        };
        word.trim_start_matches(['\'', '’', '.', '-', '–', '*', '_'])
    }

    /// The word before the word that ends at `at`.
    fn word_before_last(self, at: usize, word: &str) -> &'t str {
        let head = self.text[self.start..at].trim_end_matches(is_ignorable);
        let head = head[..head.len().saturating_sub(word.len())].trim_end();
        self.word_before(self.start + head.len())
    }

    fn ends(self, run: Run<'t>) -> bool {
        match run.kind {
            Kinds::Full => self.full_ends(run),
            _ if run.next.class == Class::Closing => false,
            Kinds::Mark => self.mark_ends(run),
            _ if self.lexicon.dot_is_inert => false,
            Kinds::Ellipsis => self.ellipsis_ends(run),
            Kinds::Dot => self.dot_ends(run),
        }
    }

    /// `。` and its like end a sentence wherever they stand, save in figures and when the sentence
    /// goes on behind a quotation.
    fn full_ends(self, run: Run<'t>) -> bool {
        let rest = &self.text[run.tail..];
        let decimal = self.text[run.at..].starts_with('．')
            && self.text[..run.at].ends_with(char::is_numeric)
            && run.next.class == Class::Digit;
        let goes_on = run.closer != Closer::Nothing
            && rest.starts_with(['と', 'っ', 'は', 'が', 'を', 'に', 'の', 'も', 'で', 'や', 'へ', 'な']);
        !(decimal || goes_on || run.next.class == Class::Closing)
    }

    fn mark_ends(self, run: Run<'t>) -> bool {
        let word = self.word_before(run.at);
        match run.next.class {
            Class::Lower => run.gap && self.without_capitals(word),
            Class::Upper if !run.gap => {
                let lost = run.closer != Closer::Nothing || word.ends_with(|c: char| c.is_lowercase() || c.is_numeric());
                lost && word.chars().nth(1).is_some() && self.lost_space(run)
            }
            Class::Upper => !self.is_name(run, word) && !self.is_spoken_of(run),
            Class::Caseless => run.gap || self.unspaced(run),
            _ => run.gap,
        }
    }

    fn ellipsis_ends(self, run: Run<'t>) -> bool {
        let bracketed = self.text[..run.at].ends_with(is_opening_bracket);
        match run.next.class {
            // an English sentence goes on after an ellipsis with an `I` no less often than it ends
            Class::Upper if run.next.word == "I" && self.opens("i") => {
                self.text[run.at..run.tail].bytes().filter(|&b| b == b'.').count() > 3
            }
            Class::Upper if !run.gap => !bracketed && self.lost_space(run),
            Class::Upper => !bracketed && !self.is_spoken_of(run),
            Class::Caseless => !bracketed && (run.gap || self.unspaced(run)),
            _ => false,
        }
    }

    fn dot_ends(self, run: Run<'t>) -> bool {
        let word = self.word_before(run.at);
        let kind = self.kind(run, word);
        if !run.gap {
            return self.glued_dot_ends(run, word, kind);
        }
        if kind.is_some() && kind != Some(Kind::Word) && run.closer == Closer::Bracket {
            return false;
        }
        match run.next.class {
            Class::Lower => kind.is_none() && (self.without_capitals(word) || run.begins_list),
            Class::Digit if run.next.dashed && word.bytes().all(|b| b.is_ascii_digit()) => false,
            Class::Upper => self.ends_before_capital(run, word, kind),
            Class::Digit => matches!(kind, None | Some(Kind::Word)),
            _ => matches!(kind, None | Some(Kind::Word | Kind::Final)),
        }
    }

    fn ends_before_capital(self, run: Run<'t>, word: &str, kind: Option<Kind>) -> bool {
        let next = run.next;
        match kind {
            Some(Kind::Title) => false,
            Some(Kind::Number) => !is_roman(next.word),
            Some(Kind::Plain) => !next.dashed && self.opens(next.word),
            Some(Kind::Final) => !next.dashed && !self.lexicon.lists("zone", next.word) && !self.is_fronted(run),
            Some(Kind::Word) => true,
            None => !self.is_ordinal(run, word),
        }
    }

    /// What the word before a dot is: known, an initial, an initialism or (`None`) an ordinary word.
    fn kind(self, run: Run<'t>, word: &str) -> Option<Kind> {
        let mut letters = word.chars();
        let first = letters.next()?;
        let single = first.is_alphabetic() && letters.all(is_ignorable);
        if single && !first.is_ascii_digit() {
            let spaced = self.spaced_letters(run.at);
            if let Some(kind) = spaced.and_then(|spaced| self.lexicon.kind(&spaced)) {
                return Some(kind);
            }
            if run.gap && run.next.word.chars().nth(1).is_none() && run.next.rest.starts_with('.') {
                return Some(Kind::Title);
            }
        }
        let known = self.lexicon.kind(word);
        if known == Some(Kind::Number) && single && run.next.class != Class::Digit {
            return Some(Kind::Plain);
        }
        known.filter(|_| !single || known != Some(Kind::Word) || first.is_lowercase()).or_else(|| match first {
            _ if single && (first.is_lowercase() || first.is_uppercase()) => Some(Kind::Plain),
            _ if single && !is_unspaced(first) && first.is_alphabetic() => Some(Kind::Title),
            _ => is_initialism(word).then_some(Kind::Plain),
        })
    }

    /// `z. B.` as `z.B`: the single letters with dots that end at `at`, when there are at least two.
    fn spaced_letters(self, at: usize) -> Option<String> {
        let mut letters = Vec::new();
        let mut end = at;
        while letters.len() < 4 {
            let head = self.text[self.start..end].trim_end();
            let head = if letters.is_empty() { Some(head) } else { head.strip_suffix('.') };
            let Some(letter) = head.and_then(|head| head.chars().next_back()).filter(|c| c.is_alphabetic()) else {
                break;
            };
            let before = head.map_or(0, str::len) - letter.len_utf8();
            if self.text[self.start..self.start + before].ends_with(char::is_alphanumeric) {
                break;
            }
            letters.insert(0, letter);
            end = self.start + before;
        }
        let joined = |letters: Vec<char>| letters.iter().map(char::to_string).collect::<Vec<_>>().join(".");
        (letters.len() > 1).then(|| joined(letters))
    }

    fn opens(self, word: &str) -> bool {
        self.lexicon.lists("opener", word)
    }

    /// Whether the sentence so far has no capital at its head, so that the next needs none.
    fn without_capitals(self, word: &str) -> bool {
        word.chars().nth(1).is_some()
            && word.chars().all(char::is_lowercase)
            && opening(&self.text[self.start..]).class == Class::Lower
    }

    /// `At 5 a.m.` at the head of a sentence: only the time of what is still to come.
    fn is_fronted(self, run: Run<'t>) -> bool {
        let head = &self.text[self.start..run.at];
        head.len() <= 40
            && head.split_whitespace().count() <= 4
            && self.lexicon.lists("fronting", leading_word(head))
            && !self.opens(run.next.word)
    }

    /// `12. Juni`, `am 3. Advent`: a figure with a dot that says which, in languages that write so.
    fn is_ordinal(self, run: Run<'t>, word: &str) -> bool {
        let figure = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
        let before = || self.word_before_last(run.at, word);
        (figure && (self.lexicon.lists("counted", run.next.word) || self.lexicon.lists("ordinal", before())))
            || (is_roman(word) && self.lexicon.writes_ordinals() && !self.opens(run.next.word))
    }

    /// `Yahoo! News`: a name written with an exclamation mark.
    fn is_name(self, run: Run<'t>, word: &str) -> bool {
        run.closer == Closer::Nothing && self.lexicon.lists("bang", word) && !self.opens(run.next.word)
    }

    /// `"Why?" Ms. Smith asked`: a verb of speech soon behind a quotation.
    fn is_spoken_of(self, run: Run<'t>) -> bool {
        run.closer == Closer::Quote
            && !run.next.quoted
            && !self.opens(run.next.word)
            && run
                .next
                .rest
                .split_whitespace()
                .take(2)
                .any(|word| self.lexicon.lists("speech", word.trim_end_matches(|c: char| !c.is_alphanumeric())))
    }

    /// Whether a mark stands between characters of which one needs no space.
    fn unspaced(self, run: Run<'t>) -> bool {
        let before = self.text[..run.at].chars().next_back().is_some_and(is_unspaced);
        before && run.next.word.starts_with(is_unspaced)
    }

    fn glued_dot_ends(self, run: Run<'t>, word: &str, kind: Option<Kind>) -> bool {
        if run.next.class == Class::Caseless {
            return self.unspaced(run);
        }
        if run.next.class != Class::Upper {
            return false;
        }
        let figures =
            word.bytes().filter(u8::is_ascii_digit).count() > 2 && word.bytes().all(|b| b.is_ascii_digit() || b",.".contains(&b));
        let plain_word = word.chars().nth(1).is_some()
            && !word.contains('.')
            && word.ends_with(char::is_lowercase)
            && matches!(kind, None | Some(Kind::Word));
        let stands_last =
            matches!(kind, Some(Kind::Final | Kind::Plain)) && word.chars().nth(1).is_some() && self.opens(run.next.word);
        (run.closer != Closer::Nothing || run.next.quoted || figures || plain_word || stands_last) && self.lost_space(run)
    }

    /// Whether what follows without a space reads as a new sentence, not as the rest of an address,
    /// a file name or a name with a dot.
    fn lost_space(self, run: Run<'t>) -> bool {
        let next = run.next;
        let mut letters = next.word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let word = letters.clone().all(|c| c.is_lowercase() || is_ignorable(c))
            && (letters.next().is_some() || next.rest.starts_with([' ', '\'', '’']));
        let mut after = next.rest.chars();
        let free = match after.next() {
            Some('.') => !after.next().is_some_and(char::is_alphanumeric),
            Some(c) => !matches!(c, '(' | '/' | '@' | '_' | '\\' | '='),
            None => true,
        };
        let extension = EXTENSIONS.contains(&next.word.to_lowercase().as_str()) && !self.opens(next.word);
        capital && word && free && !extension && !self.in_address(run.at)
    }

    fn in_address(self, at: usize) -> bool {
        let from = self.text.floor_char_boundary(at.saturating_sub(LONGEST_ADDRESS)).max(self.start);
        let head = &self.text[from..at];
        let token = head.rfind(char::is_whitespace).map_or(head, |before| &head[before..]).trim_start();
        token.contains(['@', '\\', '_']) || token.contains("://") || token.starts_with("www.") || token.contains(".com/")
    }
}

/// `U.S`, `Ph.D`, `p.m`: parts of one to three letters with dots between them.
fn is_initialism(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| part.chars().all(char::is_alphabetic) && (1..=3).contains(&part.chars().count()))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() < 8 && word.bytes().all(|b| b"IVXLC".contains(&b))
}
