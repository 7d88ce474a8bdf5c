//! Findings as the JSON that GitLab shows beside a merge request (its code quality report format, a subset of Code Climate's).

use super::findings::{Finding, findings};
use super::location::Location;
use super::{Options, Report, escape, json};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes a list of findings; those that a baseline has are left out, since the host compares what is left.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let new = findings(report).into_iter().filter(|finding| !finding.known);
    let issues: Vec<Value> = new.map(|finding| issue(&finding, report)).collect();
    json::write_indented(&issues, out)
}

fn issue(finding: &Finding<'_>, report: &Report) -> Value {
    let location = Location::of(&finding.at, report);
    let path = finding.at.place.file.strip_prefix("./").unwrap_or(&finding.at.place.file);
    json!({
        "description": escape::terminal(&finding.message),
        "check_name": finding.rule.name(),
        "fingerprint": finding.fingerprint,
        "severity": "minor",
        "location": {"path": path, "lines": {"begin": location.first.line}},
    })
}
