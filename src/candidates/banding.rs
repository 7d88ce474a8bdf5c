//! Near-duplicate candidates: signatures cut into bands, documents with an equal band are a pair.
//!
//! With b bands of r rows a pair of similarity s is a candidate with probability 1−(1−sʳ)ᵇ. The plan
//! is made from what the user asks for, a similarity and the recall wanted at it, and not from the
//! customary threshold (1/b)^(1/r), at which the recall is only about one half.
//! (Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, 3rd ed., section 3.4.)

use super::{CandidatePair, Posting, buckets, pairs_of_bucket};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::shingle::{finish, push};

/// Documents in one bucket up to which all pairs are candidates.
pub const BUCKET_CAP: usize = 200;

/// How many bands of how many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Banding {
    bands: usize,
    rows: usize,
}

impl Banding {
    /// The banding with the most rows (the fewest false candidates) that finds a pair of similarity
    /// `min_similarity` with a probability of at least `recall`.
    ///
    /// ```
    /// use twicetold::candidates::banding::Banding;
    /// let plan = Banding::plan(128, 0.7, 0.98)?;
    /// assert_eq!((plan.bands(), plan.rows()), (25, 5));
    /// assert!((plan.probability(0.7) - 0.990).abs() < 0.001);
    /// # Ok::<(), twicetold::Error>(())
    /// ```
    ///
    /// # Errors
    /// A usage error where no banding of so many hashes meets it, with the number that would.
    pub fn plan(hashes: usize, min_similarity: f64, recall: f64) -> Result<Self> {
        check("--min-similarity", min_similarity)?;
        if !(recall > 0.0 && recall < 1.0) {
            return Err(Error::usage(format!(
                "--recall {recall} is out of range; choose a fraction between 0 and 1, or --exact for all"
            )));
        }
        best(hashes, min_similarity, recall).ok_or_else(|| cannot_be_met(hashes, min_similarity, recall))
    }

    /// Number of bands.
    #[must_use]
    pub const fn bands(&self) -> usize {
        self.bands
    }

    /// Number of rows in each.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Probability that a pair of this similarity is a candidate (the S-curve).
    #[must_use]
    pub fn probability(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - power(similarity, self.rows)).max(0.0).powi(i32::try_from(self.bands).unwrap_or(i32::MAX))
    }

    /// Writes one hash a band of a signature into `hashes`.
    pub fn band_hashes(&self, signature: &[u32], hashes: &mut Vec<u32>) {
        hashes.clear();
        let bands = signature.chunks_exact(self.rows).take(self.bands);
        hashes.extend(bands.map(|rows| {
            let run = rows.iter().fold(0u64, |run, &slot| push(run, u64::from(slot) | 1 << 32));
            (finish(run) >> 32) as u32
        }));
    }
}

fn check(name: &str, fraction: f64) -> Result<()> {
    if fraction > 0.0 && fraction <= 1.0 {
        return Ok(());
    }
    Err(Error::usage(format!("{name} {fraction} is out of range; choose a fraction above 0 and up to 1")))
}

fn power(base: f64, exponent: usize) -> f64 {
    base.powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

/// Similarity of pairs that have nothing to do with one another, at most.
const UNRELATED: f64 = 0.05;

fn best(hashes: usize, min_similarity: f64, recall: f64) -> Option<Banding> {
    let mut plans = (1..=hashes).rev().map(|rows| Banding { bands: hashes / rows, rows });
    let plan = plans.find(|plan| plan.probability(min_similarity) >= recall)?;
    // A plan that proposes most unrelated pairs is a comparison of all pairs by another name.
    (plan.probability(UNRELATED) <= 0.5).then_some(plan)
}

fn cannot_be_met(hashes: usize, min_similarity: f64, recall: f64) -> Error {
    let enough = (4..=12).map(|power| 1 << power).find(|&more| best(more, min_similarity, recall).is_some());
    let remedy = match enough {
        Some(more) => {
            format!("it takes --hashes {more} (about {:.0} times the sketching time)", more as f64 / hashes.max(1) as f64)
        }
        None => "no number of hashes up to 4096 does; --exact finds all".to_owned(),
    };
    Error::usage(format!("--recall {recall} at --min-similarity {min_similarity} cannot be met with {hashes} hashes: {remedy}"))
}

/// Appends the pairs that share one band, given the postings of that band (sorted here).
///
/// Costs one sort. Buckets over [`BUCKET_CAP`] documents give each document with the first and with
/// the one before, so the output is linear.
pub fn pairs_of_band(postings: &mut [Posting], pairs: &mut Vec<CandidatePair>) {
    postings.sort_unstable();
    for bucket in buckets(postings).filter(|bucket| bucket.len() > 1) {
        pairs_of_bucket(bucket, BUCKET_CAP, &mut |pair| pairs.push(pair));
    }
}

/// Appends those pairs of buckets up to [`BUCKET_CAP`] documents that `wanted` wants, given the postings of
/// a band (sorted here).
pub fn pairs_of_small_buckets(
    postings: &mut [Posting],
    wanted: impl Fn(DocumentId, DocumentId) -> bool,
    pairs: &mut Vec<CandidatePair>,
) {
    postings.sort_unstable();
    for bucket in buckets(postings).filter(|bucket| (2..=BUCKET_CAP).contains(&bucket.len())) {
        pairs_of_bucket(bucket, BUCKET_CAP, &mut |pair| {
            if wanted(pair.left(), pair.right()) {
                pairs.push(pair);
            }
        });
    }
}

/// Calls `sink` with the postings of each bucket over [`BUCKET_CAP`] documents, given those of a band
/// (sorted here).
pub fn crowded_buckets(postings: &mut [Posting], sink: impl FnMut(&[Posting])) {
    postings.sort_unstable();
    buckets(postings).filter(|bucket| bucket.len() > BUCKET_CAP).for_each(sink);
}

/// Calls `sink` with the postings of each bucket of two documents or more, given those of a band (sorted
/// here).
pub fn shared_buckets(postings: &mut [Posting], sink: impl FnMut(&[Posting])) {
    postings.sort_unstable();
    buckets(postings).filter(|bucket| bucket.len() > 1).for_each(sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_those_of_the_field() {
        for (similarity, recall, bands, rows) in [(0.7, 0.98, 25, 5), (0.8, 0.98, 18, 7), (0.5, 0.98, 42, 3)] {
            let plan = Banding::plan(128, similarity, recall).unwrap();
            assert_eq!((plan.bands(), plan.rows()), (bands, rows));
        }
    }

    #[test]
    fn a_plan_that_cannot_be_met_says_what_it_takes() {
        let error = Banding::plan(8, 0.3, 0.999).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("--hashes"), "{error}");
        let all_pairs = Banding::plan(128, 0.3, 0.999).unwrap_err();
        assert!(all_pairs.to_string().contains("--hashes 256"), "{all_pairs}");
        assert!(Banding::plan(128, 1.5, 0.9).is_err() && Banding::plan(128, 0.5, 1.0).is_err());
    }

    #[test]
    fn small_buckets_give_all_pairs_and_large_ones_a_star() {
        let bucket = |n: u32| (0..n).map(|d| Posting::new(7, DocumentId(d))).collect::<Vec<_>>();
        let mut pairs = Vec::new();
        pairs_of_band(&mut bucket(20), &mut pairs);
        assert_eq!(pairs.len(), 190);
        pairs.clear();
        pairs_of_band(&mut bucket(1_000), &mut pairs);
        assert_eq!(pairs.len(), 999 + 998);
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), 999 + 998);
    }
}
