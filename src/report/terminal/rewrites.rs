//! What a scan says of rewrites: the pairs with their receipts, who retells whom, what explains a document.

use super::super::data::{Gathered, Match, Report, SourcePair};
use super::super::layout::{Piece, Role, pad_left};
use super::super::page::{Column, Page, Table};
use super::super::{Options, phrasing, rewrites as words};
use super::more;
use super::scan::side;
use std::io;

/// Rewrites by their score, each with receipts.
pub(super) fn rewrites(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let found = words::rewritten(report);
    if found.is_empty() {
        return Ok(());
    }
    page.heading("Rewrites", &format!("{}, highest score first", phrasing::counted(found.len() as u64, "pair")))?;
    for (at, found) in found.iter().take(options.top).enumerate() {
        if at > 0 {
            page.blank()?;
        }
        rewrite(page, found)?;
    }
    more(page, found.len(), options)
}

fn rewrite(page: &mut Page, found: &Match) -> io::Result<()> {
    page.paragraph("  ", &[Piece::strong(phrasing::finding(found))])?;
    side(page, "    left   ", &found.left)?;
    side(page, "    right  ", &found.right)?;
    if let Some(coverage) = words::coverage(found) {
        page.paragraph("    told   ", &[Piece::plain(coverage)])?;
    }
    if let Some(ledger) = &found.facts {
        let role = if ledger.changed.is_empty() { Role::Plain } else { Role::Mark };
        page.paragraph("    facts  ", &[Piece::new(role, words::facts_line(ledger))])?;
    }
    if let Some(direction) = &found.direction {
        page.paragraph("    first  ", &[Piece::plain(words::direction(direction))])?;
    }
    for passage in words::receipts(found) {
        let sign = words::sign(passage.kind);
        for (side, quote) in [(format!("{sign} left "), &passage.left), ("  right".to_owned(), &passage.right)] {
            let text = quote.text.as_deref().unwrap_or_default();
            page.excerpt(&format!("    {side}  "), &[Piece::faint(format!("“{text}”"))], 2)?;
        }
    }
    Ok(())
}

/// Pairs that share facts and no sentences, in brief: they are in no count.
pub(super) fn same_story(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.same_story.is_empty() {
        return Ok(());
    }
    let pairs = phrasing::counted(report.same_story.len() as u64, "pair");
    page.heading("The same story, told apart", &format!("{pairs}, in no other count"))?;
    let mut table = Table::new(vec![
        Column::number("facts shared"),
        Column::number("quotations"),
        Column::text("", 24),
        Column::text("", 24),
    ]);
    for found in report.same_story.iter().take(options.top) {
        let [facts, quotations] = words::shared(found);
        table.row([facts, quotations, found.left.id.clone(), found.right.id.clone()]);
    }
    page.table(&table)?;
    more(page, report.same_story.len(), options)
}

/// Who retells whom, two lines a pair of sources.
pub(super) fn source_pairs(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let pairs = words::source_pairs(report);
    if pairs.is_empty() {
        return Ok(());
    }
    page.heading("Who retells whom", "")?;
    for pair in pairs.iter().take(options.top) {
        source_pair(page, pair)?;
    }
    more(page, pairs.len(), options)
}

fn source_pair(page: &mut Page, pair: &SourcePair) -> io::Result<()> {
    let names = [
        Piece::plain("  "),
        Piece::strong(pair.source.as_str()),
        Piece::plain(words::verb(pair)),
        Piece::strong(words::first_of(pair)),
    ];
    page.line(&names)?;
    words::retold(pair).into_iter().try_for_each(|line| page.paragraph("      ", &[Piece::plain(line)]))
}

/// How much of each source is its own.
pub(super) fn sources_told(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.sources_told.is_empty() {
        return Ok(());
    }
    page.heading("What is a source's own", "without what another source told first")?;
    let mut table = Table::new(vec![
        Column::text("source", 24),
        Column::number("documents"),
        Column::number("retell others"),
        Column::number("unknown"),
        Column::number("own"),
        Column::number("own words"),
    ]);
    for told in words::sources_told(report).into_iter().take(options.top) {
        let [documents, retelling, unknown] =
            [told.documents, told.retelling_documents, told.undetermined_documents].map(phrasing::number);
        let own_words = phrasing::percent(phrasing::share(told.own_words, told.words));
        table.row([told.source.clone(), documents, retelling, unknown, phrasing::percent(told.own_share), own_words]);
    }
    page.table(&table)?;
    more(page, report.sources_told.len(), options)
}

/// Sources that publish together, a sentence each.
pub(super) fn networks(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.networks.is_empty() {
        return Ok(());
    }
    page.heading("Publishing together", "")?;
    for network in report.networks.iter().take(options.top) {
        page.paragraph("  ", &[Piece::plain(words::network(network))])?;
    }
    more(page, report.networks.len(), options)
}

/// Each new document with the earlier ones that explain it.
pub(super) fn gathered(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    if report.gathered.is_empty() {
        return Ok(());
    }
    page.heading("Explained by", &phrasing::counted(report.gathered.len() as u64, "document"))?;
    for document in report.gathered.iter().take(options.top) {
        explained(page, document, options)?;
    }
    more(page, report.gathered.len(), options)
}

fn explained(page: &mut Page, document: &Gathered, options: &Options) -> io::Result<()> {
    side(page, "  ", &document.document)?;
    let amount = |share: f64, words: u64| {
        format!("{} {}  ", pad_left(&phrasing::percent(share), 9), pad_left(&phrasing::counted(words, "word"), 12))
    };
    for source in document.sources.iter().take(options.top) {
        side(page, &amount(source.share, source.words), &source.document)?;
    }
    more(page, document.sources.len(), options)?;
    page.line(&[Piece::faint(amount(document.own_share, document.own_words)), Piece::plain("its own")])
}
