//! The metrics panel: what other people's filters and papers would say of one document.
//!
//! One file a family, each a pure function of text and tokens:
//!
//! | profile | asks | source |
//! |---|---|---|
//! | [`Profile::Datatrove`] | would datatrove's Gopher filter drop it? | datatrove 0.10, its arithmetic to the digit |
//! | [`Profile::Paper`] | does it pass the limits of the paper as written? | Rae et al. 2021, Table A1 |
//! | [`Profile::FineWeb`] | would FineWeb's quality filter drop it? | Penedo et al. 2024 |
//! | [`Profile::C4`] | does it tell three sentences again? | Raffel et al. 2020 |
//! | [`Profile::Diversity`] | how many of its n-grams are new; how well does it pack? | Li et al. 2016, Welleck et al. 2020, Shaib et al. 2024 |
//! | [`Profile::Lexical`] | how rich is its vocabulary? | McCarthy & Jarvis 2010, Covington & `McFall` 2010 |
//!
//! **The tokenizer is part of the number.** Given the tokens of another tool the values are that
//! tool's; given ours they are near but not equal, so every panel carries the name of the tokenizer
//! that made its tokens.
//!
//! **The empty text** repeats nothing: shares of repetition are 0, shares of new things 1, the
//! compression ratio 1, MTLD 0, the share of punctuated lines 1; no limit is breached. (datatrove
//! drops it under the name "empty".) A text too short for an n-gram is treated so for that n-gram.
//!
//! Cost: linear in the text; 1.5 µs a word for the whole panel of a 600-word article, 6 µs at
//! 100,000 words where tables outgrow the caches (`benches/metrics.rs`). Memory is a small multiple
//! of the document.

mod c4;
mod datatrove;
mod diversity;
mod fineweb;
mod gopher;
mod lexical;
mod paper;
mod tally;

use crate::{Error, Result, Span};
use std::fmt;
use std::str::FromStr;

/// One document as the metrics want it: plain, borrowed data.
#[derive(Clone, Copy, Debug)]
pub struct MetricInput<'a> {
    /// The original text.
    pub text: &'a str,
    /// Its tokens in reading order, in original case. Whether punctuation marks are tokens is the
    /// tokenizer's affair.
    pub tokens: &'a [&'a str],
    /// The name of what made the tokens, such as `twicetold-words` or `spacy-en`.
    pub tokenizer: &'a str,
    /// Its sentences in reading order, for [`Profile::C4`].
    pub sentences: &'a [Span],
}

/// A named set of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Gopher repetition as datatrove computes it, quirks and all.
    Datatrove,
    /// Gopher repetition as the paper means it.
    Paper,
    /// The line rules of `FineWeb`.
    FineWeb,
    /// Three-sentence spans told again, after C4.
    C4,
    /// distinct-n, rep-n, seq-rep-4 and the compression ratio.
    Diversity,
    /// Type-token ratio, MATTR and MTLD.
    Lexical,
}

impl Profile {
    /// Every profile, in the order of a panel.
    pub const ALL: [Self; 6] = [Self::Datatrove, Self::Paper, Self::FineWeb, Self::C4, Self::Diversity, Self::Lexical];

    /// The name users choose it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Datatrove => "datatrove",
            Self::Paper => "paper",
            Self::FineWeb => "fineweb",
            Self::C4 => "c4",
            Self::Diversity => "diversity",
            Self::Lexical => "lexical",
        }
    }

    /// Measures one document under this profile.
    #[must_use]
    pub fn measure(self, input: &MetricInput) -> ProfilePanel {
        let metrics = match self {
            Self::Datatrove => gopher::metrics(datatrove::values(input.text, input.tokens)),
            Self::Paper => gopher::metrics(paper::values(input.text, input.tokens)),
            Self::FineWeb => fineweb::metrics(input.text, input.tokens),
            Self::C4 => c4::metrics(input.text, input.sentences),
            Self::Diversity => diversity::metrics(input.text, input.tokens),
            Self::Lexical => lexical::metrics(input.tokens),
        };
        ProfilePanel { profile: self, tokenizer: input.tokenizer.to_owned(), metrics }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::usage(format!("no metrics profile is called '{name}'; choose from {names}"))
        })
    }
}

/// The bound a profile sets to a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Breached by any greater value.
    AtMost(f64),
    /// Breached by any smaller value.
    AtLeast(f64),
}

impl Limit {
    /// The bound itself.
    #[must_use]
    pub const fn value(self) -> f64 {
        let (Self::AtMost(value) | Self::AtLeast(value)) = self;
        value
    }
}

/// One number of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    /// The name its source gives it, unique in its profile.
    pub name: &'static str,
    /// Always finite. Mostly a fraction; what it can be is told by the file of its family.
    pub value: f64,
    /// The bound its profile sets, if it sets one.
    pub limit: Option<Limit>,
}

impl Metric {
    fn new(name: &'static str, value: f64) -> Self {
        Self { name, value, limit: None }
    }

    fn at_most(self, limit: f64) -> Self {
        Self { limit: Some(Limit::AtMost(limit)), ..self }
    }

    fn at_least(self, limit: f64) -> Self {
        Self { limit: Some(Limit::AtLeast(limit)), ..self }
    }

    /// Whether the value is on the wrong side of its limit. A value equal to its limit is not.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        match self.limit {
            None => false,
            Some(Limit::AtMost(limit)) => self.value > limit,
            Some(Limit::AtLeast(limit)) => self.value < limit,
        }
    }
}

/// What one profile says of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfilePanel {
    /// Whose numbers these are.
    pub profile: Profile,
    /// What made the tokens they were computed from.
    pub tokenizer: String,
    /// The numbers, in the order in which the profile checks them.
    pub metrics: Vec<Metric>,
}

impl ProfilePanel {
    /// The first metric beyond its limit: the reason a filter of this profile would give.
    #[must_use]
    pub fn first_breach(&self) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.is_breached())
    }

    /// The value of the metric of that name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        self.metrics.iter().find(|metric| metric.name == name).map(|metric| metric.value)
    }
}

/// Measures one document under every profile, in the order of [`Profile::ALL`].
///
/// ```
/// use twicetold::repetition::metrics::{MetricInput, panel};
///
/// let text = "the cat sat and the cat sat and the cat sat";
/// let tokens: Vec<&str> = text.split(' ').collect();
/// let panel = panel(&MetricInput { text, tokens: &tokens, tokenizer: "spaces", sentences: &[] });
/// // "the cat sat" stands three times: 33 of 43 characters.
/// assert_eq!(panel[0].value("top_3_gram"), Some(33.0 / 43.0));
/// assert_eq!(panel[0].first_breach().map(|metric| metric.name), Some("top_2_gram"));
/// ```
#[must_use]
pub fn panel(input: &MetricInput) -> Vec<ProfilePanel> {
    Profile::ALL.into_iter().map(|profile| profile.measure(input)).collect()
}

/// `part / whole`, and 0 where there is no whole.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn measure(text: &str) -> Vec<ProfilePanel> {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let sentences: Vec<Span> = sentences(text);
        panel(&MetricInput { text, tokens: &tokens, tokenizer: "whitespace", sentences: &sentences })
    }

    /// Cuts after every full stop: enough of a segmenter for laws.
    fn sentences(text: &str) -> Vec<Span> {
        let mut start = 0;
        let mut spans = Vec::new();
        for (at, _) in text.match_indices('.') {
            spans.push(Span::new(start, at + 1));
            start = at + 1;
        }
        spans
    }

    #[test]
    fn names_lead_back_to_their_profiles() {
        for profile in Profile::ALL {
            assert_eq!(profile.name().parse::<Profile>().unwrap(), profile);
        }
        let error = "gopher".parse::<Profile>().unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("'gopher'; choose from datatrove, paper"), "{error}");
    }

    #[test]
    fn the_empty_text_repeats_nothing_and_breaches_nothing() {
        for text in ["", " ", "\t \u{1f}"] {
            for panel in measure(text) {
                assert_eq!(panel.first_breach(), None, "{text:?} under {}", panel.profile);
            }
        }
    }

    /// Texts of this project with datatrove's tokens and datatrove's numbers
    /// (`benches/figures/gopher.py --fixtures`).
    fn agrees_with_datatrove(fixtures: &str) {
        let fixtures: serde_json::Value = serde_json::from_str(fixtures).unwrap();
        for document in fixtures["documents"].as_array().unwrap() {
            let tokens: Vec<&str> = document["tokens"].as_array().unwrap().iter().map(|token| token.as_str().unwrap()).collect();
            let text = document["text"].as_str().unwrap();
            let input = MetricInput { text, tokens: &tokens, tokenizer: "spacy-en", sentences: &[] };
            for profile in [Profile::Datatrove, Profile::FineWeb] {
                let panel = profile.measure(&input);
                for metric in &panel.metrics {
                    let theirs = document[profile.name()][metric.name].as_f64().unwrap();
                    let place = format!("{} {profile} {}", document["id"], metric.name);
                    assert!((metric.value - theirs).abs() < 5e-7, "{place}: {} for {theirs}", metric.value);
                }
                let reason = panel.first_breach().map(|metric| metric.name);
                assert_eq!(reason, document[format!("{profile}_reason")].as_str(), "{} {profile}", document["id"]);
            }
        }
    }

    #[test]
    fn given_its_tokens_the_numbers_are_datatroves() {
        agrees_with_datatrove(include_str!("../../../tests/fixtures/gopher/corpora.json"));
    }

    #[test]
    fn its_quirks_are_ours() {
        agrees_with_datatrove(include_str!("../../../tests/fixtures/gopher/quirks.json"));
    }

    #[test]
    fn metric_names_are_unique_in_a_profile() {
        for panel in measure("a b. a b. a b.") {
            let mut names: Vec<_> = panel.metrics.iter().map(|metric| metric.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), panel.metrics.len(), "{}", panel.profile);
        }
    }

    #[test]
    fn a_value_equal_to_its_limit_is_no_breach() {
        assert!(!Metric::new("x", 0.3).at_most(0.3).is_breached());
        assert!(Metric::new("x", 0.31).at_most(0.3).is_breached());
        assert!(!Metric::new("x", 0.3).at_least(0.3).is_breached());
        assert!(Metric::new("x", 0.29).at_least(0.3).is_breached());
        assert!(!Metric::new("x", 9.0).is_breached());
    }

    proptest! {
        #[test]
        fn any_text_has_finite_numbers(text in "\\PC{0,200}|[a-c .\n\u{e9}\u{1c}]{0,200}") {
            for panel in measure(&text) {
                for metric in &panel.metrics {
                    prop_assert!(metric.value.is_finite() && metric.value >= 0.0, "{}", metric.name);
                }
            }
        }

        #[test]
        fn what_should_be_a_fraction_is_one(text in "[a-c .\n]{0,300}") {
            for panel in measure(&text) {
                for metric in &panel.metrics {
                    let unbounded = metric.name.starts_with("top_") && panel.profile == Profile::Datatrove
                        || ["compression_ratio", "mtld", "list_ratio"].contains(&metric.name);
                    prop_assert!(unbounded || metric.value <= 1.0, "{} {}", panel.profile, metric.name);
                }
            }
        }
    }
}
