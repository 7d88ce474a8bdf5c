//! Who retells whom: matches between documents, told as a table between sources.
//!
//! Everything is counted in documents and not in matches, so that a story with fifty copies is one story. A
//! source is a name, compared letter for letter. Sorting and counting only: linear but for the sorts, and the same for matches
//! in any order.

use super::When;
use super::direction::First;
use crate::document::DocumentId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document as far as the table goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published<'a> {
    /// Whose it is; documents without are counted in no source.
    pub source: Option<&'a str>,
    /// When it was published; what [`When`] does not read counts as no date.
    pub date: Option<&'a str>,
    /// Its words.
    pub words: u64,
}

/// Two documents that tell the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retold<'a> {
    /// One document.
    pub left: DocumentId,
    /// The other.
    pub right: DocumentId,
    /// Name of their relation.
    pub relation: &'a str,
    /// Words of left that right tells too, and of right that left does.
    pub words: [u64; 2],
    /// Which was first.
    pub first: First,
}

/// Which sources stand out as publishing together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NetworkOptions {
    /// Least stories that two sources share.
    pub minimum_stories: u64,
    /// Least share of the smaller source's documents that these are, in `0.0..=1.0`.
    pub minimum_share: f64,
    /// The median delay between them is shorter, in seconds.
    pub maximum_delay: i64,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self { minimum_stories: 3, minimum_share: 0.2, maximum_delay: 24 * 3600 }
    }
}

/// A source and what it publishes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceTold {
    /// Its name.
    pub source: String,
    /// Its documents.
    pub documents: u64,
    /// Of these, how many retell a document of another source.
    pub retelling_documents: u64,
    /// How many retell a document of its own, and of no other source.
    pub repeating_documents: u64,
    /// How many match a document of another source without that it is known which was first, and retell none.
    pub undetermined_documents: u64,
    /// Share of documents that retell no other source, in `0.0..=1.0`; those that may count as its own.
    pub own_share: f64,
    /// Words of its documents.
    pub words: u64,
    /// Words that no earlier document of another source has: of each document, all but those of the match that explains most
    /// of it. At least these are left if no two matches explain different words.
    pub own_words: u64,
}

/// What one source retells of another; or, on the diagonal, of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourcePair {
    /// Who retells.
    pub source: String,
    /// Whose documents were first.
    pub first: String,
    /// Documents of `source` that retell one of `first`.
    pub documents: u64,
    /// The same of all documents of `source`, in `0.0..=1.0`.
    pub share: f64,
    /// Documents of `first` that are retold.
    pub retold: u64,
    /// Matches by the name of their relation.
    pub matches_by_relation: BTreeMap<String, u64>,
    /// Matches the other way: `first` retells `source`. On the diagonal 0.
    pub matches_back: u64,
    /// Matches between the two of which it is not known which was first; the same in the row of the other direction.
    pub matches_undetermined: u64,
    /// Seconds from the first document to the one that retells it, the lower median of all matches with two dates;
    /// negative where grounds other than dates tell the direction.
    pub median_delay: Option<i64>,
}

/// Sources that publish the same stories within hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Their names, ascending; each shares enough with one of the others, not with all.
    pub sources: Vec<String>,
    /// What joins them, by names.
    pub links: Vec<NetworkLink>,
}

/// Two sources of a network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NetworkLink {
    /// The name that sorts first.
    pub left: String,
    /// The other.
    pub right: String,
    /// Stories they share: documents of the one that match one of the other, on the side where these are fewer.
    pub stories: u64,
    /// Lower median of the seconds between two documents that match, whichever was first.
    pub median_delay: i64,
}

/// Who retells whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetellingTable {
    /// Every source that has a document, by name.
    pub sources: Vec<SourceTold>,
    /// Pairs with a match, by names; a pair without a document that retells is there for what is undetermined.
    pub pairs: Vec<SourcePair>,
    /// By the first name.
    pub networks: Vec<Network>,
    /// Matches that are left out, since one of their documents has no source.
    pub matches_without_source: u64,
}

/// Documents without a match, by source: how many, and their words.
pub type Unmatched<'a> = BTreeMap<&'a str, (u64, u64)>;

/// Makes the table of documents, which [`DocumentId`]s number in their order, of matches between them, in any order, and of
/// how many documents there are beside.
///
/// Matches should be given once each, without those on common text. A match that names no document of the list counts
/// as one without a source.
#[must_use]
pub fn retelling_table(
    documents: &[Published<'_>],
    matches: &[Retold<'_>],
    unmatched: &Unmatched<'_>,
    options: &NetworkOptions,
) -> RetellingTable {
    let Counted { steps, without_source } = counted(documents, matches);
    let sources = sources(documents, &steps, unmatched);
    let links = links(&steps, &sources, options);
    RetellingTable { pairs: pairs(&steps, &sources), networks: networks(&links), matches_without_source: without_source, sources }
}

/// A match between sources, as seen from the side that retells; where that is not known, from both sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step<'a> {
    teller: &'a str,
    other: &'a str,
    document: DocumentId,
    of: DocumentId,
    is_determined: bool,
    relation: &'a str,
    /// Words of the document that the other has.
    words: u64,
    delay: Option<i64>,
}

struct Counted<'a> {
    /// Ascending.
    steps: Vec<Step<'a>>,
    without_source: u64,
}

fn counted<'a>(documents: &[Published<'a>], matches: &[Retold<'a>]) -> Counted<'a> {
    let dates: Vec<Option<When>> = documents.iter().map(|document| document.date.and_then(When::parse)).collect();
    let date = |id: DocumentId| dates.get(id.index()).and_then(Option::as_ref);
    let source = |id: DocumentId| documents.get(id.index()).and_then(|document| document.source);
    let (mut steps, mut without_source) = (Vec::with_capacity(matches.len()), 0);
    for found in matches {
        let (Some(left), Some(right)) = (source(found.left), source(found.right)) else {
            without_source += 1;
            continue;
        };
        let seconds = date(found.left).zip(date(found.right)).map(|(left, right)| left.until(right));
        let step = |is_right: bool| Step {
            teller: if is_right { right } else { left },
            other: if is_right { left } else { right },
            document: if is_right { found.right } else { found.left },
            of: if is_right { found.left } else { found.right },
            is_determined: found.first != First::Undetermined,
            relation: found.relation,
            words: found.words[usize::from(is_right)],
            delay: seconds.map(|seconds| if is_right { seconds } else { -seconds }),
        };
        let sides: &[bool] = match found.first {
            First::Left => &[true],
            First::Right => &[false],
            First::Undetermined => &[true, false],
        };
        steps.extend(sides.iter().map(|&is_right| step(is_right)));
    }
    steps.sort_unstable();
    Counted { steps, without_source }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn sources(documents: &[Published<'_>], steps: &[Step<'_>], unmatched: &Unmatched<'_>) -> Vec<SourceTold> {
    let mut told: BTreeMap<&str, SourceTold> = BTreeMap::new();
    let matched = documents.iter().filter_map(|document| Some((document.source?, (1, document.words))));
    for (source, (documents, words)) in matched.chain(unmatched.iter().map(|(&source, &counts)| (source, counts))) {
        let entry = told.entry(source).or_insert_with(|| SourceTold { source: source.to_owned(), ..SourceTold::default() });
        entry.documents += documents;
        entry.words += words;
        entry.own_words += words;
    }
    let mut by_document: Vec<&Step<'_>> = steps.iter().collect();
    by_document.sort_by_key(|step| step.document);
    for steps in by_document.chunk_by(|a, b| a.document == b.document) {
        let Some(entry) = steps.first().and_then(|step| told.get_mut(step.teller)) else { continue };
        let is_other = |step: &&&Step<'_>| step.teller != step.other;
        let retells = || steps.iter().filter(is_other).filter(|step| step.is_determined);
        if let Some(most) = retells().map(|step| step.words).max() {
            let words = steps.first().and_then(|step| documents.get(step.document.index())).map_or(0, |document| document.words);
            entry.retelling_documents += 1;
            entry.own_words -= most.min(words);
        } else if steps.iter().any(|step| step.teller == step.other && step.is_determined) {
            entry.repeating_documents += 1;
        } else if steps.iter().any(|step| step.teller != step.other) {
            entry.undetermined_documents += 1;
        }
    }
    let mut told: Vec<_> = told.into_values().collect();
    for entry in &mut told {
        entry.own_share = share(entry.documents - entry.retelling_documents, entry.documents);
    }
    told
}

/// How many different ones there are.
fn distinct<T: Ord>(mut all: Vec<T>) -> u64 {
    all.sort_unstable();
    all.dedup();
    all.len() as u64
}

/// The lower median.
fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    all.get(all.len().saturating_sub(1) / 2).copied()
}

fn pairs(steps: &[Step<'_>], sources: &[SourceTold]) -> Vec<SourcePair> {
    let documents: BTreeMap<&str, u64> = sources.iter().map(|source| (source.source.as_str(), source.documents)).collect();
    let mut back: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.is_determined && step.teller != step.other) {
        *back.entry((step.other, step.teller)).or_default() += 1;
    }
    let row = |steps: &[Step<'_>]| {
        let first = steps.first()?;
        let told: Vec<_> = steps.iter().filter(|step| step.is_determined).collect();
        let retelling = distinct(told.iter().map(|step| step.document).collect());
        let mut relations: BTreeMap<String, u64> = BTreeMap::new();
        told.iter().for_each(|step| *relations.entry(step.relation.to_owned()).or_default() += 1);
        // Within one source what is undetermined stands in the same row from both sides.
        let sides = if first.teller == first.other { 2 } else { 1 };
        Some(SourcePair {
            source: first.teller.to_owned(),
            first: first.other.to_owned(),
            documents: retelling,
            share: share(retelling, documents.get(first.teller).copied().unwrap_or(0)),
            retold: distinct(told.iter().map(|step| step.of).collect()),
            matches_by_relation: relations,
            matches_back: back.get(&(first.teller, first.other)).copied().unwrap_or(0),
            matches_undetermined: (steps.len() - told.len()) as u64 / sides,
            median_delay: median(told.iter().filter_map(|step| step.delay).collect()),
        })
    };
    steps.chunk_by(|a, b| (a.teller, a.other) == (b.teller, b.other)).filter_map(row).collect()
}

/// A document of each of two sources that tell the same, with the seconds between them.
struct Meeting {
    left: DocumentId,
    right: DocumentId,
    delay: i64,
}

/// Pairs of sources that publish the same stories within hours.
fn links(steps: &[Step<'_>], sources: &[SourceTold], options: &NetworkOptions) -> Vec<NetworkLink> {
    let documents: BTreeMap<&str, u64> = sources.iter().map(|source| (source.source.as_str(), source.documents)).collect();
    // What each pair shares, seen from the name that sorts first.
    let mut shared: BTreeMap<(&str, &str), Vec<Meeting>> = BTreeMap::new();
    for step in steps {
        let Some(delay) = step.delay.map(i64::abs) else { continue };
        if step.teller < step.other {
            shared.entry((step.teller, step.other)).or_default().push(Meeting { left: step.document, right: step.of, delay });
        } else if step.teller > step.other && step.is_determined {
            shared.entry((step.other, step.teller)).or_default().push(Meeting { left: step.of, right: step.document, delay });
        }
    }
    let link = |((left, right), told): ((&str, &str), Vec<Meeting>)| {
        let of_left = distinct(told.iter().map(|meeting| meeting.left).collect());
        let of_right = distinct(told.iter().map(|meeting| meeting.right).collect());
        let stories = of_left.min(of_right);
        let median_delay = median(told.iter().map(|meeting| meeting.delay).collect())?;
        let smaller = documents.get(left).min(documents.get(right)).copied().unwrap_or(0);
        let is_enough = stories >= options.minimum_stories.max(1) && share(stories, smaller) >= options.minimum_share;
        (is_enough && median_delay < options.maximum_delay).then(|| NetworkLink {
            left: left.to_owned(),
            right: right.to_owned(),
            stories,
            median_delay,
        })
    };
    shared.into_iter().filter_map(link).collect()
}

/// Sources joined by links, directly or through others.
fn networks(links: &[NetworkLink]) -> Vec<Network> {
    // Each name's network is called by the first name in it.
    let mut home: BTreeMap<&str, &str> = BTreeMap::new();
    for link in links {
        home.insert(&link.left, &link.left);
        home.insert(&link.right, &link.right);
    }
    for link in links {
        let (Some(&one), Some(&other)) = (home.get(link.left.as_str()), home.get(link.right.as_str())) else { continue };
        if one != other {
            let (kept, gone) = (one.min(other), one.max(other));
            home.values_mut().filter(|name| **name == gone).for_each(|name| *name = kept);
        }
    }
    let mut networks: BTreeMap<&str, Network> = BTreeMap::new();
    for (source, name) in &home {
        networks.entry(name).or_default().sources.push((*source).to_owned());
    }
    for link in links {
        if let Some(network) = home.get(link.left.as_str()).and_then(|name| networks.get_mut(name)) {
            network.links.push(link.clone());
        }
    }
    networks.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn published<'a>(source: &'a str, date: &'a str) -> Published<'a> {
        Published { source: Some(source).filter(|source| !source.is_empty()), date: Some(date), words: 100 }
    }

    fn retold(left: u32, right: u32, first: First) -> Retold<'static> {
        Retold { left: DocumentId(left), right: DocumentId(right), relation: "rewritten", words: [60, 80], first }
    }

    fn table(documents: &[Published<'_>], matches: &[Retold<'_>]) -> RetellingTable {
        retelling_table(documents, matches, &Unmatched::new(), &NetworkOptions::default())
    }

    #[test]
    fn nothing_published_nothing_told() {
        assert_eq!(table(&[], &[]), RetellingTable::default());
        assert_eq!(table(&[], &[retold(0, 1, First::Left)]).matches_without_source, 1);
    }

    #[test]
    fn documents_count_and_not_matches() {
        let documents = [
            published("wire", "2025-03-05T08:00:00Z"),
            published("wire", "2025-03-05T08:30:00Z"),
            published("gazette", "2025-03-05T10:00:00Z"),
            published("gazette", "2025-03-06T10:00:00Z"),
            published("", "2025-03-06T10:00:00Z"),
        ];
        let matches =
            [retold(0, 2, First::Left), retold(1, 2, First::Left), retold(0, 1, First::Left), retold(0, 4, First::Left)];
        let table = table(&documents, &matches);
        assert_eq!(table.matches_without_source, 1);
        let rows: Vec<_> =
            table.pairs.iter().map(|row| (row.source.as_str(), row.first.as_str(), row.documents, row.retold)).collect();
        assert_eq!(rows, [("gazette", "wire", 1, 2), ("wire", "wire", 1, 1)]);
        assert_eq!(table.pairs[0].share, 0.5);
        assert_eq!(table.pairs[0].matches_by_relation, BTreeMap::from([("rewritten".to_owned(), 2)]));
        assert_eq!(table.pairs[0].median_delay, Some(5400));
        let own: Vec<_> =
            table.sources.iter().map(|source| (source.own_share, source.own_words, source.repeating_documents)).collect();
        assert_eq!(own, [(0.5, 120, 0), (1.0, 200, 1)]);
    }

    #[test]
    fn directions_are_told_apart() {
        let documents = [published("a", "2025"), published("a", "2025"), published("b", ""), published("b", "2025")];
        let matches = [
            retold(0, 2, First::Left),
            retold(1, 2, First::Undetermined),
            retold(1, 3, First::Right),
            retold(2, 3, First::Undetermined),
        ];
        let table = table(&documents, &matches);
        let rows: Vec<_> = table
            .pairs
            .iter()
            .map(|row| (row.source.as_str(), row.first.as_str(), row.documents, row.matches_back, row.matches_undetermined))
            .collect();
        assert_eq!(rows, [("a", "b", 1, 1, 1), ("b", "a", 1, 1, 1), ("b", "b", 0, 0, 1)]);
        assert_eq!(table.pairs[1].median_delay, None);
        assert_eq!(table.sources[1].undetermined_documents, 0);
    }

    #[test]
    fn sites_that_publish_together_are_a_network() {
        let times: Vec<String> =
            (0..4).flat_map(|day| [8, 9, 20].map(|hour| format!("2025-03-0{}T{hour:02}:00:00Z", day + 1))).collect();
        let documents: Vec<_> = times.iter().enumerate().map(|(at, time)| published(["c", "a", "b"][at % 3], time)).collect();
        let stories: Vec<_> = (0..4u32)
            .flat_map(|day| [retold(3 * day, 3 * day + 1, First::Left), retold(3 * day + 1, 3 * day + 2, First::Undetermined)])
            .collect();
        let found = table(&documents, &stories);
        assert_eq!(found.networks.len(), 1);
        assert_eq!(found.networks[0].sources, ["a", "b", "c"]);
        let links: Vec<_> = found.networks[0]
            .links
            .iter()
            .map(|link| (link.left.as_str(), link.right.as_str(), link.stories, link.median_delay))
            .collect();
        assert_eq!(links, [("a", "b", 4, 11 * 3600), ("a", "c", 4, 3600)]);
        assert!(table(&documents, &stories[..4]).networks.is_empty());
        let strict = NetworkOptions { maximum_delay: 3600, ..NetworkOptions::default() };
        assert!(retelling_table(&documents, &stories, &Unmatched::new(), &strict).networks.is_empty());
    }

    fn matches() -> impl Strategy<Value = Vec<Retold<'static>>> {
        let first = prop_oneof![Just(First::Left), Just(First::Right), Just(First::Undetermined)];
        let one = (0u32..12, 1u32..12, first, 0u64..150, prop_oneof![Just("identical"), Just("rewritten")]).prop_map(
            |(left, step, first, words, relation)| Retold {
                left: DocumentId(left),
                right: DocumentId((left + step) % 12),
                relation,
                words: [words, words / 2],
                first,
            },
        );
        proptest::collection::vec(one, 0..30)
    }

    proptest! {
        #[test]
        fn neither_order_nor_sides_matter(matches in matches(), by in 0usize..30) {
            let days: Vec<String> = (0..12).map(|day| format!("2025-03-{:02}", day % 5 + 1)).collect();
            let documents: Vec<_> = days.iter().enumerate().map(|(at, day)| published(["a", "b", "c", ""][at % 4], day)).collect();
            let found = table(&documents, &matches);
            let mut turned: Vec<_> = matches.iter().map(|one| Retold { left: one.right, right: one.left, words: [one.words[1], one.words[0]], first: one.first.exchanged(), ..*one }).collect();
            turned.rotate_left(by.min(matches.len()));
            prop_assert_eq!(&found, &table(&documents, &turned));
            for source in &found.sources {
                prop_assert!(source.retelling_documents + source.repeating_documents + source.undetermined_documents <= source.documents);
                prop_assert!(source.own_words <= source.words);
            }
            for row in &found.pairs {
                prop_assert!(row.documents <= row.matches_by_relation.values().sum::<u64>());
                let back = found.pairs.iter().find(|other| other.source == row.first && other.first == row.source);
                prop_assert!(row.source == row.first || row.matches_back == back.map_or(0, |back| back.matches_by_relation.values().sum()));
            }
        }
    }
}
