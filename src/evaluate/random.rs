//! The generator's own random numbers, written out so that a seed means the same bytes for ever.
//!
//! A library's generator may change its stream with a version; a corpus that is named by its seed
//! must not. xoshiro256++ (Blackman and Vigna, 2018), seeded by splitmix64, integers only.

/// A stream of random numbers that depends on nothing but its seed.
#[derive(Clone, Debug)]
pub(super) struct Random {
    state: [u64; 4],
    pool: u64,
    left: u32,
}

impl Random {
    /// The stream of `seed`; any seed will do, zero too.
    pub(super) fn new(seed: u64) -> Self {
        let mut at = seed;
        let state = std::array::from_fn(|_| {
            at = at.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = at;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        });
        Self { state, pool: 0, left: 0 }
    }

    /// The next 64 bits.
    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// `count` bits, at most 16, of a draw that is shared with the calls before and after.
    #[inline]
    pub(super) fn bits(&mut self, count: u32) -> usize {
        if self.left < count {
            self.pool = self.next();
            self.left = 64;
        }
        let bits = self.pool & ((1 << count) - 1);
        self.pool >>= count;
        self.left -= count;
        bits as usize
    }

    /// A number in `0..end`; 0 where `end` is 0. Uneven by at most `end / 2^32`.
    #[inline]
    pub(super) fn below(&mut self, end: usize) -> usize {
        (((self.next() >> 32) * (end as u64 & 0xffff_ffff)) >> 32) as usize
    }

    /// A number in `low..=high`; `low` where the range is empty.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below((high + 1).saturating_sub(low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_is_fixed() {
        let mut random = Random::new(42);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [15_021_278_609_987_233_951, 5_881_210_131_331_364_753, 18_149_643_915_985_481_100]);
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut random = Random::new(0);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[random.below(7)] += 1;
            assert!(random.bits(12) < 4096);
            assert!((3..=5).contains(&random.between(3, 5)));
        }
        assert!(seen.iter().all(|&count| (850..1_150).contains(&count)), "{seen:?}");
        assert_eq!(random.below(0), 0);
    }
}
