//! Which of two texts was first, on stated grounds, or that it is not known.
//!
//! Dates settle it where both are given and no reading of them says otherwise. Else the texts speak: each ground has a fixed number of
//! points, and there is an answer only where one side has enough of them and the other next to none. Grounds are of three weights.
//! *Strong* ones answer alone: a text that says it was told to the other's outlet, or carries its credit, was made after
//! it. *Fair* ones need each other: a rounded number, a quotation made reported speech, hearsay. *Weak* ones only support,
//! however many there are: what is shorter may be an extract, or what a longer text grew from.
//!
//! That a reporting text loses exactness and quotation on its way, and gains attribution, is known from the study of
//! text reuse in journalism (Clough, Gaizauskas, Piao and Wilks, 2002, section 2); the points were chosen by hand and checked on the tuning half of
//! `corpora/newsroom`. A pair that both retell a third text is the hard case: what only supports is kept from answering because of it.

use super::cues::{Cue, Reading};
use super::outlets::{Naming, Outlet};
use super::when::When;
use crate::align::{FactKind, Facts, Ledger, Retelling, Telling};
use crate::document::Metadata;
use crate::span::Span;
use std::ops::Range;

/// Points from which there is an answer.
const ENOUGH: u32 = 6;

/// So many times the points of the other side.
const CLEAR: u32 = 3;

/// Points of all weak grounds together count as no more.
const MOST_WEAK: u32 = 3;

/// Of all fair grounds together: they answer, but do not outweigh two strong ones.
const MOST_FAIR: u32 = 8;

/// Quotations whose ends are looked for.
const MOST_QUOTATIONS: usize = 64;

/// Which of two was first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum First {
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// It is not known.
    #[default]
    Undetermined,
}

impl First {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Left, Self::Right, Self::Undetermined];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Undetermined => "undetermined",
        }
    }

    /// The same answer with the sides exchanged.
    #[must_use]
    pub const fn exchanged(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Undetermined => Self::Undetermined,
        }
    }
}

/// Why one of two texts is taken to be the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Its date is later.
    Dated,
    /// It says that something was told to the other's outlet, or reported by it.
    NamesOtherOutlet,
    /// A credit, a link, an agency's line or a footer of the other's outlet is left in it.
    ForeignLeftover,
    /// It is of the same outlet and says that an earlier version was corrected.
    Corrected,
    /// It has a value that the other says was in its earlier version.
    CarriesError,
    /// Numbers that the other gives exactly are vague in it.
    NumbersRounded,
    /// What the other quotes is reported speech in it.
    QuotationReported,
    /// What the other quotes at length is cut short in it.
    QuotationCut,
    /// It tells by hearsay ("reportedly", "according to local media") and the other does not.
    Hearsay,
    /// It looks back ("last week") on what the other tells of the day.
    LooksBack,
    /// It has far fewer facts than the other, and hardly any of its own.
    FactsLost,
    /// Nearly all of it is told by the other, which tells much more.
    ContainedIn,
    /// It states what the other gives as the words of somebody.
    AttributionLost,
}

/// How much a ground weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It settles the question, whatever the texts say.
    Settles,
    /// It answers alone.
    Strong,
    /// It answers with another.
    Fair,
    /// It only supports.
    Weak,
}

impl Ground {
    /// Every ground, weightiest first.
    pub const ALL: [Self; 13] = [
        Self::Dated,
        Self::NamesOtherOutlet,
        Self::ForeignLeftover,
        Self::Corrected,
        Self::CarriesError,
        Self::NumbersRounded,
        Self::QuotationReported,
        Self::QuotationCut,
        Self::Hearsay,
        Self::LooksBack,
        Self::FactsLost,
        Self::ContainedIn,
        Self::AttributionLost,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dated => "dated",
            Self::NamesOtherOutlet => "names-other-outlet",
            Self::ForeignLeftover => "foreign-leftover",
            Self::Corrected => "corrected",
            Self::CarriesError => "carries-error",
            Self::NumbersRounded => "numbers-rounded",
            Self::QuotationReported => "quotation-reported",
            Self::QuotationCut => "quotation-cut",
            Self::Hearsay => "hearsay",
            Self::LooksBack => "looks-back",
            Self::FactsLost => "facts-lost",
            Self::ContainedIn => "contained-in",
            Self::AttributionLost => "attribution-lost",
        }
    }

    /// What it says of the later text, as the end of a sentence that begins with its name.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Dated => "is dated later",
            Self::NamesOtherOutlet => "names the other's outlet as who was told or reported it",
            Self::ForeignLeftover => "carries a credit, link or footer of the other's outlet",
            Self::Corrected => "says that an earlier version was corrected",
            Self::CarriesError => "has the value that the other corrected",
            Self::NumbersRounded => "is vague where the other gives exact numbers",
            Self::QuotationReported => "reports what the other quotes",
            Self::QuotationCut => "cuts short what the other quotes",
            Self::Hearsay => "tells by hearsay",
            Self::LooksBack => "looks back on what the other tells of the day",
            Self::FactsLost => "has lost facts and added hardly any",
            Self::ContainedIn => "is told nearly whole by the other, which tells more",
            Self::AttributionLost => "states what the other gives as somebody's words",
        }
    }

    /// How much it weighs.
    #[must_use]
    pub const fn weight(self) -> Weight {
        match self {
            Self::Dated => Weight::Settles,
            Self::NamesOtherOutlet | Self::ForeignLeftover | Self::Corrected => Weight::Strong,
            Self::CarriesError
            | Self::NumbersRounded
            | Self::QuotationReported
            | Self::QuotationCut
            | Self::Hearsay
            | Self::LooksBack => Weight::Fair,
            Self::FactsLost | Self::ContainedIn | Self::AttributionLost => Weight::Weak,
        }
    }
}

/// A text with what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Witness<'a> {
    /// The original text.
    pub text: &'a str,
    /// Source, date, title, url.
    pub metadata: &'a Metadata,
}

/// What two texts were found to tell alike, as spans of left and right.
///
/// All of it may be empty: then only dates, names of outlets and notices speak.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Common {
    /// Sentences that tell the same.
    pub sentences: Vec<(Span, Span)>,
    /// Numbers of the same things, equal or not.
    pub numbers: Vec<(Span, Span)>,
    /// Quotations both have, whole or in part.
    pub quotations: Vec<(Span, Span)>,
    /// Facts of any kind that both have, changed ones included.
    pub facts: usize,
    /// Facts that only left has, ascending.
    pub only_left: Vec<Span>,
    /// The same of right.
    pub only_right: Vec<Span>,
    /// Share of left that right tells, in `0.0..=1.0`.
    pub coverage_left: f64,
    /// The same of right.
    pub coverage_right: f64,
}

/// A ground found in two texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// What was found.
    pub ground: Ground,
    /// Which text it makes the first: never undetermined.
    pub first: First,
    /// How much it counts; 0 for a date.
    pub points: u32,
    /// Where left shows it.
    pub left: Vec<Span>,
    /// Where right shows it.
    pub right: Vec<Span>,
}

/// Which of two texts was first, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// The answer.
    pub first: First,
    /// All that was found, for and against, weightiest first.
    pub grounds: Vec<Found>,
    /// Whether the dates say one thing and the texts, clearly, another. The answer is that of the dates.
    pub is_contested: bool,
}

/// Says which of two texts that tell the same was first.
///
/// Undetermined where nothing is known, as of two texts without dates or names. With the sides exchanged the answer is too.
/// Linear in the texts and what they have in common, but for looking up spans.
///
/// ```
/// use twicetold::document::Metadata;
/// use twicetold::provenance::{Common, First, Ground, Witness, direction};
/// let of = |source: &str| Metadata { source: Some(source.to_owned()), ..Metadata::default() };
/// let (beacon, courier) = (of("valley-beacon.example"), of("ellery-courier.example"));
/// let left = Witness { text: "\"I heard water,\" said Mr. Dunn, who found it.", metadata: &beacon };
/// let right = Witness { text: "Mr. Dunn told the Valley Beacon that he heard water.", metadata: &courier };
/// let found = direction(&left, &right, &Common::default());
/// assert_eq!(found.first, First::Left);
/// assert_eq!(found.grounds[0].ground, Ground::NamesOtherOutlet);
/// assert_eq!(found.grounds[0].right[0].of(right.text), "Valley Beacon");
/// ```
#[must_use]
pub fn direction(left: &Witness<'_>, right: &Witness<'_>, common: &Common) -> Direction {
    let (left, right) = (Side::of(left), Side::of(right));
    let exchanged = common.exchanged();
    // Each half looks for what makes its second text the later one.
    let mut grounds = later(&left, &right, common);
    grounds.extend(later(&right, &left, &exchanged).into_iter().map(Found::exchanged));
    grounds.sort();
    let told = weighed(&grounds);
    let dated = dated(&left, &right);
    let first = dated.as_ref().map_or(told, |dated| dated.first);
    let is_contested = told != First::Undetermined && told != first;
    if let Some(dated) = dated {
        grounds.insert(0, dated);
    }
    Direction { first, grounds, is_contested }
}

/// A text as it is looked at.
struct Side<'a> {
    reading: Reading<'a>,
    outlet: Option<Outlet>,
    when: Option<When>,
    quotes: Vec<Span>,
}

impl<'a> Side<'a> {
    fn of(witness: &Witness<'a>) -> Self {
        Self {
            reading: Reading::of(witness.text),
            outlet: Outlet::of(witness.metadata),
            when: witness.metadata.date.as_deref().and_then(When::parse),
            quotes: quotation_marks(witness.text),
        }
    }

    fn text(&self) -> &'a str {
        self.reading.text
    }

    fn has_quote(&self, span: Span) -> bool {
        let from = self.quotes.partition_point(|mark| mark.start < span.start);
        self.quotes.get(from).is_some_and(|mark| mark.end <= span.end)
    }

    fn cue(&self, cue: Cue, span: Span) -> Option<Span> {
        self.reading.cue(cue, &self.reading.within(span))
    }

    fn everywhere(&self) -> Range<usize> {
        0..self.reading.words.len()
    }
}

fn quotation_marks(text: &str) -> Vec<Span> {
    let marks = ['"', '“', '”', '„', '«', '»', '「', '『'];
    text.char_indices().filter(|(_, c)| marks.contains(c)).map(|(at, c)| Span::new(at, at + c.len_utf8())).collect()
}

impl Common {
    /// What the sentences of two texts tell alike, each with its text as it was read for that; facts are added by
    /// [`Common::with_facts`].
    #[must_use]
    pub fn of(left: &Telling, right: &Telling, retelling: &Retelling) -> Self {
        Self {
            sentences: retelling.links.iter().map(|link| (left.span(&link.left), right.span(&link.right))).collect(),
            coverage_left: retelling.coverage_left,
            coverage_right: retelling.coverage_right,
            ..Self::default()
        }
    }

    /// The same with what became of the facts of left in right.
    #[must_use]
    pub fn with_facts(self, left: &Facts, right: &Facts, ledger: &Ledger) -> Self {
        let pairs = || ledger.kept.iter().chain(&ledger.changed);
        let of = |kind: FactKind| -> Vec<(Span, Span)> {
            let both = pairs().filter_map(|&(at, other)| left.all.get(at).zip(right.all.get(other)));
            both.filter(|(fact, _)| fact.kind == kind).map(|(fact, other)| (fact.span, other.span)).collect()
        };
        let only =
            |facts: &Facts, places: &[usize]| places.iter().filter_map(|&at| facts.all.get(at)).map(|fact| fact.span).collect();
        Self {
            numbers: of(FactKind::Number),
            quotations: of(FactKind::Quotation),
            facts: pairs().count(),
            only_left: only(left, &ledger.dropped),
            only_right: only(right, &ledger.added),
            ..self
        }
    }

    /// With the sides exchanged.
    fn exchanged(&self) -> Self {
        let turn = |pairs: &[(Span, Span)]| pairs.iter().map(|&(left, right)| (right, left)).collect();
        Self {
            sentences: turn(&self.sentences),
            numbers: turn(&self.numbers),
            quotations: turn(&self.quotations),
            facts: self.facts,
            only_left: self.only_right.clone(),
            only_right: self.only_left.clone(),
            coverage_left: self.coverage_right,
            coverage_right: self.coverage_left,
        }
    }
}

impl Found {
    fn exchanged(self) -> Self {
        Self { first: self.first.exchanged(), left: self.right, right: self.left, ..self }
    }
}

fn dated(left: &Side<'_>, right: &Side<'_>) -> Option<Found> {
    let (left, right) = left.when.as_ref().zip(right.when.as_ref())?;
    let first = if left.is_before(right) {
        First::Left
    } else if right.is_before(left) {
        First::Right
    } else {
        return None;
    };
    Some(Found { ground: Ground::Dated, first, points: 0, left: Vec::new(), right: Vec::new() })
}

/// Who the points make the first: enough of them on one side, next to none on the other.
fn weighed(grounds: &[Found]) -> First {
    let of = |first: First, weight: Weight| -> u32 {
        grounds.iter().filter(|found| found.first == first && found.ground.weight() == weight).map(|found| found.points).sum()
    };
    let points =
        |first| of(first, Weight::Strong) + of(first, Weight::Fair).min(MOST_FAIR) + of(first, Weight::Weak).min(MOST_WEAK);
    let supported = |first| of(first, Weight::Strong) + of(first, Weight::Fair) > 0;
    let (left, right) = (points(First::Left), points(First::Right));
    let is_clear = |most: u32, least: u32| most >= ENOUGH && most >= CLEAR * least;
    match () {
        () if is_clear(left, right) && supported(First::Left) => First::Left,
        () if is_clear(right, left) && supported(First::Right) => First::Right,
        () => First::Undetermined,
    }
}

/// What shows that `later` was made after `first`; left is `first`.
fn later(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Vec<Found> {
    let mut found = outlets(first, later);
    found.extend(corrected(first, later));
    found.extend(carries_error(first, later));
    found.extend(numbers_rounded(first, later, common));
    found.extend(quotations_reported(first, later, common));
    found.extend(quotations_cut(first, later, common));
    found.extend(hearsay(first, later));
    found.extend(looks_back(first, later, common));
    found.extend(facts_lost(common));
    found.extend(contained(common));
    found.extend(attribution_lost(first, later, common));
    found
}

/// A ground that makes left the first.
fn ground(ground: Ground, points: u32, receipts: (Vec<Span>, Vec<Span>)) -> Option<Found> {
    (points > 0).then_some(Found { ground, first: First::Left, points, left: receipts.0, right: receipts.1 })
}

/// So many points each, at most so many.
fn each(points: u32, most: u32, count: usize) -> u32 {
    points.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX)).min(most)
}

/// How the later text names the first one's outlet.
fn outlets(first: &Side<'_>, later: &Side<'_>) -> Vec<Found> {
    let Some(outlet) = &first.outlet else { return Vec::new() };
    if later.outlet.as_ref() == Some(outlet) {
        return Vec::new();
    }
    // What stands word for word in both is the first one's own if it names the first one's outlet.
    let own = |span: Span| {
        let sentence = later.reading.span(&later.reading.around(&later.reading.within(span)));
        let text = sentence.of(later.text());
        text.len() > span.bytes() && first.text().contains(text)
    };
    let named = outlet.named_in(&later.reading, later.outlet.as_ref());
    let spans = |wanted: &dyn Fn(Naming, Span) -> bool| -> Vec<Span> {
        named.iter().filter(|&&(naming, span)| wanted(naming, span)).map(|&(_, span)| span).collect()
    };
    let left_over = spans(&|naming, span| naming == Naming::Leftover || naming == Naming::Named && own(span));
    let reported = spans(&|naming, _| naming == Naming::Reported);
    let strong = |kind, spans: Vec<Span>| if spans.is_empty() { None } else { ground(kind, 6, (Vec::new(), spans)) };
    let found: Vec<_> =
        [strong(Ground::NamesOtherOutlet, reported), strong(Ground::ForeignLeftover, left_over)].into_iter().flatten().collect();
    if !found.is_empty() {
        return found;
    }
    // Named without a word of why: a story about the outlet, if the outlet names itself too.
    let by_the_way = spans(&|naming, _| naming == Naming::Named);
    let names_itself = !outlet.named_in(&first.reading, None).is_empty();
    let points = if by_the_way.is_empty() || names_itself { 0 } else { 3 };
    ground(Ground::NamesOtherOutlet, points, (Vec::new(), by_the_way)).into_iter().collect()
}

/// A version of the same outlet that says so.
fn corrected(first: &Side<'_>, later: &Side<'_>) -> Option<Found> {
    let notice = later.reading.cue(Cue::Correction, &later.everywhere())?;
    let is_alone = first.reading.cue(Cue::Correction, &first.everywhere()).is_none();
    let is_same = first.outlet.is_some() && first.outlet == later.outlet;
    ground(Ground::Corrected, if is_same && is_alone { 6 } else { 0 }, (Vec::new(), vec![notice]))
}

/// The later text has a number that the first one takes back in a notice, with the word behind it, and has nowhere else.
fn carries_error(first: &Side<'_>, later: &Side<'_>) -> Option<Found> {
    let notice = first.reading.cue(Cue::Correction, &first.everywhere())?;
    if first.outlet.is_some() && first.outlet == later.outlet {
        return None;
    }
    let line = first.reading.line(&first.reading.within(notice));
    let is_exact = |word: &str| word.len() > 1 && word.contains(|c: char| c.is_ascii_digit());
    // With its unit: who tells of 2.1 metres has nothing of 2.1 feet.
    for at in line.clone().filter(|&at| at + 1 < line.end && is_exact(&first.reading.words[at])) {
        let value = &first.reading.words[at..at + 2];
        let places = |side: &Side<'_>| -> Vec<usize> {
            side.reading.words.windows(2).enumerate().filter(|(_, words)| *words == value).map(|(place, _)| place).collect()
        };
        let elsewhere = places(first).iter().any(|place| !line.contains(place));
        if let Some(&other) = places(later).first().filter(|_| !elsewhere) {
            let span = |side: &Side<'_>, at: usize| vec![side.reading.span(&(at..at + 2))];
            return ground(Ground::CarriesError, 3, (span(first, at), span(later, other)));
        }
    }
    None
}

/// Numbers that are exact on the left and vague on the right, less those the other way.
fn numbers_rounded(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Option<Found> {
    let is_rounded = |exact: (&Side<'_>, Span), vague: (&Side<'_>, Span)| {
        // "Two" and "some two years" are the same number.
        let word = |(side, span): (&Side<'_>, Span)| side.reading.words.get(side.reading.within(span).start).cloned();
        word(exact) != word(vague) && is_vague(vague.0, vague.1) && !is_vague(exact.0, exact.1)
    };
    let rounded: Vec<_> = common.numbers.iter().filter(|(a, b)| is_rounded((first, *a), (later, *b))).collect();
    let back = common.numbers.iter().filter(|(a, b)| is_rounded((later, *b), (first, *a))).count();
    let points = each(2, 6, rounded.len().saturating_sub(2 * back));
    ground(
        Ground::NumbersRounded,
        points,
        (rounded.iter().map(|pair| pair.0).collect(), rounded.iter().map(|pair| pair.1).collect()),
    )
}

/// Whether a number is said not to be exact by the words before it.
fn is_vague(side: &Side<'_>, number: Span) -> bool {
    let words = side.reading.within(number);
    side.reading.cue(Cue::Vague, &(words.start.saturating_sub(3)..words.end)).is_some_and(|cue| {
        // "nearly 40" and "some of the 40" differ: nothing may stand between.
        let between = side.reading.within(Span::new(cue.end, number.start));
        between.len() <= 1
    })
}

/// Words between quotation marks on the left that are told without any on the right.
fn quotations_reported(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Option<Found> {
    let reported =
        |of: &[Span], pairs: &mut dyn Iterator<Item = (Span, Span)>, (own, other): (&Side<'_>, &Side<'_>)| -> Vec<(Span, Span)> {
            let lost = |(sentence, told): (Span, Span)| {
                let from = of.partition_point(|span| span.start < sentence.start);
                let mut inside = of[from..].iter().take_while(|span| span.start < sentence.end);
                let is_told = other.cue(Cue::Said, told).is_some() && !other.has_quote(told);
                let quotation = inside.find(|span| span.overlap(sentence) * 2 > sentence.bytes() && is_quoted(own, **span));
                quotation.filter(|_| is_told).map(|&span| (span, told))
            };
            pairs.filter_map(lost).collect()
        };
    let found = reported(&common.only_left, &mut common.sentences.iter().copied(), (first, later));
    let back = reported(&common.only_right, &mut common.sentences.iter().map(|&(a, b)| (b, a)), (later, first)).len();
    let points = each(2, 4, found.len().saturating_sub(2 * back));
    ground(
        Ground::QuotationReported,
        points,
        (found.iter().map(|pair| pair.0).collect(), found.iter().map(|pair| pair.1).collect()),
    )
}

/// Whether a fact stands between quotation marks, or holds them.
fn is_quoted(side: &Side<'_>, span: Span) -> bool {
    let before = span.start.checked_sub(8).map_or(0, |at| side.text().floor_char_boundary(at));
    side.has_quote(Span::new(before, span.start)) || side.has_quote(span)
}

/// Quotations that are less than four fifths as long on the right, which has not the rest elsewhere.
fn quotations_cut(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Option<Found> {
    let is_cut = |(long, whole): (&Side<'_>, Span), (short, part): (&Side<'_>, Span)| {
        let (whole, part) = (long.reading.within(whole), short.reading.within(part).len());
        let words = long.reading.words.get(whole).unwrap_or_default();
        let ends = words.first_chunk::<3>().zip(words.last_chunk::<3>());
        let is_there = |end: &[String; 3]| short.reading.words.windows(3).any(|run| run == end);
        part * 5 < words.len() * 4
            && words.len() >= part + 3
            && ends.is_some_and(|(head, tail)| !is_there(head) || !is_there(tail))
    };
    let cut: Vec<_> = common.quotations.iter().take(MOST_QUOTATIONS).filter(|(a, b)| is_cut((first, *a), (later, *b))).collect();
    let back = common.quotations.iter().take(MOST_QUOTATIONS).filter(|(a, b)| is_cut((later, *b), (first, *a))).count();
    let points = each(2, 4, cut.len().saturating_sub(2 * back));
    ground(Ground::QuotationCut, points, (cut.iter().map(|pair| pair.0).collect(), cut.iter().map(|pair| pair.1).collect()))
}

fn hearsay(first: &Side<'_>, later: &Side<'_>) -> Option<Found> {
    let told = later.reading.cue(Cue::Hearsay, &later.everywhere())?;
    let is_alone = first.reading.cue(Cue::Hearsay, &first.everywhere()).is_none();
    ground(Ground::Hearsay, if is_alone { 3 } else { 0 }, (Vec::new(), vec![told]))
}

/// Sentences that tell the same, of the day on the left and of days ago on the right.
fn looks_back(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Option<Found> {
    let seen = |&(a, b): &(Span, Span)| {
        let (now, back) = (first.cue(Cue::Now, a)?, later.cue(Cue::Back, b)?);
        (first.cue(Cue::Back, a).is_none() && later.cue(Cue::Now, b).is_none()).then_some((now, back))
    };
    let (now, back): (Vec<_>, Vec<_>) = common.sentences.iter().filter_map(seen).unzip();
    ground(Ground::LooksBack, each(3, 3, back.len()), (now, back))
}

/// Facts that the right one does not have, where it has next to none of its own.
fn facts_lost(common: &Common) -> Option<Found> {
    let (lost, own) = (common.only_left.len(), common.only_right.len());
    let points = match () {
        () if lost >= 8 && lost >= 4 * own => 2,
        () if lost >= 4 && 2 * lost >= 5 * own => 1,
        () => 0,
    };
    ground(Ground::FactsLost, points, (common.only_left.clone(), Vec::new()))
}

/// All of the right one is told on the left, which tells half as much again.
fn contained(common: &Common) -> Option<Found> {
    let is_inside = common.coverage_right >= 0.9 && common.coverage_left <= 0.6;
    let (left, right) = common.sentences.iter().copied().unzip();
    ground(Ground::ContainedIn, u32::from(is_inside), (left, right))
}

/// Sentences that say whose statement it is on the left only.
fn attribution_lost(first: &Side<'_>, later: &Side<'_>, common: &Common) -> Option<Found> {
    let said = |side: &Side<'_>, span: Span| side.cue(Cue::Said, span);
    let pairs = || common.sentences.iter().map(|&(a, b)| ((a, b), said(first, a), said(later, b)));
    let lost: Vec<_> = pairs()
        .filter_map(|((_, b), own, other)| own.filter(|_| other.is_none() && !later.has_quote(b)).map(|own| (own, b)))
        .collect();
    let back = pairs().filter(|((a, _), own, other)| own.is_none() && other.is_some() && !first.has_quote(*a)).count();
    let points = u32::from(lost.len() >= 2 && lost.len() > 2 * back);
    ground(Ground::AttributionLost, points, (lost.iter().map(|pair| pair.0).collect(), lost.iter().map(|pair| pair.1).collect()))
}

#[cfg(test)]
mod tests;
