//! How rare a stem is, which is how much it says: a frozen background table, blended with the corpus.
//!
//! A room of its own since echoes, phrases and rewrites all weigh terms and must weigh them alike.
//! Weights are inverse document frequencies, ln((N + 1) / (df + 1)), in nats with [`FRACTION_BITS`]
//! binary places. They are integers because `ln` differs between machines in its last bit, and a
//! report must not (Spärck Jones, 1972).
//!
//! `background/english.bin` holds numbers only. It was counted in reuters-21578 and in public-domain
//! texts that packages carry (The World Factbook, the novels of Jane Austen); the provenance and the
//! commands that make it again are in `benches/figures/background.py`. Little-endian:
//!
//! ```text
//! 0   "TTBG", version 1, three zero bytes
//! 8   u32 N    pieces of about an article that were counted
//! 12  u32 n    stems in the table
//! 16  u32 × n  first 32 bits of the stem's xxh3-64, ascending
//! ..  u8 × n   its weight in steps of 1/25 nat
//! ```

use crate::segment::{Language, Stem, Stems, Word};
use rustc_hash::FxHashMap;

/// Binary places of a weight.
pub const FRACTION_BITS: u32 = 16;

/// One nat as a weight.
pub const NAT: u32 = 1 << FRACTION_BITS;

/// Corpora of fewer documents are too small to say what is rare.
pub const FEWEST_DOCUMENTS: u64 = 1_000;

/// At so many documents the corpus weighs as much as the background.
const EVEN_AT: u64 = 10_000;

/// Steps of the table to a nat.
const STEPS: u32 = 25;

/// Stems of a table around the place a hash suggests that are searched first: three standard errors of it.
const NEAR: usize = 256;

/// Weight of a word of a language without a table: a stop word, any other.
const STOP: u32 = NAT * 3 / 2;
const CONTENT: u32 = NAT * 13 / 2;

static ENGLISH: &[u8] = include_bytes!("background/english.bin");

/// Gives each stem its weight.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    background: Option<Background>,
    corpus: Option<Corpus>,
}

#[derive(Clone, Debug)]
struct Corpus {
    documents: u64,
    frequencies: FxHashMap<u64, u32>,
}

impl Weights {
    /// Those of a language alone: its background table, or stop words against the rest.
    ///
    /// Costs nothing: the table is read in place.
    #[must_use]
    pub fn of(language: Language) -> Self {
        let background = (language == Language::English).then(|| Background::read(ENGLISH)).flatten();
        Self { background, corpus: None }
    }

    /// Those of a language and of a corpus: in how many of its `documents` each stem (by its hash) stands.
    ///
    /// Under [`FEWEST_DOCUMENTS`] the corpus is not asked. From there on it weighs as its number of
    /// documents against ten thousand for the background, and alone where there is no background.
    #[must_use]
    pub fn blended(language: Language, documents: u64, frequencies: FxHashMap<u64, u32>) -> Self {
        let corpus = (documents >= FEWEST_DOCUMENTS).then_some(Corpus { documents, frequencies });
        Self { corpus, ..Self::of(language) }
    }

    /// The weight of a stem, [`NAT`] to a nat.
    ///
    /// ```
    /// use twicetold::segment::{Language, Stems, words};
    /// use twicetold::weights::{NAT, Weights};
    /// let (weights, mut stems) = (Weights::of(Language::English), Stems::of(Language::English));
    /// let mut weight_of = |word| weights.weight(&stems.stem(word, &words(word)[0]));
    /// assert!(weight_of("the") < NAT / 2);
    /// assert!(weight_of("centrifuges") > weight_of("government"));
    /// ```
    #[must_use]
    pub fn weight(&self, stem: &Stem) -> u32 {
        let background = self.background.as_ref().map(|table| table.weight(stem.hash));
        match (&self.corpus, background) {
            (None, Some(weight)) => weight,
            (None, None) => {
                if stem.is_stop {
                    STOP
                } else {
                    CONTENT
                }
            }
            (Some(corpus), background) => corpus.blend(stem.hash, background),
        }
    }
}

impl Corpus {
    fn blend(&self, hash: u64, background: Option<u32>) -> u32 {
        let frequency = self.frequencies.get(&hash).copied().unwrap_or(0);
        let own = ln_ratio(self.documents + 1, u64::from(frequency) + 1);
        let Some(background) = background else { return own };
        let sum = u64::from(background) * EVEN_AT + u64::from(own) * self.documents;
        u32::try_from(sum / (EVEN_AT + self.documents)).unwrap_or(u32::MAX)
    }
}

/// The frozen table of one language, read where it lies.
#[derive(Clone, Debug)]
struct Background {
    keys: &'static [u8],
    steps: &'static [u8],
    /// Of a stem that is not in the table.
    unseen: u32,
}

impl Background {
    /// None where the bytes are not a table of this version.
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"TTBG\x01\0\0\0")?;
        let (pieces, rest) = rest.split_first_chunk::<4>()?;
        let (stems, rest) = rest.split_first_chunk::<4>()?;
        let (keys, steps) = rest.split_at_checked(u32::from_le_bytes(*stems) as usize * 4)?;
        let unseen = ln_ratio(u64::from(u32::from_le_bytes(*pieces)) + 1, 2);
        (steps.len() * 4 == keys.len()).then_some(Self { keys, steps, unseen })
    }

    /// By binary search around where it must stand, since hashes are spread evenly: about 9 steps.
    fn weight(&self, hash: u64) -> u32 {
        let (wanted, stems) = ((hash >> 32) as u32, self.steps.len());
        let likely = ((u64::from(wanted) * stems as u64) >> 32) as usize;
        let (mut low, mut high) = (likely.saturating_sub(NEAR), (likely + NEAR).min(stems));
        if self.key(low) > wanted {
            (low, high) = (0, low);
        } else if high < stems && self.key(high) <= wanted {
            (low, high) = (high, stems);
        }
        while low < high {
            let middle = low.midpoint(high);
            match self.key(middle).cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return self.steps.get(middle).map_or(self.unseen, |&steps| u32::from(steps) * (NAT / STEPS));
                }
            }
        }
        self.unseen
    }

    fn key(&self, at: usize) -> u32 {
        self.keys.get(at * 4..).and_then(|rest| rest.first_chunk()).map_or(u32::MAX, |&key| u32::from_le_bytes(key))
    }
}

/// Words whose stem and weight are kept at hand: most that a text has are frequent, and so many stay near the processor.
const AT_HAND: usize = 1 << 13;

/// Turns words of one language into stems with their weights, those of frequent words at hand.
pub struct WeightedStems {
    stems: Stems,
    weights: Weights,
    /// A word each slot: the last one whose hash ends in the number of the slot.
    at_hand: Vec<AtHand>,
}

#[derive(Clone, Copy)]
struct AtHand {
    word: u64,
    stem: Stem,
    weight: u32,
}

impl WeightedStems {
    /// Those of a language, by its weights alone.
    #[must_use]
    pub fn of(language: Language) -> Self {
        let nothing = Stem { hash: 0, is_stop: false };
        // A word that belongs into another slot is none.
        let at_hand = (1..=AT_HAND as u64).map(|word| AtHand { word, stem: nothing, weight: 0 }).collect();
        Self { stems: Stems::of(language), weights: Weights::of(language), at_hand }
    }

    /// The language they are of.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.stems.language()
    }

    /// The stem of a word of `text` and its weight.
    ///
    /// ```
    /// use twicetold::segment::{Language, words};
    /// use twicetold::weights::WeightedStems;
    /// let text = "centrifuge centrifuges the";
    /// let mut stems = WeightedStems::of(Language::English);
    /// let [(one, weight), (other, _), (_, little)] = [0, 1, 2].map(|at| stems.read(text, &words(text)[at]));
    /// assert!(one == other && weight > little);
    /// ```
    #[inline]
    pub fn read(&mut self, text: &str, word: &Word) -> (Stem, u32) {
        let slot = word.hash as usize % AT_HAND;
        if let Some(known) = self.at_hand.get(slot).filter(|known| known.word == word.hash) {
            return (known.stem, known.weight);
        }
        let stem = self.stems.stem(text, word);
        let weight = self.weights.weight(&stem);
        if let Some(place) = self.at_hand.get_mut(slot) {
            *place = AtHand { word: word.hash, stem, weight };
        }
        (stem, weight)
    }

    /// The stems and the weights each by themselves.
    pub const fn parts(&mut self) -> (&mut Stems, &Weights) {
        (&mut self.stems, &self.weights)
    }
}

/// ln(`numerator` / `denominator`), [`NAT`] to a nat, to within 2/[`NAT`]; 0 where it would be negative.
///
/// By integers alone, so that every machine has the same.
///
/// ```
/// use twicetold::weights::{NAT, ln_ratio};
/// assert!(ln_ratio(20, 1).abs_diff((20f64.ln() * f64::from(NAT)) as u32) <= 2);
/// assert_eq!((ln_ratio(7, 7), ln_ratio(1, 3)), (0, 0));
/// ```
#[must_use]
pub fn ln_ratio(numerator: u64, denominator: u64) -> u32 {
    /// ln 2 with 32 binary places.
    const LN_2: u64 = 2_977_044_472;
    let log = log2(numerator.max(1)).saturating_sub(log2(denominator.max(1)));
    // 24 + 32 binary places, 16 wanted; a logarithm is under 2^6.
    u32::try_from((u128::from(log) * u128::from(LN_2)) >> 40).unwrap_or(u32::MAX)
}

/// log2 with 24 binary places, one place for each squaring of the mantissa.
fn log2(number: u64) -> u64 {
    let whole = number.ilog2();
    let mut mantissa = (u128::from(number) << 63) >> whole;
    let mut log = u64::from(whole);
    for _ in 0..24 {
        mantissa = (mantissa * mantissa) >> 63;
        let carry = u32::from(mantissa >> 64 != 0);
        mantissa >>= carry;
        log = log << 1 | u64::from(carry);
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::words;
    use proptest::prelude::*;

    fn stem(word: &str) -> Stem {
        Stems::of(Language::English).stem(word, &words(word)[0])
    }

    proptest! {
        #[test]
        fn logarithms_are_right(a in 1u64..1 << 40, b in 1u64..1 << 40) {
            let (a, b) = (a.max(b), a.min(b));
            let right = (a as f64 / b as f64).ln() * f64::from(NAT);
            prop_assert!((f64::from(ln_ratio(a, b)) - right).abs() <= 2.0);
        }
    }

    #[test]
    fn words_at_hand_have_the_stem_and_weight_of_all_others() {
        let text: String = (0..3 * AT_HAND).map(|n| format!("{}{n:x}ing ", ["w", "bank", "x"][n % 3])).collect();
        let (mut at_hand, mut stems) = (WeightedStems::of(Language::English), Stems::of(Language::English));
        let weights = Weights::of(Language::English);
        let all = words(&text);
        for word in all.iter().chain(all.iter().rev()) {
            let stem = stems.stem(&text, word);
            assert_eq!(at_hand.read(&text, word), (stem, weights.weight(&stem)));
        }
    }

    #[test]
    fn the_table_is_whole_sorted_and_small() {
        let table = Background::read(ENGLISH).unwrap();
        assert!(table.steps.len() > 20_000 && ENGLISH.len() < 400_000);
        assert!((1..table.steps.len()).all(|at| table.key(at - 1) < table.key(at)));
        assert!(table.unseen > 9 * NAT);
    }

    #[test]
    fn every_stem_of_the_table_is_found_where_it_stands() {
        let table = Background::read(ENGLISH).unwrap();
        for at in 0..table.steps.len() {
            let key = table.key(at);
            assert_eq!(table.weight(u64::from(key) << 32), u32::from(table.steps[at]) * (NAT / STEPS));
            let beside = key.wrapping_add(1);
            if at % 97 == 0 && (0..table.steps.len()).all(|other| table.key(other) != beside) {
                assert_eq!(table.weight(u64::from(beside) << 32), table.unseen);
            }
        }
    }

    #[test]
    fn common_words_weigh_little() {
        let weights = Weights::of(Language::English);
        let mut last = 0;
        for word in ["the", "would", "government", "nuclear", "centrifuge"] {
            let weight = weights.weight(&stem(word));
            assert!(weight > last, "{word}");
            last = weight;
        }
        assert_eq!(weights.weight(&stem("qzxvplk")), weights.background.unwrap().unseen);
    }

    #[test]
    fn a_broken_table_is_no_table() {
        assert!(Background::read(b"").is_none());
        assert!(Background::read(b"TTBG\x01\0\0\0\x09\0\0\0\x02\0\0\0\0\0\0\0\0").is_none());
    }

    #[test]
    fn other_languages_tell_stop_words_from_the_rest() {
        let weights = Weights::of(Language::German);
        assert_eq!(weights.weight(&Stem { hash: 1, is_stop: true }), STOP);
        assert_eq!(weights.weight(&Stem { hash: 1, is_stop: false }), CONTENT);
    }

    #[test]
    fn the_corpus_counts_from_a_thousand_documents() {
        let word = stem("nuclear");
        let own =
            |documents| Weights::blended(Language::English, documents, FxHashMap::from_iter([(word.hash, 900)])).weight(&word);
        let background = Weights::of(Language::English).weight(&word);
        assert_eq!(own(999), background);
        assert!(own(1_000) < background && own(1_000) > background * 8 / 10);
        assert_eq!(
            Weights::blended(Language::German, 1_799, FxHashMap::from_iter([(7, 899)])).weight(&Stem { hash: 7, is_stop: false }),
            ln_ratio(2, 1)
        );
    }
}
