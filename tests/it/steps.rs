//! The steps of a scan, put together as an engine over several machines would: they find what the scan finds.

use crate::harness::corpus;
use std::collections::{BTreeMap, BTreeSet};
use twicetold::candidates::rare_terms::{Frequencies, Rarity};
use twicetold::evaluate::{GenerateOptions, Generator, Shape};
use twicetold::pipeline::steps::{
    Asking, BandPosting, CELL_BLOCKS, Cells, Link, Part, Sketcher, TermBlock, address, best_partners, buckets, cells_of,
    large_star, linked, scan_part, small_star, thinned,
};
use twicetold::read::{Inputs, Options, Record};
use twicetold::report::{Relation, Report};
use twicetold::sketch::Term;
use twicetold::{Document, ScanOptions, Sources, scan};

/// Places that things meet at, and documents of a block of terms.
const PLACES: u32 = 5;
const BLOCK: u32 = 700;

/// What is kept of a content, at its rank.
struct Content {
    content: u128,
    bands: Vec<u32>,
    bits: Vec<u8>,
    terms: Vec<Term>,
}

/// What several machines would do, in one.
struct Engine<'e> {
    documents: &'e [Document],
    options: ScanOptions,
    contents: Vec<Content>,
    /// The rank of the content of each document.
    ranks: Vec<u32>,
    terms_in_all: usize,
}

impl<'e> Engine<'e> {
    fn new(documents: &'e [Document], relations: &[Relation]) -> Self {
        let mut options = ScanOptions::default();
        options.relations = relations.to_vec();
        let mut sketcher = Sketcher::new(&options).unwrap();
        let (mut contents, mut of_documents, mut terms_in_all) = (BTreeMap::new(), Vec::new(), 0);
        for (at, document) in documents.iter().enumerate() {
            let sketch = sketcher.sketch(&Record::of(document, at));
            let date = document.metadata.date.clone().unwrap_or_default();
            let key = (date.is_empty(), date, document.id.clone(), sketch.content);
            terms_in_all += sketch.terms.len();
            of_documents.push(sketch.content);
            let (bands, bits, terms) = (sketch.bands.to_vec(), sketch.bits.to_vec(), sketch.terms.to_vec());
            let (first, _) = contents.entry(sketch.content).or_insert((key.clone(), (bands, bits, terms)));
            *first = first.clone().min(key);
        }
        let mut ordered: Vec<_> = contents.into_iter().map(|(content, (key, kept))| (key, content, kept)).collect();
        ordered.sort();
        let rank_of: BTreeMap<u128, u32> = ordered.iter().map(|(_, content, _)| *content).zip(0..).collect();
        let contents = ordered.into_iter().map(|(_, content, (bands, bits, terms))| Content { content, bands, bits, terms });
        let ranks = of_documents.iter().map(|content| rank_of[content]).collect();
        Self { documents, options, contents: contents.collect(), ranks, terms_in_all }
    }

    fn links(&self) -> Vec<Link> {
        let (mut links, mut met) = (Vec::new(), vec![Vec::new(); PLACES as usize]);
        for start in 0..3 {
            let mut postings = vec![Vec::new(); PLACES as usize];
            for (document, content) in (0u32..).zip(&self.contents).skip(start).step_by(3) {
                for (band, &hash) in (0u32..).zip(&content.bands) {
                    postings[address(hash, PLACES) as usize].push(BandPosting { hash, band, document });
                }
            }
            for (met, mut postings) in met.iter_mut().zip(postings) {
                thinned(&mut postings, |link| links.push(link));
                met.extend(postings);
            }
        }
        let mut sets = BTreeSet::new();
        for mut postings in met {
            let set = |documents: &[u32]| {
                sets.insert(documents.to_vec());
            };
            buckets(&mut postings, set, |link| links.push(link));
        }
        let crowded: BTreeSet<u32> = links.iter().flat_map(|link| [link.node, link.to]).collect();
        for set in sets {
            let of = |document: u32| (document, self.contents[document as usize].bits.as_slice(), crowded.contains(&document));
            links.extend(linked(&set.into_iter().map(of).collect::<Vec<_>>(), &self.options));
        }
        links
    }

    /// The first of the component of each content.
    fn components(&self, mut links: Vec<Link>) -> Vec<u32> {
        loop {
            let mut next = Vec::new();
            let mut both = links.iter().flat_map(|link| [*link, Link { node: link.to, to: link.node }]).collect();
            let mut changed = large_star(&mut both, |link| next.push(link));
            links.clear();
            changed += small_star(&mut next, |link| links.push(link));
            if changed == 0 {
                break;
            }
        }
        let mut components: Vec<u32> = (0..self.contents.len() as u32).collect();
        links.iter().for_each(|link| components[link.node as usize] = link.to);
        components
    }

    fn frequencies(&self) -> Frequencies {
        let mut blocks = vec![Vec::new(); CELL_BLOCKS as usize];
        for content in &self.contents {
            cells_of(&content.terms, self.terms_in_all, |block, cell| blocks[block as usize].push(cell));
        }
        let mut cells = Cells::new(self.terms_in_all);
        for (block, found) in (0u32..).zip(blocks) {
            let (stems, pairs) = Cells::counted(block, found.into_iter(), self.terms_in_all);
            cells.put(block, &stems, &pairs);
        }
        cells.frequencies(self.contents.len())
    }

    fn retold(&self, frequencies: &Frequencies) -> Vec<(u32, u32)> {
        let mut scratch = Vec::new();
        let mut thin = |content: &Content| {
            let mut kept = Vec::new();
            let rarity = frequencies.by_rarity(&content.terms, &mut scratch, &mut kept);
            (rarity, kept)
        };
        let thinned: Vec<(Rarity, Vec<Term>)> = self.contents.iter().map(&mut thin).collect();
        let mut found = vec![Vec::new(); thinned.len()];
        let mut asking = Asking::default();
        for block_of in (0u32..).zip(&thinned).collect::<Vec<_>>().chunks(BLOCK as usize) {
            let mut block = TermBlock::default();
            block_of.iter().for_each(|(document, (rarity, terms))| block.push(*document, *rarity, terms));
            block.index();
            for (document, (rarity, terms)) in (0u32..).zip(&thinned) {
                let document = (document, *rarity, terms.as_slice());
                let partners = block.partners(document, frequencies, self.options.rewrites, &mut asking);
                found[document.0 as usize].extend_from_slice(partners);
            }
        }
        let mut pairs = Vec::new();
        for (document, mut partners) in (0u32..).zip(found) {
            best_partners(&mut partners);
            let evident = partners.iter().filter(|partner| partner.is_evident == 1);
            pairs.extend(evident.map(|partner| (document.min(partner.document), document.max(partner.document))));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Scans some contents, all documents of each.
    fn part(&self, of: &BTreeSet<u32>, retold: &[(u32, u32)], banded: bool, frequencies: &Frequencies) -> Report {
        let at: Vec<usize> = (0..self.documents.len()).filter(|&at| of.contains(&self.ranks[at])).collect();
        let record = |rank: u32| at.iter().position(|&at| self.ranks[at] == rank).unwrap() as u64 + 1;
        let retold: Vec<_> = retold.iter().map(|&(left, right)| (record(left), record(right))).collect();
        let documents: Vec<Document> = at.iter().map(|&at| self.documents[at].clone()).collect();
        let read = Options::default();
        let sources = Sources::of(Inputs::in_memory("part", Box::new(documents), &read), read);
        let part = Part { banded, retold: &retold, frequencies };
        scan_part(&sources, part, &self.options, &()).unwrap()
    }

    fn rank_of(&self, id: &str) -> u32 {
        self.ranks[self.documents.iter().position(|document| document.id == id).unwrap()]
    }

    fn reports(&self) -> Vec<Report> {
        let mut links = if self.options.relations.contains(&Relation::NearDuplicate) { self.links() } else { Vec::new() };
        let (mut frequencies, mut retold) = (Frequencies::default(), Vec::new());
        if self.options.relations.contains(&Relation::Rewritten) {
            frequencies = self.frequencies();
            retold = self.retold(&frequencies);
        }
        let mut components = self.components(links.clone());
        let together = |components: &[u32], &(left, right): &(u32, u32)| components[left as usize] == components[right as usize];
        let mut across: Vec<_> = retold.iter().copied().filter(|pair| !together(&components, pair)).collect();
        let mut reports = Vec::new();
        if !across.is_empty() {
            let verified = |pair: &(u32, u32)| self.part(&[pair.0, pair.1].into(), &[*pair], false, &frequencies);
            // Documents that prove near-duplicates bring their components together, and are found again there.
            for pair in &across {
                let found = verified(pair).matches;
                if found.iter().any(|found| found.relation == Relation::NearDuplicate) {
                    links.push(Link { node: pair.1, to: pair.0 });
                }
            }
            components = self.components(links);
            across.retain(|pair| !together(&components, pair));
            for pair in &across {
                let mut report = verified(pair);
                report.matches.retain(|found| found.relation == Relation::Rewritten);
                report.clusters.clear();
                reports.push(report);
            }
        }
        let mut by_component: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (rank, &component) in (0u32..).zip(&components) {
            by_component.entry(component).or_default().insert(rank);
        }
        let mut parts: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); 3];
        for (at, contents) in by_component.into_values().enumerate() {
            parts[at % 3].extend(contents);
        }
        for part in parts {
            let inside: Vec<_> =
                retold.iter().copied().filter(|pair| together(&components, pair) && part.contains(&pair.0)).collect();
            reports.push(self.part(&part, &inside, true, &frequencies));
        }
        reports
    }
}

/// What is found, without the places, which a part has others of, and the numbers.
fn found(reports: &[Report]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for report in reports {
        for found in report.matches.iter().chain(&report.same_story) {
            let mut found = found.clone();
            (found.left.place, found.right.place) = Default::default();
            assert!(all.insert(serde_json::to_string(&found).unwrap()), "told twice: {} {}", found.left.id, found.right.id);
        }
        for cluster in &report.clusters {
            let mut cluster = cluster.clone();
            cluster.representative.place = Default::default();
            cluster.members.iter_mut().for_each(|member| member.document.place = Default::default());
            (cluster.id, cluster.chained_to) = Default::default();
            assert!(all.insert(serde_json::to_string(&cluster).unwrap()), "told twice: {}", cluster.representative.id);
        }
    }
    all
}

fn check(documents: &[Document], relations: &[Relation], least: usize) {
    let engine = Engine::new(documents, relations);
    let whole = found(&[scan(documents, &engine.options).unwrap()]);
    let parts = found(&engine.reports());
    assert!(whole.len() >= least, "{} found", whole.len());
    assert_eq!(parts.difference(&whole).count(), 0, "{}", parts.difference(&whole).next().unwrap());
    assert_eq!(whole.difference(&parts).count(), 0, "{}", whole.difference(&parts).next().unwrap());
    assert!(engine.contents.windows(2).all(|two| two[0].content != two[1].content));
    assert!(documents.iter().all(|document| engine.rank_of(&document.id) < engine.contents.len() as u32));
}

fn generated(shape: Shape, documents: u64) -> Vec<Document> {
    let mut lines = Vec::new();
    let mut options = GenerateOptions::default();
    (options.documents, options.seed, options.shape) = (documents, 5, shape);
    Generator::new(&options).unwrap().write(&mut lines, &mut Vec::new()).unwrap();
    let of = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut document = Document::new(value["id"].as_str().unwrap(), value["text"].as_str().unwrap());
        document.metadata.date = value["date"].as_str().map(str::to_owned);
        document.metadata.source = value["source"].as_str().map(str::to_owned);
        document
    };
    String::from_utf8(lines).unwrap().lines().map(of).collect()
}

#[test]
fn steps_find_what_a_scan_finds() {
    for relations in [&[Relation::NearDuplicate][..], &[Relation::NearDuplicate, Relation::Rewritten], &[Relation::Rewritten]] {
        check(&corpus("newsroom"), relations, 10);
    }
    check(&generated(Shape::News, 1_500), &[Relation::NearDuplicate, Relation::Rewritten], 300);
}

#[test]
fn crowds_stay_together() {
    for shape in [Shape::OneBucket, Shape::Chain, Shape::ExactCopies] {
        let mut documents = generated(shape, 600);
        let others = generated(Shape::News, 200).into_iter().map(|mut document| {
            document.id.insert(0, 'n');
            document
        });
        documents.extend(others);
        check(&documents, &[Relation::NearDuplicate], 100);
    }
}
