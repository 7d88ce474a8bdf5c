//! The words that numbers, dates and names are made of, by language: `words.txt`, read once.

use crate::segment::Language;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// What a word does in a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A number up to ninety.
    Number,
    /// What the number before it is multiplied with.
    Scale,
    /// A part of one: the value is what one is divided by.
    Part,
    /// So many of something, by one word.
    Group,
    /// So many times, by one word.
    Multiple,
    /// Stands for one before a scale, a part or a group.
    Article,
    /// A unit of measure; the value in millionths of the base unit.
    Unit(Dimension),
    /// January is 1.
    Month,
    /// Monday is 1.
    Weekday,
    /// Before noon 0, after noon 1.
    Half,
    /// Makes an hour of the number before it.
    Clock,
    /// Noon 0, midnight 1.
    Noon,
    /// A decade by its first year.
    Decade,
    /// A feast by its number in [`super::Date::feast`].
    Feast,
    /// Stands before a name and is no part of it.
    Title,
    /// Joins parts of a name.
    Particle,
    /// Follows the name of who speaks.
    Saying,
    /// Written with capitals and no name.
    Common,
}

/// What a number measures; numbers of different dimensions are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Things, people; what is counted stands beside it.
    Count,
    /// A part of a whole; the base is the whole.
    Percent,
    /// A multiple of what it was.
    Times,
    /// Meters.
    Length,
    /// Square meters.
    Area,
    /// Grams.
    Mass,
    /// Liters.
    Volume,
    /// Kilometers an hour.
    Speed,
    /// Seconds.
    Time,
    /// Kilowatts.
    Power,
    /// Kilowatt hours.
    Energy,
    /// Of temperature or of an angle.
    Degree,
    /// `$`.
    Dollar,
    /// `€`.
    Euro,
    /// `£`.
    Pound,
    /// `¥`.
    Yen,
    /// `₹`.
    Rupee,
    /// Swiss or another.
    Franc,
    /// `₽`.
    Ruble,
    /// Renminbi.
    Yuan,
}

impl Dimension {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "percent" => Self::Percent,
            "times" => Self::Times,
            "length" => Self::Length,
            "area" => Self::Area,
            "mass" => Self::Mass,
            "volume" => Self::Volume,
            "speed" => Self::Speed,
            "time" => Self::Time,
            "power" => Self::Power,
            "energy" => Self::Energy,
            "degree" => Self::Degree,
            "dollar" => Self::Dollar,
            "euro" => Self::Euro,
            "pound" => Self::Pound,
            "yen" => Self::Yen,
            "rupee" => Self::Rupee,
            "franc" => Self::Franc,
            "ruble" => Self::Ruble,
            "yuan" => Self::Yuan,
            _ => return None,
        })
    }

    /// Whether it is an amount of money.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Dollar | Self::Euro | Self::Pound | Self::Yen | Self::Rupee | Self::Franc | Self::Ruble | Self::Yuan)
    }
}

/// One line of the file for one word.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// A bit a language.
    languages: u64,
    role: Role,
    value: u64,
}

/// The entries by the hash of the word in lower case.
pub(super) struct Lexicon {
    entries: FxHashMap<u64, Vec<Entry>>,
}

/// The words one language has a use for.
#[derive(Clone, Copy)]
pub(super) struct Words {
    lexicon: &'static Lexicon,
    language: Language,
}

impl Words {
    pub(super) fn of(language: Language) -> Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        Self { lexicon: LEXICON.get_or_init(|| Lexicon::read(include_str!("words.txt"))), language }
    }

    /// The value of the word with this hash in a role; none where it has not that role.
    pub(super) fn value(self, hash: u64, role: Role) -> Option<u64> {
        self.entries(hash).find(|entry| entry.role == role).map(|entry| entry.value)
    }

    /// Whether the word with this hash has any role.
    pub(super) fn knows(self, hash: u64) -> bool {
        self.entries(hash).next().is_some()
    }

    pub(super) fn is(self, hash: u64, role: Role) -> bool {
        self.value(hash, role).is_some()
    }

    /// The unit a word names, and its size in millionths of the base.
    pub(super) fn unit(self, hash: u64) -> Option<(Dimension, u64)> {
        self.entries(hash).find_map(|entry| match entry.role {
            Role::Unit(dimension) => Some((dimension, entry.value)),
            _ => None,
        })
    }

    fn entries(self, hash: u64) -> impl Iterator<Item = &'static Entry> {
        let of_word = self.lexicon.entries.get(&hash).map_or(&[][..], Vec::as_slice);
        of_word.iter().filter(move |entry| entry.languages >> (self.language as u32) & 1 == 1)
    }
}

impl Lexicon {
    /// Lines that are none of the format are passed over; a test holds the file to it.
    fn read(file: &str) -> Self {
        let mut entries: FxHashMap<u64, Vec<Entry>> = FxHashMap::default();
        let mut languages = 0;
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some(names) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                languages = bits(names);
                continue;
            }
            for (word, role, value) in parsed(line).into_iter().flatten() {
                entries.entry(xxh3_64(word.as_bytes())).or_default().push(Entry { languages, role, value });
            }
        }
        Self { entries }
    }
}

/// The bits of the languages named, of all for `*`.
fn bits(names: &str) -> u64 {
    let named = |language: &&Language| names == "*" || names.split(' ').any(|name| name == language.name());
    Language::ALL.iter().filter(named).map(|&language| 1 << (language as u32)).sum()
}

/// The words of a line with role and value.
fn parsed(line: &str) -> Option<impl Iterator<Item = (&str, Role, u64)>> {
    let mut parts = line.split(' ');
    let role = match parts.next()? {
        "number" => Role::Number,
        "scale" => Role::Scale,
        "part" => Role::Part,
        "group" => Role::Group,
        "multiple" => Role::Multiple,
        "article" => Role::Article,
        "unit" => Role::Unit(Dimension::named(parts.next()?)?),
        "month" => Role::Month,
        "weekday" => Role::Weekday,
        "half" => Role::Half,
        "clock" => Role::Clock,
        "noon" => Role::Noon,
        "decade" => Role::Decade,
        "feast" => Role::Feast,
        "title" => Role::Title,
        "particle" => Role::Particle,
        "saying" => Role::Saying,
        "common" => Role::Common,
        _ => return None,
    };
    let value = parts.next()?.parse().ok()?;
    Some(parts.map(move |word| (word, role, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        for line in include_str!("words.txt").lines() {
            let is_entry = !line.is_empty() && !line.starts_with(['#', '[']);
            assert!(!is_entry || parsed(line).is_some_and(|words| words.count() > 0), "{line}");
            assert!(!line.starts_with('[') || bits(line.trim_matches(['[', ']'])) != 0, "{line}");
            assert!(!is_entry || line == line.to_lowercase().trim(), "{line}");
        }
    }
}
