//! Large groups are listed against their representative, so that a report grows with the documents and
//! not with their pairs.

use super::verify::Verified;
use crate::cluster::Cluster;
use crate::document::DocumentId;
use crate::report::Relation;

/// Members of a cluster from which its near-duplicate pairs are listed against the representative only.
pub const LISTED_IN_FULL_UP_TO: usize = 200;

/// Drops the near-duplicate pairs within a large cluster that do not name its representative. The
/// cluster says that they belong together, and how far apart they are.
pub(super) fn against_representatives(verified: &mut Vec<Verified>, clusters: &[Cluster]) {
    let large = || clusters.iter().filter(|cluster| cluster.members.len() > LISTED_IN_FULL_UP_TO);
    let last = large().flat_map(|cluster| cluster.members.last()).map(|(member, _)| member.index() + 1).max();
    let mut representatives: Vec<Option<DocumentId>> = vec![None; last.unwrap_or_default()];
    for cluster in large() {
        for (member, _) in &cluster.members {
            if let Some(slot) = representatives.get_mut(member.index()) {
                *slot = Some(cluster.representative);
            }
        }
    }
    verified.retain(|found| {
        let home = |document: DocumentId| representatives.get(document.index()).copied().flatten();
        let (left, right) = (home(found.pair.left()), home(found.pair.right()));
        found.relation != Relation::NearDuplicate || left.is_none() || left != right
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::CandidatePair;
    use crate::similarity::Overlap;

    #[test]
    fn a_large_group_is_listed_once_a_member() {
        let pair = |left, right| CandidatePair::new(DocumentId(left), DocumentId(right)).unwrap();
        let near = |left, right| Verified {
            pair: pair(left, right),
            relation: Relation::NearDuplicate,
            overlap: Overlap::default(),
            rewrite: None,
            receipts: None,
            shared_words: 0,
            on_common_text: false,
            passages: Vec::new(),
        };
        let group = |size: u32| Cluster {
            representative: DocumentId(0),
            members: (1..size).map(|member| (DocumentId(member), 0.9)).collect(),
            chained: false,
            chained_to: Vec::new(),
        };
        for (size, left) in [(300, 299), (150, 150 * 149 / 2)] {
            let mut all: Vec<_> = (0..size).flat_map(|l| (l + 1..size).map(move |r| near(l, r))).collect();
            against_representatives(&mut all, &[group(size)]);
            assert_eq!(all.len(), left);
        }
    }
}
