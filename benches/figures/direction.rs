//! Direction of pairs without their dates: reads documents (one file or more) and pairs, writes `left <tab> right <tab> first <tab> grounds`
//! a line; each ground with the side it makes the first, its points, and what shows it.
//!
//! ```text
//! cargo run --release --example direction -- pairs.tsv docs.jsonl rewrites.jsonl > directions.tsv
//! ```
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde_json::Value;
use std::collections::HashMap;
use twicetold::Span;
use twicetold::align::{Facts, RetellingOptions, Telling, facts, ledger, retelling};
use twicetold::document::Metadata;
use twicetold::provenance::{Common, Found, Witness, direction};
use twicetold::segment::{Language, Stems, words};
use twicetold::weights::Weights;

struct Text {
    text: String,
    metadata: Metadata,
    telling: Telling,
    facts: Facts,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let pairs = paths.next().ok_or("give a file of pairs and files of documents")?;
    let (mut stems, weights) = (Stems::of(Language::English), Weights::of(Language::English));
    let mut texts = HashMap::new();
    for path in paths {
        for line in std::fs::read_to_string(path)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let field = |name: &str| record[name].as_str().map(str::to_owned);
            let (id, text) = field("id").zip(field("text")).ok_or("a record without id or text")?;
            let metadata = Metadata { source: field("source"), date: None, title: field("title"), url: field("url") };
            let telling = Telling::of(&text, &words(&text), &mut stems, &weights);
            let facts = facts(&text, Language::English);
            texts.insert(id, Text { text, metadata, telling, facts });
        }
    }
    for line in std::fs::read_to_string(pairs)?.lines().skip(1) {
        let mut fields = line.split('\t');
        let (one, other) = fields.next().zip(fields.next()).ok_or("a pair is two fields")?;
        let (left, right) = texts.get(one).zip(texts.get(other)).ok_or("a pair without its documents")?;
        let common = common(left, right);
        let found = direction(&left.witness(), &right.witness(), &common);
        let grounds: Vec<_> = found.grounds.iter().map(|ground| shown(ground, &left.text, &right.text)).collect();
        println!("{one}\t{other}\t{}\t{}", found.first.name(), grounds.join(" | "));
    }
    Ok(())
}

impl Text {
    fn witness(&self) -> Witness<'_> {
        Witness { text: &self.text, metadata: &self.metadata }
    }
}

fn common(left: &Text, right: &Text) -> Common {
    let told = retelling(&left.telling, &right.telling, &RetellingOptions::default());
    let common = Common::of(&left.telling, &right.telling, &told);
    let ledger = ledger(&left.facts, &right.facts, &common.sentences);
    common.with_facts(&left.facts, &right.facts, &ledger)
}

fn shown(found: &Found, left: &str, right: &str) -> String {
    let quote = |spans: &[Span], text: &str| spans.first().map_or(String::new(), |span| span.of(text).replace(['\n', '\t'], " "));
    format!(
        "{} {} {}: {} ~ {}",
        found.ground.name(),
        found.first.name(),
        found.points,
        quote(&found.left, left),
        quote(&found.right, right)
    )
}
