//! The lowest similarity inside each cluster: how far apart its members really are.
//!
//! Members match their representative; what they are to one another is worked out here, for all
//! pairs of clusters up to a size, so that no cluster looks tighter than it is.

use super::blocks::{Candidate, blocks};
use super::parallel;
use super::scan::Reader;
use super::verify::Verified;
use crate::candidates::CandidatePair;
use crate::cluster::Cluster;
use crate::document::DocumentId;
use crate::error::Result;
use crate::similarity::Overlap;
use rustc_hash::{FxHashMap, FxHashSet};

/// Different texts in a cluster up to which all pairs are compared.
pub const ALL_PAIRS_UP_TO: usize = 200;

/// Lowest similarity of a cluster, and whether all its pairs were compared.
pub(super) type Lowest = (f64, bool);

/// One [`Lowest`] a cluster, in their order.
pub(super) fn lowest_similarities(
    reader: &Reader<'_>,
    clusters: &[Cluster],
    copies: &[(DocumentId, DocumentId)],
    verified: &[Verified],
    block_bytes: u64,
) -> Result<Vec<Lowest>> {
    let copied: FxHashSet<DocumentId> = copies.iter().map(|&(_, copy)| copy).collect();
    let known = |pair: CandidatePair| {
        let at = verified.binary_search_by_key(&pair, |found| found.pair).ok()?;
        verified.get(at).map(|found| found.overlap.jaccard())
    };
    let mut lowest = Vec::with_capacity(clusters.len());
    let (mut open, mut owners) = (Vec::new(), FxHashMap::default());
    for (at, cluster) in clusters.iter().enumerate() {
        let texts: Vec<DocumentId> = std::iter::once(cluster.representative)
            .chain(cluster.members.iter().map(|&(member, _)| member).filter(|member| !copied.contains(member)))
            .collect();
        let to_center = cluster.members.iter().map(|&(_, similarity)| similarity).fold(1.0, f64::min);
        let all_pairs = texts.len() <= ALL_PAIRS_UP_TO;
        lowest.push((to_center, all_pairs));
        let pairs = if all_pairs { pairs_of(texts.get(1..).unwrap_or_default()) } else { Vec::new() };
        for pair in pairs {
            match (known(pair), lowest.last_mut()) {
                (Some(similarity), Some((least, _))) => *least = least.min(similarity),
                _ => {
                    owners.insert(pair, at);
                    open.push(Candidate { pair, similar: true, shared: 0 });
                }
            }
        }
    }
    for (pair, similarity) in compare(reader, open, block_bytes)? {
        if let Some((least, _)) = owners.get(&pair).and_then(|&at: &usize| lowest.get_mut(at)) {
            *least = least.min(similarity);
        }
    }
    Ok(lowest)
}

fn pairs_of(documents: &[DocumentId]) -> Vec<CandidatePair> {
    let rest = |at: usize| documents.get(at + 1..).unwrap_or_default();
    documents
        .iter()
        .enumerate()
        .flat_map(|(at, &one)| rest(at).iter().filter_map(move |&other| CandidatePair::new(one, other)))
        .collect()
}

/// Jaccard similarity of pairs that no candidate was.
fn compare(reader: &Reader<'_>, open: Vec<Candidate>, block_bytes: u64) -> Result<Vec<(CandidatePair, f64)>> {
    let bytes = |document| u64::from(reader.catalog.locator(document).bytes);
    let cut = blocks(open, reader.catalog.len(), bytes, block_bytes);
    let parts = parallel::map_with(
        cut,
        || (),
        |(), block| {
            let prepared = reader.prepare(block.iter().flat_map(|candidate| [candidate.pair.left(), candidate.pair.right()]))?;
            let compared = block.iter().filter_map(|candidate| {
                let (left, right) = (prepared.get(&candidate.pair.left())?, prepared.get(&candidate.pair.right())?);
                Some((candidate.pair, Overlap::of(&left.set, &right.set).jaccard()))
            });
            Ok(compared.collect::<Vec<_>>())
        },
    );
    let parts: Result<Vec<Vec<_>>> = parts.into_iter().collect();
    Ok(parts?.concat())
}
