//! Whether words found by masks are those that the full rules find, document by document.
//!
//! ```text
//! cargo run --release --example tokens -- CORPUS.jsonl
//! ```
//!
//! One line of JSON: documents, words, and the places of the first documents where hashes or spans differ.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use twicetold::read::{Inputs, Options, Outcome, Scratch};
use twicetold::segment::{words, words_in_full};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a corpus")?;
    let (inputs, options, mut scratch) = (Inputs::resolve(&[path]), Options::default(), Scratch::default());
    let (mut documents, mut count, mut differ) = (0u64, 0, Vec::new());
    for batch in inputs.batches(&options) {
        batch?.for_each(&options, &mut scratch, |outcome| {
            let Outcome::Document(record) = outcome else { return };
            let found = words(&record.text);
            documents += 1;
            count += found.len();
            if found != words_in_full(&record.text) {
                differ.push(record.locator.record);
            }
        });
    }
    let first: Vec<_> = differ.iter().take(5).collect();
    println!("{}", serde_json::json!({ "documents": documents, "words": count, "differ": differ.len(), "first": first }));
    Ok(())
}
