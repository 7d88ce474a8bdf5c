//! A corpus: who tells what again, how sure that is, and what was left out.

use super::super::data::{Match, Report, Side};
use super::super::layout::{Piece, Role, columns};
use super::super::page::{Column, Page, Table};
use super::super::{Options, phrasing, rewrites, similarities};
use super::{more, new_since, obfuscated, ranking, rewrites as told};
use std::io;

pub(super) fn write(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    page.line(&[Piece::strong(phrasing::headline(report))])?;
    if let Some(stories) = phrasing::stories(&report.summary) {
        page.paragraph("", &[Piece::plain(stories)])?;
    }
    page.paragraph("", &[Piece::faint(phrasing::books(report))])?;
    new_since(page, report, options)?;
    levels(page, report)?;
    told::gathered(page, report, options)?;
    clusters(page, report, options)?;
    told::rewrites(page, report, options)?;
    strongest(page, report, options)?;
    close_calls(page, report)?;
    told::same_story(page, report, options)?;
    told::source_pairs(page, report, options)?;
    told::sources_told(page, report, options)?;
    told::networks(page, report, options)?;
    sources(page, report, options)?;
    common_sentences(page, report, options)?;
    obfuscated(page, report, options)?;
    repetitive(page, report, options)?;
    certainty(page, report)
}

fn levels(page: &mut Page, report: &Report) -> io::Result<()> {
    let (rows, apart) = (rewrites::levels(report), rewrites::apart(report));
    if rows.is_empty() && apart.is_empty() {
        return Ok(());
    }
    page.heading("Levels", "strongest claim first")?;
    let mut table = Table::new(vec![Column::text("", 20), Column::number("pairs"), Column::text("", 60)]);
    rows.into_iter().for_each(|row| table.row(row));
    page.table(&table)?;
    if let Some(blocks) = similarities::line(report) {
        page.line(&[Piece::faint("  similarity 0% "), Piece::plain(blocks), Piece::faint(" 100%, pairs on a log scale")])?;
    }
    apart.into_iter().try_for_each(|text| page.paragraph("  ", &[Piece::faint(text)]))
}

fn clusters(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.clusters.is_empty() {
        return Ok(());
    }
    let stories = phrasing::counted(report.summary.clusters, "story");
    let inside = phrasing::counted(report.summary.documents_in_clusters, "document");
    page.heading("Stories told more than once", &format!("{stories}, {inside}"))?;
    for cluster in report.clusters.iter().take(options.top) {
        let number = format!("{:>4}  ", cluster.id);
        let indent = " ".repeat(columns(&number));
        let representative = &cluster.representative;
        let title = phrasing::name(representative);
        page.excerpt(&number, &[Piece::strong(title)], 1)?;
        let tellings = phrasing::counted(cluster.members.len() as u64 + 1, "document");
        let lowest = phrasing::percent(cluster.lowest_similarity);
        let lowest = if cluster.lowest_similarity >= 1.0 {
            "word for word the same".to_owned()
        } else if cluster.all_pairs_compared {
            format!("any two at least {lowest} similar")
        } else {
            format!("at least {lowest} similar to the first")
        };
        page.paragraph(&indent, &[Piece::plain(format!("{tellings}, {lowest}"))])?;
        page.excerpt(
            &indent,
            &[Piece::faint(format!("{}: {}", phrasing::first(representative), phrasing::origin(representative)))],
            1,
        )?;
        if let Some(note) = phrasing::chain(cluster) {
            page.paragraph(&indent, &[Piece::new(Role::Mark, note)])?;
        }
    }
    more(page, report.clusters.len(), options)
}

fn strongest(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let shown = phrasing::strongest(report);
    if shown.is_empty() {
        return Ok(());
    }
    page.heading("Strongest matches", phrasing::aside(report, &shown))?;
    for (at, found) in shown.iter().take(options.top).enumerate() {
        if at > 0 {
            page.blank()?;
        }
        one_match(page, found)?;
    }
    more(page, shown.len(), options)
}

fn one_match(page: &mut Page, found: &Match) -> io::Result<()> {
    page.paragraph("  ", &[Piece::strong(phrasing::finding(found))])?;
    side(page, "    left   ", &found.left)?;
    side(page, "    right  ", &found.right)?;
    let quoted = found.passages.iter().max_by_key(|passage| (passage.left.text.is_some(), passage.words));
    let Some((passage, text)) = quoted.and_then(|passage| Some((passage, passage.left.text.as_ref()?))) else {
        return Ok(());
    };
    page.excerpt("    ", &[Piece::plain(format!("“{text}”"))], 2)?;
    let mut note = format!("{}, {}", phrasing::counted(passage.words, "word"), passage.kind.name());
    let others = found.passages.len() - 1;
    if others > 0 {
        note.push_str(&format!("; {}", phrasing::counted(others as u64, "more passage").replace("more", "more shared")));
    }
    page.line(&[Piece::faint(format!("    {note}"))])
}

/// A document on one line.
pub(super) fn side(page: &mut Page, prefix: &str, side: &Side) -> io::Result<()> {
    let origin = phrasing::origin(side);
    let title = side.metadata.title.as_deref().unwrap_or_default();
    let mut pieces = vec![Piece::faint(prefix), Piece::plain(origin)];
    if !title.trim().is_empty() {
        pieces.push(Piece::faint(format!(" · {}", title.split_whitespace().collect::<Vec<_>>().join(" "))));
    }
    page.line(&pieces)
}

/// The least similar pairs still called near-duplicates: they show whether the limit is where it should be.
fn close_calls(page: &mut Page, report: &Report) -> io::Result<()> {
    let close = phrasing::close_calls(report);
    if close.is_empty() {
        return Ok(());
    }
    page.heading("Close calls", phrasing::CLOSE_CALLS)?;
    let mut table = Table::new(vec![Column::number(""), Column::text("", 30), Column::text("", 30)]);
    for found in close {
        table.row([phrasing::percent(found.similarity), found.left.id.clone(), found.right.id.clone()]);
    }
    page.table(&table)
}

fn sources(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.sources.is_empty() {
        return Ok(());
    }
    page.heading("Sources", "who shares with whom")?;
    let mut table = Table::new(vec![
        Column::text("source", 24),
        Column::number("documents"),
        Column::number("with a match"),
        Column::text("in common with", 60),
    ]);
    for source in report.sources.iter().take(options.top) {
        let share = phrasing::share(source.duplicated, source.documents);
        let duplicated = match source.duplicated {
            0 => "none".into(),
            some => format!("{} {:>4}", phrasing::number(some), phrasing::percent(share)),
        };
        table.row([source.source.clone(), phrasing::number(source.documents), duplicated, phrasing::partners(source)]);
    }
    page.table(&table)?;
    more(page, report.sources.len(), options)
}

fn common_sentences(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.common_sentences.is_empty() {
        return Ok(());
    }
    page.heading("Sentences told in many documents", "")?;
    for sentence in report.common_sentences.iter().take(options.top) {
        let text = sentence.text.split_whitespace().collect::<Vec<_>>().join(" ");
        page.excerpt(&format!("{:>6}  ", phrasing::number(sentence.documents)), &[Piece::plain(format!("“{text}”"))], 2)?;
        let kind = if sentence.roaming { "the documents differ otherwise" } else { "the documents are copies" };
        let spread = match sentence.sources {
            0 => String::new(),
            sources => format!("{}, ", phrasing::counted(sources, "source")),
        };
        page.line(&[Piece::faint(format!("        {spread}{kind}; first in {}", sentence.first.id))])?;
    }
    more(page, report.common_sentences.len(), options)
}

fn repetitive(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let mut ranked = phrasing::ranked(report);
    ranked.retain(|document| phrasing::is_repetitive(document));
    if ranked.is_empty() {
        return Ok(());
    }
    let note = format!("{} above the 95th percentile of news", phrasing::number(report.summary.repetitive_documents));
    page.heading("Documents that repeat themselves most", &note)?;
    ranking(page, &ranked, options)
}

fn certainty(page: &mut Page, report: &Report) -> io::Result<()> {
    if report.summary.documents < 2 {
        return Ok(());
    }
    page.heading("How sure", "")?;
    if !report.matches.is_empty() {
        page.paragraph("  ", &[Piece::plain(phrasing::VERIFIED)])?;
    }
    page.paragraph("  ", &[Piece::plain(phrasing::missed(report))])?;
    if let Some(limits) = rewrites::limits(report) {
        page.paragraph("  ", &[Piece::plain(limits)])?;
    }
    match &report.audit {
        None => Ok(()),
        Some(audit) => page.paragraph("  ", &[Piece::plain(phrasing::audit(audit))]),
    }
}
