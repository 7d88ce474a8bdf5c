//! Every pair that follows from the matches of a report.
//!
//! Identical documents are matched once each, against the first of them, and only the first is
//! matched with others: so a report stays linear in its documents. Who wants all pairs gets them here
//! one at a time; their number is quadratic in the size of a group, the memory is not.

use super::data::{Match, Relation, Report, Side};
use crate::document::Place;
use std::collections::BTreeMap;
use std::io;

/// Two documents and the match that holds for them, maybe by way of identical ones.
pub(super) struct Pair<'a> {
    pub(super) left: &'a Side,
    pub(super) right: &'a Side,
    /// Share of left's shingles that right has, and the other way.
    pub(super) containment: [f64; 2],
    pub(super) found: &'a Match,
}

impl<'a> Pair<'a> {
    fn of(found: &'a Match) -> Self {
        let containment = [found.containment_left, found.containment_right];
        Self { left: &found.left, right: &found.right, containment, found }
    }

    /// The same between documents identical to its sides, the earlier one left.
    fn between(found: &'a Match, left: &'a Side, right: &'a Side) -> Self {
        let pair = Self { left, right, ..Self::of(found) };
        if rank(left) <= rank(right) {
            return pair;
        }
        let [first, second] = pair.containment;
        Self { left: right, right: left, containment: [second, first], found }
    }
}

type Groups<'a> = BTreeMap<(&'a str, &'a Place), Vec<&'a Side>>;
type Each<'a, 'b> = &'b mut dyn FnMut(Pair<'a>) -> io::Result<()>;

/// The pairs of `report` as they were matched.
pub(super) fn matched<'a>(report: &'a Report, each: Each<'a, '_>) -> io::Result<()> {
    report.matches.iter().map(Pair::of).try_for_each(each)
}

/// The pairs of `report`, and those that follow because documents are identical.
pub(super) fn expanded<'a>(report: &'a Report, each: Each<'a, '_>) -> io::Result<()> {
    let mut groups: Groups<'a> = BTreeMap::new();
    for found in report.matches.iter().filter(|found| found.relation == Relation::Identical) {
        groups.entry(key(&found.left)).or_default().push(&found.right);
    }
    for found in &report.matches {
        each(Pair::of(found))?;
        if found.relation == Relation::Identical {
            let earlier = same(&groups, &found.left).iter().take_while(|side| key(side) != key(&found.right));
            for left in earlier {
                each(Pair::between(found, left, &found.right))?;
            }
            continue;
        }
        for left in std::iter::once(&&found.left).chain(same(&groups, &found.left)) {
            for right in std::iter::once(&&found.right).chain(same(&groups, &found.right)) {
                if key(left) != key(&found.left) || key(right) != key(&found.right) {
                    each(Pair::between(found, left, right))?;
                }
            }
        }
    }
    Ok(())
}

/// The documents identical to `side`, where it is the first of them.
fn same<'a, 'b>(groups: &'b Groups<'a>, side: &'a Side) -> &'b [&'a Side] {
    groups.get(&key(side)).map_or(&[], Vec::as_slice)
}

fn key(side: &Side) -> (&str, &Place) {
    (&side.id, &side.place)
}

fn rank(side: &Side) -> (&Option<String>, &str, &Place) {
    (&side.metadata.date, &side.id, &side.place)
}
