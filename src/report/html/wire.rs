//! A report as the page carries it: documents and recurring words once, pairs as short rows of numbers.
//!
//! Twenty thousand pairs as `json` writes them are 40 MB; as rows they are a few. Nothing but quotes of texts that
//! stand in the page anyway is left out, so [`Wire::into_report`] has the report again and `verify` can read a page. The
//! script reads rows by position: a change here is a change in `script/data.js`.
//!
//! ```text
//! document [id, title, source, date, url, file, record, byte, words]      source, file: places in `names`; -1 where none
//! pair     [left, right, relation, level, similarity, containment of left, of right, rewrite, shared words, on common text,
//!           passages, more]                                               left, right: places in `documents`
//! passage  [kind, left start, left bytes, right start, right bytes, words(, score, quote of left, quote of right)]
//! fact     [kind, left start, left bytes, right start, right bytes] · [kind, start, bytes]
//! ```

mod pair;
mod table;

pub(super) use table::Table;

use crate::document::Fault;
use crate::error::Result;
use crate::normalize::Obfuscation;
use crate::report::baseline::Compared;
use crate::report::data::{
    Audit, Cluster, CommonSentence, DocumentReport, Gathered, GatheredSource, Member, Network, ObfuscatedDocument, Relation,
    Report, Side, SourcePair, SourceReport, SourceTold, Summary,
};
use crate::span::Span;
use pair::Pair;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A report in short.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Wire {
    schema: String,
    tool: String,
    command: String,
    options: BTreeMap<String, serde_json::Value>,
    summary: Summary,
    /// Where passages and texts stand if they do not stand here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parts: Option<Parts>,
    /// In a part, what leads back to the page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<String>,
    /// Number of the first pair, from 1; more than 1 in a part.
    #[serde(default)]
    first_pair: usize,
    /// The same of the documents with findings of their own.
    #[serde(default)]
    first_article: usize,
    #[serde(flatten)]
    table: Table,
    matches: Vec<Pair>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    same_story: Vec<Pair>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    clusters: Vec<Group>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    articles: Vec<(usize, DocumentReport)>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    obfuscated: Vec<(usize, Obfuscation)>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    sources: Vec<SourceReport>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    source_pairs: Vec<SourcePair>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    sources_told: Vec<SourceTold>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    networks: Vec<Network>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    gathered: Vec<Explained>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    common_sentences: Vec<Common>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    audit: Option<Audit>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    baseline: Option<Compared>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    faults: Vec<Fault>,
}

/// Pages beside the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parts {
    /// The folder, relative to the page.
    pub folder: String,
    /// Number of the first pair of each part that has some, from 1; these parts come first.
    pub first_pairs: Vec<usize>,
    /// Number of the first document of each part that has some.
    pub first_articles: Vec<usize>,
}

/// A cluster: id, representative, members, lowest similarity, whether it is over all pairs, whether and to what it is chained.
#[derive(Debug, Serialize, Deserialize)]
struct Group(u64, usize, Vec<(usize, Relation, f64)>, f64, bool, bool, Vec<u64>);

/// A gathered document, its sources (words, share, ranges), words of its own, their share.
#[derive(Debug, Serialize, Deserialize)]
struct Explained(usize, Vec<Explains>, u64, f64);

/// A source, the words it explains, their share, where they stand.
type Explains = (usize, u64, f64, Vec<(usize, usize)>);

/// A common sentence: text, documents, sources, whether it roams, the first document, where in it.
#[derive(Debug, Serialize, Deserialize)]
struct Common(String, u64, u64, bool, usize, usize, usize);

impl Wire {
    /// Everything but the pairs and what goes with them.
    pub(super) fn header(report: &Report) -> Self {
        Self {
            schema: report.schema.clone(),
            tool: report.tool.clone(),
            command: report.command.clone(),
            options: report.options.clone(),
            summary: report.summary.clone(),
            baseline: report.baseline,
            first_pair: 1,
            first_article: 1,
            ..Self::default()
        }
    }

    /// The whole report; `detailed` says whether pairs have their passages and facts here.
    pub(super) fn of(report: &Report, detailed: Detail) -> Self {
        let mut wire = Self::header(report);
        let mut table = Table::default();
        wire.matches = report.matches.iter().map(|found| Pair::of(found, &mut table, report, detailed)).collect();
        wire.same_story = report.same_story.iter().map(|found| Pair::of(found, &mut table, report, detailed)).collect();
        wire.clusters = report.clusters.iter().map(|cluster| Group::of(cluster, &mut table)).collect();
        wire.gathered = report.gathered.iter().map(|gathered| Explained::of(gathered, &mut table)).collect();
        wire.common_sentences = report.common_sentences.iter().map(|sentence| Common::of(sentence, &mut table)).collect();
        wire.obfuscated = report.obfuscated.iter().map(|document| (table.obfuscated(document), document.obfuscation)).collect();
        wire.articles = report.documents.iter().map(|document| article(document, &mut table, report, detailed)).collect();
        wire.sources.clone_from(&report.sources);
        wire.source_pairs.clone_from(&report.source_pairs);
        wire.sources_told.clone_from(&report.sources_told);
        wire.networks.clone_from(&report.networks);
        wire.audit.clone_from(&report.audit);
        wire.faults.clone_from(&report.faults);
        wire.table = table;
        wire
    }

    /// Some pairs of a report in full, with the sentences that are greyed in their texts.
    pub(super) fn pairs(report: &Report, pairs: Range<usize>) -> Self {
        let mut wire = Self::header(report);
        let mut table = Table::default();
        wire.first_pair = pairs.start + 1;
        let matches = report.matches.iter().chain(&report.same_story).skip(pairs.start).take(pairs.len());
        wire.matches = matches.map(|found| Pair::of(found, &mut table, report, Detail::Full)).collect();
        let roaming = report.common_sentences.iter().filter(|sentence| sentence.roaming);
        wire.common_sentences = roaming.map(|sentence| Common::of(sentence, &mut table)).collect();
        wire.table = table;
        wire
    }

    /// Some documents of a report with what they repeat.
    pub(super) fn articles(report: &Report, articles: Range<usize>) -> Self {
        let mut wire = Self::header(report);
        wire.first_article = articles.start + 1;
        let documents = report.documents.get(articles).unwrap_or_default();
        let mut table = Table::default();
        wire.articles = documents.iter().map(|document| article(document, &mut table, report, Detail::Full)).collect();
        wire.table = table;
        wire
    }

    /// Documents and names.
    pub(super) const fn table(&self) -> &Table {
        &self.table
    }

    /// The report again, without the texts and what was quoted from them.
    pub(super) fn into_report(self) -> Result<Report> {
        let table = &self.table;
        let pairs = |pairs: Vec<Pair>| pairs.into_iter().map(|pair| pair.into_match(table)).collect::<Result<Vec<_>>>();
        Ok(Report {
            matches: pairs(self.matches)?,
            same_story: pairs(self.same_story)?,
            clusters: self.clusters.into_iter().map(|group| group.into_cluster(table)).collect::<Result<_>>()?,
            documents: self.articles.into_iter().map(|(_, document)| document).collect(),
            obfuscated: self.obfuscated.into_iter().map(|found| obfuscated(found, table)).collect::<Result<_>>()?,
            gathered: self.gathered.into_iter().map(|found| found.into_gathered(table)).collect::<Result<_>>()?,
            common_sentences: self.common_sentences.into_iter().map(|found| found.into_sentence(table)).collect::<Result<_>>()?,
            schema: self.schema,
            tool: self.tool,
            command: self.command,
            options: self.options,
            summary: self.summary,
            sources: self.sources,
            source_pairs: self.source_pairs,
            sources_told: self.sources_told,
            networks: self.networks,
            audit: self.audit,
            faults: self.faults,
            baseline: self.baseline,
            known: Vec::new(),
            texts: BTreeMap::new(),
        })
    }
}

/// How much a page says of its pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Passages, facts, direction.
    Full,
    /// What a list shows.
    Row,
}

impl Group {
    fn of(cluster: &Cluster, table: &mut Table) -> Self {
        let member = |table: &mut Table, member: &Member| (table.document(&member.document), member.relation, member.similarity);
        let representative = table.document(&cluster.representative);
        let members = cluster.members.iter().map(|one| member(table, one)).collect();
        let Cluster { id, lowest_similarity, all_pairs_compared, chained, .. } = *cluster;
        Self(id, representative, members, lowest_similarity, all_pairs_compared, chained, cluster.chained_to.clone())
    }

    fn into_cluster(self, table: &Table) -> Result<Cluster> {
        let Self(id, representative, members, lowest_similarity, all_pairs_compared, chained, chained_to) = self;
        let member = |(document, relation, similarity)| Ok(Member { document: table.side(document)?, relation, similarity });
        let members = members.into_iter().map(member).collect::<Result<_>>()?;
        let representative = table.side(representative)?;
        Ok(Cluster { id, representative, members, lowest_similarity, all_pairs_compared, chained, chained_to })
    }
}

impl Explained {
    fn of(gathered: &Gathered, table: &mut Table) -> Self {
        let document = table.document(&gathered.document);
        let ranges = |source: &GatheredSource| source.ranges.iter().map(|span| (span.start, span.end)).collect();
        let sources = gathered.sources.iter();
        let sources = sources.map(|source| (table.document(&source.document), source.words, source.share, ranges(source)));
        Self(document, sources.collect(), gathered.own_words, gathered.own_share)
    }

    fn into_gathered(self, table: &Table) -> Result<Gathered> {
        let Self(document, sources, own_words, own_share) = self;
        let source = |(document, words, share, ranges): Explains| {
            let ranges = ranges.into_iter().map(|(start, end)| Span::new(start, end)).collect();
            Ok(GatheredSource { document: table.side(document)?, words, share, ranges })
        };
        let sources = sources.into_iter().map(source).collect::<Result<_>>()?;
        Ok(Gathered { document: table.side(document)?, sources, own_words, own_share })
    }
}

impl Common {
    fn of(sentence: &CommonSentence, table: &mut Table) -> Self {
        let CommonSentence { text, documents, sources, roaming, first, span } = sentence;
        Self(text.clone(), *documents, *sources, *roaming, table.document(first), span.start, span.end)
    }

    fn into_sentence(self, table: &Table) -> Result<CommonSentence> {
        let Self(text, documents, sources, roaming, first, start, end) = self;
        Ok(CommonSentence { text, documents, sources, roaming, first: table.side(first)?, span: Span::new(start, end) })
    }
}

/// A document with findings of its own: its number, and what was found, without quotes where its text is in the page.
fn article(found: &DocumentReport, table: &mut Table, report: &Report, detail: Detail) -> (usize, DocumentReport) {
    let DocumentReport { id, metadata, place, words, .. } = found;
    let side = Side { id: id.clone(), metadata: metadata.clone(), place: place.clone(), words: *words };
    let number = table.document(&side);
    if detail == Detail::Full {
        let mut found = found.clone();
        if report.texts.contains_key(place) {
            found.sentences.iter_mut().for_each(|sentence| sentence.text = None);
        }
        return (number, found);
    }
    let DocumentReport { language, index, obfuscation, could_cut, .. } = found.clone();
    (
        number,
        DocumentReport {
            id: side.id,
            metadata: side.metadata,
            place: side.place,
            words: *words,
            language,
            index,
            obfuscation,
            could_cut,
            ..DocumentReport::default()
        },
    )
}

fn obfuscated((document, obfuscation): (usize, Obfuscation), table: &Table) -> Result<ObfuscatedDocument> {
    let Side { id, metadata, place, .. } = table.side(document)?;
    Ok(ObfuscatedDocument { id, metadata, place, obfuscation })
}
