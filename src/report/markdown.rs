//! A report for people, in Markdown (GitHub's), for an issue, a pull request or a wiki: what the terminal says, shortened.
//!
//! Ids stand in code spans, all other words that came with the input are escaped, so nothing in them
//! becomes a link, an image, HTML or a table border.

mod rewrites;

use super::data::{DocumentReport, EchoKind, Match, Relation, Report, Side};
use super::escape::{markdown as text, markdown_code as code};
use super::{Options, phrasing, rewrites as words, similarities};
use std::io::{self, Write};

/// Characters of a quote.
const QUOTE: usize = 300;

/// Writes the report as Markdown.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match (report.command.as_str(), report.matches.as_slice(), report.documents.as_slice()) {
        ("compare", [found], _) => {
            compare(found, options, out)?;
            obfuscated(report, options, out)?;
        }
        ("inspect", _, [document]) => inspect(document, options, out)?,
        ("inspect", ..) => {
            writeln!(out, "# {}\n\n{}", text(&phrasing::repetitive_headline(&report.summary)), text(&phrasing::books(report)))?;
            new_since(report, options, out)?;
            ranking(&phrasing::ranked(report), options, out)?;
        }
        _ => scan(report, options, out)?,
    }
    faults(report, options, out)
}

fn scan(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&phrasing::headline(report)))?;
    if let Some(stories) = phrasing::stories(&report.summary) {
        writeln!(out, "{}\n", text(&stories))?;
    }
    writeln!(out, "{}", text(&phrasing::books(report)))?;
    new_since(report, options, out)?;
    levels(report, out)?;
    rewrites::gathered(report, options, out)?;
    clusters(report, options, out)?;
    rewrites::rewrites(report, options, out)?;
    matches(report, options, out)?;
    close_calls(report, out)?;
    rewrites::same_story(report, options, out)?;
    rewrites::source_pairs(report, options, out)?;
    rewrites::sources_told(report, options, out)?;
    rewrites::networks(report, options, out)?;
    sources(report, options, out)?;
    common_sentences(report, options, out)?;
    obfuscated(report, options, out)?;
    let mut repetitive = phrasing::ranked(report);
    repetitive.retain(|document| phrasing::is_repetitive(document));
    if !repetitive.is_empty() {
        writeln!(out, "\n## Documents that repeat themselves most")?;
        ranking(&repetitive, options, out)?;
    }
    if report.summary.documents > 1 {
        let verified = if report.matches.is_empty() { "" } else { phrasing::VERIFIED };
        writeln!(out, "\n## How sure\n\n{verified}\n{}", text(&phrasing::missed(report)))?;
        if let Some(limits) = words::limits(report) {
            writeln!(out, "{}", text(&limits))?;
        }
        if let Some(audit) = &report.audit {
            writeln!(out, "{}", text(&phrasing::audit(audit)))?;
        }
    }
    Ok(())
}

/// What is not in the baseline, where one was given.
fn new_since(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let Some(said) = phrasing::baseline(report) else { return Ok(()) };
    writeln!(out, "\n## Since the baseline\n\n{}\n", text(&said))?;
    let new = phrasing::new_findings(report);
    new.iter().take(options.top).try_for_each(|finding| writeln!(out, "- {}", text(finding)))?;
    more(new.len(), options, out)
}

fn levels(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rows = words::levels(report);
    if !rows.is_empty() {
        writeln!(out, "\n| level | pairs | |\n|---|---:|---|")?;
    }
    for [name, count, meaning] in rows {
        writeln!(out, "| {} | {count} | {} |", text(&name), text(&meaning))?;
    }
    if let Some(blocks) = similarities::line(report) {
        writeln!(out, "\nSimilarity of the pairs, on a log scale: 0% `{blocks}` 100%")?;
    }
    words::apart(report).into_iter().try_for_each(|said| writeln!(out, "\n{}", text(&said)))
}

fn clusters(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.clusters.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Stories told more than once\n")?;
    writeln!(out, "| story | documents | lowest similarity | first told |\n|---:|---:|---:|---|")?;
    for cluster in report.clusters.iter().take(options.top) {
        let documents = phrasing::number(cluster.members.len() as u64 + 1);
        let lowest = phrasing::percent(cluster.lowest_similarity);
        let note = phrasing::chain(cluster).map_or_else(String::new, |note| format!("; {note}"));
        writeln!(out, "| {} | {documents} | {lowest} | {}{note} |", cluster.id, side(&cluster.representative))?;
    }
    more(report.clusters.len(), options, out)
}

fn matches(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let shown = phrasing::strongest(report);
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Strongest matches\n")?;
    writeln!(out, "| finding | left | right |\n|---|---|---|")?;
    for found in shown.iter().take(options.top) {
        writeln!(out, "| {} | {} | {} |", text(&phrasing::finding(found)), side(&found.left), side(&found.right))?;
    }
    more(shown.len(), options, out)
}

fn close_calls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let close = phrasing::close_calls(report);
    if !close.is_empty() {
        writeln!(out, "\n## Close calls\n\n{}\n\n| similar | left | right |\n|---:|---|---|", text(phrasing::CLOSE_CALLS))?;
    }
    close.into_iter().try_for_each(|found| {
        writeln!(out, "| {} | {} | {} |", phrasing::percent(found.similarity), side(&found.left), side(&found.right))
    })
}

fn sources(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.sources.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Sources\n\n| source | documents | with a match | in common with |\n|---|---:|---:|---|")?;
    for source in report.sources.iter().take(options.top) {
        let [documents, duplicated] = [source.documents, source.duplicated].map(phrasing::number);
        let partners = text(&phrasing::partners(source));
        writeln!(out, "| {} | {documents} | {duplicated} | {partners} |", text(&source.source))?;
    }
    more(report.sources.len(), options, out)
}

fn obfuscated(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.obfuscated.is_empty() {
        return Ok(());
    }
    let documents = phrasing::counted(report.summary.obfuscated_documents, "document");
    writeln!(out, "\n## Obfuscated text: {documents}\n\n{}\n", text(phrasing::OBFUSCATED))?;
    for document in report.obfuscated.iter().take(options.top) {
        let title = document.metadata.title.as_deref().map_or_else(String::new, |title| format!(" {}", text(title)));
        writeln!(out, "- {}{title}: {}", code(&document.id), phrasing::obfuscation(&document.obfuscation))?;
    }
    more(report.obfuscated.len(), options, out)
}

fn common_sentences(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.common_sentences.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Sentences told in many documents\n\n| documents | sentence | first in |\n|---:|---|---|")?;
    for sentence in report.common_sentences.iter().take(options.top) {
        let documents = phrasing::number(sentence.documents);
        writeln!(out, "| {documents} | {} | {} |", quote(&sentence.text), code(&sentence.first.id))?;
    }
    more(report.common_sentences.len(), options, out)
}

fn ranking(ranked: &[&DocumentReport], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n| percentile | index | words | document |\n|---:|---:|---:|---|")?;
    for document in ranked.iter().take(options.top) {
        let percentile = document.index.percentile.map_or_else(|| "–".into(), phrasing::percentile);
        let index = phrasing::percent(document.index.value);
        let words = phrasing::number(document.words);
        let title = document.metadata.title.as_deref().map_or_else(String::new, |title| format!(" {}", text(title)));
        writeln!(out, "| {percentile} | {index} | {words} | {}{title} |", code(&document.id))?;
    }
    more(ranked.len(), options, out)
}

fn inspect(document: &DocumentReport, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", text(phrasing::document_name(document)))?;
    if !document.index.verdict.is_empty() {
        writeln!(out, "**{}**", text(&document.index.verdict))?;
    }
    writeln!(out, "{}", text(&phrasing::index(document)))?;
    if let Some(found) = &document.obfuscation {
        writeln!(out, "\n**Obfuscated: {}.** {}", phrasing::obfuscation(found), text(phrasing::OBFUSCATED))?;
    }
    let sentence = |at: usize| document.sentences.get(at).and_then(|quote| quote.text.as_deref()).unwrap_or("");
    if !document.echoes.is_empty() {
        writeln!(out, "\n## Said again\n\n| how | first | again | sentences |\n|---|---:|---:|---|")?;
    }
    let mut echoes: Vec<_> = document.echoes.iter().collect();
    echoes.sort_by_key(|echo| echo.kind == EchoKind::Echo);
    for echo in echoes.iter().take(options.top) {
        let how = format!("{} {}", echo.kind.name(), phrasing::percent(echo.score));
        let quotes = [quote(sentence(echo.left)), quote(sentence(echo.right))].join("<br>");
        writeln!(out, "| {how} | {} | {} | {quotes} |", echo.left + 1, echo.right + 1)?;
    }
    more(echoes.len(), options, out)?;
    if !document.phrases.is_empty() {
        writeln!(out, "\n## Phrases that come again\n\n| times | phrase | sentences |\n|---:|---|---|")?;
    }
    for phrase in document.phrases.iter().take(options.top) {
        let sentences: Vec<_> = phrase.sentences.iter().map(|sentence| (sentence + 1).to_string()).collect();
        writeln!(out, "| {} | {} | {} |", phrasing::number(phrase.count), text(&phrase.text), sentences.join(", "))?;
    }
    more(document.phrases.len(), options, out)?;
    if !document.could_cut.is_empty() {
        let cuts: Vec<_> = document.could_cut.iter().map(|cut| (cut.sentence + 1).to_string()).collect();
        writeln!(out, "\n**Could be cut** ({}): {}.", phrasing::saved(document), cuts.join(", "))?;
    }
    metrics(document, out)
}

fn metrics(document: &DocumentReport, out: &mut dyn Write) -> io::Result<()> {
    if document.metrics.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Metrics\n\n| profile | metric | value | limit |\n|---|---|---:|---:|")?;
    let all = document.metrics.iter().flat_map(|(profile, metrics)| metrics.iter().map(move |metric| (profile, metric)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, metric)| !metric.over);
    for (profile, metric) in all {
        let limit = metric.limit.map(phrasing::value).unwrap_or_default();
        let value = phrasing::value(metric.value);
        let value = if metric.over { format!("**{value}**") } else { value };
        writeln!(out, "| {} | {} | {value} | {limit} |", text(profile), text(&metric.name))?;
    }
    Ok(())
}

fn compare(found: &Match, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&phrasing::comparison(found)))?;
    writeln!(out, "| | left | right |\n|---|---|---|")?;
    writeln!(out, "| | {} | {} |", side(&found.left), side(&found.right))?;
    writeln!(out, "| words | {} | {} |", phrasing::number(found.left.words), phrasing::number(found.right.words))?;
    let [left, right] = [found.containment_left, found.containment_right].map(phrasing::percent);
    writeln!(out, "| stands in the other | {left} | {right} |")?;
    rewrites::coverage(found, out)?;
    for passage in &found.passages {
        let [left, right] = [&passage.left, &passage.right].map(|side| quote(side.text.as_deref().unwrap_or("")));
        writeln!(out, "| {} | {left} | {right} |", words::kind(passage))?;
    }
    if found.relation == Relation::Identical {
        return rewrites::receipts(found, options, out);
    }
    for only in &found.left_only {
        writeln!(out, "| only left | {} | |", quote(only.text.as_deref().unwrap_or("")))?;
    }
    for only in &found.right_only {
        writeln!(out, "| only right | | {} |", quote(only.text.as_deref().unwrap_or("")))?;
    }
    rewrites::receipts(found, options, out)
}

fn faults(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.faults.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Skipped and repaired\n")?;
    for fault in report.faults.iter().take(options.top) {
        let place = code(&fault.place.to_string());
        writeln!(out, "- {place} {}: {}", phrasing::fault(fault.reason), text(&fault.message))?;
    }
    let shown = report.faults.len().min(options.top) as u64;
    let hidden = (report.summary.skipped + report.summary.repaired).saturating_sub(shown);
    if hidden > 0 {
        writeln!(out, "\n{}", text(&phrasing::more_faults(hidden)))?;
    }
    Ok(())
}

/// A document in a table cell: its id, and what is known beside it.
fn side(side: &Side) -> String {
    let metadata = &side.metadata;
    let rest = [metadata.title.as_deref(), metadata.source.as_deref(), metadata.date.as_deref()];
    let rest: Vec<_> = rest.into_iter().flatten().map(text).collect();
    let gap = if rest.is_empty() { "" } else { " " };
    format!("{}{gap}{}", code(&side.id), rest.join(" · "))
}

fn quote(words: &str) -> String {
    match words.char_indices().nth(QUOTE) {
        None => text(words),
        Some((end, _)) => format!("{}…", text(&words[..end])),
    }
}

fn more(total: usize, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match phrasing::more(total, options.top) {
        None => Ok(()),
        Some(rest) => writeln!(out, "\n{}", text(&rest)),
    }
}
