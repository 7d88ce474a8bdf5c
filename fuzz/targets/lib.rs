//! What the targets share: bytes read as a file, and the law that every reader keeps.

use std::io::Write;
use twicetold::Document;
use twicetold::read::{Books, Format, Inputs, Options, Outcome, Scratch};

/// A parser's panic is told as a fault of the file: no panic of it is one of ours.
///
/// libFuzzer stops at any panic by a hook of its own; this puts one before it that lets caught ones pass.
pub fn let_caught_panics_pass() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let stop = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !twicetold::read::is_caught() {
                stop(panic);
            }
        }));
    });
}

fn options(format: Format) -> Options {
    let mut options = Options::default();
    options.format = format;
    options.max_document_bytes = 1 << 20;
    options
}

/// Reads inputs; the books balance, and every fault has a place and a message.
fn documents(inputs: &Inputs, options: &Options) -> Vec<Document> {
    let (mut books, mut scratch, mut documents) = (Books::opening(inputs), Scratch::default(), Vec::new());
    for batch in inputs.batches(options) {
        let batch = batch.expect("only the disk may fail");
        books.count_bytes(&batch);
        batch.for_each(options, &mut scratch, |outcome| {
            books.count(batch.file, batch.format, &outcome);
            assert!(outcome.faults().iter().all(|fault| !fault.message.is_empty()));
            if let Outcome::Document(record) = outcome {
                assert!(!record.text.trim().is_empty() && !record.id.is_empty());
                assert!(record.text.len() <= options.max_document_bytes);
                documents.push(record.into_document());
            }
        });
    }
    assert_eq!(books.records, books.documents + books.skipped(), "the books balance");
    assert_eq!(books.documents, documents.len() as u64);
    documents
}

/// Reads bytes as standard input, twice: both times the same comes out.
pub fn read(bytes: &[u8], format: Format) -> Vec<Document> {
    let_caught_panics_pass();
    let options = options(format);
    let inputs = Inputs::with_stdin(&["-".to_owned()], std::io::Cursor::new(bytes.to_vec()));
    let first = documents(&inputs, &options);
    assert_eq!(documents(&inputs, &options), first, "a second reading gives the same");
    first
}

/// Reads bytes as a file on disk, for formats that jump.
pub fn read_file(bytes: &[u8], format: Format, ending: &str) -> Vec<Document> {
    let_caught_panics_pass();
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().expect("a place for temporary files");
    file.write_all(bytes).expect("room for temporary files");
    documents(&Inputs::resolve(&[file.path().to_string_lossy().into_owned()]), &options(format))
}
