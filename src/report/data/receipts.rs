//! What shows that one document tells another: levels, sentences told, facts, direction, what a document was gathered from.

use super::{Quote, Relation, Side};
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// What a reader would call a match, weakest claim last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The same words in the same order.
    Identical,
    /// The same text but for some words.
    NearDuplicate,
    /// One stands in the other.
    Contained,
    /// Rewritten, with more than three tenths of the shorter one kept word for word.
    Edited,
    /// Told in other words.
    Rewritten,
    /// A passage in common, the rest not.
    SharedPassages,
    /// The same event, subject or form, told apart.
    SameStory,
    /// Nothing of these.
    #[default]
    Unrelated,
}

impl Level {
    /// Every level, strongest claim first.
    pub const ALL: [Self; 8] = [
        Self::Identical,
        Self::NearDuplicate,
        Self::Contained,
        Self::Edited,
        Self::Rewritten,
        Self::SharedPassages,
        Self::SameStory,
        Self::Unrelated,
    ];

    /// Share of the shorter text that is kept word for word from which a rewrite is called edited.
    pub const EDITED_FROM: f64 = 0.3;

    /// Of a relation, and of the share of the shorter text that stands in verbatim or edited passages.
    #[must_use]
    pub fn of(relation: Relation, kept: f64) -> Self {
        match relation {
            Relation::Identical => Self::Identical,
            Relation::NearDuplicate => Self::NearDuplicate,
            Relation::Contains => Self::Contained,
            Relation::Rewritten if kept > Self::EDITED_FROM => Self::Edited,
            Relation::Rewritten => Self::Rewritten,
            Relation::SharesPassages => Self::SharedPassages,
            Relation::SameStory => Self::SameStory,
            Relation::Unrelated => Self::Unrelated,
        }
    }

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::NearDuplicate => "near-duplicate",
            Self::Contained => "contained",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
            Self::SharedPassages => "shared passages",
            Self::SameStory => "same story",
            Self::Unrelated => "unrelated",
        }
    }
}

/// How much of two texts each tells of the other, sentence by sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Retold {
    /// Share of left, by the weight of its words, in sentences that right tells, in `0.0..=1.0`.
    pub coverage_left: f64,
    /// The same of right.
    pub coverage_right: f64,
    /// Mean score of the sentences that tell the same, in `0.0..=1.0`.
    pub score: f64,
    /// Share of them that stand in the same order.
    pub in_order: f64,
}

/// What became of the facts of left in right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FactLedger {
    /// On both sides, the same.
    pub kept: Vec<FactPair>,
    /// On both sides, with another value: a finding.
    pub changed: Vec<FactPair>,
    /// On left only.
    pub dropped: Vec<FactItem>,
    /// On right only.
    pub added: Vec<FactItem>,
    /// Quotations among the kept: two honest reports may share them.
    pub shared_quotations: u64,
}

/// A fact on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactPair {
    /// `name`, `number`, `date` or `quotation`.
    pub kind: String,
    /// Where left has it.
    pub left: Quote,
    /// Where right has it.
    pub right: Quote,
}

/// A fact on one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactItem {
    /// `name`, `number`, `date` or `quotation`.
    pub kind: String,
    /// Where it stands.
    #[serde(flatten)]
    pub quote: Quote,
}

/// Which of two texts was first, with the grounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Direction {
    /// `left`, `right` or `undetermined`.
    pub first: String,
    /// What speaks for and against, weightiest first.
    pub grounds: Vec<GroundFound>,
    /// Whether the dates say one thing and the texts, clearly, another.
    pub contested: bool,
}

/// Something that tells which text was first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroundFound {
    /// Its name.
    pub ground: String,
    /// In words.
    pub says: String,
    /// Which text it makes the first: `left` or `right`.
    pub first: String,
    /// How much it counts; 0 for a date.
    pub points: u32,
    /// Where left shows it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left: Vec<Quote>,
    /// Where right shows it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub right: Vec<Quote>,
}

/// A document and the smallest set of earlier ones that explains it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gathered {
    /// The document.
    pub document: Side,
    /// What explains it, the largest share first; no word is counted twice.
    pub sources: Vec<GatheredSource>,
    /// Words that none of them explains.
    pub own_words: u64,
    /// Their share, in `0.0..=1.0`.
    pub own_share: f64,
}

/// An earlier document and what of another it explains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GatheredSource {
    /// The earlier document.
    pub document: Side,
    /// Words that it explains and those before it in the list do not.
    pub words: u64,
    /// Their share of all words, in `0.0..=1.0`.
    pub share: f64,
    /// Where they stand in the document that is explained.
    pub ranges: Vec<Span>,
}
