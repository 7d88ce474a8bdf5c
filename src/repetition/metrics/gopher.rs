//! The names and limits that the two readings of Gopher's repetition filter share.
//!
//! Table A1 of Rae et al. 2021 (“Scaling Language Models: Methods, Analysis & Insights from
//! Training Gopher”), in the order in which datatrove checks them and under the names that it gives
//! as reasons.

use super::Metric;

/// Lengths of the n-grams of which only the most frequent counts.
pub(super) const TOP: [usize; 3] = [2, 3, 4];
/// Lengths of the n-grams of which every duplicate counts.
pub(super) const DUPLICATED: [usize; 6] = [5, 6, 7, 8, 9, 10];

const LIMITS: [(&str, f64); 13] = [
    ("dup_para_frac", 0.30),
    ("dup_para_char_frac", 0.20),
    ("dup_line_frac", 0.30),
    ("dup_line_char_frac", 0.20),
    ("top_2_gram", 0.20),
    ("top_3_gram", 0.18),
    ("top_4_gram", 0.16),
    ("duplicated_5_n_grams", 0.15),
    ("duplicated_6_n_grams", 0.14),
    ("duplicated_7_n_grams", 0.13),
    ("duplicated_8_n_grams", 0.12),
    ("duplicated_9_n_grams", 0.11),
    ("duplicated_10_n_grams", 0.10),
];

/// The thirteen numbers of the filter, before they have names and limits.
pub(super) struct GopherValues {
    /// Share of paragraphs that repeat an earlier one; share of the characters in them.
    pub(super) paragraphs: [f64; 2],
    /// The same of lines.
    pub(super) lines: [f64; 2],
    /// Share of characters in the most frequent 2-, 3- and 4-gram.
    pub(super) top: [f64; 3],
    /// Share of characters in duplicated 5- to 10-grams.
    pub(super) duplicated: [f64; 6],
}

/// Gives the numbers their names and limits.
pub(super) fn metrics(values: GopherValues) -> Vec<Metric> {
    let GopherValues { paragraphs, lines, top, duplicated } = values;
    let values = paragraphs.into_iter().chain(lines).chain(top).chain(duplicated);
    values.zip(LIMITS).map(|(value, (name, limit))| Metric::new(name, value).at_most(limit)).collect()
}
