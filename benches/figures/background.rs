//! Counts the background table of English from the texts of `background.py` (one JSON string a line).
//!
//! Format and reader are those of `src/weights.rs`; words and stems are the tool's own.

#![expect(clippy::print_stderr, reason = "a script tells what it wrote")]

use std::collections::BTreeMap;
use std::io::BufRead;
use twicetold::segment::{Language, Stems, words};

/// Stems in fewer pieces are as good as unseen.
const FEWEST: u32 = 2;

/// Steps of the weight to a nat: a byte holds ln((N + 1) / (df + 1)) up to 10.2.
const STEPS: f64 = 25.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: background OUT < texts")?;
    let mut stems = Stems::of(Language::English);
    let mut pieces = 0u32;
    let mut frequencies: BTreeMap<u32, u32> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let mut found: Vec<u32> = words(&text).iter().map(|word| (stems.stem(&text, word).hash >> 32) as u32).collect();
        if found.is_empty() {
            continue;
        }
        pieces += 1;
        found.sort_unstable();
        found.dedup();
        found.into_iter().for_each(|key| *frequencies.entry(key).or_default() += 1);
    }
    frequencies.retain(|_, df| *df >= FEWEST);
    let mut table = b"TTBG\x01\0\0\0".to_vec();
    table.extend(pieces.to_le_bytes());
    table.extend(u32::try_from(frequencies.len())?.to_le_bytes());
    frequencies.keys().for_each(|key| table.extend(key.to_le_bytes()));
    let weight = |df: u32| ((f64::from(pieces + 1) / f64::from(df + 1)).ln() * STEPS).round().clamp(0.0, 255.0) as u8;
    table.extend(frequencies.values().map(|&df| weight(df)));
    std::fs::write(&path, &table)?;
    eprintln!("{pieces} pieces, {} stems, {} bytes", frequencies.len(), table.len());
    Ok(())
}
