//! Bad input is an answer, not an accident: each record ends as taken, repaired or skipped, is counted
//! and placed with what to do about it, and the run goes on. `corpora/hostile` says what must happen.

use crate::harness::{Folder, Ran, command, run};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use twicetold::report::read_pairs;

const GOOD: &str = "{\"id\": \"a\", \"text\": \"The bridge over the Ellery was closed on Monday.\"}\n\
                    {\"id\": \"b\", \"text\": \"The bridge over the Ellery was closed on Monday!\"}\n";

/// Runs `twicetold` in `corpora/hostile`.
fn hostile(arguments: &str) -> Ran {
    run(command(Path::new("corpora/hostile")).args(arguments.split_whitespace()), "")
}

/// Scans one file of these bytes.
fn scan_of(name: &str, bytes: impl AsRef<[u8]>, options: &str) -> Ran {
    let folder = Folder::new();
    folder.put(name, bytes);
    folder.run(&format!("scan {name} --format json {options}"))
}

/// Records, documents, skipped and repaired; the books balance.
#[track_caller]
fn books(ran: &Ran) -> [u64; 4] {
    let report = ran.json();
    let books = ["records", "documents", "skipped", "repaired"].map(|name| report["summary"][name].as_u64().unwrap());
    assert_eq!(books[0], books[1] + books[2], "the books balance");
    let by_reason = |name: &str| report["summary"][name].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
    assert_eq!([books[2], books[3]], [by_reason("skipped_by_reason"), by_reason("repaired_by_reason")]);
    books
}

#[test]
fn a_missing_path_among_good_ones_is_named_and_the_rest_is_done() {
    let folder = Folder::with(&[("good.jsonl", GOOD)]);
    for missing in ["nope.jsonl good.jsonl", "good.jsonl no/where.txt", "good.jsonl *.csv", "good.jsonl good.jsonl/x"] {
        let ran = folder.run(&format!("scan {missing} --format tsv"));
        ran.ends(2, &["unreadable"]);
        assert_eq!(ran.pairs(), [["a", "b", "identical"]], "{missing}");
    }
    folder
        .run("scan nope.jsonl")
        .ends(2, &["nope.jsonl: skipped, unreadable: No such file or directory (os error 2); check the path"]);
    folder.run("inspect nope.jsonl good.jsonl").ends(2, &["nope.jsonl"]);
    folder.run("scan nope.jsonl good.jsonl --quiet").ends(2, &["nope.jsonl: skipped, unreadable"]);
    folder.run("scan good.jsonl --against nope.jsonl").ends(2, &["nope.jsonl"]);
    folder.run("scan --plan nope.jsonl").ends(2, &["nope.jsonl"]);
    folder.run("compare nope.txt good.jsonl#a").ends(2, &["nope.txt: No such file or directory (os error 2); check the path"]);
    folder.run("compare good.jsonl#z good.jsonl#a").ends(2, &["good.jsonl#z", "'z'"]);
    folder.run("compare good.jsonl good.jsonl#a").ends(2, &["more than one document in it; name one as good.jsonl#"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let folder = Folder::with(&[("good.jsonl", GOOD)]);
    // Regular files by name, of which some never end and some wait for ever.
    let ran = folder.run("scan /proc/self/mem /proc/kmsg good.jsonl --format tsv");
    ran.ends(2, &["/proc/self/mem: skipped, unreadable: the system makes it up", "/proc/kmsg"]);
    assert_eq!(ran.pairs().len(), 1);
    assert!(std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    let ran = folder.run("scan pipe good.jsonl --format tsv");
    ran.ends(2, &["pipe", "unreadable"]);
    assert_eq!(ran.pairs().len(), 1);
    if nothing_can_be_forbidden(&folder) {
        return;
    }
    let ran = folder.run("scan closed closed.txt good.jsonl --format tsv");
    ran.ends(2, &["closed", "closed.txt", "Permission denied"]);
    assert_eq!(ran.pairs().len(), 1);
}

/// Makes a file and a folder that only root can read; whether we are root.
#[cfg(unix)]
fn nothing_can_be_forbidden(folder: &Folder) -> bool {
    use std::os::unix::fs::PermissionsExt;
    folder.put("closed/a.txt", "Closed.");
    folder.put("closed.txt", "Closed.");
    for (name, mode) in [("closed", 0o000), ("closed.txt", 0o000)] {
        std::fs::set_permissions(folder.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }
    std::fs::read(folder.path("closed.txt")).is_ok()
}

#[test]
fn a_bad_line_is_skipped_with_its_place_and_the_run_goes_on() {
    let ran = hostile("scan bad-lines.jsonl --format json");
    assert_eq!(books(&ran), [12, 6, 6, 1]);
    ran.ends(0, &[
        "bad-lines.jsonl:3 (byte 481): skipped, malformed: EOF while parsing a string, at its byte 78; a record is one JSON object",
        "bad-lines.jsonl:4 (byte 560): skipped, malformed: invalid type: sequence, expected a JSON object",
        "bad-lines.jsonl:5 (byte 604): skipped, missing-text: no field `text`; the record has `id`, `title`; if the text is in `title`, say --text-field title",
        "bad-lines.jsonl:6 (byte 664): skipped, missing-text: the field `text` is null; give it a text",
        "bad-lines.jsonl:7 (byte 723): skipped, not-text: the field `text` is a number, not a text; choose another with --text-field",
        "bad-lines.jsonl:9 (byte 787): repaired, duplicate-id: the id 'a1' stands in the input before; both documents are kept",
        "bad-lines.jsonl:10 (byte 1032): skipped, empty: nothing but white space",
    ]);
    let report = ran.json();
    let matches = report["matches"].as_array().unwrap();
    let sides =
        |side: &str| (matches[0][side]["id"].as_str().unwrap().to_owned(), matches[0][side]["place"]["record"].as_u64().unwrap());
    assert_eq!((matches.len(), sides("left"), sides("right")), (1, ("a1".to_owned(), 1), ("a3".to_owned(), 13)));
    assert_eq!(report["faults"].as_array().unwrap().len(), 7);
}

#[test]
fn the_nearest_field_is_suggested() {
    let records = "{\"id\": 1, \"headline\": \"Lamps\", \"body\": \"The lamps went dark at nine.\"}\n";
    let ran = scan_of("a.jsonl", records, "");
    ran.ends(2, &["no field `text`; the record has `id`, `headline`, `body`", "--text-field body"]);
    assert_eq!(books(&scan_of("a.jsonl", records, "--text-field body")), [1, 1, 0, 0]);
    let ran = scan_of("a.jsonl", records.replace("body", "Text"), "");
    ran.ends(2, &["--text-field Text"]);
    // Half a terabyte of field names is no help to anyone.
    let many: serde_json::Map<String, Value> = (0..500).map(|at| (format!("field-{at}"), json!(at))).collect();
    let ran = scan_of("a.jsonl", Value::from(many).to_string(), "");
    assert!(ran.ends(2, &["no field `text`"]).err.len() < 600, "{}", ran.err);
}

#[test]
fn strict_is_three_and_all_bad_records_can_be_had() {
    let folder = Folder::new();
    let bad = (0..40).map(|at| format!("{{\"id\": {at}, \"tex\": 1}}\n")).collect::<String>();
    folder.put("bad.jsonl", format!("{bad}{GOOD}"));
    let ran = folder.run("scan bad.jsonl --format tsv --strict --bad-records bad.tsv");
    ran.ends(3, &["bad.jsonl:1 (byte 0)", "bad.jsonl:10", "… and 30 more; --bad-records FILE writes them all"]);
    assert_eq!(ran.pairs(), [["a", "b", "identical"]]);
    assert!(!ran.err.contains("bad.jsonl:11 "), "ten lines a reason and file");
    let table = folder.read("bad.tsv");
    assert!(table.starts_with("file\trecord\tbyte\toutcome\treason\tmessage\nbad.jsonl\t1\t0\tskipped\tmissing-text\t"));
    assert_eq!(table.lines().count(), 41);
    assert_eq!(folder.run("scan bad.jsonl --format tsv").code, 0);
    assert_eq!(folder.run("inspect bad.jsonl --format jsonl --strict --bad-records bad2.tsv").code, 3);
    assert_eq!(folder.read("bad2.tsv"), table);
    folder.put("nul.txt", "Nul\0 is no word.");
    assert_eq!(folder.run("compare nul.txt bad.jsonl#a --strict --bad-records bad3.tsv").code, 3);
    assert_eq!(folder.read("bad3.tsv").lines().count(), 2);
}

#[test]
fn bytes_that_are_no_utf8_are_repaired_and_counted() {
    let ran = hostile("scan invalid-utf8.txt --format json");
    assert_eq!(books(&ran), [1, 1, 0, 1]);
    ran.ends(0, &["charset: no UTF-8: read as windows-1252"]);
    let ran = hostile("scan nul.txt --format json");
    assert_eq!(books(&ran), [1, 1, 0, 1]);
    ran.ends(0, &["4 NUL characters kept"]);
    let ran = scan_of("a.jsonl", b"{\"id\": 1, \"text\": \"Caf\xe9 au lait.\"}\n{\"id\": 2, \"text\": \"Tea.\"}\n", "");
    assert_eq!(books(&ran), [2, 2, 0, 1]);
}

#[test]
fn archives_are_read_to_their_end_or_said_to_be_cut() {
    let ran = hostile("scan multi-member.jsonl.gz multi-frame.jsonl.zst --format json");
    assert_eq!(books(&ran), [12, 12, 0, 0]);
    let ran = hostile("scan cut.jsonl.gz --format json");
    assert_eq!(books(&ran), [47, 46, 1, 0]);
    ran.ends(0, &["cut.jsonl.gz:47 (byte 52445): skipped, damaged: the gzip data end early", "all before it is used"]);
    assert_eq!(hostile("scan cut.jsonl.gz --strict --format tsv").code, 3);
    let ran = hostile("scan cut.jsonl.gz multi-member.jsonl.gz --format json");
    assert_eq!(books(&ran), [53, 52, 1, 0]);
}

#[test]
fn marks_line_ends_and_empty_files() {
    let inspected = hostile("inspect bom-crlf.txt --format json").json();
    let sentences = inspected["documents"][0]["sentences"].as_array().unwrap();
    assert_eq!(sentences.len(), 5);
    assert!(sentences.iter().all(|sentence| !sentence["text"].as_str().unwrap().contains(['\u{feff}', '\r'])));
    let ran = hostile("inspect empty.txt one-word.txt nul.txt --format json");
    let report = ran.json();
    assert_eq!(report["summary"]["skipped_by_reason"], json!({"empty": 1}));
    let documents = report["documents"].as_array().unwrap();
    assert_eq!(documents.iter().map(|document| &document["words"]).collect::<Vec<_>>(), [&json!(1), &json!(32)]);
    assert_eq!(documents[0]["echoes"], json!([]));
}

#[test]
fn short_documents_are_compared_as_a_whole() {
    let texts = ["Rain", "rain.", "Sun", "...", "...", "--", "", " \n"];
    let record = |(at, text): (usize, &&str)| format!("{}\n", json!({"id": at, "text": text}));
    let ran = scan_of("a.jsonl", texts.iter().enumerate().map(record).collect::<String>(), "");
    assert_eq!(books(&ran), [8, 6, 2, 0]);
    let report = ran.json();
    let pairs: Vec<_> = report["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| [&found["left"]["id"], &found["right"]["id"], &found["relation"]])
        .collect();
    assert_eq!(pairs, [["0", "1", "identical"], ["3", "4", "identical"]]);
}

#[test]
fn documents_with_one_id_are_all_kept_and_told() {
    let folder = Folder::with(&[("a.jsonl", GOOD), ("b.jsonl", &GOOD.replace("Monday", "Tuesday"))]);
    let ran = folder.run("scan a.jsonl b.jsonl --format tsv");
    ran.ends(
        0,
        &[
            "b.jsonl:1 (byte 0): repaired, duplicate-id: the id 'a' stands in the input before; both documents are kept",
            "b.jsonl:2",
        ],
    );
    assert_eq!(ran.pairs().len(), 2);
    let places = folder.run("scan a.jsonl b.jsonl --format json").json();
    let files: Vec<_> =
        places["matches"].as_array().unwrap().iter().map(|found| found["left"]["place"]["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["a.jsonl", "b.jsonl"]);
}

#[test]
fn a_document_over_the_limit_says_which_option() {
    let records = format!("{}\n{GOOD}", json!({"id": "long", "text": "Rain and no end. ".repeat(100)}));
    let ran = scan_of("a.jsonl", records, "--max-document-bytes 1000");
    ran.ends(0, &["a.jsonl:1 (byte 0): skipped, too-large", "--max-document-bytes"]);
    assert_eq!(books(&ran), [3, 2, 1, 0]);
}

#[test]
fn every_hostile_file_at_once_ends_well() {
    for arguments in ["scan .", "inspect .", "scan . --exact", "scan . --shingle-unit character --min-similarity 0.9"] {
        for format in ["terminal", "json", "jsonl", "csv", "tsv", "markdown"] {
            let ran = hostile(&format!("{arguments} --format {format}"));
            ran.ends(0, &["bad-lines.jsonl:3", "cut.jsonl.gz:47", "empty.txt"]);
        }
    }
    books(&hostile("scan . --format json"));
}

/// What would act on a terminal, hide, or turn a line around.
fn is_raw(character: char) -> bool {
    let acts = character.is_control() && !matches!(character, '\n' | '\t');
    acts || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[track_caller]
fn assert_clean(what: &str, said: &str) {
    if let Some(at) = said.find(is_raw) {
        let from = said[..at].char_indices().rev().nth(40).map_or(0, |(from, _)| from);
        panic!("{what}: a raw {:?} after {:?}", said[at..].chars().next().unwrap(), &said[from..at]);
    }
}

/// Hostile bytes in ids, titles, texts, sources, file names and field names, in every sink.
#[test]
fn nothing_that_acts_comes_through_raw() {
    let folder = Folder::new();
    let records = std::fs::read_to_string("corpora/hostile/terminal-escapes.jsonl").unwrap();
    let evil = "\u{1b}[2J\u{202e}=1+1\u{9b}31m\u{7}";
    folder.put("escapes.jsonl", records.clone() + &json!({"id": evil, evil: 1}).to_string());
    folder.put(&format!("{evil}.txt"), format!("A lamp went dark. {evil} A lamp went dark."));
    for format in ["terminal", "json", "jsonl", "csv", "tsv", "markdown"] {
        for arguments in ["scan", "inspect", "scan --expand"] {
            let ran = folder.run(&format!("{arguments} . no\u{1b}where.txt --format {format} --bad-records bad.tsv"));
            ran.ends(2, &["missing-text", "where.txt"]);
            assert_clean(&format!("{arguments} as {format}"), &ran.out);
            assert_clean("standard error", &ran.err);
            assert_clean("bad records", &folder.read("bad.tsv"));
        }
        let ran = folder.run(&format!("compare escapes.jsonl#plain escapes.jsonl#osc-title --format {format}"));
        assert_clean(&format!("compare as {format}"), &ran.ends(0, &[]).out);
        let ran = folder.run(&format!("compare escapes.jsonl#plain escapes.jsonl#\u{1b}\u{202e} --format {format}"));
        assert_clean("an error", &ran.ends(2, &[]).err);
    }
    assert!(folder.names().len() == 3, "nothing is written but what was asked for: {:?}", folder.names());
}

#[test]
fn ids_come_through_tables_and_json_unchanged() {
    let records = std::fs::read_to_string("corpora/hostile/terminal-escapes.jsonl").unwrap();
    let mut ids: Vec<String> =
        records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    for format in ["csv", "tsv", "json", "jsonl"] {
        let ran = hostile(&format!("scan terminal-escapes.jsonl --min-similarity 0.3 --format {format}"));
        let pairs = read_pairs(&ran.out).unwrap();
        let mut found: Vec<String> = pairs.iter().flat_map(|pair| [pair.left.clone(), pair.right.clone()]).collect();
        found.sort();
        found.dedup();
        assert_eq!(found, ids, "{format}");
    }
    let table = hostile("scan terminal-escapes.jsonl --min-similarity 0.3 --format csv");
    let mut rows = csv::Reader::from_reader(table.out.as_bytes());
    for row in rows.records() {
        let row = row.unwrap();
        let formula = |field: &str| {
            field.starts_with(['=', '@', '\t', '\r']) || (field.starts_with(['+', '-']) && field.parse::<f64>().is_err())
        };
        assert!(!row.iter().any(formula), "{row:?}");
    }
}

#[test]
fn disguised_copies_are_copies_and_others_are_not() {
    let pairs = hostile("scan homoglyph.jsonl --format tsv --expand").pairs();
    let with_original: Vec<_> =
        pairs.iter().filter(|pair| pair.contains(&"original".to_owned())).map(|pair| pair.join(" ")).collect();
    let disguised = ["cyrillic", "cyrillic-half", "full-width", "math-bold", "mixed", "soft-hyphen", "zero-width"];
    for copy in disguised.iter().chain(&["decomposed", "nbsp"]) {
        assert!(with_original.iter().any(|pair| pair.contains(copy) && pair.contains("identical")), "{copy}: {with_original:?}");
    }
    assert!(!pairs.iter().flatten().any(|field| field == "other" || field == "russian"), "{pairs:?}");

    let report = hostile("scan homoglyph.jsonl --format json").json();
    let mut flagged: Vec<_> = report["obfuscated"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    flagged.sort_unstable();
    assert_eq!(flagged, disguised);
    assert_eq!(report["summary"]["obfuscated_documents"], 7);
}

#[test]
fn obfuscation_is_told_in_every_command_and_the_text_shown_as_it_is() {
    let folder = Folder::with(&[
        ("plain.txt", "The council opened the bridge on Monday. It had been closed for a year."),
        ("shown.txt", "The соuncil орened the bridgе оn Mоndаy. It had bееn clоsеd fоr а yеаr."),
    ]);
    let ran = folder.run("compare plain.txt shown.txt --format json");
    let report = ran.json();
    assert_eq!(report["matches"][0]["relation"], "identical");
    assert_eq!(report["obfuscated"][0]["obfuscation"]["look_alike"], 16);
    assert!(report["matches"][0]["passages"][0]["right"]["text"].as_str().unwrap().starts_with("The соuncil"));
    for command in ["compare plain.txt shown.txt", "scan plain.txt shown.txt", "inspect shown.txt"] {
        for format in ["terminal", "markdown"] {
            let said = folder.run(&format!("{command} --format {format}")).out;
            assert!(said.contains("16 look-alike characters"), "{command}: {said}");
        }
    }
    assert_eq!(folder.run("inspect shown.txt --format json").json()["documents"][0]["obfuscation"]["look_alike"], 16);
}

#[test]
fn a_file_in_pieces_through_a_slow_pipe_is_read_whole() {
    let mut slow = command(Path::new("corpora"));
    slow.args(["scan", "-", "--format", "tsv"]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = slow.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    for piece in GOOD.as_bytes().chunks(37) {
        pipe.write_all(piece).unwrap();
        pipe.flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("a\tb\tidentical"));
}
