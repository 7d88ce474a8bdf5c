//! Reports read back: whole ones from json and jsonl, their pairs also from csv, tsv and bare `left right score`.
//!
//! Apart from the writers because it believes nothing: a report may be cut short, edited by hand or
//! come from a newer version, and each is told with its line.

use super::csv::HEADER;
use super::data::{Match, Relation, Report, SCHEMA};
use super::escape::{csv_back, tsv_back};
use super::html;
use super::jsonl::Line;
use crate::evaluate::PredictedPair;
use crate::{Error, Result};

/// Reads a report written as `json`, `jsonl` or `html`; of a page with parts beside it, see [`read_pages`].
///
/// # Errors
///
/// An input error, with line and remedy, where it is neither, is cut short, or was written by a newer version.
pub fn read_report(text: &str) -> Result<Report> {
    read_pages(text, &mut |part| Err(Error::input(format!("its passages stand in {part}, which was not looked for"))))
}

/// The same, where `read` gives the text of a part by its path relative to the page.
///
/// # Errors
///
/// As [`read_report`], and what `read` returns.
pub fn read_pages(text: &str, read: &mut dyn FnMut(&str) -> Result<String>) -> Result<Report> {
    if html::is_page(text) {
        let report = html::read(text, read)?;
        check_schema(&report.schema)?;
        return Ok(report);
    }
    if is_lines(text) {
        return read_lines(text.lines());
    }
    let report: Report = serde_json::from_str(text).map_err(|error| not_a_report(&error))?;
    check_schema(&report.schema)?;
    Ok(report)
}

/// Reads the pairs of a report in `json`, `jsonl`, `csv` or `tsv`, or of a table of `left right score`
/// with or without a header line (`left right …`, or `id_a id_b …` as truth tables have it); which of them it is, its first line tells.
///
/// # Errors
///
/// An input error, with line and remedy, where a line has too few fields or a score that is no number.
pub fn read_pairs(text: &str) -> Result<Vec<PredictedPair>> {
    if text.trim_start().starts_with('{') || html::is_page(text) {
        return Ok(read_report(text)?.matches.into_iter().map(PredictedPair::from).collect());
    }
    let first = text.lines().next().unwrap_or_default();
    if first.contains('\t') {
        let rows = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
        return pairs(rows.map(|(at, line)| Ok((at + 1, line.split('\t').map(tsv_back).collect()))));
    }
    let rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    pairs(rows.into_records().map(|row| {
        let row = row.map_err(|error| Error::input(format!("the pairs cannot be read as csv: {error}")))?;
        let line = row.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        Ok((line, row.iter().map(csv_back).collect()))
    }))
}

impl From<Match> for PredictedPair {
    fn from(found: Match) -> Self {
        let containment = found.containment_left.max(found.containment_right);
        let score = score(found.relation.name(), found.similarity, containment, found.rewrite);
        let identical = found.relation == Relation::Identical;
        Self { left: found.left.id, right: found.right.id, score, identical }
    }
}

fn score(relation: &str, similarity: f64, containment: f64, rewrite: Option<f64>) -> f64 {
    match relation {
        "contains" => containment,
        "rewritten" => rewrite.unwrap_or(similarity),
        _ => similarity,
    }
}

fn pairs(rows: impl Iterator<Item = Result<(usize, Vec<String>)>>) -> Result<Vec<PredictedPair>> {
    let mut pairs = Vec::new();
    let mut wide = false;
    for (at, row) in rows.enumerate() {
        let (line, row) = row?;
        let names = row.iter().take(2).map(String::as_str);
        if at == 0 && (names.clone().eq(["id_a", "id_b"]) || names.eq(HEADER[..2].iter().copied())) {
            wide = row == HEADER;
        } else {
            pairs.push(pair(line, &row, wide)?);
        }
    }
    Ok(pairs)
}

/// The pair of a row: `wide` ones have the fields of [`HEADER`], others left, right and score.
pub(super) fn pair(line: usize, row: &[String], wide: bool) -> Result<PredictedPair> {
    let field = |at: usize| row.get(at).map_or("", String::as_str);
    let fraction = |at: usize| match field(at) {
        "" => Ok(None),
        text => match text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(Error::input(format!("line {line}: '{text}' is no score; give a number such as 0.85"))),
        },
    };
    if row.len() < 2 {
        let message = format!("line {line}: one field where a pair has two; separate left and right by a tab or comma");
        return Err(Error::input(message));
    }
    let score = if wide {
        let containment = fraction(4)?.unwrap_or(0.0).max(fraction(5)?.unwrap_or(0.0));
        score(field(2), fraction(3)?.unwrap_or(0.0), containment, fraction(6)?)
    } else {
        fraction(2)?.unwrap_or(1.0)
    };
    Ok(PredictedPair {
        left: row[0].clone(),
        right: row[1].clone(),
        score,
        identical: wide && field(2) == Relation::Identical.name(),
    })
}

fn is_lines(text: &str) -> bool {
    text.trim_start().lines().next().is_some_and(|line| serde_json::from_str::<Line>(line).is_ok())
}

/// A report of its lines.
pub(super) fn read_lines<'t>(lines: impl Iterator<Item = &'t str>) -> Result<Report> {
    let mut report = Report::default();
    let mut complete = false;
    for (at, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |error| Error::input(format!("line {}: not a line of a report: {error}", at + 1));
        match serde_json::from_str::<Line>(line).map_err(wrong)? {
            Line::Report(part) => {
                check_schema(&part.schema)?;
                let header = part.into_owned();
                (report.schema, report.tool) = (header.schema, header.tool);
                (report.command, report.options) = (header.command, header.options);
            }
            Line::Match(part) => report.matches.push(part.into_owned()),
            Line::SameStory(part) => report.same_story.push(part.into_owned()),
            Line::Gathered(part) => report.gathered.push(part.into_owned()),
            Line::Cluster(part) => report.clusters.push(part.into_owned()),
            Line::Document(part) => report.documents.push(part.into_owned()),
            Line::Obfuscated(part) => report.obfuscated.push(part.into_owned()),
            Line::Source(part) => report.sources.push(part.into_owned()),
            Line::SourcePair(part) => report.source_pairs.push(part.into_owned()),
            Line::SourceTold(part) => report.sources_told.push(part.into_owned()),
            Line::Network(part) => report.networks.push(part.into_owned()),
            Line::CommonSentence(part) => report.common_sentences.push(part.into_owned()),
            Line::Audit(part) => report.audit = Some(part.into_owned()),
            Line::Fault(part) => report.faults.push(part.into_owned()),
            Line::Summary(part) => {
                report.summary = part.into_owned();
                complete = true;
            }
        }
    }
    if complete { Ok(report) } else { Err(Error::input("the report has no summary line: it was cut short; write it again")) }
}

fn check_schema(schema: &str) -> Result<()> {
    if schema == SCHEMA {
        return Ok(());
    }
    Err(Error::input(format!(
        "the report says its schema is '{schema}', this version reads '{SCHEMA}'; write it again with this version, or \
         read it with the version that wrote it"
    )))
}

fn not_a_report(error: &serde_json::Error) -> Error {
    let hint = if error.is_eof() { "it was cut short" } else { "give a file that --format json or jsonl wrote" };
    Error::input(format!("not a report: {error}; {hint}"))
}
