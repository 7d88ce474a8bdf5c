//! What was found → the report: ids for ranks, counts, the table of sources, the common sentences.

use super::catalog::Told;
use super::corpus::Corpus;
use super::gathering::Explanation;
use super::inspect::{REPETITIVE_FROM, index_report, percentile_of};
use super::lowest::Lowest;
use super::options::ScanOptions;
use super::parallel;
use super::retellings;
use super::scan::{self, Reader};
use super::verify::Verified;
use crate::boilerplate::{CommonSentence, told_sentences};
use crate::candidates::CandidatePair;
use crate::candidates::banding::Banding;
use crate::cluster::Cluster;
use crate::document::{DocumentId, Metadata};
use crate::error::Result;
use crate::normalize::Obfuscation;
use crate::provenance::{Gatherer, RetellingTable};
use crate::read::Books;
use crate::report::{
    self, Audit, DocumentReport, Match, Member, ObfuscatedDocument, Partner, Relation, Report, Side, SourceReport, Summary, TOOL,
};
use crate::similarity::Overlap;
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Common sentences that a report lists at most.
const COMMON_LISTED: usize = 1_000;

/// Documents with obfuscated characters that a report lists at most.
const OBFUSCATED_LISTED: usize = 1_000;

/// Everything the steps before have found.
pub(super) struct Found {
    pub copies: Vec<(DocumentId, DocumentId)>,
    pub verified: Vec<Verified>,
    pub clusters: Vec<Cluster>,
    pub lowest: Vec<Lowest>,
    pub common: Vec<CommonSentence>,
    pub metadata: FxHashMap<DocumentId, Metadata>,
    pub audit: Option<Audit>,
    pub explanations: Vec<Explanation>,
}

/// Puts the report together.
pub(super) fn report(reader: &Reader<'_>, corpus: &Corpus<'_>, books: Books, mut found: Found) -> Result<Report> {
    let metadata = std::mem::take(&mut found.metadata);
    let sides = Sides { reader, corpus, metadata: &metadata };
    let documents = repetitive_documents(&sides);
    let common_sentences = common_sentences(&sides, &found.common)?;
    let same_story: Vec<Verified> = found.verified.extract_if(.., |found| found.relation == Relation::SameStory).collect();
    let sources = sources(&sides, &found);
    let RetellingTable { sources: sources_told, pairs: source_pairs, networks, .. } = retellings::table(reader.catalog, &found);
    let mut summary = summary(reader, &books, &found);
    let clusters = clusters(&sides, &found);
    summary.clusters = clusters.len() as u64;
    summary.same_story = same_story.len() as u64;
    let repetitive = documents.iter().filter(|document| document.index.percentile.is_some_and(|p| p >= REPETITIVE_FROM));
    summary.repetitive_documents = repetitive.count() as u64;
    let obfuscated = obfuscated_documents(&sides);
    summary.obfuscated_documents = sides.reader.catalog.obfuscated().count() as u64;
    Ok(Report {
        schema: report::SCHEMA.to_owned(),
        tool: TOOL.to_owned(),
        command: "scan".to_owned(),
        options: options_of(reader.options),
        summary,
        matches: matches(&sides, found.copies, found.verified),
        clusters,
        documents,
        obfuscated,
        sources,
        source_pairs,
        sources_told,
        networks,
        gathered: found.explanations.into_iter().map(|explanation| gathered(&sides, explanation)).collect(),
        same_story: matches(&sides, Vec::new(), same_story),
        common_sentences,
        audit: found.audit,
        faults: books.faults(),
        baseline: None,
        known: Vec::new(),
        texts: BTreeMap::new(),
    })
}

/// Ranks → sides of matches.
struct Sides<'s> {
    reader: &'s Reader<'s>,
    corpus: &'s Corpus<'s>,
    metadata: &'s FxHashMap<DocumentId, Metadata>,
}

impl Sides<'_> {
    fn of(&self, document: DocumentId) -> Side {
        let catalog = self.reader.catalog;
        let Told { id, source, row } = catalog.told(document);
        let source = || source.and_then(|at| catalog.source_names().get(at)).cloned();
        let metadata = self.metadata.get(&document).cloned();
        Side {
            id,
            metadata: metadata.unwrap_or_else(|| Metadata { source: source(), ..Metadata::default() }),
            place: self.corpus.place(row.locator),
            words: u64::from(row.words),
        }
    }
}

/// Matches by strength of the relation, similarity, ids; what is equal in all stays in the order of ranks.
///
/// What is found is put in order before it is made matches, which are many times as large; only those
/// that are equally strong are ordered afterwards, when they have ids.
fn matches(sides: &Sides<'_>, copies: Vec<(DocumentId, DocumentId)>, mut verified: Vec<Verified>) -> Vec<Match> {
    verified.reserve_exact(copies.len());
    verified.extend(copies.iter().filter_map(|&(first, copy)| identical(sides, first, copy)));
    parallel::sort_by(&mut verified, |a, b| {
        let order = (a.relation, a.on_common_text).cmp(&(b.relation, b.on_common_text));
        order.then_with(|| b.overlap.jaccard().total_cmp(&a.overlap.jaccard())).then(a.pair.cmp(&b.pair))
    });
    let mut matches = parallel::map(verified, |verified| verified_match(sides, verified));
    let equally_strong = |a: &Match, b: &Match| {
        (a.relation, a.on_common_text) == (b.relation, b.on_common_text) && a.similarity.total_cmp(&b.similarity).is_eq()
    };
    parallel::map(matches.chunk_by_mut(equally_strong).collect::<Vec<_>>(), by_ids);
    matches
}

/// Sorts by ids; what is equal stays as it stands.
///
/// In place, since a sort that keeps equal ones in order by itself needs half as much memory again.
fn by_ids(matches: &mut [Match]) {
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.sort_unstable_by(|&a, &b| match (matches.get(a), matches.get(b)) {
        (Some(one), Some(other)) => (&one.left.id, &one.right.id).cmp(&(&other.left.id, &other.right.id)).then(a.cmp(&b)),
        _ => a.cmp(&b),
    });
    for at in 0..order.len() {
        // What belongs here may have been swapped away before; its trail is followed.
        let mut from = order.get(at).copied().unwrap_or(at);
        while from < at {
            from = order.get(from).copied().unwrap_or(at);
        }
        matches.swap(at, from);
    }
}

/// A copy that was confirmed, as if it had been compared.
fn identical(sides: &Sides<'_>, first: DocumentId, copy: DocumentId) -> Option<Verified> {
    Some(Verified {
        pair: CandidatePair::new(first, copy)?,
        relation: Relation::Identical,
        overlap: Overlap { left: 1, right: 1, shared: 1 },
        rewrite: None,
        receipts: None,
        shared_words: u64::from(sides.reader.catalog.row(first).words),
        on_common_text: false,
        passages: Vec::new(),
    })
}

fn verified_match(sides: &Sides<'_>, verified: Verified) -> Match {
    let found = Match {
        left: sides.of(verified.pair.left()),
        right: sides.of(verified.pair.right()),
        relation: verified.relation,
        similarity: verified.overlap.jaccard(),
        containment_left: verified.overlap.containment_left(),
        containment_right: verified.overlap.containment_right(),
        rewrite: verified.rewrite,
        level: report::Level::of(verified.relation, 0.0),
        shared_words: verified.shared_words,
        on_common_text: verified.on_common_text,
        passages: verified.passages,
        retelling: None,
        facts: None,
        direction: None,
        left_only: Vec::new(),
        right_only: Vec::new(),
    };
    match verified.receipts {
        Some(receipts) => receipts.onto(found),
        None => found,
    }
}

fn gathered(sides: &Sides<'_>, explanation: Explanation) -> report::Gathered {
    let Explanation { document, gathered, spans } = explanation;
    let source = |(source, ranges): (&Gatherer, Vec<Span>)| report::GatheredSource {
        document: sides.of(source.document),
        words: source.words as u64,
        share: source.share,
        ranges,
    };
    report::Gathered {
        document: sides.of(document),
        sources: gathered.sources.iter().zip(spans).map(source).collect(),
        own_words: gathered.own_words as u64,
        own_share: gathered.own_share,
    }
}

fn clusters(sides: &Sides<'_>, found: &Found) -> Vec<report::Cluster> {
    let copied: FxHashMap<DocumentId, DocumentId> = found.copies.iter().map(|&(first, copy)| (copy, first)).collect();
    let mut order: Vec<usize> = (0..found.clusters.len()).collect();
    order.sort_by_key(|&at| {
        found.clusters.get(at).map(|cluster| (std::cmp::Reverse(cluster.members.len()), cluster.representative))
    });
    let mut numbers = vec![0u64; order.len()];
    for (number, &at) in (1u64..).zip(&order) {
        if let Some(slot) = numbers.get_mut(at) {
            *slot = number;
        }
    }
    let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
    let member = |representative: DocumentId, &(document, similarity): &(DocumentId, f64)| {
        let is_copy = copied.get(&document) == Some(&representative);
        let relation = if is_copy { Relation::Identical } else { Relation::NearDuplicate };
        Member { document: sides.of(document), relation, similarity }
    };
    let report_of = |at: usize| {
        let (cluster, &(lowest_similarity, all_pairs_compared)) = (found.clusters.get(at)?, found.lowest.get(at)?);
        let mut chained_to: Vec<u64> = cluster.chained_to.iter().map(|&other| number(other)).collect();
        chained_to.sort_unstable();
        Some(report::Cluster {
            id: number(at),
            representative: sides.of(cluster.representative),
            members: parallel::map(&cluster.members, |of| member(cluster.representative, of)),
            lowest_similarity,
            all_pairs_compared,
            chained: cluster.chained,
            chained_to,
        })
    };
    parallel::map(order, report_of).into_iter().flatten().collect()
}

/// Documents whose repetition stands out, most repetitive first.
fn repetitive_documents(sides: &Sides<'_>) -> Vec<DocumentReport> {
    let catalog = sides.reader.catalog;
    let from = sides.reader.options.repetitive_from.unwrap_or(REPETITIVE_FROM).min(REPETITIVE_FROM);
    let mut standing_out = Vec::new();
    catalog.each_row(|document, row| {
        let (value, words) = (f64::from(row.repetition), row.words as usize);
        if percentile_of(value, words, row.language).is_some_and(|percentile| percentile >= from) {
            standing_out.push((document, index_report(value, words, row.language)));
        }
    });
    standing_out.sort_by(|(a, x), (b, y)| {
        y.percentile.unwrap_or(0.0).total_cmp(&x.percentile.unwrap_or(0.0)).then(y.value.total_cmp(&x.value)).then(a.cmp(b))
    });
    let report_of = |(document, index)| {
        let Side { id, metadata, place, words } = sides.of(document);
        let language = catalog.row(document).language.name().to_owned();
        DocumentReport { id, metadata, place, words, language, index, ..DocumentReport::default() }
    };
    standing_out.into_iter().map(report_of).collect()
}

/// Documents with characters chosen to look like others or to be seen by nobody, most signs first, then by id.
fn obfuscated_documents(sides: &Sides<'_>) -> Vec<ObfuscatedDocument> {
    let mut listed: Vec<_> = sides.reader.catalog.obfuscated().collect();
    listed.sort_by_key(|&(document, found)| (std::cmp::Reverse(found.total()), document));
    let last = listed.get(OBFUSCATED_LISTED.saturating_sub(1)).map_or(0, |(_, found)| found.total());
    listed.retain(|(_, found)| found.total() >= last);
    let mut listed: Vec<_> = listed.into_iter().map(|(document, found)| obfuscated(sides.of(document), found)).collect();
    listed.sort_by(|a, b| b.obfuscation.total().cmp(&a.obfuscation.total()).then_with(|| a.id.cmp(&b.id)));
    listed.truncate(OBFUSCATED_LISTED);
    listed
}

/// The entry of one of them.
pub(super) fn obfuscated(Side { id, metadata, place, .. }: Side, obfuscation: Obfuscation) -> ObfuscatedDocument {
    ObfuscatedDocument { id, metadata, place, obfuscation }
}

/// The most frequent common sentences, with their text as it stands in the first document.
fn common_sentences(sides: &Sides<'_>, common: &[CommonSentence]) -> Result<Vec<report::CommonSentence>> {
    let mut order: Vec<&CommonSentence> = common.iter().collect();
    order.sort_by_key(|sentence| {
        (std::cmp::Reverse(sentence.documents.len()), sentence.documents.first().copied(), sentence.hash)
    });
    order.truncate(COMMON_LISTED);
    let firsts = order.iter().filter_map(|sentence| sentence.documents.first().copied());
    let prepared = sides.reader.prepare(firsts)?;
    let mut listed = Vec::with_capacity(order.len());
    for sentence in order {
        let Some((first, side)) = sentence.documents.first().and_then(|first| Some((*first, prepared.get(first)?))) else {
            continue;
        };
        let mut span = Span::default();
        told_sentences(&side.document.text, &side.words, sides.reader.options.boilerplate.min_words, |hash, range| {
            if let (true, true, Some(words)) = (hash == sentence.hash, span.is_empty(), side.words.get(range)) {
                span = words.first().zip(words.last()).map_or(span, |(first, last)| Span::new(first.span.start, last.span.end));
            }
        });
        let catalog = sides.reader.catalog;
        let sources: FxHashSet<usize> = sentence.documents.iter().filter_map(|&document| catalog.source(document)).collect();
        listed.push(report::CommonSentence {
            text: report::Quote::of(span, &side.document.text, super::verify::QUOTE_CHARACTERS).text.unwrap_or_default(),
            documents: sentence.documents.len() as u64,
            sources: sources.len() as u64,
            roaming: sentence.roaming,
            first: sides.of(first),
            span,
        });
    }
    listed.sort_by(|a, b| {
        b.documents.cmp(&a.documents).then_with(|| a.first.id.cmp(&b.first.id)).then_with(|| a.span.cmp(&b.span))
    });
    Ok(listed)
}

/// Pairs of documents that count: not on common text.
fn counted(found: &Found) -> impl Iterator<Item = (DocumentId, DocumentId)> {
    let verified = found.verified.iter().filter(|verified| !verified.on_common_text);
    found.copies.iter().copied().chain(verified.map(|verified| (verified.pair.left(), verified.pair.right())))
}

fn sources(sides: &Sides<'_>, found: &Found) -> Vec<SourceReport> {
    let catalog = sides.reader.catalog;
    let documents = catalog.documents_by_source().into_iter().enumerate();
    let source_of = catalog.sources();
    let source = |document: DocumentId| source_of.get(document.index()).copied().flatten();
    let mut sharing: Vec<(u32, u32, DocumentId)> = counted(found)
        .filter_map(|(left, right)| Some((left, source(left)?, right, source(right)?)))
        .flat_map(|(left, one, right, other)| [(one, other, left), (other, one, right)])
        .collect();
    drop(source_of);
    parallel::sort(&mut sharing);
    sharing.dedup();
    let mut shared: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for with_one in sharing.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if let Some(&(own, partner, _)) = with_one.first() {
            shared.insert((own as usize, partner as usize), with_one.len() as u64);
        }
    }
    sharing.iter_mut().for_each(|(_, partner, _)| *partner = 0);
    parallel::sort(&mut sharing);
    sharing.dedup();
    let mut duplicated: BTreeMap<usize, u64> = BTreeMap::new();
    for of_one in sharing.chunk_by(|a, b| a.0 == b.0) {
        if let Some(&(own, ..)) = of_one.first() {
            duplicated.insert(own as usize, of_one.len() as u64);
        }
    }
    let name = |at: usize| catalog.source_names().get(at).cloned().unwrap_or_default();
    let mut reports: Vec<SourceReport> = documents
        .map(|(source, documents)| {
            let of_source = shared.range((source, 0)..=(source, usize::MAX));
            let mut partners: Vec<Partner> =
                of_source.map(|(&(_, partner), &documents)| Partner { source: name(partner), documents }).collect();
            partners.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.source.cmp(&b.source)));
            let duplicated = duplicated.get(&source).copied().unwrap_or(0);
            SourceReport { source: name(source), documents, duplicated, partners }
        })
        .collect();
    reports.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.source.cmp(&b.source)));
    reports
}

fn summary(reader: &Reader<'_>, books: &Books, found: &Found) -> Summary {
    let mut by_relation: BTreeMap<String, u64> = Relation::ALL
        .iter()
        .filter(|&&relation| reader.options.wants(relation))
        .map(|relation| (relation.name().to_owned(), 0))
        .collect();
    let on_common_text = found.verified.iter().filter(|verified| verified.on_common_text).count();
    let counted = found.verified.iter().filter(|verified| !verified.on_common_text).map(|verified| verified.relation);
    for relation in counted.chain(found.copies.iter().map(|_| Relation::Identical)) {
        if let Some(count) = by_relation.get_mut(relation.name()) {
            *count += 1;
        }
    }
    let in_clusters: u64 = found.clusters.iter().map(|cluster| cluster.members.len() as u64 + 1).sum();
    let is_old = |document: DocumentId| reader.is_old(document);
    let strong = found.verified.iter().filter(|verified| {
        !matches!(verified.relation, Relation::SharesPassages | Relation::SameStory) && !verified.on_common_text
    });
    let pairs = strong.map(|verified| (verified.pair.left(), verified.pair.right())).chain(found.copies.iter().copied());
    let mut retelling = vec![false; reader.catalog.len()];
    for document in pairs.map(|(left, right)| if is_old(right) { left } else { right }) {
        if let Some(flag) = retelling.get_mut(document.index()) {
            *flag = true;
        }
    }
    let members = found.clusters.iter().flat_map(|cluster| &cluster.members);
    let redundant = members.filter(|&&(member, _)| !is_old(member)).count() as u64;
    let mut words = 0;
    reader.catalog.each_row(|_, row| words += u64::from(row.words));
    Summary {
        words,
        matches_by_relation: by_relation,
        matches_on_common_text: on_common_text as u64,
        documents_in_clusters: in_clusters,
        redundant_documents: redundant,
        retelling_documents: retelling.into_iter().filter(|&retells| retells).count() as u64,
        probability_missed: probability_missed(reader.options),
        ..Corpus::books_of(books)
    }
}

/// Probability that a pair exactly at the threshold is no candidate.
fn probability_missed(options: &ScanOptions) -> f64 {
    let plan = scan::plan(options).ok().and_then(|plan| plan.banding);
    plan.map_or(0.0, |banding: Banding| 1.0 - banding.probability(options.thresholds.min_similarity))
}

/// The options that bear on the result.
pub(super) fn options_of(options: &ScanOptions) -> BTreeMap<String, serde_json::Value> {
    let names: Vec<_> = options.relations.iter().map(|relation| relation.name()).collect();
    let mut all: BTreeMap<String, serde_json::Value> = BTreeMap::new();
    let mut say = |name: &str, value: serde_json::Value| all.insert(name.to_owned(), value);
    say("relations", names.into());
    say("min-similarity", options.thresholds.min_similarity.into());
    say("min-containment", options.thresholds.min_containment.into());
    if options.wants(Relation::Rewritten) {
        say("rewrites", options.rewrites.name().into());
    }
    if options.gather {
        say("gather", true.into());
    }
    say("min-passage-words", options.thresholds.min_passage_words.into());
    say("recall", options.recall.into());
    say("exact", options.exact.into());
    say("shingle-width", options.shingle_width.into());
    say("shingle-unit", options.shingle_unit.name().into());
    say("hashes", options.sketch.hashes.into());
    say("seed", options.sketch.seed.into());
    say("language", options.language.map_or("auto", |language| language.name()).into());
    if let Some(banding) = scan::plan(options).ok().and_then(|plan| plan.banding) {
        say("bands", banding.bands().into());
        say("rows", banding.rows().into());
    }
    all
}
