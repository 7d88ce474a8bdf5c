//! What other people's tools run: the hooks of pre-commit and the action of GitHub, run as these would run them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::harness::{Folder, command, run};
use std::process::Command;

const NOTE: &str = "The pump is primed by hand before it is switched on; a dry pump burns its seal within a minute, and the seal is the \
                    one part that cannot be had from the stores. Open the valve a quarter turn, wait for the gauge to settle.\n";

fn notes() -> Folder {
    Folder::with(&[("one.md", NOTE), ("two words.md", NOTE), ("three.md", "Drain both lines before the first frost.\n")])
}

/// The entries of `.pre-commit-hooks.yaml`, by id.
fn hooks() -> Vec<(String, Vec<String>)> {
    let file = std::fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let value = |line: &str, key: &str| line.trim_start_matches("- ").trim().strip_prefix(key).map(str::to_owned);
    let ids = file.lines().filter_map(|line| value(line, "id: "));
    let entries = file.lines().filter_map(|line| value(line, "entry: "));
    ids.zip(entries).map(|(id, entry)| (id, entry.split(' ').map(str::to_owned).collect())).collect()
}

#[test]
fn the_hooks_of_pre_commit_fail_on_what_they_are_for_and_on_nothing_else() {
    let folder = notes();
    let hooks = hooks();
    assert_eq!(hooks.len(), 2);
    for (id, entry) in hooks {
        assert_eq!(entry[0], "twicetold");
        let ran = |files: &[&str]| run(command(&folder.path("")).args(&entry[1..]).args(files), "");
        let (clean, told) = match id.as_str() {
            "twicetold-scan" => (vec!["one.md", "three.md"], vec!["one.md", "two words.md", "three.md"]),
            _ => {
                folder.put(
                    "again.md",
                    "The bridge was closed on Monday. Inspectors found cracks. On Monday the bridge was closed.\n",
                );
                (vec!["one.md", "three.md"], vec!["again.md", "three.md"])
            }
        };
        assert_eq!(ran(&clean).code, 0, "{id}");
        assert_eq!(ran(&told).code, 1, "{id}");
    }
}

#[test]
fn the_action_writes_its_reports_and_fails_by_the_gate_it_was_given() {
    let action = std::fs::read_to_string(".github/actions/twicetold/action.yml").unwrap();
    let script = action.split("      run: |\n").nth(1).unwrap().replace("\n        ", "\n");
    let folder = notes();
    let ran = |fail_on: &str, baseline: &str| {
        let mut shell = Command::new("bash");
        shell.current_dir(folder.path("")).args(["-e", "-c", &script]).env("TWICETOLD", env!("CARGO_BIN_EXE_twicetold"));
        shell
            .env("PATHS", "*.md")
            .env("OPTIONS", "--relations near-duplicate,contains")
            .env("FAIL_ON", fail_on)
            .env("BASELINE", baseline);
        shell.env("SARIF", "t.sarif").env("PAGE", "t.html").env("GITHUB_STEP_SUMMARY", folder.path("summary.md"));
        run(&mut shell, "")
    };
    assert_eq!(ran("duplicates,contains", "").code, 1);
    assert!(folder.read("summary.md").starts_with("# 1 of 3 documents retells another."));
    assert!(folder.read("t.sarif").contains("\"ruleId\": \"identical\"") && folder.read("t.html").starts_with("<!doctype html>"));
    assert_eq!(ran("", "").code, 0);
    folder.run("scan *.md --relations near-duplicate,contains --write-baseline known.json");
    assert_eq!(ran("duplicates,contains", "known.json").code, 0);
}
