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
    /// Russian.
    Russian,
    /// Chinese; each character is a word.
    Chinese,
    /// Thai, written without spaces: similarities hold for the words as drawn, and a dictionary that
    /// finds the words again may cut some elsewhere.
    Thai,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::English, Self::Russian, Self::Chinese, Self::Thai];

    /// Its two-letter code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Chinese => "zh",
            Self::Thai => "th",
        }
    }

    /// Its words and patterns.
    pub(super) fn vocabulary(self) -> Result<Vocabulary> {
        let western = Marks { joint: " ", comma: ",", colon: ":", stop: ".", open_quote: "\\\"", close_quote: "\\\"" };
        let russian = Marks { open_quote: "«", close_quote: "»", ..western };
        let chinese = Marks { joint: "", comma: "，", colon: "：", stop: "。", open_quote: "“", close_quote: "”" };
        let thai = Marks { joint: "", comma: " ", colon: ": ", stop: " ", open_quote: " \\\"", close_quote: "\\\" " };
        match self {
            Self::English => Vocabulary::new(include_str!("data/en.txt"), western),
            Self::Russian => Vocabulary::new(include_str!("data/ru.txt"), russian),
            Self::Chinese => Vocabulary::new(include_str!("data/zh.txt"), chinese),
            Self::Thai => Vocabulary::new(include_str!("data/th.txt"), thai),
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
