//! The catalog → what is worth verifying: identical groups, candidate pairs, common sentences.

use super::blocks::Candidate;
use super::budget::Budget;
use super::catalog::Catalog;
use super::crowds::{Crowds, Likeness};
use super::digest::Plan;
use super::nearest::Nearest;
use super::options::{Certainty, ScanOptions};
use super::parallel;
use super::progress::Progress;
use super::rewrites::{Seeker, Sought};
use super::steps::Part;
use super::tally::Tally;
use crate::boilerplate::{CommonSentence, SentencePosting, common_sentences};
use crate::candidates::banding::{Banding, crowded_buckets, pairs_of_band, pairs_of_small_buckets, shared_buckets};
use crate::candidates::fingerprints::{SharedFingerprints, common_fingerprints, sharing_pairs};
use crate::candidates::prefix_join::{self, Joined};
use crate::candidates::rare_terms::Frequencies;
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::report::Relation;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far below the threshold, in standard errors, the estimate of a pair must lie to be dropped
/// unseen; one true pair in 30,000 lies there.
const PREFILTER_ERRORS: f64 = 4.0;

/// Documents of a bucket among which the nearest are looked for.
const SEEN_OF_A_BUCKET: usize = 16;

/// Documents whose nearest are looked for at a time, so that they need little memory.
const LOOKED_FOR_AT_ONCE: usize = 1 << 18;

/// How far above the threshold the estimate of a pair lies, in standard errors, that is taken for a match
/// until it is verified.
const SURE_ERRORS: f64 = 1.5;

/// Fingerprints that two documents share to be aligned, or as many as they count for.
const WORTH_ALIGNING: u32 = 2;

/// Share of the smaller side's fingerprints, common ones left out, that must be shared for a containment to be looked at.
const CONTAINED_FINGERPRINTS: f64 = 0.2;

/// Pairs whose signatures one worker compares at a time.
const COMPARED_AT_ONCE: usize = 1 << 14;

/// What the catalog proposes.
pub(super) struct Proposed {
    /// Each further equal document with the first, to be verified.
    pub copies: Vec<(DocumentId, DocumentId)>,
    /// Pairs of firsts to be verified.
    pub candidates: Vec<Candidate>,
    /// Sentences told in many documents.
    pub common: Vec<CommonSentence>,
    /// In how many documents the terms stand that rewrites are found by.
    pub frequencies: Frequencies,
    /// Pairs that rare terms proposed.
    pub rewrite_candidates: u64,
    pub second: Option<SecondRound>,
}

/// Pairs of the first round, and what the second needs.
struct Proposal {
    candidates: Vec<Candidate>,
    frequencies: Frequencies,
    rewrite_candidates: u64,
    crowds: Option<Crowds>,
    deferred: Vec<Candidate>,
}

/// The bands, or parts of them, that are gone through one by one, and the documents that count.
struct Bands<'b> {
    units: Vec<(usize, RangeInclusive<u32>)>,
    worded: &'b [bool],
}

/// What is left for a second round, where crowds are among the documents.
pub(super) struct SecondRound {
    pub crowds: Crowds,
    /// Documents with shingles that are the first of their content.
    pub worded: Vec<bool>,
    /// Pairs within crowds that share fingerprints only.
    pub deferred: Vec<Candidate>,
}

/// What proposing goes by.
pub(super) struct Proposer<'p> {
    pub options: &'p ScanOptions,
    pub plan: &'p Plan,
    pub budget: Budget,
    /// Documents that are not compared with one another; empty where there are none.
    pub old: &'p [bool],
    /// What is known from the rest of the corpus, where this is a part of one.
    pub part: Option<Part<'p>>,
    pub progress: &'p dyn Progress,
}

impl Proposer<'_> {
    /// Proposes what to verify.
    ///
    /// # Errors
    /// An interrupted one where the caller asks for it.
    pub(super) fn propose(&self, catalog: &mut Catalog) -> Result<Proposed> {
        let Firsts { firsts, worded, mut copies } = identical_groups(catalog);
        copies.retain(|&(first, copy)| !self.are_old(first, copy));
        let Proposal { mut candidates, frequencies, rewrite_candidates, crowds, mut deferred } =
            self.candidates(catalog, &firsts, &worded, &copies)?;
        for candidates in [&mut candidates, &mut deferred] {
            candidates.retain(|candidate| !self.are_old(candidate.pair.left(), candidate.pair.right()));
        }
        let common = if self.plan.sentences { self.common_sentences(catalog)? } else { Vec::new() };
        catalog.drop_sentences();
        if crowds.is_none() {
            catalog.drop_bits();
        }
        let second = crowds.map(|crowds| SecondRound { crowds, worded, deferred });
        Ok(Proposed { copies, candidates, common, frequencies, rewrite_candidates, second })
    }

    fn are_old(&self, left: DocumentId, right: DocumentId) -> bool {
        let is_old = |document: DocumentId| self.old.get(document.index()).copied().unwrap_or(false);
        is_old(left) && is_old(right)
    }

    fn go_on(&self) -> Result<()> {
        if self.progress.is_interrupted() { Err(Error::interrupted()) } else { Ok(()) }
    }

    fn candidates(
        &self,
        catalog: &mut Catalog,
        firsts: &[DocumentId],
        worded: &[bool],
        copies: &[(DocumentId, DocumentId)],
    ) -> Result<Proposal> {
        // First, while little else is in memory: terms take more room than all other columns.
        let Sought { retold, worded: alike, frequencies, proposed: rewrite_candidates } = match self.part {
            Some(part) => Sought { retold: named(catalog, part.retold, copies), ..Sought::default() },
            None => self.retold(catalog, firsts)?,
        };
        let (similar, crowds) = match (&self.plan.banding, self.plan.sets) {
            (_, true) => (exact(catalog, self.options, firsts), None),
            (Some(banding), false) => self.similar(catalog, &self.bands(catalog, banding, worded))?,
            (None, false) => (Vec::new(), None),
        };
        if crowds.is_none() {
            catalog.drop_bands();
        }
        let mut all: Vec<Candidate> =
            similar.into_iter().map(|pair| Candidate { pair, similar: true, retold: false, shared: 0 }).collect();
        let mut deferred = Vec::new();
        if self.plan.fingerprints {
            all.extend(self.sharing(catalog, firsts)?);
            catalog.drop_fingerprints();
        }
        if self.options.wants(Relation::SharesPassages) {
            all.extend(alike.into_iter().map(|pair| Candidate { pair, similar: false, retold: false, shared: WORTH_ALIGNING }));
        }
        all.extend(retold.into_iter().map(|pair| Candidate { pair, similar: false, retold: true, shared: 0 }));
        let mut all = merged(all);
        if let Some(crowds) = &crowds {
            let waits = |candidate: &Candidate| !candidate.similar && crowds.share(candidate.pair.left(), candidate.pair.right());
            deferred = all.extract_if(.., |candidate| waits(candidate)).collect();
        }
        Ok(Proposal { candidates: all, frequencies, rewrite_candidates, crowds, deferred })
    }

    /// Pairs that may be rewrites of one another.
    fn retold(&self, catalog: &mut Catalog, firsts: &[DocumentId]) -> Result<Sought> {
        if !self.plan.terms {
            return Ok(Sought::default());
        }
        let firsts = flags(catalog.len(), firsts.iter().copied());
        let certainty = if self.options.gather { Certainty::Possible } else { self.options.rewrites };
        let seeker = Seeker { certainty, budget: self.budget, firsts: &firsts, old: self.old, progress: self.progress };
        let sought = seeker.seek(catalog)?;
        catalog.drop_terms();
        Ok(sought)
    }

    /// Pairs with an equal band whose signatures do not speak against them, and the crowds among the
    /// documents, whose pairs are only those of the first round.
    fn similar(&self, catalog: &Catalog, bands: &Bands<'_>) -> Result<(Vec<CandidatePair>, Option<Crowds>)> {
        let is_crowded = AtomicBool::new(false);
        let of_band = |postings: &mut Vec<Posting>, pairs: &mut Vec<CandidatePair>| {
            crowded_buckets(postings, |_| is_crowded.store(true, Ordering::Relaxed));
            if !is_crowded.load(Ordering::Relaxed) {
                pairs_of_band(postings, pairs);
            }
        };
        let pairs = self.each_band(catalog, bands, &is_crowded, of_band)?;
        if !is_crowded.load(Ordering::Relaxed) {
            return Ok((pairs, None));
        }
        drop(pairs);
        let likeness = self.likeness(|left, right| catalog.estimate(left, right));
        let crowds = Crowds::gather(catalog.len(), &likeness, |sink| self.crowded(catalog, bands, sink))?;
        let never = AtomicBool::new(false);
        let mut pairs = self.each_band(catalog, bands, &never, |postings, pairs| {
            pairs_of_small_buckets(postings, |left, right| !crowds.share(left, right), pairs);
        })?;
        pairs.extend(crowds.stars());
        parallel::sort(&mut pairs);
        pairs.dedup();
        Ok((pairs, Some(crowds)))
    }

    /// Pairs of `open` documents of crowds and those of their buckets that seem most like them.
    ///
    /// # Errors
    /// An interrupted one where the caller asks for it.
    pub(super) fn nearest(&self, catalog: &Catalog, second: &SecondRound, open: &[DocumentId]) -> Result<Vec<Candidate>> {
        let Some(banding) = &self.plan.banding else { return Ok(Vec::new()) };
        let bands = self.bands(catalog, banding, &second.worded);
        let mut pairs = Vec::new();
        for open in open.chunks(LOOKED_FOR_AT_ONCE) {
            pairs.extend(self.nearest_of(catalog, second, &bands, &flags(catalog.len(), open.iter().copied()))?);
        }
        parallel::sort(&mut pairs);
        pairs.dedup();
        let fresh = pairs.into_iter().filter(|pair| !self.are_old(pair.left(), pair.right()));
        Ok(fresh.map(|pair| Candidate { pair, similar: true, retold: false, shared: 0 }).collect())
    }

    fn nearest_of(
        &self,
        catalog: &Catalog,
        second: &SecondRound,
        bands: &Bands<'_>,
        open: &[bool],
    ) -> Result<Vec<CandidatePair>> {
        let is_open = |document: DocumentId| open.get(document.index()).copied().unwrap_or(false);
        let likeness = self.likeness(|left, right| catalog.estimate(left, right));
        let mut nearest = Nearest::default();
        for wave in bands.units.chunks(parallel::threads()) {
            self.go_on()?;
            let of_unit = |postings: &mut Vec<Posting>, unit: &(usize, RangeInclusive<u32>)| {
                let mut offers = Vec::new();
                catalog.band(unit.0, &unit.1, bands.worded, postings);
                shared_buckets(postings, |bucket| {
                    let mut some = None;
                    for document in bucket.iter().map(|posting| posting.document()).filter(|&document| is_open(document)) {
                        let some = some.get_or_insert_with(|| likeness.central(bucket));
                        let mates = some.iter().filter(|&&mate| mate != document && second.crowds.share(document, mate));
                        let liked = mates.take(SEEN_OF_A_BUCKET).map(|&mate| ((likeness.estimate)(document, mate), mate));
                        offers.extend(liked.filter(|&(like, _)| like >= likeness.floor).map(|like| (document, like)));
                    }
                });
                offers
            };
            let offers = parallel::map_with(wave.iter().collect(), Vec::new, of_unit);
            offers.into_iter().flatten().for_each(|(document, like)| nearest.offer(document, like));
        }
        Ok(nearest.pairs())
    }

    /// The pairs of the last round: those within crowds that are not `settled` on both sides.
    ///
    /// # Errors
    /// An interrupted one where the caller asks for it.
    pub(super) fn again(&self, catalog: &Catalog, second: SecondRound, settled: &[bool]) -> Result<Vec<Candidate>> {
        let SecondRound { crowds, worded, deferred } = second;
        let Some(banding) = &self.plan.banding else { return Ok(Vec::new()) };
        let is_settled = |document: DocumentId| settled.get(document.index()).copied().unwrap_or(false);
        let is_open = |left: DocumentId, right: DocumentId| crowds.share(left, right) && !(is_settled(left) && is_settled(right));
        let of_band = |postings: &mut Vec<Posting>, pairs: &mut Vec<CandidatePair>| {
            crowded_buckets(postings, |bucket| {
                let mut open: Vec<Posting> = bucket.iter().copied().filter(|posting| !is_settled(posting.document())).collect();
                let beside = bucket.windows(2).filter_map(|two| match two {
                    [left, right] if is_open(left.document(), right.document()) => {
                        CandidatePair::new(left.document(), right.document())
                    }
                    _ => None,
                });
                pairs.extend(beside);
                pairs_of_band(&mut open, pairs);
            });
            pairs_of_small_buckets(postings, is_open, pairs);
        };
        let bands = self.bands(catalog, banding, &worded);
        let pairs = self.each_band(catalog, &bands, &AtomicBool::new(false), of_band)?;
        let open = pairs.into_iter().filter(|pair| !self.are_old(pair.left(), pair.right()));
        let mut all: Vec<Candidate> = open.map(|pair| Candidate { pair, similar: true, retold: false, shared: 0 }).collect();
        all.extend(deferred.into_iter().filter(|candidate| is_open(candidate.pair.left(), candidate.pair.right())));
        Ok(merged(all))
    }

    fn bands<'b>(&self, catalog: &Catalog, banding: &Banding, worded: &'b [bool]) -> Bands<'b> {
        let ranges = ranges(self.ranges_for::<Posting>(catalog.len()));
        let units = (0..banding.bands()).flat_map(|band| ranges.iter().map(move |range| (band, range.clone()))).collect();
        Bands { units, worded }
    }

    /// What `of_band` makes of the postings of each band, as far as signatures do not speak against it.
    ///
    /// Bands are gone through some at a time, and within them ranges of hashes where the postings of a
    /// whole band are too many. Ends early once `stop` is set.
    fn each_band(
        &self,
        catalog: &Catalog,
        bands: &Bands<'_>,
        stop: &AtomicBool,
        of_band: impl Fn(&mut Vec<Posting>, &mut Vec<CandidatePair>) + Sync + Send,
    ) -> Result<Vec<CandidatePair>> {
        let mut known: Vec<CandidatePair> = Vec::new();
        for wave in bands.units.chunks(4 * parallel::threads()) {
            self.go_on()?;
            let of_unit = |postings: &mut Vec<Posting>, unit: &(usize, RangeInclusive<u32>)| {
                let mut pairs = Vec::new();
                catalog.band(unit.0, &unit.1, bands.worded, postings);
                of_band(postings, &mut pairs);
                pairs.sort_unstable();
                pairs.dedup();
                pairs
            };
            let mut pairs = parallel::map_with(wave.iter().collect(), Vec::new, of_unit).concat();
            if stop.load(Ordering::Relaxed) {
                break;
            }
            parallel::sort(&mut pairs);
            pairs.dedup();
            let new = self.alike(catalog, &pairs, &known);
            known.extend(new);
            parallel::sort(&mut known);
        }
        Ok(known)
    }

    /// Those of ascending pairs that are not `known` and whose signatures do not speak against them.
    fn alike(&self, catalog: &Catalog, pairs: &[CandidatePair], known: &[CandidatePair]) -> Vec<CandidatePair> {
        let Likeness { estimate, floor, .. } = self.likeness(|left, right| catalog.estimate(left, right));
        let is_like = |pair: &CandidatePair| known.binary_search(pair).is_err() && estimate(pair.left(), pair.right()) >= floor;
        let alike = |(): &mut (), chunk: &[CandidatePair]| chunk.iter().copied().filter(|pair| is_like(pair)).collect::<Vec<_>>();
        parallel::map_with(pairs.chunks(COMPARED_AT_ONCE).collect(), || (), alike).concat()
    }

    fn likeness<E>(&self, estimate: E) -> Likeness<E> {
        let sure = self.options.thresholds.min_similarity + SURE_ERRORS * error(self.options);
        Likeness { estimate, sure, floor: floor(self.options) }
    }

    /// Calls `sink` with every crowded bucket.
    fn crowded(&self, catalog: &Catalog, bands: &Bands<'_>, sink: &mut dyn FnMut(&[Posting])) -> Result<()> {
        for wave in bands.units.chunks(parallel::threads()) {
            self.go_on()?;
            let of_unit = |postings: &mut Vec<Posting>, unit: &(usize, RangeInclusive<u32>)| {
                let mut crowded = Vec::new();
                catalog.band(unit.0, &unit.1, bands.worded, postings);
                crowded_buckets(postings, |bucket| crowded.push(bucket.to_vec()));
                crowded
            };
            let crowded = parallel::map_with(wave.iter().collect(), Vec::new, of_unit);
            crowded.iter().flatten().for_each(|bucket| sink(bucket));
        }
        Ok(())
    }

    /// Pairs that share enough fingerprints for a containment or a passage.
    fn sharing(&self, catalog: &Catalog, firsts: &[DocumentId]) -> Result<Vec<Candidate>> {
        let wanted = flags(catalog.len(), firsts.iter().copied());
        let mut telling = catalog.fingerprint_counts();
        let mut tally = Tally::new(catalog, self.budget.step() / 2);
        let ranges = ranges(self.ranges_for::<Posting>(PAIRS_A_POSTING * catalog.totals().0).max(LEAST_RANGES));
        for wave in ranges.chunks(parallel::threads()) {
            self.go_on()?;
            let of_range = |postings: &mut Vec<Posting>, range| {
                let (mut pairs, mut common) = (Vec::new(), Vec::new());
                catalog.fingerprints(range, &wanted, postings);
                sharing_pairs(postings, &mut pairs);
                common_fingerprints(postings, |document| common.push(document));
                (pairs, common)
            };
            for (pairs, common) in parallel::map_with(wave.iter().collect(), Vec::new, of_range) {
                tally.add(&pairs);
                for document in common {
                    if let Some(count) = telling.get_mut(document.index()) {
                        *count = count.saturating_sub(1);
                    }
                }
            }
        }
        let passages = self.options.wants(Relation::SharesPassages);
        let contains = self.options.wants(Relation::Contains);
        let telling = |document: DocumentId| telling.get(document.index()).copied().unwrap_or_default();
        let enough = |found: &SharedFingerprints| {
            let smaller = telling(found.pair.left()).min(telling(found.pair.right()));
            (passages && found.shared > u32::from(!self.options.gather))
                || (contains && f64::from(found.shared) >= CONTAINED_FINGERPRINTS * f64::from(smaller))
        };
        let kept = tally.counted(enough).into_iter();
        Ok(kept.map(|found| Candidate { pair: found.pair, similar: false, retold: false, shared: found.shared }).collect())
    }

    fn common_sentences(&self, catalog: &Catalog) -> Result<Vec<CommonSentence>> {
        let ranges = ranges(self.ranges_for::<SentencePosting>(catalog.totals().1).max(LEAST_RANGES));
        let mut common = Vec::new();
        for wave in ranges.chunks(parallel::threads()) {
            self.go_on()?;
            let of_range = |postings: &mut Vec<SentencePosting>, range| {
                catalog.sentences(range, postings);
                common_sentences(postings, &self.options.boilerplate, |left, right| catalog.estimate(left, right))
            };
            common.extend(parallel::map_with(wave.iter().collect(), Vec::new, of_range).into_iter().flatten());
        }
        Ok(common)
    }

    /// Into how many ranges so many postings must be divided for each worker to hold those of one.
    fn ranges_for<P>(&self, postings: usize) -> usize {
        let at_once = (postings * size_of::<P>() * parallel::threads()) as u64;
        usize::try_from(at_once.div_ceil((self.budget.step() / 2).max(1))).unwrap_or(usize::MAX).clamp(1, MOST_RANGES)
    }
}

/// The standard error of an estimate at the threshold.
fn error(options: &ScanOptions) -> f64 {
    let threshold = options.thresholds.min_similarity;
    (threshold * (1.0 - threshold) / options.sketch.hashes as f64).sqrt()
}

/// The estimate below which signatures speak against a near-duplicate.
pub(super) fn floor(options: &ScanOptions) -> f64 {
    options.thresholds.min_similarity - PREFILTER_ERRORS * error(options)
}

/// Candidates in order, each pair once, with all that speaks for it.
fn merged(mut all: Vec<Candidate>) -> Vec<Candidate> {
    all.sort_unstable_by_key(|candidate| candidate.pair);
    all.dedup_by(|next, kept| {
        let same = next.pair == kept.pair;
        if same {
            kept.similar |= next.similar;
            kept.retold |= next.retold;
            kept.shared = kept.shared.max(next.shared);
        }
        same
    });
    all
}

/// Ranges that fingerprints and sentences are gone through in at least: some passes over them cost less than
/// memory for all their postings.
const LEAST_RANGES: usize = 8;

/// Pairs that a posting of a fingerprint is reckoned to give, and itself.
const PAIRS_A_POSTING: usize = 2;

/// Most ranges that hashes are divided into.
const MOST_RANGES: usize = 1 << 12;

/// All 32-bit hashes, in so many ranges.
fn ranges(count: usize) -> Vec<RangeInclusive<u32>> {
    let bound = |at: usize| (((at as u64) << 32) / count as u64) as u32;
    let last = |at: usize| if at == count { u32::MAX } else { bound(at) - 1 };
    (0..count).map(|at| bound(at)..=last(at + 1)).collect()
}

fn flags(documents: usize, flagged: impl Iterator<Item = DocumentId>) -> Vec<bool> {
    let mut flags = vec![false; documents];
    for document in flagged {
        if let Some(flag) = flags.get_mut(document.index()) {
            *flag = true;
        }
    }
    flags
}

/// Pairs of records as pairs of the first documents of their contents, ascending.
fn named(catalog: &Catalog, pairs: &[(u64, u64)], copies: &[(DocumentId, DocumentId)]) -> Vec<CandidatePair> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut documents = FxHashMap::default();
    catalog.each_row(|document, row| {
        documents.insert(row.locator.record, document);
    });
    let firsts: FxHashMap<DocumentId, DocumentId> = copies.iter().map(|&(first, copy)| (copy, first)).collect();
    let first = |record: &u64| documents.get(record).map(|document| firsts.get(document).copied().unwrap_or(*document));
    let named = pairs.iter().filter_map(|(left, right)| CandidatePair::new(first(left)?, first(right)?));
    let mut named: Vec<CandidatePair> = named.collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// The first document of each content.
struct Firsts {
    firsts: Vec<DocumentId>,
    /// Those of them that have shingles, flagged.
    worded: Vec<bool>,
    /// Each other document with its first.
    copies: Vec<(DocumentId, DocumentId)>,
}

/// Groups of documents with equal content.
fn identical_groups(catalog: &Catalog) -> Firsts {
    let mut by_content: Vec<(u64, u64, u32)> = Vec::with_capacity(catalog.len());
    let mut worded = vec![false; catalog.len()];
    catalog.each_row(|document, row| {
        by_content.push(((row.content >> 64) as u64, row.content as u64, document.0));
        if let Some(flag) = worded.get_mut(document.index()) {
            *flag = row.shingles > 0;
        }
    });
    parallel::sort(&mut by_content);
    let (mut firsts, mut copies) = (Vec::new(), Vec::new());
    for group in by_content.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some((&(_, _, first), others)) = group.split_first() else { continue };
        firsts.push(DocumentId(first));
        for &(_, _, copy) in others {
            copies.push((DocumentId(first), DocumentId(copy)));
            if let Some(flag) = worded.get_mut(copy as usize) {
                *flag = false;
            }
        }
    }
    drop(by_content);
    firsts.sort_unstable();
    copies.sort_unstable();
    Firsts { firsts, worded, copies }
}

/// Every pair that can be a near-duplicate or contained.
fn exact(catalog: &mut Catalog, options: &ScanOptions, firsts: &[DocumentId]) -> Vec<CandidatePair> {
    let sets = catalog.take_sets(firsts);
    let wants = |relation, value| if options.wants(relation) { value } else { f64::INFINITY };
    let joined = Joined {
        min_similarity: wants(Relation::NearDuplicate, options.thresholds.min_similarity),
        min_containment: wants(Relation::Contains, options.thresholds.min_containment),
        min_shingles: options.thresholds.min_shingles,
    };
    let by_rank = |at: DocumentId| firsts.get(at.index()).copied().unwrap_or_default();
    let pairs = prefix_join::pairs(&sets, &joined).into_iter();
    pairs.filter_map(|pair| CandidatePair::new(by_rank(pair.left()), by_rank(pair.right()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_every_hash_once() {
        for count in [1, 2, 3, 7, 4096] {
            let all = ranges(count);
            assert_eq!((all.len(), *all[0].start(), *all[count - 1].end()), (count, 0, u32::MAX));
            assert!(all.windows(2).all(|two| two[0].end() + 1 == *two[1].start()));
        }
    }
}
