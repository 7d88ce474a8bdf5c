//! How many fingerprints pairs of documents share, counted in bounded memory.
//!
//! Pairs come in any order and again and again, once for each fingerprint. They are put into compartments
//! by their earlier document, so that each can be counted by itself; what is too much goes to disk.

use super::catalog::Catalog;
use super::parallel;
use super::store::{Held, Store};
use crate::candidates::fingerprints::{SharedFingerprints, count_shared, left_of};

/// Compartments; each should fit into memory many times.
const COMPARTMENTS: usize = 64;

/// Pairs by compartment.
pub(super) struct Tally<'s> {
    store: &'s Store,
    documents: usize,
    /// Bytes of pairs that may be in memory.
    limit: u64,
    held: u64,
    compartments: Vec<Compartment>,
}

#[derive(Default)]
struct Compartment {
    pairs: Vec<u64>,
    spilled: Vec<Held<u64>>,
}

impl<'s> Tally<'s> {
    /// Of pairs of the documents of a catalog, in whose store goes what is over `limit` bytes.
    pub(super) fn new(catalog: &'s Catalog, limit: u64) -> Self {
        let compartments = std::iter::repeat_with(Compartment::default).take(COMPARTMENTS).collect();
        Self { store: catalog.store(), documents: catalog.len().max(1), limit, held: 0, compartments }
    }

    /// Adds packed pairs.
    pub(super) fn add(&mut self, pairs: &[u64]) {
        for &pair in pairs {
            let at = left_of(pair).index() * COMPARTMENTS / self.documents;
            if let Some(compartment) = self.compartments.get_mut(at.min(COMPARTMENTS - 1)) {
                compartment.pairs.push(pair);
            }
        }
        self.held += size_of_val(pairs) as u64;
        if self.held > self.limit {
            self.held = 0;
            for compartment in self.compartments.iter_mut().filter(|compartment| !compartment.pairs.is_empty()) {
                compartment.spilled.push(self.store.keep_on_disk(&std::mem::take(&mut compartment.pairs)));
            }
        }
    }

    /// The pairs that `enough` keeps, each with how often it was added; ascending.
    pub(super) fn counted(self, enough: impl Fn(&SharedFingerprints) -> bool + Sync + Send) -> Vec<SharedFingerprints> {
        let store = self.store;
        let of_compartment = |mut compartment: Compartment| {
            for held in &compartment.spilled {
                compartment.pairs.extend_from_slice(&store.all(held));
            }
            let mut counted = count_shared(&mut compartment.pairs);
            counted.retain(&enough);
            counted.shrink_to_fit();
            counted
        };
        parallel::map_with(self.compartments, || (), |(), compartment| of_compartment(compartment)).concat()
    }
}
