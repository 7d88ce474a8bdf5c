//! The catalog → what is worth verifying: identical groups, candidate pairs, common sentences.

use super::blocks::Candidate;
use super::catalog::Catalog;
use super::digest::Plan;
use super::options::ScanOptions;
use super::parallel;
use crate::boilerplate::{CommonSentence, common_sentences};
use crate::candidates::banding::{Banding, pairs_of_band};
use crate::candidates::fingerprints::{common_fingerprints, shared_fingerprints};
use crate::candidates::prefix_join::{self, Joined};
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::report::Relation;

/// How far below the threshold, in standard errors, the estimate of a pair must lie to be dropped
/// unseen; one true pair in 30,000 lies there.
const PREFILTER_ERRORS: f64 = 4.0;

/// Share of the smaller side's fingerprints, common ones left out, that must be shared for a containment to be looked at.
const CONTAINED_FINGERPRINTS: f64 = 0.2;

/// What the catalog proposes.
pub(super) struct Proposed {
    /// Each further equal document with the first, to be verified.
    pub copies: Vec<(DocumentId, DocumentId)>,
    /// Pairs of firsts to be verified.
    pub candidates: Vec<Candidate>,
    /// Sentences told in many documents.
    pub common: Vec<CommonSentence>,
}

/// Proposes what to verify. `is_old` tells documents that are not compared with one another.
pub(super) fn propose(
    catalog: &mut Catalog,
    options: &ScanOptions,
    plan: &Plan,
    is_old: impl Fn(DocumentId) -> bool + Sync,
) -> Proposed {
    let (firsts, mut copies) = identical_groups(catalog);
    copies.retain(|&(first, copy)| !(is_old(first) && is_old(copy)));
    let mut candidates = candidates(catalog, options, plan, &firsts);
    candidates.retain(|candidate| !(is_old(candidate.pair.left()) && is_old(candidate.pair.right())));
    let common = if plan.sentences {
        let mut postings = catalog.take_sentences();
        parallel::sort(&mut postings);
        common_sentences(&mut postings, &options.boilerplate, |left, right| catalog.estimate(left, right))
    } else {
        Vec::new()
    };
    Proposed { copies, candidates, common }
}

/// Groups of documents with equal content: the first of each, and each other with its first.
fn identical_groups(catalog: &Catalog) -> (Vec<DocumentId>, Vec<(DocumentId, DocumentId)>) {
    let mut by_content: Vec<_> = catalog.ids().map(|document| (catalog.content(document), document)).collect();
    parallel::sort(&mut by_content);
    let (mut firsts, mut copies) = (Vec::new(), Vec::new());
    for group in by_content.chunk_by(|a, b| a.0 == b.0) {
        let Some((&(_, first), others)) = group.split_first() else { continue };
        firsts.push(first);
        copies.extend(others.iter().map(|&(_, copy)| (first, copy)));
    }
    firsts.sort_unstable();
    copies.sort_unstable();
    (firsts, copies)
}

fn candidates(catalog: &mut Catalog, options: &ScanOptions, plan: &Plan, firsts: &[DocumentId]) -> Vec<Candidate> {
    let similar = match (&plan.banding, plan.sets) {
        (_, true) => exact(catalog, options, firsts),
        (Some(banding), false) => similar(catalog, options, banding, firsts),
        (None, false) => Vec::new(),
    };
    catalog.drop_bands();
    let mut all: Vec<Candidate> = similar.into_iter().map(|pair| Candidate { pair, similar: true, shared: 0 }).collect();
    if plan.fingerprints {
        all.extend(sharing(catalog, options, firsts));
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
    all
}

/// Pairs with an equal band whose signatures do not speak against them.
fn similar(catalog: &Catalog, options: &ScanOptions, banding: &Banding, firsts: &[DocumentId]) -> Vec<CandidatePair> {
    let worded: Vec<DocumentId> = firsts.iter().copied().filter(|&document| catalog.shingles(document) > 0).collect();
    let threshold = options.thresholds.min_similarity;
    let error = (threshold * (1.0 - threshold) / options.sketch.hashes as f64).sqrt();
    let floor = threshold - PREFILTER_ERRORS * error;
    let of_band = |postings: &mut Vec<Posting>, band: usize| {
        let mut pairs = Vec::new();
        catalog.band(band, &worded, postings);
        pairs_of_band(postings, &mut pairs);
        pairs.sort_unstable();
        pairs.dedup();
        pairs.retain(|pair| catalog.estimate(pair.left(), pair.right()) >= floor);
        pairs
    };
    let mut pairs = parallel::map_with((0..banding.bands()).collect(), Vec::new, of_band).concat();
    parallel::sort(&mut pairs);
    pairs.dedup();
    pairs
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

/// Pairs that share enough fingerprints for a containment or a passage.
fn sharing(catalog: &mut Catalog, options: &ScanOptions, firsts: &[DocumentId]) -> Vec<Candidate> {
    let mut postings = catalog.take_fingerprints(firsts);
    parallel::sort(&mut postings);
    let passages = options.wants(Relation::SharesPassages);
    let contains = options.wants(Relation::Contains);
    let shared = shared_fingerprints(&mut postings);
    let common = common_fingerprints(&postings, catalog.len());
    drop(postings);
    let telling =
        |document: DocumentId| catalog.fingerprints(document).saturating_sub(common.get(document.index()).copied().unwrap_or(0));
    let enough = |left: DocumentId, right: DocumentId, shared: u32| {
        let smaller = telling(left).min(telling(right));
        (passages && shared > 1) || (contains && f64::from(shared) >= CONTAINED_FINGERPRINTS * f64::from(smaller))
    };
    let kept = shared.into_iter().filter(|found| enough(found.pair.left(), found.pair.right(), found.shared));
    kept.map(|found| Candidate { pair: found.pair, similar: false, shared: found.shared }).collect()
}
