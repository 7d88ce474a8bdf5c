//! The languages a corpus can be written in: their word lists and how they punctuate.

use super::vocabulary::{Marks, Vocabulary};
use crate::error::{Error, Result};
use std::str::FromStr;

/// The language a corpus is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its two-letter code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// Its words and patterns.
    pub(super) fn vocabulary(self) -> Result<Vocabulary> {
        let western =
            Marks { joint: " ", comma: ",", colon: ":", stop: ".", open_quote: "\\\"", close_quote: "\\\"" };
        match self {
            Self::English => Vocabulary::new(include_str!("data/en.txt"), western),
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|language| language.name() == name)
            .ok_or_else(|| Error::usage(format!("no corpus can be written in '{name}'; choose from {names}")))
    }
}
