//! Sentences of the segmentation cases: reads `{id, lang, text}` lines, writes `{id, byte_spans}` lines.
//!
//! ```text
//! cargo run --release --example segmentation -- pragmatic.jsonl > predicted.jsonl
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde_json::{Value, json};
use twicetold::segment::sentences;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a file of cases")?;
    for line in std::fs::read_to_string(path)?.lines() {
        let case: Value = serde_json::from_str(line)?;
        let text = case["text"].as_str().ok_or("a case without a text")?;
        let spans = sentences(text, case["lang"].as_str().unwrap_or("und"));
        let spans: Vec<_> = spans.iter().map(|span| [span.start, span.end]).collect();
        println!("{}", json!({ "id": case["id"], "byte_spans": spans }));
    }
    Ok(())
}
