//! How alike two generated texts are, exactly: the sizes of their shingle sets and of what they share.
//!
//! Apart from the tool's own similarity on purpose: the truth of a corpus must not come from the
//! code that is judged with it. Words are numbers below 7,131, so a shingle of five words is a number
//! below 2⁶⁴ without collisions, and nothing here is an estimate.

use super::vocabulary::{MOST_WORDS, Token};

/// Words of a shingle.
pub(super) const WIDTH: usize = 5;

/// Sizes of two shingle sets and of their intersection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Overlap {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) shared: u32,
}

impl Overlap {
    /// Jaccard similarity in `0.0..=1.0`; 0 where neither side has a shingle.
    pub(super) fn similarity(self) -> f64 {
        fraction(self.shared, self.left + self.right - self.shared)
    }

    /// Share of left's shingles that right has; 0 where left has none.
    pub(super) fn containment_left(self) -> f64 {
        fraction(self.shared, self.left)
    }

    /// Share of right's shingles that left has; 0 where right has none.
    pub(super) fn containment_right(self) -> f64 {
        fraction(self.shared, self.right)
    }
}

fn fraction(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

#[derive(Clone, Copy, Default)]
struct Entry {
    shingle: u64,
    /// The `load` that wrote this entry.
    written: u32,
    /// The `shared` that counted it last.
    counted: u32,
}

/// The set a table holds: when it was loaded and how many distinct shingles it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loaded {
    round: u32,
    pub(super) shingles: u32,
}

/// A set of shingles that is refilled without being cleared: open addressing, entries stamped by round.
pub(super) struct ShingleTable {
    entries: Vec<Entry>,
    mask: usize,
    round: u32,
}

impl ShingleTable {
    pub(super) fn new() -> Self {
        Self { entries: vec![Entry::default(); 4096], mask: 4095, round: 0 }
    }

    /// Makes the set that of `text`.
    pub(super) fn load(&mut self, text: &[Token]) -> Loaded {
        let size = (text.len() * 2).next_power_of_two().max(16);
        if size > self.entries.len() || self.round >= u32::MAX - 2 {
            self.entries = vec![Entry::default(); size.max(self.entries.len())];
            self.round = 0;
        }
        self.mask = size - 1;
        self.round += 1;
        let written = self.round;
        let mut distinct = 0;
        for_each_shingle(text, |shingle| {
            let entry = self.entry(shingle, written);
            if entry.written != written {
                *entry = Entry { shingle, written, counted: 0 };
                distinct += 1;
            }
        });
        Loaded { round: written, shingles: distinct }
    }

    /// How many distinct shingles of `text` are in the set that was loaded last.
    pub(super) fn shared(&mut self, text: &[Token], loaded: Loaded) -> u32 {
        self.round += 1;
        let counted = self.round;
        let mut shared = 0;
        for_each_shingle(text, |shingle| {
            let entry = self.entry(shingle, loaded.round);
            if entry.written == loaded.round && entry.counted != counted {
                entry.counted = counted;
                shared += 1;
            }
        });
        shared
    }

    /// Where `shingle` stands among entries of round `written`, or the free place where it would.
    #[inline]
    fn entry(&mut self, shingle: u64, written: u32) -> &mut Entry {
        let mut at = (shingle.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & self.mask;
        loop {
            let entry = self.entries[at];
            if entry.written != written || entry.shingle == shingle {
                return &mut self.entries[at];
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// Calls `each` with every shingle of `text` in order; never for fewer than five words.
#[inline]
fn for_each_shingle(text: &[Token], mut each: impl FnMut(u64)) {
    const TOP: u64 = MOST_WORDS.pow(WIDTH as u32 - 1);
    let mut shingle = 0;
    for (at, token) in text.iter().enumerate() {
        if at >= WIDTH {
            shingle -= text[at - WIDTH].word() as u64 * TOP;
        }
        shingle = shingle * MOST_WORDS + token.word() as u64;
        if at + 1 >= WIDTH {
            each(shingle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(words: &[u32]) -> BTreeSet<&[u32]> {
        words.windows(WIDTH).collect()
    }

    proptest! {
        #[test]
        fn the_table_counts_as_sets_do(left in prop::collection::vec(0_u32..4, 0..60), right in prop::collection::vec(0_u32..4, 0..60)) {
            let tokens = |words: &[u32]| words.iter().map(|&word| Token(word)).collect::<Vec<_>>();
            let mut table = ShingleTable::new();
            for _ in 0..3 {
                let loaded = table.load(&tokens(&left));
                prop_assert_eq!(loaded.shingles as usize, set(&left).len());
                let shared = table.shared(&tokens(&right), loaded);
                prop_assert_eq!(shared as usize, set(&left).intersection(&set(&right)).count());
            }
        }
    }

    #[test]
    fn the_largest_words_do_not_overflow() {
        let text = vec![Token(MOST_WORDS as u32 - 1); 12];
        assert_eq!(ShingleTable::new().load(&text).shingles, 1);
    }

    #[test]
    fn nothing_is_alike_to_nothing() {
        let none = Overlap { left: 0, right: 0, shared: 0 };
        assert_eq!((none.similarity(), none.containment_left(), none.containment_right()), (0.0, 0.0, 0.0));
    }
}
