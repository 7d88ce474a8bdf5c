//! What was found, as plain data.
//!
//! It has public fields and no lifetimes and knows nothing of how it was computed or how it will be
//! written. What it derives with serde is the JSON contract: every name here is a name on the wire.

mod receipts;

pub use receipts::{Direction, FactItem, FactLedger, FactPair, Gathered, GatheredSource, GroundFound, Level, Retold};

use super::baseline::Compared;
use crate::document::{Fault, Metadata, Place};
use crate::normalize::Obfuscation;
pub use crate::provenance::{Network, NetworkLink, SourcePair, SourceTold};
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the shape of [`Report`], written into every file.
pub const SCHEMA: &str = "twicetold/1";

/// Name and version of the tool, written into every report.
pub const TOOL: &str = concat!("twicetold ", env!("CARGO_PKG_VERSION"));

/// Everything one run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// Name and version of the tool.
    pub tool: String,
    /// `scan`, `inspect` or `compare`.
    pub command: String,
    /// The options that bear on the result, by their names on the command line.
    pub options: BTreeMap<String, serde_json::Value>,
    /// Books and headline counts.
    pub summary: Summary,
    /// Pairs of documents, strongest relation first, then by similarity, then by ids.
    pub matches: Vec<Match>,
    /// Groups of documents that tell the same, largest first.
    pub clusters: Vec<Cluster>,
    /// Documents with findings of their own.
    pub documents: Vec<DocumentReport>,
    /// Documents with characters that look like others or that nobody sees, most of them first, then by id; not more
    /// than 1,000 (all are counted in the summary).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub obfuscated: Vec<ObfuscatedDocument>,
    /// Who shares how much with whom; empty where no source is known.
    pub sources: Vec<SourceReport>,
    /// Who retells whom: a line for each source that tells what another told, most documents first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub source_pairs: Vec<SourcePair>,
    /// How much of each source is its own.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sources_told: Vec<SourceTold>,
    /// Sources that publish the same stories within hours of each other.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub networks: Vec<Network>,
    /// Pairs that tell of the same and share facts or quotations, but no sentences: listed apart, counted nowhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub same_story: Vec<Match>,
    /// For each new document the old ones that explain it; filled by `scan --gather`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gathered: Vec<Gathered>,
    /// Sentences told in many documents, most frequent first.
    pub common_sentences: Vec<CommonSentence>,
    /// Measured recall on a sample, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub audit: Option<Audit>,
    /// The first places where records were skipped or repaired (all are counted in the summary).
    pub faults: Vec<Fault>,
    /// What a baseline made of the findings, where one was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Compared>,
    /// Fingerprints of the findings that the baseline has, ascending; see [`super::Baseline::mark`].
    #[serde(skip)]
    pub known: Vec<String>,
    /// Original texts of documents named here, by place, where a reporter is to show them whole; only `html` writes them.
    #[serde(skip)]
    pub texts: BTreeMap<Place, String>,
}

/// The books, which balance (`records = documents + skipped`), and the headline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Files read.
    pub files: u64,
    /// Records seen.
    pub records: u64,
    /// Records that became documents.
    pub documents: u64,
    /// Records that did not.
    pub skipped: u64,
    /// Skipped records by reason.
    pub skipped_by_reason: BTreeMap<String, u64>,
    /// Documents taken with a repair.
    pub repaired: u64,
    /// Repaired documents by reason.
    pub repaired_by_reason: BTreeMap<String, u64>,
    /// Bytes read, after decompression.
    pub bytes_read: u64,
    /// The same by what the files hold, by the names of [`Format`](crate::read::Format); `unread` for what could not be opened.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub formats: BTreeMap<String, FormatSummary>,
    /// Links, devices and the like met in folders and archives, which are no input.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub passed_over: u64,
    /// Words in all documents.
    pub words: u64,
    /// Matches by the name of their relation, those resting on common text left out.
    pub matches_by_relation: BTreeMap<String, u64>,
    /// Pairs in `same_story`.
    #[serde(default)]
    pub same_story: u64,
    /// Matches that rest mostly on sentences told in many documents; listed, not counted above.
    pub matches_on_common_text: u64,
    /// Clusters.
    pub clusters: u64,
    /// Documents that stand in a cluster.
    pub documents_in_clusters: u64,
    /// Documents that stand on the later side of a match that counts and is more than a shared passage: the headline.
    #[serde(default)]
    pub retelling_documents: u64,
    /// Documents that could go: members of clusters less one for each.
    pub redundant_documents: u64,
    /// Probability that a near-duplicate pair exactly at `min-similarity` is missed; 0 with `--exact`.
    pub probability_missed: f64,
    /// Documents whose internal repetition lies above the 95th percentile of human-written news.
    pub repetitive_documents: u64,
    /// Documents whose characters are flagged: see [`Obfuscation::is_flagged`].
    #[serde(default)]
    pub obfuscated_documents: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What became of the files that hold one format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatSummary {
    /// Files.
    pub files: u64,
    /// Records that became documents.
    pub documents: u64,
    /// Documents taken with a repair.
    pub repaired: u64,
    /// Records that did not become documents.
    pub skipped: u64,
    /// The same by reason.
    pub skipped_by_reason: BTreeMap<String, u64>,
}

/// How two documents relate; the strongest that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Equal word sequences after folding.
    Identical,
    /// Jaccard similarity of word shingles at least `--min-similarity`.
    NearDuplicate,
    /// One holds at least `--min-containment` of the other's shingles.
    Contains,
    /// One was made from the other, or both from a third, in other words.
    Rewritten,
    /// They share a passage worth naming.
    SharesPassages,
    /// They tell of the same and share facts or quotations, not sentences; listed apart.
    SameStory,
    /// None of these; only a comparison that was asked for says so.
    Unrelated,
}

impl Relation {
    /// Every relation that can be looked for, strongest first.
    pub const ALL: [Self; 5] = [Self::Identical, Self::NearDuplicate, Self::Contains, Self::Rewritten, Self::SharesPassages];

    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::NearDuplicate => "near-duplicate",
            Self::Contains => "contains",
            Self::Rewritten => "rewritten",
            Self::SharesPassages => "shares-passages",
            Self::SameStory => "same-story",
            Self::Unrelated => "unrelated",
        }
    }
}

impl std::str::FromStr for Relation {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|relation| relation.name()).collect();
            crate::Error::usage(format!("no relation is called '{name}'; choose from {}", names.join(", ")))
        })
    }
}

/// One side of a match: which document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Side {
    /// As in the input.
    pub id: String,
    /// Source, date, title, url.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// Where it was read.
    pub place: Place,
    /// Words.
    pub words: u64,
}

/// Two documents that tell the same, verified on their texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The earlier one by (date, id).
    pub left: Side,
    /// The later one.
    pub right: Side,
    /// The strongest relation that holds.
    pub relation: Relation,
    /// Jaccard similarity of their shingle sets, in `0.0..=1.0`.
    pub similarity: f64,
    /// Share of left's shingles that right has.
    pub containment_left: f64,
    /// Share of right's shingles that left has.
    pub containment_right: f64,
    /// How surely one is a rewriting of the other, in `0.0..=1.0`; none where it was not computed.
    #[serde(default)]
    pub rewrite: Option<f64>,
    /// What a reader would call it.
    #[serde(default)]
    pub level: Level,
    /// Words of left that stand in a run shared with right.
    pub shared_words: u64,
    /// Whether it rests mostly on sentences told in many otherwise different documents.
    pub on_common_text: bool,
    /// Aligned passages in the order of left.
    pub passages: Vec<Passage>,
    /// How much of each side the other tells; where rewrites are looked for, of matches that are no copies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retelling: Option<Retold>,
    /// What became of the facts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub facts: Option<FactLedger>,
    /// Which was first, and why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub direction: Option<Direction>,
    /// What stands in no passage of left, in order; filled by `compare`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_only: Vec<Quote>,
    /// What stands in no passage of right, in order; filled by `compare`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub right_only: Vec<Quote>,
}

/// A stretch of an original text, with its words where a reader will want to see them.
///
/// ```
/// use twicetold::{Span, report::Quote};
/// let text = "The council met. The vote was close.";
/// let quote = Quote::of(Span::new(17, 36), text, 200);
/// assert_eq!(quote.text.as_deref(), Some("The vote was close."));
/// assert_eq!(Quote::of(Span::new(17, 36), text, 10).text.as_deref(), Some("The vote…"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What stands there as it was written, from `start` on; ends with `…` where it was cut short.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

impl Quote {
    /// The words of `span`, not more than `characters` of them and cut between words if it can be.
    #[must_use]
    pub fn of(span: Span, text: &str, characters: usize) -> Self {
        let whole = span.of(text);
        let text = match whole.char_indices().nth(characters) {
            None => whole.to_owned(),
            Some((end, _)) => {
                let cut = &whole[..end];
                let end = cut.rfind(char::is_whitespace).filter(|at| at * 2 > end).unwrap_or(end);
                format!("{}…", cut[..end].trim_end())
            }
        };
        Self { start: span.start, end: span.end, text: Some(text) }
    }

    /// Where it stands.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

impl From<Span> for Quote {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end, text: None }
    }
}

/// A passage that both sides have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// In the original text of left.
    pub left: Quote,
    /// In the original text of right.
    pub right: Quote,
    /// Word for word, or with edits inside.
    pub kind: PassageKind,
    /// Words of left that are equal in right; of a rewritten passage all words of left.
    pub words: u64,
    /// How surely one tells the other, in `0.0..=1.0`; of a rewritten passage only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<f64>,
}

/// Whether a passage stands word for word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// The same words in the same order (case, punctuation and spacing may differ).
    Verbatim,
    /// With words changed, added or dropped inside.
    Edited,
    /// Sentences that tell the same in other words.
    Rewritten,
}

impl PassageKind {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
        }
    }
}

/// Documents that all match one representative.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Number within the report, from 1.
    pub id: u64,
    /// The first by (date, id): what the others are listed against.
    pub representative: Side,
    /// The others, by (date, id).
    pub members: Vec<Member>,
    /// Lowest similarity between any two inside (all pairs up to 200 members, beyond that to the representative).
    pub lowest_similarity: f64,
    /// Whether `lowest_similarity` is over all pairs.
    pub all_pairs_compared: bool,
    /// Whether a document outside matches a member but not the representative: the story drifts on.
    pub chained: bool,
    /// Clusters this one is chained to, by id.
    pub chained_to: Vec<u64>,
}

/// A document in a cluster and how it relates to the representative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Which document.
    pub document: Side,
    /// To the representative.
    pub relation: Relation,
    /// Jaccard similarity to the representative.
    pub similarity: f64,
}

/// What one document holds of its own repetition.
///
/// In a `scan` only `index` is filled; `inspect` fills the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// As in the input.
    pub id: String,
    /// Source, date, title, url.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// Where it was read.
    pub place: Place,
    /// Words.
    pub words: u64,
    /// Two-letter code, `und` where unknown.
    pub language: String,
    /// The index of internal repetition.
    pub index: RepetitionIndex,
    /// Counts of characters that look like others or that nobody sees, where they are flagged; filled by `inspect`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub obfuscation: Option<Obfuscation>,
    /// Sentences in order; echoes and phrases name them by position here, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sentences: Vec<Quote>,
    /// Pairs of sentences that say the same again, highest score first.
    pub echoes: Vec<Echo>,
    /// Groups of sentences that say the same, by sentence number.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<Vec<usize>>,
    /// Repeated phrases, highest score first.
    pub phrases: Vec<Phrase>,
    /// Metrics by profile; on the wire `metrics`, `limits` and `over`, see `metrics.rs`.
    #[serde(flatten, with = "super::metrics")]
    pub metrics: BTreeMap<String, Vec<Metric>>,
    /// Name of the tokenizer behind the metrics.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub tokenizer: String,
    /// New content stems a sentence, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fresh_information: Vec<u64>,
    /// What could go: the later sentence of each strong pair.
    pub could_cut: Vec<Cut>,
}

/// A document whose words have characters that look like others or that nobody sees, often enough to be told.
///
/// It was compared as it reads; the counts say what stands there, not why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObfuscatedDocument {
    /// As in the input.
    pub id: String,
    /// Source, date, title, url.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// Where it was read.
    pub place: Place,
    /// How many of which kind.
    pub obfuscation: Obfuscation,
}

/// The share of repeated stem 3-grams and where it stands among human-written news.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RepetitionIndex {
    /// In `0.0..=1.0`.
    pub value: f64,
    /// Percentile among news of the same length, in `0.0..=100.0`; none where the text is too short.
    pub percentile: Option<f64>,
    /// Which reference the percentile is taken from.
    pub reference: String,
    /// In words.
    pub verdict: String,
}

/// Two sentences of one document that say the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Echo {
    /// Number of the earlier sentence, from 0.
    pub left: usize,
    /// Number of the later one.
    pub right: usize,
    /// In `0.0..=1.0`.
    pub score: f64,
    /// How strong.
    pub kind: EchoKind,
    /// What they share.
    pub evidence: Vec<Evidence>,
}

/// How strongly a sentence repeats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EchoKind {
    /// An editor would cut or merge one of them.
    Repeat,
    /// A partial echo.
    Echo,
}

impl EchoKind {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repeat => "repeat",
            Self::Echo => "echo",
        }
    }
}

/// A word or run of words that both sentences have, in the original text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// In the earlier sentence.
    pub left: Span,
    /// In the later one.
    pub right: Span,
}

/// A phrase that comes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// As it first stands.
    pub text: String,
    /// How often.
    pub count: u64,
    /// Numbers of the sentences it stands in, from 0, in order.
    pub sentences: Vec<usize>,
    /// Where, in the original text.
    pub spans: Vec<Span>,
}

/// One measured value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Name within its profile.
    pub name: String,
    /// The value; its unit is in the metric's documentation.
    pub value: f64,
    /// The profile's limit, where it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<f64>,
    /// Whether the value breaks the limit.
    pub over: bool,
}

/// A sentence that could go, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Number of the sentence, from 0.
    pub sentence: usize,
    /// The earlier sentence that says it.
    pub says: usize,
    /// Words saved.
    pub words: u64,
}

/// One source (outlet, site, folder) and what it shares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Its name.
    pub source: String,
    /// Its documents.
    pub documents: u64,
    /// Those with at least one match that counts.
    pub duplicated: u64,
    /// With whom, most shared first.
    pub partners: Vec<Partner>,
}

/// How much one source shares with another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// The other source (or itself).
    pub source: String,
    /// Documents of the first that match one of the other.
    pub documents: u64,
}

/// A sentence told in many documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CommonSentence {
    /// As it stands in the first document that has it.
    pub text: String,
    /// In how many documents.
    pub documents: u64,
    /// In how many sources; 0 where none is known.
    pub sources: u64,
    /// Whether those documents otherwise differ (boilerplate) or are copies of one another.
    pub roaming: bool,
    /// The first document that has it.
    pub first: Side,
    /// Where in it.
    pub span: Span,
}

/// Recall measured against the exact answer on a sample of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Documents compared with all others.
    pub sample: u64,
    /// Near-duplicate pairs that the exact answer has for them.
    pub pairs: u64,
    /// Those the scan found.
    pub found: u64,
    /// `found / pairs`; 1 where there is none.
    pub recall: f64,
    /// 95 % interval (Wilson), low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}
