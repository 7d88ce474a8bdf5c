//! What documents repeat within themselves: one in full, many as a ranking.

use super::super::data::{Cut, DocumentReport, Echo, EchoKind, Metric, Quote, Report};
use super::super::layout::{Piece, Role};
use super::super::page::{Column, Page, Table};
use super::super::{Options, phrasing};
use super::{mark, more, new_since, ranking};
use crate::span::Span;
use std::collections::BTreeMap;
use std::io;

/// Lines of a quoted sentence.
const LINES: usize = 5;
/// Members shown of a group.
const MEMBERS: usize = 5;
/// Bars of the curve of new information.
const BARS: usize = 60;

pub(super) fn write_many(page: &mut Page, report: &Report, options: &Options) -> io::Result<()> {
    let summary = &report.summary;
    page.line(&[Piece::strong(phrasing::repetitive_headline(summary))])?;
    page.paragraph("", &[Piece::faint(phrasing::books(report))])?;
    new_since(page, report, options)?;
    let ranked = phrasing::ranked(report);
    if ranked.is_empty() {
        return Ok(());
    }
    page.heading("Most repetitive first", "inspect one of them to see what it repeats")?;
    ranking(page, &ranked, options)
}

pub(super) fn write_one(page: &mut Page, document: &DocumentReport, options: &Options) -> io::Result<()> {
    page.excerpt("", &[Piece::strong(phrasing::document_name(document))], 2)?;
    let metadata = &document.metadata;
    let words = phrasing::counted(document.words, "word");
    let parts = [
        Some(document.id.as_str()).filter(|id| *id != phrasing::document_name(document)),
        metadata.source.as_deref(),
        metadata.date.as_deref(),
        Some(words.as_str()),
        Some(document.language.as_str()).filter(|language| !language.is_empty() && *language != "und"),
    ];
    page.line(&[Piece::faint(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))])?;
    page.blank()?;
    if !document.index.verdict.is_empty() {
        page.paragraph("", &[Piece::strong(document.index.verdict.as_str())])?;
    }
    page.paragraph("", &[Piece::plain(phrasing::index(document))])?;
    if let Some(found) = &document.obfuscation {
        let said = format!("Obfuscated: {}. ", phrasing::obfuscation(found));
        page.paragraph("", &[Piece::strong(said), Piece::faint(phrasing::OBFUSCATED)])?;
    }
    echoes(page, document, options)?;
    phrases(page, document, options)?;
    could_cut(page, document, options)?;
    freshness(page, document)?;
    metrics(page, document)
}

/// Sentences that say the same, with the echoes between them.
struct Group<'a> {
    sentences: Vec<usize>,
    echoes: Vec<&'a Echo>,
}

impl Group<'_> {
    fn best(&self) -> f64 {
        self.echoes.iter().map(|echo| echo.score).fold(0.0, f64::max)
    }

    fn kind(&self) -> EchoKind {
        self.echoes.iter().map(|echo| echo.kind).min().unwrap_or(EchoKind::Echo)
    }
}

/// The groups of the document, and each echo outside them as a group of two; strongest first.
fn groups(document: &DocumentReport) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> =
        document.groups.iter().map(|group| Group { sentences: group.clone(), echoes: Vec::new() }).collect();
    for echo in &document.echoes {
        let holds = |group: &&mut Group| [echo.left, echo.right].iter().all(|end| group.sentences.contains(end));
        match groups.iter_mut().find(holds) {
            Some(group) => group.echoes.push(echo),
            None => groups.push(Group { sentences: vec![echo.left, echo.right], echoes: vec![echo] }),
        }
    }
    groups.retain(|group| !group.echoes.is_empty());
    groups.sort_by(|left, right| {
        let kinds = left.kind().cmp(&right.kind());
        kinds.then(right.best().total_cmp(&left.best())).then_with(|| left.sentences.cmp(&right.sentences))
    });
    groups
}

fn echoes(page: &mut Page, document: &DocumentReport, options: &Options) -> io::Result<()> {
    let groups = groups(document);
    let strong = document.echoes.iter().filter(|echo| echo.kind == EchoKind::Repeat).count() as u64;
    let weak = document.echoes.len() as u64 - strong;
    let counts = format!("{}, {}", phrasing::counted(strong, "repeat"), phrasing::counted(weak, "echo"));
    if groups.is_empty() {
        page.blank()?;
        return page.line(&[Piece::plain("No two sentences were found that say the same.")]);
    }
    page.heading("Said again", &counts)?;
    for (at, group) in groups.iter().take(options.top).enumerate() {
        if at > 0 {
            page.blank()?;
        }
        one_group(page, document, group)?;
    }
    more(page, groups.len(), options)
}

fn one_group(page: &mut Page, document: &DocumentReport, group: &Group) -> io::Result<()> {
    let times = match group.sentences.len() {
        2 => String::new(),
        many => format!(" · said {many} times"),
    };
    let head = format!("  {} · {}{times}", group.kind().name(), phrasing::percent(group.best()));
    page.line(&[Piece::faint(head)])?;
    for sentence in group.sentences.iter().take(MEMBERS) {
        let marks = group.echoes.iter().flat_map(|echo| {
            let left = echo.evidence.iter().filter(|_| echo.left == *sentence).map(|evidence| evidence.left);
            left.chain(echo.evidence.iter().filter(|_| echo.right == *sentence).map(|evidence| evidence.right))
        });
        let pieces = quote(document.sentences.get(*sentence), marks.collect(), page.color());
        page.excerpt(&format!("{:>5}  ", sentence + 1), &pieces, LINES)?;
    }
    if group.sentences.len() > MEMBERS {
        let others: Vec<_> = group.sentences[MEMBERS..].iter().map(|sentence| (sentence + 1).to_string()).collect();
        page.excerpt("       ", &[Piece::faint(format!("and sentences {}", others.join(", ")))], 2)?;
    }
    Ok(())
}

/// A sentence with what it shares marked; neighboring marks with only blanks and punctuation between them are one.
fn quote(sentence: Option<&Quote>, mut marks: Vec<Span>, color: bool) -> Vec<Piece> {
    let Some(sentence) = sentence else { return vec![Piece::faint("(not in the report)")] };
    let Some(text) = &sentence.text else {
        return vec![Piece::faint(format!("bytes {} to {}", sentence.start, sentence.end))];
    };
    marks.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for span in marks {
        let (start, end) = (span.start.saturating_sub(sentence.start), span.end.saturating_sub(sentence.start));
        if text.get(start..end).is_none_or(str::is_empty) {
            continue;
        }
        match merged.last_mut() {
            Some(last) if start <= last.1 || joins(&text[last.1..start]) => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    let mut pieces = Vec::new();
    let mut written = 0;
    for (start, end) in merged {
        pieces.push(Piece::plain(&text[written..start]));
        pieces.push(mark(&text[start..end], color));
        written = end;
    }
    pieces.push(Piece::plain(&text[written..]));
    pieces
}

fn joins(gap: &str) -> bool {
    !gap.chars().any(char::is_alphanumeric)
}

fn phrases(page: &mut Page, document: &DocumentReport, options: &Options) -> io::Result<()> {
    if document.phrases.is_empty() {
        return Ok(());
    }
    page.heading("Phrases that come again", "")?;
    let mut table =
        Table::new(vec![Column::number("times"), Column::text("phrase", page.width() / 2), Column::text("sentences", 60)]);
    for phrase in document.phrases.iter().take(options.top) {
        let sentences: Vec<_> = phrase.sentences.iter().map(|sentence| (sentence + 1).to_string()).collect();
        table.row([phrasing::number(phrase.count), phrase.text.clone(), sentences.join(", ")]);
    }
    page.table(&table)?;
    more(page, document.phrases.len(), options)
}

fn could_cut(page: &mut Page, document: &DocumentReport, options: &Options) -> io::Result<()> {
    let cuts = &document.could_cut;
    if cuts.is_empty() {
        return Ok(());
    }
    page.heading("Could be cut", &phrasing::saved(document))?;
    let mut table =
        Table::new(vec![Column::number("sentence"), Column::number("says again"), Column::number("words"), Column::text("", 60)]);
    for Cut { sentence, says, words } in cuts.iter().take(options.top) {
        let text = document.sentences.get(*sentence).and_then(|quote| quote.text.clone()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        table.row([(sentence + 1).to_string(), (says + 1).to_string(), phrasing::number(*words), text]);
    }
    page.table(&table)?;
    more(page, cuts.len(), options)
}

/// New content words sentence by sentence, as bars.
fn freshness(page: &mut Page, document: &DocumentReport) -> io::Result<()> {
    let curve = &document.fresh_information;
    let most = curve.iter().copied().max().unwrap_or(0);
    if curve.len() < 2 || most == 0 {
        return Ok(());
    }
    let size = curve.len().div_ceil(BARS.min(page.width() - 4));
    let bars = curve.chunks(size).map(|chunk| {
        let mean = chunk.iter().sum::<u64>() / chunk.len() as u64;
        ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'][usize::try_from(mean * 7 / most).unwrap_or(7).min(7)]
    });
    let bars: String = bars.collect();
    page.heading("New information, sentence by sentence", "content words not used before")?;
    page.line(&[Piece::plain(format!("  {bars}"))])
}

fn metrics(page: &mut Page, document: &DocumentReport) -> io::Result<()> {
    if document.metrics.is_empty() {
        return Ok(());
    }
    let tokens = if document.tokenizer.is_empty() { String::new() } else { format!("tokens: {}", document.tokenizer) };
    page.heading("Metrics", &tokens)?;
    over(page, &document.metrics)?;
    for (profile, metrics) in &document.metrics {
        let rest: Vec<_> = metrics.iter().filter(|metric| !metric.over).map(shown).collect();
        if !rest.is_empty() {
            page.paragraph("  ", &[Piece::strong(profile.as_str()), Piece::plain(format!("  {}", rest.join(", ")))])?;
        }
    }
    Ok(())
}

/// A name and a value that stay on one line.
fn shown(metric: &Metric) -> String {
    format!("{} {}", metric.name, phrasing::value(metric.value))
}

fn over(page: &mut Page, panel: &BTreeMap<String, Vec<Metric>>) -> io::Result<()> {
    let broken = panel.iter().flat_map(|(profile, metrics)| metrics.iter().map(move |metric| (profile, metric)));
    for (profile, metric) in broken.filter(|(_, metric)| metric.over) {
        let limit = metric.limit.map_or_else(String::new, |limit| format!(", limit {}", phrasing::value(limit)));
        let value = phrasing::value(metric.value);
        page.line(&[
            Piece::new(Role::Mark, format!("  over the limit  {} {value}", metric.name)),
            Piece::faint(format!("{limit} ({profile})")),
        ])?;
    }
    Ok(())
}
