//! Candidates for rewrites: documents that share terms which few others have.
//!
//! MinHash sees runs of words, and a rewrite keeps none. It keeps names, sums and the rare words of its
//! subject, so an inverted index of the rarest terms of each document finds it, where an index of all terms
//! would join everything with everything. Postings are linear in the corpus: a term that stands in more
//! documents than its cap is not indexed, and a document keeps its [`BUDGET`] best partners only.
//!
//! How many documents a term stands in is counted in cells that terms share by chance (Cormode and
//! Muthukrishnan, 2005, with one row): a count may be too high, which hides a term, and never too low. The
//! number of cells depends on the corpus alone, so that the same corpus has the same candidates whatever the memory.

use super::Posting;
use crate::document::DocumentId;
use crate::sketch::Term;
use crate::weights::{FEWEST_DOCUMENTS, NAT, ln_ratio};
use bytemuck::{Pod, Zeroable};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// Stems of a document that are indexed: its rarest that another has.
pub const INDEXED_STEMS: usize = 16;

/// Pairs of stems of a document that are indexed.
pub const INDEXED_PAIRS: usize = 64;

/// Documents in which an indexed pair may stand.
pub const PAIR_CAP: u32 = 200;

/// Documents in which an indexed stem may stand, whatever the corpus; or [`STEM_SHARE`] of it.
pub const STEM_CAP: u32 = 200;

/// The part of a corpus in which an indexed stem may stand: one in so many.
pub const STEM_SHARE: usize = 400;

/// Terms that a candidate shares at least.
pub const LEAST_SHARED: u32 = 2;

/// Candidates of a document at most, those with the heaviest shared terms.
pub const BUDGET: usize = 24;

/// Rarest stems of a document by which another is judged to tell of the same.
pub const TELLING: usize = 16;

/// Most cells that pairs are counted in.
const MOST_CELLS: usize = 1 << 28;

/// Binary places of a weight as it is summed up; with a count of eight bits above.
const SUM_BITS: u32 = 10;

/// In how many documents each term stands.
///
/// Counts may be added from several threads and are the same in any order.
#[derive(Debug, Default)]
pub struct Frequencies {
    documents: usize,
    /// What a shared term says by the number of documents it stands in, as far as stems are indexed.
    said: Vec<u32>,
    stems: Vec<AtomicU32>,
    pairs: Vec<AtomicU8>,
}

impl Frequencies {
    /// For so many documents with so many terms together.
    #[must_use]
    pub fn for_corpus(documents: usize, terms: usize) -> Self {
        let (stems, pairs) = cells(terms);
        Self::of_counts(documents, vec![0; stems], vec![0; pairs])
    }

    /// Of what was counted elsewhere, cell by cell; as many cells of each kind as [`cells`] says.
    #[must_use]
    pub fn of_counts(documents: usize, stems: Vec<u32>, pairs: Vec<u8>) -> Self {
        let stem_cap = STEM_CAP.max(u32::try_from(documents / STEM_SHARE).unwrap_or(u32::MAX));
        let said = (0..=stem_cap).map(|count| ln_ratio(documents as u64, u64::from(count))).collect();
        let (stems, pairs) = (stems.into_iter().map(AtomicU32::new).collect(), pairs.into_iter().map(AtomicU8::new).collect());
        Self { documents, said, stems, pairs }
    }

    /// Counts one more document for each of its terms.
    pub fn add(&self, terms: impl Iterator<Item = Term>) {
        for term in terms {
            if term.is_pair() {
                let Some(cell) = self.pairs.get(slot(term, self.pairs.len())) else { continue };
                // Full at 255, which is over every cap.
                let _ = cell.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_add(1));
            } else if let Some(cell) = self.stems.get(slot(term, self.stems.len())) {
                cell.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// In how many documents a term stands, or more; at most 255 for a pair.
    #[must_use]
    pub fn of(&self, term: Term) -> u32 {
        if term.is_pair() {
            self.pairs.get(slot(term, self.pairs.len())).map_or(0, |cell| u32::from(cell.load(Ordering::Relaxed)))
        } else {
            self.stems.get(slot(term, self.stems.len())).map_or(0, |cell| cell.load(Ordering::Relaxed))
        }
    }

    /// Whether the corpus is large enough to say what is rare.
    #[must_use]
    pub const fn are_telling(&self) -> bool {
        self.documents as u64 >= FEWEST_DOCUMENTS
    }

    /// What a stem says in this corpus: the logarithm of the documents to those that have it; none where the corpus is too small
    /// to tell, or was not counted.
    #[must_use]
    pub fn said_by(&self, stem: u64) -> Option<u32> {
        let count = self.of(Term::stem((stem >> 32) as u32)).max(1);
        let known = self.said.get(count as usize).copied();
        self.are_telling().then(|| known.unwrap_or_else(|| ln_ratio(self.documents as u64, u64::from(count))))
    }

    /// Puts those terms of a document that another may have too into `kept`: stems before pairs, the rarest first, equally rare
    /// ones as they stood.
    pub fn by_rarity(&self, terms: &[Term], scratch: &mut Vec<(u64, Term)>, kept: &mut Vec<Term>) -> Rarity {
        let mut rarity = Rarity::default();
        scratch.clear();
        for (at, &term) in (0u64..).zip(terms) {
            match self.of(term) {
                0 | 1 if term.is_pair() => rarity.lone_pairs += 1,
                0 | 1 => rarity.lone_stems += 1,
                count => {
                    scratch.push((u64::from(term.is_pair()) << 63 | u64::from(count) << 16 | at, term));
                    let (indexed, most, cap) = if term.is_pair() {
                        (&mut rarity.indexed_pairs, INDEXED_PAIRS, PAIR_CAP)
                    } else {
                        (&mut rarity.indexed_stems, INDEXED_STEMS, u32::MAX)
                    };
                    let is_indexed = count <= cap && usize::from(*indexed) < most && self.said.len() > count as usize;
                    *indexed += u8::from(is_indexed);
                }
            }
        }
        scratch.sort_unstable();
        kept.extend(scratch.iter().map(|&(_, term)| term));
        rarity
    }

    /// What it says that a term is shared: the logarithm of the documents to those that have it; nothing of a frequent one.
    fn said_by_term(&self, term: Term) -> u32 {
        self.said.get(self.of(term) as usize).copied().unwrap_or_default()
    }

    /// What the shared terms of a candidate must say together: as much as two that fifty documents have each;
    /// nothing in a corpus of fifty.
    #[must_use]
    fn least_said(&self) -> u32 {
        2 * ln_ratio(self.documents as u64, 50)
    }
}

/// How many cells stems and pairs are counted in, in a corpus of so many terms; powers of two.
#[must_use]
pub fn cells(terms: usize) -> (usize, usize) {
    let cells = |terms: usize| terms.next_power_of_two().clamp(1 << 10, MOST_CELLS);
    (cells(terms / 8) / 2, cells(terms / 2))
}

/// The cell of a term among so many, a power of two.
#[must_use]
pub const fn slot(term: Term, cells: usize) -> usize {
    (term.0 >> 1).wrapping_mul(0x9E37_79B1) as usize & cells.wrapping_sub(1)
}

/// The terms of many documents, and which documents have them.
#[derive(Debug, Default)]
pub struct TermIndex {
    postings: Vec<Posting>,
    /// Where the postings begin whose terms have the same leading bits.
    starts: Vec<u32>,
    shift: u32,
}

impl TermIndex {
    /// Of ascending postings, at most 2³² of them.
    #[must_use]
    pub fn new(postings: Vec<Posting>) -> Self {
        let buckets = (postings.len() / 4).next_power_of_two().max(2);
        let shift = u32::BITS - buckets.trailing_zeros();
        let mut starts = Vec::with_capacity(buckets + 1);
        for (at, posting) in (0u32..).zip(&postings) {
            while starts.len() <= (posting.hash() >> shift) as usize {
                starts.push(at);
            }
        }
        starts.resize(buckets + 1, u32::try_from(postings.len()).unwrap_or(u32::MAX));
        Self { postings, starts, shift }
    }

    /// Where the postings of a term and of others with the same leading bits stand.
    fn bucket(&self, term: Term) -> (u32, u32) {
        let bucket = (term.0 >> self.shift) as usize;
        self.starts.get(bucket).copied().zip(self.starts.get(bucket + 1).copied()).unwrap_or_default()
    }

    /// Where the postings of a term stand in its bucket.
    fn within(&self, (start, end): (u32, u32), term: Term) -> (u32, u32) {
        let bucket = self.postings.get(start as usize..end as usize).unwrap_or_default();
        let before = bucket.iter().filter(|posting| posting.hash() < term.0).count() as u32;
        let up_to = bucket.iter().filter(|posting| posting.hash() <= term.0).count() as u32;
        (start + before, start + up_to)
    }
}

/// A partner of a document, and what their shared terms say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner {
    /// In nats, with ten binary places.
    pub said: u32,
    /// The other document.
    pub document: DocumentId,
}

/// Sums up what documents share with one document after another.
#[derive(Debug, Default)]
pub struct Votes {
    /// For each document how many terms it shares, in the eight highest bits, and what they say.
    sums: Vec<u32>,
    touched: Vec<u32>,
    places: Vec<(u32, u32)>,
    partners: Vec<Partner>,
}

impl Votes {
    /// The documents of an index that share at least [`LEAST_SHARED`] of `terms` which say enough together,
    /// [`BUDGET`] at most: those whose shared terms say most, the earlier of equals first.
    ///
    /// Costs a step for every posting of the terms.
    pub fn partners(
        &mut self,
        index: &TermIndex,
        of: DocumentId,
        terms: impl Iterator<Item = Term> + Clone,
        frequencies: &Frequencies,
    ) -> &[Partner] {
        // All places first, so that the processor waits for many at once.
        self.places.clear();
        self.places.extend(terms.clone().map(|term| index.bucket(term)));
        for (place, term) in self.places.iter_mut().zip(terms.clone()) {
            *place = index.within(*place, term);
        }
        for (&(start, end), term) in self.places.iter().zip(terms).filter(|((start, end), _)| start < end) {
            let vote = (1 << 24) | (frequencies.said_by_term(term) / (NAT >> SUM_BITS));
            for posting in index.postings.get(start as usize..end as usize).unwrap_or_default() {
                let document = posting.document();
                if self.sums.len() <= document.index() {
                    self.sums.resize(document.index() + 1, 0);
                }
                let Some(sum) = self.sums.get_mut(document.index()) else { continue };
                if *sum == 0 {
                    self.touched.push(document.0);
                }
                *sum = sum.saturating_add(vote);
            }
        }
        let least = frequencies.least_said() / (NAT >> SUM_BITS);
        self.partners.clear();
        for document in self.touched.drain(..).map(DocumentId) {
            let sum = self.sums.get_mut(document.index()).map(std::mem::take).unwrap_or_default();
            let (count, said) = (sum >> 24, sum & ((1 << 24) - 1));
            if document != of && count >= LEAST_SHARED && said >= least {
                self.partners.push(Partner { said, document });
            }
        }
        best(&mut self.partners);
        self.partners.truncate(BUDGET);
        &self.partners
    }
}

/// Puts partners in order, those that say most first, of equals the earlier document.
pub fn best(partners: &mut [Partner]) {
    partners.sort_unstable_by(|a, b| b.said.cmp(&a.said).then(a.document.cmp(&b.document)));
}

/// How rare the terms of a document are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rarity {
    /// Stems that no other document has, which are not kept.
    pub lone_stems: u8,
    /// The same of pairs.
    pub lone_pairs: u8,
    /// Of the stems that are kept so many are indexed, the first ones.
    pub indexed_stems: u8,
    /// The same of pairs.
    pub indexed_pairs: u8,
}

impl Rarity {
    /// How many of the terms of the document are indexed.
    #[must_use]
    pub const fn count_indexed(self) -> usize {
        self.indexed_stems as usize + self.indexed_pairs as usize
    }

    /// Those of the kept terms of the document that are indexed.
    pub fn indexed(self, kept: &[Term]) -> impl Iterator<Item = Term> + Clone {
        let pairs = kept.partition_point(|term| !term.is_pair());
        let stems = kept.iter().take(usize::from(self.indexed_stems));
        stems.chain(kept.iter().skip(pairs).take(usize::from(self.indexed_pairs))).copied()
    }
}

/// The terms of one document, to be compared with those of any number of others.
#[derive(Debug)]
pub struct Terms {
    /// A hash table with open addressing; a slot holds a term and, above, its number plus one.
    table: Vec<u64>,
    /// All its terms, and its stems among them, with those that no other document has.
    count: u32,
    stems: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { table: vec![0; 512], count: 0, stems: 0 }
    }
}

impl Terms {
    /// Takes the terms of a document in the order of [`Frequencies::by_rarity`], 256 at most.
    pub fn index(&mut self, terms: &[Term], rarity: Rarity) {
        self.table.fill(0);
        let shared_stems = terms.iter().filter(|term| !term.is_pair()).count() as u32;
        self.stems = u32::from(rarity.lone_stems) + shared_stems;
        self.count = u32::from(rarity.lone_stems) + u32::from(rarity.lone_pairs) + terms.len() as u32;
        // Those that no other has are the rarest.
        for (number, &term) in (u64::from(rarity.lone_stems) + 1..).zip(terms.iter().take(256)) {
            let mut at = slot(term, self.table.len());
            while self.table.get(at).is_some_and(|&held| held != 0) {
                at = (at + 1) % self.table.len();
            }
            if let Some(held) = self.table.get_mut(at) {
                *held = number << 32 | u64::from(term.0);
            }
        }
    }

    /// The place of a term by rarity, from 0.
    fn number(&self, term: Term) -> Option<u32> {
        let mut at = slot(term, self.table.len());
        loop {
            let held = self.table.get(at).copied().filter(|&held| held != 0)?;
            if held as u32 == term.0 {
                return Some((held >> 32) as u32 - 1);
            }
            at = (at + 1) % self.table.len();
        }
    }

    /// Share of the terms of this or another document that both have, in `0.0..=1.0`; 0 where there are none. Costs a look-up a term.
    #[must_use]
    pub fn share(&self, other: &[Term], rarity: Rarity) -> f64 {
        let shared = other.iter().filter(|&&term| self.number(term).is_some()).count() as u32;
        let all = self.count + u32::from(rarity.lone_stems) + u32::from(rarity.lone_pairs) + other.len() as u32 - shared;
        f64::from(shared) / f64::from(all.max(1))
    }

    /// Whether of the [`TELLING`] rarest stems of either document the other has at least a share; of the stems there are where one has
    /// fewer. Mostly told by the rarest stems of the other, a look-up each.
    #[must_use]
    pub fn are_told(&self, other: &[Term], rarity: Rarity, least: f32) -> bool {
        let telling = TELLING as u32;
        let stems = other.iter().take_while(|term| !term.is_pair());
        let rarest = telling.saturating_sub(u32::from(rarity.lone_stems)) as usize;
        let enough = |count: usize, stems: u32| count as f32 / stems.min(telling).max(1) as f32 >= least;
        let (mut of_other, mut among_rarest) = (0, 0);
        for &term in stems.clone().take(rarest) {
            let number = self.number(term);
            of_other += usize::from(number.is_some());
            among_rarest += usize::from(number.is_some_and(|number| number < telling));
        }
        let other_stems = u32::from(rarity.lone_stems) + stems.clone().take(rarest).count() as u32;
        enough(of_other, other_stems) && {
            let rest = stems.skip(rarest).filter(|&&term| self.number(term).is_some_and(|number| number < telling)).count();
            enough(among_rarest + rest, self.stems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::ln_ratio;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn terms(numbers: &BTreeSet<u32>) -> Vec<Term> {
        numbers.iter().map(|&number| Term(number)).collect()
    }

    /// What each indexed term of a document says.
    fn indexed(frequencies: &Frequencies, (kept, rarity): &(Vec<Term>, Rarity)) -> BTreeMap<Term, u32> {
        rarity.indexed(kept).map(|term| (term, frequencies.said_by_term(term))).collect()
    }

    /// The specification: every pair of documents, their shared indexed terms counted one by one.
    fn partners_by_hand(documents: &[(Vec<Term>, Rarity)], frequencies: &Frequencies, of: usize) -> Vec<Partner> {
        let own = indexed(frequencies, &documents[of]);
        let partner = |at: usize| {
            let shared: Vec<u32> =
                indexed(frequencies, &documents[at]).keys().filter_map(|term| own.get(term).copied()).collect();
            let said: u32 = shared.iter().map(|weight| weight / (NAT >> SUM_BITS)).sum();
            let enough = shared.len() >= LEAST_SHARED as usize && said >= frequencies.least_said() / (NAT >> SUM_BITS);
            (at != of && enough).then_some(Partner { said, document: DocumentId(at as u32) })
        };
        let mut partners: Vec<Partner> = (0..documents.len()).filter_map(partner).collect();
        best(&mut partners);
        partners.truncate(BUDGET);
        partners
    }

    fn counted(documents: &[Vec<Term>]) -> (Frequencies, Vec<(Vec<Term>, Rarity)>) {
        let all = documents.iter().map(Vec::len).sum();
        let frequencies = Frequencies::for_corpus(documents.len(), all);
        documents.iter().for_each(|terms| frequencies.add(terms.iter().copied()));
        let thin = |all: &Vec<Term>| {
            let mut kept = Vec::new();
            let rarity = frequencies.by_rarity(all, &mut Vec::new(), &mut kept);
            assert_eq!(kept.len() + usize::from(rarity.lone_stems) + usize::from(rarity.lone_pairs), all.len());
            for (term, count) in rarity.indexed(&kept).map(|term| (term, frequencies.of(term))) {
                let rarer = kept.iter().filter(|other| other.is_pair() == term.is_pair() && frequencies.of(**other) < count);
                assert!(count >= 2 && rarer.count() < if term.is_pair() { INDEXED_PAIRS } else { INDEXED_STEMS });
            }
            (kept, rarity)
        };
        let kept = documents.iter().map(thin).collect();
        (frequencies, kept)
    }

    proptest! {
        #[test]
        fn the_index_finds_what_every_pair_would(raw in prop::collection::vec(prop::collection::btree_set(0u32..60, 0..30), 0..60)) {
            let (frequencies, documents) = counted(&raw.iter().map(terms).collect::<Vec<_>>());
            let mut postings: Vec<Posting> = (0u32..).zip(&documents)
                .flat_map(|(at, (kept, rarity))| rarity.indexed(kept).map(move |term| Posting::new(term.0, DocumentId(at))))
                .collect();
            postings.sort_unstable();
            let index = TermIndex::new(postings);
            let mut votes = Votes::default();
            for (at, (kept, rarity)) in documents.iter().enumerate() {
                let found = votes.partners(&index, DocumentId(at as u32), rarity.indexed(kept), &frequencies);
                prop_assert_eq!(found, partners_by_hand(&documents, &frequencies, at));
            }
        }

        #[test]
        fn terms_have_in_common_what_sets_say(
            left in prop::collection::btree_set(0u32..90, 0..50),
            right in prop::collection::btree_set(0u32..90, 0..50),
            least in 0.05f32..1.0,
        ) {
            let order = |set: &BTreeSet<u32>| {
                let mut terms = terms(set);
                // Any order that is the same for both.
                terms.sort_by_key(|term| (term.is_pair(), term.0.wrapping_mul(0x9E37_79B9) >> 20));
                terms
            };
            let sides = [(&left, &right), (&right, &left)].map(|(own, other)| {
                let all = order(own);
                let (shared, lone): (Vec<Term>, Vec<Term>) = all.iter().partition(|term| other.contains(&term.0));
                // Some of what no other has may be kept, since counts may be too high; the lone ones come first.
                let lone_stems = lone.iter().filter(|term| !term.is_pair()).count() as u8;
                (shared, Rarity { lone_stems, lone_pairs: lone.len() as u8 - lone_stems, ..Rarity::default() })
            });
            let [(a, a_rarity), (b, b_rarity)] = &sides;
            let mut indexed = Terms::default();
            indexed.index(a, *a_rarity);
            let share = left.intersection(&right).count() as f64 / left.union(&right).count().max(1) as f64;
            prop_assert!((indexed.share(b, *b_rarity) - share).abs() < 1e-9);
            let told = sides.iter().map(|(shared, rarity)| {
                let stems = shared.iter().filter(|term| !term.is_pair()).count();
                let looked_at = TELLING.min(stems + usize::from(rarity.lone_stems));
                stems.min(TELLING.saturating_sub(usize::from(rarity.lone_stems))) as f32 / looked_at.max(1) as f32
            });
            let is_told = told.fold(f32::INFINITY, f32::min) >= least;
            prop_assert_eq!(indexed.are_told(b, *b_rarity, least), is_told);
        }

        #[test]
        fn counts_are_never_too_low(raw in prop::collection::vec(prop::collection::btree_set(any::<u32>(), 0..20), 0..40)) {
            let (frequencies, _) = counted(&raw.iter().map(terms).collect::<Vec<_>>());
            let mut exact: BTreeMap<u32, u32> = BTreeMap::new();
            raw.iter().flatten().for_each(|&term| *exact.entry(term).or_default() += 1);
            prop_assert!(exact.iter().all(|(&term, &count)| frequencies.of(Term(term)) >= count));
        }
    }

    #[test]
    fn hot_terms_give_no_more_than_the_budget() {
        let hot = [Term(2), Term(4), Term(3), Term(5)];
        let of_document = |at: u32| if at < 180 { [hot.as_slice(), &[Term(1000 + 2 * at)]].concat() } else { Vec::new() };
        let (frequencies, documents) = counted(&(0..2_000).map(of_document).collect::<Vec<_>>());
        assert_eq!(partners_by_hand(&documents, &frequencies, 7).len(), BUDGET);
        let own = indexed(&frequencies, &documents[7]);
        assert_eq!(own.len(), 4, "the term of its own is not indexed");
        assert!(own.values().all(|&weight| weight > 0 && weight <= ln_ratio(2_000, 180)), "counts may be too high");
    }
}
