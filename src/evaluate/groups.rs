//! Predictions between groups of identical documents, so that a million copies are counted and not listed.

use super::predicted::PredictedPair;
use super::truth::{Pair, Truth, ordered};
use rustc_hash::FxHashMap;

/// Disjoint sets of documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self { parents: (0..count as u32).collect() }
    }

    /// The number of the set `at` is in.
    pub(super) fn find(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            let above = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = above;
            at = above;
        }
        at
    }

    pub(super) fn union(&mut self, left: u32, right: u32) {
        let (left, right) = (self.find(left), self.find(right));
        // The smaller number leads, so that the result does not depend on the order of unions.
        self.parents[left.max(right) as usize] = left.min(right);
    }
}

/// A prediction between all members of two groups, or within one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Both groups, the smaller first; equal within one group.
    pub(super) groups: Pair,
    pub(super) score: f64,
    /// Pairs it stands for that are judged.
    pub(super) pairs: u64,
    /// True ones among them.
    pub(super) hits: u64,
}

/// All predictions by group, in the order in which they first appear.
#[derive(Debug, Default)]
pub(super) struct Predictions {
    /// Documents named by the truth or a prediction.
    pub(super) documents: usize,
    pub(super) items: Vec<Item>,
    /// Group of each document; a document that is identical to none is its own group.
    pub(super) group_of: Vec<u32>,
    /// Judged members of each group.
    pub(super) sizes: Vec<u32>,
    index: FxHashMap<Pair, usize>,
}

impl Predictions {
    /// Groups documents by the predictions that call them identical where `transitive`, and lists all
    /// predictions between groups with their best score. Costs a few look-ups a prediction.
    pub(super) fn new<'p>(truth: &Truth, predictions: &'p [PredictedPair], transitive: bool) -> Self {
        let mut strangers: FxHashMap<&'p str, u32> = FxHashMap::default();
        let mut number = |id: &'p str| {
            let next = (truth.numbers.len() + strangers.len()) as u32;
            truth.numbers.get(id).copied().unwrap_or_else(|| *strangers.entry(id).or_insert(next))
        };
        let numbered: Vec<Pair> = predictions.iter().map(|pair| (number(&pair.left), number(&pair.right))).collect();
        let documents = truth.numbers.len() + strangers.len();
        let mut sets = Sets::new(documents);
        for (&(left, right), predicted) in numbered.iter().zip(predictions) {
            if transitive && predicted.identical {
                sets.union(left, right);
            }
        }
        let group_of: Vec<u32> = (0..documents as u32).map(|document| sets.find(document)).collect();
        let mut sizes = vec![0; documents];
        for (document, &group) in group_of.iter().enumerate() {
            sizes[group as usize] += u32::from(!truth.ignored_documents.contains(&(document as u32)));
        }
        let mut all = Self { documents, group_of, sizes, ..Self::default() };
        for (&(left, right), predicted) in numbered.iter().zip(predictions) {
            if left != right {
                all.add(left, right, predicted.score);
            }
        }
        all
    }

    fn add(&mut self, left: u32, right: u32, score: f64) {
        let groups = self.groups(left, right);
        let at = *self.index.entry(groups).or_insert(self.items.len());
        match self.items.get_mut(at) {
            Some(item) => item.score = item.score.max(score),
            None => {
                let (left, right) = (u64::from(self.sizes[groups.0 as usize]), u64::from(self.sizes[groups.1 as usize]));
                let pairs = if groups.0 == groups.1 { left * left.saturating_sub(1) / 2 } else { left * right };
                self.items.push(Item { groups, score, pairs, hits: 0 });
            }
        }
    }

    fn groups(&self, left: u32, right: u32) -> Pair {
        let (left, right) = (self.group_of[left as usize], self.group_of[right as usize]);
        ordered(left, right).unwrap_or((left, right))
    }

    /// The prediction that covers two documents.
    pub(super) fn item(&self, (left, right): Pair) -> Option<usize> {
        self.index.get(&self.groups(left, right)).copied()
    }
}
