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
/// equal run of `min_words` words or more that no equal run as long overlaps on either side, if its
/// seeds stand at no more than eight places each of the shorter text; so is, of all those runs, one as
/// long as the longest. What is missed is in text that repeats itself.
///
/// Linear in the words of both, whatever they repeat: 4 to 7 µs for two news articles of 340 words,
/// 20 to 35 ns a word for texts of 200,000, 0.7 µs a word for the worst known (bench `align`).
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{folded, words};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn text(hashes: &[u64]) -> Vec<Word> {
        hashes.iter().enumerate().map(|(at, &hash)| Word { hash, span: Span::new(at * 2, at * 2 + 1) }).collect()
    }

    fn options(min_words: usize, max_gap: usize, seed_words: usize) -> AlignOptions {
        AlignOptions { min_words, max_gap, seed_words }
    }

    fn align(left: &[u64], right: &[u64], options: &AlignOptions) -> Vec<AlignedPassage> {
        passages(&text(left), &text(right), options, &mut Scratch::default())
    }

    /// Two texts put together from the same few pieces, so that much is shared, moved and repeated.
    fn pair() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
        let pieces = prop::collection::vec(prop::collection::vec(0u64..25, 1..14), 1..7);
        let order = || prop::collection::vec(any::<prop::sample::Index>(), 0..9);
        (pieces, order(), order()).prop_map(|(pieces, left, right)| {
            let joined = |order: Vec<prop::sample::Index>| order.iter().flat_map(|at| at.get(&pieces).clone()).collect();
            (joined(left), joined(right))
        })
    }

    /// The specification: every maximal equal run of at least `min_words` words.
    fn maximal_runs(left: &[u64], right: &[u64], min_words: usize) -> Vec<Run> {
        let mut found = Vec::new();
        for l in 0..left.len() {
            for r in 0..right.len() {
                if l > 0 && r > 0 && left[l - 1] == right[r - 1] {
                    continue;
                }
                let words = left[l..].iter().zip(&right[r..]).take_while(|(l, r)| l == r).count();
                found.extend((words >= min_words.max(1)).then_some(Run { left: l, right: r, words }));
            }
        }
        found
    }

    fn overlap(one: Run, other: Run) -> bool {
        let meet = |a: Range<usize>, b: Range<usize>| a.start < b.end && b.start < a.end;
        meet(one.left..one.left_end(), other.left..other.left_end())
            || meet(one.right..one.right_end(), other.right..other.right_end())
    }

    /// Whether all seeds of a run stand at no more than eight places of the shorter text.
    fn rare(run: Run, left: &[u64], shorter: &[u64], width: usize) -> bool {
        let places = |seed: &[u64]| shorter.windows(width).filter(|at| *at == seed).count();
        left[run.left..run.left_end()].windows(width).all(|seed| places(seed) <= 8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn passages_are_what_they_say((left, right) in pair(), min in 0usize..10, gap in 0usize..8, seed in 0usize..6) {
            let found = align(&left, &right, &options(min, gap, seed));
            let (mut left_end, mut on_right) = (0, Vec::new());
            for passage in &found {
                prop_assert!(passage.left.start >= left_end && passage.left.end <= left.len());
                prop_assert!(passage.equal() >= min.max(1));
                left_end = passage.left.end;
                on_right.push(passage.right.clone());
                let (first, last) = (passage.runs[0], passage.runs[passage.runs.len() - 1]);
                prop_assert_eq!((first.left, first.right), (passage.left.start, passage.right.start));
                prop_assert_eq!((last.left_end(), last.right_end()), (passage.left.end, passage.right.end));
                for run in &passage.runs {
                    prop_assert!(run.words >= seed.clamp(1, min.max(1)));
                    prop_assert_eq!(&left[run.left..run.left_end()], &right[run.right..run.right_end()]);
                }
                for two in passage.runs.windows(2) {
                    let gaps = (two[1].left - two[0].left_end(), two[1].right - two[0].right_end());
                    prop_assert!(gaps.0 <= gap && gaps.1 <= gap && gaps != (0, 0), "{:?}", gaps);
                }
            }
            on_right.sort_by_key(|range| range.start);
            prop_assert!(on_right.windows(2).all(|two| two[0].end <= two[1].start));
            prop_assert!(on_right.last().is_none_or(|last| last.end <= right.len()));
        }

        #[test]
        fn sides_exchanged_give_the_passages_exchanged((left, right) in pair(), min in 1usize..10) {
            let there = align(&left, &right, &options(min, 6, 4));
            let mut back: Vec<_> = align(&right, &left, &options(min, 6, 4)).into_iter().map(AlignedPassage::mirrored).collect();
            back.sort_by_key(|passage| passage.left.start);
            prop_assert_eq!(there, back);
        }

        #[test]
        fn runs_that_nothing_as_long_contests_are_found((left, right) in pair(), min in 4usize..10) {
            let found = align(&left, &right, &options(min, 6, 4));
            let all = maximal_runs(&left, &right, min);
            let shorter = if left.len() < right.len() { &left } else { &right };
            for &run in &all {
                let contested = all.iter().any(|&other| other != run && other.words >= run.words && overlap(run, other));
                if !contested && rare(run, &left, shorter, 4) {
                    let is_in = found.iter().flat_map(|passage| &passage.runs).any(|&tile| tile == run);
                    prop_assert!(is_in, "{:?} not in {:?}", run, found);
                }
            }
            let longest = all.iter().filter(|run| rare(**run, &left, shorter, 4)).map(|run| run.words).max();
            let reached = found.iter().flat_map(|passage| &passage.runs).map(|run| run.words).max();
            prop_assert!(longest <= reached, "{:?} {:?}", longest, reached);
        }

        #[test]
        fn of_distinct_words_passages_are_the_maximal_runs(
            (order, cuts) in (1usize..80).prop_flat_map(|n| (Just((0..n as u64).collect::<Vec<_>>()), prop::collection::vec(0..n, 0..6)))
        ) {
            let mut moved = order.clone();
            cuts.iter().for_each(|&cut| moved[cut / 2..].rotate_left(cut - cut / 2));
            let found = align(&order, &moved, &options(5, 0, 4));
            let runs: Vec<_> = found.iter().flat_map(|passage| passage.runs.clone()).collect();
            prop_assert_eq!(runs, maximal_runs(&order, &moved, 5));
        }

        #[test]
        fn a_text_against_itself_is_one_verbatim_passage(words in prop::collection::vec(0u64..4, 8..200)) {
            let found = align(&words, &words, &AlignOptions::default());
            prop_assert_eq!(found.len(), 1);
            prop_assert!(found[0].is_verbatim() && found[0].left == (0..words.len()) && found[0].right == found[0].left);
        }

        #[test]
        fn a_pair_leaves_nothing_behind_for_the_next(pairs in prop::collection::vec(pair(), 2..5)) {
            let mut scratch = Scratch::default();
            for (left, right) in pairs {
                let kept = passages(&text(&left), &text(&right), &AlignOptions::default(), &mut scratch);
                prop_assert_eq!(kept, align(&left, &right, &AlignOptions::default()));
            }
        }

        #[test]
        fn what_is_on_one_side_and_the_passages_are_the_whole((left, right) in pair()) {
            let found = align(&left, &right, &AlignOptions::default());
            let sum = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
            let covered: usize = found.iter().map(|passage| passage.left.len()).sum();
            prop_assert_eq!(sum(&only_left(left.len(), &found, 1)) + covered, left.len());
            let covered: usize = found.iter().map(|passage| passage.right.len()).sum();
            prop_assert_eq!(sum(&only_right(right.len(), &found, 0)) + covered, right.len());
            prop_assert!(only_right(right.len(), &found, 5).iter().all(|range| range.len() >= 5));
        }
    }

    #[test]
    fn a_moved_and_an_edited_passage_are_found() {
        let left: Vec<u64> = (0..40).collect();
        let mut right: Vec<u64> = (20..40).chain(100..110).chain(0..20).collect();
        right[36] = 200; // left 6
        let found = align(&left, &right, &AlignOptions::default());
        let seen: Vec<_> = found.iter().map(|p| (p.left.clone(), p.right.clone(), p.equal(), p.is_verbatim())).collect();
        assert_eq!(seen, [(0..20, 30..50, 19, false), (20..40, 0..20, 20, true)]);
        assert_eq!(only_right(right.len(), &found, 8).as_slice(), std::slice::from_ref(&(20..30)));
        assert!(only_left(left.len(), &found, 1).is_empty());
    }

    #[test]
    fn a_run_that_lost_its_place_finds_another() {
        let told = 0..50;
        let left: Vec<u64> = told.clone().chain(100..105).chain(200..205).chain(told.clone()).collect();
        let right: Vec<u64> = (200..205).chain(told).chain(300..305).chain(10..40).collect();
        let seen: Vec<_> = align(&left, &right, &AlignOptions::default()).into_iter().map(|p| (p.left, p.right)).collect();
        assert_eq!(seen, [(10..40, 60..90), (55..110, 0..55)]);
    }

    #[test]
    fn nothing_is_shared_with_nothing() {
        let some: Vec<u64> = (0..40).collect();
        assert!(align(&[], &[], &AlignOptions::default()).is_empty());
        assert!(align(&some, &[], &AlignOptions::default()).is_empty());
        assert!(align(&some[..7], &some, &AlignOptions::default()).is_empty());
        assert_eq!(only_left(3, &[], 1).as_slice(), std::slice::from_ref(&(0..3)));
        assert!(only_left(0, &[], 0).is_empty());
        assert_eq!(span_of_words(&text(&some), &(39..41)), Span::default());
        assert_eq!(span_of_words(&text(&some), &(3..3)), Span::default());
    }

    /// Whoever makes this quadratic waits for hours: 40 billion steps.
    #[test]
    fn texts_that_repeat_themselves_are_read_once() {
        let words = 200_000;
        let one_word = vec![7u64; words];
        let period: Vec<u64> = (0..words as u64 + 3).map(|at| at % 3).collect();
        let found = align(&one_word, &one_word[..words / 2], &AlignOptions::default());
        assert_eq!(found.iter().map(AlignedPassage::equal).sum::<usize>(), words / 2);
        let found = align(&period[..words], &period[1..words], &AlignOptions::default());
        assert!(found.iter().map(AlignedPassage::equal).sum::<usize>() > words - 10);
        let coin = |seed: u64| (0..words as u64).map(move |at| crate::shingle::finish(at ^ seed << 32) & 1).collect::<Vec<_>>();
        assert!(!align(&coin(1), &coin(2), &AlignOptions::default()).is_empty());
    }

    #[derive(serde::Deserialize)]
    struct Article {
        id: String,
        text: String,
    }

    /// The related pairs of `corpora/newsroom` under a label, each with its passages.
    fn newsroom(label: &str, mut see: impl FnMut(&Article, &Article, Vec<AlignedPassage>)) {
        let docs = include_str!("../../corpora/newsroom/docs.jsonl").lines();
        let docs: Vec<Article> = docs.map(|line| serde_json::from_str(line).unwrap()).collect();
        let by_id: BTreeMap<&str, &Article> = docs.iter().map(|article| (article.id.as_str(), article)).collect();
        let mut scratch = Scratch::default();
        for line in include_str!("../../corpora/newsroom/truth.tsv").lines().skip(1) {
            let [left, right, found, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            if found == label {
                let (left, right) = (by_id[left], by_id[right]);
                see(left, right, passages(&words(&left.text), &words(&right.text), &AlignOptions::default(), &mut scratch));
            }
        }
    }

    #[test]
    fn spans_slice_the_articles_to_equal_words() {
        for label in ["identical", "light-edit", "chain", "excerpt", "stitched", "rewrite-light", "template", "same-event"] {
            newsroom(label, |left, right, found| {
                let (l, r) = (words(&left.text), words(&right.text));
                for passage in found {
                    for run in &passage.runs {
                        for (one, other) in l[run.left..run.left_end()].iter().zip(&r[run.right..run.right_end()]) {
                            let sides = (one.span.of(&left.text), other.span.of(&right.text));
                            assert_eq!(
                                folded(sides.0).replace('’', "'"),
                                folded(sides.1).replace('’', "'"),
                                "{} {}",
                                left.id,
                                right.id
                            );
                        }
                    }
                    let sliced = (words(passage.left_span(&l).of(&left.text)), words(passage.right_span(&r).of(&right.text)));
                    assert_eq!((sliced.0.len(), sliced.1.len()), (passage.left.len(), passage.right.len()));
                }
            });
        }
    }

    #[test]
    fn articles_share_what_their_label_says() {
        let share = |passages: &[AlignedPassage], words: usize| {
            passages.iter().map(AlignedPassage::equal).sum::<usize>() as f64 / words as f64
        };
        newsroom("identical", |left, right, found| {
            assert!(found.len() == 1 && found[0].is_verbatim(), "{} {}", left.id, right.id);
            assert_eq!(found[0].left.len(), words(&left.text).len());
        });
        newsroom("light-edit", |left, right, found| {
            let shorter = words(&left.text).len().min(words(&right.text).len());
            assert!(share(&found, shorter) > 0.75, "{} {} {}", left.id, right.id, share(&found, shorter));
        });
        newsroom("excerpt", |left, right, found| {
            assert!(found.iter().any(|passage| passage.equal() >= 40), "{} {}", left.id, right.id);
        });
        newsroom("same-event", |left, right, found| {
            let shorter = words(&left.text).len().min(words(&right.text).len());
            assert!(share(&found, shorter) < 0.2, "{} {} {}", left.id, right.id, share(&found, shorter));
        });
    }
}
