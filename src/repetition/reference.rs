//! What the repetition index means: how much news written by people repeats itself at the same
//! length.
//!
//! The index alone says little, since a long text has more chances to use a run of words again. So
//! it is placed among articles of the same length: [`percentile`] is the share of them that repeat
//! less, [`Verdict`] says it in words.
//!
//! **The reference** is news prose in English: 10,413 articles of BBC News (2004–05, Greene &
//! Cunningham 2006) and Reuters-21578 (1987) of 50 to 1,200 words. Left out are copies, articles
//! with more than one numeral in twenty words (prices, earnings and tables repeat by form: 10 % of
//! them would stand above the 99th percentile) and 36 articles sent twice in one. Only the numbers
//! below were taken from them. `benches/figures/reference.py` makes the table and checks it with
//! articles it has not seen: fitted on one half, 10.7 % of the other half lie above the 90th
//! percentile, 5.4 % above the 95th and 1.3 % above the 99th.
//!
//! **Beyond 1,200 words** there was no news to measure. The table is carried on to 100,000 words by
//! the growth of the odds of the index inside eight long books (textreuse-r, 19th century);
//! [`is_extrapolated`] says so, and the last row holds for anything longer. Treat such a percentile
//! as a hint, a lenient one: of 422 press releases of 2,500 to 5,000 words, the median stands at
//! the 79th percentile, and at the 88th by its first 700 words alone.
//!
//! Other languages repeat otherwise (more inflection, fewer function words); the reference speaks
//! for English.

/// The name of the reference, as reports give it.
pub const REFERENCE: &str = "bbc-news + reuters-21578, 10413 articles of English news prose, by length";

/// Words in the shortest text that has a percentile.
pub const SHORTEST: usize = 50;

/// Words in the longest articles of the reference.
const LONGEST_MEASURED: usize = 1200;

/// The percentiles of a row's quantiles.
const LEVELS: [f64; 11] = [1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9];

/// The index at [`LEVELS`] among articles of about one length.
struct Row {
    /// Their median length.
    words: usize,
    quantiles: [f64; LEVELS.len()],
}

/// Measured rows with the number of their articles, then those carried on from the last.
#[rustfmt::skip]
const ROWS: [Row; 14] = [
    Row { words: 63, quantiles: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0312, 0.0625, 0.0839, 0.1404, 0.1761, 0.2578] }, // 1472 articles
    Row { words: 87, quantiles: [0.0, 0.0, 0.0, 0.0, 0.0206, 0.04, 0.0682, 0.0909, 0.1616, 0.1965, 0.2667] }, // 1962 articles
    Row { words: 119, quantiles: [0.0, 0.0, 0.0, 0.0, 0.0198, 0.0484, 0.0809, 0.1102, 0.1849, 0.2094, 0.2766] }, // 1343 articles
    Row { words: 175, quantiles: [0.0, 0.0, 0.0, 0.0118, 0.0317, 0.0556, 0.0853, 0.1107, 0.1879, 0.2099, 0.2634] }, // 1437 articles
    Row { words: 249, quantiles: [0.0, 0.0, 0.0069, 0.016, 0.0328, 0.0574, 0.0824, 0.1008, 0.1389, 0.1907, 0.2534] }, // 1664 articles
    Row { words: 347, quantiles: [0.0, 0.0058, 0.0107, 0.0207, 0.0369, 0.0579, 0.0833, 0.0989, 0.138, 0.1644, 0.2406] }, // 927 articles
    Row { words: 475, quantiles: [0.004, 0.0101, 0.0148, 0.0239, 0.0385, 0.0574, 0.0774, 0.0951, 0.132, 0.152, 0.1651] }, // 1047 articles
    Row { words: 701, quantiles: [0.006, 0.0141, 0.0176, 0.0254, 0.0402, 0.0574, 0.0764, 0.0903, 0.1187, 0.155, 0.2592] }, // 561 articles
    Row { words: 2000, quantiles: [0.0093, 0.0219, 0.0272, 0.0391, 0.0614, 0.0869, 0.1145, 0.1343, 0.1739, 0.2228, 0.3535] }, // carried on
    Row { words: 5000, quantiles: [0.014, 0.0326, 0.0405, 0.0578, 0.0898, 0.1254, 0.163, 0.1895, 0.2408, 0.3016, 0.4517] }, // carried on
    Row { words: 10000, quantiles: [0.0179, 0.0413, 0.0512, 0.0728, 0.112, 0.155, 0.1995, 0.2302, 0.2886, 0.3559, 0.5132] }, // carried on
    Row { words: 20000, quantiles: [0.022, 0.0505, 0.0625, 0.0884, 0.1349, 0.1848, 0.2354, 0.2698, 0.3339, 0.4057, 0.5657] }, // carried on
    Row { words: 50000, quantiles: [0.0312, 0.0709, 0.0873, 0.1221, 0.1827, 0.2453, 0.3062, 0.3463, 0.4182, 0.4947, 0.6512] }, // carried on
    Row { words: 100000, quantiles: [0.0417, 0.0935, 0.1145, 0.1583, 0.2321, 0.3053, 0.3738, 0.4174, 0.4929, 0.5696, 0.7163] }, // carried on
];

/// The percentage of human-written news articles of this length that repeat themselves less, in
/// `0.0..=100.0`.
///
/// `index` is a [`repetition_index`](super::index::repetition_index) of English stems, `words` the
/// number of words it was taken from. `None` for fewer than [`SHORTEST`] words, where one turn of
/// phrase decides. A text that repeats nothing is at 0. Between the lengths and percentiles of the
/// table it is linear; above the 99.9th it rises to 100 at an index of 1.
///
/// ```
/// use twicetold::repetition::reference::percentile;
///
/// assert_eq!(percentile(0.0, 400), Some(0.0));
/// assert!(percentile(0.14, 605) > Some(99.0));
/// assert!(percentile(0.14, 6050) < Some(90.0)); // ten times the length, no wonder
/// assert_eq!(percentile(0.14, 49), None);
/// ```
#[must_use]
pub fn percentile(index: f64, words: usize) -> Option<f64> {
    let quantiles = quantiles_at(words)?;
    let (mut low, mut low_level) = (0.0, 0.0);
    for (value, level) in quantiles.into_iter().zip(LEVELS).chain([(1.0, 100.0)]) {
        if index <= value {
            let part = if value > low { (index - low) / (value - low) } else { 0.0 };
            return Some(low_level + part * (level - low_level));
        }
        (low, low_level) = (value, level);
    }
    Some(100.0)
}

/// Whether a text of this length is longer than the articles of the reference, so that its
/// percentile is extrapolated.
#[must_use]
pub fn is_extrapolated(words: usize) -> bool {
    words > LONGEST_MEASURED
}

/// The quantiles for a length: between two rows a mixture of both, outside the table its first or
/// last row.
fn quantiles_at(words: usize) -> Option<[f64; LEVELS.len()]> {
    if words < SHORTEST {
        return None;
    }
    let above = ROWS.iter().position(|row| row.words >= words).unwrap_or(ROWS.len() - 1);
    let (left, right) = (&ROWS[above.saturating_sub(1)], &ROWS[above]);
    let words = words.clamp(left.words, right.words);
    let part = (words - left.words) as f64 / (right.words - left.words).max(1) as f64;
    Some(std::array::from_fn(|at| left.quantiles[at] + (right.quantiles[at] - left.quantiles[at]) * part))
}

/// What a percentile means, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No percentile: fewer than [`SHORTEST`] words.
    TooShort,
    /// Below the 25th.
    Tight,
    /// From the 25th to below the 90th.
    Usual,
    /// From the 90th to below the 99th.
    Repetitive,
    /// The 99th and above.
    VeryRepetitive,
}

impl Verdict {
    /// Every verdict, from least to most repetitive.
    pub const ALL: [Self; 5] = [Self::TooShort, Self::Tight, Self::Usual, Self::Repetitive, Self::VeryRepetitive];

    /// The verdict on a [`percentile`].
    #[must_use]
    pub fn of(percentile: Option<f64>) -> Self {
        match percentile {
            None => Self::TooShort,
            Some(percentile) if percentile < 25.0 => Self::Tight,
            Some(percentile) if percentile < 90.0 => Self::Usual,
            Some(percentile) if percentile < 99.0 => Self::Repetitive,
            Some(_) => Self::VeryRepetitive,
        }
    }

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooShort => "too short to tell",
            Self::Tight => "tight",
            Self::Usual => "usual",
            Self::Repetitive => "repetitive",
            Self::VeryRepetitive => "very repetitive",
        }
    }

    /// One plain sentence for a reader.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::TooShort => "Texts of fewer than 50 words are too short to be compared with news.",
            Self::Tight => "It repeats itself less than most news articles of its length.",
            Self::Usual => "It repeats itself about as much as news articles of its length do.",
            Self::Repetitive => "It repeats itself more than nine in ten news articles of its length.",
            Self::VeryRepetitive => "It repeats itself more than ninety-nine in a hundred news articles of its length.",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_rise_in_length_and_in_quantiles() {
        assert!(ROWS.is_sorted_by(|left, right| left.words < right.words));
        assert!(ROWS.iter().all(|row| row.quantiles.is_sorted()));
        assert!(ROWS.iter().all(|row| row.quantiles.iter().all(|value| (0.0..1.0).contains(value))));
    }

    #[test]
    fn a_quantile_is_at_its_level() {
        for row in &ROWS {
            for (value, level) in row.quantiles.into_iter().zip(LEVELS).filter(|(value, _)| *value > 0.0) {
                let found = percentile(value, row.words).unwrap();
                assert!((found - level).abs() < 1e-9, "{value} of {} words: {found}", row.words);
            }
        }
    }

    /// The article the project began with: 605 words, of which one run of stems in seven comes
    /// again.
    #[test]
    fn the_first_real_input_is_very_repetitive() {
        let found = percentile(0.137_645, 605);
        assert!(found > Some(99.0), "{found:?}");
        assert_eq!(Verdict::of(found), Verdict::VeryRepetitive);
    }

    #[test]
    fn lengths_outside_the_table_take_its_ends() {
        assert_eq!(percentile(0.05, 49), None);
        assert_eq!(percentile(0.05, 50), percentile(0.05, ROWS[0].words));
        assert_eq!(percentile(0.2, 100_000), percentile(0.2, usize::MAX));
        assert!(!is_extrapolated(1200) && is_extrapolated(1201));
    }

    #[test]
    fn verdicts_turn_where_they_say() {
        let verdicts = [None, Some(0.0), Some(25.0), Some(90.0), Some(99.0)].map(Verdict::of);
        assert_eq!(verdicts, Verdict::ALL);
        assert_eq!(Verdict::of(Some(100.0)), Verdict::VeryRepetitive);
    }

    proptest! {
        #[test]
        fn more_repetition_is_never_a_lower_percentile(one in 0.0..=1.0, other in 0.0..=1.0, words in 50_usize..200_000) {
            let (less, more) = if one <= other { (one, other) } else { (other, one) };
            let (less, more) = (percentile(less, words).unwrap(), percentile(more, words).unwrap());
            prop_assert!((0.0..=100.0).contains(&less) && (0.0..=100.0).contains(&more) && less <= more);
        }

        #[test]
        fn beyond_the_news_more_words_excuse_more(index in 0.0..=1.0, words in 1_000_usize..100_000) {
            prop_assert!(percentile(index, words * 2).unwrap() <= percentile(index, words).unwrap() + 1e-9);
        }
    }
}
