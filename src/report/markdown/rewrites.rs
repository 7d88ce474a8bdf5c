//! What a scan says of rewrites, in Markdown: the pairs with their receipts, who retells whom, what explains a document.

use super::super::data::{Match, Report};
use super::super::{Options, phrasing, rewrites as words};
use super::{more, quote, side, text};
use std::io::{self, Write};

/// Rewrites by their score: a table of the pairs, and under each its receipts.
pub(super) fn rewrites(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let found = words::rewritten(report);
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Rewrites")?;
    found.iter().take(options.top).try_for_each(|found| rewrite(found, out))?;
    more(found.len(), options, out)
}

fn rewrite(found: &Match, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n**{}**\n\n| | left | right |\n|---|---|---|", text(&phrasing::finding(found)))?;
    writeln!(out, "| | {} | {} |", side(&found.left), side(&found.right))?;
    coverage(found, out)?;
    for passage in words::receipts(found) {
        let [left, right] = [&passage.left, &passage.right].map(|side| quote(side.text.as_deref().unwrap_or("")));
        writeln!(out, "| {} | {left} | {right} |", words::kind(passage))?;
    }
    writeln!(out)?;
    if let Some(ledger) = &found.facts {
        writeln!(out, "- Facts: {}", text(&words::facts_line(ledger)))?;
    }
    if let Some(direction) = &found.direction {
        writeln!(out, "- First: {}", text(&words::direction(direction)))?;
    }
    Ok(())
}

/// How much each side tells of the other, as a row.
pub(super) fn coverage(found: &Match, out: &mut dyn Write) -> io::Result<()> {
    let Some(told) = &found.retelling else { return Ok(()) };
    let [left, right] = [told.coverage_left, told.coverage_right].map(phrasing::percent);
    writeln!(out, "| told by the other | {left} | {right} |")
}

/// Which of two compared documents was first, and what became of the facts; nothing of two that have nothing in common.
pub(super) fn receipts(found: &Match, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if !words::has_receipts(found) {
        return Ok(());
    }
    if let Some(direction) = &found.direction {
        writeln!(out, "\n## Which was first\n\n{}", text(&words::first(direction)))?;
        let gap = if direction.grounds.is_empty() { "" } else { "\n" };
        write!(out, "{gap}")?;
        for ground in &direction.grounds {
            let quotes = ground.left.iter().take(1).chain(ground.right.iter().take(1));
            let quotes: Vec<_> = quotes.map(|quote| text(&words::quoted(quote))).collect();
            let gap = if quotes.is_empty() { "" } else { ": " };
            writeln!(out, "- {}{gap}{}", text(&words::ground(ground)), quotes.join(" · "))?;
        }
    }
    let Some(ledger) = &found.facts else { return Ok(()) };
    writeln!(out, "\n## Facts\n\n{}", text(&words::facts(ledger)))?;
    let ledger = words::ledger(ledger);
    if ledger.iter().any(|(_, facts)| !facts.is_empty()) {
        writeln!(out, "\n| | kind | fact |\n|---|---|---|")?;
    }
    for (what, facts) in &ledger {
        for (kind, fact) in facts.iter().take(options.top) {
            writeln!(out, "| {what} | {} | {} |", text(kind), text(fact))?;
        }
    }
    let most = ledger.iter().map(|(_, facts)| facts.len()).max().unwrap_or(0);
    more(most, options, out)
}

/// Pairs that share facts and no sentences, in brief.
pub(super) fn same_story(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.same_story.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The same story, told apart\n\nIn no other count.\n")?;
    writeln!(out, "| facts shared | quotations | left | right |\n|---:|---:|---|---|")?;
    for found in report.same_story.iter().take(options.top) {
        let [facts, quotations] = words::shared(found);
        writeln!(out, "| {facts} | {quotations} | {} | {} |", side(&found.left), side(&found.right))?;
    }
    more(report.same_story.len(), options, out)
}

/// Who retells whom, a row a pair of sources.
pub(super) fn source_pairs(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let pairs = words::source_pairs(report);
    if pairs.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Who retells whom\n")?;
    writeln!(out, "| source | retells | documents | share | relations | median delay | the other way | undetermined |")?;
    writeln!(out, "|---|---|---:|---:|---|---:|---:|---:|")?;
    for pair in pairs.iter().take(options.top) {
        let (source, first) = (text(&pair.source), text(words::first_of(pair)));
        let (documents, share) = (phrasing::number(pair.documents), phrasing::percent(pair.share));
        let (relations, delay) = (text(&words::by_relation(&pair.matches_by_relation)), words::median_delay(pair));
        let [back, unknown] = [pair.matches_back, pair.matches_undetermined].map(phrasing::number);
        writeln!(out, "| {source} | {first} | {documents} | {share} | {relations} | {delay} | {back} | {unknown} |")?;
    }
    more(pairs.len(), options, out)
}

/// How much of each source is its own.
pub(super) fn sources_told(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.sources_told.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## What is a source's own\n\nDocuments that retell no other source, and words no earlier one has.\n")?;
    writeln!(out, "| source | documents | retell others | unknown | own | own words |\n|---|---:|---:|---:|---:|---:|")?;
    for told in words::sources_told(report).into_iter().take(options.top) {
        let [documents, retelling, unknown] =
            [told.documents, told.retelling_documents, told.undetermined_documents].map(phrasing::number);
        let [own, own_words] = [told.own_share, phrasing::share(told.own_words, told.words)].map(phrasing::percent);
        writeln!(out, "| {} | {documents} | {retelling} | {unknown} | {own} | {own_words} |", text(&told.source))?;
    }
    more(report.sources_told.len(), options, out)
}

/// Sources that publish together, a sentence each.
pub(super) fn networks(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.networks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Publishing together\n")?;
    for network in report.networks.iter().take(options.top) {
        writeln!(out, "- {}", text(&words::network(network)))?;
    }
    more(report.networks.len(), options, out)
}

/// Each new document with the earlier ones that explain it.
pub(super) fn gathered(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.gathered.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Explained by\n\n| document | share | words | explained by |\n|---|---:|---:|---|")?;
    for document in report.gathered.iter().take(options.top) {
        let mut name = side(&document.document);
        for source in document.sources.iter().take(options.top) {
            let (share, words) = (phrasing::percent(source.share), phrasing::number(source.words));
            writeln!(out, "| {name} | {share} | {words} | {} |", side(&source.document))?;
            name.clear();
        }
        let hidden = document.sources.len().saturating_sub(options.top);
        if hidden > 0 {
            writeln!(out, "| | | | and {} more |", phrasing::number(hidden as u64))?;
        }
        let (share, words) = (phrasing::percent(document.own_share), phrasing::number(document.own_words));
        writeln!(out, "| {name} | {share} | {words} | its own |")?;
    }
    more(report.gathered.len(), options, out)
}
