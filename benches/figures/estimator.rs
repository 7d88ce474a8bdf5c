//! Bias and error of the similarity estimated from signatures, by size of the sets.
//!
//! ```text
//! cargo run --release --example estimator -- 4000
//! ```
//!
//! For each size, nine similarities, and so many rounds of other sets and other hash functions: a line
//! with the largest bias of any similarity, and the largest root mean square error as a multiple of
//! √(J(1−J)/K), which theory gives.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use twicetold::shingle::{Shingle, finish};
use twicetold::sketch::{MinHasher, SketchOptions, estimate};

const SIZES: [u64; 4] = [20, 50, 300, 1_000];
const HASHES: usize = 128;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: u64 = std::env::args().nth(1).ok_or("give the number of rounds")?.parse()?;
    for size in SIZES {
        let (mut bias, mut ratio) = (0.0f64, 0.0f64);
        for tenths in 1..10 {
            let shared = 2 * size * tenths / (10 + tenths);
            let (mean, error) = errors(size, shared, rounds)?;
            let truth = similarity(size, shared);
            bias = bias.max(mean.abs());
            ratio = ratio.max(error / (truth * (1.0 - truth) / HASHES as f64).sqrt());
        }
        println!("{}", serde_json::json!({ "shingles": size, "bias": bias, "error_over_theory": ratio }));
    }
    Ok(())
}

fn similarity(size: u64, shared: u64) -> f64 {
    shared as f64 / (2 * size - shared) as f64
}

/// Mean and root mean square of the errors of two sets of `size` with so many `shared`.
fn errors(size: u64, shared: u64, rounds: u64) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let (mut sum, mut square) = (0.0, 0.0);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let mut options = SketchOptions::default();
        (options.hashes, options.seed) = (HASHES, finish(round ^ size << 40 ^ shared << 20));
        let hasher = MinHasher::new(&options)?;
        let first = round * 3 * size;
        hasher.sketch(&set(first, size), &mut left);
        hasher.sketch(&set(first + size - shared, size), &mut right);
        let error = estimate(&left, &right) - similarity(size, shared);
        sum += error;
        square += error * error;
    }
    Ok((sum / rounds as f64, (square / rounds as f64).sqrt()))
}

/// Shingles that are mixed as those of texts are.
fn set(first: u64, size: u64) -> Vec<Shingle> {
    (first..first + size).map(|n| Shingle(finish(n.wrapping_mul(0xD134_2543_DE82_EF95)))).collect()
}
