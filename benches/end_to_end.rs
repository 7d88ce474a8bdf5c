//! A scan from documents to report, bytes of text a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use twicetold::evaluate::{GenerateOptions, Generator};
use twicetold::report::Relation;
use twicetold::{Document, ScanOptions, scan};

const DOCUMENTS: u64 = 2_000;

fn documents() -> Vec<Document> {
    let mut options = GenerateOptions::default();
    options.documents = DOCUMENTS;
    let mut lines = Vec::new();
    let written = Generator::new(&options).and_then(|generator| generator.write(&mut lines, &mut std::io::sink()));
    assert!(written.is_ok(), "the corpus is generated");
    let document = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(Document::new(value["id"].as_str()?, value["text"].as_str()?))
    };
    String::from_utf8_lossy(&lines).lines().filter_map(document).collect()
}

fn end_to_end(criterion: &mut Criterion) {
    let documents = documents();
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(documents.iter().map(|document| document.text.len() as u64).sum()));
    for (name, relations) in [("near-duplicate", vec![Relation::NearDuplicate]), ("all relations", Relation::ALL.to_vec())] {
        let mut options = ScanOptions::default();
        options.relations = relations;
        options.threads = 1;
        group.bench_function(name, |bencher| bencher.iter(|| scan(&documents, &options).map(|report| report.matches.len())));
    }
    group.finish();
}

criterion_group!(benches, end_to_end);
criterion_main!(benches);
