//! Links → components, a step at a time, without any machine knowing more than the neighbors of some documents.
//!
//! Large-star and small-star (Kiveris et al., 2014): in turn, until neither changes a link; then each document is linked with the first
//! of its component and nothing else. Rounds are about the logarithm of the longest chain.

use bytemuck::{Pod, Zeroable};

/// Two documents that belong together: 8 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Pod, Zeroable)]
#[repr(C)]
pub struct Link {
    /// Whose link it is.
    pub node: u32,
    /// The other.
    pub to: u32,
}

/// Links every later neighbor of a document with the earliest of its neighbors and itself; and how many links that changed.
///
/// All links of a document must be here, in both directions. They are sorted; equal ones become one.
pub fn large_star(links: &mut Vec<Link>, mut link: impl FnMut(Link)) -> u64 {
    links.sort_unstable();
    links.dedup();
    let mut changed = 0;
    for of_node in links.chunk_by(|a, b| a.node == b.node) {
        let Some(first) = of_node.first() else { continue };
        let least = first.to.min(first.node);
        for found in of_node.iter().filter(|found| found.to > found.node) {
            changed += u64::from(least != found.node);
            link(Link { node: found.to, to: least });
        }
    }
    changed
}

/// Links a document and all its earlier neighbors with the earliest of them; and how many links that changed.
///
/// All links from a document to earlier ones must be here. They are sorted; equal ones become one.
pub fn small_star(links: &mut Vec<Link>, mut link: impl FnMut(Link)) -> u64 {
    links.sort_unstable();
    links.dedup();
    let mut changed = 0;
    for of_node in links.chunk_by(|a, b| a.node == b.node) {
        let Some(&Link { node, to: least }) = of_node.first() else { continue };
        link(Link { node, to: least });
        for found in of_node.iter().filter(|found| found.to != least) {
            changed += 1;
            link(Link { node: found.to, to: least });
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::super::super::disjoint::DisjointSets;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stars_give_the_components_of_disjoint_sets(
            pairs in prop::collection::vec((0u32..60, 0u32..60), 0..80), places in 1u32..5,
        ) {
            let pairs: Vec<_> = pairs.into_iter().filter(|(one, other)| one != other).collect();
            let mut sets = DisjointSets::new(60);
            pairs.iter().for_each(|&(one, other)| sets.join(one, other));
            let mut links: Vec<Link> = pairs.iter().map(|&(one, other)| Link { node: one.max(other), to: one.min(other) }).collect();
            for round in 0.. {
                prop_assert!(round < 12, "it ends");
                let (mut next, mut changed) = (Vec::new(), 0);
                for place in 0..places {
                    let both = links.iter().flat_map(|link| [*link, Link { node: link.to, to: link.node }]);
                    let mut here: Vec<_> = both.filter(|link| link.node % places == place).collect();
                    changed += large_star(&mut here, |link| next.push(link));
                }
                links.clear();
                for place in 0..places {
                    let mut here: Vec<_> = next.iter().copied().filter(|link| link.node % places == place).collect();
                    changed += small_star(&mut here, |link| links.push(link));
                }
                if changed == 0 {
                    break;
                }
            }
            let mut found: Vec<u32> = (0..60).collect();
            links.iter().for_each(|link| found[link.node as usize] = link.to);
            prop_assert_eq!(found, (0..60).map(|at| sets.root(at)).collect::<Vec<_>>());
        }
    }
}
