//! How well predicted pairs agree with a truth: precision, recall, average precision, adjusted Rand index.
//!
//! The arithmetic is that of the project's evaluation sets' own judge, digit for digit; what is added
//! is that groups of identical documents are counted without listing their pairs.

use super::groups::{Item, Predictions};
use super::predicted::PredictedPair;
use super::rand_index::adjusted_rand_index;
use super::truth::{Pair, Truth};
use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::str::FromStr;

/// What a predicted pair is that the truth does not list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Neither right nor wrong.
    Closed,
    /// Wrong.
    Open,
    /// Wrong unless both documents stand in one cluster of the truth.
    Cluster,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Closed, Self::Open, Self::Cluster];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Cluster => "cluster",
        }
    }

    /// The mode a truth calls for: cluster where it has clusters, closed where it names false pairs, else open.
    #[must_use]
    pub fn of(truth: &Truth) -> Self {
        match (truth.has_clusters(), truth.has_negatives()) {
            (true, _) => Self::Cluster,
            (false, true) => Self::Closed,
            (false, false) => Self::Open,
        }
    }
}

impl FromStr for Mode {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|mode| mode.name() == name)
            .ok_or_else(|| Error::usage(format!("no mode is called '{name}'; choose from {names}")))
    }
}

/// How to judge.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EvaluateOptions {
    /// What unlisted pairs are; [`Mode::of`] the truth where none is given.
    pub mode: Option<Mode>,
    /// Score from which a pair counts as predicted; the one with the best F1 where none is given.
    pub threshold: Option<f64>,
    /// Listed pairs of lower similarity are not judged, in `0.0..=1.0`; needs a truth with that column.
    pub min_similarity: Option<f64>,
    /// Labels whose pairs are not judged.
    pub exclude: Vec<String>,
    /// Labels whose pairs are the true ones, whatever the truth says; none means those it says.
    pub positive: Vec<String>,
    /// Whether what is predicted of a document holds for all that are predicted to be identical to it.
    ///
    /// Reports list identical documents once each, against the first of them, and other matches of the
    /// first only. With this on they are judged as if every pair were listed, at the cost of the listed ones.
    pub transitive_identical: bool,
    /// Documents of the corpus, for the adjusted Rand index: those nobody names are clusters of one.
    ///
    /// Without it only documents that the truth or a prediction names count.
    pub documents: Option<u64>,
}

/// Pairs by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PairCounts {
    /// Distinct predicted pairs, those that identical documents stand for among them.
    pub predicted: u64,
    /// Those that are judged.
    pub judged: u64,
    /// True pairs.
    pub positives: u64,
    /// True pairs predicted with at least the threshold.
    pub true_positives: u64,
    /// Judged pairs predicted with at least the threshold that are not true.
    pub false_positives: u64,
    /// True pairs not so predicted.
    pub false_negatives: u64,
}

/// How many pairs of one label were predicted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LabelRecall {
    /// The label, as in the truth.
    pub label: String,
    /// Listed pairs with it that are judged.
    pub listed: u64,
    /// Those predicted with at least the threshold.
    pub found: u64,
    /// `found / listed`.
    pub recall: f64,
}

/// How well predictions agree with a truth. Fractions are 0 where they would divide by 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Evaluation {
    /// What unlisted pairs were.
    pub mode: Mode,
    /// Score from which pairs were counted as predicted; 0 where nothing was judged.
    pub threshold: f64,
    /// Share of the judged predictions that are true.
    pub precision: f64,
    /// Share of the true pairs that were predicted.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Mean over the true pairs of the precision at the place of each in the ranking; none where a
    /// threshold was given. Pairs of equal score rank as they were listed.
    pub average_precision: Option<f64>,
    /// Agreement of the clusters the predictions make with the true ones: 1 for equal, 0 as by
    /// chance, below 0 for worse; in cluster mode only.
    pub adjusted_rand_index: Option<f64>,
    /// By label, most frequent first, then by name.
    pub recall_by_label: Vec<LabelRecall>,
    /// Pairs by what became of them.
    pub counts: PairCounts,
}

/// Judges predictions by a truth.
///
/// The order within a pair does not matter; of a pair predicted twice the better score counts. Costs
/// a few hash look-ups for each listed and each predicted pair, and a sort of the latter.
///
/// ```
/// use twicetold::evaluate::{EvaluateOptions, PredictedPair, Truth, evaluate};
///
/// let mut truth = Truth::default();
/// truth.add_pairs("id_a\tid_b\tlabel\tpositive\na\tb\tcopy\t1\na\tc\tcopy\t1\n")?;
/// let predictions = [PredictedPair::new("b", "a", 0.9), PredictedPair::new("b", "d", 0.4)];
/// let evaluation = evaluate(&truth, &predictions, &EvaluateOptions::default())?;
/// assert_eq!((evaluation.precision, evaluation.recall, evaluation.threshold), (1.0, 0.5, 0.9));
/// # Ok::<(), twicetold::Error>(())
/// ```
///
/// # Errors
/// A usage error where the mode needs clusters or pairs that the truth does not have, a minimum
/// similarity is asked of a truth without similarities, or an option is out of range.
pub fn evaluate(truth: &Truth, predictions: &[PredictedPair], options: &EvaluateOptions) -> Result<Evaluation> {
    let mode = options.mode.unwrap_or_else(|| Mode::of(truth));
    check(truth, mode, options)?;
    let ignored = ignored(truth, options);
    let mut predicted = Predictions::new(truth, predictions, options.transitive_identical);
    let all = predicted.items.iter().map(|item| item.pairs).sum();
    let positives = match mode {
        Mode::Cluster => count_clusters(truth, &ignored, &mut predicted),
        Mode::Open => {
            take_ignored(&ignored, &mut predicted, |_| false);
            count_listed(truth, options, &ignored, &mut predicted).positives
        }
        Mode::Closed => {
            let counted = count_listed(truth, options, &ignored, &mut predicted);
            predicted.items.iter_mut().zip(counted.listed).for_each(|(item, listed)| item.pairs = listed);
            counted.positives
        }
    };
    let (average_precision, best) = sweep(&predicted.items, positives);
    let threshold = options.threshold.unwrap_or(best);
    let (mut judged, mut over, mut hits) = (0, 0, 0);
    for item in &predicted.items {
        judged += item.pairs;
        if item.score >= threshold {
            over += item.pairs;
            hits += item.hits;
        }
    }
    let counts = PairCounts {
        predicted: all,
        judged,
        positives,
        true_positives: hits,
        false_positives: over - hits,
        false_negatives: positives - hits,
    };
    Ok(Evaluation {
        mode,
        threshold,
        precision: ratio(hits, over),
        recall: ratio(hits, positives),
        f1: ratio(2 * hits, over + positives),
        average_precision: options.threshold.is_none().then_some(average_precision),
        adjusted_rand_index: (mode == Mode::Cluster)
            .then(|| adjusted_rand_index(truth, &predicted, threshold, options.documents)),
        recall_by_label: recall_by_label(truth, &ignored, &predicted, threshold),
        counts,
    })
}

fn check(truth: &Truth, mode: Mode, options: &EvaluateOptions) -> Result<()> {
    if mode == Mode::Cluster && !truth.has_clusters() {
        return Err(Error::usage("mode cluster needs a table of clusters (--clusters)"));
    }
    if mode != Mode::Cluster && !truth.has_pairs() {
        return Err(Error::usage(format!("mode {} needs a table of true pairs (--truth)", mode.name())));
    }
    let Some(least) = options.min_similarity else { return Ok(()) };
    if !(0.0..=1.0).contains(&least) {
        return Err(Error::usage(format!("--min-similarity must be 0 to 1, not {least}")));
    }
    if truth.listed.values().all(|listed| listed.similarity.is_none()) {
        return Err(Error::usage("--min-similarity needs a truth with a fifth column, similarity"));
    }
    Ok(())
}

/// Pairs that are neither right nor wrong.
fn ignored(truth: &Truth, options: &EvaluateOptions) -> FxHashSet<Pair> {
    let mut ignored = truth.ignored.clone();
    let excluded: Vec<bool> = truth.labels.iter().map(|label| options.exclude.contains(label)).collect();
    for (&pair, listed) in &truth.listed {
        let below = options.min_similarity.is_some_and(|least| listed.similarity.is_some_and(|value| value < least));
        if below || excluded[listed.label as usize] {
            ignored.insert(pair);
        }
    }
    let unjudged = &truth.ignored_documents;
    ignored.retain(|(left, right)| !unjudged.contains(left) && !unjudged.contains(right));
    ignored
}

/// Whether a listed pair is judged at all.
fn is_judged(truth: &Truth, ignored: &FxHashSet<Pair>, pair: Pair) -> bool {
    let unjudged = &truth.ignored_documents;
    !ignored.contains(&pair) && (unjudged.is_empty() || !(unjudged.contains(&pair.0) || unjudged.contains(&pair.1)))
}

/// What the listed pairs come to.
struct Counted {
    /// True pairs.
    positives: u64,
    /// Judged listed pairs that each item covers.
    listed: Vec<u64>,
}

/// Counts hits among listed pairs.
fn count_listed(truth: &Truth, options: &EvaluateOptions, ignored: &FxHashSet<Pair>, predicted: &mut Predictions) -> Counted {
    let chosen: Vec<bool> = truth.labels.iter().map(|label| options.positive.contains(label)).collect();
    let mut counted = Counted { positives: 0, listed: vec![0; predicted.items.len()] };
    for (&pair, listed) in truth.listed.iter().filter(|&(&pair, _)| is_judged(truth, ignored, pair)) {
        let positive = if options.positive.is_empty() { listed.positive } else { chosen[listed.label as usize] };
        counted.positives += u64::from(positive);
        if let Some(at) = predicted.item(pair) {
            predicted.items[at].hits += u64::from(positive);
            counted.listed[at] += 1;
        }
    }
    counted
}

/// Counts hits within clusters; returns how many pairs they hold.
fn count_clusters(truth: &Truth, ignored: &FxHashSet<Pair>, predicted: &mut Predictions) -> u64 {
    let mut sizes: FxHashMap<u32, u64> = FxHashMap::default();
    let mut parts: FxHashMap<u32, Vec<(u32, u64)>> = FxHashMap::default();
    let mut members: Vec<(u32, u32)> = Vec::new();
    for (&document, &cluster) in &truth.clusters {
        if !truth.ignored_documents.contains(&document) {
            *sizes.entry(cluster).or_default() += 1;
            members.push((predicted.group_of[document as usize], cluster));
        }
    }
    members.sort_unstable();
    for run in members.chunk_by(|left, right| left == right) {
        let (group, cluster) = run[0];
        parts.entry(group).or_default().push((cluster, run.len() as u64));
    }
    let none = Vec::new();
    for item in &mut predicted.items {
        let left = parts.get(&item.groups.0).unwrap_or(&none);
        let right = parts.get(&item.groups.1).unwrap_or(&none);
        item.hits = if item.groups.0 == item.groups.1 {
            left.iter().map(|&(_, count)| count * (count - 1) / 2).sum()
        } else {
            common(left, right)
        };
    }
    let together = |pair: Pair| {
        let clusters = (truth.clusters.get(&pair.0), truth.clusters.get(&pair.1));
        clusters.0.is_some() && clusters.0 == clusters.1
    };
    take_ignored(ignored, predicted, together);
    let ignored = ignored.iter().filter(|&&pair| together(pair)).count() as u64;
    sizes.values().map(|&count| count * (count - 1) / 2).sum::<u64>() - ignored
}

/// Pairs of one cluster between two groups, given by the sizes of their parts in ascending clusters.
fn common(left: &[(u32, u64)], right: &[(u32, u64)]) -> u64 {
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let find = |cluster| many.binary_search_by_key(&cluster, |&(cluster, _)| cluster);
    few.iter().map(|&(cluster, count)| find(cluster).map_or(0, |at| count * many[at].1)).sum()
}

/// Takes ignored pairs from the judged ones, and from the hits those that were counted there.
fn take_ignored(ignored: &FxHashSet<Pair>, predicted: &mut Predictions, counted: impl Fn(Pair) -> bool) {
    for &pair in ignored {
        if let Some(at) = predicted.item(pair) {
            predicted.items[at].pairs -= 1;
            predicted.items[at].hits -= u64::from(counted(pair));
        }
    }
}

/// Average precision, and the score that makes the best F1 when taken as threshold (the higher of two).
///
/// Of an item that stands for many pairs, each hit has the precision at the item's end.
fn sweep(items: &[Item], positives: u64) -> (f64, f64) {
    let mut ranked: Vec<&Item> = items.iter().filter(|item| item.pairs > 0).collect();
    ranked.sort_by(|left, right| right.score.total_cmp(&left.score));
    let (mut pairs, mut hits, mut precisions) = (0, 0, 0.0);
    let mut best = (-1.0, 0.0);
    for (at, item) in ranked.iter().enumerate() {
        pairs += item.pairs;
        hits += item.hits;
        precisions += item.hits as f64 * ratio(hits, pairs);
        if ranked.get(at + 1).is_none_or(|next| next.score != item.score) {
            let f1 = ratio(2 * hits, pairs + positives);
            // Scores fall, so an equal F1 later has the lower score.
            if f1 > best.0 {
                best = (f1, item.score);
            }
        }
    }
    (if positives == 0 { 0.0 } else { precisions / positives as f64 }, best.1)
}

fn recall_by_label(truth: &Truth, ignored: &FxHashSet<Pair>, predicted: &Predictions, threshold: f64) -> Vec<LabelRecall> {
    let mut counts = vec![(0_u64, 0_u64); truth.labels.len()];
    for (&pair, listed) in &truth.listed {
        if is_judged(truth, ignored, pair) {
            let count = &mut counts[listed.label as usize];
            count.0 += 1;
            let over = |at: usize| predicted.items[at].score >= threshold;
            count.1 += u64::from(predicted.item(pair).is_some_and(over));
        }
    }
    let labels = truth.labels.iter().zip(counts).filter(|(_, (listed, _))| *listed > 0);
    let mut all: Vec<LabelRecall> = labels
        .map(|(label, (listed, found))| LabelRecall { label: label.clone(), listed, found, recall: ratio(found, listed) })
        .collect();
    all.sort_by(|left, right| right.listed.cmp(&left.listed).then_with(|| left.label.cmp(&right.label)));
    all
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
