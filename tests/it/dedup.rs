//! A corpus written again: what stays is byte for byte what came, what goes matches what stays, and
//! nothing half written is left.

use crate::harness::{Folder, Ran, command, corpus, generated, jsonl};
use crate::report::close;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::Path;
use twicetold::evaluate::Shape;
use twicetold::report::Relation;
use twicetold::{Document, ScanOptions, compare};

const STORY: &str = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers. \
                     Repairs will take until spring.";
const CUP: &str = "Tarnford won the cup on Saturday for the first time in forty years, and the town was up all night.";
const SILO: &str = "Two silos burned down at the grain terminal of Carrow Point before the fire brigade had its hoses out.";

fn record(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\" , \"text\": \"{text}\",\"n\":1.50}}")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What is in a file, decompressed, and how it is compressed.
fn unpacked(path: &Path) -> (String, &'static str) {
    let bytes = std::fs::read(path).unwrap();
    let (mut plain, kind) = match bytes.get(..2) {
        Some([0x1f, 0x8b]) => {
            let mut plain = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
            (plain, "gzip")
        }
        Some([0x28, 0xb5]) => (zstd::decode_all(&bytes[..]).unwrap(), "zstd"),
        _ => (bytes, "plain"),
    };
    (String::from_utf8(std::mem::take(&mut plain)).unwrap(), kind)
}

fn removed(folder: &Folder, output: &str) -> Vec<Value> {
    folder.read(&format!("{output}/removed.jsonl")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["id"].as_str().unwrap()).collect()
}

/// A run that ends well; what it says as JSON.
fn dedup(folder: &Folder, arguments: &str) -> Value {
    let ran = folder.run(&format!("dedup --format json --quiet {arguments}"));
    let said = ran.ends(0, &[]).json();
    let summary = &said["summary"];
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(count("records"), count("documents") + count("skipped"));
    assert_eq!(count("documents"), count("kept") + count("removed"));
    said
}

/// Every kind of file, with copies across them, and what must be left of each.
fn mixed() -> (Folder, Vec<(&'static str, &'static str, String)>) {
    let folder = Folder::new();
    let broken = "{\"id\": \"broken\", \"text\": \"no end";
    let lines = format!("\u{feff}{}\r\n\r\n{broken}\n{}\n  \n{}", record("a", STORY), record("c", CUP), record("d", STORY));
    let kept_lines = format!("\u{feff}{}\r\n\r\n{broken}\n{}\n  \n", record("a", STORY), record("c", CUP));
    folder.put("in/a.jsonl", lines);
    let packed = [record("e", CUP) + "\n", record("f", SILO) + "\n"];
    folder.put("in/sub/b.jsonl.gz", [gzip(packed[0].as_bytes()), gzip(packed[1].as_bytes())].concat());
    folder.put("in/sub/c.jsonl.zst", zstd::encode_all((record("g", SILO) + "\n").as_bytes(), 3).unwrap());
    let array =
        format!("[\n  {},\n  {}\n]\n", record("h", STORY), record("i", "Nothing of this was ever told before, said the mayor."));
    folder.put("in/sub/d.json", array.clone());
    folder.put("in/text/once.txt", "Only here is it told that the ferry is back.\r\n");
    folder.put("in/text/twice.txt", CUP);
    folder.put("in/text/empty.txt", "");
    let left = vec![
        ("a.jsonl", "plain", kept_lines),
        ("sub/b.jsonl.gz", "gzip", packed[1].clone()),
        ("sub/c.jsonl.zst", "zstd", String::new()),
        ("sub/d.json", "plain", array.replace(&format!("{},\n  ", record("h", STORY)), "")),
        ("text/once.txt", "plain", "Only here is it told that the ferry is back.\r\n".to_owned()),
        ("text/empty.txt", "plain", String::new()),
    ];
    (folder, left)
}

#[test]
fn what_stays_is_byte_for_byte_what_came() {
    let (folder, left) = mixed();
    let said = dedup(&folder, "in --output out");
    for (name, kind, text) in &left {
        assert_eq!(unpacked(&folder.path("out").join(name)), (text.clone(), *kind), "{name}");
    }
    assert!(!folder.path("out/text/twice.txt").exists(), "a text that goes is a file that is not there");
    let gone = removed(&folder, "out");
    assert_eq!(ids(&gone), ["d", "e", "g", "h", "in/text/twice.txt"]);
    assert_eq!(said["summary"]["skipped_by_reason"], serde_json::json!({"empty": 1, "malformed": 1}));
    for line in &gone {
        assert_eq!((&line["relation"], &line["similarity"]), (&"identical".into(), &1.0.into()));
        let file = folder.path(line["file"].as_str().unwrap());
        let at = line["byte"].as_u64().unwrap() as usize;
        let (text, _) = unpacked(&file);
        assert!(text[at..].starts_with('{') || text == CUP, "{line}");
        assert!(ids(&gone).iter().all(|id| line["kept"]["id"] != **id), "kept, but removed: {line}");
    }
    // Once more there is nothing to be done, and all is as it was.
    std::fs::remove_file(folder.path("out/removed.jsonl")).unwrap();
    assert_eq!(dedup(&folder, "out --output again")["summary"]["removed"], 0);
    for (name, ..) in &left {
        let [first, second] = ["out", "again"].map(|output| std::fs::read(folder.path(output).join(name)).unwrap());
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let (folder, _) = mixed();
    folder.put("in/more.jsonl", jsonl(&generated(Shape::News, 300, 3)));
    let tree = |output: &str| -> BTreeMap<String, Vec<u8>> {
        let files = walkdir::WalkDir::new(folder.path(output)).into_iter().map(|entry| entry.unwrap());
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|file| (file.path().to_str().unwrap().replace(output, ""), std::fs::read(file.path()).unwrap())).collect()
    };
    for level in ["document", "sentence"] {
        dedup(&folder, &format!("in --level {level} --threads 1 --output one-{level}"));
        dedup(&folder, &format!("in --level {level} --threads 8 --output eight-{level}"));
        let (one, eight) = (tree(&format!("one-{level}")), tree(&format!("eight-{level}")));
        assert!(one.len() > 6 && one == eight, "{level}");
    }
}

#[test]
fn the_same_documents_go_in_whatever_order_they_come() {
    let mut documents = [generated(Shape::News, 300, 3), corpus("newsroom")].concat();
    let folder = Folder::with(&[("there.jsonl", &jsonl(&documents))]);
    documents.reverse();
    folder.put("back.jsonl", jsonl(&documents));
    for options in ["", "--keep longest", "--keep newest --remove near-duplicate,contains"] {
        let gone = |name: &str| -> BTreeSet<(String, String)> {
            let said = dedup(&folder, &format!("{name}.jsonl --dry-run {options}"));
            let id = |line: &Value| line["id"].as_str().unwrap().to_owned();
            said["removed"].as_array().unwrap().iter().map(|line| (id(line), id(&line["kept"]))).collect()
        };
        let there = gone("there");
        assert!(there.len() > 20);
        assert_eq!(there, gone("back"), "{options}");
    }
}

#[test]
fn any_element_of_an_array_can_go() {
    for (open, between, close) in [("[", ", ", "]"), ("[\n\t", ",\n\t", "\n]\n"), ("", "\n", "\n"), ("[", "][", "]")] {
        for gone in 0..8u32 {
            let texts = [CUP, SILO, "The ferry is back in service, and the pier is open to everyone."];
            let is_gone = |at: usize| gone >> at & 1 == 1;
            let all: Vec<String> = texts.iter().enumerate().map(|(at, text)| record(&at.to_string(), text)).collect();
            let folder = Folder::new();
            folder.put("list.json", format!("{open}{}{close}", all.join(between)));
            let first: Vec<Document> = (0..3).filter(|&at| is_gone(at)).map(|at| Document::new("x", texts[at])).collect();
            folder.put("a-first.jsonl", jsonl(&first).replace("\"x\"", "\"-\""));
            dedup(&folder, "a-first.jsonl list.json --from auto --output out");
            let left = folder.read("out/list.json");
            let values = serde_json::Deserializer::from_str(&left).into_iter::<Value>();
            let mut read = Vec::new();
            for value in values {
                match value.unwrap_or_else(|error| panic!("{error}: {left}")) {
                    Value::Array(values) => read.extend(values),
                    value => read.push(value),
                }
            }
            let kept: Vec<String> = (0..3).filter(|&at| !is_gone(at)).map(|at| at.to_string()).collect();
            assert_eq!(ids(&read), kept, "{left}");
        }
    }
}

#[test]
fn the_order_says_who_stays() {
    let folder = Folder::new();
    let line = |id: &str, more: &str, extra: &str| format!("{{\"id\": \"{id}\", \"text\": \"{STORY}{more}\", {extra}}}\n");
    let lines = [
        line("a", "", "\"date\": \"2024-02-01\", \"source\": \"gazette\", \"score\": 9"),
        line("b", " So they say.", "\"date\": \"2024-03-01\", \"source\": \"courier\", \"score\": 10"),
        line("c", "", "\"date\": \"2024-01-01\", \"source\": \"wire\""),
    ];
    folder.put("in.jsonl", lines.concat());
    let orders = [
        ("first", "c"),
        ("newest", "b"),
        ("longest", "b"),
        ("score:desc", "b"),
        ("score:asc", "a"),
        ("date:asc", "c"),
        ("source:gazette,wire", "a"),
        ("source:nowhere,courier", "b"),
    ];
    for (at, (order, kept)) in orders.into_iter().enumerate() {
        dedup(&folder, &format!("in.jsonl --keep {order} --output out{at}"));
        let gone = removed(&folder, &format!("out{at}"));
        assert!(gone.len() == 2 && gone.iter().all(|line| line["kept"]["id"] == kept), "{order}: {gone:#?}");
    }
    for (order, why) in
        [("scores:desc", "has a field `scores`"), ("source:nowhere", "is from these sources"), ("best", "choose first")]
    {
        folder.run(&format!("dedup in.jsonl --keep {order} --output out")).ends(2, &[why]);
        assert!(!folder.path("out").exists());
    }
}

#[test]
fn in_a_large_group_everyone_goes_for_one_that_stays() {
    // 300 versions of one story, each with a word of its own; the longest comes last.
    let words: Vec<String> = (0..120).map(|at| format!("word{at}")).collect();
    let version = |at: usize| {
        let mut words = words.clone();
        words[at % 100] = format!("changed{at}");
        words.extend((0..at / 50).map(|more| format!("more{more}")));
        Document::new(format!("v{at:03}"), words.join(" "))
    };
    let documents: Vec<Document> = (0..300).map(version).collect();
    let folder = Folder::with(&[("in.jsonl", &jsonl(&documents))]);
    let text: BTreeMap<&str, &Document> = documents.iter().map(|document| (document.id.as_str(), document)).collect();
    for order in ["first", "longest"] {
        dedup(&folder, &format!("in.jsonl --keep {order} --output {order}"));
        let gone = removed(&folder, order);
        assert!(gone.len() >= 290, "{order}: only {} went", gone.len());
        for line in &gone {
            let (left, right) = (text[line["id"].as_str().unwrap()], text[line["kept"]["id"].as_str().unwrap()]);
            let found = compare(left, right, &ScanOptions::default()).unwrap();
            assert!(found.matches[0].relation <= Relation::NearDuplicate, "{line}");
            assert_eq!(line["similarity"].as_f64().unwrap(), found.matches[0].similarity);
        }
    }
    let kept = &removed(&folder, "longest")[0]["kept"]["id"];
    assert_eq!(text[kept.as_str().unwrap()].text.split(' ').count(), 125, "the longest stays");
}

#[test]
fn only_what_stands_in_another_goes_with_contains() {
    let folder = Folder::with(&[("docs.jsonl", &jsonl(&corpus("newsroom")))]);
    let near = dedup(&folder, "docs.jsonl --output near");
    let said = dedup(&folder, "docs.jsonl --remove contains,near-duplicate --keep newest --output out");
    assert!(said["summary"]["removed"].as_u64() > near["summary"]["removed"].as_u64());
    let gone = removed(&folder, "out");
    let names: BTreeSet<&str> = ids(&gone).into_iter().collect();
    let contained: Vec<&Value> = gone.iter().filter(|line| line["relation"] == "contains").collect();
    assert!(!contained.is_empty());
    for line in contained {
        let share = |name: &str| line[name].as_f64().unwrap();
        assert!(share("containment") >= 0.8 && share("containment") >= share("kept_containment"), "{line}");
        assert!(!names.contains(line["kept"]["id"].as_str().unwrap()));
    }
    let only = dedup(&folder, "docs.jsonl --remove identical --output only");
    assert_eq!(only["summary"]["removed_by_relation"], serde_json::json!({"identical": 6}));
    folder
        .run("dedup docs.jsonl --remove shares-passages --output no")
        .ends(2, &["--remove shares-passages: choose from identical"]);
}

#[test]
fn annotated_records_keep_their_bytes_and_gain_four_fields() {
    let (folder, _) = mixed();
    folder.run("dedup in --annotate --output out").ends(2, &["is text, which has no fields to add to"]);
    assert!(!folder.path("out").exists());
    std::fs::remove_dir_all(folder.path("in/text")).unwrap();
    dedup(&folder, "in --annotate --output out");
    assert!(!folder.path("out/removed.jsonl").exists(), "nothing was removed");
    for name in ["a.jsonl", "sub/b.jsonl.gz", "sub/d.json"] {
        let (before, after) = (unpacked(&folder.path("in").join(name)), unpacked(&folder.path("out").join(name)));
        assert_eq!(before.1, after.1);
        let mut bare = after.0.clone();
        while let Some(start) = bare.find(", \"twicetold_keep") {
            let end = start + bare[start..].find('}').unwrap();
            bare.replace_range(start..end, "");
        }
        assert_eq!(bare, before.0, "{name}");
    }
    let (lines, _) = unpacked(&folder.path("out/a.jsonl"));
    let read =
        |line: usize| serde_json::from_str::<Value>(lines.trim_start_matches('\u{feff}').lines().nth(line).unwrap()).unwrap();
    let fields = |value: &Value| {
        Value::from(["keep", "cluster", "kept", "score"].map(|name| value[format!("twicetold_{name}")].clone()).to_vec())
    };
    assert_eq!(fields(&read(0)), serde_json::json!([true, 1, "a", 1.0]));
    assert_eq!(fields(&read(5)), serde_json::json!([false, 1, "a", 1.0]));
    folder.run("dedup out/a.jsonl --annotate --output twice").ends(2, &["has fields called twicetold_… already"]);
    assert!(!folder.path("twice").exists());
}

#[test]
fn sentences_told_before_are_cut_where_they_stand() {
    let three = "The mayor spoke first. The council voted at noon. Nobody was surprised at all.";
    let folder = Folder::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\", \"text\":\"{text}\" , \"n\": 1.50}}\n");
    let lines = [
        line("a", &format!("It rained. {three} Then it stopped.")),
        line("b", &format!("Caf\\u00e9 life went on. {three}  A dog barked.")),
        line("c", &three.to_uppercase()),
        line("d", "The mayor spoke first. The council voted at noon. Everyone was surprised."),
    ];
    folder.put("in/lines.jsonl", lines.concat());
    folder.put("in/text.txt", format!("\u{feff}At last.\n\n{three}\n"));
    let said = dedup(&folder, "in --level sentence --output out");
    let left = [lines[0].clone(), line("b", "Caf\\u00e9 life went on. A dog barked."), lines[3].clone()];
    assert_eq!(folder.read("out/lines.jsonl"), left.concat());
    assert_eq!(folder.read("out/text.txt"), "\u{feff}At last.\n");
    assert_eq!(said["summary"]["sentences"], serde_json::json!({"documents_cut": 3, "runs_cut": 3, "sentences_cut": 9}));
    assert_eq!((&said["summary"]["removed"], &said["summary"]["kept"]), (&1.into(), &4.into()));
    let cut = removed(&folder, "out");
    assert_eq!(ids(&cut), ["b", "c", "in/text.txt"]);
    assert_eq!(cut.iter().map(|line| line["is_all"].as_bool().unwrap()).collect::<Vec<_>>(), [false, true, false]);
    let run = &cut[0]["runs"][0];
    assert_eq!((&run["kept"]["id"], &run["start"], &run["sentences"]), (&"a".into(), &20.into(), &3.into()));
    for wrong in ["--keep longest", "--annotate"] {
        folder.run(&format!("dedup in --level sentence {wrong} --output no")).ends(2, &[]);
    }
}

/// The sentences of a text, each as its folded words.
fn sentences(text: &str) -> Vec<String> {
    let language = twicetold::segment::language::detect(text, &twicetold::segment::words(text));
    let folded = |span: &twicetold::Span| {
        let words = twicetold::segment::words(span.of(text));
        words.iter().map(|word| word.hash.to_string()).collect::<Vec<_>>().join(" ")
    };
    twicetold::segment::sentences(text, language.name()).iter().map(folded).collect()
}

#[test]
fn sentences_go_as_by_the_plain_rule_and_none_is_lost() {
    let mut documents = generated(Shape::News, 400, 5);
    let folder = Folder::with(&[("in.jsonl", &jsonl(&documents))]);
    let said = dedup(&folder, "in.jsonl --level sentence --output out");
    assert!(said["summary"]["sentences"]["sentences_cut"].as_u64().unwrap() > 100);
    let left: BTreeMap<String, Vec<String>> = folder
        .read("out/in.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|line: Value| (line["id"].as_str().unwrap().to_owned(), sentences(line["text"].as_str().unwrap())))
        .collect();
    // The slow twin: documents by date and id, and every span of three looked up among those before.
    documents.sort_by_key(|document| (document.metadata.date.is_none(), document.metadata.date.clone(), document.id.clone()));
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for document in &documents {
        let all = sentences(&document.text);
        let mut told = vec![false; all.len()];
        for (at, span) in all.windows(3).enumerate() {
            if !seen.insert(span.to_vec()) {
                told[at..at + 3].fill(true);
            }
        }
        let kept: Vec<String> = all.iter().zip(&told).filter(|(_, told)| !**told).map(|(sentence, _)| sentence.clone()).collect();
        if !kept.is_empty() {
            wanted.insert(document.id.clone(), kept);
        }
    }
    assert_eq!(left, wanted);
    let still: BTreeSet<&String> = left.values().flatten().collect();
    assert!(documents.iter().flat_map(|document| sentences(&document.text)).all(|sentence| still.contains(&sentence)));
}

#[test]
fn nothing_is_written_on_a_dry_run_and_all_is_said() {
    let (folder, _) = mixed();
    let (dry, wet) = (dedup(&folder, "in --dry-run"), dedup(&folder, "in --output out"));
    assert_eq!(folder.names(), ["in", "out"]);
    assert_eq!(dry["removed"].as_array().unwrap(), &removed(&folder, "out"));
    for name in ["records", "documents", "kept", "removed", "bytes_written", "removed_by_relation"] {
        assert_eq!(dry["summary"][name], wet["summary"][name], "{name}");
    }
    let cut = dedup(&folder, "in --dry-run --level sentence");
    assert!(cut["summary"]["written"] == "nothing" && !cut["cut"].is_null() || cut["summary"]["sentences"]["runs_cut"] == 0);
}

#[test]
fn what_is_said_follows_the_schema() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/dedup.schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    // It allows more than it names, for versions to come; the test does not, so that no field goes undescribed.
    close(&mut schema);
    let part = |name: &str| serde_json::json!({"$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"]});
    let [whole, line, cut] = [&schema, &part("removed"), &part("cut")].map(|schema| jsonschema::validator_for(schema).unwrap());
    let check = |validator: &jsonschema::Validator, value: &Value| {
        let errors: Vec<_> = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    };
    let (folder, _) = mixed();
    folder.put("in/more.jsonl", jsonl(&generated(Shape::News, 200, 7)).repeat(2));
    for (level, validator) in [("document", line), ("sentence", cut)] {
        check(&whole, &dedup(&folder, &format!("in --level {level} --dry-run")));
        check(&whole, &dedup(&folder, &format!("in --level {level} --output {level}")));
        let lines = removed(&folder, level);
        assert!(lines.len() > 10);
        lines.iter().for_each(|value| check(&validator, value));
    }
}

#[test]
fn who_loses_most_is_warned_of() {
    let line = |id: usize, source: &str| format!("{{\"id\": \"{id}\", \"text\": \"{STORY}\", \"source\": \"{source}\"}}\n");
    let folder = Folder::new();
    folder
        .put("in/a.jsonl", [line(0, "wire"), format!("{{\"id\": \"x\", \"text\": \"{CUP}\", \"source\": \"wire\"}}\n")].concat());
    folder.put("in/b.jsonl", [line(1, "mill"), line(2, "mill"), line(3, "mill\\u001b[31m")].concat());
    let ran = folder.run("dedup in --output out");
    ran.ends(0, &["warning: the file in/b.jsonl loses 3 of its 3", "warning: the source mill loses 2 of its 2"]);
    assert!(ran.out.contains("source mill: 2 of 2") && !ran.err.contains('\u{1b}') && !ran.err.contains("a.jsonl loses"));
    assert_eq!(folder.run("dedup in --output quiet --quiet").ends(0, &[]).err, "");
}

#[test]
fn standard_input_is_written_as_a_file() {
    let folder = Folder::new();
    let lines = [record("a", STORY), record("b", STORY)].join("\n");
    let ran: Ran = folder.run_with("dedup - --output out --quiet", &lines);
    ran.ends(0, &[]);
    assert_eq!(folder.read("out/stdin.jsonl"), record("a", STORY) + "\n");
}

#[test]
fn what_is_broken_too_large_or_encoded_otherwise_stays_as_it_came() {
    let folder = Folder::new();
    let packed = gzip(format!("{}\n{}\n{}\n", record("a", CUP), record("b", STORY), record("c", SILO).repeat(40)).as_bytes());
    folder.put("in/cut.jsonl.gz", &packed[..packed.len() - 30]);
    let (large, other) = (record("large", &STORY.repeat(20)), record("e", STORY));
    folder.put("in/large.jsonl", format!("{large}\n{other}\n{large}"));
    let wide =
        |text: &str| -> Vec<u8> { "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect() };
    let lines = [record("f", "Ein Gruß an die Fähre, die wieder über den See fährt."), record("g", STORY), "{\u{a0a}".to_owned()];
    folder.put("in/wide.jsonl", wide(&lines.join("\n")));
    folder.put("in/wide.txt", wide("A text in wide letters, and nobody else has it."));
    let said = dedup(&folder, "in --max-document-bytes 500 --output out");
    assert_eq!(said["summary"]["skipped_by_reason"], serde_json::json!({"damaged": 1, "malformed": 1, "too-large": 2}));
    assert_eq!(ids(&removed(&folder, "out")), ["e", "g"]);
    assert!(unpacked(&folder.path("out/cut.jsonl.gz")).0.starts_with(&format!("{}\n{}\n", record("a", CUP), record("b", STORY))));
    assert_eq!(folder.read("out/large.jsonl"), format!("{large}\n{large}"));
    let bytes = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert_eq!(bytes("out/wide.jsonl"), wide(&[&*lines[0], &lines[2]].join("\n")));
    assert_eq!(bytes("out/wide.txt"), bytes("in/wide.txt"));
    folder.run("dedup in/wide.jsonl --annotate --output no").ends(2, &["convert it to UTF-8"]);
    folder.put("wide.json", wide(&format!("[{}]", lines[1])));
    folder.run("dedup wide.json --output no").ends(2, &["wide.json: JSON in UTF-16 or UTF-32 is not cut"]);
    assert!(!folder.path("no").exists());
}

#[test]
fn a_refusal_leaves_everything_as_it_was() {
    let (folder, _) = mixed();
    folder.put("full/file", "");
    let refusals = [
        ("in --output full", "the folder is not empty"),
        ("in --output in", "the folder is not empty"),
        ("in --output in/new", "lies inside the input"),
        ("in/a.jsonl --output .", "the folder is not empty"),
        ("in --output no/where", "make it first"),
        ("in/a.jsonl in/text/../a.jsonl in/sub in/sub/../a.jsonl --relations contains --output out", "--relations and --expand"),
        ("in/a.jsonl#a --output out", "whole files"),
        ("in --format csv --output out", "dedup writes terminal or json"),
        ("in --level word --output out", "choose document or sentence"),
        ("in", "--output <FOLDER>"),
    ];
    for (arguments, why) in refusals {
        folder.run(&format!("dedup {arguments}")).ends(2, &[why]);
        assert_eq!(folder.names(), ["full", "in"], "{arguments}");
    }
    folder.run("dedup in nowhere.jsonl --output out --quiet").ends(2, &["nowhere.jsonl"]);
    assert!(folder.path("out/removed.jsonl").exists(), "what is there is done");
    folder.run("dedup in --output strict --quiet --strict --bad-records bad.tsv").ends(3, &[]);
    assert_eq!(folder.read("bad.tsv").lines().count(), 3);
}

#[test]
fn an_interrupt_leaves_nothing_half_written() {
    let folder = Folder::with(&[("in.jsonl", &jsonl(&generated(Shape::News, 6_000, 9)))]);
    for milliseconds in [20, 150, 400, 800, 1_200, 1_600, 2_000] {
        let mut ran = command(&folder.path("."));
        let ran = ran.args(["dedup", "in.jsonl", "--output", "out", "--quiet"]).stdout(std::process::Stdio::null());
        let mut child = ran.stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let asked = std::time::Instant::now();
        // It may have ended by itself.
        let _ = std::process::Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
        let code = child.wait().unwrap().code();
        assert!(asked.elapsed().as_secs_f64() < 2.0);
        match code {
            Some(0) => {
                assert!(folder.path("out/removed.jsonl").exists() && !folder.path("out/.twicetold-unfinished").exists());
                std::fs::remove_dir_all(folder.path("out")).unwrap();
            }
            // A signal that comes before there is a handler ends the process at once.
            Some(130) | None => assert_eq!(folder.names(), ["in.jsonl"], "after {milliseconds} ms"),
            other => panic!("{other:?} after {milliseconds} ms"),
        }
    }
}
