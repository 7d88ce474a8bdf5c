//! The command line as its users see it: transcripts of whole sessions, and what options do that a
//! transcript cannot show.
//!
//! `tests/it/transcripts/*.trycmd` and the README's console blocks are run and compared;
//! `TRYCMD=overwrite cargo test --test it transcripts` writes them again.

use crate::harness::{Folder, Ran, command, corpus, jsonl};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use twicetold::report::{Relation, ReportFormat};

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("twicetold", Path::new(env!("CARGO_BIN_EXE_twicetold")));
    cases.env("COLUMNS", "80").env("NO_COLOR", "1");
    cases.case("tests/it/transcripts/*.trycmd");
    if Path::new("README.md").exists() {
        cases.case("README.md");
    }
    cases.run();
}

const TWO: &str = "{\"id\": \"a\", \"text\": \"The bridge over the Ellery was closed on Monday.\", \"source\": \"gazette\"}\n\
                   {\"id\": \"b\", \"text\": \"The bridge over the Ellery was closed on Monday!\", \"source\": \"courier\"}\n";

fn two() -> Folder {
    Folder::with(&[("two.jsonl", TWO)])
}

#[test]
fn options_out_of_range_say_their_range() {
    let folder = two();
    let mistakes = [
        ("--min-similarity 1.5", "--min-similarity 1.5 is out of range; choose a fraction above 0 and up to 1"),
        ("--min-similarity 0", "--min-similarity 0 is out of range"),
        ("--min-similarity NaN", "--min-similarity NaN is out of range"),
        ("--min-containment 80", "--min-containment 80 is out of range"),
        ("--recall 1", "--recall 1 is out of range; choose a fraction between 0 and 1, or --exact for all"),
        ("--shingle-width 0", "--shingle-width 0 is out of range; choose 1 to 64"),
        ("--hashes 0", "--hashes 0 is out of range; choose 1 to 4096"),
        ("--hashes 0 --relations contains", "--hashes 0 is out of range"),
        ("--hashes 5000", "--hashes 5000 is out of range; choose 1 to 4096"),
        ("--max-repetition 101", "--max-repetition 101 is out of range; choose a percentile from 0 to 100"),
        ("--format pdf", "no report format is called 'pdf'; choose from terminal, json, jsonl, csv, tsv, markdown"),
        ("--report pdf=x", "no report format is called 'pdf'"),
        ("--report x.json", "--report x.json: write FORMAT=PATH"),
        (
            "--relations same",
            "no relation is called 'same'; choose from identical, near-duplicate, contains, rewritten, shares-passages",
        ),
        ("--language xx", "no language is called 'xx'; choose from auto, en, de"),
        ("--from pdf", "[possible values: auto, text, jsonl, json, csv, tsv, parquet, html, warc, wet]"),
        ("--shingle-unit line", "no shingle unit is called 'line'; choose word or character"),
        ("--fail-on typos", "[possible values: duplicates, contains, rewrites, repetition]"),
        ("--min-similarit 0.5", "a similar argument exists: '--min-similarity'"),
        ("--threads many", "invalid value 'many' for '--threads <N>'"),
    ];
    for (mistake, said) in mistakes {
        let ran = folder.run(&format!("scan two.jsonl {mistake}"));
        assert!(ran.ends(2, &[said]).out.is_empty(), "{mistake}");
    }
    folder.run("inspect two.jsonl --echo 2").ends(2, &["--echo 2 is out of range; choose a score from 0 to 1"]);
    folder.run("inspect two.jsonl --profile x").ends(2, &["no ", "'x'", "datatrove"]);
    folder.run("inspect two.jsonl --max-repetition=-1").ends(2, &["--max-repetition -1 is out of range"]);
    folder.run("generate --documents 5 --output x --language tlh").ends(2, &["'tlh'"]);
    folder.run("generate --documents 0 --output x").ends(2, &["--documents must be 1 to 4294967296, not 0"]);
    folder.run("generate --documents 5 --output - --truth -").ends(2, &["--output and --truth cannot both be standard output"]);
    folder.run("evaluate two.jsonl").ends(2, &["give --truth T.tsv, --clusters C.tsv or both"]);
    folder.run("evaluate two.jsonl --truth nope.tsv").ends(2, &["nope.tsv: cannot be read: No such file"]);
    assert_eq!(folder.names(), ["two.jsonl"]);
}

#[test]
fn a_plan_that_cannot_be_met_says_what_it_takes() {
    let folder = two();
    let ran = folder.run("scan two.jsonl --recall 0.999 --min-similarity 0.3 --hashes 8");
    ran.ends(2, &["--recall 0.999 at --min-similarity 0.3 cannot be met with 8 hashes: it takes --hashes 256 (about 32 times the sketching time)"]);
    folder
        .run("scan two.jsonl --plan --recall 0.9999 --min-similarity 0.001")
        .ends(2, &["no number of hashes up to 4096 does; --exact finds all"]);
    folder.run("scan two.jsonl --recall 0.999 --min-similarity 0.3 --hashes 8 --exact").ends(0, &[]);
    folder.run("scan two.jsonl --recall 0.999 --min-similarity 0.3 --hashes 8 --relations contains").ends(0, &[]);
}

#[test]
fn standard_input_globs_and_folders_are_read_alike() {
    let folder = two();
    folder.put("more/three.jsonl", TWO.replace("Monday", "Tuesday").replace("\"a\"", "\"c\"").replace("\"b\"", "\"d\""));
    let pairs = |ran: &Ran| ran.ends(0, &[]).pairs().iter().map(|pair| pair[..2].concat()).collect::<Vec<_>>();
    assert_eq!(pairs(&folder.run_with("scan - --format tsv", TWO)), ["ab"]);
    assert_eq!(pairs(&folder.run_with("scan - more --format tsv", TWO)), ["ab", "cd"]);
    assert_eq!(pairs(&folder.run("scan . --format tsv")), ["ab", "cd"]);
    assert_eq!(pairs(&folder.run("scan *.jsonl */*.jsonl --format tsv")), ["ab", "cd"]);
    assert_eq!(pairs(&folder.run("scan **/t*.jsonl --format tsv")), ["ab", "cd"]);
    let gz = folder.run_with("scan - --format tsv", "");
    assert_eq!(gz.ends(0, &[]).pairs().len(), 0, "nothing is no fault");
    let inspected = folder.run_with("inspect - --format json", TWO).json();
    assert_eq!(inspected["documents"].as_array().unwrap().len(), 2);
}

#[test]
fn several_reports_at_once_say_the_same_as_one_by_one() {
    let folder = Folder::with(&[("news.jsonl", &jsonl(&corpus("newsroom")))]);
    let ran =
        folder.run("scan news.jsonl --report json=a.json --report json=b.json --report tsv=- --output c.md --format markdown");
    ran.ends(0, &[]);
    assert_eq!(folder.read("a.json"), folder.read("b.json"));
    for (format, said) in [("json", folder.read("a.json")), ("tsv", ran.out.clone()), ("markdown", folder.read("c.md"))] {
        let alone = folder.run(&format!("scan news.jsonl --format {format}"));
        assert!(alone.out == said || format == "tsv" && alone.pairs() == ran.pairs(), "{format}");
    }
    let tables = folder.run("scan news.jsonl --format tsv --report csv=t.csv");
    assert_eq!(tables.out, "", "the reports that were asked for and no other");
    assert_eq!(folder.read("t.csv").lines().count(), ran.out.lines().count());
}

#[test]
fn every_format_has_every_command() {
    let folder = two();
    for format in ReportFormat::ALL {
        for subcommand in ["scan two.jsonl", "inspect two.jsonl", "compare two.jsonl#a two.jsonl#b"] {
            let ran = folder.run(&format!("{subcommand} --format {}", format.name()));
            assert!(!ran.ends(0, &[]).out.is_empty(), "{subcommand} as {}", format.name());
            assert_eq!(ran.err, "");
        }
    }
}

#[test]
fn relations_that_are_not_asked_for_are_not_reported() {
    let folder = Folder::with(&[("news.jsonl", &jsonl(&corpus("newsroom")))]);
    for relation in Relation::ALL {
        let pairs = folder.run(&format!("scan news.jsonl --format tsv --relations {}", relation.name())).pairs();
        assert!(pairs.iter().any(|pair| pair[2] == relation.name()));
        assert!(pairs.iter().all(|pair| pair[2] == relation.name() || pair[2] == "identical"), "{}", relation.name());
    }
    let all = folder.run("scan news.jsonl --format tsv").pairs();
    assert_eq!(
        folder
            .run("scan news.jsonl --format tsv --relations near-duplicate,contains --relations rewritten,shares-passages")
            .pairs(),
        all
    );
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::with(&[("two.jsonl", TWO), ("sub/x", "")]);
    folder
        .run("scan two.jsonl --output no/where.json --format json")
        .ends(2, &["no/where.json: cannot be written: its folder is not there; make it first\n"]);
    folder.run("scan two.jsonl --output sub --format json").ends(2, &["sub: cannot be written: it is a folder; name a file"]);
    folder.run("scan two.jsonl --report json=no/where.json").ends(2, &["no/where.json: cannot be written"]);
    folder.run("scan two.jsonl --bad-records no/bad.tsv").ends(2, &["no/bad.tsv: cannot be written"]);
    folder
        .run("generate --documents 3 --output ok.jsonl --truth no/t.tsv")
        .ends(2, &["twicetold: no/t.tsv: cannot be written: its folder is not there; make it first\n"]);
    assert_eq!(folder.names(), ["sub", "two.jsonl"]);
    assert_eq!(std::fs::read_dir(folder.path("sub")).unwrap().count(), 1);
}

#[test]
fn what_a_killed_run_left_is_swept_by_the_next() {
    let folder = two();
    folder.put(".twicetold-dead.unfinished", "half a rep");
    folder.put(".twicetold-held.unfinished", "another run is at it");
    folder.put("notes.unfinished", "not ours");
    let held = std::fs::File::open(folder.path(".twicetold-held.unfinished")).unwrap();
    held.lock().unwrap();
    folder.run("scan two.jsonl --format json --output report.json --quiet").ends(0, &[]);
    assert_eq!(folder.names(), [".twicetold-held.unfinished", "notes.unfinished", "report.json", "two.jsonl"]);
}

#[test]
fn an_existing_output_is_replaced_whole() {
    let folder = Folder::with(&[("two.jsonl", TWO), ("out.tsv", &"old\n".repeat(10_000))]);
    folder.run("scan two.jsonl --format tsv --output out.tsv").ends(0, &[]);
    assert_eq!(folder.read("out.tsv"), folder.run("scan two.jsonl --format tsv").out);
    assert_eq!(folder.names(), ["out.tsv", "two.jsonl"]);
}

/// `--output /dev/null` must not make a file of the device.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = two();
    assert!(std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
    let pipe = folder.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    folder.run("scan two.jsonl --format tsv --output pipe").ends(0, &[]);
    assert!(std::fs::metadata(folder.path("pipe")).unwrap().file_type().is_fifo(), "it is still a pipe");
    assert!(reader.join().unwrap().contains("identical"));
    folder.put("real.tsv", "old");
    symlink("real.tsv", folder.path("link.tsv")).unwrap();
    folder.run("scan two.jsonl --format tsv --output link.tsv").ends(0, &[]);
    assert!(std::fs::symlink_metadata(folder.path("link.tsv")).unwrap().is_symlink());
    assert!(folder.read("real.tsv").contains("identical"));
    folder.run("scan two.jsonl --format tsv --output new.tsv").ends(0, &[]);
    std::fs::write(folder.path("any"), "").unwrap();
    let mode = |name: &str| std::fs::metadata(folder.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("new.tsv"), mode("any"), "a report has the rights any new file has");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = Folder::new();
    folder.run("generate --documents 2500 --shape exact-copies --output copies.jsonl").ends(0, &[]);
    let commands = ["inspect copies.jsonl --format jsonl", "generate --documents 2500 --output -", "completions zsh"];
    let of_formats = ReportFormat::ALL.map(|format| format!("scan copies.jsonl --top 9999 --format {}", format.name()));
    for arguments in of_formats.iter().map(String::as_str).chain(commands) {
        let mut child = command(&folder.path(""));
        child.args(arguments.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        assert!(!line.is_empty() && said.is_empty() && code == Some(0), "{arguments}: {code:?} {said}");
    }
}

#[test]
fn gates_trip_with_one_and_the_higher_code_wins() {
    let folder = Folder::with(&[("two.jsonl", TWO), ("news.jsonl", &jsonl(&corpus("newsroom"))), ("nul.txt", "Nul\0.")]);
    let code = |arguments: &str| folder.run(arguments).code;
    assert_eq!(code("scan two.jsonl"), 0);
    assert_eq!(code("scan two.jsonl --fail-on duplicates"), 1);
    assert_eq!(code("scan two.jsonl --fail-on contains"), 0);
    assert_eq!(code("scan news.jsonl --fail-on contains"), 1);
    assert_eq!(code("scan two.jsonl --fail-on contains,duplicates"), 1);
    assert_eq!(code("scan two.jsonl --fail-on duplicates --output r.json --format json"), 1);
    assert!(folder.read("r.json").contains("identical"), "the report is there all the same");
    assert_eq!(code("scan two.jsonl nope.txt --fail-on duplicates"), 2);
    assert_eq!(code("scan two.jsonl nul.txt --fail-on duplicates"), 1);
    assert_eq!(code("scan two.jsonl nul.txt --fail-on duplicates --strict"), 3);
    assert_eq!(code("scan two.jsonl nul.txt nope.txt --fail-on duplicates --strict"), 3);
    folder.run("scan two.jsonl --fail-on contains --relations near-duplicate").ends(2, &["--fail-on contains", "--relations"]);
}

#[test]
fn the_gate_of_repetition_holds_at_any_percentile() {
    let folder = Folder::new();
    std::fs::copy("corpora/repetition/docs.jsonl", folder.path("docs.jsonl")).unwrap();
    let report = folder.run("inspect docs.jsonl --format json").json();
    let percentiles =
        report["documents"].as_array().unwrap().iter().filter_map(|document| document["index"]["percentile"].as_f64());
    let highest = percentiles.fold(0.0, f64::max);
    assert!(highest > 99.0);
    for (id, limit) in [("r6", 99.0), ("r10", 50.0), ("r10", 1.0)] {
        let percentile =
            folder.run(&format!("inspect docs.jsonl#{id} --format json")).json()["documents"][0]["index"]["percentile"]
                .as_f64()
                .unwrap();
        for subcommand in ["scan", "inspect", "scan --format tsv", "scan --relations near-duplicate"] {
            let ran = folder.run(&format!("{subcommand} docs.jsonl#{id} --fail-on repetition --max-repetition {limit}"));
            assert_eq!(ran.code == 1, percentile > limit, "{subcommand} {id} {limit}: {percentile}");
        }
    }
}

#[test]
fn what_was_typed_wins_over_the_configuration() {
    let folder = two();
    folder.put(
        "c.toml",
        "min-similarity = 0.5\nrelations = [\"contains\"]\nformat = \"json\"\nquiet = true\nexact = false\nhashes = 64\n",
    );
    let options = |arguments: &str| {
        folder.run(&format!("scan two.jsonl --config c.toml {arguments}")).ends(0, &[]).json()["options"].clone()
    };
    let of_file = options("");
    assert_eq!((&of_file["min-similarity"], &of_file["hashes"]), (&Value::from(0.5), &Value::from(64)));
    assert_eq!(of_file["relations"], serde_json::json!(["contains"]));
    let typed = options("--min-similarity 0.6 --relations near-duplicate --quiet");
    assert_eq!((&typed["min-similarity"], &typed["hashes"]), (&Value::from(0.6), &Value::from(64)));
    assert_eq!(typed["relations"], serde_json::json!(["near-duplicate"]));
    assert_eq!(folder.run("scan two.jsonl --config c.toml -f tsv").pairs().len(), 1);
    folder.run("scan two.jsonl --config nope.toml").ends(2, &["nope.toml: cannot be read: No such file"]);
    folder.put("d.toml", "min-similarity = \n");
    folder.run("scan two.jsonl --config d.toml").ends(2, &["d.toml: TOML parse error at line 1"]);
    folder.put("e.toml", "min-likeness = 0.5\n");
    folder.run("scan two.jsonl --config e.toml").ends(2, &["--min-likeness"]);
    folder.put("f.toml", "[scan]\nmin-similarity = 0.5\n");
    folder.run("scan two.jsonl --config f.toml").ends(2, &["f.toml: 'scan' is no option; write option = value"]);
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = two();
    folder.put("bad.jsonl", "{\"id\": 1}\n");
    assert!(!folder.run("scan two.jsonl bad.jsonl").err.is_empty());
    assert_eq!(folder.run("scan two.jsonl bad.jsonl --quiet").err, "");
    assert_eq!(folder.run("inspect two.jsonl bad.jsonl --quiet").err, "");
    folder.run("scan two.jsonl --quiet --recall 7").ends(2, &["--recall 7"]);
}

#[test]
fn color_is_for_terminals_and_for_who_asks() {
    let folder = two();
    let colored = |arguments: &str| folder.run(arguments).ends(0, &[]).out.contains('\u{1b}');
    assert!(!colored("scan two.jsonl"), "a pipe is no terminal");
    assert!(colored("scan two.jsonl --color always") && colored("inspect two.jsonl --color always"));
    assert!(!colored("scan two.jsonl --color never"));
    assert!(!colored("scan two.jsonl --color always --format json"));
    folder.run("scan two.jsonl --color always --output plain.txt").ends(0, &[]);
    assert!(!folder.read("plain.txt").contains('\u{1b}'));
    let mut child = command(&folder.path(""));
    let output = child.args(["scan", "two.jsonl"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn reports_fit_the_terminal() {
    let folder = Folder::with(&[("news.jsonl", &jsonl(&corpus("newsroom")))]);
    for columns in ["40", "80", "132"] {
        for arguments in ["scan news.jsonl", "inspect news.jsonl#wire-01", "compare news.jsonl#wire-01 news.jsonl#courier-02"] {
            let mut child = command(&folder.path(""));
            let output = child.args(arguments.split_whitespace()).env("COLUMNS", columns).output().unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            let widest = said.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns.parse().unwrap(), "{arguments}: {widest} of {columns}");
        }
    }
}

#[test]
fn timings_never_stand_in_a_report() {
    let folder = two();
    folder.run("scan two.jsonl --format json --output a.json --timings t.json --threads 2").ends(0, &[]);
    let timings: Value = serde_json::from_str(&folder.read("t.json")).unwrap();
    assert!(timings["seconds"]["total"].as_f64().unwrap() > 0.0 && timings["threads"] == 2);
    folder.run("scan two.jsonl --format json --output b.json --threads 1").ends(0, &[]);
    assert_eq!(folder.read("a.json"), folder.read("b.json"));
}

#[test]
fn the_same_number_and_seed_generate_the_same_bytes() {
    let folder = Folder::new();
    folder.run("generate --documents 50 --seed 9 --output a.jsonl --truth a.tsv").ends(0, &[]);
    folder.run("generate --documents 50 --seed 9 --output b.jsonl --truth b.tsv").ends(0, &[]);
    assert_eq!((folder.read("a.jsonl"), folder.read("a.tsv")), (folder.read("b.jsonl"), folder.read("b.tsv")));
    assert_eq!(folder.run("generate --documents 50 --seed 9 --output -").out, folder.read("a.jsonl"));
    assert_ne!(folder.run("generate --documents 50 --seed 8 --output -").out, folder.read("a.jsonl"));
}

/// Standard input that never ends must not hold the process when the user has seen enough.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_within_two_seconds() {
    let commands =
        ["scan - --output out.json", "inspect - --output out.json", "generate --documents 99999999 --output x --truth y"];
    for ((signal, code), arguments) in [("INT", 130), ("TERM", 143), ("INT", 130)].into_iter().zip(commands) {
        let folder = Folder::new();
        let mut child = command(&folder.path(""));
        child.args(arguments.split_whitespace()).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        let asked = std::time::Instant::now();
        let kill = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        let mut ended = None;
        while ended.is_none() && asked.elapsed().as_secs() < 4 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            ended = child.try_wait().ok().flatten();
        }
        drop(child.stdin.take());
        // One that does not end is killed, so that the test ends with what it has to say.
        let _ = child.kill();
        let _ = child.wait();
        let took = asked.elapsed().as_secs_f64();
        assert!(kill.unwrap().success());
        assert!(ended.is_some() && took < 2.0, "{signal}: {ended:?} after {took} s");
        assert_eq!((ended.unwrap().code(), folder.names()), (Some(code), Vec::new()), "{arguments}");
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(arguments.starts_with("generate") || said == "twicetold: interrupted; nothing was written\n", "{said}");
    }
}
