//! Findings as SARIF 2.1.0 (OASIS, 2020), which editors and code hosts show beside the files.
//!
//! A pair is told at its later document, with the earlier one as a related location. `partialFingerprints` stay when lines move.
//! Level is `note`, since a document that tells another again may be meant to.

use super::findings::{Finding, Rule, findings};
use super::location::Location;
use super::{Options, Report, escape, json};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Name and version of the fingerprint; another way to compute it gets another name.
const FINGERPRINT: &str = "twicetold/1";

/// Writes one run.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let results: Vec<Value> = findings(report).iter().map(|finding| result(finding, report)).collect();
    let (name, version) = report.tool.split_once(' ').unwrap_or(("twicetold", ""));
    let notifications: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| {
            json!({
                "level": "warning",
                "message": {"text": shown(&fault.to_string())},
                "descriptor": {"id": fault.reason.name()},
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": name,
                "semanticVersion": version,
                "rules": Rule::ALL.map(rule),
            }},
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    json::write_indented(&log, out)
}

fn rule(rule: Rule) -> Value {
    json!({
        "id": rule.name(),
        "shortDescription": {"text": rule.says()},
        "fullDescription": {"text": rule.says()},
        "help": {"text": rule.remedy()},
        "defaultConfiguration": {"level": "note"},
    })
}

fn result(finding: &Finding<'_>, report: &Report) -> Value {
    let index = Rule::ALL.iter().position(|rule| *rule == finding.rule);
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": index,
        "level": "note",
        "message": {"text": shown(&finding.message)},
        "locations": [location(&Location::of(&finding.at, report))],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    });
    if let Some(earlier) = &finding.earlier {
        let mut related = location(&Location::of(earlier, report));
        related["id"] = 1.into();
        related["message"] = json!({"text": shown(&format!("'{}' has it too", earlier.id))});
        result["relatedLocations"] = json!([related]);
    }
    if report.baseline.is_some() {
        result["baselineState"] = if finding.known { "unchanged" } else { "new" }.into();
    }
    result
}

fn location(location: &Location) -> Value {
    let mut region = Map::new();
    region.insert("startLine".into(), location.first.line.into());
    if let (Some(from), Some(to)) = (location.first.column, location.last.column) {
        region.insert("startColumn".into(), from.into());
        region.insert("endLine".into(), location.last.line.into());
        region.insert("endColumn".into(), to.into());
    }
    json!({"physicalLocation": {"artifactLocation": {"uri": location.uri}, "region": region}})
}

/// Programs show messages to people: what would act in them is shown.
fn shown(text: &str) -> String {
    escape::terminal(text).into_owned()
}
