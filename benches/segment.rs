//! Words and sentences a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use twicetold::segment::{sentences, words};

fn corpus(path: &str) -> Vec<String> {
    let documents = std::fs::read_to_string(format!("{}/corpora/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
    let text = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
    documents.lines().filter_map(text).collect()
}

fn segment(criterion: &mut Criterion) {
    for (name, path) in [("english", "newsroom/docs.jsonl"), ("languages", "languages/docs.jsonl")] {
        let texts = corpus(path);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function("words", |bencher| {
            bencher.iter(|| texts.iter().map(|text| words(black_box(text)).len()).sum::<usize>())
        });
        group.bench_function("sentences", |bencher| {
            bencher.iter(|| texts.iter().map(|text| sentences(black_box(text), "en").len()).sum::<usize>());
        });
        group.finish();
    }
}

criterion_group!(benches, segment);
criterion_main!(benches);
