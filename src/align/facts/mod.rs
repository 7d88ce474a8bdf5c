//! Facts: the names, numbers, dates and quotations of a text, and what became of them in another text.
//!
//! [`facts`] reads a text once; [`ledger`] matches the facts of two texts one to one, whatever their
//! order: *kept* where both have it, *changed* where the texts tell the same and another value stands
//! there, *dropped* and *added* for the rest. A fact is counted once for a text, however often it is mentioned.
//!
//! | kind | what it is | compared by |
//! |---|---|---|
//! | name | runs of capitalized words, a short form with its long one | words, without titles and possessives |
//! | number | digits or words, with what is measured or counted | value in the base unit; what is counted |
//! | date | days, months, years, weekdays, hours | the fields both give |
//! | quotation | four words or more between quotation marks | words |
//!
//! Number words, months, weekdays and units are known in English, German, French and Spanish (`words.txt`);
//! digits, numeric dates and quotations are read in every language. Names need capitals: there are none in scripts
//! without, and in German, which writes all its nouns so, only runs of two words or more. Relative dates ("yesterday")
//! are no facts, nor are ordinal numbers.
//!
//! ```
//! use twicetold::align::{FactKind, facts, ledger};
//! use twicetold::segment::Language;
//! let left = facts("On Monday the council, led by Ann Marsh, gave the school $300.", Language::English);
//! let right = facts("The school got $310 from the council on Monday, Marsh said.", Language::English);
//! let found = ledger(&left, &right, &[]);
//! let kinds: Vec<_> = found.kept.iter().map(|&(at, _)| left.all[at].kind).collect();
//! assert_eq!(kinds, [FactKind::Date, FactKind::Name]);
//! assert_eq!(found.changed.len(), 1);
//! assert!(found.dropped.is_empty() && found.added.is_empty());
//! ```

mod affinity;
mod dates;
mod ledger;
mod lexicon;
mod names;
mod numbers;
mod quotations;
mod tokens;

pub use dates::Date;
pub use ledger::{Ledger, ledger};
pub use lexicon::Dimension;
pub use names::Name;
pub use numbers::Quantity;
pub use quotations::Quotation;

use crate::segment::Language;
use crate::span::Span;
use rustc_hash::FxHashMap;
use tokens::{Kind, Reading, Token};

/// Words on either side of a mention that are its surroundings.
const NEAR: usize = 5;

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Of a person, a place, an organization.
    Name,
    /// With a unit or what is counted.
    Number,
    /// A day, month, year, weekday or hour, or several of them together.
    Date,
    /// Words of another.
    Quotation,
}

impl FactKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Name, Self::Number, Self::Date, Self::Quotation];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Date => "date",
            Self::Quotation => "quotation",
        }
    }
}

impl std::str::FromStr for FactKind {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            crate::Error::usage(format!("no kind of fact is called '{name}'; choose from {}", names.join(", ")))
        })
    }
}

/// What a fact is compared by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Of a name.
    Name(Name),
    /// Of a number.
    Number(Quantity),
    /// Of a date.
    Date(Date),
    /// Of a quotation.
    Quotation(Quotation),
}

/// A fact of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// Where it is first mentioned, in the original text.
    pub span: Span,
    /// Every mention in order, the first among them; never empty.
    pub mentions: Vec<Span>,
    /// What it is compared by.
    pub key: Key,
    /// Whether it is surely one. A capitalized word that only ever begins sentences may be a name or not;
    /// in a [`ledger`] it counts where the other text has it too.
    pub is_sure: bool,
    /// Sentences it is mentioned in, ascending.
    sentences: Vec<u32>,
    /// Stems that stand around its mentions, ascending.
    near: Vec<u64>,
}

/// The facts of a text, and of its sentences what tells whether two say the same.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// In the order of their first mentions.
    pub all: Vec<Fact>,
    sentences: Vec<Sentence>,
}

/// A sentence as far as it is compared.
#[derive(Clone, Debug, Default)]
struct Sentence {
    span: Span,
    /// Stems that carry content with their weights, by stem, each once.
    stems: Vec<(u64, u32)>,
}

/// A mention before those of one fact are brought together.
struct Mention {
    span: Span,
    /// First and last token.
    tokens: (usize, usize),
    key: Key,
    is_sure: bool,
}

/// The facts of a text in `language`; none where it holds none.
///
/// Linear in the text, a quarter of a millisecond for an article of 350 words.
#[must_use]
pub fn facts(text: &str, language: Language) -> Facts {
    let reading = Reading::of(text, language);
    let mut taken = vec![false; reading.tokens.len()];
    let dates = dates::mentions(&reading, &mut taken);
    let numbers = numbers::mentions(&reading, &mut taken);
    let quotations = quotations::mentions(&reading);
    let mut all = names::facts(&reading, &taken);
    all.extend(gathered(&reading, FactKind::Date, dates::merged(dates)));
    all.extend(gathered(&reading, FactKind::Number, numbers));
    all.extend(gathered(&reading, FactKind::Quotation, quotations));
    all.sort_by_key(|fact| (fact.span, fact.kind));
    Facts { all, sentences: sentences_of(&reading) }
}

/// Brings mentions with equal keys together.
fn gathered(reading: &Reading<'_>, kind: FactKind, mentions: Vec<Mention>) -> Vec<Fact> {
    let (mut found, mut places): (Vec<Fact>, FxHashMap<Key, usize>) = Default::default();
    for mention in mentions {
        let at = *places.entry(mention.key.clone()).or_insert_with(|| {
            found.push(Fact {
                kind,
                span: mention.span,
                mentions: Vec::new(),
                key: mention.key.clone(),
                is_sure: false,
                sentences: Vec::new(),
                near: Vec::new(),
            });
            found.len() - 1
        });
        found[at].add(reading, &mention);
    }
    found.iter_mut().for_each(Fact::settle);
    found
}

impl Fact {
    /// Adds a mention that stands behind those before.
    fn add(&mut self, reading: &Reading<'_>, mention: &Mention) {
        self.mentions.push(mention.span);
        self.is_sure |= mention.is_sure;
        let (first, last) = mention.tokens;
        let sentence = reading.token(first).map_or(0, |token| token.sentence);
        if self.sentences.last() != Some(&sentence) {
            self.sentences.push(sentence);
        }
        let says = |token: &&Token| token.kind == Kind::Word && !token.is_stop && token.sentence == sentence;
        let stems = |range: &[Token]| range.iter().filter(says).map(|token| token.stem).collect::<Vec<_>>();
        let tokens = &reading.tokens;
        self.near.extend(stems(&tokens[first.saturating_sub(NEAR)..first]));
        let after = (last + 1).min(tokens.len());
        self.near.extend(stems(&tokens[after..(after + NEAR).min(tokens.len())]));
    }

    fn settle(&mut self) {
        self.near.sort_unstable();
        self.near.dedup();
        self.sentences.dedup();
    }
}

fn sentences_of(reading: &Reading<'_>) -> Vec<Sentence> {
    let mut found: Vec<_> = reading.sentences.iter().map(|&span| Sentence { span, stems: Vec::new() }).collect();
    for token in reading.tokens.iter().filter(|token| token.kind != Kind::Sign && !token.is_stop) {
        if let Some(sentence) = found.get_mut(token.sentence as usize) {
            sentence.stems.push((token.stem, token.weight.max(crate::weights::NAT)));
        }
    }
    for sentence in &mut found {
        sentence.stems.sort_unstable();
        sentence.stems.dedup_by_key(|&mut (stem, _)| stem);
    }
    found
}

#[cfg(test)]
mod tests;
