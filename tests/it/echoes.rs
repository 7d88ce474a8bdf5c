//! Echoes against `corpora/repetition`: graded pairs, look-alikes, and the seedless promises of the room.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use twicetold::Span;
use twicetold::article::Article;
use twicetold::repetition::echo::{Echo, Options, echoes};
use twicetold::segment::{Language, Stems, words};
use twicetold::weights::Weights;

type Pair = (usize, usize);

struct Graded {
    text: String,
    sentences: Vec<Span>,
    /// Sum of both readers' grades.
    pairs: BTreeMap<Pair, u32>,
}

fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/repetition").join(name);
    let table = std::fs::read_to_string(path).unwrap();
    table.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn number(cell: &str) -> usize {
    cell.parse().unwrap()
}

fn graded() -> BTreeMap<String, Graded> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/repetition/docs.jsonl");
    let mut articles = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let sentences: Vec<(usize, usize)> = serde_json::from_value(record["sentences"].clone()).unwrap();
        let sentences = sentences.into_iter().map(|(start, end)| Span::new(start, end)).collect();
        let text = record["text"].as_str().unwrap().to_owned();
        articles.insert(record["id"].as_str().unwrap().to_owned(), Graded { text, sentences, pairs: BTreeMap::new() });
    }
    for row in rows("gold.tsv").into_iter().filter(|row| row[4] == "0") {
        articles.get_mut(&row[0]).unwrap().pairs.insert((number(&row[1]), number(&row[2])), row[3].parse().unwrap());
    }
    articles
}

fn found(article: &Graded, minimum: f64) -> Vec<Echo> {
    let mut stems = Stems::of(Language::English);
    let weights = Weights::of(Language::English);
    let mut options = Options::default();
    options.minimum = minimum;
    echoes(&Article::of(&article.text, &article.sentences, &words(&article.text), &mut stems, &weights), &options)
}

fn average_precision(ranked: &[Echo], right: &BTreeSet<Pair>) -> f64 {
    let mut hits = 0.0;
    let mut sum = 0.0;
    for (rank, echo) in ranked.iter().enumerate() {
        if right.contains(&(echo.left, echo.right)) {
            hits += 1.0;
            sum += hits / (rank + 1) as f64;
        }
    }
    sum / right.len() as f64
}

#[test]
fn what_readers_marked_ranks_high() {
    let mut precisions = Vec::new();
    for article in graded().values() {
        let right: BTreeSet<Pair> = article.pairs.iter().filter(|&(_, &sum)| sum >= 2).map(|(&pair, _)| pair).collect();
        if !right.is_empty() {
            precisions.push(average_precision(&found(article, 0.0), &right));
        }
    }
    let mean = precisions.iter().sum::<f64>() / precisions.len() as f64;
    assert!(mean >= 0.40, "mean average precision {mean}");
}

#[test]
fn listing_lines_are_no_echoes() {
    let articles = graded();
    // A listing that readers marked all the same (two episodes of one series) is judged neither way.
    let marked: BTreeSet<Vec<String>> = rows("gold.tsv").into_iter().map(|row| row[..3].to_vec()).collect();
    for row in rows("lookalikes.tsv").into_iter().filter(|row| !marked.contains(row)) {
        let pair = (number(&row[1]), number(&row[2]));
        let echo = found(&articles[&row[0]], 0.45).into_iter().find(|echo| (echo.left, echo.right) == pair);
        assert!(echo.is_none(), "{row:?}: {echo:?}");
    }
}

#[test]
fn well_edited_articles_have_next_to_none() {
    let articles = graded();
    for id in ["r1", "r2"] {
        assert!(found(&articles[id], 0.45).iter().all(|echo| !echo.is_repeat), "{id}");
    }
}

#[test]
fn pasted_sentences_are_repeats() {
    let articles = graded();
    let article = &articles["r6"];
    let repeats: BTreeSet<Pair> =
        found(article, 0.45).iter().filter(|echo| echo.is_repeat).map(|echo| (echo.left, echo.right)).collect();
    let said = |sentence: usize| article.sentences[sentence].of(&article.text);
    for left in 0..article.sentences.len() {
        for right in left + 1..article.sentences.len() {
            if said(left) == said(right) {
                assert!(repeats.contains(&(left, right)), "{}", said(left));
            }
        }
    }
}
