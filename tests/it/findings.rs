//! Findings for programs: SARIF, JUnit and code quality as other people's parsers read them, and baselines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::report::{filled, rich};
use serde_json::Value;
use twicetold::report::{Baseline, Compared, Options, Relation, Report, ReportFormat, new_findings};
use twicetold::{Document, InspectOptions, ScanOptions, inspect, pipeline, scan};

fn write(report: &Report, format: ReportFormat) -> String {
    let mut bytes = Vec::new();
    format.write(report, &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn file(name: &str, text: &str) -> Document {
    let mut document = Document::new(name, text);
    document.place.file = name.into();
    document.place.record = 1;
    document
}

/// Two notes that share a paragraph, as files.
fn notes() -> [Document; 2] {
    let shared = "The pump is primed by hand before it is switched on; a dry pump burns its seal within a minute, and the seal \
                  is the one part that cannot be had from the stores. Open the valve a quarter turn, wait for the gauge to \
                  settle, and only then turn the key.";
    [
        file("docs/pump one.md", &format!("# Pump one\n\nInstalled in the east hall.\n\n{shared}\n")),
        file(
            "docs/pump two.md",
            &format!("# Pump two\n\nThis one is in the yard, under the lean-to.\n\nIt is older.\n\n{shared}\n"),
        ),
    ]
}

fn scanned(documents: &[Document]) -> Report {
    let mut report = scan(documents, &ScanOptions::default()).unwrap();
    pipeline::add_texts_of(&mut report, documents);
    report
}

/// The hostile texts that every sink is shown.
const HOSTILE: [&str; 4] = ["]]> & <b>\"x\"</b> '", "\u{1b}[2J\u{202e}\0\u{7f}", "{{7*7}} ${x} %s", "a/../b c#?.txt"];

#[test]
fn sarif_is_read_by_the_types_of_its_schema_and_names_the_lines() {
    let report = scanned(&notes());
    let text = write(&report, ReportFormat::Sarif);
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let results = log.runs[0].results.as_ref().unwrap();
    assert_eq!(results.len(), report.matches.len());
    let value: Value = serde_json::from_str(&text).unwrap();
    let result = &value["runs"][0]["results"][0];
    let place = |locations: &str| result[locations][0]["physicalLocation"].clone();
    assert_eq!(place("locations")["artifactLocation"]["uri"], "docs/pump%20two.md");
    assert_eq!(place("locations")["region"]["startLine"], 7);
    assert_eq!(place("relatedLocations")["region"]["startLine"], 5);
    insta::assert_snapshot!("sarif_of_files", text);
}

#[test]
fn every_format_for_programs_is_read_whatever_stands_in_the_texts() {
    for text in HOSTILE {
        for command in ["scan", "inspect", "compare"] {
            let report = Report { command: command.into(), ..filled(text) };
            let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&write(&report, ReportFormat::Sarif)).unwrap();
            let rules = sarif.runs[0].tool.driver.rules.as_ref().unwrap();
            for result in sarif.runs[0].results.as_ref().unwrap() {
                let at = usize::try_from(result.rule_index.unwrap()).unwrap();
                assert_eq!(Some(&rules[at].id), result.rule_id.as_ref());
            }
            let junit = quick_junit::Report::deserialize_from_str(&write(&report, ReportFormat::Junit)).unwrap();
            let cases: usize = junit.test_suites.iter().map(|suite| suite.test_cases.len()).sum();
            assert_eq!(junit.tests, cases);
            let issues: Vec<Value> = serde_json::from_str(&write(&report, ReportFormat::CodeQuality)).unwrap();
            let mut fingerprints: Vec<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
            let all = fingerprints.len();
            fingerprints.sort_unstable();
            fingerprints.dedup();
            assert_eq!(fingerprints.len(), all, "a host drops issues of one fingerprint");
            for issue in &issues {
                assert!(issue["description"].is_string() && issue["location"]["path"].is_string());
                assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
            }
        }
    }
}

#[test]
fn an_inspection_is_told_at_the_later_sentence() {
    let text = "The bridge was closed on Monday.\nInspectors found cracks in it.\nOn Monday the bridge was closed.\n";
    let document = file("note.txt", text);
    let found = inspect(&document, &InspectOptions::default()).unwrap();
    let mut report = Report { command: "inspect".into(), documents: vec![found], ..Report::default() };
    pipeline::add_texts_of(&mut report, &[document]);
    let value: Value = serde_json::from_str(&write(&report, ReportFormat::CodeQuality)).unwrap();
    assert_eq!(value[0]["location"]["lines"]["begin"], 3, "{value}");
    assert_eq!(value[0]["check_name"], "said-again");
}

fn marked(report: &Report, baseline: &Baseline) -> (Compared, Vec<String>) {
    let mut report = report.clone();
    baseline.mark(&mut report, 95.0);
    (report.baseline.unwrap(), new_findings(&report, 95.0).into_keys().map(str::to_owned).collect())
}

#[test]
fn a_baseline_knows_what_it_has_seen_and_nothing_that_is_stronger() {
    let mut report = rich();
    report.matches[1].relation = Relation::SharesPassages;
    let baseline = Baseline::of(&report, 95.0);
    let total = u64::try_from(baseline.len()).unwrap();
    assert_eq!(marked(&report, &baseline), (Compared { known: total, new: 0, gone: 0 }, vec![]));
    let mut bytes = Vec::new();
    baseline.write(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(Baseline::read(&text).unwrap(), baseline);
    insta::assert_snapshot!("baseline", text);

    let shared =
        report.matches.iter().position(|found| found.relation == Relation::SharesPassages && !found.on_common_text).unwrap();
    let mut stronger = report.clone();
    stronger.matches[shared].relation = Relation::NearDuplicate;
    assert_eq!(marked(&stronger, &baseline).1, ["near-duplicate"]);
    let mut weaker = report.clone();
    weaker.matches[0].relation = Relation::SharesPassages;
    assert_eq!(marked(&weaker, &baseline).0.new, 0);
    let mut more = report.clone();
    more.matches[shared].shared_words = more.matches[shared].shared_words * 12 / 10;
    assert_eq!(marked(&more, &baseline).0.new, 1);
    let mut moved = report.clone();
    moved.matches.reverse();
    for found in &mut moved.matches {
        std::mem::swap(&mut found.left, &mut found.right);
        found.left.place.byte += 40;
    }
    assert_eq!(marked(&moved, &baseline).0.new, 0);
    let mut gone = report.clone();
    gone.matches.clear();
    assert!(marked(&gone, &baseline).0.gone > 0);
}

#[test]
fn another_copy_under_a_known_id_is_new_and_what_was_not_looked_for_is_not_gone() {
    let text = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers.";
    let copies = |count: usize| scanned(&vec![Document::new("a", text); count]);
    let baseline = Baseline::of(&copies(2), 95.0);
    assert_eq!(marked(&copies(4), &baseline), (Compared { known: 1, new: 2, gone: 0 }, vec!["identical".to_owned()]));
    let mut narrower = rich();
    let all = Baseline::of(&narrower, 95.0);
    narrower.matches.retain(|found| matches!(found.relation, Relation::Identical | Relation::NearDuplicate));
    narrower.options.insert("relations".into(), serde_json::json!(["identical", "near-duplicate"]));
    assert_eq!(marked(&narrower, &all).0.gone, 0);
}

#[test]
fn a_baseline_that_is_none_is_refused_with_a_remedy() {
    for text in
        ["", "{", "{\"schema\": \"twicetold-baseline/9\", \"findings\": []}", "[1]", "{\"schema\": 3, \"findings\": [{}]}"]
    {
        let error = Baseline::read(text).unwrap_err();
        assert!(error.is_input() && error.to_string().contains("write it again"), "{error}");
    }
}

#[test]
fn what_is_known_is_told_apart_in_every_format() {
    let mut report = rich();
    let mut seen = report.clone();
    seen.matches.pop();
    seen.matches.pop();
    Baseline::of(&seen, 95.0).mark(&mut report, 95.0);
    let Compared { known, new, .. } = report.baseline.unwrap();
    assert!(known > 0 && new > 0);
    let junit = quick_junit::Report::deserialize_from_str(&write(&report, ReportFormat::Junit)).unwrap();
    assert_eq!(u64::try_from(junit.failures).unwrap(), new);
    let issues: Vec<Value> = serde_json::from_str(&write(&report, ReportFormat::CodeQuality)).unwrap();
    assert_eq!(u64::try_from(issues.len()).unwrap(), new);
    let sarif = write(&report, ReportFormat::Sarif);
    assert_eq!(u64::try_from(sarif.matches("\"baselineState\": \"new\"").count()).unwrap(), new);
    for format in [ReportFormat::Terminal, ReportFormat::Markdown, ReportFormat::Html] {
        assert!(write(&report, format).contains("in the baseline"), "{}", format.name());
    }
}
