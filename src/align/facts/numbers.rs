//! Numbers: digits or words, with the unit they measure in or what they count.
//!
//! Values are exact, in millionths of the base unit of what is measured, so that "$1.9m" and "1.9 million
//! dollars", "half an hour" and "thirty minutes" are the same number. Hedges ("about", "more than") are
//! no part of a number; ordinal numbers are no facts.

use super::lexicon::{Dimension, Role};
use super::tokens::{Kind, Reading, Token, digit};
use super::{Key, Mention};
use crate::segment::Language;

/// Millionths to one.
const ONE: u128 = 1_000_000;

/// Words behind a number among which stands what it counts.
const COUNTED: usize = 4;

/// A number with what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    /// In millionths of the base unit of its dimension.
    pub value: u128,
    /// As written, in millionths: without the unit.
    pub written: u128,
    /// What it measures.
    pub dimension: Dimension,
    /// Stem of the first word that says what is counted; none for a measure.
    pub counted: Option<u64>,
}

impl Quantity {
    /// Whether two measures are one: equal, or within 2.5 % where the units they are written in differ.
    pub(super) fn equals(&self, other: &Self) -> bool {
        if self.dimension != other.dimension {
            return false;
        }
        let near = self.written != other.written && self.value.abs_diff(other.value) <= self.value.max(other.value) / 40;
        let converted = near && self.ratio() != other.ratio();
        self.value == other.value || converted
    }

    /// Size of the unit, in millionths.
    fn ratio(&self) -> u128 {
        self.value.saturating_mul(ONE).checked_div(self.written).unwrap_or(ONE)
    }

    /// Whether texts that have nothing to do with each other seldom both hold the number.
    pub(super) const fn is_telling(&self) -> bool {
        let mut written = self.written / ONE;
        while written > 0 && written.is_multiple_of(10) {
            written /= 10;
        }
        self.written > 12 * ONE && written > 9 || self.written >= 100 * ONE || !self.written.is_multiple_of(ONE)
    }

    /// Whether it is more than one counts at a glance.
    pub(super) const fn is_large(&self) -> bool {
        self.written >= 20 * ONE
    }

    /// The larger of two values in hundredths of the smaller, at most 10,000.
    pub(super) fn distance(&self, other: &Self) -> u128 {
        let (low, high) = (self.value.min(other.value), self.value.max(other.value));
        high.saturating_mul(100).checked_div(low).unwrap_or(10_000).min(10_000)
    }
}

/// The numbers of a text in order, of tokens that are not taken; theirs are.
pub(super) fn mentions(reading: &Reading<'_>, taken: &mut [bool]) -> Vec<Mention> {
    let mut found: Vec<(Mention, bool)> = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let parsed = if taken[at] { None } else { Parser { reading, taken }.number(at) };
        let Some(number) = parsed else {
            at += 1;
            continue;
        };
        taken[number.start..number.end].fill(true);
        let tokens = (number.start, number.end - 1);
        let key = Key::Number(number.quantity);
        let is_small = number.quantity.written <= 10 * ONE && reading.is_word(number.start);
        let is_sure = number.unit.is_some() || number.quantity.counted.is_some() || !is_small;
        let mention = Mention { span: reading.span(tokens.0, tokens.1), tokens, key, is_sure };
        if let Some((before, has_unit)) = found.last_mut() {
            lend_unit(reading, before, *has_unit, &number);
        }
        found.push((mention, number.unit.is_some()));
        at = number.end;
    }
    found.into_iter().map(|(mention, _)| mention).collect()
}

/// The first number of "between 9 and 11 percent" takes the unit of the second.
fn lend_unit(reading: &Reading<'_>, before: &mut Mention, has_unit: bool, number: &Number) {
    let (Key::Number(quantity), Some((dimension, size))) = (&mut before.key, number.unit) else { return };
    let is_between = number.start == before.tokens.1 + 2
        && (matches!(
            reading.text_of(before.tokens.1 + 1),
            "and" | "to" | "or" | "-" | "–" | "bis" | "und" | "à" | "et" | "a" | "y"
        ));
    if is_between && !has_unit && quantity.dimension == Dimension::Count {
        *quantity = Quantity { value: times(quantity.written, u128::from(size)), dimension, counted: None, ..*quantity };
    }
}

/// A number as it was read.
struct Number {
    start: usize,
    end: usize,
    quantity: Quantity,
    unit: Option<(Dimension, u64)>,
}

/// A value with the token behind it.
type Read = (u128, usize);

struct Parser<'r, 't> {
    reading: &'r Reading<'t>,
    taken: &'r [bool],
}

impl Parser<'_, '_> {
    fn number(&self, at: usize) -> Option<Number> {
        let money = self.money_before(at);
        let from = money.map_or(at, |(_, from)| from);
        if money.is_none()
            && let Some(number) = self.whole_word(at)
        {
            return Some(number);
        }
        let (written, end, is_part) = self.part(from).map(|(value, end)| (value, end, true)).or_else(|| {
            let (value, end) = self.value(from)?;
            Some((value, end, false))
        })?;
        if let Some((dimension, _)) = money {
            let (written, end) = self.scaled(written, end, true);
            return Some(self.measured(at..end, written, (dimension, 1_000_000)));
        }
        let (written, past) = self.scaled(written, end, false);
        let (is_part, end) = (is_part && past == end, past);
        if let Some((unit, past)) = self.unit(end, is_part) {
            return Some(self.measured(at..past, written, unit));
        }
        if is_part {
            return Some(self.measured(at..end, written, (Dimension::Percent, 1_000_000)));
        }
        let is_lone_one = written == ONE && self.reading.is_word(from) && end == from + 1;
        (!is_lone_one).then(|| self.counting(at..end, written))
    }

    fn measured(&self, range: std::ops::Range<usize>, written: u128, unit: (Dimension, u64)) -> Number {
        let value = times(written, u128::from(unit.1));
        let quantity = Quantity { value, written, dimension: unit.0, counted: None };
        Number { start: range.start, end: range.end, quantity, unit: Some(unit) }
    }

    fn counting(&self, range: std::ops::Range<usize>, written: u128) -> Number {
        let counted = self.counted(range.end);
        let quantity = Quantity { value: written, written, dimension: Dimension::Count, counted };
        Number { start: range.start, end: range.end, quantity, unit: None }
    }

    /// Stem of the first word behind a number that carries content.
    fn counted(&self, end: usize) -> Option<u64> {
        let words = (end..end + COUNTED)
            .map_while(|at| self.reading.token(at).filter(|_| self.reading.is_word(at) || self.reading.is_hyphen(at)));
        words.filter(|word| word.kind == Kind::Word).find(|word| !word.is_stop).map(|word| word.stem)
    }

    /// A sign or code of a currency before digits, and the token behind it.
    fn money_before(&self, at: usize) -> Option<(Dimension, usize)> {
        let (unit, _) = self.reading.token(at).and_then(|token| self.reading.words.unit(token.hash))?;
        let is_sign = self.reading.sign(at).is_some() || self.reading.token(at).is_some_and(|token| token.is_upper);
        (unit.is_money() && is_sign && self.reading.is_digits(at + 1)).then_some((unit, at + 1))
    }

    /// "Twice", "a pair of", "an hour and a half".
    fn whole_word(&self, at: usize) -> Option<Number> {
        if let Some(value) = self.reading.value(at, Role::Multiple) {
            return Some(self.measured(at..at + 1, u128::from(value) * ONE, (Dimension::Times, 1_000_000)));
        }
        let word = at + usize::from(self.reading.value(at, Role::Article).is_some());
        if word == at {
            return None;
        }
        let words = [1, 2, 3].map(|ahead| self.reading.text_of(word + ahead));
        if words == ["and", "a", "half"] {
            let unit = self.reading.token(word).and_then(|token| self.reading.words.unit(token.hash))?;
            return Some(self.measured(at..word + 4, ONE * 3 / 2, unit));
        }
        let written = u128::from(self.reading.value(word, Role::Group)?) * ONE;
        if words[0] != "of" {
            return None;
        }
        if let Some((unit, end)) = self.unit(word + 2, false) {
            return Some(self.measured(at..end, written, unit));
        }
        let mut number = self.counting(at..word + 1, written);
        number.quantity.counted = self.counted(word + 2);
        Some(number)
    }

    /// "Half", "a third of", "two-thirds", "three quarters".
    fn part(&self, at: usize) -> Option<Read> {
        if self.reading.value(at, Role::Part) == Some(2) && !self.is_ordinal_half(at) {
            let end = at + 1;
            return Some((ONE / 2, end));
        }
        let count = if self.reading.value(at, Role::Article).is_some() { Some(1) } else { self.reading.value(at, Role::Number) }?;
        let word = at + 1 + usize::from(self.reading.is_hyphen(at + 1));
        let parts = self.reading.value(word, Role::Part)?;
        let is_sure = count > 1 && count < parts || matches!(self.reading.text_of(word + 1), "of" | "der" | "des" | "de");
        is_sure.then_some((u128::from(count) * ONE / u128::from(parts), word + 1))
    }

    /// "First half", "half-time".
    fn is_ordinal_half(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.reading.text_of(before));
        let is_ordinal = matches!(before, "first" | "second" | "last" | "latter" | "other" | "one" | "and" | "a" | "-");
        let next = self.reading.text_of(at + 1);
        is_ordinal
            || self.reading.is_hyphen(at + 1)
            || matches!(next, "way" | "time")
            || self.reading.text_of(at).ends_with("ves")
    }

    /// Digits, or number words, or an article before a scale.
    fn value(&self, at: usize) -> Option<Read> {
        if self.reading.is_digits(at) && !self.taken[at] {
            return self.digits(at);
        }
        if self.reading.value(at, Role::Article).is_some() {
            return match self.reading.value(at + 1, Role::Scale)? {
                100 => Some(self.hundreds(1, at + 1)),
                scale => Some((u128::from(scale) * ONE, at + 2)),
            };
        }
        let is_named = |token: &Token| token.kind == Kind::Word && token.is_capital && !token.is_head;
        let before = at.checked_sub(1).and_then(|before| self.reading.token(before));
        // "Number Eleven" is a name.
        if self.reading.token(at).is_some_and(is_named) && before.is_some_and(|before| before.is_capital) {
            return None;
        }
        self.number_words(at)
    }

    fn digits(&self, at: usize) -> Option<Read> {
        let value = value_of_digits(self.reading.text_of(at), self.reading.language)?;
        let suffix = self.reading.token(at + 1).filter(|next| next.is_glued).map_or("", |_| self.reading.text_of(at + 1));
        if matches!(suffix, "st" | "nd" | "rd" | "th" | "s" | "er" | "ème" | "º" | "ª") {
            return None;
        }
        Some((value, at + 1))
    }

    /// "Twenty-three", "two hundred and fifty".
    fn number_words(&self, at: usize) -> Option<Read> {
        let mut value = u128::from(self.reading.value(at, Role::Number)?);
        let mut end = at + 1;
        if let Some((ones, past)) = self.ones(end).filter(|_| value >= 20 && value.is_multiple_of(10)) {
            (value, end) = (value + ones, past);
        }
        Some(self.hundreds(value, end))
    }

    /// A number before "hundred", if that stands there, with what is added to it.
    fn hundreds(&self, mut value: u128, mut end: usize) -> Read {
        if self.reading.value(end, Role::Scale) == Some(100) {
            (value, end) = (value * 100, end + 1);
            let from = end + usize::from(self.reading.text_of(end) == "and");
            if let Some(rest) = self.reading.value(from, Role::Number) {
                (value, end) = (value + u128::from(rest), from + 1);
                if let Some((ones, past)) = self.ones(end).filter(|_| rest >= 20) {
                    (value, end) = (value + ones, past);
                }
            }
        }
        (value * ONE, end)
    }

    fn ones(&self, at: usize) -> Option<Read> {
        let at = at + usize::from(self.reading.is_hyphen(at));
        self.reading.value(at, Role::Number).filter(|ones| (1..10).contains(ones)).map(|ones| (u128::from(ones), at + 1))
    }

    /// Multiplies by the scales that follow, and adds the half of "and a half".
    fn scaled(&self, mut value: u128, mut end: usize, is_money: bool) -> Read {
        let mut from = end + usize::from(self.reading.is_hyphen(end));
        let half = self.reading.value(end, Role::Article).is_some() && self.reading.value(end + 1, Role::Scale).is_some();
        from += usize::from(half && value < ONE);
        while let Some(scale) = self.scale(from, is_money).filter(|_| !self.taken[from]) {
            value = value.saturating_mul(u128::from(scale));
            end = from + 1;
            from = end;
        }
        let words = [0, 1, 2].map(|ahead| self.reading.text_of(end + ahead));
        if words == ["and", "a", "half"] { (value + ONE / 2, end + 3) } else { (value, end) }
    }

    /// The scale a token names; `m` is one before money and before what is counted.
    fn scale(&self, at: usize, is_money: bool) -> Option<u64> {
        let is_glued = self.reading.token(at).is_some_and(|token| token.is_glued);
        match self.reading.text_of(at) {
            "m" if is_money => Some(1_000_000),
            "m" if is_glued
                && self
                    .reading
                    .token(at + 1)
                    .is_some_and(|next| next.kind == Kind::Word && !next.is_stop && !is_height(self.reading.text_of(at + 1))) =>
            {
                Some(1_000_000)
            }
            "b" if is_money => Some(1_000_000_000),
            "t" if is_money => Some(1_000_000_000_000),
            "k" | "K" if !is_glued => None,
            _ => self.reading.value(at, Role::Scale),
        }
    }

    /// The unit behind a number, and the token behind the unit.
    fn unit(&self, end: usize, is_part: bool) -> Option<((Dimension, u64), usize)> {
        let mut at = end + usize::from(self.reading.is_hyphen(end));
        at += usize::from(is_part && self.reading.value(at, Role::Article).is_some());
        if matches!(self.reading.text_of(at), "per" | "pour" | "por") && matches!(self.reading.text_of(at + 1), "cent" | "ciento")
        {
            return Some(((Dimension::Percent, 10_000), at + 2));
        }
        let power = match self.reading.text_of(at) {
            "square" => Some(Dimension::Area),
            "cubic" => Some(Dimension::Volume),
            _ => None,
        };
        if let Some(dimension) = power {
            let (unit, size) = self.reading.words.unit(self.reading.token(at + 1)?.hash)?;
            let squared = times(u128::from(size), u128::from(size));
            let size = if dimension == Dimension::Area { squared } else { times(squared, u128::from(size)).saturating_mul(1000) };
            return (unit == Dimension::Length).then(|| ((dimension, u64::try_from(size).unwrap_or(u64::MAX)), at + 2));
        }
        let token = self.reading.token(at)?;
        let (dimension, size) = self.reading.words.unit(token.hash)?;
        // A letter is a unit only as it is written.
        let text = self.reading.text_of(at);
        let is_written = text.len() > 1 || token.kind == Kind::Sign || matches!(text, "m" | "g" | "l" | "L");
        let is_hour = matches!(self.reading.text_of(at + 1), "an" | "per") && self.reading.text_of(at + 2) == "hour";
        if dimension == Dimension::Length && is_hour {
            return Some(((Dimension::Speed, size / 1_000), at + 3));
        }
        (is_written && !self.taken[at]).then_some(((dimension, size), at + 1))
    }
}

/// Words that make a length of the number before them.
fn is_height(word: &str) -> bool {
    matches!(
        word,
        "high"
            | "tall"
            | "wide"
            | "long"
            | "deep"
            | "thick"
            | "apart"
            | "away"
            | "race"
            | "final"
            | "sprint"
            | "tower"
            | "wall"
            | "run"
    )
}

/// The product of two numbers in millionths.
fn times(value: u128, factor: u128) -> u128 {
    value.saturating_mul(factor) / ONE
}

/// The value of digits with separators, in millionths; none beyond 10^24.
///
/// Where both a comma and a dot stand, the last one is decimal; one alone that stands before three digits parts thousands if that is
/// the custom of the language.
fn value_of_digits(text: &str, language: Language) -> Option<u128> {
    let decimal = decimal_separator(text, language);
    let (mut value, mut places): (u128, Option<u32>) = (0, None);
    for (at, c) in text.char_indices() {
        if Some(at) == decimal {
            places = Some(0);
        } else if let Some(digit) = digit(c) {
            if value > 10u128.pow(24) {
                return None;
            }
            match &mut places {
                Some(6) => continue,
                Some(places) => *places += 1,
                None => {}
            }
            value = value * 10 + u128::from(digit);
        }
    }
    Some(value * 10u128.pow(6 - places.unwrap_or(0)))
}

/// Where the separator stands that is decimal.
fn decimal_separator(text: &str, language: Language) -> Option<usize> {
    let mut separators = text.char_indices().filter(|&(_, c)| matches!(c, '.' | ',' | '٫'));
    let (first, sign) = separators.next()?;
    let Some((last, other)) =
        text.char_indices().rfind(|&(_, c)| matches!(c, '.' | ',' | '٫')).filter(|&(last, _)| last != first)
    else {
        let thousands = if has_decimal_comma(language) { '.' } else { ',' };
        let before = text[..first].chars().count();
        let groups = sign == thousands && text[first + 1..].chars().count() == 3 && before <= 3 && !text.starts_with('0');
        return (!groups).then_some(first);
    };
    (other != sign).then_some(last)
}

const fn has_decimal_comma(language: Language) -> bool {
    use Language as L;
    !matches!(
        language,
        L::English
            | L::Unknown
            | L::Chinese
            | L::Japanese
            | L::Korean
            | L::Thai
            | L::Hindi
            | L::Tamil
            | L::Hebrew
            | L::Burmese
            | L::Urdu
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, language: Language) -> Vec<String> {
        let reading = Reading::of(text, language);
        let found = mentions(&reading, &mut vec![false; reading.tokens.len()]);
        let shown = found.iter().map(|mention| match mention.key {
            Key::Number(q) => format!("{} = {} {:?}", mention.span.of(text), q.value as f64 / 1e6, q.dimension),
            _ => String::new(),
        });
        shown.collect()
    }

    fn english(text: &str) -> Vec<String> {
        numbers(text, Language::English)
    }

    #[test]
    fn digits_and_words() {
        assert_eq!(
            english(
                "All 1,846 pipes, 61 of them, 9.2 and twenty-three, two hundred and fifty-one, three million, a hundred, a dozen."
            ),
            [
                "1,846 = 1846 Count",
                "61 = 61 Count",
                "9.2 = 9.2 Count",
                "twenty-three = 23 Count",
                "two hundred and fifty-one = 251 Count",
                "three million = 3000000 Count",
                "a hundred = 100 Count",
                "a dozen = 12 Count",
            ]
        );
        assert_eq!(
            english("One of them, the first, 3rd, one kilometre, 2.3m people, 1.8m high"),
            ["one kilometre = 1000 Length", "2.3m = 2300000 Count", "1.8m = 1.8 Length",]
        );
    }

    #[test]
    fn money_and_parts() {
        assert_eq!(
            english(
                "$41.6 million, $1.9m, 1.9 million dollars, 34 cents, £5bn; half an hour, half of them, a third of it, two-thirds"
            ),
            [
                "$41.6 million = 41600000 Dollar",
                "$1.9m = 1900000 Dollar",
                "1.9 million dollars = 1900000 Dollar",
                "34 cents = 0.34 Dollar",
                "£5bn = 5000000000 Pound",
                "half an hour = 1800 Time",
                "half = 0.5 Percent",
                "a third = 0.333333 Percent",
                "two-thirds = 0.666666 Percent",
            ]
        );
        assert_eq!(
            english("half a million, two and a half years, the first half"),
            ["half a million = 500000 Count", "two and a half years = 78894000 Time"]
        );
    }

    #[test]
    fn units() {
        assert_eq!(
            english(
                "23 percent, 23 %, twenty-three per cent, 60-metre, an 81-year-old, 72 hours, between 9 and 11 percent, 40 square metres"
            ),
            [
                "23 percent = 0.23 Percent",
                "23 % = 0.23 Percent",
                "twenty-three per cent = 0.23 Percent",
                "60-metre = 60 Length",
                "81-year = 2556165600 Time",
                "72 hours = 259200 Time",
                "9 = 0.09 Percent",
                "11 percent = 0.11 Percent",
                "40 square metres = 40 Area",
            ]
        );
        assert_eq!(
            english("twice, fifty-fold, 40 miles an hour"),
            ["twice = 2 Times", "fifty-fold = 50 Times", "40 miles an hour = 64.37376 Speed"]
        );
    }

    #[test]
    fn other_languages() {
        assert_eq!(
            numbers("1.846 Pfeifen, 2,5 Millionen Euro", Language::German),
            ["1.846 = 1846 Count", "2,5 Millionen Euro = 2500000 Euro"]
        );
        assert_eq!(numbers("35 pour cent, 12 millions d'euros", Language::French)[0], "35 pour cent = 0.35 Percent");
        assert_eq!(numbers("約300人が参加", Language::Japanese), ["300 = 300 Count"]);
    }

    #[test]
    fn conversions_are_equal_and_other_values_not() {
        let quantity = |text| {
            let reading = Reading::of(text, Language::English);
            match mentions(&reading, &mut vec![false; reading.tokens.len()])[0].key {
                Key::Number(quantity) => quantity,
                _ => unreachable!(),
            }
        };
        assert!(quantity("three days").equals(&quantity("72 hours")));
        assert!(quantity("25 miles").equals(&quantity("40 kilometres")));
        assert!(!quantity("40 kilometres").equals(&quantity("41 kilometres")));
        assert!(!quantity("40 kilometres").equals(&quantity("40 days")));
    }
}
