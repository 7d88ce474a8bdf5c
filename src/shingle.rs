//! Words → shingles: overlapping runs of words, each as one 64-bit hash.
//!
//! What near-duplicates share is runs of words, not words. A shingle is a rolling polynomial of word
//! hashes modulo 2⁶⁴ with a finalizer, so a run costs one step whatever its width; runs differ from
//! their neighbors joined otherwise (`ab c` is not `a bc`), since words are hashed before they are
//! joined. (Broder, 1997; Karp and Rabin, 1987.)

/// The odd multiplier of the polynomial.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a run of words, equal where the runs are equal.
///
/// Two different runs have the same hash with a probability of about 2⁻⁶⁴.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shingle(pub u64);

/// Appends the shingles of a text to `shingles`, in order, repeated ones as often as they stand.
///
/// `words` are word hashes. A text with fewer words than `width`, but not none, is one shingle of all
/// its words, so that short texts are compared as a whole; a text without words has none.
/// Costs about 2 ns a word.
pub fn shingle(words: &[u64], width: usize, shingles: &mut Vec<Shingle>) {
    shingles.clear();
    if words.is_empty() || width == 0 {
        return;
    }
    let width = width.min(words.len());
    let (first, rest) = words.split_at(width);
    let leaving = (0..width).fold(1u64, |power, _| power.wrapping_mul(MULTIPLIER));
    let mut run = first.iter().fold(0u64, |run, &word| push(run, word));
    shingles.reserve(rest.len() + 1);
    shingles.push(Shingle(finish(run)));
    shingles.extend(rest.iter().zip(words).map(|(&entering, &gone)| {
        run = push(run, entering).wrapping_sub(gone.wrapping_mul(leaving));
        Shingle(finish(run))
    }));
}

/// Appends a word to the polynomial of a run.
#[inline]
#[must_use]
pub const fn push(run: u64, word: u64) -> u64 {
    run.wrapping_mul(MULTIPLIER).wrapping_add(word)
}

/// Mixes the polynomial of a run into a hash of which every bit depends on every word
/// (Stafford's variant 13 of the `MurmurHash3` finalizer).
#[inline]
#[must_use]
pub const fn finish(run: u64) -> u64 {
    let mut hash = run;
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// The distinct shingles of a text, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet {
    sorted: Vec<Shingle>,
}

impl ShingleSet {
    /// From shingles in any order, with repeats. Costs one sort, which is linear for usual documents since
    /// hashes are spread evenly.
    #[must_use]
    pub fn new(shingles: Vec<Shingle>) -> Self {
        let mut sorted = sorted(shingles);
        sorted.dedup();
        Self { sorted }
    }

    /// The set of a text's words (their hashes).
    ///
    /// ```
    /// use twicetold::{segment::words, shingle::ShingleSet};
    /// let hashes: Vec<u64> = words("a b c d e f").iter().map(|word| word.hash).collect();
    /// assert_eq!(ShingleSet::of_words(&hashes, 5).len(), 2);
    /// ```
    #[must_use]
    pub fn of_words(words: &[u64], width: usize) -> Self {
        let mut shingles = Vec::new();
        shingle(words, width, &mut shingles);
        Self::new(shingles)
    }

    /// How many distinct shingles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Whether it holds a shingle.
    #[must_use]
    pub fn contains(&self, shingle: Shingle) -> bool {
        self.sorted.binary_search(&shingle).is_ok()
    }

    /// The shingles, ascending.
    #[must_use]
    pub fn as_slice(&self) -> &[Shingle] {
        &self.sorted
    }
}

/// Into how many parts hashes are dealt out by their first bits.
const BUCKETS: usize = 512;

/// The part of a hash.
#[inline]
const fn bucket(shingle: Shingle) -> usize {
    (shingle.0 >> (64 - BUCKETS.trailing_zeros())) as usize
}

/// Shingles in order: dealt out by their first bits, then put in order within the few of each part; sorted by
/// comparison where one part has many (short texts, repeats, hashes that were crafted).
fn sorted(mut shingles: Vec<Shingle>) -> Vec<Shingle> {
    const MANY: u32 = 16;
    let mut places = [0u32; BUCKETS];
    if (BUCKETS / 8..BUCKETS * 8).contains(&shingles.len()) {
        shingles.iter().for_each(|&shingle| places[bucket(shingle)] += 1);
    }
    let (mut end, mut most) = (0, 0);
    for place in &mut places {
        most = most.max(*place);
        end += std::mem::replace(place, end);
    }
    if most == 0 || most > MANY {
        shingles.sort_unstable();
        return shingles;
    }
    let mut dealt = vec![Shingle(0); shingles.len()];
    for &shingle in &shingles {
        let place = &mut places[bucket(shingle)];
        dealt[*place as usize] = shingle;
        *place += 1;
    }
    for at in 1..dealt.len() {
        let shingle = dealt[at];
        let mut hole = at;
        while hole > 0 && dealt[hole - 1] > shingle {
            dealt[hole] = dealt[hole - 1];
            hole -= 1;
        }
        dealt[hole] = shingle;
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The specification: each run hashed from its beginning.
    fn slow(words: &[u64], width: usize) -> Vec<Shingle> {
        if words.is_empty() || width == 0 {
            return Vec::new();
        }
        words.windows(width.min(words.len())).map(|run| Shingle(finish(run.iter().fold(0, |h, &w| push(h, w))))).collect()
    }

    proptest! {
        #[test]
        fn rolling_equals_hashing_each_run(words in prop::collection::vec(any::<u64>(), 0..40), width in 0usize..12) {
            let mut shingles = vec![Shingle(7)];
            shingle(&words, width, &mut shingles);
            prop_assert_eq!(shingles, slow(&words, width));
        }

        #[test]
        fn a_set_is_sorted_whatever_it_is_of(raw in prop::collection::vec(0u64..900, 0..300), shift in prop::sample::select(vec![0, 40, 50, 55])) {
            let shingles: Vec<_> = raw.iter().map(|&n| Shingle(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) << shift)).collect();
            let slow: std::collections::BTreeSet<_> = shingles.iter().copied().collect();
            let set = ShingleSet::new(shingles);
            prop_assert!(set.as_slice().iter().eq(&slow));
        }

        #[test]
        fn the_same_run_is_the_same_shingle_anywhere(run in prop::collection::vec(any::<u64>(), 5), front in any::<u64>()) {
            let mut longer = vec![front];
            longer.extend(&run);
            let alone = ShingleSet::of_words(&run, 5);
            prop_assert!(ShingleSet::of_words(&longer, 5).contains(alone.as_slice()[0]));
        }
    }
}
