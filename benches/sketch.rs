//! Shingles, signatures and fingerprints a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use twicetold::shingle::{Shingle, finish, shingle};
use twicetold::sketch::{MinHasher, SketchOptions, winnow};

const WORDS: usize = 100_000;

fn sketch(criterion: &mut Criterion) {
    let words: Vec<u64> = (0..WORDS as u64).map(finish).collect();
    let shingles: Vec<Shingle> = words.iter().copied().map(Shingle).collect();
    let Ok(hasher) = MinHasher::new(&SketchOptions::default()) else { return };
    let mut group = criterion.benchmark_group("sketch");
    group.throughput(Throughput::Elements(WORDS as u64));
    let mut made = Vec::new();
    group.bench_function("shingle", |bencher| bencher.iter(|| shingle(black_box(&words), 5, &mut made)));
    let mut signature = Vec::new();
    group.bench_function("minhash", |bencher| bencher.iter(|| hasher.sketch(black_box(&shingles), &mut signature)));
    group.bench_function("winnow", |bencher| {
        bencher.iter(|| {
            let mut kept = 0u64;
            winnow(black_box(&shingles), 16, |fingerprint| kept ^= fingerprint.0);
            kept
        });
    });
    group.finish();
}

criterion_group!(benches, sketch);
criterion_main!(benches);
