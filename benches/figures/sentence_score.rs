//! Scores of sentence pairs: reads `docs.jsonl` and `truth.tsv`, writes `score <tab> positive` a line, in their order.
//!
//! ```text
//! cargo run --release --example sentence_score -- docs.jsonl truth.tsv > scores.tsv
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde_json::Value;
use std::collections::HashMap;
use twicetold::align::{Telling, sentence_score};
use twicetold::segment::{Language, Stems, words};
use twicetold::weights::Weights;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let (documents, truth) = paths.next().zip(paths.next()).ok_or("give a file of sentences and a file of pairs")?;
    let (mut stems, weights) = (Stems::of(Language::English), Weights::of(Language::English));
    let mut tellings = HashMap::new();
    for line in std::fs::read_to_string(documents)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let (id, text) = record["id"].as_str().zip(record["text"].as_str()).ok_or("a record without id or text")?;
        tellings.insert(id.to_owned(), Telling::of(text, &words(text), &mut stems, &weights));
    }
    for line in std::fs::read_to_string(truth)?.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [left, right, _, positive] = fields[..] else { return Err("a pair is four fields".into()) };
        let (left, right) = tellings.get(left).zip(tellings.get(right)).ok_or("a pair without its sentences")?;
        // What the rules split is one sentence to the set.
        println!("{}\t{positive}", sentence_score(left, &(0..left.len()), right, &(0..right.len())));
    }
    Ok(())
}
