//! Which of several documents that tell the same is kept: an order, chosen by name.

use crate::error::{Error, Result};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Which document comes first, so is kept; ties go by date, then id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keep {
    /// The first by date, then id; undated ones last.
    #[default]
    First,
    /// The one with the most words.
    Longest,
    /// The last by date; undated ones last.
    Newest,
    /// By a field of the record: numbers as numbers, before texts; a missing one last.
    Field {
        /// Name of the field.
        name: String,
        /// Whether the largest comes first.
        descending: bool,
    },
    /// By source, in this order; other sources last.
    Sources(Vec<String>),
}

impl FromStr for Keep {
    type Err = Error;

    /// `first`, `longest`, `newest`, `FIELD:asc`, `FIELD:desc` or `source:A,B`.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::usage(format!("--keep {text}: choose first, longest, newest, FIELD:asc, FIELD:desc or source:A,B (in order)"))
        };
        match text {
            "first" => return Ok(Self::First),
            "longest" => return Ok(Self::Longest),
            "newest" => return Ok(Self::Newest),
            _ => {}
        }
        if let Some(names) = text.strip_prefix("source:") {
            let names: Vec<String> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(String::from).collect();
            return if names.is_empty() { Err(wrong()) } else { Ok(Self::Sources(names)) };
        }
        let (name, descending) = match text.rsplit_once(':') {
            Some((name, "asc")) => (name, false),
            Some((name, "desc")) => (name, true),
            _ => return Err(wrong()),
        };
        if name.is_empty() { Err(wrong()) } else { Ok(Self::Field { name: name.to_owned(), descending }) }
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("first"),
            Self::Longest => f.write_str("longest"),
            Self::Newest => f.write_str("newest"),
            Self::Field { name, descending } => write!(f, "{name}:{}", if *descending { "desc" } else { "asc" }),
            Self::Sources(names) => write!(f, "source:{}", names.join(",")),
        }
    }
}

impl Keep {
    /// Whether the largest value comes first.
    pub(super) const fn is_descending(&self) -> bool {
        matches!(self, Self::Longest | Self::Newest | Self::Field { descending: true, .. })
    }
}

/// What documents are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Whole(i128),
    Real(f64),
    Text(Box<str>),
}

impl Value {
    /// A number where it is written as one, else a text.
    pub(super) fn of(written: &str) -> Self {
        let real = || written.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Real);
        let number = written.parse::<i128>().ok().map(Value::Whole).or_else(real);
        number.unwrap_or_else(|| Self::Text(written.into()))
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Text(_), _) => Ordering::Greater,
            (_, Self::Text(_)) => Ordering::Less,
            (left, right) => left.real().total_cmp(&right.real()),
        }
    }

    fn real(&self) -> f64 {
        match self {
            Self::Whole(number) => *number as f64,
            Self::Real(number) => *number,
            Self::Text(_) => f64::INFINITY,
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

/// Which of two values comes first; a missing one last, numbers before texts, whatever the direction.
pub(super) fn compare(left: Option<&Value>, right: Option<&Value>, descending: bool) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) if descending && left.is_text() == right.is_text() => right.compare(left),
        (Some(left), Some(right)) => left.compare(right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_alike() {
        for name in ["first", "longest", "newest", "score:desc", "a:b:asc", "source:Wire,Gazette", "source:asc"] {
            assert_eq!(name.parse::<Keep>().unwrap().to_string(), name);
        }
        for wrong in ["", "last", ":asc", "score", "score:up", "source:", "source:,"] {
            assert!(wrong.parse::<Keep>().unwrap_err().is_usage(), "{wrong}");
        }
    }

    #[test]
    fn numbers_go_by_size_and_missing_values_last() {
        let mut written =
            vec![Some("10"), None, Some("9.5"), Some("b"), Some("1700000000000000001"), Some("1700000000000000000")];
        let sorted = |written: &mut Vec<Option<&'static str>>, descending| {
            let value = |text: &Option<&str>| text.map(Value::of);
            written.sort_by(|a, b| compare(value(a).as_ref(), value(b).as_ref(), descending));
            written.iter().map(|text| text.unwrap_or("-")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(sorted(&mut written, false), "9.5 10 1700000000000000000 1700000000000000001 b -");
        assert_eq!(sorted(&mut written, true), "1700000000000000001 1700000000000000000 10 9.5 b -");
    }
}
