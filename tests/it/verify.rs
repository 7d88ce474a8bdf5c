//! `twicetold verify`: a good report holds, every falsification is found at its place, and no report makes it fall over.

use crate::harness::{Folder, Ran};
use serde_json::{Value, json};

/// What is falsified, where, and under which name it is to be found; `benches/figures/verify.py` plants the same.
const FALSIFICATIONS: &str = include_str!("falsifications.json");

fn corpora() -> Folder {
    let read = |name: &str| std::fs::read_to_string(format!("corpora/{name}/docs.jsonl")).unwrap();
    let [newsroom, repetition, languages] = ["newsroom", "repetition", "languages"].map(read);
    Folder::with(&[("newsroom.jsonl", &newsroom), ("repetition.jsonl", &repetition), ("languages.jsonl", &languages)])
}

fn verify(folder: &Folder, report: &Value) -> Ran {
    folder.put("false.json", report.to_string());
    folder.run("verify false.json --top 1000 --progress never")
}

#[test]
fn what_was_found_holds_in_every_format_that_is_read_back() {
    let folder = corpora();
    for corpus in ["newsroom", "repetition", "languages"] {
        for made in [
            "scan --gather --audit 3 --rewrites possible",
            "scan --exact --min-similarity 0.5 --language en",
            "inspect --profile c4",
        ] {
            for format in ["json", "jsonl", "html"] {
                let ran = folder.run(&format!("{made} {corpus}.jsonl --format {format} --output report --quiet"));
                assert_eq!(ran.code, 0, "{ran:#?}");
                let said = folder.run("verify report");
                assert!(said.code == 0 && said.out.starts_with("All of it holds"), "{made} {corpus} {format}: {said:#?}");
            }
        }
    }
    folder.run("compare newsroom.jsonl#wire-01 newsroom.jsonl#courier-02 --format html --output pair.html");
    assert_eq!(folder.run("verify pair.html").code, 0);
}

/// Where a pointer leads, and the last step of it.
fn parent<'v>(report: &'v mut Value, at: &str) -> (&'v mut Value, String) {
    let (before, last) = at.rsplit_once('/').unwrap();
    (report.pointer_mut(before).unwrap(), last.to_owned())
}

fn take(report: &mut Value, at: &str) -> Value {
    let (list, last) = parent(report, at);
    list.as_array_mut().unwrap().remove(last.parse().unwrap())
}

fn falsified(report: &Value, change: &Value) -> Value {
    let mut report = report.clone();
    let at = change["at"].as_str().unwrap();
    if let Some(from) = change["move"].as_str() {
        let moved = take(&mut report, from);
        report.pointer_mut(at).unwrap().as_array_mut().unwrap().push(moved);
    } else if change["drop"] == true {
        take(&mut report, at);
    } else {
        let value = report.pointer_mut(at).unwrap();
        *value = match (&change["put"], value.as_u64(), value.as_f64()) {
            (Value::Null, Some(whole), _) => json!(whole + change["add"].as_u64().unwrap()),
            (Value::Null, _, Some(fraction)) => json!(fraction + change["add"].as_f64().unwrap()),
            (put, ..) => put.clone(),
        };
    }
    report
}

#[test]
fn each_falsification_is_found_at_its_place() {
    let folder = corpora();
    let scan = folder.run("scan newsroom.jsonl --format json").json();
    let inspect = folder.run("inspect repetition.jsonl --format json").json();
    let planted: Vec<Value> = serde_json::from_str(FALSIFICATIONS).unwrap();
    assert!(planted.len() >= 20);
    for change in planted {
        let report = if change["report"] == "scan" { &scan } else { &inspect };
        let ran = verify(&folder, &falsified(report, &change));
        assert_eq!(ran.code, 1, "{change}: {ran:#?}");
        assert!(ran.out.contains(change["found"].as_str().unwrap()), "{change}: {ran:#?}");
    }
}

#[test]
fn a_text_that_was_edited_since_is_found_and_a_page_tells_as_much_as_json() {
    let folder = corpora();
    folder.run("scan newsroom.jsonl --report json=report.json --report html=report.html");
    let edited =
        folder.read("newsroom.jsonl").replacen("destroying two of its nine silos", "destroying three of its nine silos", 1);
    folder.put("newsroom.jsonl", edited);
    for report in ["report.json", "report.html"] {
        let ran = folder.run(&format!("verify {report} --format json"));
        assert_eq!(ran.code, 1);
        let verdict = ran.json();
        let places: Vec<&str> =
            verdict["differences"].as_array().unwrap().iter().map(|one| one["place"].as_str().unwrap()).collect();
        assert!(places.contains(&"match 3 (wire-01 ~ coast-01): similarity"), "{places:?}");
        let others = places.iter().filter(|place| place.starts_with("match") && !place.contains("coast-01"));
        assert_eq!(others.collect::<Vec<_>>(), Vec::<&&str>::new(), "what was not edited holds");
    }
}

#[test]
fn a_root_is_where_the_paths_of_the_report_start() {
    let folder = corpora();
    folder.run("scan newsroom.jsonl --format json --output report.json");
    folder.put("elsewhere/newsroom.jsonl", folder.read("newsroom.jsonl"));
    std::fs::remove_file(folder.path("newsroom.jsonl")).unwrap();
    assert_eq!(folder.run("verify report.json --root elsewhere").code, 0);
    folder.run("verify report.json").ends(2, &["newsroom.jsonl"]);
}

#[test]
fn a_report_that_lies_about_itself_gets_an_answer() {
    let folder = corpora();
    let good = folder.run("scan newsroom.jsonl --format json").json();
    let with = |at: &str, value: Value| {
        let mut report = good.clone();
        *report.pointer_mut(at).unwrap() = value;
        report
    };
    let mut writes = good.clone();
    writes["options"]["output"] = json!("stolen.txt");
    let mut pathless = good.clone();
    pathless["options"].as_object_mut().unwrap().remove("paths");
    let refused = [
        (writes, "an option 'output'"),
        (pathless, "does not say which files"),
        (with("/options/paths", json!(["-"])), "standard input"),
        (with("/options/paths", json!(["/dev/zero"])), "/dev/zero"),
        (with("/options/min-similarity", json!("high")), "cannot be followed"),
        (with("/schema", json!("twicetold/99")), "twicetold/99"),
        (with("/command", json!("dedup")), "cannot be"),
        (json!({"schema": "twicetold/1"}), "not a report"),
        (json!([]), "not a report"),
    ];
    for (report, says) in refused {
        verify(&folder, &report).ends(2, &[says]);
    }
    assert!(!folder.names().contains(&"stolen.txt".to_owned()));
    // Numbers beyond all bounds are differences like others.
    let absurd = with("/matches/11/passages/0/left/start", json!(u64::MAX));
    assert_eq!(verify(&folder, &absurd).code, 1);
    folder.put("deep.json", "[".repeat(100_000));
    folder.run("verify deep.json").ends(2, &["not a report"]);
    folder.put("cut.html", &folder.run("scan newsroom.jsonl --format html").out[..60_000]);
    folder.run("verify cut.html").ends(2, &["page"]);
    folder.run("verify .").ends(2, &["not a file"]);
    folder.run("verify nowhere.json").ends(2, &["nowhere.json"]);
}
