//! Bands grouped and fingerprints counted a second, and the exact join beside them.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use twicetold::candidates::Posting;
use twicetold::candidates::banding::pairs_of_band;
use twicetold::candidates::fingerprints::shared_fingerprints;
use twicetold::candidates::prefix_join::{Joined, pairs};
use twicetold::document::DocumentId;
use twicetold::shingle::{Shingle, ShingleSet, finish};

const DOCUMENTS: u32 = 100_000;

/// One hash a document, one in ten shared with the document before.
fn postings() -> Vec<Posting> {
    (0..DOCUMENTS)
        .map(|document| {
            Posting::new((finish(u64::from(document - u32::from(document % 10 == 1))) >> 32) as u32, DocumentId(document))
        })
        .collect()
}

fn candidates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("candidates");
    group.throughput(Throughput::Elements(u64::from(DOCUMENTS)));
    group.bench_function("band", |bencher| {
        bencher.iter_batched(
            postings,
            |mut postings| {
                let mut pairs = Vec::new();
                pairs_of_band(&mut postings, &mut pairs);
                pairs
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("fingerprints", |bencher| {
        bencher.iter_batched(postings, |mut postings| shared_fingerprints(&mut postings), BatchSize::LargeInput);
    });
    let sets: Vec<ShingleSet> = (0..2_000u64)
        .map(|document| ShingleSet::new((0..300).map(|n| Shingle(finish((document / 2) * 250 + n))).collect()))
        .collect();
    let joined = Joined { min_similarity: 0.7, min_containment: 0.8, min_shingles: 20 };
    group.throughput(Throughput::Elements(sets.len() as u64));
    group.bench_function("prefix join", |bencher| bencher.iter(|| pairs(&sets, &joined)));
    group.finish();
}

criterion_group!(benches, candidates);
criterion_main!(benches);
