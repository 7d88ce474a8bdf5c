//! The rows of each table, as typed cells in the order of its columns.

use super::{Cell, ColumnKind, Table};
use crate::document::{Metadata, Place};
use crate::report::data::{DocumentReport, Match, Quote, Report, Side};
use crate::report::rewrites;
use std::collections::BTreeMap;
use std::io;

type Each<'a, 'r> = &'a mut dyn FnMut(&[Cell<'r>]) -> io::Result<()>;

/// Names and kinds of the columns.
pub(super) const fn columns(table: Table) -> &'static [(&'static str, ColumnKind)] {
    match table {
        Table::Matches => &[
            ("match", ColumnKind::Count),
            ("left", ColumnKind::Text),
            ("right", ColumnKind::Text),
            ("relation", ColumnKind::Text),
            ("level", ColumnKind::Text),
            ("similarity", ColumnKind::Fraction),
            ("containment_left", ColumnKind::Fraction),
            ("containment_right", ColumnKind::Fraction),
            ("rewrite", ColumnKind::Fraction),
            ("shared_words", ColumnKind::Count),
            ("on_common_text", ColumnKind::Flag),
            ("passages", ColumnKind::Count),
            ("first", ColumnKind::Text),
            ("facts_kept", ColumnKind::Count),
            ("facts_changed", ColumnKind::Count),
            ("facts_dropped", ColumnKind::Count),
            ("facts_added", ColumnKind::Count),
            ("left_source", ColumnKind::Text),
            ("right_source", ColumnKind::Text),
            ("left_date", ColumnKind::Text),
            ("right_date", ColumnKind::Text),
        ],
        Table::Clusters => &[
            ("cluster", ColumnKind::Count),
            ("id", ColumnKind::Text),
            ("representative", ColumnKind::Flag),
            ("relation", ColumnKind::Text),
            ("similarity", ColumnKind::Fraction),
            ("lowest_similarity", ColumnKind::Fraction),
            ("chained", ColumnKind::Flag),
            ("source", ColumnKind::Text),
            ("date", ColumnKind::Text),
            ("title", ColumnKind::Text),
        ],
        Table::Documents => &[
            ("id", ColumnKind::Text),
            ("source", ColumnKind::Text),
            ("date", ColumnKind::Text),
            ("title", ColumnKind::Text),
            ("url", ColumnKind::Text),
            ("file", ColumnKind::Text),
            ("record", ColumnKind::Count),
            ("byte", ColumnKind::Count),
            ("words", ColumnKind::Count),
            ("matches", ColumnKind::Count),
            ("cluster", ColumnKind::Count),
            ("repetition", ColumnKind::Fraction),
            ("percentile", ColumnKind::Fraction),
            ("echoes", ColumnKind::Count),
        ],
        Table::Passages => &[
            ("match", ColumnKind::Count),
            ("left", ColumnKind::Text),
            ("right", ColumnKind::Text),
            ("kind", ColumnKind::Text),
            ("words", ColumnKind::Count),
            ("score", ColumnKind::Fraction),
            ("left_start", ColumnKind::Count),
            ("left_end", ColumnKind::Count),
            ("right_start", ColumnKind::Count),
            ("right_end", ColumnKind::Count),
            ("left_text", ColumnKind::Text),
            ("right_text", ColumnKind::Text),
        ],
    }
}

/// Calls `each` with every row, in the order of the report.
pub(super) fn each<'r>(table: Table, report: &'r Report, each: Each<'_, 'r>) -> io::Result<()> {
    match table {
        Table::Matches => numbered(report).try_for_each(|(number, found)| each(&match_row(number, found))),
        Table::Clusters => clusters(report, each),
        Table::Documents => documents(report, each),
        Table::Passages => numbered(report).try_for_each(|(number, found)| passages(number, found, each)),
    }
}

/// Matches and, behind them, pairs of the same story, numbered as a page numbers them.
fn numbered(report: &Report) -> impl Iterator<Item = (u64, &Match)> {
    (1..).zip(report.matches.iter().chain(&report.same_story))
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Some(text))
}

fn maybe(text: Option<&String>) -> Cell<'_> {
    Cell::Text(text.map(String::as_str))
}

const fn count(count: usize) -> Cell<'static> {
    Cell::Count(Some(count as u64))
}

fn match_row(number: u64, found: &Match) -> [Cell<'_>; 21] {
    let facts = found.facts.as_ref();
    let facts = |of: fn(&crate::report::FactLedger) -> usize| Cell::Count(facts.map(|facts| of(facts) as u64));
    let [left, right] = [&found.left, &found.right];
    [
        Cell::Count(Some(number)),
        text(&left.id),
        text(&right.id),
        text(found.relation.name()),
        text(rewrites::level(found).name()),
        Cell::Fraction(Some(found.similarity)),
        Cell::Fraction(Some(found.containment_left)),
        Cell::Fraction(Some(found.containment_right)),
        Cell::Fraction(found.rewrite),
        Cell::Count(Some(found.shared_words)),
        Cell::Flag(found.on_common_text),
        count(found.passages.len()),
        maybe(found.direction.as_ref().map(|direction| &direction.first)),
        facts(|facts| facts.kept.len()),
        facts(|facts| facts.changed.len()),
        facts(|facts| facts.dropped.len()),
        facts(|facts| facts.added.len()),
        maybe(left.metadata.source.as_ref()),
        maybe(right.metadata.source.as_ref()),
        maybe(left.metadata.date.as_ref()),
        maybe(right.metadata.date.as_ref()),
    ]
}

fn passages<'r>(number: u64, found: &'r Match, each: Each<'_, 'r>) -> io::Result<()> {
    let quoted = |quote: &'r Quote| maybe(quote.text.as_ref());
    found.passages.iter().try_for_each(|passage| {
        let (left, right) = (&passage.left, &passage.right);
        each(&[
            Cell::Count(Some(number)),
            text(&found.left.id),
            text(&found.right.id),
            text(passage.kind.name()),
            Cell::Count(Some(passage.words)),
            Cell::Fraction(passage.score),
            count(left.start),
            count(left.end),
            count(right.start),
            count(right.end),
            quoted(left),
            quoted(right),
        ])
    })
}

fn clusters<'r>(report: &'r Report, each: Each<'_, 'r>) -> io::Result<()> {
    for cluster in &report.clusters {
        let mut row = |side: &'r Side, relation: Option<&'static str>, similarity: Option<f64>| {
            let Metadata { source, date, title, .. } = &side.metadata;
            each(&[
                Cell::Count(Some(cluster.id)),
                text(&side.id),
                Cell::Flag(relation.is_none()),
                Cell::Text(relation),
                Cell::Fraction(similarity),
                Cell::Fraction(Some(cluster.lowest_similarity)),
                Cell::Flag(cluster.chained),
                maybe(source.as_ref()),
                maybe(date.as_ref()),
                maybe(title.as_ref()),
            ])
        };
        row(&cluster.representative, None, None)?;
        for member in &cluster.members {
            row(&member.document, Some(member.relation.name()), Some(member.similarity))?;
        }
    }
    Ok(())
}

/// What the report says of a document in all.
#[derive(Default)]
struct Said<'r> {
    metadata: Option<&'r Metadata>,
    words: u64,
    matches: u64,
    cluster: Option<u64>,
    inspected: Option<&'r DocumentReport>,
}

/// By place and id, so that rows stand in the order of the input whatever was found first.
fn documents<'r>(report: &'r Report, each: Each<'_, 'r>) -> io::Result<()> {
    let mut all: BTreeMap<(&'r Place, &'r str), Said<'r>> = BTreeMap::new();
    let mut say = |side: &'r Side, change: &dyn Fn(&mut Said<'r>)| {
        let said = all.entry((&side.place, &side.id)).or_default();
        (said.metadata, said.words) = (Some(&side.metadata), side.words);
        change(said);
    };
    for (_, found) in numbered(report) {
        [&found.left, &found.right].into_iter().for_each(|side| say(side, &|said| said.matches += 1));
    }
    for cluster in &report.clusters {
        let members = cluster.members.iter().map(|member| &member.document);
        [&cluster.representative].into_iter().chain(members).for_each(|side| say(side, &|said| said.cluster = Some(cluster.id)));
    }
    for document in &report.documents {
        let said = all.entry((&document.place, &document.id)).or_default();
        (said.metadata, said.words, said.inspected) = (Some(&document.metadata), document.words, Some(document));
    }
    for ((place, id), said) in all {
        let of = |field: fn(&Metadata) -> &Option<String>| maybe(said.metadata.and_then(|metadata| field(metadata).as_ref()));
        each(&[
            text(id),
            of(|metadata| &metadata.source),
            of(|metadata| &metadata.date),
            of(|metadata| &metadata.title),
            of(|metadata| &metadata.url),
            text(&place.file),
            Cell::Count(Some(place.record)),
            Cell::Count(Some(place.byte)),
            Cell::Count(Some(said.words)),
            Cell::Count(Some(said.matches)),
            Cell::Count(said.cluster),
            Cell::Fraction(said.inspected.map(|document| document.index.value)),
            Cell::Fraction(said.inspected.and_then(|document| document.index.percentile)),
            Cell::Count(said.inspected.map(|document| document.echoes.len() as u64)),
        ])?;
    }
    Ok(())
}
