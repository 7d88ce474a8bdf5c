//! Generated corpora and the judging of predictions, seen from outside.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use twicetold::evaluate::{
    Counts, EvaluateOptions, GenerateOptions, Generator, Kind, Language, Mode, PredictedPair, Shape, Truth, evaluate,
};
use twicetold::report::read_pairs;
use twicetold::segment::words;
use twicetold::shingle::ShingleSet;
use twicetold::similarity::Overlap;

/// A generated corpus: texts by id, and the rows of the truth.
struct Corpus {
    documents: Vec<serde_json::Value>,
    truth: Vec<Row>,
    counts: Counts,
}

/// A row of the truth.
struct Row {
    left: String,
    right: String,
    label: String,
    fractions: [String; 3],
}

fn options(documents: u64, seed: u64, shape: Shape, language: Language) -> GenerateOptions {
    let mut options = GenerateOptions::default();
    (options.documents, options.seed, options.shape, options.language) = (documents, seed, shape, language);
    options
}

fn bytes(options: &GenerateOptions) -> (Vec<u8>, Vec<u8>, Counts) {
    let (mut documents, mut truth) = (Vec::new(), Vec::new());
    let counts = Generator::new(options).unwrap().write(&mut documents, &mut truth).unwrap();
    (documents, truth, counts)
}

fn corpus(options: &GenerateOptions) -> Corpus {
    let (documents, truth, counts) = bytes(options);
    assert_eq!(documents.len() as u64, counts.bytes);
    let documents: Vec<_> =
        documents.split_inclusive(|&byte| byte == b'\n').map(|line| serde_json::from_slice(line).unwrap()).collect();
    let truth = String::from_utf8(truth).unwrap();
    let truth = truth.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[left, right, label, "1", similarity, in_right, in_left] = columns.as_slice() else { panic!("{line}") };
        let fractions = [similarity, in_right, in_left].map(str::to_owned);
        Row { left: left.into(), right: right.into(), label: label.into(), fractions }
    });
    let truth: Vec<Row> = truth.collect();
    Corpus { documents, truth, counts }
}

/// Word 5-shingles by the plainest of means: lower case, split at what is no letter or digit.
fn shingles(text: &str, language: Language) -> BTreeSet<Vec<String>> {
    let text = text.to_lowercase();
    let mut words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    if language == Language::Chinese {
        words = words.iter().flat_map(|word| characters(word)).collect();
    }
    words.retain(|word| !word.is_empty());
    words.windows(5).map(<[String]>::to_vec).collect()
}

/// Characters alone, digits together.
fn characters(word: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for c in word.chars() {
        match all.last_mut() {
            Some(last) if c.is_ascii_digit() && last.ends_with(|d: char| d.is_ascii_digit()) => last.push(c),
            _ => all.push(c.to_string()),
        }
    }
    all
}

fn fraction(part: usize, whole: usize) -> String {
    format!("{:.6}", part as f64 / whole as f64)
}

/// Asserts that every row of the truth says what a slow count of the texts says.
fn assert_truth(corpus: &Corpus, language: Language) {
    let text = |document: &serde_json::Value| shingles(document["text"].as_str().unwrap(), language);
    let sets: BTreeMap<&str, _> =
        corpus.documents.iter().map(|document| (document["id"].as_str().unwrap(), text(document))).collect();
    for row in &corpus.truth {
        let (left, right) = (&sets[row.left.as_str()], &sets[row.right.as_str()]);
        let shared = left.intersection(right).count();
        let expected = [left.len() + right.len() - shared, left.len(), right.len()].map(|whole| fraction(shared, whole));
        assert_eq!(row.fractions, expected, "{language:?} {} {} {}", row.left, row.right, row.label);
    }
}

#[test]
fn truth_is_what_a_slow_count_finds() {
    for language in [Language::English, Language::Russian, Language::Chinese] {
        let corpus = corpus(&options(400, 5, Shape::News, language));
        assert!(corpus.truth.len() > 80);
        assert_truth(&corpus, language);
    }
    for shape in Shape::ALL {
        assert_truth(&corpus(&options(150, 6, shape, Language::English)), Language::English);
    }
}

/// The tool's own count of the same pairs: two ways to one number.
#[test]
fn truth_is_what_the_tool_measures() {
    for language in [Language::English, Language::Russian, Language::Chinese] {
        let corpus = corpus(&options(400, 8, Shape::News, language));
        let set = |document: &serde_json::Value| {
            let hashes: Vec<u64> = words(document["text"].as_str().unwrap()).iter().map(|word| word.hash).collect();
            ShingleSet::of_words(&hashes, 5)
        };
        let sets: BTreeMap<&str, ShingleSet> =
            corpus.documents.iter().map(|document| (document["id"].as_str().unwrap(), set(document))).collect();
        for row in &corpus.truth {
            let overlap = Overlap::of(&sets[row.left.as_str()], &sets[row.right.as_str()]);
            let measured = [overlap.jaccard(), overlap.containment_left(), overlap.containment_right()];
            assert_eq!(row.fractions, measured.map(|fraction| format!("{fraction:.6}")), "{language:?} {}", row.label);
        }
    }
}

#[test]
fn the_same_seed_is_the_same_bytes() {
    for shape in Shape::ALL {
        for language in Language::ALL {
            let options = options(60, 11, shape, language);
            assert!(bytes(&options) == bytes(&options), "{shape:?} {language:?}");
        }
    }
    assert!(bytes(&options(50, 1, Shape::News, Language::English)) != bytes(&options(50, 2, Shape::News, Language::English)));
}

#[test]
fn a_shorter_corpus_is_the_beginning_of_a_longer_one() {
    let (short, _, _) = bytes(&options(50, 3, Shape::News, Language::English));
    let (long, _, _) = bytes(&options(90, 3, Shape::News, Language::English));
    assert!(long.starts_with(&short));
}

/// The bytes of a seed are a promise: who reads "seed 1" in a table must be able to make that corpus.
#[test]
fn the_bytes_of_seed_one_stay() {
    let (documents, truth, _) = bytes(&options(1000, 1, Shape::News, Language::English));
    let hash =
        |bytes: &[u8]| bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    insta::assert_snapshot!(format!("{} {:x} {} {:x}", documents.len(), hash(&documents), truth.len(), hash(&truth)), @"2351962 ebeeb717efefff3f 25282 cdc59f87386045b5");
}

#[test]
fn kinds_are_all_there_and_similarities_spread() {
    let corpus = corpus(&options(10_000, 1, Shape::News, Language::English));
    let labels: BTreeSet<&str> = corpus.truth.iter().map(|row| row.label.as_str()).collect();
    for kind in Kind::ALL {
        assert!(labels.contains(kind.name()), "{}", kind.name());
    }
    let share = 1.0 - corpus.counts.originals as f64 / 10_000.0;
    assert!((0.28..0.32).contains(&share), "{share}");
    assert_eq!(corpus.counts.pairs_by_label.values().sum::<u64>(), corpus.truth.len() as u64);

    let similarities: Vec<f64> = corpus.truth.iter().map(|row| row.fractions[0].parse().unwrap()).collect();
    let different: Vec<f64> = similarities.into_iter().filter(|&similarity| similarity < 1.0).collect();
    for tenth in 2..10 {
        let count = different.iter().filter(|&&similarity| (similarity * 10.0) as u32 == tenth).count();
        assert!(count * 100 >= different.len() * 3, "{count} of {} in .{tenth}", different.len());
    }
    let bytes: usize = corpus.documents.iter().map(|document| document["text"].as_str().unwrap().len()).sum();
    assert!((2_000..2_400).contains(&(bytes / 10_000)), "{} bytes a document", bytes / 10_000);
}

#[test]
fn versions_come_later_and_copies_are_copies() {
    let corpus = corpus(&options(2_000, 9, Shape::News, Language::English));
    let by_id: BTreeMap<&str, &serde_json::Value> =
        corpus.documents.iter().map(|document| (document["id"].as_str().unwrap(), document)).collect();
    let letters = |document: &serde_json::Value| {
        document["text"].as_str().unwrap().to_lowercase().replace(|c: char| !c.is_alphanumeric(), "")
    };
    for row in &corpus.truth {
        let (left, right) = (by_id[row.left.as_str()], by_id[row.right.as_str()]);
        assert!(row.left < row.right);
        match row.label.as_str() {
            "family" => {}
            "exact" => assert_eq!(letters(left), letters(right)),
            "case" => assert!(left["text"] != right["text"] && letters(left) == letters(right)),
            "front" => assert!(letters(right).ends_with(&letters(left))),
            _ => assert!(letters(left) != letters(right), "{}", row.label),
        }
        if row.label != "family" {
            assert!(left["date"].as_str() <= right["date"].as_str());
        }
    }
}

#[test]
fn shapes_hurt_as_they_should() {
    let count = |shape| corpus(&options(100, 2, shape, Language::English));
    assert_eq!(count(Shape::OneBucket).truth.len(), 99);
    assert!(count(Shape::ExactCopies).truth.iter().all(|row| row.fractions[0] == "1.000000"));
    assert!(count(Shape::Footer).truth.is_empty());
    assert!(count(Shape::OneLine).documents.iter().all(|document| !document["text"].as_str().unwrap().contains('\n')));
    let chain = count(Shape::Chain);
    assert!(chain.truth.iter().all(|row| row.fractions[0].as_str() > "0.8"));
    let texts: Vec<_> =
        [0, 99].map(|at: usize| shingles(chain.documents[at]["text"].as_str().unwrap(), Language::English)).into();
    assert!(texts[0].intersection(&texts[1]).count() * 10 < texts[0].len());
}

#[test]
fn options_out_of_range_are_refused() {
    let mut wrong = GenerateOptions::default();
    wrong.documents = 0;
    assert!(Generator::new(&wrong).is_err_and(|error| error.is_usage()));
    wrong.documents = 1;
    wrong.duplicates = f64::NAN;
    assert!(Generator::new(&wrong).is_err_and(|error| error.is_usage()));
    assert!("xx".parse::<Language>().is_err_and(|error| error.to_string().contains("en, ru, zh, th")));
}

fn truth(rows: &[(u8, u8, bool)]) -> Truth {
    let mut table = "id_a\tid_b\tlabel\tpositive\n".to_owned();
    for &(left, right, positive) in rows {
        table += &format!("{left}\t{right}\tmade\t{}\n", u8::from(positive));
    }
    let mut truth = Truth::default();
    truth.add_pairs(&table).unwrap();
    truth
}

fn clusters(of: &[u8]) -> Truth {
    let lines: String = of.iter().enumerate().map(|(id, cluster)| format!("{id}\t{cluster}\n")).collect();
    let mut truth = Truth::default();
    truth.add_clusters(&format!("id\tcluster\n{lines}")).unwrap();
    truth
}

fn mode(mode: Mode) -> EvaluateOptions {
    let mut options = EvaluateOptions::default();
    options.mode = Some(mode);
    options
}

/// Every pair within groups of identical documents, and between groups that a pair relates.
fn expanded(pairs: &[PredictedPair]) -> Vec<PredictedPair> {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for pair in pairs {
        let ids = [&pair.left, &pair.right].map(|id| BTreeSet::from([id.clone()]));
        groups.extend(ids);
        if pair.identical {
            groups.push(BTreeSet::from([pair.left.clone(), pair.right.clone()]));
        }
    }
    while let Some((a, b)) =
        (0..groups.len()).flat_map(|b| (0..b).map(move |a| (a, b))).find(|&(a, b)| !groups[a].is_disjoint(&groups[b]))
    {
        let other = groups.remove(b);
        groups[a].extend(other);
    }
    let group = |id: &String| groups.iter().find(|group| group.contains(id)).unwrap();
    let mut all = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.left != pair.right) {
        for left in group(&pair.left) {
            for right in group(&pair.right) {
                all.push(PredictedPair::new(left.clone(), right.clone(), pair.score));
            }
        }
    }
    all
}

fn predicted() -> impl Strategy<Value = Vec<PredictedPair>> {
    let pair = (0_u8..12, 0_u8..12, 0_u8..5, prop::bool::weighted(0.2)).prop_map(|(left, right, score, identical)| {
        let mut pair = PredictedPair::new(left.to_string(), right.to_string(), f64::from(score) / 4.0);
        pair.identical = identical;
        pair
    });
    prop::collection::vec(pair, 0..20)
}

proptest! {
    #[test]
    fn perfect_predictions_score_one(rows in prop::collection::vec((0_u8..20, 0_u8..20), 1..30)) {
        let rows: Vec<_> = rows.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a, b, true)).collect();
        prop_assume!(!rows.is_empty());
        let pairs: Vec<_> = rows.iter().map(|(a, b, _)| PredictedPair::new(b.to_string(), a.to_string(), 0.5)).collect();
        let found = evaluate(&truth(&rows), &pairs, &mode(Mode::Open)).unwrap();
        prop_assert_eq!((found.precision, found.recall, found.f1), (1.0, 1.0, 1.0));
        prop_assert!((found.average_precision.unwrap() - 1.0).abs() < 1e-12);
        prop_assert!(found.recall_by_label.iter().all(|label| label.recall == 1.0));
    }

    #[test]
    fn order_in_a_pair_is_irrelevant_and_fractions_are_fractions(pairs in predicted(), rows in prop::collection::vec((0_u8..12, 0_u8..12, any::<bool>()), 1..20)) {
        let rows: Vec<_> = rows.into_iter().filter(|(a, b, _)| a != b).collect();
        prop_assume!(!rows.is_empty());
        let truth = truth(&rows);
        let turned: Vec<_> = pairs.iter().map(|pair| PredictedPair { left: pair.right.clone(), right: pair.left.clone(), ..pair.clone() }).collect();
        for which in [Mode::Closed, Mode::Open] {
            let found = evaluate(&truth, &pairs, &mode(which)).unwrap();
            prop_assert_eq!(&found, &evaluate(&truth, &turned, &mode(which)).unwrap());
            for fraction in [found.precision, found.recall, found.f1, found.average_precision.unwrap()] {
                prop_assert!((0.0..=1.0).contains(&fraction), "{fraction}");
            }
            let counts = found.counts;
            prop_assert_eq!(counts.true_positives + counts.false_negatives, counts.positives);
        }
    }

    #[test]
    fn equal_clusterings_have_index_one(of in prop::collection::vec(0_u8..6, 2..30)) {
        let mut pairs = Vec::new();
        for (left, cluster) in of.iter().enumerate() {
            if let Some(right) = (0..left).rev().find(|&right| of[right] == *cluster) {
                pairs.push(PredictedPair::new(left.to_string(), right.to_string(), 1.0));
            }
        }
        let found = evaluate(&clusters(&of), &pairs, &mode(Mode::Cluster)).unwrap();
        prop_assert_eq!(found.adjusted_rand_index, Some(1.0));
    }

    #[test]
    fn groups_count_as_all_their_pairs(pairs in predicted(), of in prop::collection::vec(0_u8..4, 12), rows in prop::collection::vec((0_u8..12, 0_u8..12, any::<bool>()), 1..20)) {
        let rows: Vec<_> = rows.into_iter().filter(|(a, b, _)| a != b).collect();
        prop_assume!(!rows.is_empty());
        let listed = expanded(&pairs);
        for (truth, which) in [(truth(&rows), Mode::Open), (truth(&rows), Mode::Closed), (clusters(&of), Mode::Cluster)] {
            for threshold in [0.25, 0.75] {
                let mut options = mode(which);
                options.threshold = Some(threshold);
                let slow = evaluate(&truth, &listed, &options).unwrap();
                options.transitive_identical = true;
                prop_assert_eq!(evaluate(&truth, &pairs, &options).unwrap(), slow);
            }
        }
    }
}

#[test]
fn a_million_copies_are_counted_and_not_listed() {
    let count = 1_000_000_u64;
    let of: String = (0..count).map(|id| format!("{id}\tone\n")).collect();
    let mut truth = Truth::default();
    truth.add_clusters(&format!("id\tcluster\n{of}")).unwrap();
    let star = (1..count).map(|id| PredictedPair { identical: true, ..PredictedPair::new("0", id.to_string(), 1.0) });
    let mut options = mode(Mode::Cluster);
    options.transitive_identical = true;
    let found = evaluate(&truth, &star.collect::<Vec<_>>(), &options).unwrap();
    assert_eq!(found.counts.true_positives, count * (count - 1) / 2);
    assert_eq!((found.recall, found.precision, found.adjusted_rand_index), (1.0, 1.0, Some(1.0)));
}

#[test]
fn similarity_and_labels_choose_what_is_judged() {
    let table =
        "id_a\tid_b\tlabel\tpositive\tsimilarity\na\tb\tnear\t1\t0.900000\na\tc\tfar\t1\t0.300000\nb\tc\tfar\t1\t0.250000\n";
    let mut truth = Truth::default();
    truth.add_pairs(table).unwrap();
    let pairs = [PredictedPair::new("a", "b", 0.9), PredictedPair::new("a", "c", 0.3), PredictedPair::new("x", "y", 0.1)];
    let mut options = EvaluateOptions::default();
    options.threshold = Some(0.2);
    let all = evaluate(&truth, &pairs, &options).unwrap();
    assert_eq!((all.mode, all.counts.positives, all.counts.true_positives), (Mode::Open, 3, 2));
    options.min_similarity = Some(0.5);
    let near = evaluate(&truth, &pairs, &options).unwrap();
    assert_eq!((near.recall, near.counts.positives, near.counts.judged), (1.0, 1, 2));
    assert_eq!(near.recall_by_label.len(), 1);
    options.min_similarity = None;
    options.exclude = vec!["near".into()];
    assert_eq!(evaluate(&truth, &pairs, &options).unwrap().counts.positives, 2);
    options.mode = Some(Mode::Cluster);
    assert!(evaluate(&truth, &pairs, &options).is_err_and(|error| error.is_usage()));
}

#[test]
fn damaged_tables_name_the_line() {
    let message = |table: &str| Truth::default().add_pairs(table).unwrap_err().to_string();
    assert!(message("h\na\tb\tl\t1\na\tb\n").starts_with("line 3: too few columns"));
    assert!(message("h\na\tb\tl\tyes\n").starts_with("line 2: positive is 0 or 1, not 'yes'"));
    assert!(message("h\na\tb\tl\t1\t7\n").starts_with("line 2: similarity is a number from 0 to 1"));
    assert!(read_pairs("a\tb\tNaN\n").is_err_and(|error| error.is_input()));
    assert_eq!(read_pairs("id_a\tid_b\n\na\tb\n").unwrap(), [PredictedPair::new("a", "b", 1.0)]);
}
