//! Where each short run of words (a seed) stands in a text.
//!
//! A table built anew for every pair must cost nothing but its text: open addressing in one vector
//! that is kept from pair to pair, and the places of all seeds in a second. No seed costs more than
//! [`MAX_PROBES`] steps, so text crafted for collisions is indexed with gaps, not slowly.

use crate::shingle::Shingle;

/// Slots looked at for a seed; at most half of the slots are full, so that a seed is left out by
/// chance once in 2³² times.
const MAX_PROBES: usize = 32;

/// The number of a seed that found no slot.
const LEFT_OUT: u32 = u32::MAX;

/// The seeds of a text, and for each its places, ascending.
#[derive(Debug, Default)]
pub(super) struct SeedIndex {
    /// Upper half of the seed's hash, and its number plus 1; 0 where empty.
    slots: Vec<u64>,
    /// Where the places of each seed begin in `places`, and one entry more.
    starts: Vec<u32>,
    places: Vec<u32>,
    /// The number of the seed at each place, while building.
    numbers: Vec<u32>,
}

impl SeedIndex {
    /// Forgets the last text and indexes the next; place n is that of the n-th seed.
    ///
    /// Costs one pass and 24 to 44 bytes a seed. Places from 2³² − 1 on are left out.
    pub(super) fn rebuild(&mut self, seeds: &[Shingle]) {
        self.slots.clear();
        self.slots.resize((seeds.len() * 2).next_power_of_two(), 0);
        self.starts.clear();
        self.numbers.clear();
        for &seed in seeds.iter().take(LEFT_OUT as usize) {
            let number = self.number(seed);
            if let Some(count) = self.starts.get_mut(number as usize) {
                *count += 1;
            }
            self.numbers.push(number);
        }
        self.place();
    }

    /// Turns the counts in `starts` into ends and, filling `places` from the back, into starts.
    fn place(&mut self) {
        let mut total = 0;
        for count in &mut self.starts {
            total += *count;
            *count = total;
        }
        self.starts.push(total);
        self.places.clear();
        self.places.resize(total as usize, 0);
        for (place, &number) in (0u32..LEFT_OUT).zip(&self.numbers).rev() {
            if number == LEFT_OUT {
                continue;
            }
            if let Some(start) = self.starts.get_mut(number as usize) {
                *start -= 1;
                if let Some(slot) = self.places.get_mut(*start as usize) {
                    *slot = place;
                }
            }
        }
    }

    /// The places of a seed, ascending; none where the text does not have it.
    ///
    /// Two seeds of one text share their places where their hashes agree in half the bits and meet
    /// in the table: whoever uses a place compares the words.
    #[inline]
    pub(super) fn places(&self, seed: Shingle) -> &[u32] {
        let Some((_, content @ 1..)) = self.slot(seed) else { return &[] };
        let number = (content as u32 - 1) as usize;
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(&start), Some(&end)) => self.places.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The number of a seed, given to it now if it is new.
    fn number(&mut self, seed: Shingle) -> u32 {
        match self.slot(seed) {
            Some((at, 0)) => {
                let number = self.starts.len() as u32;
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = (seed.0 >> 32) << 32 | u64::from(number + 1);
                }
                self.starts.push(0);
                number
            }
            Some((_, content)) => content as u32 - 1,
            None => LEFT_OUT,
        }
    }

    /// The slot of a seed and what it holds: the seed, or 0 where it would go. None where all that
    /// it may take are full.
    #[inline]
    fn slot(&self, seed: Shingle) -> Option<(usize, u64)> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = seed.0 as usize & mask;
        for step in 1..=MAX_PROBES {
            let content = *self.slots.get(at)?;
            if content == 0 || content >> 32 == seed.0 >> 32 {
                return Some((at, content));
            }
            at = (at + step) & mask;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_a_search_finds(texts in prop::collection::vec(prop::collection::vec(0u64..20, 0..60), 1..4)) {
            let mut index = SeedIndex::default();
            for text in texts {
                let seeds: Vec<_> = text.iter().map(|&word| Shingle(crate::shingle::finish(word))).collect();
                index.rebuild(&seeds);
                for wanted in 0..25 {
                    let wanted = Shingle(crate::shingle::finish(wanted));
                    let found: Vec<u32> = (0u32..).zip(&seeds).filter(|(_, seed)| **seed == wanted).map(|(at, _)| at).collect();
                    prop_assert_eq!(index.places(wanted), found);
                }
            }
        }
    }

    #[test]
    fn seeds_crafted_to_collide_are_left_out_not_slow() {
        let seeds: Vec<_> = (0..10_000u64).map(|n| Shingle(n << 40 | 5)).collect();
        let mut index = SeedIndex::default();
        index.rebuild(&seeds);
        let kept = seeds.iter().filter(|seed| !index.places(**seed).is_empty()).count();
        assert_eq!(kept, MAX_PROBES);
    }

    #[test]
    fn an_empty_index_has_no_places() {
        assert!(SeedIndex::default().places(Shingle(7)).is_empty());
        let mut index = SeedIndex::default();
        index.rebuild(&[]);
        assert!(index.places(Shingle(0)).is_empty());
    }
}
