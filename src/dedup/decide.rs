//! Which documents are kept and which go, from verified pairs alone.
//!
//! Documents are gone through in the order in which they are to be kept; one is kept unless a document
//! that is kept already removes it: by a pair of the two themselves, never through a third. (The
//! lexicographically first maximal independent set, where all pairs are near-duplicates.)
//!
//! A document that another contains goes only for one that is larger. So contained documents come after
//! all others, larger ones first: then whoever may remove a document is decided before it.

use crate::report::Relation;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Two classes of identical documents of which a relation was verified.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair {
    /// The earlier one by date and id.
    pub left: usize,
    pub right: usize,
    /// Near-duplicate or contains.
    pub relation: Relation,
    pub similarity: f64,
    /// Share of left's shingles that right has.
    pub containment_left: f64,
    /// Share of right's shingles that left has.
    pub containment_right: f64,
}

impl Pair {
    pub(super) fn other(&self, class: usize) -> usize {
        if self.left == class { self.right } else { self.left }
    }

    /// Compares the sizes of the two sides: a smaller side has a larger share of itself in the other.
    fn sizes(&self) -> Ordering {
        self.containment_right.total_cmp(&self.containment_left)
    }
}

/// What becomes of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One of it is kept.
    Kept,
    /// All of it goes, for the other side of this pair, which is kept.
    Removed(usize),
}

/// Pairs by class.
pub(super) struct Neighbors {
    starts: Vec<usize>,
    pairs: Vec<usize>,
}

impl Neighbors {
    pub(super) fn new(classes: usize, pairs: &[Pair]) -> Self {
        let mut sided: Vec<(usize, usize)> =
            pairs.iter().enumerate().flat_map(|(at, pair)| [(pair.left, at), (pair.right, at)]).collect();
        sided.sort_unstable();
        let starts = (0..=classes).map(|class| sided.partition_point(|&(of, _)| of < class)).collect();
        Self { starts, pairs: sided.into_iter().map(|(_, at)| at).collect() }
    }

    /// The pairs of a class, by their positions.
    pub(super) fn of(&self, class: usize) -> &[usize] {
        let range = self.starts.get(class).copied().zip(self.starts.get(class + 1).copied());
        range.and_then(|(start, end)| self.pairs.get(start..end)).unwrap_or_default()
    }
}

/// Decides all classes. `compare` says which of two classes is to be kept; where it does not matter,
/// the left side of a pair comes first. Sorting aside, linear in classes and pairs.
pub(super) fn decide(classes: usize, pairs: &[Pair], compare: impl Fn(usize, usize) -> Ordering) -> Vec<Verdict> {
    let order = Order::new(classes, pairs, compare);
    let neighbors = Neighbors::new(classes, pairs);
    let mut waits = vec![0usize; classes];
    for pair in pairs {
        let later = pair.other(order.first(pair));
        if let Some(count) = waits.get_mut(later) {
            *count += 1;
        }
    }
    let mut verdicts: Vec<Option<Verdict>> = vec![None; classes];
    let free = waits.iter().enumerate().filter(|&(_, &count)| count == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = free.map(|(class, _)| Reverse(class)).collect();
    // Every class is among these at the latest, should the order go round in a circle.
    let mut rest = 0..classes;
    while let Some(class) = ready.pop().map(|Reverse(class)| class).or_else(|| rest.next()) {
        if verdicts.get(class).is_none_or(Option::is_some) {
            continue;
        }
        let verdict = judge(class, neighbors.of(class), pairs, &order, &verdicts);
        if let Some(slot) = verdicts.get_mut(class) {
            *slot = Some(verdict);
        }
        for pair in neighbors.of(class).iter().filter_map(|&at| pairs.get(at)) {
            let later = pair.other(class);
            if let (true, Some(count @ 1..)) = (order.first(pair) == class, waits.get_mut(later)) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(later));
                }
            }
        }
    }
    verdicts.into_iter().map(|verdict| verdict.unwrap_or(Verdict::Kept)).collect()
}

/// Removed for the kept class with the strongest relation and the highest similarity, if there is any.
fn judge(
    class: usize,
    near: &[usize],
    pairs: &[Pair],
    order: &Order<impl Fn(usize, usize) -> Ordering>,
    verdicts: &[Option<Verdict>],
) -> Verdict {
    let removing = near.iter().filter_map(|&at| Some((at, pairs.get(at)?))).filter(|(_, pair)| {
        let kept = verdicts.get(pair.other(class)).copied().flatten() == Some(Verdict::Kept);
        kept && (pair.relation == Relation::NearDuplicate || order.contained_side(pair) == class)
    });
    let best = removing.min_by(|(a, one), (b, other)| {
        one.relation.cmp(&other.relation).then_with(|| other.similarity.total_cmp(&one.similarity)).then(a.cmp(b))
    });
    best.map_or(Verdict::Kept, |(at, _)| Verdict::Removed(at))
}

/// Which side of a pair is decided first.
struct Order<C> {
    compare: C,
    contained: Vec<bool>,
}

impl<C: Fn(usize, usize) -> Ordering> Order<C> {
    fn new(classes: usize, pairs: &[Pair], compare: C) -> Self {
        let mut order = Self { compare, contained: vec![false; classes] };
        for pair in pairs.iter().filter(|pair| pair.relation == Relation::Contains) {
            let side = order.contained_side(pair);
            if let Some(flag) = order.contained.get_mut(side) {
                *flag = true;
            }
        }
        order
    }

    /// The side to be kept, sizes aside.
    fn preferred(&self, pair: &Pair) -> usize {
        if (self.compare)(pair.left, pair.right) == Ordering::Greater { pair.right } else { pair.left }
    }

    /// The side that the other contains: the smaller; of equal ones that which is not preferred.
    fn contained_side(&self, pair: &Pair) -> usize {
        match pair.sizes() {
            Ordering::Less => pair.left,
            Ordering::Greater => pair.right,
            Ordering::Equal => pair.other(self.preferred(pair)),
        }
    }

    fn first(&self, pair: &Pair) -> usize {
        let contained = |class: usize| self.contained.get(class).copied().unwrap_or(false);
        match (contained(pair.left), contained(pair.right)) {
            (false, true) => pair.left,
            (true, false) => pair.right,
            (true, true) => pair.other(self.contained_side(pair)),
            (false, false) => self.preferred(pair),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(left: usize, right: usize) -> Pair {
        Pair { left, right, relation: Relation::NearDuplicate, similarity: 0.9, containment_left: 0.9, containment_right: 0.9 }
    }

    #[test]
    fn nobody_goes_through_a_chain() {
        let chain = [near(0, 1), near(1, 2), near(2, 3)];
        let verdicts = decide(4, &chain, |_, _| Ordering::Equal);
        assert_eq!(verdicts, [Verdict::Kept, Verdict::Removed(0), Verdict::Kept, Verdict::Removed(2)]);
        let backwards = decide(4, &chain, |left, right| right.cmp(&left));
        assert_eq!(backwards, [Verdict::Removed(0), Verdict::Kept, Verdict::Removed(2), Verdict::Kept]);
    }

    #[test]
    fn only_the_contained_side_goes_whichever_is_preferred() {
        let contains = Pair { relation: Relation::Contains, similarity: 0.2, containment_left: 1.0, ..near(0, 1) };
        let contains = Pair { containment_right: 0.2, ..contains };
        for preferred in [Ordering::Less, Ordering::Greater] {
            let compare = |left: usize, right: usize| if left < right { preferred } else { preferred.reverse() };
            assert_eq!(decide(2, std::slice::from_ref(&contains), compare), [Verdict::Removed(0), Verdict::Kept]);
        }
    }

    /// Random classes of some size, and pairs whose shares follow from the sizes.
    fn graphs() -> impl Strategy<Value = (Vec<(u32, u8)>, Vec<Pair>)> {
        let classes = prop::collection::vec((1u32..5, 0u8..4), 2..14);
        (classes, prop::collection::btree_map((0usize..14, 0usize..14), (any::<bool>(), 1u32..5), 0..40)).prop_map(
            |(classes, raw)| {
                let pair = |(&(left, right), &(contains, shared)): (&(usize, usize), &(bool, u32))| {
                    let (l, r) = (classes.get(left)?.0 * 10, classes.get(right)?.0 * 10);
                    let relation = if contains { Relation::Contains } else { Relation::NearDuplicate };
                    let share = |of: u32| f64::from(shared) / f64::from(of);
                    (left < right).then(|| Pair {
                        left,
                        right,
                        relation,
                        similarity: share(l + r),
                        containment_left: share(l),
                        containment_right: share(r),
                    })
                };
                let pairs = raw.iter().filter_map(pair).collect();
                (classes, pairs)
            },
        )
    }

    /// The slow twin: one order of everything, then one after the other against all that are kept.
    fn plainly(classes: &[(u32, u8)], pairs: &[Pair]) -> Vec<bool> {
        let smaller = |pair: &Pair| {
            let key = |class: usize| (Reverse(classes[class].0), classes[class].1, class);
            if key(pair.left) > key(pair.right) { pair.left } else { pair.right }
        };
        let contained = |class: usize| pairs.iter().any(|pair| pair.relation == Relation::Contains && smaller(pair) == class);
        let mut order: Vec<usize> = (0..classes.len()).collect();
        order.sort_by_key(|&class| {
            let size = if contained(class) { Reverse(classes[class].0) } else { Reverse(0) };
            (contained(class), size, classes[class].1, class)
        });
        let mut kept = vec![false; classes.len()];
        for class in order {
            let removes = |pair: &&Pair| {
                let touches = pair.left == class || pair.right == class;
                touches && kept[pair.other(class)] && (pair.relation == Relation::NearDuplicate || smaller(pair) == class)
            };
            kept[class] = !pairs.iter().any(|pair| removes(&pair));
        }
        kept
    }

    proptest! {
        #[test]
        fn the_same_go_as_one_after_the_other((classes, pairs) in graphs()) {
            let verdicts = decide(classes.len(), &pairs, |left, right| classes[left].1.cmp(&classes[right].1));
            let kept: Vec<bool> = verdicts.iter().map(|verdict| *verdict == Verdict::Kept).collect();
            prop_assert_eq!(&kept, &plainly(&classes, &pairs));
            for (class, verdict) in verdicts.iter().enumerate() {
                if let Verdict::Removed(at) = verdict {
                    prop_assert!(kept[pairs[*at].other(class)], "removed for what is not kept");
                }
            }
            for pair in pairs.iter().filter(|pair| pair.relation == Relation::NearDuplicate) {
                prop_assert!(!(kept[pair.left] && kept[pair.right]), "both of a pair are kept");
            }
        }
    }
}
