//! Candidates for containment and shared passages: documents that share winnowed fingerprints.
//!
//! A signature of a whole document cannot see an excerpt in a text fifty times as long; a passage
//! that both hold gives fingerprints that both hold. Postings are linear in the corpus, and a
//! fingerprint in very many documents (a footer) gives a star instead of all pairs.
//! (Schleimer, Wilkerson and Aiken, 2003.)

use super::{CandidatePair, Posting, buckets, pairs_of_bucket};
use crate::document::DocumentId;

/// Documents sharing a fingerprint up to which all pairs are counted.
pub const FINGERPRINT_CAP: usize = 64;

/// A pair and how many fingerprints it shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedFingerprints {
    /// The pair.
    pub pair: CandidatePair,
    /// Fingerprints in both.
    pub shared: u32,
}

/// Counts the fingerprints that pairs of documents share, given all postings; pairs ascend.
#[must_use]
pub fn shared_fingerprints(postings: &mut Vec<Posting>) -> Vec<SharedFingerprints> {
    let mut pairs = Vec::new();
    sharing_pairs(postings, &mut pairs);
    count_shared(&mut pairs)
}

/// Appends the pairs that share a fingerprint, once for each they share, given all postings of some
/// fingerprints (sorted here; a document may have the same one more than once). Pairs are packed into
/// one word each, for [`count_shared`].
///
/// Costs a sort of the postings; a fingerprint of n documents gives at most `n · FINGERPRINT_CAP / 2` or
/// `2n` pairs.
pub fn sharing_pairs(postings: &mut Vec<Posting>, pairs: &mut Vec<u64>) {
    postings.sort_unstable();
    postings.dedup();
    for bucket in buckets(postings).filter(|bucket| bucket.len() > 1) {
        pairs_of_bucket(bucket, FINGERPRINT_CAP, &mut |pair| pairs.push(pair.packed()));
    }
}

/// The earlier document of a packed pair.
#[must_use]
pub const fn left_of(packed: u64) -> DocumentId {
    CandidatePair::unpacked(packed).left()
}

/// Counts how often each packed pair stands there; pairs ascend. Costs a sort of them.
#[must_use]
pub fn count_shared(pairs: &mut [u64]) -> Vec<SharedFingerprints> {
    pairs.sort_unstable();
    let runs = pairs.chunk_by(|a, b| a == b);
    let counted = runs.filter_map(|run| {
        let pair = CandidatePair::unpacked(*run.first()?);
        Some(SharedFingerprints { pair, shared: u32::try_from(run.len()).unwrap_or(u32::MAX) })
    });
    counted.collect()
}

/// Calls `sink` with a document for each of its fingerprints that stands in more documents than are
/// paired in full: those say little of whether two documents share them.
///
/// `postings` are sorted and without repeats, as [`sharing_pairs`] leaves them.
pub fn common_fingerprints(postings: &[Posting], sink: impl FnMut(DocumentId)) {
    let common = buckets(postings).filter(|bucket| bucket.len() > FINGERPRINT_CAP);
    common.flatten().map(|posting| posting.document()).for_each(sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_fingerprints_are_counted_once_each() {
        let posting = |hash, document| Posting::new(hash, DocumentId(document));
        let mut postings = vec![posting(1, 0), posting(1, 2), posting(2, 2), posting(2, 0), posting(2, 0), posting(3, 1)];
        let found = shared_fingerprints(&mut postings);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].pair.left().0, found[0].pair.right().0, found[0].shared), (0, 2, 2));
    }

    #[test]
    fn a_footer_on_everything_gives_a_star() {
        let mut postings: Vec<_> = (0..10_000).map(|d| Posting::new(9, DocumentId(d))).collect();
        assert_eq!(shared_fingerprints(&mut postings).len(), 9_999 + 9_998);
    }
}
