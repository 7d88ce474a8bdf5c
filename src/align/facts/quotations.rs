//! Quotations: four words or more between quotation marks of any style.
//!
//! A quotation ends with its paragraph where no mark closes it, as one does that goes on in the next. Marks inside
//! a quotation are words of it.

use super::tokens::{Kind, Reading};
use super::{Key, Mention};
use crate::segment::word_hashes;

/// Fewer words are a term or a title.
const FEWEST_WORDS: usize = 4;

/// Longer quotations are not waited for: marks that far apart do not belong together.
const MOST_TOKENS: usize = 1_000;

/// A quotation: the hashes of its words in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Quotation {
    /// As [`crate::segment::words()`] has them.
    pub words: Vec<u64>,
}

/// The quotations of a text in order.
pub(super) fn mentions(reading: &Reading<'_>) -> Vec<Mention> {
    let mut finder = Finder { reading, searched: Vec::new() };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < reading.tokens.len() {
        let closing = reading.sign(at).and_then(|sign| finder.closing(at, sign));
        let Some(end) = closing else {
            at += 1;
            continue;
        };
        found.extend(mention(reading, at + 1, end));
        // Where a paragraph ends it, the next may begin with a mark.
        at = (end + 1 - usize::from(parts_paragraphs(reading, end))).max(at + 1);
    }
    found
}

/// The quotation of the tokens between two marks.
fn mention(reading: &Reading<'_>, first: usize, end: usize) -> Option<Mention> {
    let last = end.checked_sub(1).filter(|&last| last >= first)?;
    let span = reading.span(first, last);
    let words = word_hashes(span.of(reading.text));
    let is_long = words.len() >= FEWEST_WORDS;
    let key = Key::Quotation(Quotation { words });
    is_long.then_some(Mention { span, tokens: (first, last), key, is_sure: true })
}

/// Finds the ends of quotations.
struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    /// Up to which token nothing closes a sign, by sign.
    searched: Vec<(char, usize)>,
}

impl Finder<'_, '_> {
    /// The token that closes the quotation a sign opens, or that begins the next paragraph; none where it opens none.
    fn closing(&mut self, at: usize, sign: char) -> Option<usize> {
        let (closers, reading) = (closers(sign)?, self.reading);
        let is_single = matches!(sign, '‘' | '‚' | '\'');
        let opens = sign == '«' || reading.token(at + 1).is_some_and(|next| next.is_glued);
        let before = at.checked_sub(1).and_then(|before| reading.token(before));
        let is_after_word = reading.tokens[at].is_glued && before.is_some_and(|before| before.kind != Kind::Sign);
        if !opens || is_after_word && (is_single || matches!(sign, '"' | '＂' | '»')) {
            return None;
        }
        let searched = self.searched.iter().find(|&&(other, _)| other == sign).map_or(0, |&(_, to)| to);
        let most = reading.tokens.len().min(at + MOST_TOKENS);
        for end in (at + 1).max(searched)..most {
            if parts_paragraphs(reading, end) {
                self.remember(sign, end);
                return (!is_single).then_some(end);
            }
            let closes = reading.sign(end).is_some_and(|sign| closers.contains(&sign));
            if closes && (!is_single || closes_single(reading, end)) {
                return Some(end);
            }
        }
        self.remember(sign, most);
        (!is_single && most == reading.tokens.len()).then_some(most)
    }

    fn remember(&mut self, sign: char, end: usize) {
        self.searched.retain(|&(other, _)| other != sign);
        self.searched.push((sign, end));
    }
}

/// The signs that close a quotation one opens.
const fn closers(sign: char) -> Option<&'static [char]> {
    Some(match sign {
        '“' | '‟' => &['”', '“'],
        '„' => &['“', '”', '‟'],
        '"' | '＂' => &['"', '＂'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '『' => &['』'],
        '‘' | '‚' => &['’', '‘'],
        '\'' => &['\''],
        _ => return None,
    })
}

/// Whether an apostrophe closes a quotation and does not end a plural possessive.
fn closes_single(reading: &Reading<'_>, at: usize) -> bool {
    let before = reading.sign(at.saturating_sub(1));
    let next = reading.token(at + 1);
    let is_after_stop = matches!(before, Some('.' | ',' | '!' | '?' | '…' | ';' | ':'));
    is_after_stop || next.is_none_or(|next| next.is_glued && next.kind == Kind::Sign)
}

/// Whether a blank line stands before a token.
fn parts_paragraphs(reading: &Reading<'_>, at: usize) -> bool {
    let before = reading.token(at.saturating_sub(1)).map_or(0, |token| token.span.end);
    let between = reading.token(at).and_then(|token| reading.text.get(before..token.span.start));
    between.is_some_and(|between| between.matches('\n').count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Language;

    fn quotations(text: &str) -> Vec<&str> {
        let reading = Reading::of(text, Language::English);
        mentions(&reading).iter().map(|mention| mention.span.of(text)).collect()
    }

    #[test]
    fn marks_of_all_styles() {
        for text in [
            "He said “it was made to win” then.",
            "He said \"it was made to win\" then.",
            "He said «it was made to win» then.",
            "He said « it was made to win » then.",
            "He said »it was made to win« then.",
            "He said „it was made to win“ then.",
            "He said ‘it was made to win’, then.",
            "The workers' man said 'it was made to win', then.",
            "「it was made to win」",
        ] {
            assert_eq!(quotations(text), ["it was made to win"], "{text}");
        }
    }

    #[test]
    fn short_open_and_nested_ones() {
        assert!(quotations("A \"blank cheque\" for the workers' 'union' of 5'4\" men").is_empty());
        assert_eq!(
            quotations("“It was ‘the best’ of all.\n\n“And it went on."),
            ["It was ‘the best’ of all.", "And it went on."]
        );
        assert_eq!(quotations("‘The dogs’ owner isn’t here,’ he said."), ["The dogs’ owner isn’t here,"]);
        assert!(quotations("").is_empty());
    }
}
