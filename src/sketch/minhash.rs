//! Shingles → MinHash signature: the smallest value of each of K hash functions over a set.
//!
//! Two signatures agree in a slot with a probability that is the Jaccard similarity of the sets.
//! The functions are `a·x + b` modulo 2³² with odd `a` on the upper half of a shingle's hash, which
//! is mixed already; the same values come out on every machine. Slots are kept in registers, a block
//! at a time, with the widest vector instructions the processor has. Repeated shingles change
//! nothing, so they are not removed first. (Broder, 1997; Broder, Charikar, Frieze and Mitzenmacher,
//! 2000.)

use crate::error::{Error, Result};
use crate::shingle::Shingle;

/// How documents are sketched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SketchOptions {
    /// Number of hash functions K, in `1..=4096`; the error of an estimate is √(J(1−J)/K).
    pub hashes: usize,
    /// Seed of the hash functions.
    pub seed: u64,
}

impl Default for SketchOptions {
    fn default() -> Self {
        Self { hashes: 128, seed: 1 }
    }
}

impl SketchOptions {
    /// Checks the range.
    ///
    /// # Errors
    /// A usage error that names the option and its range.
    pub fn validate(&self) -> Result<()> {
        if (1..=4096).contains(&self.hashes) {
            return Ok(());
        }
        Err(Error::usage(format!("--hashes {} is out of range; choose 1 to 4096 (128 is usual)", self.hashes)))
    }
}

/// Slots computed together: what fits in the vector registers.
const BLOCK: usize = 32;

/// K hash functions.
#[derive(Clone, Debug)]
pub struct MinHasher {
    hashes: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
struct Block {
    factors: [u32; BLOCK],
    terms: [u32; BLOCK],
}

impl MinHasher {
    /// Draws the functions.
    ///
    /// # Errors
    /// A usage error where the number of hashes is out of `1..=4096`.
    pub fn new(options: &SketchOptions) -> Result<Self> {
        options.validate()?;
        let mut state = options.seed;
        let mut draw = || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            crate::shingle::finish(state)
        };
        let block = |_| {
            let mut block = Block { factors: [0; BLOCK], terms: [0; BLOCK] };
            for (factor, term) in block.factors.iter_mut().zip(&mut block.terms) {
                let drawn = draw();
                (*factor, *term) = (drawn as u32 | 1, (drawn >> 32) as u32);
            }
            block
        };
        let blocks = (0..options.hashes.div_ceil(BLOCK)).map(block).collect();
        Ok(Self { hashes: options.hashes, blocks })
    }

    /// Number of hash functions.
    #[must_use]
    pub const fn hashes(&self) -> usize {
        self.hashes
    }

    /// Writes the signature of a set of shingles (in any order, repeats allowed) into `signature`.
    ///
    /// Of no shingles it is `u32::MAX` in every slot. Costs about 8 ns a shingle for 128 hashes with
    /// AVX2.
    pub fn sketch(&self, shingles: &[Shingle], signature: &mut Vec<u32>) {
        signature.clear();
        for block in &self.blocks {
            signature.extend(simd::minima(&block.factors, &block.terms, shingles));
        }
        signature.truncate(self.hashes);
    }
}

/// The Jaccard similarity that two signatures of the same hasher suggest, in `0.0..=1.0`: the share
/// of slots that agree. Unbiased but for hash collisions, standard error √(J(1−J)/K); 0 for empty
/// signatures.
#[must_use]
pub fn estimate(left: &[u32], right: &[u32]) -> f64 {
    let slots = left.len().min(right.len());
    if slots == 0 {
        return 0.0;
    }
    let equal = left.iter().zip(right).filter(|(l, r)| l == r).count();
    equal as f64 / slots as f64
}

/// The one audited place for vector instructions in this room: the same plain loop, compiled for
/// wider registers and chosen at run time.
mod simd {
    use super::BLOCK;
    use crate::shingle::Shingle;

    #[inline(always)]
    fn plain(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        let mut minima = [u32::MAX; BLOCK];
        for shingle in shingles {
            let x = (shingle.0 >> 32) as u32;
            for slot in 0..BLOCK {
                let value = factors[slot].wrapping_mul(x).wrapping_add(terms[slot]);
                minima[slot] = minima[slot].min(value);
            }
        }
        minima
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
    fn with_avx512(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        plain(factors, terms, shingles)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn with_avx2(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        plain(factors, terms, shingles)
    }

    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "calling a function compiled for instructions that were just detected")]
    pub(super) fn minima(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        let wide = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw");
        if wide {
            // SAFETY: the processor has every feature the function was compiled for.
            unsafe { with_avx512(factors, terms, shingles) }
        } else if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            unsafe { with_avx2(factors, terms, shingles) }
        } else {
            plain(factors, terms, shingles)
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    pub(super) fn minima(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        plain(factors, terms, shingles)
    }

    #[cfg(test)]
    pub(super) fn minima_plain(factors: &[u32; BLOCK], terms: &[u32; BLOCK], shingles: &[Shingle]) -> [u32; BLOCK] {
        plain(factors, terms, shingles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shingle::finish;
    use proptest::prelude::*;

    fn hasher(hashes: usize, seed: u64) -> MinHasher {
        MinHasher::new(&SketchOptions { hashes, seed }).unwrap()
    }

    fn set(range: std::ops::Range<u64>) -> Vec<Shingle> {
        range.map(|n| Shingle(finish(n.wrapping_mul(0xD134_2543_DE82_EF95)))).collect()
    }

    fn signature(hasher: &MinHasher, shingles: &[Shingle]) -> Vec<u32> {
        let mut signature = Vec::new();
        hasher.sketch(shingles, &mut signature);
        signature
    }

    proptest! {
        #[test]
        fn vector_and_plain_agree(raw in prop::collection::vec(any::<u64>(), 0..100), seed in any::<u64>()) {
            let shingles: Vec<_> = raw.into_iter().map(Shingle).collect();
            for block in &hasher(64, seed).blocks {
                prop_assert_eq!(
                    simd::minima(&block.factors, &block.terms, &shingles),
                    simd::minima_plain(&block.factors, &block.terms, &shingles)
                );
            }
        }

        #[test]
        fn order_and_repeats_change_nothing(raw in prop::collection::vec(any::<u64>(), 1..60)) {
            let hasher = hasher(100, 1);
            let shingles: Vec<_> = raw.iter().copied().map(Shingle).collect();
            let mut other: Vec<_> = shingles.iter().rev().copied().collect();
            other.extend(&shingles);
            prop_assert_eq!(signature(&hasher, &shingles), signature(&hasher, &other));
        }
    }

    /// Bias and error of the estimate, over sets of several sizes and similarities.
    #[test]
    fn the_estimate_is_unbiased_and_as_exact_as_theory_says() {
        for size in [20u64, 50, 300, 1_000] {
            for tenths in 1..10u64 {
                let shared = 2 * size * tenths / (10 + tenths);
                let truth = shared as f64 / (2 * size - shared) as f64;
                let (mut bias, mut square) = (0.0, 0.0);
                let rounds = 400;
                for round in 0..rounds {
                    let hasher = hasher(128, round);
                    let base = round * 1_000_003;
                    let (left, right) = (set(base..base + size), set(base + size - shared..base + 2 * size - shared));
                    let error = estimate(&signature(&hasher, &left), &signature(&hasher, &right)) - truth;
                    bias += error / rounds as f64;
                    square += error * error / rounds as f64;
                }
                let theory = (truth * (1.0 - truth) / 128.0).sqrt();
                assert!(bias.abs() < 0.009, "bias {bias} at {truth} of {size}");
                assert!(square.sqrt() <= 1.2 * theory, "error {} against {theory} at {truth} of {size}", square.sqrt());
            }
        }
    }

    #[test]
    fn the_number_of_hashes_is_checked() {
        assert!(MinHasher::new(&SketchOptions { hashes: 0, seed: 1 }).is_err());
        assert_eq!(signature(&hasher(5, 1), &[]), [u32::MAX; 5]);
    }
}
