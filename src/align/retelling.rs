//! Which sentences of one text tell which of another, in whatever order.
//!
//! Every sentence stands in one link at most; a link joins one sentence with one, or with two or three neighbors
//! that it was split into or merged from. Links are chosen greedily by what they explain, score × weight of
//! their sentences. A run of neighbors is taken only where each of them shares most with the one sentence on the other
//! side, and where together they tell it more surely than fewer of them do. Where sentences stand
//! breaks ties and nothing else: a text told in another order is found as surely.
//!
//! Coverage tells a rewrite from an independent report of the same event; the mean score does not, since what two
//! such reports have in common are quotations, word for word. Neither tells a template filled in twice: its facts do.
//!
//! Apart from [`super::passages()`] because a passage is words that are the same, and a rewrite keeps none.

use super::telling::{Telling, score_from};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::ops::Range;

/// What counts as told.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetellingOptions {
    /// Lowest score of a link, in `0.0..=1.0`; a score of 0 is never a link.
    pub minimum: f64,
}

impl Default for RetellingOptions {
    fn default() -> Self {
        Self { minimum: 0.2 }
    }
}

/// Sentences of left and of right that tell the same; on one side at least it is a single one.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Numbers of one to three neighboring sentences; [`Telling::span`] says where they stand.
    pub left: Range<usize>,
    /// The same on the right.
    pub right: Range<usize>,
    /// How surely, in `0.0..=1.0`: [`super::sentence_score`].
    pub score: f64,
}

/// How a text is told again by another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retelling {
    /// In order of left; no sentence stands in two.
    pub links: Vec<Link>,
    /// Share of left's weight of words that stands in linked sentences, in `0.0..=1.0`; 0 of no words.
    pub coverage_left: f64,
    /// The same of right's.
    pub coverage_right: f64,
    /// Mean score of the links, each by the weight of its sentences, in `0.0..=1.0`; 0 without links.
    pub score: f64,
    /// Share of neighboring links that stand in the same order on the right, in `0.0..=1.0`; 1 for fewer than two.
    pub in_order: f64,
}

/// Up to so many sentences on the right every pair with a stem in common is compared.
const EXHAUSTIVE: usize = 64;

/// Beyond that a sentence keeps so many partners.
const PARTNERS: usize = 16;

/// Most sentences of a run.
const LONGEST_RUN: usize = 3;

/// Aligns the sentences of two texts.
///
/// Left and right can be exchanged, up to 64 sentences each. Up to 64 on the right all pairs that share a stem are
/// compared; beyond that stems that stand in more than 64 of its sentences propose none, the 16 partners that
/// share most are compared, and equal sentences are paired as they come, so that the time stays linear in the words.
#[must_use]
pub fn retelling(left: &Telling, right: &Telling, options: &RetellingOptions) -> Retelling {
    let texts = Texts { left, right, minimum: options.minimum };
    let pairs = proposed(left, right);
    let mut links: Vec<Link> =
        pairs.iter().filter_map(|pair| texts.link(pair.left..pair.left + 1, pair.right..pair.right + 1)).collect();
    let (partners_left, partners_right) = heaviest(&pairs, left.len(), right.len());
    links.extend(runs(&partners_right).flat_map(|(one, run)| texts.surer(&run, |run| texts.link(one..one + 1, run))));
    links.extend(runs(&partners_left).flat_map(|(one, run)| texts.surer(&run, |run| texts.link(run, one..one + 1))));
    links.sort_by(|a, b| texts.by_worth(a, b));
    texts.told(chosen(links, left.len(), right.len()))
}

/// Two texts that are aligned.
struct Texts<'t> {
    left: &'t Telling,
    right: &'t Telling,
    minimum: f64,
}

impl Texts<'_> {
    /// None where the score is under the minimum or 0.
    fn link(&self, left: Range<usize>, right: Range<usize>) -> Option<Link> {
        let score = score_from(self.minimum, (self.left, &left), (self.right, &right));
        (score > 0.0).then_some(Link { left, right, score })
    }

    /// The links of a run and of the runs inside it that are surer than all shorter ones inside them.
    fn surer(&self, run: &Range<usize>, link: impl Fn(Range<usize>) -> Option<Link>) -> Vec<Link> {
        let score_of = |link: &Option<Link>| link.as_ref().map_or(0.0, |link| link.score);
        let mut found = Vec::new();
        // The best score of each shorter run, by where it starts.
        let mut best: Vec<f64> = run.clone().map(|at| score_of(&link(at..at + 1))).collect();
        for size in 2..=LONGEST_RUN.min(run.len()) {
            best = best.windows(2).map(|inside| inside[0].max(inside[1])).collect();
            for (best, start) in best.iter_mut().zip(run.clone()) {
                let link = link(start..start + size);
                if score_of(&link) > *best {
                    *best = score_of(&link);
                    found.extend(link);
                }
            }
        }
        found
    }

    /// What a link explains: its score, by the weight of its sentences.
    fn worth(&self, link: &Link) -> f64 {
        link.score * self.weight(link)
    }

    fn weight(&self, link: &Link) -> f64 {
        (self.left.weight_in(&link.left) + self.right.weight_in(&link.right)) as f64
    }

    /// The worthier first; then the one whose sentences stand at more like places.
    fn by_worth(&self, a: &Link, b: &Link) -> Ordering {
        let apart = |link: &Link| (link.left.start * self.right.len()).abs_diff(link.right.start * self.left.len());
        let place =
            |link: &Link| (apart(link), link.left.start + link.right.start, link.left.end + link.right.end, link.left.start);
        self.worth(b).total_cmp(&self.worth(a)).then_with(|| place(a).cmp(&place(b)))
    }

    fn told(&self, links: Vec<Link>) -> Retelling {
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        let ascending = links.windows(2).filter(|pair| pair[0].right.start < pair[1].right.start).count();
        let weight: f64 = links.iter().map(|link| self.weight(link)).sum();
        Retelling {
            coverage_left: share(links.iter().map(|link| self.left.weight_in(&link.left)).sum(), self.left.weight()),
            coverage_right: share(links.iter().map(|link| self.right.weight_in(&link.right)).sum(), self.right.weight()),
            score: if weight > 0.0 { links.iter().map(|link| self.worth(link)).sum::<f64>() / weight } else { 0.0 },
            in_order: if links.len() < 2 { 1.0 } else { ascending as f64 / (links.len() - 1) as f64 },
            links,
        }
    }
}

/// The links whose sentences no link before them has, in order of left.
fn chosen(links: Vec<Link>, left: usize, right: usize) -> Vec<Link> {
    let (mut taken_left, mut taken_right) = (vec![false; left], vec![false; right]);
    let mut chosen: Vec<Link> = Vec::new();
    for link in links {
        let (on_left, on_right) = (&mut taken_left[link.left.clone()], &mut taken_right[link.right.clone()]);
        if !on_left.iter().chain(on_right.iter()).any(|&taken| taken) {
            on_left.fill(true);
            on_right.fill(true);
            chosen.push(link);
        }
    }
    chosen.sort_by_key(|link| link.left.start);
    chosen
}

/// Two sentences with stems in common.
struct Pair {
    left: usize,
    right: usize,
    /// What their common stems weigh.
    shared: u64,
}

/// The pairs worth comparing, ascending.
fn proposed(left: &Telling, right: &Telling) -> Vec<Pair> {
    let partners = if right.len() > EXHAUSTIVE { PARTNERS } else { EXHAUSTIVE };
    let mut equals = Equals::of(right);
    let mut shared = vec![0u64; right.len()];
    let mut touched: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for number in 0..left.len() {
        for held in left.bag(number) {
            for posting in right.postings(held.stem, EXHAUSTIVE) {
                let (other, at) = (right.held(posting), posting.sentence as usize);
                if shared[at] == 0 {
                    touched.push(at);
                }
                shared[at] += held.count.min(other.count) * held.weight.min(other.weight);
            }
        }
        if let Some(equal) = equals.next(left.fingerprint(number)).filter(|_| left.weight_in(&(number..number + 1)) > 0) {
            if shared[equal] == 0 {
                touched.push(equal);
            }
            shared[equal] = shared[equal].max(left.weight_in(&(number..number + 1)));
        }
        touched.sort_unstable_by_key(|&at| (u64::MAX - shared[at], at));
        let kept = touched.iter().take(partners).map(|&at| Pair { left: number, right: at, shared: shared[at] });
        pairs.extend(kept);
        touched.drain(..).for_each(|at| shared[at] = 0);
    }
    pairs
}

/// Sentences by their stems in order, so that equal ones are paired as they come.
struct Equals(FxHashMap<u64, std::collections::VecDeque<usize>>);

impl Equals {
    /// None of a text short enough for every stem to propose.
    fn of(telling: &Telling) -> Self {
        let mut equals = Self(FxHashMap::default());
        if telling.len() > EXHAUSTIVE {
            (0..telling.len()).for_each(|number| equals.0.entry(telling.fingerprint(number)).or_default().push_back(number));
        }
        equals
    }

    fn next(&mut self, fingerprint: u64) -> Option<usize> {
        self.0.get_mut(&fingerprint)?.pop_front()
    }
}

/// For each sentence of left and of right the one on the other side that shares most with it; of equals the one at the more like place.
fn heaviest(pairs: &[Pair], left: usize, right: usize) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let mut of_left: Vec<Option<&Pair>> = vec![None; left];
    let mut of_right: Vec<Option<&Pair>> = vec![None; right];
    let apart = |pair: &Pair| (pair.left * right).abs_diff(pair.right * left);
    let is_heavier =
        |pair: &Pair, best: Option<&Pair>| best.is_none_or(|best| (pair.shared, apart(best)) > (best.shared, apart(pair)));
    for pair in pairs {
        if is_heavier(pair, of_left[pair.left]) {
            of_left[pair.left] = Some(pair);
        }
        if is_heavier(pair, of_right[pair.right]) {
            of_right[pair.right] = Some(pair);
        }
    }
    let right_of = |pair: Option<&Pair>| pair.map(|pair| pair.right);
    let left_of = |pair: Option<&Pair>| pair.map(|pair| pair.left);
    (of_left.into_iter().map(right_of).collect(), of_right.into_iter().map(left_of).collect())
}

/// Neighbors that share most with one and the same sentence of the other side: that sentence, and all of them.
fn runs(partners: &[Option<usize>]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = 0;
    partners.chunk_by(|a, b| a == b).filter_map(move |run| {
        start += run.len();
        let place = start - run.len()..start;
        run.first().copied().flatten().filter(|_| run.len() > 1).map(|one| (one, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::telling::sentence_score;
    use crate::align::telling::tests::telling;
    use proptest::prelude::*;

    fn told(left: &str, right: &str) -> Retelling {
        retelling(&telling(left), &telling(right), &RetellingOptions::default())
    }

    fn ranges(found: &Retelling) -> Vec<(Range<usize>, Range<usize>)> {
        found.links.iter().map(|link| (link.left.clone(), link.right.clone())).collect()
    }

    /// The specification: every shape at every place, and then the worthiest again and again.
    fn slow(left: &Telling, right: &Telling, minimum: f64) -> Vec<Link> {
        let score = |l: &Range<usize>, r: &Range<usize>| {
            let score = sentence_score(left, l, right, r);
            if score < minimum { 0.0 } else { score }
        };
        let common = |l: usize, r: usize| -> u64 {
            let of = |x: &super::super::telling::Held| {
                right.bag(r).iter().find(|y| y.stem == x.stem).map_or(0, |y| x.count.min(y.count) * x.weight.min(y.weight))
            };
            left.bag(l).iter().map(of).sum()
        };
        let apart = |l: usize, r: usize| (l * right.len()).abs_diff(r * left.len());
        let best_left =
            |r: usize| (0..left.len()).filter(|&l| common(l, r) > 0).min_by_key(|&l| (u64::MAX - common(l, r), apart(l, r), l));
        let best_right =
            |l: usize| (0..right.len()).filter(|&r| common(l, r) > 0).min_by_key(|&r| (u64::MAX - common(l, r), apart(l, r), r));
        let inside = |run: &Range<usize>| -> Vec<Range<usize>> {
            run.clone().flat_map(|start| (start + 1..=run.end).map(move |end| start..end)).filter(|part| part != run).collect()
        };
        let runs = |sentences: usize| {
            (0..sentences)
                .flat_map(move |start| (1..=3).map(move |size| start..start + size))
                .filter(move |run| run.end <= sentences)
        };
        let mut links = Vec::new();
        for (l, r) in runs(left.len()).flat_map(|l| runs(right.len()).map(move |r| (l.clone(), r))) {
            let stands = match (l.len(), r.len()) {
                (1, 1) => true,
                (1, _) => {
                    r.clone().all(|at| best_left(at) == Some(l.start))
                        && inside(&r).iter().all(|part| score(&l, part) < score(&l, &r))
                }
                (_, 1) => {
                    l.clone().all(|at| best_right(at) == Some(r.start))
                        && inside(&l).iter().all(|part| score(part, &r) < score(&l, &r))
                }
                _ => false,
            };
            if stands && score(&l, &r) > 0.0 {
                links.push(Link { score: score(&l, &r), left: l, right: r });
            }
        }
        let worth = |link: &Link| link.score * (left.weight_in(&link.left) + right.weight_in(&link.right)) as f64;
        let place = |link: &Link| {
            (
                apart(link.left.start, link.right.start),
                link.left.start + link.right.start,
                link.left.end + link.right.end,
                link.left.start,
            )
        };
        let mut chosen: Vec<Link> = Vec::new();
        while let Some(best) = links.iter().min_by(|a, b| worth(b).total_cmp(&worth(a)).then(place(a).cmp(&place(b)))).cloned() {
            let apart = |a: &Range<usize>, b: &Range<usize>| a.end <= b.start || b.end <= a.start;
            links.retain(|link| apart(&link.left, &best.left) && apart(&link.right, &best.right));
            chosen.push(best);
        }
        chosen.sort_by_key(|link| link.left.start);
        chosen
    }

    const SENTENCE: &str = "(the |of |Ann |bridge |mayor |harbor |storm |ferry |closed |12 ){1,6}\n";

    proptest! {
        #[test]
        fn the_links_are_those_of_the_slow_way(
            left in prop::collection::vec(SENTENCE, 0..6), right in prop::collection::vec(SENTENCE, 0..6), minimum in 0.0f64..0.6,
        ) {
            let (left, right) = (telling(&left.concat()), telling(&right.concat()));
            let found = retelling(&left, &right, &RetellingOptions { minimum });
            prop_assert_eq!(&found.links, &slow(&left, &right, minimum));
        }

        #[test]
        fn left_and_right_can_be_exchanged(left in prop::collection::vec(SENTENCE, 0..8), right in prop::collection::vec(SENTENCE, 0..8)) {
            let (there, back) = (told(&left.concat(), &right.concat()), told(&right.concat(), &left.concat()));
            let mut exchanged: Vec<_> = ranges(&back).into_iter().map(|(right, left)| (left, right)).collect();
            exchanged.sort_by_key(|(left, _)| left.start);
            prop_assert_eq!(ranges(&there), exchanged);
            prop_assert!(there.links.iter().all(|link| (0.2..=1.0).contains(&link.score)));
            for share in [there.coverage_left, there.coverage_right, there.score, there.in_order] {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }

        #[test]
        fn the_order_of_right_changes_nothing_else(order in Just((0..STORY.len()).collect::<Vec<usize>>()).prop_shuffle()) {
            let left: String = STORY.iter().map(|(told, _)| format!("{told}\n")).collect();
            let right: String = order.iter().map(|&at| format!("{}\n", STORY[at].1)).collect();
            let found = told(&left, &right);
            let expected: Vec<_> = (0..STORY.len()).map(|at| {
                let place = order.iter().position(|&other| other == at).unwrap();
                (at..at + 1, place..place + 1)
            }).collect();
            prop_assert_eq!(ranges(&found), expected);
            let (left, right) = (telling(&left), telling(&STORY.iter().map(|(_, again)| format!("{again}\n")).collect::<String>()));
            let plain = retelling(&left, &right, &RetellingOptions::default());
            prop_assert_eq!((found.score, found.coverage_left, found.coverage_right), (plain.score, plain.coverage_left, plain.coverage_right));
        }
    }

    const STORY: [(&str, &str); 5] = [
        ("The ferry was cancelled because its captain had fallen ill.", "Illness of the captain had the ferry cancelled."),
        (
            "Forty passengers spent the night in a school gymnasium.",
            "A school gymnasium was where forty passengers slept that night.",
        ),
        ("Bakers gave them bread for nothing.", "Bread came free from the bakers."),
        (
            "The harbor office will refund every ticket by Monday.",
            "By Monday every ticket is to be refunded, the harbor office says.",
        ),
        (
            "A replacement sails tomorrow if the storm has passed.",
            "Once the storm has passed, a replacement sails, perhaps tomorrow.",
        ),
    ];

    #[test]
    fn a_split_sentence_is_one_link() {
        let left = "It rained.\nThe council approved the bridge on Tuesday, and engineers expect to drive the first piles in April.\nShops stay open.\n";
        let right =
            "On Tuesday the council approved the bridge.\nEngineers expect to drive the first piles in April.\nIt rained.\n";
        let found = told(left, right);
        assert_eq!(ranges(&found), [(0..1, 2..3), (1..2, 0..2)]);
        assert_eq!(ranges(&told(right, left)), [(0..2, 1..2), (2..3, 0..1)]);
        assert!(found.in_order == 0.0 && found.coverage_right == 1.0 && found.coverage_left < 1.0);
    }

    #[test]
    fn three_sentences_become_one() {
        let left = "The kiln exploded at dawn.\nNobody was hurt.\nThe potter blames a cracked valve.\n";
        let right = "The kiln exploded at dawn, nobody was hurt, and the potter blames a cracked valve.\nMuseums are closed.\n";
        assert_eq!(ranges(&told(left, right)), [(0..3, 0..1)]);
    }

    #[test]
    fn a_neighbor_told_elsewhere_is_not_drawn_in() {
        let left = "The mayor opened the new bridge over the river.\nThe mayor closed the old bridge to lorries.\n";
        let right = "The mayor opened the new bridge over the river.\nFish are scarce.\nThe old bridge is closed to lorries, says the mayor.\n";
        assert_eq!(ranges(&told(left, right)), [(0..1, 0..1), (1..2, 2..3)]);
    }

    #[test]
    fn nothing_is_told_by_nothing() {
        for (left, right) in [("", ""), ("", "Rain.\n"), ("…\n!\n", "…\n"), ("Rain.\n", "Snow.\n")] {
            let found = told(left, right);
            assert!(found.links.is_empty() && found.coverage_left == 0.0 && found.in_order == 1.0, "{left:?}");
        }
        assert_eq!(ranges(&told("Rain.\n", "Rain.\n")), [(0..1, 0..1)]);
    }

    #[test]
    fn a_hundred_thousand_equal_sentences_are_paired_as_they_come() {
        let left = telling(&"The lock was closed on Monday for repairs.\n".repeat(100_000));
        let found = retelling(&left, &left, &RetellingOptions::default());
        assert_eq!((found.links.len(), found.coverage_right, found.in_order), (100_000, 1.0, 1.0));
    }

    #[test]
    fn long_texts_are_aligned_by_their_rare_stems() {
        let line =
            |at: usize| format!("The number {at} bus to stop b{}x was late because of road {}.\n", at * 7 % 4_000, at % 90);
        let left: String = (0..4_000).map(line).collect();
        let right: String = (0..4_000).rev().map(line).collect();
        let found = told(&left, &right);
        let expected: Vec<_> = (0..4_000).map(|at| (at..at + 1, 3_999 - at..4_000 - at)).collect();
        assert_eq!(ranges(&found), expected);
    }
}
