//! The laws of a scan: what is reported is true of the texts, what is true of them is found as often as
//! the plan says, and neither hangs on how the documents came in.

use crate::harness::{Folder, corpus, generated, jsonl};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use twicetold::candidates::banding::Banding;
use twicetold::candidates::exhaustive::all_pairs;
use twicetold::document::Place;
use twicetold::evaluate::Shape;
use twicetold::normalize::obfuscation;
use twicetold::read;
use twicetold::report::{Cluster, Match, Relation, Report};
use twicetold::segment::words;
use twicetold::shingle::ShingleSet;
use twicetold::similarity::{Overlap, Thresholds};
use twicetold::{Document, ScanOptions, Sources, scan, scan_files};

fn options(relations: &[Relation]) -> ScanOptions {
    let mut options = ScanOptions::default();
    options.relations = relations.to_vec();
    options
}

fn newsroom_and(generated_documents: u64) -> Vec<Document> {
    [corpus("newsroom"), generated(Shape::News, generated_documents, 5)].concat()
}

/// Ids, relation and similarity of the matches of distinct texts.
fn distinct(report: &Report) -> BTreeMap<(String, String), (Relation, f64)> {
    let matches = report.matches.iter().filter(|found| found.relation != Relation::Identical);
    matches.map(|found| ((found.left.id.clone(), found.right.id.clone()), (found.relation, found.similarity))).collect()
}

/// The answer of the slow and obvious twin: all pairs of the first documents of each text, by (date, id).
fn brute_force(documents: &[Document], options: &ScanOptions) -> BTreeMap<(String, String), (Relation, f64)> {
    let mut ranked: Vec<_> = documents.iter().collect();
    ranked.sort_by_key(|document| (&document.metadata.date, &document.id));
    let mut seen = HashSet::new();
    let mut firsts = Vec::new();
    for document in ranked {
        let hashes: Vec<u64> = words(&document.text).iter().map(|word| word.hash).collect();
        let set = ShingleSet::of_words(&hashes, options.shingle_width);
        if seen.insert(hashes) {
            firsts.push((document.id.clone(), set));
        }
    }
    let judge = |left: &ShingleSet, right: &ShingleSet| {
        let overlap = Overlap::of(left, right);
        let near = options.thresholds.is_near_duplicate(overlap) && options.wants(Relation::NearDuplicate);
        let contains = options.thresholds.is_contained(overlap) && options.wants(Relation::Contains);
        let relation = if near { Some(Relation::NearDuplicate) } else { contains.then_some(Relation::Contains) };
        relation.map(|relation| (relation, overlap.jaccard()))
    };
    let pairs = all_pairs(firsts.len() as u32).filter_map(|pair| {
        let (left, right) = (&firsts[pair.left().index()], &firsts[pair.right().index()]);
        Some(((left.0.clone(), right.0.clone()), judge(&left.1, &right.1)?))
    });
    pairs.collect()
}

#[test]
fn exact_is_brute_force_bit_for_bit() {
    let documents = newsroom_and(1_000);
    for min_similarity in [0.4, 0.7] {
        let mut options = options(&[Relation::NearDuplicate, Relation::Contains]);
        options.exact = true;
        options.details = false;
        options.thresholds.min_similarity = min_similarity;
        options.thresholds.min_containment = 0.6;
        let found = distinct(&scan(&documents, &options).unwrap());
        assert_eq!(found, brute_force(&documents, &options));
        assert!(found.values().filter(|(relation, _)| *relation == Relation::NearDuplicate).count() > 60);
        assert!(found.values().filter(|(relation, _)| *relation == Relation::Contains).count() > 20);
    }
}

/// Every pair is found as often as the S-curve says: 30 draws of the hash functions, a loose plan.
#[test]
fn banding_finds_what_its_curve_says() {
    let documents = newsroom_and(400);
    let mut options = options(&[Relation::NearDuplicate]);
    options.details = false;
    options.thresholds.min_similarity = 0.5;
    let truth = brute_force(&documents, &options);
    for (hashes, recall) in [(32, 0.6), (64, 0.8), (128, 0.98)] {
        let banding = Banding::plan(hashes, 0.5, recall).unwrap();
        let draws = 10u32;
        let (mut expected, mut variance, mut found) = (0.0, 0.0, 0);
        for (_, similarity) in truth.values() {
            let probability = banding.probability(*similarity);
            expected += f64::from(draws) * probability;
            variance += f64::from(draws) * probability * (1.0 - probability);
        }
        for seed in 1..=draws {
            (options.recall, options.sketch.hashes, options.sketch.seed) = (recall, hashes, u64::from(seed));
            let report = distinct(&scan(&documents, &options).unwrap());
            assert!(report.iter().all(|(pair, verdict)| truth.get(pair) == Some(verdict)), "nothing is found that is not so");
            found += report.len();
        }
        // Pairs of one family are found together, so the deviation allowed is twice the usual three.
        let deviation = (found as f64 - expected) / variance.sqrt().max(1.0);
        assert!(deviation.abs() < 6.0, "{hashes} hashes: {found} found, {expected:.1} expected, {deviation:.1} deviations");
    }
}

/// Words by their letters and shingles as lists of words: no hash, no sorting, no code of the scan.
struct Slow {
    words: Vec<String>,
    shingles: HashSet<Vec<String>>,
}

impl Slow {
    fn of(text: &str) -> Self {
        let fold = |word: &str| word.to_lowercase().replace('’', "'");
        let words: Vec<_> = words(text).iter().map(|word| fold(word.span.of(text))).collect();
        let width = words.len().clamp(1, 5);
        let shingles = words.windows(width).map(<[String]>::to_vec).collect();
        Self { words, shingles }
    }

    fn of_all(documents: &[Document]) -> HashMap<&str, Self> {
        documents.iter().map(|document| (document.id.as_str(), Self::of(&document.text))).collect()
    }

    fn shared(&self, other: &Self) -> usize {
        self.shingles.intersection(&other.shingles).count()
    }

    fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        shared as f64 / (self.shingles.len() + other.shingles.len() - shared) as f64
    }

    /// Words of self in a run that other has.
    fn shared_words(&self, other: &Self) -> usize {
        let width = self.words.len().clamp(1, 5);
        let mut covered = vec![false; self.words.len()];
        for (at, run) in self.words.windows(width).enumerate() {
            if other.shingles.contains(run) {
                covered[at..at + width].fill(true);
            }
        }
        covered.into_iter().filter(|&covered| covered).count()
    }
}

/// Reads a reported pair again with other eyes.
fn reverify(found: &Match, left: &Slow, right: &Slow, thresholds: &Thresholds) {
    let close = |said: f64, is: f64| (said - is).abs() < 1e-12;
    let (similarity, shared) = (left.jaccard(right), left.shared(right));
    let (of_left, of_right) = (shared as f64 / left.shingles.len() as f64, shared as f64 / right.shingles.len() as f64);
    assert!(close(found.similarity, similarity), "{found:?}: {similarity}");
    assert!(close(found.containment_left, of_left) && close(found.containment_right, of_right), "{found:?}");
    assert_eq!(found.left.words, left.words.len() as u64);
    assert_eq!(found.shared_words, left.shared_words(right) as u64, "{found:?}");
    let near = similarity >= thresholds.min_similarity;
    let contains = left.shingles.len().min(right.shingles.len()) >= 20 && of_left.max(of_right) >= thresholds.min_containment;
    match found.relation {
        Relation::Identical => assert_eq!(left.words, right.words),
        Relation::NearDuplicate => assert!(near && left.words != right.words),
        Relation::Contains => assert!(contains && !near),
        Relation::SharesPassages => {
            let words: u64 = found.passages.iter().map(|passage| passage.words).sum();
            assert!(words >= thresholds.min_passage_words as u64 && !near && !contains, "{found:?}");
        }
        Relation::Rewritten => assert!(!near && !contains && found.rewrite.is_some(), "{found:?}"),
        Relation::SameStory | Relation::Unrelated => panic!("a scan lists related documents"),
    }
}

#[test]
fn every_match_holds_when_it_is_checked_slowly() {
    let documents = newsroom_and(1_000);
    let slow = Slow::of_all(&documents);
    for exact in [false, true] {
        let mut options = ScanOptions::default();
        options.exact = exact;
        let report = scan(&documents, &options).unwrap();
        for found in &report.matches {
            reverify(found, &slow[found.left.id.as_str()], &slow[found.right.id.as_str()], &options.thresholds);
        }
        let relations: BTreeSet<_> = report.matches.iter().map(|found| found.relation).collect();
        assert_eq!(relations.into_iter().collect::<Vec<_>>(), Relation::ALL, "all relations are among them");
        let counted = report.matches.iter().filter(|found| !found.on_common_text).count() as u64;
        assert_eq!(report.summary.matches_by_relation.values().sum::<u64>(), counted);
        assert_eq!(report.summary.matches_on_common_text, report.matches.len() as u64 - counted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A word put in front, behind or between changes what is found nowhere: at this similarity a pair is
    /// missed once in 10⁹.
    #[test]
    fn recall_does_not_hang_on_where_the_edit_is(place in 0.0f64..=1.0, story in 0usize..80, word in "[a-z]{1,9}") {
        let newsroom = corpus("newsroom");
        let original = &newsroom[story].text;
        let spans = words(original);
        let at = spans.get((place * spans.len() as f64) as usize).map_or(original.len(), |word| word.span.start);
        let edited = format!("{} {word} {}", &original[..at], &original[at..]);
        let documents = [Document::new("a", original.clone()), Document::new("b", edited)];
        let report = scan(&documents, &options(&[Relation::NearDuplicate])).unwrap();
        prop_assert_eq!(report.matches.len(), 1);
        prop_assert!(report.matches[0].similarity > 0.8);
    }
}

/// What a cluster says is so: each member like the representative, and the lowest similarity the lowest.
fn check_cluster(cluster: &Cluster, slow: &HashMap<&str, Slow>, thresholds: &Thresholds) {
    let first = &slow[cluster.representative.id.as_str()];
    let mut lowest: f64 = 1.0;
    for (at, member) in cluster.members.iter().enumerate() {
        let text = &slow[member.document.id.as_str()];
        let similarity = first.jaccard(text);
        assert!((member.similarity - similarity).abs() < 1e-12);
        assert!(similarity >= thresholds.min_similarity, "{member:?}");
        assert_eq!(member.relation == Relation::Identical, first.words == text.words);
        for other in &cluster.members[..at] {
            lowest = lowest.min(slow[other.document.id.as_str()].jaccard(text));
        }
        lowest = lowest.min(similarity);
    }
    assert!(cluster.all_pairs_compared);
    assert!((cluster.lowest_similarity - lowest).abs() < 1e-12, "{} is said, {lowest} is so", cluster.lowest_similarity);
}

fn check_clusters(documents: &[Document]) -> Report {
    let (slow, options) = (Slow::of_all(documents), ScanOptions::default());
    let report = scan(documents, &options).unwrap();
    let mut seen = HashSet::new();
    for (number, cluster) in (1..).zip(&report.clusters) {
        assert_eq!(cluster.id, number);
        check_cluster(cluster, &slow, &options.thresholds);
        let ids = cluster.members.iter().map(|member| &member.document.id).chain([&cluster.representative.id]);
        ids.for_each(|id| assert!(seen.insert(id.clone()), "{id} stands in two clusters"));
    }
    assert_eq!(report.summary.documents_in_clusters, seen.len() as u64);
    assert!(report.clusters.is_sorted_by(|a, b| a.members.len() >= b.members.len()), "largest first");
    report
}

#[test]
fn members_of_clusters_match_and_the_lowest_similarity_is_the_lowest() {
    let report = check_clusters(&newsroom_and(1_000));
    assert!(report.clusters.iter().any(|cluster| cluster.members.len() > 2));
    assert!(
        report.clusters.iter().any(|cluster| cluster.lowest_similarity < 0.7),
        "members may be less alike than each is to the first"
    );
}

#[test]
fn a_chain_is_not_one_cluster() {
    let report = check_clusters(&generated(Shape::Chain, 100, 2));
    assert!(report.clusters.len() > 3, "{} clusters", report.clusters.len());
    assert!(report.clusters.iter().all(|cluster| cluster.chained && cluster.members.len() < 50));
}

#[test]
fn a_thousand_copies_are_nine_hundred_ninety_nine_lines() {
    let documents = generated(Shape::ExactCopies, 1_000, 1);
    let report = scan(&documents, &ScanOptions::default()).unwrap();
    assert_eq!(report.matches.len(), 999);
    assert!(
        report.matches.iter().all(|found| found.relation == Relation::Identical && found.left.id == report.matches[0].left.id)
    );
    assert_eq!((report.clusters.len(), report.clusters[0].members.len()), (1, 999));
    assert_eq!((report.summary.retelling_documents, report.summary.redundant_documents), (999, 999));
}

/// Twenty stories, and two notices so short that the footer under all of them makes them alike.
fn with_footer() -> Vec<Document> {
    let footer = "\n\nThe Ellery Courier is owned by its readers and printed in the old customs house. \
                  Tell us what you know and we shall tell the rest of the valley before the week is out. \
                  Subscriptions cost four dollars a month and keep three reporters on the road all year. \
                  Letters to the editor are read aloud every Friday morning and the best of them printed.";
    let stories = generated(Shape::News, 20, 11).into_iter().map(|story| (story.id, story.text));
    let notices = [("n1", "The library is closed on Monday."), ("n2", "Choir practice moves to the chapel.")];
    let all = stories.chain(notices.map(|(id, text)| (id.to_owned(), text.to_owned())));
    all.map(|(id, text)| Document::new(id, text + footer)).collect()
}

#[test]
fn what_rests_on_a_shared_footer_is_marked_and_kept_out_of_clusters() {
    let report = scan(&with_footer(), &ScanOptions::default()).unwrap();
    assert_eq!(report.common_sentences.len(), 4);
    assert!(report.common_sentences.iter().all(|sentence| sentence.roaming && sentence.documents == 22));
    let of_notices = |found: &&Match| found.left.id.starts_with('n') && found.right.id.starts_with('n');
    let notices = report.matches.iter().find(of_notices).unwrap();
    assert!(notices.similarity > 0.7 && notices.on_common_text, "{notices:?}");
    assert_eq!(report.summary.matches_on_common_text, report.matches.iter().filter(|found| found.on_common_text).count() as u64);
    for cluster in &report.clusters {
        let mut ids = cluster.members.iter().map(|member| &member.document.id).chain([&cluster.representative.id]);
        assert!(!ids.any(|id| id.starts_with('n')), "{cluster:?}");
    }
}

#[test]
fn a_footer_alone_makes_no_story() {
    let report = scan(&generated(Shape::Footer, 60, 4), &ScanOptions::default()).unwrap();
    assert!(!report.common_sentences.is_empty() && report.common_sentences.iter().all(|sentence| sentence.roaming));
    assert_eq!((report.clusters.len(), report.summary.matches_by_relation.values().sum::<u64>()), (0, 0), "{:?}", report.matches);
}

/// New and old documents in two files.
struct NewAndOld {
    folder: Folder,
    old: HashSet<String>,
    documents: Vec<Document>,
}

impl NewAndOld {
    fn new() -> Self {
        let documents = newsroom_and(300);
        let halves = |parity: usize| {
            let half = documents.iter().enumerate().filter(|(at, _)| at % 2 == parity);
            half.map(|(_, document)| document.clone()).collect::<Vec<_>>()
        };
        let (new, old) = (halves(0), halves(1));
        let folder = Folder::with(&[("new.jsonl", &jsonl(&new)), ("old.jsonl", &jsonl(&old))]);
        Self { folder, old: old.into_iter().map(|document| document.id).collect(), documents }
    }

    fn scan(&self, options: &ScanOptions) -> Report {
        let path = |name: &str| [self.folder.path(name).to_str().unwrap().to_owned()];
        let sources = Sources::new(&path("new.jsonl"), &path("old.jsonl"), read::Options::default());
        scan_files(&sources, options, &()).unwrap().report
    }

    fn is_within_old(&self, (left, right): &(String, String)) -> bool {
        self.old.contains(left) && self.old.contains(right)
    }
}

#[test]
fn against_compares_new_with_old_and_never_old_with_old() {
    let (halves, options) = (NewAndOld::new(), ScanOptions::default());
    let (all, against) = (scan(&halves.documents, &options).unwrap(), halves.scan(&options));
    assert!(against.matches.iter().all(|found| !halves.is_within_old(&(found.left.id.clone(), found.right.id.clone()))));
    let mut wanted = distinct(&all);
    wanted.retain(|pair, _| !halves.is_within_old(pair));
    assert!(wanted.len() > 20);
    assert_eq!(distinct(&against), wanted);
}

#[test]
fn an_audit_of_an_exact_scan_has_recall_one() {
    let documents = newsroom_and(300);
    let mut options = ScanOptions::default();
    options.exact = true;
    options.audit = Some(400);
    let audit = scan(&documents, &options).unwrap().audit.unwrap();
    assert!(audit.pairs > 10 && audit.found == audit.pairs && audit.recall == 1.0, "{audit:?}");
    assert!(audit.low > 0.7 && audit.low < 1.0 && audit.high == 1.0);
}

#[test]
fn an_audit_counts_what_a_loose_plan_misses() {
    let documents = newsroom_and(300);
    let mut options = options(&[Relation::NearDuplicate]);
    (options.recall, options.sketch.hashes, options.thresholds.min_similarity) = (0.3, 8, 0.5);
    options.audit = Some(400);
    let report = scan(&documents, &options).unwrap();
    let audit = report.audit.as_ref().unwrap();
    let (truth, found) = (brute_force(&documents, &options).len() as u64, distinct(&report).len() as u64);
    assert_eq!((audit.pairs, audit.found), (truth, found), "the sample is the whole corpus");
    assert!(audit.recall < 1.0 && audit.low < audit.recall && audit.recall < audit.high);
}

/// Pairs within OLD are not looked for, so they cannot be missed.
#[test]
fn an_audit_leaves_out_what_is_not_looked_for() {
    let halves = NewAndOld::new();
    let mut options = ScanOptions::default();
    options.exact = true;
    options.audit = Some(1_000);
    let audit = halves.scan(&options).audit.unwrap();
    assert!(audit.pairs > 5 && audit.recall == 1.0, "{audit:?}");
}

#[test]
fn documents_in_memory_and_in_a_file_give_the_same() {
    let documents = newsroom_and(200);
    let folder = Folder::with(&[("docs.jsonl", &jsonl(&documents))]);
    let paths = [folder.path("docs.jsonl").to_str().unwrap().to_owned()];
    let sources = Sources::new(&paths, &[], read::Options::default());
    let from_file = scan_files(&sources, &ScanOptions::default(), &()).unwrap().report;
    let in_memory = scan(&documents, &ScanOptions::default()).unwrap();
    assert!(!in_memory.clusters.is_empty() && !in_memory.common_sentences.is_empty());
    assert_eq!(without_places(from_file), without_places(in_memory));
}

/// A report that does not say where its records stand.
fn without_places(mut report: Report) -> Report {
    report.summary.formats.clear();
    let listed = report.matches.iter_mut().chain(&mut report.same_story);
    let sides = listed.flat_map(|found| [&mut found.left, &mut found.right]);
    let of_clusters = report
        .clusters
        .iter_mut()
        .flat_map(|cluster| cluster.members.iter_mut().map(|member| &mut member.document).chain([&mut cluster.representative]));
    let of_sentences = report.common_sentences.iter_mut().map(|sentence| &mut sentence.first);
    sides.chain(of_clusters).chain(of_sentences).for_each(|side| side.place = Place::default());
    report.documents.iter_mut().for_each(|document| document.place = Place::default());
    (report.summary.files, report.summary.bytes_read) = (0, 0);
    report
}

#[test]
fn every_language_has_words_and_its_pair_is_found() {
    let documents = corpus("languages");
    let mut options = ScanOptions::default();
    options.thresholds.min_similarity = 0.5;
    let report = scan(&documents, &options).unwrap();
    assert!(documents.iter().all(|document| words(&document.text).len() >= 50));
    let truth = std::fs::read_to_string("corpora/languages/truth.tsv").unwrap();
    let pairs: BTreeSet<Vec<_>> = truth.lines().skip(1).map(|line| line.split('\t').take(2).collect()).collect();
    assert_eq!(pairs.len(), 21);
    let found = report.matches.iter().filter(|found| found.relation == Relation::NearDuplicate);
    assert_eq!(found.map(|found| vec![found.left.id.as_str(), found.right.id.as_str()]).collect::<BTreeSet<_>>(), pairs);
    assert_eq!(report.matches.len(), 21, "and nothing else");
}

#[test]
fn short_and_wordless_documents() {
    let texts = [
        ("rain-1", "Rain"),
        ("rain-2", "rain!"),
        ("sun", "Sun"),
        ("stop-1", "..."),
        ("stop-2", " ... \n"),
        ("dash", "—"),
        ("blank", " \n"),
    ];
    let documents: Vec<_> = texts.iter().map(|&(id, text)| Document::new(id, text)).collect();
    for exact in [false, true] {
        let mut options = ScanOptions::default();
        options.exact = exact;
        options.thresholds.min_similarity = 0.3;
        let report = scan(&documents, &options).unwrap();
        let pairs: Vec<_> =
            report.matches.iter().map(|found| (found.left.id.as_str(), found.right.id.as_str(), found.relation)).collect();
        assert_eq!(pairs, [("rain-1", "rain-2", Relation::Identical), ("stop-1", "stop-2", Relation::Identical)]);
        assert_eq!((report.summary.records, report.summary.documents, report.summary.skipped), (7, 6, 1));
    }
}

#[test]
fn honest_text_of_any_language_is_not_flagged() {
    for name in ["languages", "newsroom", "repetition"] {
        for document in corpus(name) {
            let found = obfuscation(&document.text);
            assert!(found.signs() == 0, "{name} {}: {found:?}", document.id);
        }
    }
}
