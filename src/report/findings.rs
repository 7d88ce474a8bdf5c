//! What a report finds as a flat list, for programs that list findings: which rule, where, what to say, and a fingerprint.
//!
//! The reporters for editors and pull requests (`sarif`, `junit`, `code_quality`) and the baseline stand on it, so that all of them
//! list the same. Matches that rest on common text and pairs that only tell the same story are no findings.

use super::data::{DocumentReport, Echo, EchoKind, Match, Relation, Report, Side};
use super::{phrasing, rewrites};
use crate::document::Place;
use crate::span::Span;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

/// What a finding is an instance of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Identical,
    NearDuplicate,
    Contains,
    Rewritten,
    SharesPassages,
    SaidAgain,
    Repetition,
}

impl Rule {
    /// Every rule, those on pairs of documents first.
    pub(super) const ALL: [Self; 7] = [
        Self::Identical,
        Self::NearDuplicate,
        Self::Contains,
        Self::Rewritten,
        Self::SharesPassages,
        Self::SaidAgain,
        Self::Repetition,
    ];

    /// Its name in files; of a pair that of the relation.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Identical => Relation::Identical.name(),
            Self::NearDuplicate => Relation::NearDuplicate.name(),
            Self::Contains => Relation::Contains.name(),
            Self::Rewritten => Relation::Rewritten.name(),
            Self::SharesPassages => Relation::SharesPassages.name(),
            Self::SaidAgain => "said-again",
            Self::Repetition => "repetition",
        }
    }

    /// What it means, in a sentence.
    pub(super) const fn says(self) -> &'static str {
        match self {
            Self::Identical => "The document has the same words in the same order as another.",
            Self::NearDuplicate => "The document is similar to another as a whole.",
            Self::Contains => "Most of one document stands in another.",
            Self::Rewritten => "The document tells another in other words.",
            Self::SharesPassages => "The document has a passage in common with another.",
            Self::SaidAgain => "A sentence says what an earlier one says.",
            Self::Repetition => "The document repeats itself more than nearly all human-written news.",
        }
    }

    /// What to do about it.
    pub(super) const fn remedy(self) -> &'static str {
        match self {
            Self::Identical | Self::NearDuplicate => {
                "Keep one of them, or link to it; a baseline takes what is meant to be there."
            }
            Self::Contains => "Keep the longer one, or name where the part comes from.",
            Self::Rewritten => "Read the two side by side (twicetold compare): what was kept, changed, dropped, added.",
            Self::SharesPassages => "Quote the passage with its source, or tell it in one place.",
            Self::SaidAgain => "Cut or merge one of the two sentences.",
            Self::Repetition => "See what comes again (twicetold inspect), and cut it.",
        }
    }

    /// Whether a run looked for it: a scan and a comparison for relations, an inspection for what a document says again.
    pub(super) fn is_looked_for(self, report: &Report) -> bool {
        let relations = report.options.get("relations").and_then(serde_json::Value::as_array);
        let is_asked_for = |relations: &Vec<serde_json::Value>| relations.iter().any(|name| name == self.name());
        match self {
            Self::SaidAgain => report.command == "inspect",
            Self::Repetition => report.command != "compare",
            Self::Identical => report.command != "inspect",
            _ => report.command != "inspect" && relations.is_none_or(is_asked_for),
        }
    }

    const fn of(relation: Relation) -> Option<Self> {
        match relation {
            Relation::Identical => Some(Self::Identical),
            Relation::NearDuplicate => Some(Self::NearDuplicate),
            Relation::Contains => Some(Self::Contains),
            Relation::Rewritten => Some(Self::Rewritten),
            Relation::SharesPassages => Some(Self::SharesPassages),
            Relation::SameStory | Relation::Unrelated => None,
        }
    }
}

/// One finding. It is told at the later document of a pair, or the later sentence of an echo.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding<'r> {
    pub rule: Rule,
    /// The document it is told at.
    pub at: Spot<'r>,
    /// What that tells again.
    pub earlier: Option<Spot<'r>>,
    /// What to say, with the names of both.
    pub message: String,
    /// How much there is of it: words of a pair, sentences of an echo, hundredths of a percentile.
    pub amount: u64,
    /// Which it is, whatever lines it stands on, whatever else is found: 32 hexadecimal digits.
    pub fingerprint: String,
    /// Whether a baseline has it.
    pub known: bool,
}

/// A document, and where in it; all of it where no span is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot<'r> {
    pub id: &'r str,
    pub place: &'r Place,
    pub span: Option<Span>,
}

impl<'r> Spot<'r> {
    fn of(side: &'r Side, span: Option<Span>) -> Self {
        Self { id: &side.id, place: &side.place, span }
    }
}

/// All findings, in the order of the report.
pub(super) fn findings(report: &Report) -> Vec<Finding<'_>> {
    findings_from(report, phrasing::REPETITIVE)
}

/// The same, with documents that repeat themselves from another percentile on.
pub(super) fn findings_from(report: &Report, repetitive_from: f64) -> Vec<Finding<'_>> {
    let of_pairs = report.matches.iter().filter(|found| !found.on_common_text).filter_map(pair);
    let is_repetitive = |document: &DocumentReport| document.index.percentile.is_some_and(|rank| rank > repetitive_from);
    let is_inspection = report.command == "inspect";
    let repetitive = report.documents.iter().filter(|document| is_repetitive(document)).map(repetition);
    let again = report.documents.iter().filter(|_| is_inspection).flat_map(said_again);
    let mut all: Vec<_> = of_pairs.chain(again).chain(repetitive).collect();
    let mut times: FxHashMap<String, u64> = FxHashMap::default();
    for finding in &mut all {
        // Where ids repeat, so do findings of their documents: the second is another, and no baseline of one knows it.
        let times = times.entry(finding.fingerprint.clone()).or_default();
        *times += 1;
        if *times > 1 {
            finding.fingerprint = fingerprint("again", [&finding.fingerprint, &times.to_string()]);
        }
        finding.known = report.known.binary_search(&finding.fingerprint).is_ok();
    }
    all
}

/// What a pair is called whichever side is first: its ids in order.
pub(super) fn pair_fingerprint(found: &Match) -> String {
    let [one, other] = if found.left.id <= found.right.id { [&found.left, &found.right] } else { [&found.right, &found.left] };
    fingerprint("pair", [&one.id, &other.id])
}

/// What the repetition of a document as a whole is called.
pub(super) fn repetition_fingerprint(document: &DocumentReport) -> String {
    fingerprint("repetition", [&document.id, ""])
}

fn fingerprint(kind: &str, parts: [&str; 2]) -> String {
    // Each part with its length in front, so that no two lists of parts are one text.
    let text = format!("{kind}\n{}\n{}{}\n{}", parts[0].len(), parts[0], parts[1].len(), parts[1]);
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

fn pair(found: &Match) -> Option<Finding<'_>> {
    let rule = Rule::of(found.relation)?;
    let first = found.passages.iter().max_by_key(|passage| passage.words);
    let [left, right] = [first.map(|passage| passage.left.span()), first.map(|passage| passage.right.span())];
    let message = message(found);
    Some(Finding {
        rule,
        at: Spot::of(&found.right, right),
        earlier: Some(Spot::of(&found.left, left)),
        message,
        amount: found.shared_words,
        fingerprint: pair_fingerprint(found),
        known: false,
    })
}

/// Which document tells what of which other, and the numbers that bear it out.
fn message(found: &Match) -> String {
    let (left, right) = (named(&found.left), named(&found.right));
    let words = phrasing::counted(found.shared_words, "word");
    let similar = phrasing::percent(found.similarity);
    match found.relation {
        Relation::Identical => format!("{right} has the same words as {left}."),
        Relation::Contains if found.containment_left >= found.containment_right => {
            format!("{right} holds {} of {left}, {words}.", phrasing::percent(found.containment_left))
        }
        Relation::Contains => format!("{} of {right} stands in {left}, {words}.", phrasing::percent(found.containment_right)),
        Relation::Rewritten => {
            let score = found.rewrite.map_or_else(String::new, |score| format!("rewrite score {}, ", phrasing::percent(score)));
            format!("{right} tells {left} in other words: {score}{similar} similar, {words} shared.")
        }
        Relation::SharesPassages => {
            let passages = phrasing::counted(found.passages.len() as u64, "passage");
            format!("{right} shares {passages} with {left}, {words}; as wholes they are {similar} similar.")
        }
        _ => format!("{right} retells {left}: {similar} similar, {words} shared."),
    }
}

/// What people call a document: its id, and its title where it has one.
fn named(side: &Side) -> String {
    match phrasing::name(side) {
        name if name == side.id => format!("'{name}'"),
        name => format!("'{}' ({name})", side.id),
    }
}

fn repetition(document: &DocumentReport) -> Finding<'_> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a percentile, at most 100")]
    let amount = (document.index.percentile.unwrap_or(0.0).clamp(0.0, 100.0) * 100.0) as u64;
    Finding {
        rule: Rule::Repetition,
        at: Spot { id: &document.id, place: &document.place, span: None },
        earlier: None,
        message: format!("'{}' repeats itself: {}", document.id, phrasing::index(document)),
        amount,
        fingerprint: repetition_fingerprint(document),
        known: false,
    }
}

/// Sentences that an editor would cut or merge.
fn said_again(document: &DocumentReport) -> impl Iterator<Item = Finding<'_>> {
    let repeats = document.echoes.iter().filter(|echo| echo.kind == EchoKind::Repeat);
    repeats.filter_map(|echo| one_said_again(document, echo))
}

fn one_said_again<'r>(document: &'r DocumentReport, echo: &Echo) -> Option<Finding<'r>> {
    let (earlier, later) = (document.sentences.get(echo.left)?, document.sentences.get(echo.right)?);
    let spot = |span| Spot { id: &document.id, place: &document.place, span: Some(span) };
    let words = |at: &'r super::Quote| at.text.as_deref().unwrap_or_default();
    let (first, again) = (words(earlier), words(later));
    let message = format!(
        "'{}' says in sentence {} what it says in sentence {} ({}): {}",
        document.id,
        echo.right + 1,
        echo.left + 1,
        phrasing::percent(echo.score),
        rewrites::quoted(earlier),
    );
    Some(Finding {
        rule: Rule::SaidAgain,
        at: spot(later.span()),
        earlier: Some(spot(earlier.span())),
        message,
        amount: 1,
        fingerprint: fingerprint("said-again", [&document.id, &format!("{}\n{first}{again}", first.len())]),
        known: false,
    })
}
