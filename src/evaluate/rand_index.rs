//! The adjusted Rand index: how far two ways of clustering the same documents agree, beyond chance.
//!
//! (Hubert and Arabie, Comparing partitions, 1985.)

use super::groups::{Predictions, Sets};
use super::truth::Truth;
use rustc_hash::FxHashMap;

/// The index of the connected components of all predictions from `threshold` up against the true clusters.
///
/// `documents` is how many there are in all; those without a cluster are alone. 1 where both sides
/// have nothing but single documents.
pub(super) fn adjusted_rand_index(truth: &Truth, predicted: &Predictions, threshold: f64, documents: Option<u64>) -> f64 {
    let mut sets = Sets::new(predicted.documents);
    let mut within = vec![false; predicted.documents];
    for item in predicted.items.iter().filter(|item| item.pairs > 0 && item.score >= threshold) {
        let (left, right) = item.groups;
        // A pair between groups joins all members of both.
        within[left as usize] = true;
        within[right as usize] = true;
        sets.union(left, right);
    }
    let (mut lefts, mut rights, mut cells) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
    let mut named = 0;
    for document in 0..predicted.documents as u32 {
        if truth.ignored_documents.contains(&document) {
            continue;
        }
        named += 1;
        let group = predicted.group_of[document as usize];
        let component = if within[group as usize] { Some(sets.find(group)) } else { None };
        let cluster = truth.clusters.get(&document).copied();
        if let Some(cluster) = cluster {
            *lefts.entry(cluster).or_insert(0_u64) += 1;
        }
        if let Some(component) = component {
            *rights.entry(component).or_insert(0_u64) += 1;
        }
        if let (Some(cluster), Some(component)) = (cluster, component) {
            *cells.entry((cluster, component)).or_insert(0_u64) += 1;
        }
    }
    index(pairs(lefts.values()), pairs(rights.values()), pairs(cells.values()), documents.unwrap_or(0).max(named))
}

fn pairs<'a>(sizes: impl Iterator<Item = &'a u64>) -> f64 {
    sizes.map(|&size| size * size.saturating_sub(1) / 2).sum::<u64>() as f64
}

fn index(left: f64, right: f64, both: f64, documents: u64) -> f64 {
    let total = documents as f64 * documents.saturating_sub(1) as f64 / 2.0;
    let expected = if total > 0.0 { left * right / total } else { 0.0 };
    let most = (left + right) / 2.0;
    if most == expected { 1.0 } else { (both - expected) / (most - expected) }
}
