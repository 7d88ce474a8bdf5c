//! Documents as they are read: prints `{id, text, source, date, title, url, place}` for each behind the paths, and the books at the end.
//!
//! ```text
//! cargo run --release --example documents -- pages/ corpus.csv > documents.jsonl
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde_json::json;
use twicetold::read::{Books, Inputs, Options, Outcome, Scratch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (options, mut scratch) = (Options::default(), Scratch::default());
    let inputs = Inputs::resolve(&std::env::args().skip(1).collect::<Vec<_>>());
    let mut books = Books::opening(&inputs);
    for batch in inputs.batches(&options) {
        let batch = batch?;
        books.count_bytes(&batch);
        batch.for_each(&options, &mut scratch, |outcome| {
            books.count(batch.file, batch.format, &outcome);
            if let Outcome::Document(record) = outcome {
                let place = record.place().to_string();
                let document = json!({
                    "id": record.id, "text": record.text, "source": record.source, "date": record.date, "title": record.title,
                    "url": record.url, "place": place,
                });
                println!("{document}");
            }
        });
    }
    println!("{}", json!({ "records": books.records, "documents": books.documents, "skipped": books.skipped() }));
    Ok(())
}
