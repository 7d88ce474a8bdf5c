//! A scan, and an inspection, of any corpus: it ends, spans slice their texts, and one thread says what two say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::pipeline::{InspectOptions, inspect};
use twicetold::report::{Options, ReportFormat};
use twicetold::{Document, ScanOptions, scan};

fuzz_target!(|text: &str| {
    let texts = text.split('\u{1}').filter(|text| !text.trim().is_empty()).take(20);
    let documents: Vec<_> = texts.enumerate().map(|(number, text)| Document::new(number.to_string(), text)).collect();
    let report = |threads| {
        let mut options = ScanOptions::default();
        options.threads = threads;
        let report = scan(&documents, &options).expect("documents with texts can be compared");
        let mut bytes = Vec::new();
        ReportFormat::Json.write(&report, &Options::default(), &mut bytes).expect("memory takes all");
        for found in &report.matches {
            for passage in &found.passages {
                for (side, quote) in [(&found.left, &passage.left), (&found.right, &passage.right)] {
                    let at: usize = side.id.parse().expect("ids are numbers");
                    assert!(documents[at].text.get(quote.start..quote.end).is_some(), "{quote:?}");
                }
            }
        }
        bytes
    };
    assert_eq!(report(1), report(2));
    for document in &documents {
        let found = inspect(document, &InspectOptions::default()).expect("a text can be inspected");
        assert!(found.sentences.iter().all(|span| document.text.get(span.start..span.end).is_some()));
    }
});
