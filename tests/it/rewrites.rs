//! Rewrites from end to end: what is found of `corpora/newsroom`, what is not called one, and what shows it.
//!
//! Only pairs of the half `report` are asked for: the limits were set on the other.

use crate::harness::{corpus, records};
use std::collections::{BTreeMap, BTreeSet};
use twicetold::pipeline::Certainty;
use twicetold::report::{Level, Match, PassageKind, Relation, Report};
use twicetold::{Document, ScanOptions, compare, scan};

type Pair = [String; 2];

fn newsroom() -> Vec<Document> {
    [corpus("newsroom"), records("corpora/newsroom/rewrites.jsonl")].concat()
}

/// Pairs of a label and half.
fn truth(label: &str, half: &str) -> Vec<Pair> {
    let rows = std::fs::read_to_string("corpora/newsroom/rewrites.tsv").unwrap();
    let rows = rows.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let pair = |row: &[&str]| {
        let mut pair = [row[0].to_owned(), row[1].to_owned()];
        pair.sort();
        pair
    };
    rows.filter(|row| row[2] == label && row[5] == half).map(|row| pair(&row)).collect()
}

fn pair(found: &Match) -> Pair {
    let mut pair = [found.left.id.clone(), found.right.id.clone()];
    pair.sort();
    pair
}

fn levels(report: &Report) -> BTreeMap<Pair, Level> {
    report.matches.iter().chain(&report.same_story).map(|found| (pair(found), found.level)).collect()
}

fn is_retold(level: Option<&Level>) -> bool {
    level.is_some_and(|&level| level <= Level::Rewritten)
}

#[test]
fn rewrites_are_found_and_their_look_alikes_are_not() {
    let levels = levels(&scan(&newsroom(), &ScanOptions::default()).unwrap());
    let found = |label: &str| {
        let pairs = truth(label, "report");
        (pairs.iter().filter(|&pair| is_retold(levels.get(pair))).count(), pairs.len())
    };
    assert_eq!(found("rewrite-light"), (11, 11));
    let (medium, all) = found("rewrite-medium");
    assert!(medium * 10 >= all * 7, "{medium} of {all}");
    for label in ["same-event", "same-question", "template"] {
        assert_eq!(found(label).0, 0, "{label}");
        let tuned = truth(label, "tune");
        assert!(tuned.iter().all(|pair| !is_retold(levels.get(pair))), "{label}");
    }
}

#[test]
fn what_is_likely_is_possible() {
    let documents = newsroom();
    let rewritten = |certainty| {
        let mut options = ScanOptions::default();
        options.rewrites = certainty;
        let report = scan(&documents, &options).unwrap();
        let found = report.matches.iter().filter(|found| found.relation == Relation::Rewritten);
        found.map(pair).collect::<BTreeSet<_>>()
    };
    let (likely, possible) = (rewritten(Certainty::Likely), rewritten(Certainty::Possible));
    assert!(!likely.is_empty() && likely.len() < possible.len());
    assert!(likely.is_subset(&possible));
}

#[test]
fn receipts_stand_in_the_texts() {
    let documents = newsroom();
    let text: BTreeMap<&str, &str> = documents.iter().map(|document| (document.id.as_str(), document.text.as_str())).collect();
    let report = scan(&documents, &ScanOptions::default()).unwrap();
    let mut told = 0;
    for found in report.matches.iter().filter(|found| found.relation == Relation::Rewritten) {
        let (left, right) = (text[found.left.id.as_str()], text[found.right.id.as_str()]);
        told += found.passages.iter().filter(|passage| passage.kind == PassageKind::Rewritten).count();
        let facts = found.facts.as_ref().unwrap();
        for both in facts.kept.iter().chain(&facts.changed) {
            for (quote, text) in [(&both.left, left), (&both.right, right)] {
                let said = quote.text.as_deref().unwrap();
                assert!(quote.span().of(text).starts_with(said.trim_end_matches('…')), "{said}");
            }
        }
        for item in &facts.dropped {
            assert!(!item.quote.span().of(left).is_empty());
        }
        let retelling = found.retelling.unwrap();
        assert!(retelling.coverage_left.max(retelling.coverage_right) >= 0.4);
        let direction = found.direction.as_ref().unwrap();
        assert!(direction.first == "undetermined" || !direction.grounds.is_empty());
    }
    assert!(told > 100, "{told} sentences");
}

#[test]
fn of_two_documents_the_sides_do_not_matter() {
    let documents = newsroom();
    let of = |id: &str| documents.iter().find(|document| document.id == id).unwrap();
    let [original, rewrite] = ["gazette-01", "coast-33"].map(of);
    let options = ScanOptions::default();
    let (there, back) = (compare(original, rewrite, &options).unwrap(), compare(rewrite, original, &options).unwrap());
    let (there, back) = (&there.matches[0], &back.matches[0]);
    assert_eq!((there.relation, there.level), (Relation::Rewritten, Level::Edited));
    assert_eq!((there.rewrite, there.relation), (back.rewrite, back.relation));
    let (facts, other) = (there.facts.as_ref().unwrap(), back.facts.as_ref().unwrap());
    assert_eq!((facts.kept.len(), facts.dropped.len()), (other.kept.len(), other.added.len()));
    let first = |found: &Match| found.direction.as_ref().unwrap().first.clone();
    assert_eq!((first(there).as_str(), first(back).as_str()), ("left", "right"));
}

#[test]
fn a_stitched_article_is_explained_by_its_sources() {
    let documents = corpus("newsroom");
    let half = |id: &str| {
        let text = &documents.iter().find(|document| document.id == id).unwrap().text;
        let words: Vec<&str> = text.split_whitespace().collect();
        words[words.len() / 4..words.len() / 4 + 120].join(" ")
    };
    let stitched = format!("{}\n\n{}", half("lantern-01"), half("post-06"));
    let all = [documents.clone(), vec![Document::new("stitched", stitched)]].concat();
    let mut options = ScanOptions::default();
    options.gather = true;
    let report = scan(&all, &options).unwrap();
    let found = report.gathered.iter().find(|gathered| gathered.document.id == "stitched").unwrap();
    let sources: BTreeSet<&str> = found.sources.iter().map(|source| source.document.id.as_str()).collect();
    assert_eq!(sources, BTreeSet::from(["lantern-01", "post-06"]));
    assert!(found.sources.iter().all(|source| (source.share - 0.5).abs() < 0.1), "{found:?}");
    assert_eq!(found.own_words + found.sources.iter().map(|source| source.words).sum::<u64>(), found.document.words);
}

#[test]
fn who_retells_whom_is_told_by_source() {
    let report = scan(&newsroom(), &ScanOptions::default()).unwrap();
    assert!(report.source_pairs.iter().any(|pair| pair.documents > 0 && pair.median_delay.is_some_and(|delay| delay > 0)));
    let documents: u64 = report.sources_told.iter().map(|source| source.documents).sum();
    assert_eq!(documents, newsroom().len() as u64);
    assert!(report.sources_told.iter().all(|source| source.own_words <= source.words));
}

/// Documents, and a copy of each in which every fifth word is one of the document before.
fn with_every_fifth_word_exchanged(documents: &[Document]) -> Vec<Document> {
    let words = |document: &Document| document.text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let copy = |(at, document): (usize, &Document)| {
        let others = words(&documents[at.checked_sub(1).unwrap_or(documents.len() - 1)]);
        let exchanged = words(document).into_iter().enumerate();
        let exchanged = exchanged.map(|(at, word)| if at % 5 == 4 { others[at * 7 % others.len()].clone() } else { word });
        Document::new(format!("copy-{}", document.id), exchanged.collect::<Vec<_>>().join(" "))
    };
    documents.iter().cloned().chain(documents.iter().enumerate().map(copy)).collect()
}

#[test]
fn a_copy_with_a_word_in_five_exchanged_is_found_in_a_corpus_of_any_size() {
    let originals: Vec<Document> =
        corpus("newsroom").into_iter().filter(|document| document.text.split_whitespace().count() >= 100).collect();
    let few = with_every_fifth_word_exchanged(&originals);
    let filler = |at: usize| Document::new(format!("filler-{at}"), (0..12).map(|n| format!("w{at}x{n} ")).collect::<String>());
    let many: Vec<Document> = few.iter().cloned().chain((0..1_000).map(filler)).collect();
    for corpus in [few, many] {
        let report = scan(&corpus, &ScanOptions::default()).unwrap();
        let copies: BTreeSet<Pair> = report.matches.iter().map(pair).collect();
        // Of identical originals the first stands for all.
        let others = report.matches.iter().filter(|found| found.relation == Relation::Identical).map(|found| &found.right.id);
        let others: BTreeSet<&String> = others.collect();
        let asked = originals.iter().filter(|original| !others.contains(&original.id));
        let is_missed = |original: &&Document| {
            let mut both = [format!("copy-{}", original.id), original.id.clone()];
            both.sort();
            !copies.contains(&both)
        };
        let missed: Vec<_> = asked.filter(is_missed).map(|original| &original.id).collect();
        assert!(missed.is_empty(), "among {}: {missed:?}", corpus.len());
    }
}
