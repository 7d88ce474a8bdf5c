//! The catalog → what is worth verifying: identical groups, candidate pairs, common sentences.

use super::blocks::Candidate;
use super::budget::Budget;
use super::catalog::Catalog;
use super::digest::Plan;
use super::options::ScanOptions;
use super::parallel;
use super::progress::Progress;
use super::tally::Tally;
use crate::boilerplate::{CommonSentence, SentencePosting, common_sentences};
use crate::candidates::banding::{Banding, pairs_of_band};
use crate::candidates::fingerprints::{SharedFingerprints, common_fingerprints, sharing_pairs};
use crate::candidates::prefix_join::{self, Joined};
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::report::Relation;
use std::ops::RangeInclusive;

/// How far below the threshold, in standard errors, the estimate of a pair must lie to be dropped
/// unseen; one true pair in 30,000 lies there.
const PREFILTER_ERRORS: f64 = 4.0;

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
}

/// What proposing goes by.
pub(super) struct Proposer<'p> {
    pub options: &'p ScanOptions,
    pub plan: &'p Plan,
    pub budget: Budget,
    /// Documents that are not compared with one another; empty where there are none.
    pub old: &'p [bool],
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
        let mut candidates = self.candidates(catalog, &firsts, &worded)?;
        candidates.retain(|candidate| !self.are_old(candidate.pair.left(), candidate.pair.right()));
        let common = if self.plan.sentences { self.common_sentences(catalog)? } else { Vec::new() };
        catalog.drop_sentences_and_bits();
        Ok(Proposed { copies, candidates, common })
    }

    fn are_old(&self, left: DocumentId, right: DocumentId) -> bool {
        let is_old = |document: DocumentId| self.old.get(document.index()).copied().unwrap_or(false);
        is_old(left) && is_old(right)
    }

    fn go_on(&self) -> Result<()> {
        if self.progress.is_interrupted() { Err(Error::interrupted()) } else { Ok(()) }
    }

    fn candidates(&self, catalog: &mut Catalog, firsts: &[DocumentId], worded: &[bool]) -> Result<Vec<Candidate>> {
        let similar = match (&self.plan.banding, self.plan.sets) {
            (_, true) => exact(catalog, self.options, firsts),
            (Some(banding), false) => self.similar(catalog, banding, worded)?,
            (None, false) => Vec::new(),
        };
        catalog.drop_bands();
        let mut all: Vec<Candidate> = similar.into_iter().map(|pair| Candidate { pair, similar: true, shared: 0 }).collect();
        if self.plan.fingerprints {
            all.extend(self.sharing(catalog, firsts)?);
            catalog.drop_fingerprints();
        }
        all.sort_unstable_by_key(|candidate| candidate.pair);
        all.dedup_by(|next, kept| {
            let same = next.pair == kept.pair;
            if same {
                kept.similar |= next.similar;
                kept.shared = kept.shared.max(next.shared);
            }
            same
        });
        Ok(all)
    }

    /// Pairs with an equal band whose signatures do not speak against them.
    ///
    /// Bands are gone through some at a time, and within them ranges of hashes where the postings of a
    /// whole band are too many.
    fn similar(&self, catalog: &Catalog, banding: &Banding, worded: &[bool]) -> Result<Vec<CandidatePair>> {
        let threshold = self.options.thresholds.min_similarity;
        let error = (threshold * (1.0 - threshold) / self.options.sketch.hashes as f64).sqrt();
        let floor = threshold - PREFILTER_ERRORS * error;
        let ranges = ranges(self.ranges_for::<Posting>(catalog.len()));
        let units: Vec<_> = (0..banding.bands()).flat_map(|band| ranges.iter().map(move |range| (band, range))).collect();
        let mut known: Vec<CandidatePair> = Vec::new();
        for wave in units.chunks(4 * parallel::threads()) {
            self.go_on()?;
            let of_band = |postings: &mut Vec<Posting>, (band, range)| {
                let mut pairs = Vec::new();
                catalog.band(band, range, worded, postings);
                pairs_of_band(postings, &mut pairs);
                pairs.sort_unstable();
                pairs.dedup();
                pairs
            };
            let mut pairs = parallel::map_with(wave.to_vec(), Vec::new, of_band).concat();
            parallel::sort(&mut pairs);
            pairs.dedup();
            let is_like =
                |pair: &CandidatePair| known.binary_search(pair).is_err() && catalog.estimate(pair.left(), pair.right()) >= floor;
            let chunks = pairs.chunks(COMPARED_AT_ONCE).collect();
            let new = parallel::map_with(
                chunks,
                || (),
                |(), chunk| chunk.iter().copied().filter(|pair| is_like(pair)).collect::<Vec<_>>(),
            );
            known.extend(new.into_iter().flatten());
            parallel::sort(&mut known);
        }
        Ok(known)
    }

    /// Pairs that share enough fingerprints for a containment or a passage.
    fn sharing(&self, catalog: &Catalog, firsts: &[DocumentId]) -> Result<Vec<Candidate>> {
        let wanted = flags(catalog.len(), firsts.iter().copied());
        let mut telling = catalog.fingerprint_counts();
        let mut tally = Tally::new(catalog, self.budget.step() / 2);
        let ranges = ranges(self.ranges_for::<Posting>(PAIRS_A_POSTING * catalog.totals().0).max(parallel::threads()));
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
            (passages && found.shared > 1) || (contains && f64::from(found.shared) >= CONTAINED_FINGERPRINTS * f64::from(smaller))
        };
        let kept = tally.counted(enough).into_iter();
        Ok(kept.map(|found| Candidate { pair: found.pair, similar: false, shared: found.shared }).collect())
    }

    fn common_sentences(&self, catalog: &Catalog) -> Result<Vec<CommonSentence>> {
        let ranges = ranges(self.ranges_for::<SentencePosting>(catalog.totals().1).max(parallel::threads()));
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
