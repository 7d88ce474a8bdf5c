//! A match as a row, and back.

use super::super::super::data::{
    Direction, FactItem, FactLedger, FactPair, GroundFound, Level, Match, Passage, PassageKind, Quote, Relation, Report, Retold,
};
use super::{Detail, Table};
use crate::document::Place;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Left, right, relation, level, similarity, containments, rewrite, shared words, on common text, passages, more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pair(
    usize,
    usize,
    Relation,
    Level,
    f64,
    f64,
    f64,
    Option<f64>,
    u64,
    bool,
    Vec<Aligned>,
    #[serde(default)] Option<Box<More>>,
);

/// Kept, changed, dropped, added, and how many of the kept are quotations.
type Facts = (Vec<Both>, Vec<Both>, Vec<Lone>, Vec<Lone>, u64);

/// What only some pairs have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct More {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    retelling: Option<Retold>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    facts: Option<Facts>,
    /// Which was first, whether that is contested, grounds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    direction: Option<(String, bool, Vec<Ground>)>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    left_only: Vec<Stretch>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    right_only: Vec<Stretch>,
}

/// A passage; quotes only where the text is not in the page.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Aligned {
    Quoted(u8, usize, usize, usize, usize, u64, Option<f64>, Option<String>, Option<String>),
    Scored(u8, usize, usize, usize, usize, u64, f64),
    Plain(u8, usize, usize, usize, usize, u64),
}

/// A fact on both sides.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Both {
    Quoted(i64, usize, usize, usize, usize, Option<String>, Option<String>),
    Plain(i64, usize, usize, usize, usize),
}

/// A fact on one side.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Lone {
    Quoted(i64, usize, usize, Option<String>),
    Plain(i64, usize, usize),
}

/// Start, bytes, and the words where the text is not in the page.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Stretch {
    Quoted(usize, usize, Option<String>),
    Plain(usize, usize),
}

/// Ground, what it says, which text it makes the first, points, where left and right show it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Ground(i64, i64, String, u32, Vec<Stretch>, Vec<Stretch>);

const KINDS: [PassageKind; 3] = [PassageKind::Verbatim, PassageKind::Edited, PassageKind::Rewritten];

/// Which of the two texts stand in the page and need no quotes.
#[derive(Clone, Copy)]
struct Shown {
    left: bool,
    right: bool,
}

impl Pair {
    pub(super) fn of(found: &Match, table: &mut Table, report: &Report, detail: Detail) -> Self {
        let [left, right] = [&found.left, &found.right].map(|side| table.document(side));
        let has = |place: &Place| report.texts.contains_key(place);
        let shown = Shown { left: has(&found.left.place), right: has(&found.right.place) };
        let (passages, more) = match detail {
            Detail::Row => (Vec::new(), None),
            Detail::Full => {
                (found.passages.iter().map(|passage| Aligned::of(passage, shown)).collect(), More::of(found, table, shown))
            }
        };
        let Match { relation, level, similarity, containment_left, containment_right, rewrite, .. } = *found;
        let (shared, common) = (found.shared_words, found.on_common_text);
        let containments = (containment_left, containment_right);
        Self(left, right, relation, level, similarity, containments.0, containments.1, rewrite, shared, common, passages, more)
    }

    pub(super) fn into_match(self, table: &Table) -> Result<Match> {
        let Self(left, right, relation, level, similarity, of_left, of_right, rewrite, shared, common, passages, more) = self;
        let more = more.map(|more| *more).unwrap_or_default();
        Ok(Match {
            left: table.side(left)?,
            right: table.side(right)?,
            relation,
            similarity,
            containment_left: of_left,
            containment_right: of_right,
            rewrite,
            level,
            shared_words: shared,
            on_common_text: common,
            passages: passages.into_iter().map(Aligned::into_passage).collect::<Result<_>>()?,
            retelling: more.retelling,
            facts: more.facts.map(|facts| ledger(facts, table)).transpose()?,
            direction: more.direction.map(|direction| self::direction(direction, table)).transpose()?,
            left_only: more.left_only.into_iter().map(Stretch::into_quote).collect(),
            right_only: more.right_only.into_iter().map(Stretch::into_quote).collect(),
        })
    }
}

impl More {
    fn of(found: &Match, table: &mut Table, shown: Shown) -> Option<Box<Self>> {
        let stretches = |quotes: &[Quote], shown| quotes.iter().map(|quote| Stretch::of(quote, shown)).collect();
        let facts = found.facts.as_ref().map(|ledger| {
            let mut both = |pairs: &[FactPair]| pairs.iter().map(|pair| Both::of(pair, table, shown)).collect();
            let (kept, changed) = (both(&ledger.kept), both(&ledger.changed));
            let mut lone = |items: &[FactItem], shown| items.iter().map(|item| Lone::of(item, table, shown)).collect();
            let (dropped, added) = (lone(&ledger.dropped, shown.left), lone(&ledger.added, shown.right));
            (kept, changed, dropped, added, ledger.shared_quotations)
        });
        let direction = found.direction.as_ref().map(|direction| {
            let grounds = direction.grounds.iter().map(|ground| Ground::of(ground, table, shown)).collect();
            (direction.first.clone(), direction.contested, grounds)
        });
        let more = Self {
            retelling: found.retelling,
            facts,
            direction,
            left_only: stretches(&found.left_only, shown.left),
            right_only: stretches(&found.right_only, shown.right),
        };
        (more != Self::default()).then(|| Box::new(more))
    }
}

impl Aligned {
    fn of(passage: &Passage, shown: Shown) -> Self {
        let kind = KINDS.iter().position(|&kind| kind == passage.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(0);
        let (left, left_bytes) = place(&passage.left);
        let (right, right_bytes) = place(&passage.right);
        let quotes = [quote(&passage.left, shown.left), quote(&passage.right, shown.right)];
        match (quotes, passage.score) {
            ([None, None], None) => Self::Plain(kind, left, left_bytes, right, right_bytes, passage.words),
            ([None, None], Some(score)) => Self::Scored(kind, left, left_bytes, right, right_bytes, passage.words, score),
            ([of_left, of_right], score) => {
                Self::Quoted(kind, left, left_bytes, right, right_bytes, passage.words, score, of_left, of_right)
            }
        }
    }

    fn into_passage(self) -> Result<Passage> {
        let (kind, left, left_bytes, right, right_bytes, words, score, quotes) = match self {
            Self::Quoted(kind, left, left_bytes, right, right_bytes, words, score, of_left, of_right) => {
                (kind, left, left_bytes, right, right_bytes, words, score, [of_left, of_right])
            }
            Self::Scored(kind, left, left_bytes, right, right_bytes, words, score) => {
                (kind, left, left_bytes, right, right_bytes, words, Some(score), [None, None])
            }
            Self::Plain(kind, left, left_bytes, right, right_bytes, words) => {
                (kind, left, left_bytes, right, right_bytes, words, None, [None, None])
            }
        };
        let unknown = || Error::input(format!("the page has a passage of kind {kind}, which this version does not know"));
        let kind = *KINDS.get(usize::from(kind)).ok_or_else(unknown)?;
        let [of_left, of_right] = quotes;
        Ok(Passage { left: stretch(left, left_bytes, of_left), right: stretch(right, right_bytes, of_right), kind, words, score })
    }
}

impl Both {
    fn of(pair: &FactPair, table: &mut Table, shown: Shown) -> Self {
        let kind = table.name(&pair.kind);
        let ((left, left_bytes), (right, right_bytes)) = (place(&pair.left), place(&pair.right));
        match [quote(&pair.left, shown.left), quote(&pair.right, shown.right)] {
            [None, None] => Self::Plain(kind, left, left_bytes, right, right_bytes),
            [of_left, of_right] => Self::Quoted(kind, left, left_bytes, right, right_bytes, of_left, of_right),
        }
    }

    fn into_pair(self, table: &Table) -> Result<FactPair> {
        let (kind, left, right) = match self {
            Self::Plain(kind, left, left_bytes, right, right_bytes) => {
                (kind, stretch(left, left_bytes, None), stretch(right, right_bytes, None))
            }
            Self::Quoted(kind, left, left_bytes, right, right_bytes, of_left, of_right) => {
                (kind, stretch(left, left_bytes, of_left), stretch(right, right_bytes, of_right))
            }
        };
        Ok(FactPair { kind: table.word(kind)?.to_string(), left, right })
    }
}

impl Lone {
    fn of(item: &FactItem, table: &mut Table, shown: bool) -> Self {
        let (kind, (start, bytes)) = (table.name(&item.kind), place(&item.quote));
        match quote(&item.quote, shown) {
            None => Self::Plain(kind, start, bytes),
            words => Self::Quoted(kind, start, bytes, words),
        }
    }

    fn into_item(self, table: &Table) -> Result<FactItem> {
        let (kind, quote) = match self {
            Self::Plain(kind, start, bytes) => (kind, stretch(start, bytes, None)),
            Self::Quoted(kind, start, bytes, words) => (kind, stretch(start, bytes, words)),
        };
        Ok(FactItem { kind: table.word(kind)?.to_string(), quote })
    }
}

impl Stretch {
    fn of(found: &Quote, shown: bool) -> Self {
        let (start, bytes) = place(found);
        match quote(found, shown) {
            None => Self::Plain(start, bytes),
            words => Self::Quoted(start, bytes, words),
        }
    }

    fn into_quote(self) -> Quote {
        match self {
            Self::Plain(start, bytes) => stretch(start, bytes, None),
            Self::Quoted(start, bytes, words) => stretch(start, bytes, words),
        }
    }
}

impl Ground {
    fn of(found: &GroundFound, table: &mut Table, shown: Shown) -> Self {
        let stretches = |quotes: &[Quote], shown| quotes.iter().map(|quote| Stretch::of(quote, shown)).collect();
        let (left, right) = (stretches(&found.left, shown.left), stretches(&found.right, shown.right));
        Self(table.name(&found.ground), table.name(&found.says), found.first.clone(), found.points, left, right)
    }

    fn into_ground(self, table: &Table) -> Result<GroundFound> {
        let Self(ground, says, first, points, left, right) = self;
        let quotes = |stretches: Vec<Stretch>| stretches.into_iter().map(Stretch::into_quote).collect();
        let (ground, says) = (table.word(ground)?.to_string(), table.word(says)?.to_string());
        Ok(GroundFound { ground, says, first, points, left: quotes(left), right: quotes(right) })
    }
}

fn ledger((kept, changed, dropped, added, shared): Facts, table: &Table) -> Result<FactLedger> {
    let both = |pairs: Vec<Both>| pairs.into_iter().map(|pair| pair.into_pair(table)).collect::<Result<Vec<_>>>();
    let lone = |items: Vec<Lone>| items.into_iter().map(|item| item.into_item(table)).collect::<Result<Vec<_>>>();
    Ok(FactLedger {
        kept: both(kept)?,
        changed: both(changed)?,
        dropped: lone(dropped)?,
        added: lone(added)?,
        shared_quotations: shared,
    })
}

fn direction((first, contested, grounds): (String, bool, Vec<Ground>), table: &Table) -> Result<Direction> {
    let grounds = grounds.into_iter().map(|ground| ground.into_ground(table)).collect::<Result<_>>()?;
    Ok(Direction { first, grounds, contested })
}

const fn place(quote: &Quote) -> (usize, usize) {
    (quote.start, quote.end.saturating_sub(quote.start))
}

fn quote(quote: &Quote, shown: bool) -> Option<String> {
    if shown { None } else { quote.text.clone() }
}

const fn stretch(start: usize, bytes: usize, text: Option<String>) -> Quote {
    Quote { start, end: start.saturating_add(bytes), text }
}
