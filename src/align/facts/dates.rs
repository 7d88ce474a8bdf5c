//! Dates: days, months, years, weekdays and hours, each a field that may be open.

use super::lexicon::Role;
use super::tokens::{Kind, Reading};
use super::{Key, Mention};

/// Minutes of half a day.
const HALF_DAY: u16 = 720;

/// Dates of a text that a shorter form of one is looked for among.
const LAST: usize = 64;

/// A date as far as it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, of the common era.
    pub year: Option<u16>,
    /// 1 for January.
    pub month: Option<u16>,
    /// Of the month.
    pub day: Option<u16>,
    /// 1 for Monday.
    pub weekday: Option<u16>,
    /// Minutes since midnight or noon, under 720.
    pub minute: Option<u16>,
    /// 0 before noon, 1 after.
    pub half: Option<u16>,
    /// A feast: Easter 2, Christmas 3, Ramadan 4.
    pub feast: Option<u16>,
}

impl Date {
    /// Year, month, day, weekday, minute, half of the day, feast.
    pub(super) const fn fields(&self) -> [Option<u16>; 7] {
        [self.year, self.month, self.day, self.weekday, self.minute, self.half, self.feast]
    }

    /// Whether no field both give differs, and both give one (the half of the day alone does not do).
    ///
    /// ```
    /// use twicetold::align::Date;
    /// let day = Date { month: Some(2), day: Some(12), ..Date::default() };
    /// assert!(day.agrees(&Date { year: Some(2025), ..day }));
    /// assert!(!day.agrees(&Date { weekday: Some(1), ..Date::default() }));
    /// ```
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        let mut shared = false;
        for (at, fields) in self.fields().into_iter().zip(other.fields()).enumerate() {
            match fields {
                (Some(left), Some(right)) if left != right => return false,
                (Some(_), Some(_)) => shared |= at != 5,
                _ => {}
            }
        }
        shared
    }

    /// How many fields both give with the same value.
    pub(super) fn shared(&self, other: &Self) -> usize {
        self.fields().into_iter().zip(other.fields()).filter(|(left, right)| left.is_some() && left == right).count()
    }

    /// Whether both give one of the fields, whatever its value.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.fields().into_iter().zip(other.fields()).any(|(left, right)| left.is_some() && right.is_some())
    }

    /// How many fields it gives.
    fn given(&self) -> usize {
        self.fields().into_iter().flatten().count()
    }
}

/// The dates of a text in order; their tokens are taken.
pub(super) fn mentions(reading: &Reading<'_>, taken: &mut [bool]) -> Vec<Mention> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < reading.tokens.len() {
        let parser = Parser { reading };
        let Some((date, end)) = parser.date(at) else {
            at += 1;
            continue;
        };
        taken[at..end].fill(true);
        found.push(Mention { span: reading.span(at, end - 1), tokens: (at, end - 1), key: Key::Date(date), is_sure: true });
        at = end;
    }
    found
}

/// Gives a date that one nearby says more of the key of that one.
pub(super) fn merged(mut mentions: Vec<Mention>) -> Vec<Mention> {
    let dates: Vec<_> = mentions.iter().map(|mention| date_of(&mention.key)).collect();
    let mut distinct: Vec<Date> = Vec::new();
    let mut full: rustc_hash::FxHashSet<Date> = rustc_hash::FxHashSet::default();
    distinct.extend(dates.iter().filter(|&&date| full.insert(date)));
    // The fullest forms of the first dates; a text hardly has more.
    distinct.truncate(LAST);
    for (mention, date) in mentions.iter_mut().zip(dates) {
        let says_more =
            |other: &&Date| other.given() > date.given() && other.agrees(&date) && other.shared(&date) == date.given();
        let mut fuller = distinct.iter().filter(says_more);
        if let (Some(&other), None) = (fuller.next(), fuller.next()) {
            mention.key = Key::Date(other);
        }
    }
    mentions
}

fn date_of(key: &Key) -> Date {
    if let Key::Date(date) = key { *date } else { Date::default() }
}

struct Parser<'r, 't> {
    reading: &'r Reading<'t>,
}

impl Parser<'_, '_> {
    /// The date that begins with a token, and the token behind it.
    fn date(&self, at: usize) -> Option<(Date, usize)> {
        let numeric = || self.iso(at).or_else(|| self.slashed(at)).or_else(|| self.dotted(at));
        numeric().or_else(|| self.clock(at)).or_else(|| self.worded(at)).or_else(|| self.year(at)).or_else(|| self.feast(at))
    }

    /// "Easter", "Christmas".
    fn feast(&self, at: usize) -> Option<(Date, usize)> {
        let feast = self.capital_value(at, Role::Feast)?;
        Some((Date { feast: Some(feast), ..Date::default() }, at + 1))
    }

    /// A whole number of one to four digits.
    fn number(&self, at: usize) -> Option<u16> {
        if !self.reading.is_digits(at) {
            return None;
        }
        let text = self.reading.text_of(at);
        (text.len() <= 4).then(|| text.parse().ok()).flatten()
    }

    fn within(&self, at: usize, low: u16, high: u16) -> Option<u16> {
        self.number(at).filter(|number| (low..=high).contains(number))
    }

    fn sign_glued(&self, at: usize, sign: char) -> bool {
        self.reading.sign(at) == Some(sign)
            && self.reading.tokens[at].is_glued
            && self.reading.token(at + 1).is_some_and(|next| next.is_glued)
    }

    /// `2025-02-12`.
    fn iso(&self, at: usize) -> Option<(Date, usize)> {
        let year = self.within(at, 1000, 2999)?;
        let (month, day) = (self.within(at + 2, 1, 12)?, self.within(at + 4, 1, 31)?);
        let joined = self.sign_glued(at + 1, '-') && self.sign_glued(at + 3, '-');
        joined.then_some((Date { year: Some(year), month: Some(month), day: Some(day), ..Date::default() }, at + 5))
    }

    /// `12/02/2025`, by whichever order fits: the day first, unless the text is American English by that date.
    fn slashed(&self, at: usize) -> Option<(Date, usize)> {
        let (first, second) = (self.within(at, 1, 31)?, self.within(at + 2, 1, 31)?);
        let year = self.within(at + 4, 1000, 2999)?;
        let joined = self.sign_glued(at + 1, '/') && self.sign_glued(at + 3, '/');
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        (joined && month <= 12)
            .then_some((Date { year: Some(year), month: Some(month), day: Some(day), ..Date::default() }, at + 5))
    }

    /// `12.02.2025`.
    fn dotted(&self, at: usize) -> Option<(Date, usize)> {
        if !self.reading.is_digits(at) {
            return None;
        }
        let mut parts = self.reading.text_of(at).split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || day.len() > 2 || month.len() > 2 {
            return None;
        }
        let (day, month, year): (u16, u16, u16) = (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?);
        let fits = (1..=31).contains(&day) && (1..=12).contains(&month) && (1000..3000).contains(&year);
        fits.then_some((Date { year: Some(year), month: Some(month), day: Some(day), ..Date::default() }, at + 1))
    }

    /// Hours: `2:17 a.m.`, `8 pm`, `14:30`, `four o'clock`, `14 Uhr`, `19h30`, noon.
    fn clock(&self, at: usize) -> Option<(Date, usize)> {
        if let Some(half) = self.reading.value(at, Role::Noon) {
            let half = u16::from(half == 0);
            return Some((Date { minute: Some(0), half: Some(half), ..Date::default() }, at + 1));
        }
        if matches!(self.reading.text_of(at), "half" | "Half") && self.reading.text_of(at + 1) == "past" {
            let (hour, _, end) = self.hour(at + 2)?;
            return Some((self.at(hour, 30, None), end));
        }
        let (hour, minutes, mut end) = self.hour(at)?;
        let is_colon = self.sign_glued(at + 1, ':');
        if let Some(half) = self.reading.value(end, Role::Half).filter(|_| hour <= 12 && self.reading.is_digits(at)) {
            end += 1;
            let is_dotted = self.reading.text_of(end - 1).contains('.') && self.reading.sign(end) == Some('.');
            end += usize::from(is_dotted && self.reading.token(end).is_some_and(|dot| dot.is_glued));
            return Some((self.at(hour, minutes, u16::try_from(half).ok()), end));
        }
        if let Some(minutes) = self.reading.value(end, Role::Clock).and(Some(minutes)) {
            end += 1;
            let more = self.within(end, 0, 59).filter(|_| self.reading.text_of(end).len() == 2);
            end += usize::from(more.is_some());
            // "heures" alone may count hours.
            let is_hour = self.reading.text_of(end - 1) != "heures" || minutes == 0;
            return is_hour.then(|| (self.at(hour, more.unwrap_or(minutes), None), end));
        }
        let french = self.reading.text_of(end).strip_prefix('h').filter(|minutes| minutes.len() == 2);
        if let Some(minutes) = french.and_then(|minutes| minutes.parse().ok()).filter(|&minutes: &u16| minutes < 60) {
            return Some((self.at(hour, minutes, None), end + 1));
        }
        let part = (self.articles(end) > 0).then(|| self.reading.text_of(end + self.articles(end)));
        let half = match part {
            Some("morning") => 0,
            Some("afternoon" | "evening") => 1,
            _ => return (is_colon || self.is_placed(at, end)).then(|| (self.at(hour, minutes, None), end)),
        };
        (hour <= 12).then(|| (self.at(hour, minutes, Some(half)), end + self.articles(end) + 1))
    }

    /// Whether a number word stands behind "at", "after" and the like and counts nothing.
    fn is_placed(&self, at: usize, end: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.reading.text_of(before));
        let is_last =
            self.reading.sign(end).is_some_and(|sign| matches!(sign, '.' | ',' | ';' | ')')) || end == self.reading.tokens.len();
        let is_followed = matches!(self.reading.text_of(end), "on" | "and" | "when" | "to" | "but" | "as");
        self.reading.is_word(at)
            && matches!(before, "at" | "after" | "before" | "until" | "till" | "by")
            && (is_last || is_followed)
    }

    /// How many words of "in the", "the next" stand at a token.
    fn articles(&self, at: usize) -> usize {
        let words = [self.reading.text_of(at), self.reading.text_of(at + 1)];
        if matches!(words, ["in", "the"] | ["the", "next" | "following"]) { 2 } else { 0 }
    }

    /// Hour and minutes at a token, and what follows.
    fn hour(&self, at: usize) -> Option<(u16, u16, usize)> {
        if let Some(hour) = self.reading.value(at, Role::Number) {
            return Some((u16::try_from(hour).ok().filter(|hour| (1..=12).contains(hour))?, 0, at + 1));
        }
        if let Some(hour) = self.within(at, 0, 24) {
            let minutes =
                self.within(at + 2, 0, 59).filter(|_| self.sign_glued(at + 1, ':') && self.reading.text_of(at + 2).len() == 2);
            return match minutes {
                Some(minutes) => Some((hour, minutes, at + 3)),
                None if self.reading.sign(at + 1) == Some(':') => None,
                None => Some((hour, 0, at + 1)),
            };
        }
        let (hour, minutes) = self.reading.text_of(at).split_once('.').filter(|_| self.reading.is_digits(at))?;
        let (hour, minutes): (u16, u16) = (hour.parse().ok()?, (minutes.len() == 2).then(|| minutes.parse().ok())??);
        (hour <= 24 && minutes < 60).then_some((hour, minutes, at + 1))
    }

    fn at(&self, hour: u16, minutes: u16, half: Option<u16>) -> Date {
        let told = (hour > 12 || hour == 0).then_some(u16::from(hour > 12 && hour < 24));
        Date { minute: Some((hour % 12 * 60 + minutes) % HALF_DAY), half: half.or(told), ..Date::default() }
    }

    /// Weekday, day, month and year, as far as they stand there.
    fn worded(&self, at: usize) -> Option<(Date, usize)> {
        let weekday = self.capital_value(at, Role::Weekday);
        let mut date = Date { weekday, ..Date::default() };
        let after = if weekday.is_some() { at + 1 } else { at };
        let from = if weekday.is_some() { self.past(after, &[","]) } else { after };
        if let Some((day, month, end)) = self.day_and_month(from).or_else(|| self.month_and_day(from)) {
            (date.day, date.month) = (day, Some(month));
            let year_at = self.past(end, &[",", "de", "of"]);
            date.year = self.full_year(year_at).filter(|_| self.iso(year_at).is_none());
            return Some((date, if date.year.is_some() { year_at + 1 } else { end }));
        }
        weekday.map(|_| (date, after))
    }

    /// Passes over one token that is any of these.
    fn past(&self, at: usize, words: &[&str]) -> usize {
        if words.contains(&self.reading.text_of(at)) { at + 1 } else { at }
    }

    /// The value of a word that is capitalized where its language does so.
    fn capital_value(&self, at: usize, role: Role) -> Option<u16> {
        use crate::segment::Language::{English, German};
        let token = self.reading.token(at)?;
        let must = matches!(self.reading.language, English | German);
        let is_short = token.span.bytes() <= 3 && role == Role::Weekday;
        let fits = (token.is_capital || !must) && !(is_short && must && self.reading.sign(at + 1) != Some('.'));
        self.reading.value(at, role).filter(|_| fits).and_then(|value| u16::try_from(value).ok())
    }

    fn month(&self, at: usize) -> Option<(u16, usize)> {
        let month = self.capital_value(at, Role::Month)?;
        let is_cut = self.reading.text_of(at).len() <= 4 && self.reading.sign(at + 1) == Some('.');
        let is_abbreviated = is_cut && self.reading.is_digits(at + 2);
        Some((month, at + 1 + usize::from(is_abbreviated)))
    }

    /// `12 February`, `12th of February`, `12. Februar`, `12 de febrero`.
    fn day_and_month(&self, at: usize) -> Option<(Option<u16>, u16, usize)> {
        let day = self.within(at, 1, 31)?;
        let ordinal = self.past(at + 1, &["st", "nd", "rd", "th", "er", "."]);
        let (month, end) = self.month(self.past(ordinal, &["of", "de"]))?;
        Some((Some(day), month, end))
    }

    /// `February 12`, `Feb. 12th`, `February` alone.
    fn month_and_day(&self, at: usize) -> Option<(Option<u16>, u16, usize)> {
        let (month, end) = self.month(at)?;
        let past_the = self.past(end, &["the"]);
        let is_measure = self.reading.sign(past_the + 1) == Some('%');
        if let Some(day) = self.within(past_the, 1, 31).filter(|_| !is_measure) {
            return Some((Some(day), month, self.past(past_the + 1, &["st", "nd", "rd", "th"])));
        }
        let token = self.reading.token(at)?;
        let is_word_too = matches!(self.reading.text_of(at), "May" | "March" | "MAY" | "MARCH" | "Mar" | "Jan" | "mars");
        let is_alone = token.is_head && is_word_too && self.full_year(end).is_none();
        let is_name = is_word_too && self.reading.token(end).is_some_and(|next| next.is_capital && !next.is_head);
        (!is_alone && !is_name).then_some((None, month, end))
    }

    fn full_year(&self, at: usize) -> Option<u16> {
        let is_year = self.reading.text_of(at).len() == 4 && !self.sign_glued(at + 1, ':');
        self.within(at, 1000, 2999).filter(|_| is_year)
    }

    /// `1998`, where nothing says that it counts or measures.
    fn year(&self, at: usize) -> Option<(Date, usize)> {
        if let Some(year) = self.reading.value(at, Role::Decade).and_then(|year| u16::try_from(year).ok()) {
            return Some((Date { year: Some(year), ..Date::default() }, at + 1));
        }
        let before = at.checked_sub(1).and_then(|before| self.reading.token(before));
        let is_placed = before.is_some_and(|_| {
            matches!(self.reading.text_of(at - 1), "in" | "since" | "until" | "from" | "en" | "around" | "about")
        });
        let is_bare = self.reading.token(at + 1).is_none_or(|next| next.kind == Kind::Sign || next.is_stop);
        let from = if is_placed && is_bare { 1000 } else { 1500 };
        let year = self.full_year(at).filter(|year| (from..2100).contains(year))?;
        let is_money = before.is_some_and(|token| self.reading.words.unit(token.hash).is_some_and(|(unit, _)| unit.is_money()));
        let next = self.reading.token(at + 1);
        let is_measure = next.is_some_and(|next| self.reading.words.unit(next.hash).is_some() || self.scales(at + 1));
        let is_range = self.reading.is_hyphen(at + 1) && self.reading.is_word(at + 2);
        let decade = usize::from(next.is_some_and(|next| next.is_glued) && self.reading.text_of(at + 1) == "s");
        (!is_money && !is_measure && !is_range).then_some((Date { year: Some(year), ..Date::default() }, at + 1 + decade))
    }

    fn scales(&self, at: usize) -> bool {
        self.reading.value(at, Role::Scale).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Language;

    fn dates(text: &str, language: Language) -> Vec<(&str, Date)> {
        let reading = Reading::of(text, language);
        let found = mentions(&reading, &mut vec![false; reading.tokens.len()]);
        found.iter().map(|mention| (mention.span.of(text), date_of(&mention.key))).collect()
    }

    fn shown(text: &str, language: Language) -> Vec<String> {
        dates(text, language)
            .iter()
            .map(|(text, date)| {
                format!("{text} {:?}", <[_; 6]>::try_from(&date.fields()[..6]).unwrap().map(|f| f.map_or(-1, i32::from)))
            })
            .collect()
    }

    #[test]
    fn dates_of_many_kinds() {
        assert_eq!(
            shown(
                "On Tuesday, 12 February 2025, Feb. 12, the 3rd of May, May 4th, 2025-02-12 and 12/02/2025.",
                Language::English
            ),
            [
                "Tuesday, 12 February 2025 [2025, 2, 12, 2, -1, -1]",
                "Feb. 12 [-1, 2, 12, -1, -1, -1]",
                "3rd of May [-1, 5, 3, -1, -1, -1]",
                "May 4th [-1, 5, 4, -1, -1, -1]",
                "2025-02-12 [2025, 2, 12, -1, -1, -1]",
                "12/02/2025 [2025, 2, 12, -1, -1, -1]",
            ]
        );
        assert_eq!(
            shown("It began at 2:17 a.m. and 8 p.m., 14:30, four o'clock or noon in May, in 1998.", Language::English),
            [
                "2:17 a.m. [-1, -1, -1, -1, 137, 0]",
                "8 p.m. [-1, -1, -1, -1, 480, 1]",
                "14:30 [-1, -1, -1, -1, 150, 1]",
                "four o'clock [-1, -1, -1, -1, 240, -1]",
                "noon [-1, -1, -1, -1, 0, 1]",
                "May [-1, 5, -1, -1, -1, -1]",
                "1998 [1998, -1, -1, -1, -1, -1]",
            ]
        );
        assert!(dates("They may march. Marching, 2000 metres, $1998, 1,998 people, sat 3.", Language::English).is_empty());
        assert!(dates("", Language::English).is_empty());
    }

    #[test]
    fn other_languages() {
        assert_eq!(
            shown("Am Dienstag, dem 12. Februar 2025, um 14.30 Uhr; 12.02.2025.", Language::German),
            [
                "Dienstag [-1, -1, -1, 2, -1, -1]",
                "12. Februar 2025 [2025, 2, 12, -1, -1, -1]",
                "14.30 Uhr [-1, -1, -1, -1, 150, 1]",
                "12.02.2025 [2025, 2, 12, -1, -1, -1]",
            ]
        );
        assert_eq!(shown("le 1er mars 2024 à 19h30", Language::French)[0], "1er mars 2024 [2024, 3, 1, -1, -1, -1]");
        assert_eq!(shown("el 12 de febrero de 2025", Language::Spanish), ["12 de febrero de 2025 [2025, 2, 12, -1, -1, -1]"]);
    }
}
