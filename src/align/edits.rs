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
