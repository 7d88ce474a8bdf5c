//! Findings as the JSON that GitLab shows beside a merge request (its code quality report format, a subset of Code Climate's).

use super::findings::{Finding, findings};
use super::location::Location;
use super::{Options, Report, escape, json};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a list of findings; those that a baseline has are left out, since the host compares what is left.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    let new = findings(report).into_iter().filter(|finding| !finding.known);
    let issues: Vec<Value> = new
        .map(|finding| {
            // A host drops a second issue of the same fingerprint.
            let times = times.entry(finding.fingerprint.clone()).or_default();
            *times += 1;
            issue(&finding, *times, report)
        })
        .collect();
    json::write_indented(&issues, out)
}

fn issue(finding: &Finding<'_>, times: u64, report: &Report) -> Value {
    let location = Location::of(&finding.at, report);
    let path = finding.at.place.file.strip_prefix("./").unwrap_or(&finding.at.place.file);
    let fingerprint = if times > 1 { format!("{}-{times}", finding.fingerprint) } else { finding.fingerprint.clone() };
    json!({
        "description": escape::terminal(&finding.message),
        "check_name": finding.rule.name(),
        "fingerprint": fingerprint,
        "severity": "minor",
        "location": {"path": path, "lines": {"begin": location.first.line}},
    })
}
