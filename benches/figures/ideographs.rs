//! What near-duplicate pairs of Chinese lose or gain when words are those of a dictionary instead of single characters.
//!
//! ```text
//! cargo run --release --example ideographs -- PAIRS.jsonl
//! ```
//!
//! Each document and the one behind it are a pair. One line of JSON: pairs, and for each way of taking words the mean Jaccard similarity
//! of 5-word shingles and the pairs at .7 and above.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use icu_segmenter::WordSegmenter;
use serde_json::{Value, json};
use std::collections::HashSet;
use twicetold::read::{Inputs, Options, Outcome, Scratch};
use twicetold::segment;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a corpus of pairs")?;
    let (inputs, options, mut scratch) = (Inputs::resolve(&[path]), Options::default(), Scratch::default());
    let mut texts = Vec::new();
    for batch in inputs.batches(&options) {
        batch?.for_each(&options, &mut scratch, |outcome| {
            if let Outcome::Document(record) = outcome {
                texts.push(record.text.to_string());
            }
        });
    }
    let segmenter = WordSegmenter::new_dictionary(icu_segmenter::options::WordBreakInvariantOptions::default());
    let of_dictionary = |text: &str| {
        let ends: Vec<usize> = segmenter.segment_str(text).collect();
        let words = ends.windows(2).filter_map(|ends| text.get(ends[0]..ends[1])).map(str::to_owned);
        words.filter(|word| word.chars().any(char::is_alphanumeric)).collect()
    };
    let of_scan = |text: &str| segment::words(text).iter().map(|word| word.span.of(text).to_owned()).collect();
    println!(
        "{}",
        json!({ "pairs": texts.len() / 2, "characters": measured(&texts, of_scan), "dictionary": measured(&texts, of_dictionary) })
    );
    Ok(())
}

fn measured(texts: &[String], words: impl Fn(&str) -> Vec<String>) -> Value {
    let words: Vec<Vec<String>> = texts.iter().map(|text| words(text)).collect();
    let similarities: Vec<f64> = words.chunks_exact(2).map(|pair| jaccard(&pair[0], &pair[1])).collect();
    json!({
        "mean": similarities.iter().sum::<f64>() / similarities.len().max(1) as f64,
        "at_7": similarities.iter().filter(|&&similarity| similarity >= 0.7).count(),
    })
}

fn jaccard(left: &[String], right: &[String]) -> f64 {
    let shingles = |words: &'_ [String]| words.windows(5).map(<[String]>::to_vec).collect::<HashSet<_>>();
    let (left, right) = (shingles(left), shingles(right));
    let both = left.intersection(&right).count();
    both as f64 / (left.len() + right.len() - both).max(1) as f64
}
