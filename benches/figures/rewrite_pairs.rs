//! How well the rewrite score tells pairs of a truth from others: average precision.
//!
//! `rewrite_pairs DOCS.jsonl TRUTH.tsv CLUSTERS.tsv IGNORE.tsv` prints one JSON object. For each first document of a
//! positive pair as many negatives are taken as it has positives: the documents of other clusters with the highest scores,
//! found by comparing it with every one.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use twicetold::segment::{Language, Stems, words};
use twicetold::similarity::WeightedTerms;
use twicetold::weights::Weights;

type Anyhow<T> = Result<T, Box<dyn std::error::Error>>;

fn rows(path: &str) -> Anyhow<Vec<Vec<String>>> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// Mean over the positives of the precision down to each, the highest scores first; equal scores count against it.
fn average_precision(positives: &[f64], negatives: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = positives.iter().map(|&score| (score, true)).collect();
    all.extend(negatives.iter().map(|&score| (score, false)));
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut hits, mut sum) = (0.0, 0.0);
    for (at, (_, is_positive)) in all.iter().enumerate() {
        if *is_positive {
            hits += 1.0;
            sum += hits / (at + 1) as f64;
        }
    }
    sum / positives.len().max(1) as f64
}

fn main() -> Anyhow<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [docs, truth, clusters, ignored] = arguments.as_slice() else {
        return Err("usage: rewrite_pairs DOCS.jsonl TRUTH.tsv CLUSTERS.tsv IGNORE.tsv".into());
    };
    let (mut stems, weights) = (Stems::of(Language::English), Weights::of(Language::English));
    let (mut ids, mut terms) = (Vec::new(), Vec::new());
    for line in fs::read_to_string(docs)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().unwrap_or_default();
        let content = words(text).iter().map(|word| stems.stem(text, word)).filter(|stem| !stem.is_stop).collect::<Vec<_>>();
        terms.push(WeightedTerms::of(&content.iter().map(|stem| (stem.hash, weights.weight(stem))).collect::<Vec<_>>()));
        ids.push(record["id"].as_str().map_or_else(|| record["id"].to_string(), str::to_owned));
    }
    let at: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let cluster: HashMap<String, String> =
        rows(clusters)?.into_iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect();
    let ignored: HashSet<(String, String)> =
        rows(ignored)?.into_iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone()))).collect();
    let mut by_first: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in rows(truth)?.iter().filter(|row| row.get(3).is_some_and(|positive| positive == "1")) {
        if let (Some(&left), Some(&right)) = (at.get(row[0].as_str()), at.get(row[1].as_str())) {
            by_first.entry(left).or_default().push(right);
        }
    }
    let (mut positives, mut negatives, mut random) = (Vec::new(), Vec::new(), Vec::new());
    for (&first, seconds) in &by_first {
        let score = |other: usize| terms[first].overlap(&terms[other]).score();
        positives.extend(seconds.iter().map(|&second| score(second)));
        let is_other = |other: usize| {
            let (one, two) = (&ids[first], &ids[other]);
            let pair = |a: &String, b: &String| ignored.contains(&(a.clone(), b.clone()));
            cluster.get(one) != cluster.get(two) && !pair(one, two) && !pair(two, one)
        };
        let mut others: Vec<f64> = (0..ids.len()).filter(|&other| is_other(other)).map(score).collect();
        random.extend((0..seconds.len()).filter_map(|at| others.get((first * 7919 + at * 104_729) % others.len().max(1))));
        others.sort_by(|a, b| b.total_cmp(a));
        negatives.extend(others.into_iter().take(seconds.len()));
    }
    let printed = serde_json::json!({
        "positives": positives.len(),
        "negatives": negatives.len(),
        "average_precision": average_precision(&positives, &negatives),
        "average_precision_random": average_precision(&positives, &random),
    });
    println!("{printed}");
    Ok(())
}
