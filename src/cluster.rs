//! Verified matches → clusters: each a representative and documents that all match it.
//!
//! Linking whatever matches anything makes chains: A~B~C puts A and C together though they do not
//! match, and drift makes one cluster of a whole archive. Here every member matches the
//! representative itself; where the story drifts on, the cluster says that it is chained, and to
//! what. (Star clustering: Aslam, Pelekhov and Rus, 2004, with the first document as the center.)

use crate::document::DocumentId;
use rustc_hash::FxHashMap;

/// Two documents that match, and how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The earlier document.
    pub left: DocumentId,
    /// The later one.
    pub right: DocumentId,
    /// Jaccard similarity, in `0.0..=1.0`.
    pub similarity: f64,
}

/// A representative and the documents that match it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The first of them by (date, id).
    pub representative: DocumentId,
    /// The others, ascending, each with its similarity to the representative.
    pub members: Vec<(DocumentId, f64)>,
    /// Whether a document outside matches a member.
    pub chained: bool,
    /// Positions of the clusters that its members also match.
    pub chained_to: Vec<usize>,
}

/// Groups documents around representatives, the first documents first.
///
/// `copies` are documents equal to the first of a pair: they go wherever the first goes, and have no
/// edges of their own. Every edge counts once; order does not matter. Linear in edges and copies but
/// for sorting them. Clusters ascend by representative; documents that match nothing are in none.
#[must_use]
pub fn cluster(edges: &[Edge], copies: &[(DocumentId, DocumentId)]) -> Vec<Cluster> {
    let neighbors = neighbors(edges, copies);
    let mut home: FxHashMap<DocumentId, usize> = FxHashMap::default();
    let mut clusters: Vec<Cluster> = Vec::new();
    for near in neighbors.chunk_by(|a, b| a.center == b.center) {
        let Some(&Near { center, .. }) = near.first() else { continue };
        if home.contains_key(&center) {
            continue;
        }
        let free = near.iter().filter(|near| near.document != center && !home.contains_key(&near.document));
        let members: Vec<_> = free.map(|near| (near.document, near.similarity)).collect();
        home.extend(members.iter().map(|&(document, _)| (document, clusters.len())));
        home.insert(center, clusters.len());
        clusters.push(Cluster { representative: center, members, chained: false, chained_to: Vec::new() });
    }
    mark_chains(&mut clusters, &home, edges);
    add_copies(&mut clusters, &home, copies);
    keep_groups(clusters)
}

/// A document and one that it matches; itself where it only has copies.
#[derive(Clone, Copy)]
struct Near {
    center: DocumentId,
    document: DocumentId,
    similarity: f64,
}

/// Each document that matches or has a copy, ascending, with what it matches, ascending.
fn neighbors(edges: &[Edge], copies: &[(DocumentId, DocumentId)]) -> Vec<Near> {
    let mut neighbors = Vec::with_capacity(2 * edges.len() + copies.len());
    for &Edge { left, right, similarity } in edges {
        neighbors.push(Near { center: left, document: right, similarity });
        neighbors.push(Near { center: right, document: left, similarity });
    }
    neighbors.extend(copies.iter().map(|&(first, _)| Near { center: first, document: first, similarity: 1.0 }));
    neighbors.sort_unstable_by_key(|near| (near.center, near.document));
    neighbors.dedup_by_key(|near| (near.center, near.document));
    neighbors
}

fn mark_chains(clusters: &mut [Cluster], home: &FxHashMap<DocumentId, usize>, edges: &[Edge]) {
    for edge in edges {
        if let (Some(&left), Some(&right)) = (home.get(&edge.left), home.get(&edge.right))
            && left != right
        {
            for (one, other) in [(left, right), (right, left)] {
                if let Some(cluster) = clusters.get_mut(one) {
                    cluster.chained = true;
                    cluster.chained_to.push(other);
                }
            }
        }
    }
}

fn add_copies(clusters: &mut [Cluster], home: &FxHashMap<DocumentId, usize>, copies: &[(DocumentId, DocumentId)]) {
    // Looked up before any copy is added, while members still ascend.
    let similarity = |at: usize, first: DocumentId| {
        let members = clusters.get(at).map_or(&[][..], |cluster| &cluster.members);
        let found = members.binary_search_by_key(&first, |&(document, _)| document).ok();
        found.and_then(|at| members.get(at)).map_or(1.0, |&(_, similarity)| similarity)
    };
    let housed = copies.iter().filter_map(|&(first, copy)| home.get(&first).map(|&at| (at, copy, similarity(at, first))));
    for (at, copy, similarity) in housed.collect::<Vec<_>>() {
        if let Some(cluster) = clusters.get_mut(at) {
            cluster.members.push((copy, similarity));
        }
    }
}

/// Drops the clusters of one document and renumbers what the others are chained to.
fn keep_groups(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let mut position = 0;
    let renumbered: Vec<Option<usize>> = clusters
        .iter()
        .map(|cluster| {
            let kept = !cluster.members.is_empty();
            position += usize::from(kept);
            kept.then(|| position - 1)
        })
        .collect();
    let mut groups: Vec<Cluster> = clusters.into_iter().filter(|cluster| !cluster.members.is_empty()).collect();
    for group in &mut groups {
        group.members.sort_unstable_by_key(|&(document, _)| document);
        group.chained_to = group.chained_to.iter().filter_map(|&at| renumbered.get(at).copied().flatten()).collect();
        group.chained_to.sort_unstable();
        group.chained_to.dedup();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edge(left: u32, right: u32) -> Edge {
        Edge { left: DocumentId(left), right: DocumentId(right), similarity: 0.8 }
    }

    #[test]
    fn a_chain_never_claims_that_its_ends_match() {
        let clusters = cluster(&[edge(0, 1), edge(1, 2)], &[]);
        assert_eq!(clusters.len(), 1);
        assert_eq!(clusters[0].members, [(DocumentId(1), 0.8)]);
        assert!(clusters[0].chained && clusters[0].chained_to.is_empty());
    }

    #[test]
    fn fifty_thousand_documents_linked_by_drift_stay_apart() {
        let drift: Vec<_> = (0..50_000).flat_map(|n| [edge(n, n + 1), edge(n, n + 2)]).collect();
        let clusters = cluster(&drift, &[]);
        assert!(clusters.iter().all(|cluster| cluster.members.len() <= 2 && cluster.chained));
        assert!(clusters.len() > 10_000);
    }

    #[test]
    fn copies_follow_the_document_they_copy() {
        let copies = [(DocumentId(1), DocumentId(5)), (DocumentId(7), DocumentId(9))];
        let clusters = cluster(&[edge(0, 1)], &copies);
        assert_eq!(clusters[0].members, [(DocumentId(1), 0.8), (DocumentId(5), 0.8)]);
        assert_eq!((clusters[1].representative, &clusters[1].members[..]), (DocumentId(7), &[(DocumentId(9), 1.0)][..]));
    }

    proptest! {
        #[test]
        fn every_member_matches_its_representative_and_no_document_stands_twice(
            raw in prop::collection::vec((0u32..30, 0u32..30), 0..60),
        ) {
            let edges: Vec<_> = raw.iter().filter(|(l, r)| l < r).map(|&(l, r)| edge(l, r)).collect();
            let clusters = cluster(&edges, &[]);
            let mut seen = std::collections::BTreeSet::new();
            for group in &clusters {
                prop_assert!(seen.insert(group.representative));
                for (member, _) in &group.members {
                    prop_assert!(seen.insert(*member) && group.representative < *member);
                    prop_assert!(raw.contains(&(group.representative.0, member.0)));
                }
            }
        }
    }
}
