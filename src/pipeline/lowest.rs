//! The lowest similarity inside each cluster: how far apart its members really are.
//!
//! Members match their representative; what they are to one another is worked out here, for all
//! pairs of clusters up to a size, so that no cluster looks tighter than it is.

use super::blocks::Candidate;
use super::parallel;
use super::scan::Reader;
use super::verify::{Verified, Verifier};
use crate::candidates::CandidatePair;
use crate::cluster::Cluster;
use crate::document::DocumentId;
use crate::error::Result;
use rustc_hash::FxHashSet;

/// Different texts in a cluster up to which all pairs are compared.
pub const ALL_PAIRS_UP_TO: usize = 200;

/// Lowest similarity of a cluster, and whether all its pairs were compared.
pub(super) type Lowest = (f64, bool);

/// Pairs compared at a time, so that many large clusters do not need memory for all their pairs.
const PAIRS_AT_ONCE: usize = 1 << 18;

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
    let mut open: Vec<(CandidatePair, usize)> = Vec::new();
    for (at, cluster) in clusters.iter().enumerate() {
        let texts: Vec<DocumentId> =
            cluster.members.iter().map(|&(member, _)| member).filter(|member| !copied.contains(member)).collect();
        let mut least = cluster.members.iter().map(|&(_, similarity)| similarity).fold(1.0, f64::min);
        let all_pairs = texts.len() < ALL_PAIRS_UP_TO;
        for pair in if all_pairs { pairs_of(&texts) } else { Vec::new() } {
            match known(pair) {
                Some(similarity) => least = least.min(similarity),
                None => open.push((pair, at)),
            }
        }
        lowest.push((least, all_pairs));
        if open.len() >= PAIRS_AT_ONCE {
            settle(reader, &mut open, &mut lowest, block_bytes)?;
        }
    }
    settle(reader, &mut open, &mut lowest, block_bytes)?;
    Ok(lowest)
}

/// Compares pairs that no candidate was, each of the cluster it is in.
fn settle(reader: &Reader<'_>, open: &mut Vec<(CandidatePair, usize)>, lowest: &mut [Lowest], block_bytes: u64) -> Result<()> {
    open.sort_unstable();
    let pairs = open.iter().map(|&(pair, _)| Candidate { pair, similar: true, retold: false, shared: 0 }).collect();
    for (pair, similarity) in compare(reader, pairs, block_bytes)? {
        let owner = open.binary_search_by_key(&pair, |&(pair, _)| pair).ok().and_then(|at| open.get(at));
        if let Some((least, _)) = owner.and_then(|&(_, at)| lowest.get_mut(at)) {
            *least = least.min(similarity);
        }
    }
    open.clear();
    Ok(())
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
    let cut = reader.blocks(open, block_bytes);
    let parts = parallel::map_stream(
        cut.into_iter(),
        || Verifier::new(reader.options, reader.frequencies),
        |verifier, block| {
            let prepared = reader.prepare(block.iter().flat_map(|candidate| [candidate.pair.left(), candidate.pair.right()]))?;
            let compared = block.iter().filter_map(|candidate| {
                let (left, right) = (prepared.get(&candidate.pair.left())?, prepared.get(&candidate.pair.right())?);
                Some((candidate.pair, verifier.overlap(candidate.pair, left, right).jaccard()))
            });
            Ok(compared.collect::<Vec<_>>())
        },
    );
    let parts: Result<Vec<Vec<_>>> = parts.into_iter().collect();
    Ok(parts?.concat())
}
