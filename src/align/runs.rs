//! Runs of equal words that two texts have, none overlapping another on either side.
//!
//! Greedy string tiling in linear time. The longer text is read once against the seeds of the
//! shorter; each place a seed stands at grows to a maximal run, and reading goes on where the longest
//! of them ends, so that a word is read a bounded number of times whatever the text repeats. Each run is then weighed by the chain of near runs it stands in: one too light to ever be
//! in a passage is dropped, the others take their words longest first. (Wise, 1993; Altschul and
//! others, 1990, for seeds and extension.)

use super::passages::AlignOptions;
use super::seeds::SeedIndex;
use crate::segment::Word;
use crate::shingle::{Shingle, shingle};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::ops::Range;

/// Places of a seed that are tried; of more, those nearest to the diagonal of the last match.
const MAX_PLACES: usize = 8;

/// Runs before a run that are looked at for the chain it continues.
const LOOK_BACK: usize = 16;

/// Times a stretch is read; again only where a run of passage length lost words to another.
const ROUNDS: usize = 3;

/// Words that stand on both sides in the same order, none between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    /// Number of its first word on the left, from 0.
    pub left: usize,
    /// The same on the right.
    pub right: usize,
    /// How many words; never 0.
    pub words: usize,
}

impl Run {
    /// One past its last word on the left.
    #[must_use]
    pub const fn left_end(self) -> usize {
        self.left + self.words
    }

    /// One past its last word on the right.
    #[must_use]
    pub const fn right_end(self) -> usize {
        self.right + self.words
    }

    /// Left for right.
    pub(super) const fn mirrored(self) -> Self {
        Self { left: self.right, right: self.left, words: self.words }
    }

    /// Whether it stands after another on both sides with at most `max_gap` words between them;
    /// they may overlap.
    pub(super) const fn continues(self, earlier: Self, max_gap: usize) -> bool {
        self.left > earlier.left
            && self.right > earlier.right
            && self.left_end() > earlier.left_end()
            && self.right_end() > earlier.right_end()
            && self.left.saturating_sub(earlier.left_end()) <= max_gap
            && self.right.saturating_sub(earlier.right_end()) <= max_gap
    }

    /// Words of an earlier run that are also its own, on the side where they are more.
    fn overlap(self, earlier: Self) -> usize {
        earlier.left_end().saturating_sub(self.left).max(earlier.right_end().saturating_sub(self.right))
    }
}

/// Working memory of [`passages`](super::passages()), kept from pair to pair so that only what is
/// found is allocated.
///
/// Holds nothing of a pair that bears on the next. Keeps the memory of the largest pair it has seen:
/// about 80 bytes a word of the longer text, and up to eight times that where it repeats itself all over.
#[derive(Debug, Default)]
pub struct Scratch {
    left: Text,
    right: Text,
    index: SeedIndex,
    proposals: Vec<Proposal>,
    /// Stretches of left to read, and those to read again.
    unread: Vec<Range<usize>>,
    contested: Vec<Range<usize>>,
    tiles: Vec<Run>,
}

/// One side: word hashes, the seeds that begin at each word, and which words a tile has taken.
#[derive(Debug, Default)]
struct Text {
    words: Vec<u64>,
    seeds: Vec<Shingle>,
    taken: Vec<bool>,
}

/// A run that would like to be a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Proposal {
    run: Run,
    /// Whether it is of passage length by itself.
    long: bool,
    /// Words of the heaviest chain that ends before it, and of that which begins after it.
    before: usize,
    after: usize,
}

impl Proposal {
    const fn new(run: Run, min_words: usize) -> Self {
        Self { run, long: run.words >= min_words, before: 0, after: 0 }
    }

    const fn chain(&self) -> usize {
        self.before + self.run.words + self.after
    }

    /// Long ones by length, then chain; short ones by chain, then length.
    const fn rank(&self) -> (bool, usize, usize) {
        if self.long { (true, self.run.words, self.chain()) } else { (false, self.chain(), self.run.words) }
    }
}

impl Ord for Proposal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank()).then_with(|| other.run.cmp(&self.run))
    }
}

impl PartialOrd for Proposal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Scratch {
    /// The tiles of two texts in the order of left: equal runs of at least a seed's words that do not
    /// overlap on either side and cannot grow.
    ///
    /// Costs one pass over the longer text, one over the shorter and a sort of the runs.
    pub(super) fn tiles(&mut self, left: &[Word], right: &[Word], options: &AlignOptions) -> &mut Vec<Run> {
        let width = options.seed_words.clamp(1, options.min_words.max(1));
        self.tiles.clear();
        if left.len().min(right.len()) >= options.min_words.max(width) {
            self.left.refill(left, width);
            self.right.refill(right, width);
            self.index.rebuild(&self.right.seeds);
            self.unread.clear();
            self.unread.push(0..left.len());
            for _ in 0..ROUNDS {
                self.propose(width, options.min_words);
                self.weigh(options);
                self.settle(width, options.min_words);
                self.read_again();
            }
        }
        self.tiles.sort_unstable();
        &mut self.tiles
    }

    /// Proposes each maximal run of free words that begins in an unread stretch, but for those that lie
    /// on the left inside a longer one, and those with a seed that stands at more than [`MAX_PLACES`]
    /// places: there only the one that leads furthest is proposed, so that text that repeats itself all
    /// over has few proposals.
    fn propose(&mut self, width: usize, min_words: usize) {
        let Self { left, right, index, proposals, unread, .. } = self;
        proposals.clear();
        // Where seeds last matched. What lies before was compared then; reading it again at every match
        // would be quadratic.
        let mut last = (0, 0);
        for stretch in unread.drain(..) {
            let mut at = stretch.start;
            while let Some(&seed) = left.seeds.get(at).filter(|_| at < stretch.end) {
                let expected = (last.1 + at).saturating_sub(last.0);
                let places = if left.is_taken(at) { &[] } else { index.places(seed) };
                let others = proposals.len();
                let mut furthest: Option<(usize, Reverse<usize>, Run)> = None;
                for &place in nearest(places, expected) {
                    let place = place as usize;
                    let ahead = equal_ahead(left, right, at, place);
                    if ahead >= width {
                        let behind = equal_behind(left, right, last.0..at, place);
                        let run = Run { left: at - behind, right: place - behind, words: behind + ahead };
                        proposals.push(Proposal::new(run, min_words));
                        furthest = furthest.max(Some((ahead, Reverse(place.abs_diff(expected)), run)));
                    }
                }
                let Some((ahead, _, run)) = furthest else {
                    at += 1;
                    continue;
                };
                if places.len() > MAX_PLACES {
                    proposals.truncate(others);
                    proposals.push(Proposal::new(run, min_words));
                }
                last = (at, run.right_end() - ahead);
                at += ahead + 1 - width;
            }
        }
    }

    /// Weighs the proposals by their chains and drops those that no passage can hold.
    fn weigh(&mut self, options: &AlignOptions) {
        let proposals = &mut self.proposals;
        proposals.sort_unstable_by_key(|proposal| proposal.run);
        for at in 0..proposals.len() {
            let (earlier, later) = proposals.split_at_mut(at);
            let Some(this) = later.first_mut() else { break };
            for that in earlier.iter().rev().take(LOOK_BACK).filter(|that| this.run.continues(that.run, options.max_gap)) {
                this.before = this.before.max(that.before + that.run.words - this.run.overlap(that.run));
            }
        }
        for at in (0..proposals.len()).rev() {
            let (earlier, later) = proposals.split_at_mut(at);
            let Some(this) = later.first() else { break };
            for that in earlier.iter_mut().rev().take(LOOK_BACK).filter(|that| this.run.continues(that.run, options.max_gap)) {
                that.after = that.after.max(this.after + this.run.words - this.run.overlap(that.run));
            }
        }
        proposals.retain(|proposal| proposal.chain() >= options.min_words);
    }

    /// Makes tiles of the proposals, best first; one that lost words to a better one is proposed again
    /// with what it has left, and its stretch is read again if it was of passage length.
    ///
    /// A long run is cut by longer ones only, hence only at its four ends, hence at most four times.
    fn settle(&mut self, width: usize, min_words: usize) {
        let mut heap = BinaryHeap::from(std::mem::take(&mut self.proposals));
        while let Some(Proposal { run, long, before, after }) = heap.pop() {
            let cut = self.free_part(run, 0) != Some(run);
            if cut && long {
                self.contested.push(run.left..run.left_end());
            }
            let mut from = 0;
            while let Some(part) = self.free_part(run, from) {
                from = part.left_end() - run.left;
                if part.words < width {
                    continue;
                }
                if cut && long {
                    heap.push(Proposal { run: part, long: part.words >= min_words, before, after });
                } else {
                    self.take(part);
                }
            }
        }
        self.proposals = heap.into_vec();
    }

    /// Makes the contested stretches, which may overlap, the unread ones, which do not.
    fn read_again(&mut self) {
        self.contested.sort_unstable_by_key(|stretch| stretch.start);
        let mut read = 0;
        for stretch in self.contested.drain(..) {
            let start = stretch.start.max(read);
            if start < stretch.end {
                self.unread.push(start..stretch.end);
                read = stretch.end;
            }
        }
    }

    /// The next stretch of a run, `from` words into it, whose words are free on both sides.
    fn free_part(&self, run: Run, from: usize) -> Option<Run> {
        let left = self.left.taken.get(run.left + from..run.left_end())?;
        let right = self.right.taken.get(run.right + from..run.right_end())?;
        let mut taken = left.iter().zip(right).map(|(left, right)| left | right);
        let skipped = from + taken.by_ref().position(|taken| !taken)?;
        let words = 1 + taken.take_while(|taken| !taken).count();
        Some(Run { left: run.left + skipped, right: run.right + skipped, words })
    }

    /// Makes a tile of a run of free words, grown as far as free words around it are equal.
    fn take(&mut self, run: Run) {
        let behind = equal_behind(&self.left, &self.right, 0..run.left, run.right);
        let ahead = equal_ahead(&self.left, &self.right, run.left_end(), run.right_end());
        let tile = Run { left: run.left - behind, right: run.right - behind, words: behind + run.words + ahead };
        self.left.take(tile.left, tile.words);
        self.right.take(tile.right, tile.words);
        self.tiles.push(tile);
    }
}

impl Text {
    fn refill(&mut self, words: &[Word], width: usize) {
        self.words.clear();
        self.words.extend(words.iter().map(|word| word.hash));
        shingle(&self.words, width, &mut self.seeds);
        self.taken.clear();
        self.taken.resize(words.len(), false);
    }

    fn take(&mut self, from: usize, words: usize) {
        self.taken.iter_mut().skip(from).take(words).for_each(|taken| *taken = true);
    }

    fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|&taken| taken)
    }

    /// Each word's hash, and whether it is taken, from a word on.
    fn from(&self, at: usize) -> impl DoubleEndedIterator<Item = (u64, bool)> + ExactSizeIterator {
        self.within(at, self.words.len())
    }

    fn within(&self, start: usize, end: usize) -> impl DoubleEndedIterator<Item = (u64, bool)> + ExactSizeIterator {
        let words = self.words.get(start..end).unwrap_or_default();
        let taken = self.taken.get(start..end).unwrap_or_default();
        words.iter().copied().zip(taken.iter().copied())
    }
}

/// How many free words are equal from two places on.
fn equal_ahead(left: &Text, right: &Text, at: usize, place: usize) -> usize {
    count_equal(left.from(at), right.from(place))
}

/// How many free words are equal before two places, looking back to the start of `before` on the left.
fn equal_behind(left: &Text, right: &Text, before: Range<usize>, place: usize) -> usize {
    count_equal(left.within(before.start, before.end).rev(), right.within(0, place).rev())
}

#[inline]
fn count_equal(left: impl Iterator<Item = (u64, bool)>, right: impl Iterator<Item = (u64, bool)>) -> usize {
    left.zip(right).take_while(|((l, l_taken), (r, r_taken))| l == r && !(l_taken | r_taken)).count()
}

/// Of ascending places, the [`MAX_PLACES`] around the one expected.
fn nearest(places: &[u32], expected: usize) -> &[u32] {
    if places.len() <= MAX_PLACES {
        return places;
    }
    let after = places.partition_point(|&place| (place as usize) < expected);
    let start = after.saturating_sub(MAX_PLACES / 2).min(places.len() - MAX_PLACES);
    places.get(start..start + MAX_PLACES).unwrap_or_default()
}
