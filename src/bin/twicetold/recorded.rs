//! The command line as a report keeps it, and the command line of a report: what `verify` runs again.
//!
//! A report names the options that bear on it. Paths and how files were read are known to the command alone, which adds them here.
//! Coming back, a report is believed in nothing: only options of this list are taken, and none that writes.

use crate::args::{Arguments, InputArguments};
use clap::Parser;
use serde_json::Value;
use twicetold::report::Report;
use twicetold::{Error, Result};

/// Options that follow from others, which a report has for its readers.
const DERIVED: [&str; 2] = ["bands", "rows"];

/// Options that a report may name, beside its paths.
const KNOWN: [&str; 29] = [
    "relations",
    "min-similarity",
    "min-containment",
    "min-passage-words",
    "rewrites",
    "gather",
    "recall",
    "exact",
    "shingle-width",
    "shingle-unit",
    "hashes",
    "seed",
    "language",
    "audit",
    "echo",
    "profile",
    "from",
    "html",
    "text-field",
    "id-field",
    "source-field",
    "date-field",
    "title-field",
    "url-field",
    "max-document-bytes",
    "fail-on",
    "max-repetition",
    "against",
    "paths",
];

/// Adds what the library does not know: paths, and how files were read where that is not the default.
pub(crate) fn record(report: &mut Report, paths: &[String], input: &InputArguments) {
    report.options.insert("paths".to_owned(), paths.to_vec().into());
    let fields = [
        ("from", &input.from, "auto"),
        ("html", &input.html, "article"),
        ("text-field", &input.text_field, "text"),
        ("id-field", &input.id_field, "id"),
        ("source-field", &input.source_field, "source"),
        ("date-field", &input.date_field, "date"),
        ("title-field", &input.title_field, "title"),
        ("url-field", &input.url_field, "url"),
    ];
    for (name, value, _) in fields.into_iter().filter(|(_, value, default)| value != default) {
        report.options.insert(name.to_owned(), value.clone().into());
    }
    if input.max_document_bytes != twicetold::read::Options::default().max_document_bytes {
        report.options.insert("max-document-bytes".to_owned(), input.max_document_bytes.into());
    }
}

/// The arguments with which a report was made.
///
/// # Errors
/// An input error where the report does not say what was read, or names what cannot be read again.
pub(crate) fn arguments_of(report: &Report) -> Result<Arguments> {
    let mut line = vec!["twicetold".to_owned(), report.command.clone()];
    let mut paths = Vec::new();
    for (name, value) in &report.options {
        match (name.as_str(), value) {
            (name, _) if DERIVED.contains(&name) => {}
            ("paths", Value::Array(all)) => paths.extend(all.iter().filter_map(Value::as_str).map(str::to_owned)),
            ("against", Value::Array(all)) => {
                line.extend(all.iter().filter_map(Value::as_str).map(|old| format!("--against={old}")))
            }
            (name, value) if KNOWN.contains(&name) => line.extend(option(name, value)),
            (name, _) => {
                return Err(Error::input(format!("the report names an option '{name}' that this version does not have")));
            }
        }
    }
    if paths.is_empty() {
        let message = "the report does not say which files were read: it was made by the library or an older version; scan again";
        return Err(Error::input(message));
    }
    if paths.iter().any(|path| path == "-") {
        return Err(Error::input("the report is of standard input, which cannot be read again; scan a file"));
    }
    line.push("--".to_owned());
    line.extend(paths);
    let parsed = Arguments::try_parse_from(line);
    parsed.map_err(|error| {
        Error::input(format!("the options of the report cannot be followed: {}", first_line(&error.to_string())))
    })
}

fn option(name: &str, value: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Bool(false) | Value::Null => None,
        Value::Bool(true) => Some(format!("--{name}")),
        Value::Array(all) => Some(format!("--{name}={}", all.iter().map(text).collect::<Vec<_>>().join(","))),
        one => Some(format!("--{name}={}", text(one))),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text).trim_start_matches("error: ")
}
