//! Reports in every format: as a reader sees them, as a program reads them back, and under hostile input.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::page;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use twicetold::Span;
use twicetold::document::{Fault, Metadata, Place, Reason};
use twicetold::normalize::Obfuscation;
use twicetold::report::{
    Audit, Cluster, CommonSentence, Cut, Direction, DocumentReport, Echo, EchoKind, Evidence, FactItem, FactLedger, FactPair,
    Gathered, GatheredSource, GroundFound, Level, Match, Member, Metric, Network, NetworkLink, ObfuscatedDocument, Options,
    Partner, Passage, PassageKind, Phrase, Quote, Relation, RepetitionIndex, Report, ReportFormat, Retold, SCHEMA, Side,
    SourcePair, SourceReport, SourceTold, Summary, escape_terminal, read_pairs, read_report,
};
use unicode_width::UnicodeWidthStr;

fn options(change: impl FnOnce(&mut Options)) -> Options {
    let mut options = Options::default();
    change(&mut options);
    options
}

fn write(report: &Report, format: ReportFormat, options: &Options) -> String {
    let mut bytes = Vec::new();
    format.write(report, options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn terminal(report: &Report, width: usize) -> String {
    let text = write(report, ReportFormat::Terminal, &options(|options| options.width = width));
    for line in text.lines() {
        assert!(line.width() <= width, "{} columns where {width} fit: {line}", line.width());
        assert_eq!(line, line.trim_end(), "blanks at the end");
    }
    text
}

fn side(id: &str, source: &str, date: &str, title: &str) -> Side {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Side {
        id: id.into(),
        metadata: Metadata { source: some(source), date: some(date), title: some(title), url: None },
        place: Place { file: "newsroom.jsonl".into(), record: 1 + id.len() as u64, byte: 4_096 },
        words: 412,
    }
}

fn sides() -> [Side; 6] {
    [
        side("ep-1001", "Evening Post", "2024-03-01", "Committee votes for the harbor bill after a long night"),
        side("ms-2201", "Morning Star", "2024-03-02", "Committee backs harbor bill"),
        side("ms-2207", "Morning Star", "2024-03-02", "What the harbor bill means for dock workers"),
        side("אב-17", "הארץ הקטנה", "2024-03-03", "הוועדה הצביעה בעד חוק הנמל אחרי לילה ארוך של דיונים בכנסת"),
        side(
            "dn-88",
            "港口日報",
            "2024-03-03",
            "委員會徹夜辯論後投票通過港口法案，碼頭工人表示歡迎，環保團體感到失望，議長稱結果令人滿意",
        ),
        side("wire/0017", "", "", ""),
    ]
}

fn passage(left: (usize, usize), right: (usize, usize), kind: PassageKind, words: u64) -> Passage {
    Passage { left: Span::new(left.0, left.1).into(), right: Span::new(right.0, right.1).into(), kind, words, score: None }
}

const VERBATIM: &str = "The committee voted 12 to 3 on Tuesday night to send the harbor bill to the full council, after \
                        nine hours of debate that left the public gallery almost empty.";

fn matched(left: &Side, right: &Side, relation: Relation, similarity: f64) -> Match {
    let mut first = passage((120, 280), (98, 258), PassageKind::Verbatim, 29);
    first.left.text = Some(VERBATIM.into());
    first.right.text = Some(VERBATIM.into());
    Match {
        left: left.clone(),
        right: right.clone(),
        relation,
        similarity,
        containment_left: (similarity * 1.1).min(1.0),
        containment_right: (similarity * 1.05).min(1.0),
        rewrite: None,
        level: Level::of(relation, 0.0),
        shared_words: 212,
        on_common_text: false,
        passages: vec![first, passage((300, 420), (300, 431), PassageKind::Edited, 17)],
        retelling: None,
        facts: None,
        direction: None,
        left_only: vec![],
        right_only: vec![],
    }
}

fn quote(start: usize, text: &str) -> Quote {
    Quote { start, end: start + text.len(), text: Some(text.into()) }
}

fn ledger() -> FactLedger {
    let pair =
        |kind: &str, left: &str, right: &str| FactPair { kind: kind.into(), left: quote(40, left), right: quote(60, right) };
    let item = |kind: &str, text: &str| FactItem { kind: kind.into(), quote: quote(200, text) };
    FactLedger {
        kept: vec![
            pair("name", "Ana Ruiz", "Ms. Ruiz"),
            pair("number", "12 to 3", "12-3"),
            pair("quotation", "“No port, no town,”", "“No port, no town,”"),
        ],
        changed: vec![pair("number", "$290,000", "nearly $300,000"), pair("date", "Tuesday night", "Wednesday")],
        dropped: vec![item("name", "Piet Holm"), item("number", "nine hours")],
        added: vec![item("name", "Harbor Watch")],
        shared_quotations: 1,
    }
}

fn direction(first: &str, contested: bool) -> Direction {
    let ground = |ground: &str, says: &str, first: &str, points| GroundFound {
        ground: ground.into(),
        says: says.into(),
        first: first.into(),
        points,
        left: vec![],
        right: vec![],
    };
    let mut dated = ground("dated", "is dated later", "left", 0);
    dated.right = vec![quote(60, "2024-03-02")];
    let mut rounded = ground("numbers-rounded", "is vague where the other gives exact numbers", "left", 3);
    (rounded.left, rounded.right) = (vec![quote(40, "$290,000")], vec![quote(60, "nearly $300,000")]);
    let leftover = ground("foreign-leftover", "carries a credit, link or footer of the other's outlet", "right", 6);
    let grounds = match (first, contested) {
        ("undetermined", _) => vec![rounded],
        (_, true) => vec![dated, leftover],
        (_, false) => vec![dated, rounded],
    };
    Direction { first: first.into(), grounds, contested }
}

/// One tells the other in other words, or, where it is edited, partly in the same.
fn rewritten(left: &Side, right: &Side, rewrite: f64, level: Level) -> Match {
    let mut told = matched(left, right, Relation::Rewritten, 0.0625);
    let mut sentence = passage((500, 590), (410, 520), PassageKind::Rewritten, 14);
    sentence.score = Some(0.625);
    sentence.left.text = Some("Cranes worth $290,000 stood idle while the members talked.".into());
    sentence.right.text = Some("While the talk went on, nearly $300,000 of cranes did nothing.".into());
    if level == Level::Rewritten {
        told.passages.clear();
    }
    told.passages.push(sentence);
    told.rewrite = Some(rewrite);
    told.level = level;
    told.retelling = Some(Retold { coverage_left: 0.625, coverage_right: 0.875, score: 0.5, in_order: 0.75 });
    told.facts = Some(ledger());
    told.direction = Some(direction("left", false));
    told
}

fn same_story() -> Vec<Match> {
    let [post, _, dock, _, chinese, _] = sides();
    let mut apart = matched(&post, &dock, Relation::SameStory, 0.015_625);
    apart.passages.clear();
    apart.rewrite = Some(0.125);
    apart.facts = Some(ledger());
    apart.direction = Some(direction("undetermined", false));
    let mut bare = matched(&dock, &chinese, Relation::SameStory, 0.0);
    bare.passages.clear();
    vec![apart, bare]
}

/// Who retells whom, what is its own, and who publishes together.
fn table() -> (Vec<SourcePair>, Vec<SourceTold>, Vec<Network>) {
    let pair = |source: &str, first: &str, documents, median_delay| SourcePair {
        source: source.into(),
        first: first.into(),
        documents,
        share: documents as f64 / 320.0,
        retold: documents,
        matches_by_relation: [("near-duplicate".to_owned(), documents / 2), ("rewritten".to_owned(), documents - documents / 2)]
            .into(),
        matches_back: documents / 10,
        matches_undetermined: 2,
        median_delay,
    };
    let told = |source: &str, documents, retelling, own_words| SourceTold {
        source: source.into(),
        documents,
        retelling_documents: retelling,
        repeating_documents: 1,
        undetermined_documents: 2,
        own_share: (documents - retelling) as f64 / documents as f64,
        words: 1_000,
        own_words,
    };
    let link = |left: &str, right: &str, stories, median_delay| NetworkLink {
        left: left.into(),
        right: right.into(),
        stories,
        median_delay,
    };
    let network = Network {
        sources: ["Evening Post", "Morning Star", "港口日報"].map(String::from).into(),
        links: vec![link("Evening Post", "Morning Star", 40, 10_800), link("Morning Star", "港口日報", 9, 0)],
    };
    let pairs = vec![
        pair("Morning Star", "Evening Post", 40, Some(10_800)),
        pair("港口日報", "Morning Star", 9, Some(-172_800)),
        pair("Evening Post", "Evening Post", 3, None),
        pair("Evening Post", "הארץ הקטנה", 0, None),
        pair("הארץ הקטנה", "Evening Post", 0, None),
    ];
    (pairs, vec![told("Evening Post", 410, 4, 960), told("Morning Star", 320, 49, 720)], vec![network])
}

/// A document and what explains it.
fn gathered() -> Vec<Gathered> {
    let [post, star, dock, ..] = sides();
    let source = |document, words, share, at| GatheredSource { document, words, share, ranges: vec![Span::new(at, at + 100)] };
    vec![Gathered {
        document: dock,
        sources: vec![source(post, 206, 0.5, 0), source(star, 103, 0.25, 300)],
        own_words: 103,
        own_share: 0.25,
    }]
}

fn matches() -> Vec<Match> {
    let [post, star, dock, hebrew, chinese, wire] = sides();
    let mut excerpt = matched(&post, &chinese, Relation::Contains, 0.125);
    excerpt.containment_right = 0.9375;
    excerpt.passages.clear();
    let mut common = matched(&dock, &hebrew, Relation::SharesPassages, 0.0625);
    common.on_common_text = true;
    common.passages.truncate(1);
    let mut contested = rewritten(&wire, &chinese, 0.5, Level::Rewritten);
    contested.direction = Some(direction("left", true));
    vec![
        matched(&post, &wire, Relation::Identical, 1.0),
        matched(&post, &star, Relation::NearDuplicate, 0.9375),
        matched(&post, &dock, Relation::NearDuplicate, 0.875),
        matched(&star, &dock, Relation::NearDuplicate, 0.8125),
        matched(&star, &hebrew, Relation::NearDuplicate, 0.703125),
        excerpt,
        rewritten(&post, &hebrew, 0.375, Level::Edited),
        contested,
        common,
    ]
}

fn clusters() -> Vec<Cluster> {
    let [post, star, dock, hebrew, chinese, wire] = sides();
    let member = |side: &Side, relation, similarity| Member { document: side.clone(), relation, similarity };
    vec![
        Cluster {
            id: 1,
            representative: post,
            members: vec![
                member(&star, Relation::NearDuplicate, 0.9375),
                member(&dock, Relation::NearDuplicate, 0.875),
                member(&wire, Relation::Identical, 1.0),
            ],
            lowest_similarity: 0.8125,
            all_pairs_compared: true,
            chained: true,
            chained_to: vec![2],
        },
        Cluster {
            id: 2,
            representative: hebrew,
            members: vec![member(&chinese, Relation::NearDuplicate, 0.75)],
            lowest_similarity: 0.75,
            all_pairs_compared: false,
            chained: false,
            chained_to: vec![],
        },
    ]
}

fn summary() -> Summary {
    let counts = |pairs: &[(&str, u64)]| pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    Summary {
        files: 3,
        records: 1_012,
        documents: 1_000,
        skipped: 12,
        skipped_by_reason: counts(&[("empty", 8), ("malformed", 4)]),
        repaired: 3,
        repaired_by_reason: counts(&[("invalid-utf8", 2), ("duplicate-id", 1)]),
        formats: BTreeMap::new(),
        passed_over: 0,
        bytes_read: 4_210_000,
        words: 412_345,
        matches_by_relation: counts(&[
            ("identical", 112),
            ("near-duplicate", 203),
            ("contains", 64),
            ("rewritten", 21),
            ("shares-passages", 33),
        ]),
        same_story: 2,
        matches_on_common_text: 17,
        clusters: 58,
        documents_in_clusters: 470,
        retelling_documents: 418,
        redundant_documents: 412,
        probability_missed: 0.02,
        repetitive_documents: 2,
        obfuscated_documents: 1,
    }
}

fn index(value: f64, percentile: Option<f64>) -> RepetitionIndex {
    RepetitionIndex {
        value,
        percentile,
        reference: "bbc-news and reuters-21578".into(),
        verdict: "Repeats itself far more than news of its length does.".into(),
    }
}

fn scanned() -> Vec<DocumentReport> {
    let document = |side: &Side, index| DocumentReport {
        id: side.id.clone(),
        metadata: side.metadata.clone(),
        place: side.place.clone(),
        words: side.words,
        language: "en".into(),
        index,
        ..DocumentReport::default()
    };
    let [post, star, dock, _, chinese, wire] = sides();
    vec![
        document(&post, index(0.0625, Some(51.0))),
        document(&star, index(0.21875, Some(99.96))),
        document(&chinese, index(0.125, Some(97.25))),
        document(&dock, index(0.0, Some(3.0))),
        document(&wire, index(0.0, None)),
    ]
}

fn sources() -> Vec<SourceReport> {
    let partner = |source: &str, documents| Partner { source: source.into(), documents };
    vec![
        SourceReport {
            source: "Morning Star".into(),
            documents: 320,
            duplicated: 288,
            partners: vec![partner("Evening Post", 201), partner("港口日報", 60), partner("Morning Star", 27)],
        },
        SourceReport {
            source: "Evening Post".into(),
            documents: 410,
            duplicated: 130,
            partners: vec![partner("Morning Star", 130)],
        },
        SourceReport { source: "הארץ הקטנה".into(), documents: 20, duplicated: 0, partners: vec![] },
    ]
}

/// Everything a scan can find, in one value.
pub(crate) fn rich() -> Report {
    let [post, ..] = sides();
    let common = |text: &str, documents, sources, roaming| CommonSentence {
        text: text.into(),
        documents,
        sources,
        roaming,
        first: post.clone(),
        span: Span::new(900, 960),
    };
    let fault = |reason, record, message: &str| Fault {
        reason,
        place: Place { file: "newsroom.jsonl".into(), record, byte: record * 1_024 },
        message: message.into(),
    };
    let (source_pairs, sources_told, networks) = table();
    let Side { id, metadata, place, .. } = post.clone();
    let obfuscation = Obfuscation { invisible: 12, look_alike: 1_040, soft_hyphens: 1, letters: 9_000, ..Obfuscation::default() };
    Report {
        schema: SCHEMA.into(),
        tool: "twicetold 0.1.0".into(),
        command: "scan".into(),
        options: BTreeMap::from([
            ("min-similarity".to_owned(), json!(0.7)),
            ("min-containment".to_owned(), json!(0.8)),
            ("rewrites".to_owned(), json!("likely")),
            ("recall".to_owned(), json!(0.98)),
            ("bands".to_owned(), json!({"bands": 25, "rows": 5})),
        ]),
        summary: summary(),
        matches: matches(),
        clusters: clusters(),
        documents: scanned(),
        obfuscated: vec![ObfuscatedDocument { id, metadata, place, obfuscation }],
        sources: sources(),
        source_pairs,
        sources_told,
        networks,
        same_story: same_story(),
        gathered: gathered(),
        common_sentences: vec![
            common(
                "All rights reserved; no part of this article may be\nreproduced without the written consent of the publisher.",
                214,
                3,
                true,
            ),
            common("The minister did not answer a request for comment.", 41, 1, false),
        ],
        audit: Some(Audit { sample: 100, pairs: 312, found: 308, recall: 308.0 / 312.0, low: 0.9675, high: 0.995 }),
        texts: BTreeMap::new(),
        baseline: None,
        known: Vec::new(),
        faults: vec![
            fault(Reason::Malformed, 17, "no JSON from column 12 on; the record may be cut short, write it again"),
            fault(Reason::InvalidUtf8, 204, "2 bytes are no UTF-8 and were replaced; say which encoding the file has"),
        ],
    }
}

const ARTICLE: [&str; 5] = [
    "Iranian nuclear scientists have been making clandestine trips to Moscow, where they receive guidance.",
    "The Russian government has thus far refused to comment on the allegations.",
    "The secret trips to Moscow are believed to have been facilitated by a network of intermediaries.",
    "The situation is likely to continue to escalate in the coming weeks and months.",
    "The Russian government’s refusal to comment on the allegations has only added to the speculation.",
];

/// Sentences of [`ARTICLE`] as they stand in it, a blank between them.
fn sentences() -> Vec<Quote> {
    let text = ARTICLE.join(" ");
    let place = |sentence: &&str| {
        let start = text.find(sentence).unwrap();
        Quote::of(Span::new(start, start + sentence.len()), &text, 1_000)
    };
    ARTICLE.iter().map(place).collect()
}

fn shared(left: usize, right: usize, words: &[(&str, &str)]) -> Vec<Evidence> {
    let sentences = sentences();
    let find = |sentence: usize, words: &str| {
        let start = sentences[sentence].start + ARTICLE[sentence].find(words).unwrap();
        Span::new(start, start + words.len())
    };
    words.iter().map(|(one, other)| Evidence { left: find(left, one), right: find(right, other) }).collect()
}

fn metric(name: &str, value: f64, limit: Option<f64>) -> Metric {
    Metric { name: name.into(), value, limit, over: limit.is_some_and(|limit| value > limit) }
}

/// One article inspected.
fn inspected() -> Report {
    let comment = [
        ("Russian government", "Russian government"),
        ("refused", "refusal"),
        ("to comment on the allegations", "to comment on the allegations"),
    ];
    let document = DocumentReport {
        id: "seed".into(),
        metadata: Metadata {
            source: Some("Evening Post".into()),
            date: Some("2025-09-02".into()),
            title: Some("Secret trips to Moscow".into()),
            url: None,
        },
        place: Place { file: "seed/article.txt".into(), record: 1, byte: 0 },
        words: 68,
        language: "en".into(),
        index: index(0.21875, Some(99.64)),
        sentences: sentences(),
        echoes: vec![
            Echo { left: 1, right: 4, score: 0.8125, kind: EchoKind::Repeat, evidence: shared(1, 4, &comment) },
            Echo {
                left: 0,
                right: 2,
                score: 0.5,
                kind: EchoKind::Echo,
                evidence: shared(0, 2, &[("trips to Moscow", "trips to Moscow")]),
            },
        ],
        groups: vec![vec![1, 4]],
        phrases: vec![Phrase {
            text: "to comment on the allegations".into(),
            count: 2,
            sentences: vec![1, 4],
            spans: shared(1, 4, &comment[2..]).iter().flat_map(|evidence| [evidence.left, evidence.right]).collect(),
        }],
        metrics: BTreeMap::from([
            ("datatrove".to_owned(), vec![metric("top_2_gram", 0.0625, Some(0.2)), metric("dup_5_gram", 0.21875, Some(0.15))]),
            ("lexical".to_owned(), vec![metric("type_token_ratio", 0.625, None), metric("mtld", 72.25, None)]),
        ]),
        tokenizer: "unicode".into(),
        obfuscation: Some(Obfuscation { look_alike: 7, letters: 330, ..Obfuscation::default() }),
        fresh_information: vec![9, 6, 5, 5, 1],
        could_cut: vec![Cut { sentence: 4, says: 1, words: 14 }],
    };
    Report {
        schema: SCHEMA.into(),
        tool: "twicetold 0.1.0".into(),
        command: "inspect".into(),
        summary: Summary {
            files: 1,
            records: 1,
            documents: 1,
            repetitive_documents: 1,
            obfuscated_documents: 1,
            ..Summary::default()
        },
        documents: vec![document],
        ..Report::default()
    }
}

/// A report without the lists that only a scan fills.
fn bare(report: Report) -> Report {
    Report {
        clusters: vec![],
        documents: vec![],
        faults: vec![],
        source_pairs: vec![],
        sources_told: vec![],
        networks: vec![],
        same_story: vec![],
        gathered: vec![],
        ..report
    }
}

/// Two articles compared.
fn compared() -> Report {
    let [post, star, ..] = sides();
    let mut found = matched(&post, &star, Relation::SharesPassages, 0.3125);
    found.passages.push(passage((300, 420), (300, 431), PassageKind::Edited, 17));
    found.passages.remove(1);
    found.passages[1].left.text = Some("Chair Ana Ruiz said 12 members had agreed before the night began.".into());
    found.passages[1].right.text = Some("Chair Ana Ruiz said on Wednesday that 14 members had agreed before the night.".into());
    let only = |start, end, text: &str| Quote { start, end, text: Some(text.into()) };
    found.left_only = vec![only(281, 299, "Dock workers cheered from the steps.")];
    found.right_only = vec![
        only(0, 97, "委員會徹夜辯論後投票通過港口法案，碼頭工人表示歡迎。"),
        only(440, 520, "Environmental groups said they would go to court."),
    ];
    Report {
        command: "compare".into(),
        matches: vec![found],
        summary: Summary { files: 1, records: 2, documents: 2, obfuscated_documents: 1, ..Summary::default() },
        ..bare(rich())
    }
}

/// Two articles of which one tells the other in other words.
fn retold() -> Report {
    let [post, star, ..] = sides();
    let found = rewritten(&post, &star, 0.5, Level::Edited);
    Report { matches: vec![Match { left_only: vec![quote(281, "Dock workers cheered.")], ..found }], ..compared() }
}

fn small(documents: u64) -> Report {
    let summary = Summary { files: 1, records: documents, documents, bytes_read: 900, words: 150, ..Summary::default() };
    let summary = Summary { probability_missed: 0.02, ..summary };
    Report { schema: SCHEMA.into(), command: "scan".into(), summary, ..Report::default() }
}

/// What a format gives, as a golden file keeps it: a page without its script and style, and without the hashes of these.
fn golden(report: &Report, format: ReportFormat) -> String {
    let written = write(report, format, &Options::default());
    if format == ReportFormat::Html { page::bare(&written) } else { written }
}

#[test]
fn every_format_of_a_rich_report() {
    for format in ReportFormat::ALL {
        insta::assert_snapshot!(format!("scan_{}", format.name()), golden(&rich(), format));
    }
}

#[test]
fn every_format_of_an_inspected_article_and_of_a_comparison() {
    for format in ReportFormat::ALL {
        insta::assert_snapshot!(format!("inspect_{}", format.name()), golden(&inspected(), format));
        insta::assert_snapshot!(format!("compare_{}", format.name()), golden(&compared(), format));
    }
    for format in [ReportFormat::Terminal, ReportFormat::Markdown, ReportFormat::Csv] {
        insta::assert_snapshot!(format!("retold_{}", format.name()), write(&retold(), format, &Options::default()));
    }
}

#[test]
fn a_terminal_of_any_width_is_filled_and_not_overrun() {
    for (name, report) in [("scan", rich()), ("inspect", inspected()), ("compare", compared()), ("retold", retold())] {
        insta::assert_snapshot!(format!("{name}_terminal_120"), terminal(&report, 120));
        for width in [40, 41, 57, 80, 200] {
            terminal(&report, width);
        }
    }
}

#[test]
fn color_adds_color_and_nothing_else() {
    for report in [rich(), compared(), retold()] {
        let plain = write(&report, ReportFormat::Terminal, &Options::default());
        let color = write(&report, ReportFormat::Terminal, &options(|options| options.color = true));
        assert!(!plain.contains('\u{1b}'));
        assert!(color.contains("\u{1b}[1m"));
        if report.command == "scan" {
            assert_eq!(anstream::adapter::strip_str(&color).to_string(), plain);
        }
    }
    let color = write(&inspected(), ReportFormat::Terminal, &options(|options| options.color = true));
    insta::assert_snapshot!("inspect_terminal_color", color.replace('\u{1b}', "ESC"));
}

#[test]
fn nothing_found_is_said() {
    let mut repetitive = small(40);
    repetitive.command = "inspect".into();
    repetitive.documents = scanned();
    let text = [&small(0), &small(1), &small(1_000), &repetitive].map(|report| terminal(report, 80)).join("\n---\n\n");
    insta::assert_snapshot!("nothing_found", text);
}

#[test]
fn two_documents_that_have_nothing_in_common_are_said_to() {
    let mut report = compared();
    report.matches[0] = Match { passages: vec![], ..matched(&sides()[0], &sides()[1], Relation::Unrelated, 0.0) };
    let text = terminal(&report, 80);
    assert!(text.starts_with("No passage in common; 0% similar.\n"), "{text}");
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut report = rich();
    report.clusters = (1..=44).map(|id| Cluster { id, ..report.clusters[0].clone() }).collect();
    let text = terminal(&report, 80);
    assert!(text.contains("… and 34 more (--top 50 shows them)"), "{text}");
    let text = write(&report, ReportFormat::Terminal, &options(|options| options.top = 50));
    assert!(!text.contains("… and 34 more"), "{text}");
}

#[test]
fn json_jsonl_and_html_give_the_report_back() {
    for report in [rich(), inspected(), compared(), retold(), small(0)] {
        for format in [ReportFormat::Json, ReportFormat::Jsonl, ReportFormat::Html] {
            let back = read_report(&write(&report, format, &Options::default())).unwrap();
            assert_eq!(back, report, "{}", format.name());
        }
    }
}

#[test]
fn the_pairs_come_back_from_every_format_that_has_them() {
    let mut report = rich();
    report.matches[0].left.id = "=1+1\ttab".into();
    let expected: Vec<_> = [1.0, 0.9375, 0.875, 0.8125, 0.703_125, 0.9375, 0.375, 0.5, 0.0625].into();
    for format in [ReportFormat::Json, ReportFormat::Jsonl, ReportFormat::Html, ReportFormat::Csv, ReportFormat::Tsv] {
        let pairs = read_pairs(&write(&report, format, &Options::default())).unwrap();
        assert_eq!(pairs.iter().map(|pair| pair.score).collect::<Vec<_>>(), expected, "{}", format.name());
        assert_eq!((&*pairs[0].left, &*pairs[0].right), ("=1+1\ttab", "wire/0017"), "{}", format.name());
    }
}

#[test]
fn bare_pairs_are_read_and_wrong_ones_told_with_their_line() {
    let pairs = read_pairs("a\tb\t0.5\nc\td\n").unwrap();
    assert_eq!(pairs.iter().map(|pair| pair.score).collect::<Vec<_>>(), [0.5, 1.0]);
    assert_eq!(read_pairs("left\tright\tscore\na\tb\t0.5\n").unwrap().len(), 1);
    assert_eq!(read_pairs("left,right,score\n\"a,1\",b,0.5\n").unwrap()[0].left, "a,1");
    assert_eq!(read_pairs("").unwrap(), []);
    for (text, place) in
        [("a\tb\t0.5\na\tb\thigh\n", "line 2"), ("a\tb\nonly\n", "line 2"), ("{\"schema\": \"twice", "cut short")]
    {
        let error = read_pairs(text).unwrap_err();
        assert!(error.is_input() && error.to_string().contains(place), "{error}");
    }
}

#[test]
fn a_report_cut_short_or_of_another_version_is_refused() {
    let jsonl = write(&rich(), ReportFormat::Jsonl, &Options::default());
    let cut = &jsonl[..jsonl.trim_end().rfind('\n').unwrap()];
    assert!(read_report(cut).unwrap_err().to_string().contains("cut short"));
    let page = write(&rich(), ReportFormat::Html, &Options::default());
    assert!(read_report(&page[..page.len() / 3]).unwrap_err().to_string().contains("page"));
    assert!(read_report("<!doctype html><p>Hello").unwrap_err().to_string().contains("no report"));
    let newer = write(&rich(), ReportFormat::Json, &Options::default()).replace("twicetold/1", "twicetold/9");
    assert!(read_report(&newer).unwrap_err().to_string().contains("twicetold/9"));
}

#[test]
fn identical_documents_expand_to_every_pair() {
    let [post, star, dock, hebrew, ..] = sides();
    let report = Report {
        matches: vec![
            matched(&post, &star, Relation::Identical, 1.0),
            matched(&post, &dock, Relation::Identical, 1.0),
            matched(&post, &hebrew, Relation::NearDuplicate, 0.75),
        ],
        ..rich()
    };
    let expand = options(|options| options.expand = true);
    let pairs = |options: &Options| {
        let pairs = read_pairs(&write(&report, ReportFormat::Tsv, options)).unwrap();
        pairs.into_iter().map(|pair| format!("{} {}", pair.left, pair.right)).collect::<Vec<_>>()
    };
    assert_eq!(pairs(&Options::default()).len(), 3);
    let expected = ["ep-1001 ms-2201", "ep-1001 ms-2207", "ms-2201 ms-2207", "ep-1001 אב-17", "ms-2201 אב-17", "ms-2207 אב-17"];
    assert_eq!(pairs(&expand), expected);
}

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema allows more than it names, for versions to come; the test does not, so that no field goes undescribed.
pub(crate) fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("unevaluatedProperties".into(), json!(false));
            }
            map.iter_mut().for_each(|(_, part)| close(part));
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn json_follows_the_schema() {
    assert!(jsonschema::meta::is_valid(&schema()));
    let mut closed = schema();
    close(&mut closed);
    let line = json!({"$ref": "#/$defs/line", "$defs": schema()["$defs"], "$schema": schema()["$schema"]});
    let validators = [&schema(), &closed, &line].map(|schema| jsonschema::validator_for(schema).unwrap());
    let check = |validator: &jsonschema::Validator, value: &Value| {
        let errors: Vec<_> = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    };
    for report in [rich(), inspected(), compared(), retold(), small(0)] {
        let value = serde_json::from_str(&write(&report, ReportFormat::Json, &Options::default())).unwrap();
        check(&validators[0], &value);
        check(&validators[1], &value);
        for text in write(&report, ReportFormat::Jsonl, &Options::default()).lines() {
            check(&validators[2], &serde_json::from_str(text).unwrap());
        }
    }
    assert!(!validators[0].is_valid(&json!({"schema": "twicetold/1"})));
}

#[test]
fn json_has_the_names_scripts_hold_on_to() {
    let value: Value = serde_json::from_str(&write(&inspected(), ReportFormat::Json, &Options::default())).unwrap();
    let document = &value["documents"][0];
    assert_eq!(document["metrics"]["datatrove"]["dup_5_gram"], json!(0.21875));
    assert_eq!(document["limits"]["datatrove"]["dup_5_gram"], json!(0.15));
    assert_eq!(document["over"], json!(["datatrove/dup_5_gram"]));
    assert_eq!(document["echoes"][0]["left"], json!(1));
    assert_eq!(document["sentences"][1]["start"], json!(ARTICLE[0].len() + 1));
    let value: Value = serde_json::from_str(&write(&compared(), ReportFormat::Json, &Options::default())).unwrap();
    let found = &value["matches"][0];
    assert_eq!(found["left"]["source"], json!("Evening Post"));
    assert_eq!(found["passages"][0]["left"]["start"], json!(120));
    assert_eq!(found["rewrite"], Value::Null);
}

/// A report with `text` in every place that comes from the input.
pub(crate) fn filled(text: &str) -> Report {
    let mut report = rich();
    let metadata =
        Metadata { source: Some(text.into()), date: Some(text.into()), title: Some(text.into()), url: Some(text.into()) };
    let side =
        Side { id: text.into(), metadata: metadata.clone(), place: Place { file: text.into(), record: 1, byte: 0 }, words: 3 };
    for found in report.matches.iter_mut().chain(&mut report.same_story) {
        (found.left, found.right) = (side.clone(), side.clone());
        for passage in &mut found.passages {
            (passage.left.text, passage.right.text) = (Some(text.into()), Some(text.into()));
        }
        let quote = Quote { start: 0, end: 9, text: Some(text.into()) };
        let pair = FactPair { kind: text.into(), left: quote.clone(), right: quote.clone() };
        let item = FactItem { kind: text.into(), quote: quote.clone() };
        found.facts = Some(FactLedger {
            kept: vec![pair.clone()],
            changed: vec![pair],
            dropped: vec![item.clone()],
            added: vec![item],
            shared_quotations: 0,
        });
        let ground = |first: &str| GroundFound {
            ground: text.into(),
            says: text.into(),
            first: first.into(),
            points: 1,
            left: vec![quote.clone()],
            right: vec![quote.clone()],
        };
        found.direction = Some(Direction { first: text.into(), grounds: vec![ground("left"), ground(text)], contested: true });
        (found.left_only, found.right_only) = (vec![quote.clone()], vec![quote]);
    }
    for gathered in &mut report.gathered {
        gathered.document = side.clone();
        gathered.sources.iter_mut().for_each(|source| source.document = side.clone());
    }
    for pair in &mut report.source_pairs {
        (pair.source, pair.first) = (text.into(), format!("{text} "));
        pair.matches_by_relation = [(text.to_owned(), 3)].into();
    }
    report.sources_told.iter_mut().for_each(|told| told.source = text.into());
    for network in &mut report.networks {
        network.sources.fill(text.into());
        network.links.iter_mut().for_each(|link| (link.left, link.right) = (text.into(), text.into()));
    }
    for cluster in &mut report.clusters {
        cluster.representative = side.clone();
    }
    for document in &mut report.documents {
        (document.id, document.metadata, document.place) = (text.into(), metadata.clone(), side.place.clone());
        (document.language, document.tokenizer) = (text.into(), text.into());
        document.index.verdict = text.into();
        document.index.percentile = Some(99.0);
        document.sentences = vec![Quote { start: 0, end: text.len(), text: Some(text.into()) }; 2];
        let whole = Span::new(0, text.len());
        let evidence = vec![Evidence { left: whole, right: whole }];
        document.echoes = vec![Echo { left: 0, right: 1, score: 0.5, kind: EchoKind::Echo, evidence }];
        document.phrases = vec![Phrase { text: text.into(), count: 2, sentences: vec![0, 1], spans: vec![whole] }];
        document.could_cut = vec![Cut { sentence: 1, says: 0, words: 1 }];
    }
    for source in &mut report.sources {
        source.source = text.into();
        source.partners.iter_mut().for_each(|partner| partner.source = text.into());
    }
    for sentence in &mut report.common_sentences {
        (sentence.text, sentence.first) = (text.into(), side.clone());
    }
    for fault in &mut report.faults {
        (fault.place, fault.message) = (side.place.clone(), text.into());
    }
    report
}

/// The same findings as a scan, an inspection and a comparison.
fn sights(text: &str) -> [Report; 3] {
    let scan = filled(text);
    let inspect = Report { command: "inspect".into(), documents: scan.documents[..1].to_vec(), ..scan.clone() };
    let compare = Report { command: "compare".into(), matches: scan.matches[1..2].to_vec(), ..scan.clone() };
    [scan, inspect, compare]
}

fn is_raw(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{feff}')
}

const PAYLOADS: [&str; 12] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}31m\u{85}",
    "invoice\u{202e}fdp.exe\u{2066}\u{2069}",
    "one\r\ntwo\u{2028}three\u{b}four\0five\u{7f}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[link](javascript:alert(1)) ![image](http://e.vil/x.png) <http://e.vil>",
    "a | b `c` **d** _e_ # f\n\n# heading\n- list\n> quote",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-1",
    "\t=tab",
    "``` fence ~~~ &amp; &lt; \\ \u{200b}\u{feff}",
];

#[test]
fn nothing_hostile_stands_raw_in_any_sink() {
    for payload in PAYLOADS {
        for report in sights(payload) {
            for format in ReportFormat::ALL {
                let text = write(&report, format, &Options::default());
                let raw =
                    text.chars().find(|character| is_raw(*character) && !(format == ReportFormat::Tsv && *character == '\t'));
                assert_eq!(raw, None, "{payload:?} in {}", format.name());
            }
            let markdown = write(&report, ReportFormat::Markdown, &Options::default());
            let outside_code = markdown.split('`').step_by(2).collect::<String>().replace("\\]", "");
            let page = page::bare(&write(&report, ReportFormat::Html, &Options::default()));
            assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("</script><"), "{page}");
            for markup in ["<script", "<img", "](java", "](http", "\n# heading", "\n- list\n"] {
                assert!(!outside_code.contains(markup), "{markup:?} in {markdown}");
            }
            for line in write(&report, ReportFormat::Csv, &Options::default()).lines().skip(1) {
                let first = line.trim_start_matches('"').chars().next();
                assert!(!matches!(first, Some('=' | '@' | '+' | '-' | '\t')), "{line}");
            }
            terminal(&report, 80);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_shown_and_never_obeyed(text in any::<String>(), width in 40_usize..160) {
        for report in sights(&text) {
            terminal(&report, width);
            for format in ReportFormat::ALL {
                let written = write(&report, format, &Options::default());
                let tsv = format == ReportFormat::Tsv;
                prop_assert!(!written.chars().any(|character| is_raw(character) && !(tsv && character == '\t')));
            }
        }
    }

    #[test]
    fn any_id_comes_back(id in any::<String>()) {
        let report = filled(&id);
        for format in [ReportFormat::Json, ReportFormat::Jsonl, ReportFormat::Html, ReportFormat::Csv, ReportFormat::Tsv] {
            let pairs = read_pairs(&write(&report, format, &Options::default())).unwrap();
            prop_assert_eq!(pairs.len(), report.matches.len());
            prop_assert!(pairs.iter().all(|pair| pair.left == id && pair.right == id));
        }
    }

    #[test]
    fn escaping_twice_is_escaping_once(text in any::<String>()) {
        let once = escape_terminal(&text).into_owned();
        prop_assert_eq!(escape_terminal(&once), once.as_str());
    }

    #[test]
    fn no_text_at_all_breaks_the_reader(text in any::<String>()) {
        let _ = read_pairs(&text);
        let _ = read_report(&text);
    }
}
