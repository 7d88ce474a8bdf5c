//! What a report says and what another says of the same corpus: every field that differs, by the place where it stands.
//!
//! The slow and obvious way: both as JSON values, side by side, entries of a list matched by what they are about, so that one that is
//! missing does not make all behind it differ. What is not claimed is not compared: a quote that a page leaves out, the baseline of the day, the tool.

use super::data::Report;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields that say nothing of the corpus.
const APART: [&str; 3] = ["schema", "tool", "baseline"];

/// Characters of a value that are shown.
const SHOWN: usize = 120;

/// A place of a report where it does not say what holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The list and the entry, with what it is about, and the field: `match 3 (a ~ b): similarity`.
    pub place: String,
    /// What the report says; `nothing` where it lacks what holds.
    pub says: String,
    /// What holds; `nothing` where there is no such thing.
    pub holds: String,
}

/// Every difference between what `report` says and what `holds`, in the order of the report.
///
/// ```
/// use twicetold::report::{Report, differences};
/// let mut report = Report::default();
/// assert!(differences(&report, &Report::default()).is_empty());
/// report.summary.documents = 3;
/// assert_eq!(differences(&report, &Report::default())[0].place, "summary: documents");
/// ```
#[must_use]
pub fn differences(report: &Report, holds: &Report) -> Vec<Difference> {
    let values = [report, holds].map(|report| serde_json::to_value(report).unwrap_or_default());
    let [Value::Object(said), Value::Object(held)] = &values else { return Vec::new() };
    let mut found = Vec::new();
    for name in said.keys().chain(held.keys().filter(|name| !said.contains_key(*name))) {
        if APART.contains(&name.as_str()) {
            continue;
        }
        let nothing = Value::Null;
        let (said, held) = (said.get(name).unwrap_or(&nothing), held.get(name).unwrap_or(&nothing));
        match entries(name) {
            Some((entry, keys)) => list(entry, keys, [said, held], &mut found),
            None => compare(name, "", [said, held], &mut found),
        }
    }
    found
}

/// What an entry of a list is called, and the fields that tell which it is.
fn entries(list: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match list {
        "matches" => ("match", &["/left/id", "/right/id"]),
        "same_story" => ("pair of one story", &["/left/id", "/right/id"]),
        "clusters" => ("story", &["/representative/id"]),
        "members" => ("member", &["/document/id"]),
        "documents" => ("document", &["/id"]),
        "obfuscated" => ("obfuscated document", &["/id"]),
        "sources" => ("source", &["/source", "/document/id"]),
        "source_pairs" => ("pair of sources", &["/source", "/first"]),
        "sources_told" => ("source told", &["/source"]),
        "gathered" => ("gathered document", &["/document/id"]),
        "common_sentences" => ("common sentence", &["/text"]),
        _ => return None,
    })
}

/// Two lists, entry by entry: those of the same name, the first with the first, the second with the second.
fn list(entry: &str, keys: &[&str], [said, held]: [&Value; 2], found: &mut Vec<Difference>) {
    let empty = Vec::new();
    let [said, held] = [said, held].map(|list| list.as_array().unwrap_or(&empty));
    let name = |value: &Value| keys.iter().filter_map(|key| value.pointer(key)).map(text).collect::<Vec<_>>().join(" ~ ");
    let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, value) in held.iter().enumerate().rev() {
        waiting.entry(name(value)).or_default().push(at);
    }
    for (at, value) in said.iter().enumerate() {
        let called = name(value);
        let place = format!("{entry} {} ({called})", at + 1);
        match waiting.get_mut(&called).and_then(Vec::pop).and_then(|at| held.get(at)) {
            Some(holds) => compare(&place, "", [value, holds], found),
            None => found.push(difference(&place, "", value, &Value::Null)),
        }
    }
    let mut missing: Vec<usize> = waiting.into_values().flatten().collect();
    missing.sort_unstable();
    for value in missing.into_iter().filter_map(|at| held.get(at)) {
        found.push(difference(&format!("{entry} ({})", name(value)), "", &Value::Null, value));
    }
}

/// Two values and what is in them; `field` leads to them from `place`.
fn compare(place: &str, field: &str, [said, held]: [&Value; 2], found: &mut Vec<Difference>) {
    match (said, held) {
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().chain(other.keys().filter(|name| !one.contains_key(*name))) {
                let nothing = Value::Null;
                // A page leaves out quotes of texts that stand in it. Where a record begins follows from those before it: a text that
                // was edited moves all behind it, of which every word still holds.
                let is_left_out = name == "text" && !one.contains_key(name) && one.contains_key("start")
                    || name == "byte" && one.contains_key("record");
                let (said, held) = (one.get(name).unwrap_or(&nothing), other.get(name).unwrap_or(&nothing));
                let inner = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
                match entries(name).filter(|_| said.is_array() && held.is_array()) {
                    _ if is_left_out => {}
                    Some((entry, keys)) => list(&format!("{place}: {entry}"), keys, [said, held], found),
                    None => compare(place, &inner, [said, held], found),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for at in 0..one.len().max(other.len()) {
                let nothing = Value::Null;
                let (said, held) = (one.get(at).unwrap_or(&nothing), other.get(at).unwrap_or(&nothing));
                compare(place, &format!("{field}[{at}]"), [said, held], found);
            }
        }
        _ if said == held => {}
        _ => found.push(difference(place, field, said, held)),
    }
}

fn difference(place: &str, field: &str, said: &Value, held: &Value) -> Difference {
    let gap = if field.is_empty() { "" } else { ": " };
    Difference { place: format!("{place}{gap}{field}"), says: text(said), holds: text(held) }
}

/// A value in a line.
fn text(value: &Value) -> String {
    let whole = match value {
        Value::Null => return "nothing".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match whole.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or_default()),
        None => whole,
    }
}
