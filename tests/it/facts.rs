//! Facts of hostile texts: a quadratic step would take minutes for them.

use std::time::{Duration, Instant};
use twicetold::align::{facts, ledger};
use twicetold::segment::Language;

#[test]
fn hostile_texts_take_linear_time() {
    let distinct: String = (0..100_000).map(|number| format!("{number} ")).collect();
    let named: String = (0..50_000).map(|number| format!("a X{number} Y{} b ", number % 7)).collect();
    let texts = [
        "1".repeat(1_000_000),
        "1 ".repeat(200_000),
        "1.1".repeat(200_000),
        "one ".repeat(100_000),
        "“".repeat(100_000),
        "« a ".repeat(50_000),
        " 'a".repeat(100_000),
        "A".repeat(1_000_000),
        "Ab ".repeat(200_000),
        "A.".repeat(200_000),
        "x Ab’ ".repeat(50_000),
        distinct,
        named,
    ];
    for text in texts {
        let start = Instant::now();
        let found = facts(&text, Language::English);
        let other = facts(&text[..text.len() / 2], Language::English);
        assert!(!ledger(&other, &other, &[]).kept.is_empty() || other.all.is_empty());
        std::hint::black_box(ledger(&found, &other, &[]));
        assert!(start.elapsed() < Duration::from_secs(20), "{:.20} {:?}", text, start.elapsed());
    }
}
