//! Invariant 1 of ARCHITECTURE.md: every span of every report slices the original text, on character
//! boundaries, at the words that are claimed.

use crate::harness::corpus;
use proptest::prelude::*;
use twicetold::pipeline::Certainty;
use twicetold::report::{DocumentReport, Match, PassageKind, Quote, Report};
use twicetold::segment::words;
use twicetold::{Document, InspectOptions, ScanOptions, Span, compare, inspect, scan};

/// The slice, or the end of the test.
#[track_caller]
fn slice(span: Span, text: &str) -> &str {
    text.get(span.start..span.end).unwrap_or_else(|| panic!("{span:?} does not slice {} bytes", text.len()))
}

/// The folded words of a stretch.
fn told(text: &str) -> Vec<String> {
    words(text).iter().map(|word| word.folded(text)).collect()
}

/// The quote says what stands there, and it begins and ends with a word.
#[track_caller]
fn check_quote(quote: &Quote, text: &str) {
    let whole = slice(quote.span(), text);
    let said = quote.text.as_deref().unwrap_or(whole);
    let kept = said.strip_suffix('…').unwrap_or(said);
    assert!(whole.starts_with(kept), "{said:?} is not the beginning of {whole:?}");
    assert!(said.ends_with('…') || said == whole);
}

fn check_match(found: &Match, left: &str, right: &str) {
    for passage in &found.passages {
        check_quote(&passage.left, left);
        check_quote(&passage.right, right);
        let (left, right) = (told(slice(passage.left.span(), left)), told(slice(passage.right.span(), right)));
        if passage.kind == PassageKind::Rewritten {
            assert_eq!(passage.words as usize, left.len(), "sentences that tell the same in other words");
            assert!(!right.is_empty() && passage.score.is_some_and(|score| score > 0.0 && score <= 1.0));
            continue;
        }
        assert!(passage.words as usize <= left.len().min(right.len()));
        if passage.kind == PassageKind::Verbatim {
            assert_eq!(left, right);
            assert_eq!(passage.words as usize, left.len());
        }
        let common = longest_common(&left, &right);
        assert!(passage.words as usize <= common, "{} equal words claimed, {common} can be", passage.words);
        assert_eq!((left.first(), left.last()), (right.first(), right.last()), "a passage begins and ends with equal words");
    }
    assert!(found.passages.windows(2).all(|two| two[0].left.end <= two[1].left.start), "passages do not overlap in left");
    found.left_only.iter().for_each(|quote| check_quote(quote, left));
    found.right_only.iter().for_each(|quote| check_quote(quote, right));
    check_receipts(found, left, right);
}

/// What became of the facts, and what shows which text was first, stands where it is said to.
fn check_receipts(found: &Match, left: &str, right: &str) {
    if let Some(facts) = &found.facts {
        for pair in facts.kept.iter().chain(&facts.changed) {
            check_quote(&pair.left, left);
            check_quote(&pair.right, right);
            assert!(!pair.left.span().is_empty() && !pair.right.span().is_empty(), "{pair:?}");
        }
        facts.dropped.iter().for_each(|item| check_quote(&item.quote, left));
        facts.added.iter().for_each(|item| check_quote(&item.quote, right));
    }
    for ground in found.direction.iter().flat_map(|direction| &direction.grounds) {
        ground.left.iter().for_each(|quote| check_quote(quote, left));
        ground.right.iter().for_each(|quote| check_quote(quote, right));
    }
}

/// Length of the longest common subsequence: the slow and obvious twin of the alignment.
fn longest_common(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0; right.len() + 1];
    for word in left {
        let mut before = 0;
        for (at, other) in right.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[right.len()]
}

fn check_scan(report: &Report, documents: &[Document]) {
    let text = |id: &str| &documents.iter().find(|document| document.id == id).unwrap().text;
    for found in report.matches.iter().chain(&report.same_story) {
        check_match(found, text(&found.left.id), text(&found.right.id));
    }
    for gathered in &report.gathered {
        let explained = text(&gathered.document.id);
        for source in &gathered.sources {
            let words: usize = source.ranges.iter().map(|&span| told(slice(span, explained)).len()).sum();
            assert!(words >= source.words as usize, "{} words claimed, {words} stand there", source.words);
        }
    }
    for sentence in &report.common_sentences {
        let stands = slice(sentence.span, text(&sentence.first.id));
        assert!(!stands.is_empty() && stands.starts_with(sentence.text.trim_end_matches('…')));
    }
}

fn check_inspection(found: &DocumentReport, text: &str) {
    for sentence in &found.sentences {
        check_quote(sentence, text);
    }
    assert!(found.sentences.windows(2).all(|two| two[0].end <= two[1].start), "sentences do not overlap");
    let within = |span: Span, sentence: usize| {
        let sentence = found.sentences[sentence].span();
        slice(span, text);
        sentence.start <= span.start && span.end <= sentence.end
    };
    for echo in &found.echoes {
        assert!(echo.left < echo.right);
        for evidence in &echo.evidence {
            assert!(within(evidence.left, echo.left) && within(evidence.right, echo.right), "{echo:?}");
            assert!(!evidence.left.is_empty() && !evidence.right.is_empty());
        }
    }
    for phrase in &found.phrases {
        assert_eq!(phrase.count as usize, phrase.spans.len());
        assert_eq!(slice(phrase.spans[0], text), phrase.text);
        for &span in &phrase.spans {
            assert!(phrase.sentences.iter().any(|&sentence| within(span, sentence)), "{phrase:?}");
        }
    }
    for cut in &found.could_cut {
        assert!(cut.says < cut.sentence && cut.sentence < found.sentences.len());
        assert!(cut.words as usize <= words(found.sentences[cut.sentence].span().of(text)).len());
    }
}

fn check(left: &Document, right: &Document) {
    if !left.text.trim().is_empty() && !right.text.trim().is_empty() {
        let report = compare(left, right, &ScanOptions::default()).unwrap();
        check_match(&report.matches[0], &left.text, &right.text);
    }
}

#[test]
fn of_scans() {
    for name in ["newsroom", "repetition", "languages"] {
        let documents = corpus(name);
        let mut options = ScanOptions::default();
        options.thresholds.min_similarity = 0.3;
        options.thresholds.min_passage_words = 5;
        (options.rewrites, options.gather) = (Certainty::Possible, true);
        let report = scan(&documents, &options).unwrap();
        assert!(name == "repetition" || report.matches.len() > 15 && !report.gathered.is_empty(), "{name}");
        assert!(name != "newsroom" || report.matches.iter().filter(|found| found.facts.is_some()).count() > 10);
        check_scan(&report, &documents);
    }
}

#[test]
fn of_inspections() {
    let documents = [corpus("newsroom"), corpus("repetition"), corpus("languages")].concat();
    for document in documents {
        let found = inspect(&document, &InspectOptions::default()).unwrap();
        assert!(!found.sentences.is_empty());
        check_inspection(&found, &document.text);
    }
}

#[test]
fn of_comparisons() {
    for name in ["newsroom", "languages"] {
        let documents = corpus(name);
        documents.windows(2).for_each(|two| check(&two[0], &two[1]));
    }
    let newsroom = corpus("newsroom");
    let of = |id: &str| newsroom.iter().find(|document| document.id == id).unwrap();
    for line in std::fs::read_to_string("corpora/newsroom/truth.tsv").unwrap().lines().skip(1) {
        let mut ids = line.split('\t');
        check(of(ids.next().unwrap()), of(ids.next().unwrap()));
    }
}

/// Texts that are like one another and like nothing on earth.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        6 => "(the|bridge|was|closed|again|on|Monday|at|noon)",
        1 => "[a-zäß]{1,6}",
        1 => Just("北京大学".to_owned()),
        1 => Just("ประเทศไทย".to_owned()),
        1 => Just("e\u{301}te\u{301}\u{200d}".to_owned()),
        1 => Just("👩\u{200d}👧 \u{202e}".to_owned()),
        1 => Just("ﬁﬀ Ⅷ ½ ß ŉ İ".to_owned()),
        1 => "\\PC{0,4}",
        1 => "[\\x00-\\x20.!?\u{85}\u{a0}\u{feff}]{1,3}",
    ];
    let mark = prop_oneof![8 => Just(" "), 1 => Just(". "), 1 => Just("\n\n"), 1 => Just("")];
    let text = prop::collection::vec((word, mark), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(word, mark)| format!("{word}{mark}")).collect::<String>());
    prop::collection::vec(text, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn of_any_texts(texts in texts()) {
        let doubled = texts.iter().chain(&texts);
        let documents: Vec<_> = doubled.enumerate().map(|(at, text)| Document::new(at.to_string(), text.clone())).collect();
        let mut options = ScanOptions::default();
        options.thresholds.min_passage_words = 3;
        options.thresholds.min_similarity = 0.3;
        let report = scan(&documents, &options).unwrap();
        check_scan(&report, &documents);
        for document in &documents[..texts.len()] {
            check_inspection(&inspect(document, &InspectOptions::default()).unwrap(), &document.text);
        }
        check(&documents[0], &documents[texts.len() - 1]);
    }

    #[test]
    fn of_any_characters(text in "\\PC{0,300}", other in ".{0,300}") {
        let documents = [Document::new("a", text.clone()), Document::new("b", other), Document::new("c", text)];
        check_scan(&scan(&documents, &ScanOptions::default()).unwrap(), &documents);
        for document in &documents {
            check_inspection(&inspect(document, &InspectOptions::default()).unwrap(), &document.text);
        }
        check(&documents[0], &documents[1]);
    }
}
