//! The smallest set of earlier documents that explains one: who a stitched-together article was made from.
//!
//! Set cover, weighted by words and solved greedily: whoever explains most of what is left comes next, until nobody explains
//! enough, and whoever the others make superfluous goes again. Greedy takes at most ln(words) + 1 times as many documents
//! as the smallest set (Chvátal, 1979), and no polynomial algorithm does much better (Feige, 1998). What a document would gain only shrinks as others are
//! taken, so that a heap of old gains needs few to be counted anew (Minoux, 1978). The same question is asked of genomes
//! by sourmash gather (Irber et al., 2022), which gave it its name.

use crate::document::DocumentId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

/// Where a source is worth naming.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GatherOptions {
    /// Least words that a source must explain and that no other of the set explains.
    pub minimum_words: usize,
    /// The same as a share of the words that are not explained without it, in `0.0..=1.0`.
    pub minimum_share: f64,
    /// Least words in a row that count: the crumbs between two passages that nearly agree explain nothing.
    pub minimum_run: usize,
}

impl Default for GatherOptions {
    fn default() -> Self {
        Self { minimum_words: 25, minimum_share: 0.02, minimum_run: 8 }
    }
}

/// What an earlier document explains of the one that is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explains {
    /// The earlier document; the same one may come several times.
    pub document: DocumentId,
    /// Stretches of the later one in words, counted from 0, in any order; they may overlap.
    pub ranges: Vec<Range<usize>>,
}

/// A document of the set with what only it is taken for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gatherer {
    /// The earlier document.
    pub document: DocumentId,
    /// Words it explains.
    pub words: usize,
    /// The same of all words of the later document, in `0.0..=1.0`.
    pub share: f64,
    /// Where they stand, in words, ascending; no word stands in two sources.
    pub ranges: Vec<Range<usize>>,
}

/// Where a document comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// Who explains it, in the order taken: whoever explains most first.
    pub sources: Vec<Gatherer>,
    /// Words that no source explains.
    pub own_words: usize,
    /// The same of all, in `0.0..=1.0`; with the shares of the sources 1, and 1 of no words.
    pub own_share: f64,
}

/// Finds the smallest set, nearly, of documents that explains one of `words` words.
///
/// Where several explain the same, the first by [`DocumentId`] is taken. Stretches beyond `words` are cut off. No
/// sources where nobody explains enough. Time is that of sorting the stretches, and again of the few
/// that are counted anew: linear but for logarithms where sources overlap little, sources × stretches at worst.
///
/// ```
/// use twicetold::document::DocumentId;
/// use twicetold::provenance::{Explains, GatherOptions, gather};
/// let explains = |id, range| Explains { document: DocumentId(id), ranges: vec![range] };
/// let candidates = [explains(1, 0..60), explains(2, 50..160), explains(3, 100..150)];
/// let found = gather(200, &candidates, &GatherOptions::default());
/// let sources: Vec<_> = found.sources.iter().map(|source| (source.document.0, source.words)).collect();
/// assert_eq!(sources, [(2, 110), (1, 50)]);
/// assert_eq!((found.own_words, found.own_share), (40, 0.2));
/// ```
#[must_use]
pub fn gather(words: usize, candidates: &[Explains], options: &GatherOptions) -> Gathered {
    let candidates = merged(words, candidates);
    let mut all: Vec<&Candidate> = candidates.iter().collect();
    loop {
        let taken = take(words, &all, options);
        match superfluous(words, &taken, options) {
            Some(document) => {
                all = taken.iter().map(|taken| taken.candidate).filter(|other| other.document != document).collect()
            }
            None => return told(words, taken),
        }
    }
}

/// A document with its stretches ascending, apart from each other.
struct Candidate {
    document: DocumentId,
    ranges: Vec<Range<usize>>,
}

/// A candidate of the set.
struct Taken<'c> {
    candidate: &'c Candidate,
    pieces: Vec<Range<usize>>,
}

/// One entry a document, with the stretches inside the text, merged where they touch.
fn merged(words: usize, candidates: &[Explains]) -> Vec<Candidate> {
    let inside = |range: &Range<usize>| range.start.min(words)..range.end.min(words);
    let mut by_document: BTreeMap<DocumentId, Vec<Range<usize>>> = BTreeMap::new();
    for candidate in candidates {
        let ranges = candidate.ranges.iter().map(inside).filter(|range| !range.is_empty());
        by_document.entry(candidate.document).or_default().extend(ranges);
    }
    let apart = |mut ranges: Vec<Range<usize>>| {
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        ranges.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            last.end = if touches { last.end.max(next.end) } else { last.end };
            touches
        });
        ranges
    };
    by_document.into_iter().map(|(document, ranges)| Candidate { document, ranges: apart(ranges) }).collect()
}

/// Takes whoever explains most of what is left, until nobody explains enough.
fn take<'c>(words: usize, candidates: &[&'c Candidate], options: &GatherOptions) -> Vec<Taken<'c>> {
    let mut free = Free::all(words);
    let gain = |free: &Free, candidate: &Candidate| total(&free.pieces(candidate, options.minimum_run));
    let entry = |(at, candidate): (usize, &&Candidate)| (gain(&free, candidate), Reverse(candidate.document), at);
    let mut heap: BinaryHeap<_> = candidates.iter().enumerate().map(entry).collect();
    let (mut taken, mut left) = (Vec::new(), words);
    while let Some((promised, document, at)) = heap.pop() {
        let pieces = free.pieces(candidates[at], options.minimum_run);
        let now = total(&pieces);
        if now < promised {
            heap.push((now, document, at));
        } else if is_enough(now, left, options) {
            pieces.iter().for_each(|piece| free.remove(piece));
            left -= now;
            taken.push(Taken { candidate: candidates[at], pieces });
        } else {
            break;
        }
    }
    taken
}

/// Whether a source is worth naming that explains so many of the words that are not explained without it.
fn is_enough(words: usize, of: usize, options: &GatherOptions) -> bool {
    words >= options.minimum_words.max(1) && words as f64 >= options.minimum_share * of as f64
}

/// Who of the set explains too little that no other of it explains; the one that explains least.
fn superfluous(words: usize, taken: &[Taken<'_>], options: &GatherOptions) -> Option<DocumentId> {
    let mut times = vec![0i64; words + 1];
    for range in taken.iter().flat_map(|taken| &taken.candidate.ranges) {
        times[range.start] += 1;
        times[range.end] -= 1;
    }
    // Words up to each place that one source explains.
    let mut alone = Vec::with_capacity(words + 1);
    let (mut depth, mut count) = (0, 0);
    for change in &times {
        alone.push(count);
        depth += change;
        count += usize::from(depth == 1);
    }
    let explained: usize = taken.iter().map(|taken| total(&taken.pieces)).sum();
    let exclusive =
        |candidate: &Candidate| -> usize { candidate.ranges.iter().map(|range| alone[range.end] - alone[range.start]).sum() };
    let least = taken.iter().map(|taken| (exclusive(taken.candidate), Reverse(taken.candidate.document))).min()?;
    let left = (words - explained) + least.0;
    (!is_enough(least.0, left, options)).then_some(least.1.0)
}

fn total(pieces: &[Range<usize>]) -> usize {
    pieces.iter().map(Range::len).sum()
}

fn told(words: usize, taken: Vec<Taken<'_>>) -> Gathered {
    let share = |part: usize| if words == 0 { 1.0 } else { part as f64 / words as f64 };
    let source = |taken: Taken<'_>| {
        let words = total(&taken.pieces);
        Gatherer { document: taken.candidate.document, words, share: share(words), ranges: taken.pieces }
    };
    let sources: Vec<_> = taken.into_iter().map(source).collect();
    let own_words = words - sources.iter().map(|source| source.words).sum::<usize>();
    Gathered { sources, own_words, own_share: share(own_words) }
}

/// The words that nobody explains yet.
struct Free {
    /// End of each stretch by its start.
    ends: BTreeMap<usize, usize>,
}

impl Free {
    fn all(words: usize) -> Self {
        Self { ends: (words > 0).then_some((0, words)).into_iter().collect() }
    }

    /// What is free of the stretches of a candidate, ascending, in pieces of at least so many words.
    fn pieces(&self, candidate: &Candidate, minimum_run: usize) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        for range in &candidate.ranges {
            let before = self.ends.range(..=range.start).next_back();
            let after = self.ends.range(range.start + 1..range.end);
            let cut = before.into_iter().chain(after).map(|(&start, &end)| start.max(range.start)..end.min(range.end));
            pieces.extend(cut.filter(|piece| piece.len() >= minimum_run.max(1)));
        }
        pieces
    }

    /// Takes out a stretch that is free as a whole.
    fn remove(&mut self, piece: &Range<usize>) {
        let Some((&start, &end)) = self.ends.range(..=piece.start).next_back() else { return };
        self.ends.remove(&start);
        self.ends.extend([(start, piece.start), (piece.end, end)].into_iter().filter(|(start, end)| start < end));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one stretch is one range")]

    use super::*;
    use proptest::prelude::*;

    fn explains(document: u32, ranges: &[Range<usize>]) -> Explains {
        Explains { document: DocumentId(document), ranges: ranges.to_vec() }
    }

    /// Every word that can be explained counts.
    fn all() -> GatherOptions {
        GatherOptions { minimum_words: 1, minimum_share: 0.0, minimum_run: 1 }
    }

    fn taken(found: &Gathered) -> Vec<(u32, usize)> {
        found.sources.iter().map(|source| (source.document.0, source.words)).collect()
    }

    #[test]
    fn nothing_explains_nothing() {
        assert_eq!(gather(0, &[explains(1, &[0..9])], &all()), Gathered { own_share: 1.0, ..Gathered::default() });
        let alone = gather(10, &[], &all());
        assert_eq!((alone.sources.len(), alone.own_words, alone.own_share), (0, 10, 1.0));
        assert!(gather(10, &[explains(1, &[]), explains(2, &[20..30])], &all()).sources.is_empty());
    }

    #[test]
    fn equals_go_to_the_first_document() {
        let found =
            gather(100, &[explains(7, &[0..50]), explains(3, &[0..50]), explains(3, &[40..50])], &GatherOptions::default());
        assert_eq!(taken(&found), [(3, 50)]);
    }

    #[test]
    fn too_little_is_not_worth_a_source() {
        let candidates = [explains(1, &[0..60]), explains(2, &[60..84]), explains(3, &[84..110])];
        assert_eq!(taken(&gather(200, &candidates, &GatherOptions::default())), [(1, 60), (3, 26)]);
        let strict = GatherOptions { minimum_share: 0.2, ..GatherOptions::default() };
        assert_eq!(taken(&gather(200, &candidates, &strict)), [(1, 60)]);
    }

    #[test]
    fn crumbs_between_near_copies_are_no_source() {
        let first: Vec<_> = (0..10).map(|at| at * 20..at * 20 + 17).collect();
        let copy = explains(2, &[0..190]);
        assert_eq!(taken(&gather(200, &[explains(1, &first), copy.clone()], &GatherOptions::default())), [(2, 190)]);
        let crumbs: Vec<_> = (0..10).map(|at| at * 20 + 10..at * 20 + 20).collect();
        let longer = explains(1, &first);
        assert_eq!(taken(&gather(200, &[longer, explains(2, &crumbs)], &GatherOptions::default())), [(1, 170)]);
    }

    #[test]
    fn who_others_make_superfluous_goes_again() {
        // Greedy takes 3 first; 1 and 2 explain all of it.
        let candidates = [explains(1, &[0..100]), explains(2, &[100..200]), explains(3, &[40..160])];
        assert_eq!(taken(&gather(200, &candidates, &GatherOptions::default())), [(1, 100), (2, 100)]);
    }

    fn candidates() -> impl Strategy<Value = Vec<Explains>> {
        let range = (0usize..60, 1usize..25).prop_map(|(start, size)| start..start + size);
        let one = (0u32..8, proptest::collection::vec(range, 0..4)).prop_map(|(id, ranges)| explains(id, &ranges));
        proptest::collection::vec(one, 0..9)
    }

    fn bits(ranges: &[Range<usize>]) -> u64 {
        ranges.iter().flat_map(|range| range.clone()).filter(|&word| word < 60).fold(0, |bits, word| bits | 1 << word)
    }

    fn masks(candidates: &[Explains]) -> BTreeMap<u32, u64> {
        let mut masks: BTreeMap<u32, u64> = BTreeMap::new();
        candidates.iter().for_each(|one| *masks.entry(one.document.0).or_default() |= bits(&one.ranges));
        masks
    }

    /// Tries every subset: the fewest candidates that explain whatever can be explained.
    fn exhaustive(candidates: &[Explains]) -> (usize, u32) {
        let masks: Vec<u64> = masks(candidates).into_values().collect();
        let whole = masks.iter().fold(0, |all, mask| all | mask);
        let covers = |set: &u32| {
            masks.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).fold(0, |all, (_, mask)| all | mask) == whole
        };
        let fewest = (0u32..1 << masks.len()).filter(covers).map(u32::count_ones).min().unwrap();
        (fewest as usize, whole.count_ones())
    }

    /// Greedy without a heap, without intervals.
    fn plain(candidates: &[Explains]) -> Vec<(u32, usize)> {
        let masks = masks(candidates);
        let (mut covered, mut chosen) = (0u64, Vec::new());
        loop {
            let gain = |mask: u64| (mask & !covered).count_ones() as usize;
            let best = masks.iter().map(|(&id, &mask)| (gain(mask), Reverse(id))).max();
            let Some((words, Reverse(id))) = best.filter(|&(words, _)| words > 0) else { return chosen };
            covered |= masks[&id];
            chosen.push((id, words));
        }
    }

    proptest! {
        #[test]
        fn greedy_agrees_with_its_slow_twin(candidates in candidates()) {
            let merged = merged(60, &candidates);
            let lazy: Vec<_> = take(60, &merged.iter().collect::<Vec<_>>(), &all()).iter()
                .map(|taken| (taken.candidate.document.0, total(&taken.pieces))).collect();
            prop_assert_eq!(lazy, plain(&candidates));
        }

        #[test]
        fn all_is_explained_by_nearly_the_fewest(candidates in candidates()) {
            let found = gather(60, &candidates, &all());
            let (fewest, words) = exhaustive(&candidates);
            prop_assert_eq!(60 - found.own_words, words as usize);
            prop_assert!(found.sources.len() >= fewest);
            let bound = (1..=words).map(|size| 1.0 / f64::from(size)).sum::<f64>();
            prop_assert!(found.sources.len() as f64 <= bound * fewest as f64);
        }

        #[test]
        fn each_word_counts_once(candidates in candidates(), least in 1usize..20) {
            let options = GatherOptions { minimum_words: least, minimum_run: least / 2, ..GatherOptions::default() };
            let found = gather(60, &candidates, &options);
            let mut times = [0; 60];
            for source in &found.sources {
                prop_assert!(source.words >= least);
                prop_assert_eq!(source.words, total(&source.ranges));
                let mine: Vec<_> = candidates.iter().filter(|one| one.document == source.document).flat_map(|one| one.ranges.clone()).collect();
                for word in source.ranges.iter().flat_map(|range| range.clone()) {
                    times[word] += 1;
                    prop_assert!(bits(&mine) >> word & 1 == 1);
                }
            }
            prop_assert!(times.iter().all(|&times| times <= 1));
            let shares: f64 = found.sources.iter().map(|source| source.share).sum::<f64>() + found.own_share;
            prop_assert!((shares - 1.0).abs() < 1e-9);
        }

        #[test]
        fn neither_order_nor_a_useless_source_matters(candidates in candidates().prop_shuffle(), at in 0usize..9) {
            let found = gather(60, &candidates, &GatherOptions { minimum_words: 5, ..GatherOptions::default() });
            let mut more = candidates.clone();
            more.reverse();
            // Later, and explains a part of what another does.
            let part = candidates.get(at).map(|one| one.ranges.iter().map(|range| range.start..range.end - 1).collect()).unwrap_or_default();
            more.push(Explains { document: DocumentId(99), ranges: part });
            prop_assert_eq!(found, gather(60, &more, &GatherOptions { minimum_words: 5, ..GatherOptions::default() }));
        }
    }
}
