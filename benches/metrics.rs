//! What the repetition index and the metrics panel cost, in words a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use twicetold::Span;
use twicetold::repetition::index::{IndexScratch, repetition_index};
use twicetold::repetition::metrics::{MetricInput, Profile, panel};

/// Words with roughly the frequencies of prose: the k-th most frequent about 1/k as frequent as the
/// first.
fn prose(words: usize) -> Vec<u64> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..words).map(|_| 9000_f64.powf(next()) as u64).collect()
}

fn index(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("index");
    for words in [100, 400, 2000, 100_000] {
        let stems: Vec<u64> = prose(words).into_iter().map(|word| word.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let mut scratch = IndexScratch::new();
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(words.to_string(), |bencher| {
            bencher.iter(|| repetition_index(black_box(&stems), &mut scratch));
        });
    }
    group.finish();
}

fn metrics(criterion: &mut Criterion) {
    let words: Vec<String> = prose(600).into_iter().map(|word| format!("w{word:x}")).collect();
    let text = words.join(" ");
    let tokens: Vec<&str> = text.split(' ').collect();
    let ends: Vec<usize> = (text.len() / 25..=text.len()).step_by(text.len() / 25).collect();
    let sentences: Vec<Span> = ends.iter().map(|&end| Span::new(end - text.len() / 25, end)).collect();
    let input = MetricInput { text: &text, tokens: &tokens, tokenizer: "bench", sentences: &sentences };
    let mut group = criterion.benchmark_group("metrics");
    group.throughput(Throughput::Elements(600));
    group.bench_function("panel", |bencher| bencher.iter(|| panel(black_box(&input))));
    for profile in Profile::ALL {
        group.bench_function(profile.name(), |bencher| bencher.iter(|| profile.measure(black_box(&input))));
    }
    group.finish();
}

criterion_group!(benches, index, metrics);
criterion_main!(benches);
