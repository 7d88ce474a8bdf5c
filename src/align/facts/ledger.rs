//! The ledger: facts of two texts matched one to one, whatever their order.
//!
//! Equal facts are kept. Of the rest each kind says how well two agree (the same fact in another form: kept) or how likely one
//! stands in the place of the other (changed); the best pairs are taken first. What is left was dropped or added.

use super::affinity::Affinity;
use super::names::{Name, same_words};
use super::{Date, Dimension, Fact, FactKind, Facts, Key, Quantity, Quotation};
use crate::span::Span;
use rustc_hash::FxHashMap;

/// Facts of a kind and a side, beside those with an equal, that are matched; a text that holds more is no article.
const MOST: usize = 400;

/// A pair that scores as much is kept, below it changed.
const KEPT: u32 = 10_000;

/// Affinity from which two sentences are taken to speak of one thing.
const ALIKE: u32 = 180;

/// Affinity from which small numbers that are equal are taken for one.
const HARDLY: u32 = 60;

/// What became of the facts of a text in another, as positions in [`Facts::all`].
///
/// Each fact is in one list and one pair, but for quotations: one that was parted in two is kept in both parts.
/// A doubtful fact ([`Fact::is_sure`]) that has no match is in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// On both sides; left, right, by left.
    pub kept: Vec<(usize, usize)>,
    /// With another value; left, right, by left.
    pub changed: Vec<(usize, usize)>,
    /// Only on the left, ascending.
    pub dropped: Vec<usize>,
    /// Only on the right, ascending.
    pub added: Vec<usize>,
}

/// Matches the facts of two texts.
///
/// `told` are sentences that tell the same, as spans of left and right, as far as the caller knows any; where it does not,
/// words of the sentences speak. Facts whose sentences have nothing in common are never changed into
/// each other. With the sides exchanged, dropped and added are exchanged too.
///
/// Linear in the facts that are equal, quadratic in the first 400 others of a kind; a tenth of a millisecond for
/// two articles of 350 words.
#[must_use]
pub fn ledger(left: &Facts, right: &Facts, told: &[(Span, Span)]) -> Ledger {
    let mut matching = Matching {
        left,
        right,
        affinity: Affinity::of(left, right, told),
        is_used: [vec![false; left.all.len()], vec![false; right.all.len()]],
        found: Ledger::default(),
    };
    matching.equal();
    FactKind::ALL.into_iter().for_each(|kind| matching.alike(kind));
    matching.parts_of_quotations();
    matching.rest()
}

struct Matching<'f> {
    left: &'f Facts,
    right: &'f Facts,
    affinity: Affinity,
    is_used: [Vec<bool>; 2],
    found: Ledger,
}

impl Matching<'_> {
    /// Keeps what is equal.
    fn equal(&mut self) {
        let places: FxHashMap<&Key, usize> = self.right.all.iter().enumerate().map(|(at, fact)| (&fact.key, at)).collect();
        for (at, fact) in self.left.all.iter().enumerate() {
            if let Some(&other) = places.get(&fact.key) {
                self.take(KEPT, (at, other));
            }
        }
    }

    fn take(&mut self, score: u32, (left, right): (usize, usize)) {
        (self.is_used[0][left], self.is_used[1][right]) = (true, true);
        if score >= KEPT { self.found.kept.push((left, right)) } else { self.found.changed.push((left, right)) }
    }

    /// The facts of a kind that are not matched yet.
    fn open(&self, side: usize, kind: FactKind) -> Vec<usize> {
        let facts = [self.left, self.right][side];
        let is_open = |&(at, fact): &(usize, &Fact)| fact.kind == kind && !self.is_used[side][at];
        facts.all.iter().enumerate().filter(is_open).map(|(at, _)| at).take(MOST).collect()
    }

    /// Matches facts of a kind, the best pairs first.
    fn alike(&mut self, kind: FactKind) {
        let (left, right) = (self.open(0, kind), self.open(1, kind));
        let mut pairs = Vec::new();
        for &at in &left {
            for &other in &right {
                let score = self.score(&self.left.all[at], &self.right.all[other]);
                pairs.extend(score.map(|score| (score, at, other)));
            }
        }
        // Pairs with one fact in common never have one sum of positions, so the order is that of the sides exchanged.
        pairs.sort_unstable_by_key(|&(score, at, other)| (std::cmp::Reverse(score), at + other, at));
        for (score, at, other) in pairs {
            if !self.is_used[0][at] && !self.is_used[1][other] {
                self.take(score, (at, other));
            }
        }
    }

    fn score(&self, left: &Fact, right: &Fact) -> Option<u32> {
        let affinity = self.affinity.between(left, right);
        let around = Around { affinity, near: shared(&left.near, &right.near) };
        match (&left.key, &right.key) {
            (Key::Name(left), Key::Name(right)) => names(left, right, &around),
            (Key::Number(left), Key::Number(right)) => numbers(left, right, &around),
            (Key::Date(left), Key::Date(right)) => dates(left, right, &around),
            (Key::Quotation(left), Key::Quotation(right)) => quotations(left, right, &around),
            _ => None,
        }
    }

    /// Keeps quotations that are part of one on the other side that has a match already.
    fn parts_of_quotations(&mut self) {
        let open = [self.open(0, FactKind::Quotation), self.open(1, FactKind::Quotation)];
        for side in [0, 1] {
            let (own, others) = if side == 0 { (self.left, self.right) } else { (self.right, self.left) };
            for &at in &open[side] {
                let matched = others.all.iter().enumerate().filter(|(_, other)| other.kind == FactKind::Quotation).take(MOST);
                let whole = matched.filter(|(_, other)| is_part(&own.all[at], other)).map(|(other, _)| other).next();
                if let Some(whole) = whole {
                    self.take(KEPT, if side == 0 { (at, whole) } else { (whole, at) });
                }
            }
        }
    }

    fn rest(mut self) -> Ledger {
        let open = |facts: &Facts, used: &[bool]| -> Vec<usize> {
            facts.all.iter().enumerate().filter(|&(at, fact)| !used[at] && fact.is_sure).map(|(at, _)| at).collect()
        };
        self.found.dropped = open(self.left, &self.is_used[0]);
        self.found.added = open(self.right, &self.is_used[1]);
        self.found.kept.sort_unstable();
        self.found.changed.sort_unstable();
        self.found
    }
}

/// What stands around two facts.
struct Around {
    /// Of their sentences.
    affinity: u32,
    /// Stems near both.
    near: usize,
}

impl Around {
    fn score(&self) -> u32 {
        self.affinity + 150 * u32::try_from(self.near.min(4)).unwrap_or(4)
    }

    fn is_alike(&self) -> bool {
        self.affinity >= ALIKE
    }
}

fn names(left: &Name, right: &Name, around: &Around) -> Option<u32> {
    if same_words(left, right) {
        return Some(KEPT + 5_000);
    }
    if left.has_form(right) || right.has_form(left) {
        return Some(KEPT + 2_000 + around.score());
    }
    if left.begins(right) || right.begins(left) {
        let is_long = left.words.len().min(right.words.len()) > 1;
        return (is_long || around.is_alike()).then(|| KEPT + around.score());
    }
    is_misspelt(left, right).then(|| 5_000 + around.score())
}

/// Whether names differ by a letter or two, or by the first name of a person.
fn is_misspelt(left: &Name, right: &Name) -> bool {
    let (left, right) = (&left.words, &right.words);
    if left.len() != right.len() {
        let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
        let pair = short.last().zip(long.last());
        return short.len() == 1 && pair.is_some_and(|(short, long)| short != long && is_near(short, long));
    }
    let pairs = || left.iter().zip(right);
    let differing = pairs().filter(|(left, right)| left != right).count();
    pairs().all(|(left, right)| {
        left == right
            || is_near(left, right)
            || differing == 1 && left.len() > 2 && distance(left, right, 2) <= 2 && differing < pairs().count()
    })
}

/// Whether two long words are apart by so little that one is likely the other misspelt.
fn is_near(left: &str, right: &str) -> bool {
    let size = left.chars().count().min(right.chars().count());
    let most = match size {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    distance(left, right, most) <= most
}

/// Insertions, deletions and substitutions between two words (Levenshtein, 1966); `most + 1` where there are more.
fn distance(left: &str, right: &str, most: usize) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().take(64).collect(), right.chars().take(64).collect());
    if left.len().abs_diff(right.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, a) in left.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (other, b) in right.iter().enumerate() {
            let best = (corner + usize::from(a != b)).min(row[other] + 1).min(row[other + 1] + 1);
            corner = std::mem::replace(&mut row[other + 1], best);
        }
    }
    row[right.len()].min(most + 1)
}

fn numbers(left: &Quantity, right: &Quantity, around: &Around) -> Option<u32> {
    let same_thing = left.counted.is_some() && left.counted == right.counted;
    let counts = left.dimension == Dimension::Count || right.dimension == Dimension::Count;
    if left.dimension != Dimension::Count && left.equals(right) {
        return Some(KEPT + 2_000 + around.score());
    }
    if left.dimension == right.dimension && left.value == right.value {
        return (left.is_telling() || around.affinity >= if left.is_large() { 1 } else { HARDLY } || around.near > 0)
            .then(|| KEPT + 1_000 + around.score());
    }
    if left.dimension != right.dimension {
        let is_same = counts && left.written == right.written && (left.is_telling() || around.is_alike() && around.near > 0);
        let is_open = left.counted.or(right.counted).is_none() && counts && left.written != right.written;
        let is_close = left.distance(right) <= 125 && around.affinity > 0;
        return if is_same { Some(KEPT + around.score()) } else { (is_open && is_close).then(|| around.score()) };
    }
    let is_close = left.distance(right) <= 150;
    let is_rounded = left.distance(right) <= 112 && (same_thing || !counts);
    let fits =
        around.is_alike() && (same_thing || around.near > 0 || is_close) || same_thing && around.affinity > 0 || is_rounded;
    let closeness = 300 - u32::try_from((left.distance(right) - 100).min(300)).unwrap_or(300);
    fits.then(|| around.score() + closeness + if same_thing { 300 } else { 0 })
}

fn dates(left: &Date, right: &Date, around: &Around) -> Option<u32> {
    if left.agrees(right) {
        let shared = u32::try_from(left.shared(right)).unwrap_or(0);
        return Some(KEPT + 2_000 * shared + around.score());
    }
    (left.is_like(right) && around.is_alike()).then(|| around.score() + u32::try_from(left.shared(right)).unwrap_or(0) * 500)
}

fn quotations(left: &Quotation, right: &Quotation, around: &Around) -> Option<u32> {
    let (a, b) = (left.pairs(), right.pairs());
    let both = u32::try_from(shared(&a, &b) * 1_000).unwrap_or(0);
    let share = |count: usize| both / u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let (of_longer, of_shorter) = (share(a.len().max(b.len())), share(a.len().min(b.len())));
    if of_longer >= 750 || of_shorter >= 850 {
        return Some(KEPT + of_longer + of_shorter);
    }
    let overlaps = of_shorter >= 300 || around.is_alike() && of_shorter >= 100;
    overlaps.then(|| of_shorter + around.score())
}

/// Whether nearly all of a quotation is in another.
fn is_part(part: &Fact, whole: &Fact) -> bool {
    let (Key::Quotation(part), Key::Quotation(whole)) = (&part.key, &whole.key) else { return false };
    let (part, whole) = (part.pairs(), whole.pairs());
    part.len() <= whole.len() && shared(&part, &whole) * 100 >= part.len() * 85
}

impl Quotation {
    /// Its pairs of neighboring words, ascending.
    fn pairs(&self) -> Vec<u64> {
        let mut pairs: Vec<_> =
            self.words.windows(2).map(|pair| pair[0].rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ pair[1]).collect();
        pairs.sort_unstable();
        pairs
    }
}

/// How many items two ascending lists share.
fn shared(left: &[u64], right: &[u64]) -> usize {
    let (mut at, mut other, mut count) = (0, 0, 0);
    while let (Some(a), Some(b)) = (left.get(at), right.get(other)) {
        count += usize::from(a == b);
        at += usize::from(a <= b);
        other += usize::from(b <= a);
    }
    count
}
