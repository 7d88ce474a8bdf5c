//! Sets of documents that are joined step by step: what candidates link, what matches link.

/// Disjoint sets with path halving (Tarjan and van Leeuwen, 1984); the smallest member is the root.
pub(super) struct DisjointSets {
    parents: Vec<u32>,
}

impl DisjointSets {
    /// Each of so many by itself.
    pub(super) fn new(size: usize) -> Self {
        Self { parents: (0..size as u32).collect() }
    }

    /// The smallest member of a set.
    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        loop {
            let parent = self.parents.get(at as usize).copied().unwrap_or(at);
            let grandparent = self.parents.get(parent as usize).copied().unwrap_or(parent);
            if parent == grandparent {
                return parent;
            }
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = grandparent;
            }
            at = grandparent;
        }
    }

    /// Makes two sets one.
    pub(super) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.parents.get_mut(one.max(other) as usize) {
            *slot = one.min(other);
        }
    }
}
