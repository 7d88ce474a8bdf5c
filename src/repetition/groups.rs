//! Echoes → groups of sentences that say the same, and which of them could go.
//!
//! A room's chain of likeness is not likeness: a sentence joins a group only if it echoes every member
//! (complete linkage), so that nothing drifts from one claim to another.

use super::echo::Echo;
use crate::article::Article;
use rustc_hash::{FxHashMap, FxHashSet};

/// Groups of at least two sentences that all echo each other, by their first sentence; each ascending.
///
/// Strongest pairs first; a sentence stands in one group at most. Costs the echoes times the size of the groups.
#[must_use]
pub fn groups(echoes: &[Echo]) -> Vec<Vec<usize>> {
    let pairs: FxHashSet<(usize, usize)> = echoes.iter().map(|echo| (echo.left, echo.right)).collect();
    let joined = |a: usize, b: usize| pairs.contains(&(a.min(b), a.max(b)));
    let mut group_of: FxHashMap<usize, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for echo in echoes {
        let sides = [echo.left, echo.right].map(|sentence| group_of.get(&sentence).copied());
        let (group, sentence) = match sides {
            [None, None] => {
                [echo.left, echo.right].into_iter().for_each(|sentence| _ = group_of.insert(sentence, groups.len()));
                groups.push(vec![echo.left, echo.right]);
                continue;
            }
            [Some(group), None] => (group, echo.right),
            [None, Some(group)] => (group, echo.left),
            [Some(_), Some(_)] => continue,
        };
        if let Some(members) = groups.get_mut(group).filter(|members| members.iter().all(|&member| joined(member, sentence))) {
            members.push(sentence);
            group_of.insert(sentence, group);
        }
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

/// A sentence that could go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its number.
    pub sentence: usize,
    /// The earlier sentence that says it, which stays.
    pub says: usize,
    /// Words saved.
    pub words: usize,
}

/// The later sentence of each repeat, in the order of the text; what a cut points at is never cut itself.
///
/// A headline stands for no sentence: what only a line without an end says is not cut.
#[must_use]
pub fn cuts(article: &Article<'_>, echoes: &[Echo]) -> Vec<Cut> {
    let mut cut: FxHashMap<usize, usize> = FxHashMap::default();
    let mut kept: FxHashSet<usize> = FxHashSet::default();
    for echo in echoes.iter().filter(|echo| echo.is_repeat) {
        let free = !cut.contains_key(&echo.left) && !cut.contains_key(&echo.right) && !kept.contains(&echo.right);
        if free && !is_open(article.span(echo.left).of(article.text())) {
            cut.insert(echo.right, echo.left);
            kept.insert(echo.left);
        }
    }
    let mut cuts: Vec<Cut> =
        cut.into_iter().map(|(sentence, says)| Cut { sentence, says, words: article.terms(sentence).len() }).collect();
    cuts.sort_unstable_by_key(|cut| cut.sentence);
    cuts
}

/// Whether a line ends in a letter or digit, as headlines and list items do.
fn is_open(line: &str) -> bool {
    line.chars().next_back().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::article;

    fn echo(left: usize, right: usize, score: f64) -> Echo {
        Echo { left, right, score, is_repeat: score >= 0.6, evidence: Vec::new() }
    }

    #[test]
    fn a_chain_is_no_group() {
        let chain = [echo(0, 1, 0.9), echo(1, 2, 0.8), echo(2, 3, 0.7)];
        assert_eq!(groups(&chain), [vec![0, 1], vec![2, 3]]);
        let all = [echo(1, 4, 0.9), echo(0, 1, 0.8), echo(0, 4, 0.5), echo(2, 3, 0.45)];
        assert_eq!(groups(&all), [vec![0, 1, 4], vec![2, 3]]);
        assert!(groups(&[]).is_empty());
    }

    #[test]
    fn what_a_cut_points_at_stays() {
        let text = "One.\nTwo words.\nThree words here.\nAnd four words here.\n";
        let found = cuts(&article(text), &[echo(0, 1, 0.9), echo(1, 2, 0.8), echo(0, 3, 0.7), echo(0, 2, 0.5)]);
        assert_eq!(found, [Cut { sentence: 1, says: 0, words: 2 }, Cut { sentence: 3, says: 0, words: 4 }]);
    }

    #[test]
    fn a_headline_cuts_nothing() {
        assert!(cuts(&article("Bridge shut again\nThe bridge is shut again.\n"), &[echo(0, 1, 0.9)]).is_empty());
    }
}
