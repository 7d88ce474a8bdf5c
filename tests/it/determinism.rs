//! Invariant 4 of ARCHITECTURE.md: the same input and the same options give the same bytes, whatever
//! the threads; the same records in another order give the same pairs.

use crate::harness::{corpus, generated};
use twicetold::evaluate::Shape;
use twicetold::report::{Options, ReportFormat};
use twicetold::{Document, InspectOptions, ScanOptions, inspect, scan};

fn report(documents: &[Document], threads: usize, format: ReportFormat) -> String {
    let mut options = ScanOptions::default();
    options.threads = threads;
    let mut bytes = Vec::new();
    format.write(&scan(documents, &options).unwrap(), &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Fisher and Yates, with a generator of Knuth's.
fn shuffle(documents: &mut [Document], seed: u64) {
    let mut state = seed;
    for at in (1..documents.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        documents.swap(at, (state >> 33) as usize % (at + 1));
    }
}

fn assert_deterministic(mut documents: Vec<Document>) {
    let one = report(&documents, 1, ReportFormat::Json);
    for threads in [2, 8] {
        assert!(report(&documents, threads, ReportFormat::Json) == one, "{threads} threads");
    }
    let pairs = report(&documents, 2, ReportFormat::Tsv);
    assert!(pairs.lines().count() > 10);
    for seed in 1..=4 {
        shuffle(&mut documents, seed);
        assert!(report(&documents, 2, ReportFormat::Tsv) == pairs, "shuffle {seed}");
    }
}

#[test]
fn a_newsroom_gives_the_same_bytes() {
    assert_deterministic(corpus("newsroom"));
}

#[test]
fn two_thousand_documents_give_the_same_bytes() {
    assert_deterministic(generated(Shape::News, 2_000, 7));
}

/// One bucket in every band: which pairs are looked at must not hang on the order of records.
#[test]
fn a_crowded_bucket_gives_the_same_bytes() {
    assert_deterministic(generated(Shape::OneBucket, 260, 3));
}

#[test]
fn an_inspection_gives_the_same_twice() {
    for document in corpus("repetition") {
        let options = InspectOptions::default();
        assert_eq!(inspect(&document, &options).unwrap(), inspect(&document, &options).unwrap());
    }
}
