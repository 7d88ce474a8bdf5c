//! What a page says without its script: the summary, the first stories, sources, sentences and documents, what was skipped.
//!
//! The words are those of every other report (`phrasing.rs`); the template only places them, and escapes what it is given.

use super::histogram;
use super::wire::Wire;
use crate::report::data::{Match, PassageKind, Report, Side};
use crate::report::{Options, escape, phrasing, rewrites};
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, context};
use serde::Serialize;
use std::io::{self, Write};

/// Everything up to the report itself, with no script in it.
const TEMPLATE: &str = include_str!("page.html");

/// What the overview says.
#[derive(Debug, Serialize)]
struct Overview {
    command: String,
    title: String,
    tool: String,
    headline: String,
    stories: Option<String>,
    books: String,
    since: Option<String>,
    new: List<String>,
    /// Name, pairs, meaning, and the name as an address has it.
    levels: Vec<[String; 4]>,
    apart: Vec<String>,
    has_same_story: bool,
    histogram: Option<String>,
    sure: Vec<String>,
    clusters: List<[String; 6]>,
    sources: List<[String; 5]>,
    networks: Vec<String>,
    sentences: List<[String; 3]>,
    repetitive: List<[String; 5]>,
    passages: List<[String; 3]>,
    obfuscated: List<[String; 2]>,
    faults: List<[String; 3]>,
    options: Vec<[String; 2]>,
    is_part: bool,
}

/// The first of some rows, and how many there are.
#[derive(Debug, Serialize)]
struct List<R> {
    rows: Vec<R>,
    more: Option<String>,
}

impl<R> List<R> {
    fn of<T>(all: &[T], options: &Options, row: impl Fn(&T) -> R) -> Self {
        let hidden = all.len().saturating_sub(options.top);
        let more = (hidden > 0).then(|| format!("… and {} more", phrasing::number(hidden as u64)));
        Self { rows: all.iter().take(options.top).map(row).collect(), more }
    }
}

/// Writes the page up to the report.
pub(super) fn write(report: &Report, options: &Options, wire: &Wire, policy: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(format);
    environment.add_template("page", TEMPLATE).map_err(io::Error::other)?;
    let template = environment.get_template("page").map_err(io::Error::other)?;
    let safe = |trusted: &str| Value::from_safe_string(trusted.to_owned());
    let overview = Overview::of(report, options, wire);
    let histogram = overview.histogram.as_deref().map(safe);
    let (style, policy, obfuscated_note) = (safe(super::STYLE), safe(policy), phrasing::OBFUSCATED);
    let values = context! { page => Value::from(Serde(overview)), histogram, style, policy, obfuscated_note };
    out.write_all(template.render(values).map_err(io::Error::other)?.as_bytes())
}

/// Escapes with the one function for HTML; what was made here is marked as safe.
fn format(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escape::html(text)),
        Some(text) => out.write_str(text),
        None if matches!(value.kind(), ValueKind::None | ValueKind::Undefined) => Ok(()),
        None => out.write_str(&escape::html(&value.to_string())),
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the page could not be written"))
}

impl Overview {
    fn of(report: &Report, options: &Options, wire: &Wire) -> Self {
        let headline = headline(report);
        let is_scan = report.command == "scan";
        let mut repetitive = phrasing::ranked(report);
        repetitive.retain(|document| !is_scan || phrasing::is_repetitive(document));
        let percentile = |value: Option<f64>| value.map_or_else(|| "–".into(), phrasing::percentile);
        Self {
            title: format!("{headline} · twicetold"),
            headline,
            command: report.command.clone(),
            tool: report.tool.clone(),
            stories: phrasing::stories(&report.summary),
            books: phrasing::books(report),
            since: phrasing::baseline(report),
            new: List::of(&phrasing::new_findings(report), options, String::clone),
            levels: if is_scan { rewrites::levels(report).into_iter().map(linked).collect() } else { Vec::new() },
            apart: if is_scan { rewrites::apart(report) } else { Vec::new() },
            has_same_story: !report.same_story.is_empty(),
            histogram: if is_scan { histogram::svg(report) } else { None },
            sure: if is_scan { sure(report) } else { Vec::new() },
            clusters: List::of(&report.clusters, options, |cluster| {
                let [source, date] = [&cluster.representative.metadata.source, &cluster.representative.metadata.date];
                [
                    cluster.id.to_string(),
                    phrasing::name(&cluster.representative).to_owned(),
                    phrasing::number(cluster.members.len() as u64 + 1),
                    phrasing::percent(cluster.lowest_similarity),
                    source.clone().unwrap_or_default(),
                    date.as_deref().map_or_else(String::new, short_date),
                ]
            }),
            sources: List::of(&rewrites::sources_told(report), options, |told| {
                let (own, words) = (phrasing::percent(told.own_share), phrasing::share(told.own_words, told.words));
                let [documents, retelling] = [told.documents, told.retelling_documents].map(phrasing::number);
                [told.source.clone(), documents, retelling, own, phrasing::percent(words)]
            }),
            networks: report.networks.iter().map(rewrites::network).collect(),
            sentences: List::of(&report.common_sentences, options, |sentence| {
                [phrasing::number(sentence.documents), sentence.text.clone(), sentence.first.id.clone()]
            }),
            repetitive: List::of(&repetitive, options, |document| {
                let (index, words) = (phrasing::percent(document.index.value), phrasing::number(document.words));
                let (number, name) = (number_of(report, document), phrasing::document_name(document).to_owned());
                [number, name, percentile(document.index.percentile), index, words]
            }),
            passages: passages(report, options),
            obfuscated: List::of(&report.obfuscated, options, |document| {
                [phrasing::obfuscated_name(document), phrasing::obfuscation(&document.obfuscation)]
            }),
            faults: List::of(&report.faults, options, |fault| {
                [fault.place.to_string(), phrasing::fault(fault.reason), fault.message.clone()]
            }),
            options: report.options.iter().map(|(name, value)| [name.clone(), said(value)]).collect(),
            is_part: wire.page.is_some(),
        }
    }
}

/// The one sentence to read if no other is.
fn headline(report: &Report) -> String {
    match (report.command.as_str(), report.matches.as_slice(), report.documents.as_slice()) {
        ("compare", [found], _) => phrasing::comparison(found),
        ("inspect", _, [document]) => phrasing::index(document),
        ("inspect", ..) => phrasing::repetitive_headline(&report.summary),
        _ => phrasing::headline(report),
    }
}

fn sure(report: &Report) -> Vec<String> {
    if report.summary.documents < 2 {
        return Vec::new();
    }
    let verified = (!report.matches.is_empty()).then(|| phrasing::VERIFIED.to_owned());
    let audit = report.audit.as_ref().map(phrasing::audit);
    verified.into_iter().chain([phrasing::missed(report)]).chain(rewrites::limits(report)).chain(audit).collect()
}

/// What two compared documents share, where a page is about two.
fn passages(report: &Report, options: &Options) -> List<[String; 3]> {
    let found: Option<&Match> = report.matches.first().filter(|_| report.command == "compare");
    let words = |quote: &crate::report::Quote, side: &Side| {
        let text = report.texts.get(&side.place).and_then(|text| text.get(quote.start..quote.end));
        quote.text.clone().or_else(|| text.map(str::to_owned)).unwrap_or_default()
    };
    let passages = found.map(|found| found.passages.as_slice()).unwrap_or_default();
    List::of(passages, options, |passage| {
        let sides = found.map(|found| [words(&passage.left, &found.left), words(&passage.right, &found.right)]);
        let [left, right] = sides.unwrap_or_default();
        let right = if passage.kind == PassageKind::Verbatim && left == right { "the same".to_owned() } else { right };
        [rewrites::kind(passage), left, right]
    })
}

/// The number by which a page names a document with findings of its own.
fn number_of(report: &Report, document: &crate::report::DocumentReport) -> String {
    report.documents.iter().position(|other| std::ptr::eq(other, document)).map_or_else(String::new, |at| (at + 1).to_string())
}

/// A level with its name as a link has it, which is that of the data: without blanks.
fn linked([name, pairs, meaning]: [String; 3]) -> [String; 4] {
    let link = name.replace(' ', "-");
    [name, pairs, meaning, link]
}

/// A date as it came, without the seconds and the zone of a time.
fn short_date(date: &str) -> String {
    match date.get(..16).filter(|start| start.as_bytes().get(10) == Some(&b'T')) {
        Some(start) => start.replacen('T', " ", 1),
        None => date.to_owned(),
    }
}

fn said(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
