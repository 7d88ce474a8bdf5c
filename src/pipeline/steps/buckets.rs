//! Band hashes → documents that share a bucket, and of those the ones that may match.

use super::super::catalog::estimate_of;
use super::super::disjoint::DisjointSets;
use super::super::options::ScanOptions;
use super::super::propose;
use super::Link;
use crate::candidates::banding::BUCKET_CAP;
use bytemuck::{Pod, Zeroable};

/// One band hash of a document: 12 bytes, ordered by bucket, then document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Pod, Zeroable)]
#[repr(C)]
pub struct BandPosting {
    /// The hash of the band.
    pub hash: u32,
    /// Which band.
    pub band: u32,
    /// The document.
    pub document: u32,
}

/// Leaves as many postings of each bucket as tell that it is over the cap, and links the documents of those that are with their first.
///
/// For postings of some documents, before they meet those of others: a bucket of a million documents then moves no more
/// than one of two hundred from each place. The postings are sorted, and equal ones become one.
pub fn thinned(postings: &mut Vec<BandPosting>, mut link: impl FnMut(Link)) {
    postings.sort_unstable();
    postings.dedup();
    let mut kept = Vec::with_capacity(postings.len());
    for bucket in each_bucket(postings) {
        link_crowd(bucket, &mut link);
        kept.extend(bucket.iter().take(BUCKET_CAP + 1));
    }
    *postings = kept;
}

/// Calls `set` with the documents of each bucket of two up to the cap, ascending; links those of fuller ones with their first.
///
/// All postings of a bucket must be here, or what [`thinned`] left of them. Costs one sort.
///
/// ```
/// use twicetold::pipeline::steps::{BandPosting, buckets};
/// let mut postings: Vec<_> = [(9, 4), (7, 2), (9, 1)].map(|(hash, document)| BandPosting { hash, band: 0, document }).into();
/// let mut sets = Vec::new();
/// buckets(&mut postings, |set| sets.push(set.to_vec()), |_| unreachable!("no bucket is full"));
/// assert_eq!(sets, [[1, 4]]);
/// ```
pub fn buckets(postings: &mut Vec<BandPosting>, mut set: impl FnMut(&[u32]), mut link: impl FnMut(Link)) {
    postings.sort_unstable();
    postings.dedup();
    let mut documents = Vec::new();
    for bucket in each_bucket(postings).filter(|bucket| bucket.len() > 1) {
        if bucket.len() > BUCKET_CAP {
            link_crowd(bucket, &mut link);
        } else {
            documents.clear();
            documents.extend(bucket.iter().map(|posting| posting.document));
            set(&documents);
        }
    }
}

fn each_bucket(postings: &[BandPosting]) -> impl Iterator<Item = &[BandPosting]> {
    postings.chunk_by(|a, b| (a.hash, a.band) == (b.hash, b.band))
}

/// A bucket over the cap makes a crowd, whose documents a scan compares as it finds best: they stay together.
fn link_crowd(bucket: &[BandPosting], link: &mut impl FnMut(Link)) {
    let Some((first, others)) = bucket.split_first().filter(|_| bucket.len() > BUCKET_CAP) else { return };
    others.iter().for_each(|other| link(Link { node: other.document, to: first.document }));
}

/// Links of a set of documents that share a bucket: between those whose signatures do not speak against a match, as few as hold them together.
///
/// `documents` have their signature bits beside them and whether they stand in a bucket over the cap: who shares a bucket with such a one
/// stays with it. Costs a comparison a pair at most.
#[must_use]
pub fn linked(documents: &[(u32, &[u8], bool)], options: &ScanOptions) -> Vec<Link> {
    let floor = propose::floor(options);
    let all = documents.iter().any(|&(.., is_crowded)| is_crowded);
    let mut sets = DisjointSets::new(documents.len());
    let mut links = Vec::new();
    for (at, (right, right_bits, _)) in (0u32..).zip(documents) {
        for (before, (left, left_bits, _)) in (0..at).zip(documents) {
            if sets.root(before) != sets.root(at) && (all || estimate_of(left_bits, right_bits) >= floor) {
                sets.join(before, at);
                links.push(Link { node: *left.max(right), to: *left.min(right) });
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn components(documents: u32, links: &[Link]) -> Vec<u32> {
        let mut sets = DisjointSets::new(documents as usize);
        links.iter().for_each(|link| sets.join(link.node, link.to));
        (0..documents).map(|at| sets.root(at)).collect()
    }

    proptest! {
        /// Wherever postings are thinned before they meet, the same sets and the same crowds come out.
        #[test]
        fn thinning_changes_nothing(
            documents in 1u32..900, hashes in 1u32..6, cuts in 1usize..5, seed in any::<u32>(),
        ) {
            let hash = |document: u32| document.wrapping_mul(0x9E37_79B9).wrapping_add(seed) >> 16;
            let all: Vec<BandPosting> =
                (0..documents).map(|document| BandPosting { hash: hash(document) % hashes, band: 0, document }).collect();
            let of = |mut postings: Vec<BandPosting>, mut links: Vec<Link>| {
                let mut sets = BTreeSet::new();
                buckets(&mut postings, |set| { sets.insert(set.to_vec()); }, |link| links.push(link));
                (sets, components(documents, &links))
            };
            let whole = of(all.clone(), Vec::new());
            let (mut met, mut links) = (Vec::new(), Vec::new());
            for part in 0..cuts {
                let mut some: Vec<_> = all.iter().copied().skip(part).step_by(cuts).collect();
                thinned(&mut some, |link| links.push(link));
                met.extend(some);
            }
            prop_assert_eq!(of(met, links), whole);
        }

        /// The links hold together what all pairs that may match would.
        #[test]
        fn links_are_a_forest_of_what_may_match(
            bits in prop::collection::vec(prop::collection::vec(0u8..3, 128), 2..12), crowded in any::<bool>(),
        ) {
            let documents: Vec<_> = (0u32..).zip(&bits).map(|(at, bits)| (at, bits.as_slice(), crowded && at == 0)).collect();
            let options = ScanOptions::default();
            let floor = propose::floor(&options);
            let mut all = Vec::new();
            for (left, right) in (0..bits.len()).flat_map(|right| (0..right).map(move |left| (left, right))) {
                if crowded || estimate_of(&bits[left], &bits[right]) >= floor {
                    all.push(Link { node: right as u32, to: left as u32 });
                }
            }
            let links = linked(&documents, &options);
            prop_assert!(links.len() < bits.len());
            prop_assert_eq!(components(bits.len() as u32, &links), components(bits.len() as u32, &all));
        }
    }
}
