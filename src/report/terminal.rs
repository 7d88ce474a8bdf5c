//! A report for people, in a terminal: most important first, fits the width, long lists summarized.
//!
//! Three sights of the same data, one file each: a corpus (`scan`, with a file for what it says of rewrites), what documents
//! repeat (`inspect`), two documents side by side (`compare`).

mod compare;
mod inspect;
mod rewrites;
mod scan;

use super::data::{DocumentReport, Report};
use super::layout::{Piece, Role};
use super::page::{Column, Page, Table};
use super::{Options, phrasing};
use std::io::{self, Write};

/// Writes the report for a terminal.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut Page::new(out, options);
    match (report.command.as_str(), report.matches.as_slice(), report.documents.as_slice()) {
        ("compare", [found], _) => compare::write(page, found, options)?,
        ("inspect", _, [document]) => inspect::write_one(page, document, options)?,
        ("inspect", ..) => inspect::write_many(page, report, options)?,
        _ => scan::write(page, report, options)?,
    }
    if report.command == "compare" {
        obfuscated(page, report, options)?;
    }
    faults(page, report, options)
}

/// What is not in the baseline, where one was given.
fn new_since(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let Some(said) = phrasing::baseline(report) else { return Ok(()) };
    page.heading("Since the baseline", "")?;
    page.paragraph("  ", &[Piece::strong(said)])?;
    let new = phrasing::new_findings(report);
    new.iter().take(options.top).try_for_each(|finding| page.excerpt("  - ", &[Piece::plain(finding.as_str())], 3))?;
    more(page, new.len(), options)
}

/// Documents with characters that look like others or that nobody sees.
fn obfuscated(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.obfuscated.is_empty() {
        return Ok(());
    }
    page.heading("Obfuscated text", &phrasing::counted(report.summary.obfuscated_documents, "document"))?;
    page.paragraph("  ", &[Piece::faint(phrasing::OBFUSCATED)])?;
    for document in report.obfuscated.iter().take(options.top) {
        let name = format!("{}: ", phrasing::obfuscated_name(document));
        page.paragraph("  ", &[Piece::strong(name), Piece::plain(phrasing::obfuscation(&document.obfuscation))])?;
    }
    more(page, report.obfuscated.len(), options)
}

/// The first places where something was skipped or repaired.
fn faults(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let summary = &report.summary;
    let total = summary.skipped + summary.repaired;
    if report.faults.is_empty() {
        return Ok(());
    }
    page.heading("Skipped and repaired", &phrasing::counted(total, "record"))?;
    for fault in report.faults.iter().take(options.top) {
        let place = format!("{} ", fault.place);
        let byte = if fault.place.record > 0 { format!("(byte {}) ", phrasing::number(fault.place.byte)) } else { String::new() };
        let said = format!("{}: {}", phrasing::fault(fault.reason), fault.message);
        page.paragraph("  ", &[Piece::strong(place), Piece::faint(byte), Piece::plain(said)])?;
    }
    let shown = report.faults.len().min(options.top) as u64;
    if total > shown {
        page.line(&[Piece::faint(format!("  {}", phrasing::more_faults(total - shown)))])?;
    }
    Ok(())
}

/// The most repetitive documents, ranked.
fn ranking(page: &mut Page, ranked: &[&DocumentReport], options: &Options) -> io::Result<()> {
    let mut table = Table::new(vec![
        Column::number("percentile"),
        Column::number("index"),
        Column::number("words"),
        Column::text("document", 60),
    ]);
    for document in ranked.iter().take(options.top) {
        let rank = document.index.percentile.map_or_else(|| "–".into(), phrasing::percentile);
        let name = phrasing::document_name(document);
        let id = if name == document.id { String::new() } else { format!("{} · ", document.id) };
        table.row([rank, phrasing::percent(document.index.value), phrasing::number(document.words), format!("{id}{name}")]);
    }
    page.table(&table)?;
    more(page, ranked.len(), options)
}

/// Says how many of a list are not shown.
fn more(page: &mut Page, total: usize, options: &Options) -> io::Result<()> {
    match phrasing::more(total, options.top) {
        None => Ok(()),
        Some(text) => page.line(&[Piece::faint(format!("  {text}"))]),
    }
}

/// Words the eye should find: in color, or in brackets where there is none.
fn mark(text: &str, color: bool) -> Piece {
    if color { Piece::new(Role::Mark, text) } else { Piece::new(Role::Mark, format!("[{text}]")) }
}
