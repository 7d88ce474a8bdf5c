//! Sixty-four bytes of text → bit masks of what each of them is, bit `n` for byte `n`.
//!
//! What Unicode Standard Annex 29 needs to know of ASCII is six sets of bytes. With a set in one word
//! of the machine, where words begin, end and join is a handful of shifts for sixty-four bytes, and no
//! branch depends on how long a word is. The masks come from the vector comparisons that every x86-64
//! processor has (SSE2, nothing to detect); elsewhere from the plain loop, which is also the twin in
//! the tests. This is the one audited place for vector instructions in the room.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// What the bytes of a block are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// `A` to `Z`, `a` to `z`.
    pub letters: u64,
    /// `0` to `9`.
    pub digits: u64,
    /// `_`: joins letters and digits on both sides (`ExtendNumLet`).
    pub joiners: u64,
    /// `'`, `.` and `:`: join letters to letters.
    pub mid_letters: u64,
    /// `'`, `.`, `,` and `;`: join digits to digits.
    pub mid_digits: u64,
    /// `'`.
    pub apostrophes: u64,
    /// `s` and `S`.
    pub esses: u64,
    /// Not ASCII.
    pub foreign: u64,
}

/// The masks of a block; its ASCII letters are written in lower case to `lower`, all else as it is.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calling a function compiled for instructions that x86-64 always has")]
#[inline]
pub(super) fn classify(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Masks {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { sse2::classify(block, lower) }
}

/// The masks of a block; its ASCII letters are written in lower case to `lower`, all else as it is.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn classify(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Masks {
    plain(block, lower)
}

/// Does `work` with what instructions on whole registers the processor has: `work` is compiled once
/// more for them, so it must be inlined.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "calling a function compiled for instructions that were just detected")]
#[inline]
pub(super) fn with_bit_instructions<R>(work: impl FnOnce() -> R) -> R {
    #[target_feature(enable = "bmi1,bmi2,popcnt")]
    fn wide<R>(work: impl FnOnce() -> R) -> R {
        work()
    }
    if is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has every feature the function was compiled for.
        unsafe { wide(work) }
    } else {
        work()
    }
}

/// Does `work`.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn with_bit_instructions<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
mod sse2 {
    use super::{BLOCK, Masks};
    use std::arch::x86_64::{
        __m128i, _mm_add_epi8, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_cvtsi128_si64, _mm_movemask_epi8, _mm_or_si128,
        _mm_set_epi64x, _mm_set1_epi8, _mm_unpackhi_epi64,
    };

    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(bytes: &[u8; 16]) -> __m128i {
        let whole = u128::from_le_bytes(*bytes);
        _mm_set_epi64x((whole >> 64) as i64, whole as i64)
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn store(vector: __m128i, bytes: &mut [u8; 16]) {
        let low = _mm_cvtsi128_si64(vector) as u64;
        let high = _mm_cvtsi128_si64(_mm_unpackhi_epi64(vector, vector)) as u64;
        *bytes = (u128::from(high) << 64 | u128::from(low)).to_le_bytes();
    }

    /// `first..first + count` by one signed comparison: the range is moved to the lowest values.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn in_range(bytes: __m128i, first: u8, count: u8) -> __m128i {
        let moved = _mm_add_epi8(bytes, _mm_set1_epi8(128u8.wrapping_sub(first) as i8));
        _mm_cmplt_epi8(moved, _mm_set1_epi8(128u8.wrapping_add(count) as i8))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    pub(super) fn classify(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Masks {
        let mut masks = Masks::default();
        let (quarters, _) = block.as_chunks::<16>();
        let (lowers, _) = lower.as_chunks_mut::<16>();
        for (number, (quarter, lower)) in quarters.iter().zip(lowers).enumerate() {
            add(quarter, lower, 16 * number, &mut masks);
        }
        masks
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn add(bytes: &[u8; 16], lower: &mut [u8; 16], at: usize, masks: &mut Masks) {
        let bytes = load(bytes);
        let equal = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8));
        let bits = |vector: __m128i| u64::from(_mm_movemask_epi8(vector) as u32) << at;
        let upper = in_range(bytes, b'A', 26);
        let folded = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
        store(folded, lower);
        let apostrophes = equal(b'\'');
        let both = _mm_or_si128(apostrophes, equal(b'.'));
        masks.letters |= bits(in_range(folded, b'a', 26));
        masks.digits |= bits(in_range(bytes, b'0', 10));
        masks.joiners |= bits(equal(b'_'));
        masks.mid_letters |= bits(_mm_or_si128(both, equal(b':')));
        masks.mid_digits |= bits(_mm_or_si128(both, _mm_or_si128(equal(b','), equal(b';'))));
        masks.apostrophes |= bits(apostrophes);
        masks.esses |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8(b's' as i8)));
        masks.foreign |= bits(bytes);
    }
}

/// As [`classify`], a byte at a time.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plain(block: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Masks {
    let mut masks = Masks::default();
    for (at, (&byte, lower)) in block.iter().zip(lower).enumerate() {
        *lower = byte.to_ascii_lowercase();
        let bit = |is: bool| u64::from(is) << at;
        masks.letters |= bit(byte.is_ascii_alphabetic());
        masks.digits |= bit(byte.is_ascii_digit());
        masks.joiners |= bit(byte == b'_');
        masks.mid_letters |= bit(b"'.:".contains(&byte));
        masks.mid_digits |= bit(b"'.,;".contains(&byte));
        masks.apostrophes |= bit(byte == b'\'');
        masks.esses |= bit(byte == b's' || byte == b'S');
        masks.foreign |= bit(!byte.is_ascii());
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_and_the_plain_loop_agree_on_every_byte_in_every_place() {
        for shift in 0..=255u8 {
            let block: [u8; BLOCK] = std::array::from_fn(|at| (at as u8).wrapping_mul(5).wrapping_add(shift));
            let (mut fast, mut slow) = ([0; BLOCK], [0; BLOCK]);
            assert_eq!(classify(&block, &mut fast), plain(&block, &mut slow));
            assert_eq!(fast, slow);
        }
    }
}
