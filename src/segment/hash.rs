//! The hash of a folded word.
//!
//! Words are short, and of lengths that a processor cannot foresee, so one that fits sixteen bytes is read
//! as such, the bytes behind it masked away, and mixed in one way whatever its length: a folded
//! multiplication and a finalizer, as in wyhash and its descendants. Longer words are hashed by
//! xxh3-64. (Wang Yi, wyhash, 2019; Lemire and Kaser, 2016, on folded multiplication.)

use xxhash_rust::xxh3::xxh3_64;

/// Bytes behind a word, whatever they are, from which on it is read in one step.
pub(super) const PADDING: usize = SHORT;

/// Longest word that is hashed in one step, in bytes.
const SHORT: usize = 16;

/// Bytes that are no UTF-8 in any place, so that no half of a word cancels its key.
const KEYS: [u64; 2] = [0xF8FB_C1FE_FAC0_F9FF, 0xFFF9_FBC0_FEC1_FAF8];

/// The hash of `bytes[start..end]`, alike in all surroundings.
#[inline]
pub(super) fn hash_word(bytes: &[u8], start: usize, end: usize) -> u64 {
    const MASKS: [u128; SHORT + 1] = {
        let mut masks = [u128::MAX; SHORT + 1];
        let mut size = 0;
        while size < SHORT {
            masks[size] = (1 << (8 * size)) - 1;
            size += 1;
        }
        masks
    };
    match (MASKS.get(end.wrapping_sub(start)), bytes.get(start..).and_then(|rest| rest.first_chunk::<SHORT>())) {
        (Some(mask), Some(read)) => short(u128::from_le_bytes(*read) & mask),
        _ => hash_of(bytes.get(start..end).unwrap_or_default()),
    }
}

/// The hash of a folded word that stands by itself.
pub(super) fn hash_of(word: &[u8]) -> u64 {
    let mut padded = [0; SHORT];
    match padded.get_mut(..word.len()) {
        Some(front) => {
            front.copy_from_slice(word);
            short(u128::from_le_bytes(padded))
        }
        None => xxh3_64(word),
    }
}

/// Mixes sixteen bytes, zeros behind a shorter word (there is no NUL in words).
#[inline]
const fn short(bytes: u128) -> u64 {
    let [low, high] = [bytes as u64 ^ KEYS[0], (bytes >> 64) as u64 ^ KEYS[1]];
    let product = low as u128 * high as u128;
    let mut hash = product as u64 ^ (product >> 64) as u64;
    hash = (hash ^ hash >> 32).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    hash ^ hash >> 29
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn a_word_hashes_alike_in_all_surroundings(front in "\\PC{0,9}", word in "\\PC{0,30}", behind in "\\PC{0,20}") {
            let text = format!("{front}{word}{behind}");
            prop_assert_eq!(hash_word(text.as_bytes(), front.len(), front.len() + word.len()), hash_of(word.as_bytes()));
        }
    }

    /// Each bit of the hash changes for half of all words when one bit of the word does.
    #[test]
    fn every_bit_depends_on_every_bit() {
        let mut changed = [[0u32; 64]; 64];
        let words = 2_000;
        for number in 0..words {
            let word = u128::from(crate::shingle::finish(number)) << 20 | 0x6161;
            for (bit, counts) in changed.iter_mut().enumerate() {
                let difference = short(word) ^ short(word ^ 1 << (2 * bit));
                counts.iter_mut().enumerate().for_each(|(at, count)| *count += (difference >> at & 1) as u32);
            }
        }
        for share in changed.iter().flatten().map(|&count| f64::from(count) / words as f64) {
            assert!((0.44..0.56).contains(&share), "{share}");
        }
    }

    /// No two of a million words, most alike but for a letter or a digit, have a hash in common; in each half
    /// of the hash as many have as chance gives.
    #[test]
    fn like_words_do_not_collide() {
        let syllables = ["", "a", "ba", "s", "ing", "ed", "un", "re", "ив", "é", "1", "2", "20", "0", "aa", "ab"];
        let mut words = HashSet::new();
        for number in 0..1u32 << 20 {
            words.insert((0..5).map(|at| syllables[(number >> (4 * at) & 15) as usize]).collect::<String>());
        }
        let distinct = |of: fn(u64) -> u64| words.iter().map(|word| of(hash_of(word.as_bytes()))).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|hash| hash), words.len());
        let n = words.len() as f64;
        let chance = n * n / 2.0 / 2f64.powi(32);
        for half in [distinct(|hash| hash >> 32), distinct(|hash| hash & 0xFFFF_FFFF)] {
            let lost = (words.len() - half) as f64;
            assert!((lost - chance).abs() < 6.0 * chance.sqrt(), "{lost} against {chance}");
        }
    }
}
