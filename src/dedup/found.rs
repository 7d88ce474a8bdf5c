//! What a scan found, as documents, classes of identical ones, and verified pairs of classes.
//!
//! Only documents that stand in a match that may remove one are here, in the order of the input; all
//! others are kept without being asked for.

use super::decide::{Neighbors, Pair, Verdict, decide};
use super::keep::{Keep, Value, compare};
use crate::error::{Error, Result};
use crate::pipeline::{LISTED_IN_FULL_UP_TO, PairFound, Progress, ScanOptions, Sources, verify_pairs};
use crate::read::{Inputs, Locator, Outcome, Scratch};
use crate::report::{Match, Relation, Report, Side};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// Pairs from which a class is taken for the first of a group that was not listed in full: the cap of a
/// bucket is higher, but what is in a bucket need not match.
const HUB_FROM: usize = 64;

/// Kept documents that a document is compared with when the one it matched has gone: one after the other,
/// so that the first takes most of a group and the work stays linear.
const HEIRS: usize = 8;

/// A document, by its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Doc {
    pub file: u32,
    pub record: u64,
    pub byte: u64,
    pub id: String,
    source: Option<String>,
    words: u64,
    /// What it is ordered by; none where it has no such value.
    value: Option<Value>,
    /// Place in the list of clusters, which goes by date and id.
    listed: u32,
}

impl Doc {
    pub(super) fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }
}

/// Documents, classes and pairs.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub docs: Vec<Doc>,
    /// Documents of each class of identical ones, the first by date and id first.
    pub classes: Vec<Vec<usize>>,
    pub pairs: Vec<Pair>,
    /// Classes that may have pairs that were not listed.
    hubs: Vec<bool>,
}

type Spot = (u32, u64);

impl Found {
    /// Takes from a report what may remove a document by one of `relations`.
    pub(super) fn of(report: &mut Report, inputs: &Inputs, relations: &[Relation]) -> Self {
        let files: FxHashMap<&str, u32> = (0..).zip(inputs.files()).map(|(number, file)| (file.name(), number)).collect();
        let spot = |side: &Side| (files.get(&*side.place.file).copied().unwrap_or(u32::MAX), side.place.record);
        let removes = |found: &Match| {
            !found.on_common_text && (found.relation == Relation::Identical || relations.contains(&found.relation))
        };
        let mut matches = std::mem::take(&mut report.matches);
        matches.retain(removes);
        let mut docs: Vec<Doc> = Vec::new();
        let mut spots: FxHashSet<Spot> = FxHashSet::default();
        for side in matches.iter().flat_map(|found| [&found.left, &found.right]) {
            let (file, record) = spot(side);
            if spots.insert((file, record)) {
                let (id, source) = (side.id.clone(), side.metadata.source.clone());
                docs.push(Doc {
                    file,
                    record,
                    byte: side.place.byte,
                    id,
                    source,
                    words: side.words,
                    value: None,
                    listed: u32::MAX,
                });
            }
        }
        docs.sort_by_key(|doc| (doc.file, doc.record));
        let at: FxHashMap<Spot, usize> = docs.iter().enumerate().map(|(at, doc)| ((doc.file, doc.record), at)).collect();
        let at = |side: &Side| at.get(&spot(side)).copied();
        let mut large = FxHashSet::default();
        let mut listed = 0;
        for cluster in &report.clusters {
            if cluster.members.len() > LISTED_IN_FULL_UP_TO {
                large.extend(at(&cluster.representative));
            }
            let members = cluster.members.iter().map(|member| &member.document);
            for side in std::iter::once(&cluster.representative).chain(members) {
                if let Some(doc) = at(side).and_then(|at| docs.get_mut(at)) {
                    doc.listed = listed;
                }
                listed += 1;
            }
        }
        report.clusters = Vec::new();
        let mut found = Self { docs, ..Self::default() };
        found.group(&matches, &|side| at(side).unwrap_or_default(), &large);
        found
    }

    /// Puts identical documents into classes, and everything else between classes.
    fn group(&mut self, matches: &[Match], at: &impl Fn(&Side) -> usize, large: &FxHashSet<usize>) {
        let mut first: Vec<usize> = (0..self.docs.len()).collect();
        for found in matches.iter().filter(|found| found.relation == Relation::Identical) {
            let (left, right) = (at(&found.left), at(&found.right));
            if let Some(slot) = first.get_mut(right) {
                *slot = left;
            }
        }
        let mut class_of: FxHashMap<usize, usize> = FxHashMap::default();
        for (doc, &first) in first.iter().enumerate() {
            if doc == first {
                class_of.insert(doc, self.classes.len());
                self.classes.push(vec![doc]);
            }
        }
        for (doc, first) in first.iter().enumerate().filter(|&(doc, &first)| doc != first) {
            if let Some(class) = class_of.get(first).and_then(|&class| self.classes.get_mut(class)) {
                class.push(doc);
            }
        }
        let class = |side: &Side| class_of.get(&at(side)).copied().unwrap_or_default();
        self.pairs = matches
            .iter()
            .filter(|found| found.relation != Relation::Identical)
            .map(|found| Pair {
                left: class(&found.left),
                right: class(&found.right),
                relation: found.relation,
                similarity: found.similarity,
                containment_left: found.containment_left,
                containment_right: found.containment_right,
            })
            .collect();
        let neighbors = Neighbors::new(self.classes.len(), &self.pairs);
        let is_large = |class: &[usize]| class.iter().any(|doc| large.contains(doc));
        let hubs = self.classes.iter().enumerate().map(|(at, docs)| neighbors.of(at).len() >= HUB_FROM || is_large(docs));
        self.hubs = hubs.collect();
    }

    /// Finds what documents are ordered by.
    ///
    /// # Errors
    /// A usage error where no document has it: a misspelled field or source orders nothing.
    pub(super) fn value(&mut self, keep: &Keep, sources: &Sources, progress: &dyn Progress) -> Result<()> {
        match keep {
            Keep::First => return Ok(()),
            Keep::Longest => {
                self.docs.iter_mut().for_each(|doc| doc.value = Some(Value::Whole(i128::from(doc.words))));
            }
            Keep::Sources(names) => {
                for doc in &mut self.docs {
                    let place = doc.source.as_ref().and_then(|source| names.iter().position(|name| name == source));
                    doc.value = place.map(|place| Value::Whole(place as i128));
                }
            }
            Keep::Newest => self.read_values(None, sources, progress)?,
            Keep::Field { name, .. } => self.read_values(Some(name), sources, progress)?,
        }
        let missing = self.docs.iter().all(|doc| doc.value.is_none()) && !self.docs.is_empty();
        match keep {
            Keep::Field { name, .. } if missing => {
                Err(Error::usage(format!("--keep {keep}: none of the documents that match another has a field `{name}`")))
            }
            Keep::Sources(_) if missing => {
                Err(Error::usage(format!("--keep {keep}: none of the documents that match another is from these sources")))
            }
            _ => Ok(()),
        }
    }

    /// Reads a field of all documents here, or their dates.
    fn read_values(&mut self, field: Option<&str>, sources: &Sources, progress: &dyn Progress) -> Result<()> {
        let mut read = sources.read_options().clone();
        read.fields.title = field.unwrap_or(&read.fields.date).to_owned();
        let docs = &mut self.docs;
        let mut next = 0;
        progress.stage("ordering", Some(sources.inputs().total_bytes()));
        each_document(sources.inputs(), &read, progress, |record| {
            // Both go in the order of the input.
            let place = |doc: &Doc| (doc.file, doc.record);
            let here = (record.locator.file, record.locator.record);
            while docs.get(next).is_some_and(|doc| place(doc) < here) {
                next += 1;
            }
            if let Some(doc) = docs.get_mut(next).filter(|doc| place(doc) == here) {
                doc.value = record.title.as_deref().map(Value::of);
            }
        })
    }

    /// Orders the members of every class, the one to be kept first.
    fn order(&mut self, descending: bool) {
        let docs = &self.docs;
        for class in &mut self.classes {
            let key = |&doc: &usize| docs.get(doc).map(|doc| (doc.value.as_ref(), doc.listed));
            class.sort_by(|a, b| match (key(a), key(b)) {
                (Some((left, first)), Some((right, second))) => compare(left, right, descending).then(first.cmp(&second)),
                _ => Ordering::Equal,
            });
        }
    }

    fn compare(&self, left: usize, right: usize, descending: bool) -> Ordering {
        let value = |class: usize| self.best(class).and_then(|doc| doc.value.as_ref());
        compare(value(left), value(right), descending)
    }

    /// The document of a class that is kept if any is.
    pub(super) fn best(&self, class: usize) -> Option<&Doc> {
        self.docs.get(*self.classes.get(class)?.first()?)
    }

    /// Decides which classes are kept, looking again at documents whose match has gone where the scan
    /// did not list all pairs.
    pub(super) fn decide(
        &mut self,
        keep: &Keep,
        sources: &Sources,
        options: &ScanOptions,
        progress: &dyn Progress,
    ) -> Result<Vec<Verdict>> {
        let descending = keep.is_descending();
        self.order(descending);
        let mut tried: FxHashSet<(usize, usize)> = FxHashSet::default();
        let mut places: FxHashMap<Spot, Locator> = FxHashMap::default();
        for heirs in 1..=HEIRS {
            let verdicts = decide(self.classes.len(), &self.pairs, |left, right| self.compare(left, right, descending));
            let open = self.open(&verdicts, &mut tried, heirs, descending);
            if open.is_empty() {
                return Ok(verdicts);
            }
            progress.stage("looking again", None);
            if places.is_empty() {
                places = self.locate(sources, progress)?;
            }
            let more = verify(&self.located(&open, &places), sources, options, progress)?;
            self.pairs.extend(more);
        }
        Ok(decide(self.classes.len(), &self.pairs, |left, right| self.compare(left, right, descending)))
    }

    /// Pairs of kept classes, the first of them among so many that are preferred, that both match a class
    /// that has gone and had too many pairs to be listed.
    fn open(
        &self,
        verdicts: &[Verdict],
        tried: &mut FxHashSet<(usize, usize)>,
        heirs_tried: usize,
        descending: bool,
    ) -> Vec<(usize, usize)> {
        let kept = |class: usize| verdicts.get(class) == Some(&Verdict::Kept);
        let neighbors = Neighbors::new(self.classes.len(), &self.pairs);
        let listed = |class: usize| (self.best(class).map(|doc| doc.listed), class);
        let mut open = Vec::new();
        for hub in (0..self.classes.len()).filter(|&class| self.hubs.get(class) == Some(&true) && !kept(class)) {
            let near = neighbors.of(hub).iter().filter_map(|&at| self.pairs.get(at));
            let mut heirs: Vec<usize> = near.map(|pair| pair.other(hub)).filter(|&class| kept(class)).collect();
            heirs.sort_by(|&a, &b| self.compare(a, b, descending).then_with(|| listed(a).cmp(&listed(b))));
            for (at, &class) in heirs.iter().enumerate() {
                let before = heirs.get(..at.min(heirs_tried)).unwrap_or_default();
                open.extend(before.iter().map(|&heir| (heir, class)).filter(|&pair| tried.insert(pair)));
            }
        }
        open
    }

    /// Where the documents to be kept of all classes stand that match a class with pairs not listed.
    fn locate(&self, sources: &Sources, progress: &dyn Progress) -> Result<FxHashMap<Spot, Locator>> {
        let is_hub = |class: usize| self.hubs.get(class) == Some(&true);
        let near = self.pairs.iter().filter(|pair| is_hub(pair.left) || is_hub(pair.right));
        let wanted: FxHashSet<Spot> = near.flat_map(|pair| [self.spot(pair.left), self.spot(pair.right)]).collect();
        let mut places: FxHashMap<Spot, Locator> = FxHashMap::default();
        each_document(sources.inputs(), sources.read_options(), progress, |record| {
            let here = (record.locator.file, record.locator.record);
            if wanted.contains(&here) {
                places.insert(here, record.locator);
            }
        })?;
        Ok(places)
    }

    /// Where the document to be kept of a class stands.
    fn spot(&self, class: usize) -> Spot {
        self.best(class).map_or((u32::MAX, 0), |doc| (doc.file, doc.record))
    }

    /// Pairs of classes with where they stand; what could not be found again is left out.
    fn located(&self, pairs: &[(usize, usize)], places: &FxHashMap<Spot, Locator>) -> Vec<Located> {
        let place = |class| places.get(&self.spot(class)).copied();
        pairs.iter().filter_map(|&(left, right)| Some(((left, right), (place(left)?, place(right)?)))).collect()
    }
}

/// Two classes, and where the document to be kept of each stands.
type Located = ((usize, usize), (Locator, Locator));

/// The pairs of which a relation holds.
fn verify(located: &[Located], sources: &Sources, options: &ScanOptions, progress: &dyn Progress) -> Result<Vec<Pair>> {
    let locators: Vec<_> = located.iter().map(|&(_, places)| places).collect();
    let found = verify_pairs(sources, &locators, options, progress)?;
    let holds = located.iter().zip(found).filter(|(_, found)| found.relation != Relation::Unrelated);
    let pair = |(&((left, right), _), found): (&Located, PairFound)| Pair {
        left,
        right,
        relation: found.relation,
        similarity: found.overlap.jaccard(),
        containment_left: found.overlap.containment_left(),
        containment_right: found.overlap.containment_right(),
    };
    Ok(holds.map(pair).collect())
}

/// Goes through all documents once more, in order.
fn each_document(
    inputs: &Inputs,
    read: &crate::read::Options,
    progress: &dyn Progress,
    mut each: impl FnMut(&crate::read::Record<'_>),
) -> Result<()> {
    let mut scratch = Scratch::default();
    for batch in inputs.batches(read) {
        if progress.is_interrupted() {
            return Err(Error::interrupted());
        }
        let batch = batch?;
        batch.for_each(read, &mut scratch, |outcome| {
            if let Outcome::Document(record) = &outcome {
                each(record);
            }
        });
        progress.advance(0, batch.bytes_taken);
    }
    Ok(())
}
