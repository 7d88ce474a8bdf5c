//! How well the facts ledger agrees with graders: F1 of kept, changed, dropped and added.
//!
//! ```text
//! cargo run --release --example facts -- corpora/newsroom/facts.tsv corpora/newsroom/facts-pairs.tsv corpora/newsroom/*.jsonl
//! ```
//!
//! `facts.tsv` holds `grader left right kind status left_text right_text`; the second file which pairs were graded, with
//! `left right label half`. Items that both graders list with the same status are gold; items of one grader, or
//! with two statuses, are optional: neither missed nor false. An item is right where kind and status agree and its mentions overlap the
//! graded text. A line for each half, each status and each kind; `--show HALF` lists what is missed and what is false.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::read_to_string;
use twicetold::Span;
use twicetold::align::{Fact, FactKind, facts, ledger};
use twicetold::segment::{language, words};

const STATUSES: [&str; 4] = ["kept", "changed", "dropped", "added"];

/// What a grader or the ledger says of a fact of a pair: where it stands on each side.
#[derive(Clone, Debug)]
struct Item {
    kind: FactKind,
    status: &'static str,
    /// Mentions on the left, on the right; none where absent.
    places: [Vec<Span>; 2],
    /// For showing.
    text: String,
}

/// Right, missed and false items.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Count {
    fn f1(self) -> f64 {
        let all = 2 * self.right + self.missed + self.wrong;
        if all == 0 { 1.0 } else { 2.0 * self.right as f64 / all as f64 }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    let show = arguments.iter().position(|argument| argument == "--show").and_then(|at| arguments.drain(at..).nth(1));
    let [graded, pairs, documents @ ..] = &arguments[..] else {
        return Err("give facts.tsv, the pairs, and files of documents".into());
    };
    let texts = texts(documents)?;
    let graded = graded_items(graded, &texts)?;
    let mut counts: BTreeMap<(String, String), Count> = BTreeMap::new();
    for line in read_to_string(pairs)?.lines().skip(1) {
        let [left, right, label, half] = columns(line)?;
        let pair = (left.to_owned(), right.to_owned());
        let graders = graded.get(&pair).ok_or(format!("no grades of {left} and {right}"))?;
        let found = found_items([&texts[left], &texts[right]]);
        let shown = show.as_deref() == Some(half);
        if shown {
            println!("== {left} {right} {label}");
        }
        for (item, count) in judged(graders, &found) {
            if shown && count.right == 0 {
                println!(
                    "{} {:9} {:9} {}",
                    if count.missed > 0 { "missed" } else { "false " },
                    item.kind.name(),
                    item.status,
                    item.text
                );
            }
            for key in ["all", item.status, item.kind.name(), label] {
                let sum = counts.entry((half.to_owned(), key.to_owned())).or_default();
                *sum =
                    Count { right: sum.right + count.right, missed: sum.missed + count.missed, wrong: sum.wrong + count.wrong };
            }
        }
    }
    for ((half, key), count) in counts {
        println!("{half}\t{key}\tF1 {:.3}\tright {}\tmissed {}\tfalse {}", count.f1(), count.right, count.missed, count.wrong);
    }
    Ok(())
}

fn columns<const N: usize>(line: &str) -> Result<[&str; N], Box<dyn Error>> {
    line.split('\t').collect::<Vec<_>>().try_into().map_err(|_| format!("not {N} columns: {line}").into())
}

/// Text by id.
fn texts(files: &[String]) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let mut texts = HashMap::new();
    for file in files {
        for line in read_to_string(file)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            texts.insert(record["id"].as_str().ok_or("no id")?.to_owned(), record["text"].as_str().ok_or("no text")?.to_owned());
        }
    }
    Ok(texts)
}

/// The items of each grader, by pair.
type Graded = HashMap<(String, String), BTreeMap<String, Vec<Item>>>;

fn graded_items(file: &str, texts: &HashMap<String, String>) -> Result<Graded, Box<dyn Error>> {
    let mut graded = Graded::new();
    for line in read_to_string(file)?.lines().skip(1) {
        let [grader, left, right, kind, status, left_text, right_text] = columns(line)?;
        let status = STATUSES.into_iter().find(|known| *known == status).ok_or("no such status")?;
        let places = [places(&texts[left], left_text), places(&texts[right], right_text)];
        let text = format!("{left_text} | {right_text}");
        let pair = graded.entry((left.to_owned(), right.to_owned())).or_default();
        pair.entry(grader.to_owned()).or_default().push(Item { kind: kind.parse()?, status, places, text });
    }
    Ok(graded)
}

/// Every place of a text in another as words of its own, ignoring case.
fn places(text: &str, part: &str) -> Vec<Span> {
    if part.is_empty() {
        return Vec::new();
    }
    let (text, part) = (text.to_ascii_lowercase(), part.to_ascii_lowercase());
    let is_whole = |span: &Span| {
        let (before, after) = (text[..span.start].chars().next_back(), text[span.end..].chars().next());
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    text.match_indices(&part).map(|(at, found)| Span::new(at, at + found.len())).filter(is_whole).collect()
}

/// What the ledger says of two texts.
fn found_items(texts: [&String; 2]) -> Vec<Item> {
    let [left, right] = texts.map(|text| facts(text, language::detect(text, &words(text))));
    let found = ledger(&left, &right, &[]);
    let item = |status, left_fact: Option<&Fact>, right_fact: Option<&Fact>| Item {
        kind: left_fact.or(right_fact).map_or(FactKind::Name, |fact| fact.kind),
        status,
        places: [left_fact, right_fact].map(|fact| fact.map_or(Vec::new(), |fact| fact.mentions.clone())),
        text: format!("{} | {}", shown(left_fact, texts[0]), shown(right_fact, texts[1])),
    };
    let pair = |status, (l, r): (usize, usize)| item(status, left.all.get(l), right.all.get(r));
    let mut items: Vec<_> = found.kept.iter().map(|&at| pair("kept", at)).collect();
    items.extend(found.changed.iter().map(|&at| pair("changed", at)));
    items.extend(found.dropped.iter().map(|&at| item("dropped", left.all.get(at), None)));
    items.extend(found.added.iter().map(|&at| item("added", None, right.all.get(at))));
    items
}

fn shown<'t>(fact: Option<&Fact>, text: &'t str) -> &'t str {
    fact.map_or("", |fact| fact.span.of(text))
}

/// Each gold item as right or missed, each found one that is neither gold nor optional as false.
fn judged(graders: &BTreeMap<String, Vec<Item>>, found: &[Item]) -> Vec<(Item, Count)> {
    let mut lists = graders.values();
    let (first, second) = (lists.next().map_or(&[][..], Vec::as_slice), lists.next().map_or(&[][..], Vec::as_slice));
    let (mut taken, mut used) = (vec![false; second.len()], vec![false; found.len()]);
    let (mut judged, mut optional) = (Vec::new(), Vec::new());
    for item in first {
        let Some(agreed) = (0..second.len()).find(|&at| !taken[at] && item.agrees(&second[at])) else {
            optional.push(item);
            continue;
        };
        taken[agreed] = true;
        let both = [item, &second[agreed]];
        let hit = (0..found.len()).find(|&at| !used[at] && both.iter().any(|gold| gold.agrees(&found[at])));
        if let Some(at) = hit {
            used[at] = true;
        }
        let count = Count { right: usize::from(hit.is_some()), missed: usize::from(hit.is_none()), wrong: 0 };
        judged.push((item.clone(), count));
    }
    optional.extend(second.iter().zip(taken).filter(|(_, taken)| !taken).map(|(item, _)| item));
    for (item, _) in found.iter().zip(used).filter(|(_, used)| !used) {
        if !optional.iter().any(|listed| listed.agrees(item)) {
            judged.push((item.clone(), Count { wrong: 1, ..Count::default() }));
        }
    }
    judged
}

impl Item {
    /// The same kind, status and fact.
    fn agrees(&self, other: &Self) -> bool {
        let meet = |side: usize| {
            let (own, others) = (&self.places[side], &other.places[side]);
            own.is_empty() && others.is_empty() || own.iter().any(|a| others.iter().any(|b| a.overlap(*b) > 0))
        };
        self.kind == other.kind && self.status == other.status && meet(0) && meet(1)
    }
}
