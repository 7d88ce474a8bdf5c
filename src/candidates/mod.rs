//! Which pairs of documents are worth comparing.
//!
//! | way | finds | misses | costs |
//! |---|---|---|---|
//! | [`banding`] | near-duplicates | with the probability planned | linear |
//! | [`fingerprints`] | contained texts, shared passages | runs shorter than its guarantee | linear |
//! | [`prefix_join`] | all near-duplicates and contained texts | nothing | 3–8 times banding |
//! | [`rare_terms`] | rewrites | those that kept too few rare words | linear |
//! | [`exhaustive`] | all pairs | nothing | quadratic: the oracle of tests |
//!
//! Candidates may miss; what is said of a pair is computed from the texts on the floor above.

pub mod banding;
pub mod exhaustive;
pub mod fingerprints;
pub mod prefix_join;
pub mod rare_terms;

use crate::document::DocumentId;

/// Two different documents, `left < right` by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    left: DocumentId,
    right: DocumentId,
}

impl CandidatePair {
    /// The pair of two documents in either order; none where they are the same.
    #[must_use]
    pub fn new(one: DocumentId, other: DocumentId) -> Option<Self> {
        (one != other).then(|| Self { left: one.min(other), right: one.max(other) })
    }

    /// The earlier document.
    #[must_use]
    pub const fn left(self) -> DocumentId {
        self.left
    }

    /// The later document.
    #[must_use]
    pub const fn right(self) -> DocumentId {
        self.right
    }

    const fn packed(self) -> u64 {
        (self.left.0 as u64) << 32 | self.right.0 as u64
    }

    const fn unpacked(packed: u64) -> Self {
        Self { left: DocumentId((packed >> 32) as u32), right: DocumentId(packed as u32) }
    }
}

/// A hash of 32 bits and the document it belongs to, in one word that sorts by hash, then document.
///
/// Hashes of 32 bits keep the index at 8 bytes a posting; the pairs they join by chance
/// (about n²/2³³ for n postings of a kind) cost a verification each and are never reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u64);

impl Posting {
    /// Of a hash and a document.
    #[must_use]
    pub const fn new(hash: u32, document: DocumentId) -> Self {
        Self((hash as u64) << 32 | document.0 as u64)
    }

    /// The hash.
    #[must_use]
    pub const fn hash(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The document.
    #[must_use]
    pub const fn document(self) -> DocumentId {
        DocumentId(self.0 as u32)
    }
}

/// Calls `sink` with the pairs of one bucket, whose documents ascend: all of them up to `cap`
/// documents, beyond it each document with the first and with the one before it.
///
/// So a bucket of n documents gives at most `n·cap/2` or `2n` pairs, whatever the corpus.
fn pairs_of_bucket(bucket: &[Posting], cap: usize, sink: &mut impl FnMut(CandidatePair)) {
    for (at, posting) in bucket.iter().enumerate() {
        let nearest = at.saturating_sub(1);
        let earlier = if bucket.len() <= cap { 0..at } else { nearest..at };
        let first = (bucket.len() > cap && nearest > 0).then_some(0);
        let partners = first.into_iter().chain(earlier).filter_map(|other| bucket.get(other));
        partners.filter_map(|other| CandidatePair::new(other.document(), posting.document())).for_each(&mut *sink);
    }
}

/// The runs of postings with one hash, of sorted postings.
fn buckets(sorted: &[Posting]) -> impl Iterator<Item = &[Posting]> {
    sorted.chunk_by(|a, b| a.hash() == b.hash())
}
