//! Shingles → fingerprints: a thin sample of them that any two texts sharing a passage choose alike.
//!
//! From each window of consecutive shingles the smallest hash is kept (the rightmost of equals), so
//! every run of `window` shingles that two texts share gives at least one fingerprint they share,
//! wherever it stands. About 2 of `window + 1` shingles are kept. (Schleimer, Wilkerson and Aiken,
//! 2003.)

use crate::shingle::Shingle;

/// Calls `sink` with each fingerprint of a text, in order, each position once.
///
/// A text with fewer shingles than `window` gives its smallest; one without shingles none.
/// Linear in time (amortized two steps a shingle), no memory.
pub fn winnow(shingles: &[Shingle], window: usize, mut sink: impl FnMut(Shingle)) {
    let window = window.clamp(1, shingles.len().max(1));
    let mut chosen: Option<usize> = None;
    for end in window..=shingles.len() {
        let start = end - window;
        let next = match (chosen, shingles.get(end - 1)) {
            (Some(at), Some(newest)) if at >= start => {
                if shingles.get(at).is_some_and(|smallest| newest <= smallest) {
                    end - 1
                } else {
                    at
                }
            }
            _ => smallest(shingles, start, end),
        };
        if chosen != Some(next) {
            shingles.get(next).copied().into_iter().for_each(&mut sink);
        }
        chosen = Some(next);
    }
}

/// Position of the smallest shingle in `start..end`, the rightmost of equals.
#[inline]
fn smallest(shingles: &[Shingle], start: usize, end: usize) -> usize {
    let window = shingles.get(start..end).unwrap_or_default();
    let mut least = (Shingle(u64::MAX), 0);
    for (at, &shingle) in window.iter().enumerate() {
        // Chosen without a branch, which would be foreseen badly.
        least = if shingle <= least.0 { (shingle, at) } else { least };
    }
    start + least.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fingerprints(shingles: &[Shingle], window: usize) -> Vec<Shingle> {
        let mut found = Vec::new();
        winnow(shingles, window, |fingerprint| found.push(fingerprint));
        found
    }

    /// The specification: the rightmost smallest of each window, each position once.
    fn slow(shingles: &[Shingle], window: usize) -> Vec<Shingle> {
        let mut places = Vec::new();
        for (start, run) in shingles.windows(window.clamp(1, shingles.len().max(1))).enumerate() {
            let least = *run.iter().min().unwrap();
            places.push(start + run.iter().rposition(|&s| s == least).unwrap());
        }
        places.dedup();
        places.into_iter().map(|at| shingles[at]).collect()
    }

    proptest! {
        #[test]
        fn one_pass_equals_looking_at_each_window(raw in prop::collection::vec(0u64..50, 0..80), window in 1usize..20) {
            let shingles: Vec<_> = raw.into_iter().map(Shingle).collect();
            prop_assert_eq!(fingerprints(&shingles, window), slow(&shingles, window));
        }

        #[test]
        fn a_shared_run_shares_a_fingerprint(
            left in prop::collection::vec(any::<u64>(), 0..40), run in prop::collection::vec(any::<u64>(), 16), right in prop::collection::vec(any::<u64>(), 0..40),
        ) {
            let all: Vec<_> = [&left[..], &run, &right].concat().into_iter().map(Shingle).collect();
            let run: Vec<_> = run.into_iter().map(Shingle).collect();
            let within = fingerprints(&all, 16);
            prop_assert!(fingerprints(&run, 16).iter().any(|fingerprint| within.contains(fingerprint)));
        }
    }
}
