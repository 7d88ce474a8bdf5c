//! What each stage of a scan costs a word on this machine, beside work that is the same on any.
//!
//! ```text
//! cargo run --release --example roofline -- CORPUS.jsonl
//! ```
//!
//! A line of JSON a row: nanoseconds a word (or GB a second), the best of sixty short rounds over the first
//! 4 MB, so that a busy machine says nearly what a quiet one does. Rows of kind `reference` use none of the project's code; the last line is the
//! scale factor, the geometric mean of what the three of them that compute took on the machine of the
//! goals over what they take here. Above 1, this machine is the faster one.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde::Deserialize;
use std::borrow::Cow;
use std::hint::black_box;
use std::time::Instant;
use twicetold::candidates::banding::Banding;
use twicetold::read::{Batch, Inputs, Options, Outcome, Scratch};
use twicetold::segment::{WordReader, word_hashes};
use twicetold::shingle::{Shingle, shingle};
use twicetold::similarity::Indexed;
use twicetold::sketch::{MinHasher, SketchOptions};

const BYTES: usize = 4 << 20;
const ROUNDS: usize = 60;

/// Nanoseconds a word on the machine that the goals were set on: serde_json into a typed record, words by
/// a byte table, words by `chars()` into strings.
const THERE: [(&str, f64); 3] = [("serde_json, typed", 3.6), ("words by a byte table", 25.0), ("words by chars()", 62.0)];

type Failure = Box<dyn std::error::Error>;

/// The least nanoseconds of some rounds.
fn best(mut work: impl FnMut()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_nanos() as f64
    });
    rounds.fold(f64::INFINITY, f64::min)
}

struct Corpus {
    bytes: Vec<u8>,
    texts: Vec<String>,
    words: Vec<Vec<u64>>,
}

impl Corpus {
    fn read(path: &str) -> Result<Self, Failure> {
        let mut bytes = std::fs::read(path)?;
        bytes.truncate(
            bytes.get(..BYTES).map_or(bytes.len(), |front| front.iter().rposition(|&byte| byte == b'\n').unwrap_or(0) + 1),
        );
        let text = |line: &[u8]| serde_json::from_slice::<Typed<'_>>(line).map(|record| record.text.into_owned());
        let texts: Vec<String> = bytes.split(|&byte| byte == b'\n').filter_map(|line| text(line).ok()).collect();
        let words = texts.iter().map(|text| word_hashes(text)).collect();
        Ok(Self { bytes, texts, words })
    }

    fn count(&self) -> f64 {
        self.words.iter().map(Vec::len).sum::<usize>() as f64
    }
}

#[derive(Deserialize)]
struct Typed<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn row(kind: &str, name: &str, value: f64, unit: &str) {
    println!("{}", serde_json::json!({ "kind": kind, "name": name, "value": (value * 100.0).round() / 100.0, "unit": unit }));
}

fn main() -> Result<(), Failure> {
    let path = std::env::args().nth(1).ok_or("give a JSONL file with a field text")?;
    let corpus = Corpus::read(&path)?;
    row("corpus", "bytes", corpus.bytes.len() as f64, "bytes");
    row("corpus", "words", corpus.count(), "words");
    stages(&corpus, &path)?;
    let here = references(&corpus);
    let ratios = THERE.iter().zip(here).map(|((_, there), here)| there / here);
    row("scale", "this machine over that of the goals", ratios.product::<f64>().powf(1.0 / 3.0), "times");
    Ok(())
}

/// The stages of a scan, each over what the one before gives.
fn stages(corpus: &Corpus, path: &str) -> Result<(), Failure> {
    let per_word = |name: &str, nanoseconds: f64| row("stage", name, nanoseconds / corpus.count(), "ns a word");
    let options = Options::default();
    let inputs = Inputs::resolve(&[path.to_owned()]);
    let front = || {
        let mut size = 0;
        inputs.batches(&options).map_while(Result::ok).take_while(move |batch| {
            size += batch.bytes.len();
            size <= corpus.bytes.len()
        })
    };
    let read_bytes: usize = front().map(|batch| batch.bytes.len()).sum();
    let read = best(|| front().for_each(|batch| drop(black_box(batch))));
    let read = read * corpus.bytes.len() as f64 / read_bytes.max(1) as f64;
    let batches: Vec<Batch> = front().collect();
    per_word("read + line ends", read);
    let mut scratch = Scratch::default();
    let parse = best(|| {
        for batch in &batches {
            batch.for_each(&options, &mut scratch, |outcome| {
                if let Outcome::Document(record) = outcome {
                    black_box(record.text.len());
                }
            });
        }
    });
    per_word("JSON", parse * corpus.bytes.len() as f64 / read_bytes.max(1) as f64);
    let mut reader = WordReader::default();
    let mut hashes = Vec::new();
    let tokenize = best(|| {
        for text in &corpus.texts {
            hashes.clear();
            reader.read(text, |word| hashes.push(word.hash));
            black_box(&hashes);
        }
    });
    per_word("words: bounds, folding, hash", tokenize);
    sketches(corpus, &per_word)
}

fn sketches(corpus: &Corpus, per_word: &impl Fn(&str, f64)) -> Result<(), Failure> {
    let mut made = Vec::new();
    let cut = best(|| corpus.words.iter().for_each(|words| shingle(black_box(words), 5, &mut made)));
    per_word("5-word shingles", cut);
    let shingles: Vec<Vec<Shingle>> = corpus
        .words
        .iter()
        .map(|words| {
            shingle(words, 5, &mut made);
            made.clone()
        })
        .collect();
    let hasher = MinHasher::new(&SketchOptions::default())?;
    let mut signature = Vec::new();
    let minhash = best(|| shingles.iter().for_each(|shingles| hasher.sketch(black_box(shingles), &mut signature)));
    per_word("MinHash, 128 slots", minhash);
    let banding = Banding::plan(128, 0.8, 0.98)?;
    let mut bands = Vec::new();
    let banded = best(|| corpus.words.iter().for_each(|_| banding.band_hashes(black_box(&signature), &mut bands)));
    per_word("band hashes", banded);
    let mut indexed = Indexed::default();
    let index = best(|| shingles.iter().for_each(|shingles| indexed.index(black_box(shingles))));
    per_word("verify: a text indexed", index);
    // One shingle in ten is another, as if a word were changed here and there.
    let changed = |at: usize, own: Shingle| if at % 50 < 5 { Shingle(!own.0) } else { own };
    let change = |text: &Vec<Shingle>| text.iter().enumerate().map(|(at, &own)| changed(at, own)).collect();
    let like: Vec<Vec<Shingle>> = shingles.iter().map(change).collect();
    let compare = best(|| {
        shingles.iter().zip(&like).for_each(|(text, like)| {
            indexed.index(text);
            black_box(indexed.overlap(black_box(like)));
        });
    });
    per_word("verify: a text indexed, and one like it compared", compare);
    Ok(())
}

/// What uses none of our code; gives the three that compute, nanoseconds a word.
fn references(corpus: &Corpus) -> [f64; 3] {
    let size = corpus.bytes.len() as f64;
    let mut copy = vec![0u8; corpus.bytes.len()];
    let rate = |name: &str, nanoseconds: f64| row("reference", name, size / nanoseconds, "GB/s");
    rate("memory copy", best(|| copy.copy_from_slice(black_box(&corpus.bytes))));
    rate(
        "line ends (memchr)",
        best(|| {
            black_box(memchr::memchr_iter(b'\n', &corpus.bytes).count());
        }),
    );
    let keys = best(|| {
        let keys = corpus.bytes.as_chunks::<6>().0.iter();
        black_box(keys.fold(0u64, |sum, key| sum ^ xxhash_rust::xxh3::xxh3_64(key)));
    });
    row("reference", "xxh3-64 of 6 bytes", keys / (size / 6.0), "ns a key");
    let slots = best(|| {
        black_box(plain_minhash(corpus.words.iter().flatten().take(1_000_000)));
    });
    row("reference", "MinHash, 128 slots, a plain loop", slots / corpus.count().min(1e6), "ns a word");
    let typed = best(|| {
        for line in corpus.bytes.split(|&byte| byte == b'\n') {
            black_box(serde_json::from_slice::<Typed<'_>>(line).map_or(0, |record| record.text.len()));
        }
    });
    let table = best(|| {
        corpus.texts.iter().for_each(|text| {
            black_box(by_byte_table(text));
        })
    });
    let chars = best(|| {
        corpus.texts.iter().for_each(|text| {
            black_box(by_chars(text));
        })
    });
    let each = [typed, table, chars].map(|nanoseconds| nanoseconds / corpus.count());
    THERE.iter().zip(each).for_each(|((name, _), value)| row("reference", name, value, "ns a word"));
    each
}

fn plain_minhash<'w>(words: impl Iterator<Item = &'w u64>) -> [u32; 128] {
    let mut minima = [u32::MAX; 128];
    for &word in words {
        for (slot, minimum) in (0u32..).zip(&mut minima) {
            let value = (word as u32).wrapping_mul(slot.wrapping_mul(0x9E37_79B1) | 1).wrapping_add(slot);
            *minimum = value.min(*minimum);
        }
    }
    minima
}

fn by_byte_table(text: &str) -> u64 {
    const LOWER: [u8; 256] = {
        let mut lower = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let letter = byte as u8;
            lower[byte] = if letter.is_ascii_alphanumeric() || letter >= 0x80 { letter.to_ascii_lowercase() } else { 0 };
            byte += 1;
        }
        lower
    };
    let (mut word, mut size, mut sum) = ([0u8; 64], 0, 0u64);
    for &byte in text.as_bytes().iter().chain(b" ") {
        let lower = LOWER[byte as usize];
        if lower != 0 && size < word.len() {
            word[size] = lower;
            size += 1;
        } else if size > 0 {
            sum ^= xxhash_rust::xxh3::xxh3_64(&word[..size]);
            size = 0;
        }
    }
    sum
}

fn by_chars(text: &str) -> u64 {
    let (mut word, mut sum) = (String::new(), 0u64);
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            sum ^= xxhash_rust::xxh3::xxh3_64(word.as_bytes());
            word = String::new();
        }
    }
    sum
}
