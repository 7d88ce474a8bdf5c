//! Pairs that a caller names, verified on their texts: what holds of documents that no candidate joined.
//!
//! A scan lists large groups against their first document only. Whoever wants to say that another of
//! the group matches has to look at the texts, and this looks: exactly, a few megabytes at a time.

use super::options::ScanOptions;
use super::parallel;
use super::progress::Progress;
use super::scan::Sources;
use super::verify::Prepared;
use crate::error::{Error, Result};
use crate::read::{Locator, Shelf};
use crate::report::Relation;
use crate::similarity::{Indexed, Overlap};
use rustc_hash::{FxHashMap, FxHashSet};

/// Bytes of records that are held at a time, or two records.
const BLOCK_BYTES: u64 = 4 << 20;

/// What holds of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairFound {
    /// The stronger of near-duplicate and contains, where it is looked for; [`Relation::Unrelated`] where none holds.
    pub relation: Relation,
    /// The shingles of both.
    pub overlap: Overlap,
}

/// What holds of each pair of records, in the order of the pairs.
///
/// Costs the reading of both texts a pair, and of each once where pairs that follow one another share it.
///
/// # Errors
/// An input error where a file changed or a place is none of a document; an interrupted one where
/// `progress` says so.
pub fn verify_pairs(
    sources: &Sources,
    pairs: &[(Locator, Locator)],
    options: &ScanOptions,
    progress: &dyn Progress,
) -> Result<Vec<PairFound>> {
    let mut wanted: Vec<Locator> = pairs.iter().flat_map(|&(left, right)| [left, right]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let shelf = Shelf::open(sources.inputs(), &wanted, sources.read_options())?;
    let nothing_roams = FxHashSet::default();
    let found = parallel::with_threads(options.threads, || {
        let verify = |indexed: &mut Indexed, block: &[(Locator, Locator)]| {
            if progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            let mut places: Vec<Locator> = block.iter().flat_map(|&(left, right)| [left, right]).collect();
            places.sort_unstable();
            places.dedup();
            let mut prepared: FxHashMap<Locator, Prepared> = FxHashMap::default();
            shelf.each(&places, |record| {
                prepared.insert(record.locator, Prepared::of_record(record, options, &nothing_roams));
                Ok(())
            })?;
            let mut all = Vec::with_capacity(block.len());
            for with_one in block.chunk_by(|one, next| one.0 == next.0) {
                let Some(left) = with_one.first().and_then(|(left, _)| prepared.get(left)) else { continue };
                indexed.index(left.shingles());
                let rights = with_one.iter().filter_map(|(_, right)| prepared.get(right));
                all.extend(rights.map(|right| found(indexed.overlap(right.shingles()), options)));
            }
            Ok(all)
        };
        parallel::map_with(blocks(pairs), Indexed::default, verify)
    })?;
    found.into_iter().collect::<Result<Vec<_>>>().map(|parts| parts.concat())
}

fn found(overlap: Overlap, options: &ScanOptions) -> PairFound {
    let relation = if options.wants(Relation::NearDuplicate) && options.thresholds.is_near_duplicate(overlap) {
        Relation::NearDuplicate
    } else if options.wants(Relation::Contains) && options.thresholds.is_contained(overlap) {
        Relation::Contains
    } else {
        Relation::Unrelated
    };
    PairFound { relation, overlap }
}

/// Cuts pairs, in their order, into runs of few enough bytes.
fn blocks(pairs: &[(Locator, Locator)]) -> Vec<&[(Locator, Locator)]> {
    let (mut cut, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, (left, right)) in pairs.iter().enumerate() {
        let more = u64::from(left.bytes) + u64::from(right.bytes);
        if bytes + more > BLOCK_BYTES && at > start {
            cut.extend(pairs.get(start..at));
            (start, bytes) = (at, 0);
        }
        bytes += more;
    }
    cut.extend(pairs.get(start..).filter(|rest| !rest.is_empty()));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_all_pairs_in_order_and_few_bytes() {
        let locator = |record: u64, bytes: u32| Locator { file: 0, record, byte: 0, bytes };
        let pairs: Vec<_> = (0..50).map(|at| (locator(at, 1 << 19), locator(at + 1, (at as u32 % 3) << 21))).collect();
        let cut = blocks(&pairs);
        assert_eq!(cut.concat(), pairs);
        for block in cut {
            let bytes: u64 = block.iter().map(|(left, right)| u64::from(left.bytes) + u64::from(right.bytes)).sum();
            assert!(bytes <= BLOCK_BYTES || block.len() == 1);
        }
        assert!(blocks(&[]).is_empty());
    }
}
