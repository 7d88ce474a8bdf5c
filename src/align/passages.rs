//! Passages: what two texts both have, as stretches of words that are the same or lightly edited.
//!
//! A shared passage is seldom word for word: an editor changes one word in ten, and the runs of equal
//! words between the changes are short. So equal runs are found first, wherever they stand, and those
//! that follow each other closely on both sides are one passage. Passages may stand in another order
//! on the other side: a moved paragraph is found. (The seed, extend and chain of Altschul and others,
//! 1990, on words.)

use super::runs::{Run, Scratch};
use crate::segment::Word;
use crate::span::Span;
use std::cmp::Ordering;
use std::ops::Range;

/// What counts as a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlignOptions {
    /// Equal words of the shortest passage reported; 0 is taken as 1.
    pub min_words: usize,
    /// Most words between two equal runs of one passage, on either side.
    pub max_gap: usize,
    /// Words of the shortest equal run inside a passage, in `1..=min_words` (what lies outside is
    /// taken as the nearer end).
    pub seed_words: usize,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self { min_words: 8, max_gap: 6, seed_words: 4 }
    }
}

/// A passage that both texts have, in word numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlignedPassage {
    /// Its words on the left.
    pub left: Range<usize>,
    /// Its words on the right.
    pub right: Range<usize>,
    /// Its equal words, in order on both sides; the first begins it and the last ends it.
    pub runs: Vec<Run>,
}

impl AlignedPassage {
    /// Words that are equal on both sides.
    #[must_use]
    pub fn equal(&self) -> usize {
        self.runs.iter().map(|run| run.words).sum()
    }

    /// Whether it stands word for word (case, punctuation and spacing may differ).
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.runs.len() == 1
    }

    /// Where it stands in the original text of left, whose words are given.
    #[must_use]
    pub fn left_span(&self, words: &[Word]) -> Span {
        span_of_words(words, &self.left)
    }

    /// Where it stands in the original text of right, whose words are given.
    #[must_use]
    pub fn right_span(&self, words: &[Word]) -> Span {
        span_of_words(words, &self.right)
    }

    fn of(run: Run) -> Self {
        Self { left: run.left..run.left_end(), right: run.right..run.right_end(), runs: vec![run] }
    }

    /// Adds the run that follows; one without a gap on either side makes the last one longer.
    fn append(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if last.left_end() == run.left && last.right_end() == run.right => last.words += run.words,
            _ => self.runs.push(run),
        }
        self.left.end = run.left_end();
        self.right.end = run.right_end();
    }

    fn mirrored(self) -> Self {
        let runs = self.runs.into_iter().map(Run::mirrored).collect();
        Self { left: self.right, right: self.left, runs }
    }
}

/// From the first to the last of a range of words, in the original text; the empty span at 0 where
/// the range is empty or not of these words.
#[must_use]
pub fn span_of_words(words: &[Word], range: &Range<usize>) -> Span {
    match words.get(range.clone()) {
        Some([first, .., last]) => Span::new(first.span.start, last.span.end),
        Some([only]) => only.span,
        _ => Span::default(),
    }
}

/// The passages that two texts both have, in the order of left.
///
/// They do not overlap on either side, and hold at least `min_words` equal words each. A text against
/// itself is one verbatim passage; a text of fewer than `min_words` words has none. Left and right
/// exchanged give the same passages, exchanged.
///
/// Where passages compete for words, the longer equal run has them. Sure to be in a passage is each
/// equal run of `min_words` words or more that no equal run as long overlaps on either side, if one of
/// its seeds stands at no more than eight places of the shorter text. (All of that can fail only for
/// text that repeats itself.)
///
/// Linear in the words of both, whatever they repeat; two news articles of 400 words take about
/// 15 µs where they share much and 8 µs where they share nothing (bench `align`).
///
/// ```
/// use twicetold::{align::{AlignOptions, Scratch, passages}, segment::words};
/// let left = words("one two three four five six seven eight nine");
/// let found = passages(&left, &left, &AlignOptions::default(), &mut Scratch::default());
/// assert!(found.len() == 1 && found[0].is_verbatim() && found[0].left == (0..9));
/// ```
#[must_use]
pub fn passages(left: &[Word], right: &[Word], options: &AlignOptions, scratch: &mut Scratch) -> Vec<AlignedPassage> {
    if by_length_then_words(left, right) == Ordering::Less {
        let mut found: Vec<_> = in_order(right, left, options, scratch).into_iter().map(AlignedPassage::mirrored).collect();
        found.sort_unstable_by_key(|passage| passage.left.start);
        return found;
    }
    in_order(left, right, options, scratch)
}

/// Which of two texts is taken as left, so that the answer is the same either way.
fn by_length_then_words(left: &[Word], right: &[Word]) -> Ordering {
    let by_words = || left.iter().map(|word| word.hash).cmp(right.iter().map(|word| word.hash));
    left.len().cmp(&right.len()).then_with(by_words)
}

/// The passages of two texts of which the longer is left.
fn in_order(left: &[Word], right: &[Word], options: &AlignOptions, scratch: &mut Scratch) -> Vec<AlignedPassage> {
    let tiles = scratch.tiles(left, right, options);
    let mut passages = chained(tiles, options.max_gap);
    let all = passages.len();
    passages.retain(|passage| passage.equal() >= options.min_words);
    if passages.len() == all {
        return passages;
    }
    // What was dropped may have stood between two that follow each other.
    tiles.clear();
    tiles.extend(passages.iter().flat_map(|passage| &passage.runs));
    chained(tiles, options.max_gap)
}

/// Joins tiles, given in the order of left, that are neighbors on both sides and close on both.
fn chained(tiles: &[Run], max_gap: usize) -> Vec<AlignedPassage> {
    let mut by_right: Vec<(usize, usize)> = tiles.iter().enumerate().map(|(at, tile)| (tile.right, at)).collect();
    by_right.sort_unstable();
    let mut previous_on_right = vec![None; tiles.len()];
    for (&(_, before), &(_, at)) in by_right.iter().zip(by_right.iter().skip(1)) {
        if let Some(previous) = previous_on_right.get_mut(at) {
            *previous = Some(before);
        }
    }
    let mut passages: Vec<AlignedPassage> = Vec::new();
    let mut last: Option<(usize, Run)> = None;
    for ((at, &tile), previous) in tiles.iter().enumerate().zip(previous_on_right) {
        let joined = last.is_some_and(|(before, run)| previous == Some(before) && tile.continues(run, max_gap));
        match passages.last_mut() {
            Some(passage) if joined => passage.append(tile),
            _ => passages.push(AlignedPassage::of(tile)),
        }
        last = Some((at, tile));
    }
    passages
}

/// The words of left, of which there are `words`, that stand in no passage: ascending ranges of at
/// least `min_words` words.
///
/// Words changed inside a passage are not among them; [`edits`](super::edits()) has those.
#[must_use]
pub fn only_left(words: usize, passages: &[AlignedPassage], min_words: usize) -> Vec<Range<usize>> {
    between(words, passages.iter().map(|passage| passage.left.clone()).collect(), min_words)
}

/// The same of right.
#[must_use]
pub fn only_right(words: usize, passages: &[AlignedPassage], min_words: usize) -> Vec<Range<usize>> {
    between(words, passages.iter().map(|passage| passage.right.clone()).collect(), min_words)
}

fn between(words: usize, mut covered: Vec<Range<usize>>, min_words: usize) -> Vec<Range<usize>> {
    covered.sort_unstable_by_key(|range| range.start);
    covered.push(words..words);
    let mut at = 0;
    let gaps = covered.into_iter().map(|range| {
        let gap = at..range.start;
        at = range.end;
        gap
    });
    gaps.filter(|gap| gap.len() >= min_words.max(1)).collect()
}
