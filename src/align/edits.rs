//! Edits: what was done to the words of a passage on the way from left to right.
//!
//! For showing two sides beside each other. They follow from the equal runs of the passage: what
//! stands between two runs was changed where both sides have words there, added or dropped where one
//! has.

use super::passages::AlignedPassage;
use std::ops::Range;

/// What happened to a stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditKind {
    /// The same words on both sides.
    Equal,
    /// Other words in their place.
    Changed,
    /// Only on the right.
    Added,
    /// Only on the left.
    Dropped,
}

impl EditKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Equal, Self::Changed, Self::Added, Self::Dropped];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Dropped => "dropped",
        }
    }
}

/// A stretch of a passage, in word numbers of each side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What happened to it.
    pub kind: EditKind,
    /// Its words on the left; empty, but at its place, where they were added.
    pub left: Range<usize>,
    /// Its words on the right; empty, but at its place, where they were dropped.
    pub right: Range<usize>,
}

/// The edits of a passage, in order; together they cover it on both sides without gap or overlap.
///
/// The first and the last are equal, and so is every second one. A verbatim passage has one.
#[must_use]
pub fn edits(passage: &AlignedPassage) -> Vec<Edit> {
    let mut found = Vec::with_capacity(passage.runs.len() * 2);
    let (mut left, mut right) = (passage.left.start, passage.right.start);
    for run in &passage.runs {
        found.extend(gap(left..run.left, right..run.right));
        (left, right) = (run.left_end(), run.right_end());
        found.push(Edit { kind: EditKind::Equal, left: run.left..left, right: run.right..right });
    }
    found
}

/// The edit between two runs; none where nothing is between them.
fn gap(left: Range<usize>, right: Range<usize>) -> Option<Edit> {
    let kind = match (left.is_empty(), right.is_empty()) {
        (true, true) => return None,
        (true, false) => EditKind::Added,
        (false, true) => EditKind::Dropped,
        (false, false) => EditKind::Changed,
    };
    Some(Edit { kind, left, right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{AlignOptions, Scratch, passages};
    use crate::segment::words;
    use proptest::prelude::*;

    fn of_texts(left: &str, right: &str) -> Vec<Edit> {
        let found = passages(&words(left), &words(right), &AlignOptions::default(), &mut Scratch::default());
        found.iter().flat_map(edits).collect()
    }

    #[test]
    fn every_kind() {
        let left = "the council met on Monday and then voted to close two libraries before the summer break ended";
        let right = "the council met on Tuesday and then voted to finally close two libraries before summer break ended today";
        let seen: Vec<_> = of_texts(left, right).into_iter().map(|edit| (edit.kind, edit.left, edit.right)).collect();
        let whole = [
            (EditKind::Equal, 0..4, 0..4),
            (EditKind::Changed, 4..5, 4..5),
            (EditKind::Equal, 5..9, 5..9),
            (EditKind::Added, 9..9, 9..10),
            (EditKind::Equal, 9..13, 10..14),
        ];
        assert_eq!(seen, whole);
        let left = "one two three four five six seven eight";
        let kinds: Vec<_> = of_texts(left, "one two three four six seven eight nine ten").iter().map(|edit| edit.kind).collect();
        assert!(kinds.is_empty(), "seven equal words are no passage");
        let seen = of_texts("one two three four five six seven eight nine", "one two three four six seven eight nine");
        assert_eq!(seen[1], Edit { kind: EditKind::Dropped, left: 4..5, right: 4..4 });
    }

    #[test]
    fn names_are_distinct() {
        let names: std::collections::BTreeSet<_> = EditKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), EditKind::ALL.len());
    }

    proptest! {
        #[test]
        fn edits_cover_the_passage_on_both_sides(left in "([a-e] ){0,60}", right in "([a-e] ){0,60}") {
            let found = passages(&words(&left), &words(&right), &AlignOptions::default(), &mut Scratch::default());
            for passage in found {
                let (mut l, mut r) = (passage.left.start, passage.right.start);
                for edit in edits(&passage) {
                    prop_assert_eq!((edit.left.start, edit.right.start), (l, r));
                    prop_assert_eq!(edit.kind == EditKind::Added, edit.left.is_empty());
                    prop_assert_eq!(edit.kind == EditKind::Dropped, edit.right.is_empty());
                    (l, r) = (edit.left.end, edit.right.end);
                }
                prop_assert_eq!((l, r), (passage.left.end, passage.right.end));
            }
        }
    }
}
