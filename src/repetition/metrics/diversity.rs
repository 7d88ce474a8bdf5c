//! How much of the document is new: distinct-n, rep-n, seq-rep-4, compression.
//!
//! - `distinct_1` … `distinct_4`: distinct n-grams over all n-grams (Li et al. 2016).
//! - `rep_2` … `rep_4`: one less that, the share of n-grams that repeat an earlier one (Su et al.
//!   2022).
//! - `seq_rep_4`: the same at n = 4 under its older name (Welleck et al. 2020); equal to `rep_4` by
//!   definition.
//! - `compression_ratio`: bytes of the original text over bytes of its raw deflate stream (Shaib et
//!   al. 2024 recommend it beside n-gram measures). flate2 at level 9 on zlib-rs, without header
//!   and checksum: those 18 bytes of gzip would say something of the format, not of the text. About
//!   2.1 for a news article of 600 words; grows with length, so compare like with like. Below 1 for
//!   a few words.
//!
//! n-grams are of tokens as given, case and punctuation included. All but the ratio are in
//! `0.0..=1.0`. A text with no n-gram has `distinct_n` 1 and `rep_n` 0; the empty text a ratio of
//! 1.

use super::tally::Numbered;
use super::{Metric, share};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::{self, Write};

const DISTINCT: [&str; 4] = ["distinct_1", "distinct_2", "distinct_3", "distinct_4"];
/// From n = 2 on.
const REPEATED: [&str; 3] = ["rep_2", "rep_3", "rep_4"];

pub(super) fn metrics(text: &str, tokens: &[&str]) -> Vec<Metric> {
    let repeated: Vec<f64> = Numbered::of(tokens).grams().take(4).map(|grams| grams.repeated_share()).collect();
    let distinct = DISTINCT.iter().zip(&repeated).map(|(name, repeated)| Metric::new(name, 1.0 - repeated));
    let again = REPEATED.iter().zip(&repeated[1..]).map(|(name, &repeated)| Metric::new(name, repeated));
    let older_name = Metric::new("seq_rep_4", repeated[3]);
    let compression = Metric::new("compression_ratio", compression_ratio(text));
    distinct.chain(again).chain([older_name, compression]).collect()
}

fn compression_ratio(text: &str) -> f64 {
    match deflated_bytes(text.as_bytes()) {
        Ok(deflated) if !text.is_empty() => share(text.len(), deflated),
        // Counting bytes cannot fail; were it to, nothing would be known of the text.
        _ => 1.0,
    }
}

fn deflated_bytes(bytes: &[u8]) -> io::Result<usize> {
    let mut encoder = DeflateEncoder::new(ByteCount(0), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.0)
}

/// Counts what is written to it, so that a long text is never held twice.
struct ByteCount(usize);

impl Write for ByteCount {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn measured(text: &str) -> impl Fn(&str) -> f64 + use<> {
        let tokens: Vec<&str> = text.split_whitespace().collect();
        let metrics = metrics(text, &tokens);
        move |name| metrics.iter().find(|metric| metric.name == name).unwrap().value
    }

    fn value(text: &str, name: &str) -> f64 {
        measured(text)(name)
    }

    #[test]
    fn values_by_hand() {
        assert_eq!(value("a b a b a", "distinct_1"), 2.0 / 5.0);
        assert_eq!(value("a b a b a", "distinct_2"), 2.0 / 4.0);
        assert_eq!(value("a b a b a", "rep_3"), 1.0 / 3.0);
        assert_eq!(value("a b a b a", "rep_4"), 0.0);
        assert_eq!(value("a a a a a a", "seq_rep_4"), 2.0 / 3.0);
        assert_eq!(value("", "distinct_1"), 1.0);
        assert_eq!(value("", "rep_2"), 0.0);
        assert_eq!(value("", "compression_ratio"), 1.0);
    }

    #[test]
    fn compression_is_of_raw_bytes() {
        // A stored or fixed-code block of one byte takes three.
        assert_eq!(value("a", "compression_ratio"), 1.0 / 3.0);
        assert!(value(&"told again ".repeat(1000), "compression_ratio") > 100.0);
    }

    proptest! {
        #[test]
        fn distinct_and_repeated_are_one(text in "[a-d ]{0,80}") {
            let value = measured(&text);
            for (distinct, repeated) in DISTINCT[1..].iter().zip(REPEATED) {
                prop_assert!((value(distinct) + value(repeated) - 1.0).abs() < 1e-12);
            }
            prop_assert_eq!(value("rep_4"), value("seq_rep_4"));
        }

        #[test]
        fn order_does_not_matter_to_single_words(mut words in prop::collection::vec("[a-c]", 0..40)) {
            let before = value(&words.join(" "), "distinct_1");
            words.reverse();
            prop_assert_eq!(before, value(&words.join(" "), "distinct_1"));
        }

        #[test]
        fn telling_twice_raises(text in "[a-h]( [a-h]){3,60}") {
            let (told_once, told_twice) = (measured(&text), measured(&[text.as_str(); 2].join(" ")));
            for name in REPEATED {
                prop_assert!(told_twice(name) > told_once(name));
            }
        }
    }
}
