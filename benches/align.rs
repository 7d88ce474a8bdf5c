//! Passages of two texts: pairs of real articles, and texts that could be quadratic.
//!
//! The figures in the docs of `twicetold::align` are from here. In the group `hostile`, twice the
//! words may take 2.3 times as long.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use twicetold::Span;
use twicetold::align::{AlignOptions, Scratch, edits, passages};
use twicetold::segment::{Word, words};
use twicetold::shingle::finish;

/// The words of the articles of `corpora/newsroom`, by id.
fn newsroom() -> Vec<(String, Vec<Word>)> {
    let lines = include_str!("../corpora/newsroom/docs.jsonl").lines();
    let articles = lines.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let field =
        |article: &serde_json::Value, name: &str| article.get(name).and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    articles.map(|article| (field(&article, "id"), words(&field(&article, "text")))).collect()
}

/// The pairs under a label of the truth file.
fn labeled(label: &str) -> Vec<(Vec<Word>, Vec<Word>)> {
    let articles = newsroom();
    let find = |id: &str| articles.iter().find(|(other, _)| other == id).map(|(_, words)| words.clone()).unwrap_or_default();
    let truth = include_str!("../corpora/newsroom/truth.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>());
    truth
        .filter_map(|row| {
            if let [left, right, found, ..] = row[..] { (found == label).then(|| (find(left), find(right))) } else { None }
        })
        .collect()
}

fn articles(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("articles");
    let (options, mut scratch) = (AlignOptions::default(), Scratch::default());
    for label in ["identical", "light-edit", "excerpt", "template", "rewrite-light", "rewrite-heavy"] {
        let pairs = labeled(label);
        group.throughput(Throughput::Elements(pairs.len() as u64));
        group.bench_function(BenchmarkId::new("pairs", label), |bencher| {
            bencher.iter(|| {
                pairs.iter().map(|(left, right)| passages(black_box(left), right, &options, &mut scratch).len()).sum::<usize>()
            });
        });
    }
    let found: Vec<_> =
        labeled("light-edit").iter().flat_map(|(left, right)| passages(left, right, &options, &mut scratch)).collect();
    group.throughput(Throughput::Elements(found.len() as u64));
    group.bench_function("edits", |bencher| {
        bencher.iter(|| black_box(&found).iter().map(|passage| edits(passage).len()).sum::<usize>())
    });
    group.finish();
}

/// A text whose n-th word is given.
fn text(size: usize, word: impl Fn(u64) -> u64) -> Vec<Word> {
    (0..size).map(|at| Word { hash: finish(word(at as u64)), span: Span::new(at, at + 1) }).collect()
}

fn hostile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hostile");
    group.sample_size(10);
    let (options, mut scratch) = (AlignOptions::default(), Scratch::default());
    for size in [100_000, 200_000] {
        let random = |seed: u64, vocabulary: u64| text(size, move |at| finish(at ^ seed << 40) % vocabulary);
        let cases = [
            ("equal", random(1, 20_000), random(1, 20_000)),
            ("unrelated", random(1, 20_000), random(2, 20_000)),
            ("one word", text(size, |_| 7), text(size - 1, |_| 7)),
            ("period of three", text(size, |at| at % 3), text(size, |at| (at + 1) % 3)),
            (
                "one sentence, a word of it changing",
                text(size, |at| if at % 20 == 0 { at } else { at % 20 }),
                text(size, |at| if at % 20 == 0 { at + (1 << 40) } else { at % 20 }),
            ),
            ("two words at random", random(1, 2), random(2, 2)),
            ("ten words at random", random(1, 10), random(2, 10)),
        ];
        group.throughput(Throughput::Elements(size as u64));
        for (name, left, right) in &cases {
            group.bench_function(BenchmarkId::new(*name, size), |bencher| {
                bencher.iter(|| passages(black_box(left), right, &options, &mut scratch).len());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, articles, hostile);
criterion_main!(benches);
