//! Measures what `reference.py` makes its table of: one line of numbers for each article.
//!
//! Standard input: one JSON object a line with `id` and `text`. Standard output: one a line with
//! `id`, `words`, `index`, `numerals` (share of words that begin with a digit), `told_twice`
//! (whether a run of twenty stems stands twice: an agency take sent again, a page glued to itself)
//! and, for texts of at least twice the first of the lengths given as arguments, `growth`: the mean
//! index of its pieces of each length.

use serde_json::{Value, json};
use std::collections::HashSet;
use std::error::Error;
use std::io::{self, BufRead, Write};
use twicetold::repetition::index::{IndexScratch, repetition_index};
use twicetold::segment::{Language, Stems, words};

/// Stems in a run that nobody writes twice.
const LONG_RUN: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let lengths = std::env::args().skip(1).map(|length| length.parse()).collect::<Result<Vec<usize>, _>>()?;
    let mut stems = Stems::of(Language::English);
    let mut scratch = IndexScratch::new();
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().ok_or("no text")?;
        let words = words(text);
        let numerals = words.iter().filter(|word| word.span.of(text).starts_with(|c: char| c.is_ascii_digit())).count();
        let stems: Vec<u64> = words.iter().map(|word| stems.stem(text, word).hash).collect();
        let answer = json!({
            "id": document["id"],
            "words": words.len(),
            "index": repetition_index(&stems, &mut scratch),
            "numerals": numerals as f64 / words.len().max(1) as f64,
            "told_twice": is_told_twice(&stems),
            "growth": growth(&stems, &lengths, &mut scratch),
        });
        writeln!(output, "{answer}")?;
    }
    Ok(())
}

fn is_told_twice(stems: &[u64]) -> bool {
    let mut seen = HashSet::new();
    !stems.windows(LONG_RUN).all(|run| seen.insert(run))
}

/// The mean index of whole pieces of each length, null where the text is shorter.
fn growth(stems: &[u64], lengths: &[usize], scratch: &mut IndexScratch) -> Vec<Option<f64>> {
    if lengths.first().is_none_or(|&first| stems.len() < 2 * first) {
        return Vec::new();
    }
    let mean = |length: usize, scratch: &mut IndexScratch| {
        let pieces = stems.chunks_exact(length);
        let count = pieces.len();
        let sum: f64 = pieces.map(|piece| repetition_index(piece, scratch)).sum();
        (count > 0).then(|| sum / count as f64)
    };
    lengths.iter().map(|&length| mean(length, scratch)).collect()
}
