//! The matches of a scan → who retells whom.

use super::assemble::Found;
use super::catalog::Catalog;
use super::verify::Verified;
use crate::document::DocumentId;
use crate::provenance::{First, NetworkOptions, Published, RetellingTable, Retold, Unmatched, When, retelling_table};
use crate::report::Relation;
use rustc_hash::FxHashMap;

/// The table of all sources; empty where no source is known.
///
/// Only documents that match anything are kept by themselves; of the others it is enough how many there are.
pub(super) fn table(catalog: &Catalog, found: &Found) -> RetellingTable {
    if catalog.source_names().is_empty() {
        return RetellingTable::default();
    }
    let counted = || found.verified.iter().filter(|found| !found.on_common_text);
    let copies = found.copies.iter().flat_map(|&(first, copy)| [first, copy]);
    let mut matched: Vec<DocumentId> =
        counted().flat_map(|found| [found.pair.left(), found.pair.right()]).chain(copies).collect();
    matched.sort_unstable();
    matched.dedup();
    let dates: Vec<String> = matched.iter().map(|&document| catalog.date(document)).collect();
    let published: Vec<Published<'_>> =
        matched.iter().zip(&dates).map(|(&document, date)| published(catalog, document, date)).collect();
    let number: FxHashMap<DocumentId, DocumentId> =
        (0u32..).map(DocumentId).zip(&matched).map(|(at, &document)| (document, at)).collect();
    let dense = |document: DocumentId| number.get(&document).copied().unwrap_or(DocumentId(u32::MAX));
    let first = |left: DocumentId, right: DocumentId| {
        let when = |document: DocumentId| published.get(dense(document).index()).and_then(|of| When::parse(of.date?));
        match when(left).zip(when(right)) {
            Some((left, right)) if left.is_before(&right) => First::Left,
            Some((left, right)) if right.is_before(&left) => First::Right,
            _ => First::Undetermined,
        }
    };
    let words = |document: DocumentId| u64::from(catalog.row(document).words);
    let copies = found.copies.iter().map(|&(left, right)| Retold {
        left: dense(left),
        right: dense(right),
        relation: Relation::Identical.name(),
        words: [words(left), words(right)],
        first: first(left, right),
    });
    let others = counted().map(|found| {
        let (left, right) = (found.pair.left(), found.pair.right());
        let first = found.receipts.as_ref().map_or_else(|| first(left, right), |receipts| receipts.first);
        let told = told(found, [words(left), words(right)]);
        Retold { left: dense(left), right: dense(right), relation: found.relation.name(), words: told, first }
    });
    let matches: Vec<Retold<'_>> = copies.chain(others).collect();
    retelling_table(&published, &matches, &unmatched(catalog, &matched), &NetworkOptions::default())
}

fn published<'a>(catalog: &'a Catalog, document: DocumentId, date: &'a str) -> Published<'a> {
    let source = catalog.source(document).and_then(|at| catalog.source_names().get(at)).map(String::as_str);
    Published { source, date: (!date.is_empty()).then_some(date), words: u64::from(catalog.row(document).words) }
}

/// Words of either side that the other tells: by its sentences, or by the words in runs that both have.
fn told(found: &Verified, [left, right]: [u64; 2]) -> [u64; 2] {
    let share = |words: u64, share: f64| (words as f64 * share).round() as u64;
    match &found.receipts {
        Some(receipts) => [share(left, receipts.retelling.coverage_left), share(right, receipts.retelling.coverage_right)],
        None => [found.shared_words, found.shared_words.min(right)],
    }
}

/// How many documents of each source match nothing, and their words.
fn unmatched<'a>(catalog: &'a Catalog, matched: &[DocumentId]) -> Unmatched<'a> {
    let sources = catalog.sources();
    let mut counts = vec![(0u64, 0u64); catalog.source_names().len()];
    catalog.each_row(|document, row| {
        let source = sources.get(document.index()).copied().flatten();
        let Some((documents, words)) = source.and_then(|source| counts.get_mut(source as usize)) else { return };
        if matched.binary_search(&document).is_err() {
            *documents += 1;
            *words += u64::from(row.words);
        }
    });
    catalog.source_names().iter().map(String::as_str).zip(counts).filter(|&(_, (documents, _))| documents > 0).collect()
}
