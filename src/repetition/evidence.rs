//! What two echoing sentences share: the best local alignment of their terms, and its runs.
//!
//! (Smith and Waterman, 1981: equal terms add their weight, a term on one side only costs a little,
//! unequal terms never pair.)

use crate::article::{Article, Term};
use crate::span::Span;

/// A run shows if it holds a content word or so many words.
const SHOWN_WORDS: usize = 3;

/// Weight of the best local alignment of two sequences of entries.
///
/// Costs |a| × |b| steps, memory for one row.
pub(super) fn alignment(a: &[usize], b: &[usize], weights: &[f64], gap: f64) -> f64 {
    let mut row = vec![0.0f64; b.len()];
    let mut best = 0.0f64;
    for &x in a {
        let weight = weights[x];
        let (mut diagonal, mut left) = (0.0, 0.0);
        for (cell, &y) in row.iter_mut().zip(b) {
            let matched = if x == y { diagonal + weight } else { 0.0 };
            diagonal = *cell;
            left = matched.max(*cell - gap).max(left - gap).max(0.0);
            *cell = left;
            best = best.max(left);
        }
    }
    best
}

/// What two sentences share, in the order of the first: the runs of their best local alignment, and content
/// words outside it that both have.
pub(super) fn of(article: &Article<'_>, (a, b): (&[Term], &[Term]), weights: &[f64], gap: f64) -> Vec<(Span, Span)> {
    let mut pairs = matches(a, b, weights, gap);
    let mut taken = vec![false; b.len()];
    pairs.iter().for_each(|&(_, j)| taken[j] = true);
    let aligned: Vec<usize> = pairs.iter().map(|&(i, _)| i).collect();
    for (i, term) in a.iter().enumerate() {
        let entry = article.entry(term);
        if entry.is_common() || !entry.is_content || aligned.binary_search(&i).is_ok() {
            continue;
        }
        let other = b.iter().zip(&taken).position(|(other, &taken)| !taken && other.entry == term.entry);
        if let Some(j) = other {
            taken[j] = true;
            pairs.push((i, j));
        }
    }
    pairs.sort_unstable();
    pairs
        .chunk_by(|&(i, j), &(k, l)| k == i + 1 && l == j + 1)
        .filter(|run| run.len() >= SHOWN_WORDS || run.iter().any(|&(i, _)| article.entry(&a[i]).is_content))
        .filter_map(|run| {
            let (&(i, j), &(k, l)) = (run.first()?, run.last()?);
            Some((Span::new(a[i].span.start, a[k].span.end), Span::new(b[j].span.start, b[l].span.end)))
        })
        .collect()
}

/// The matched positions of the best local alignment, ascending.
fn matches(a: &[Term], b: &[Term], weights: &[f64], gap: f64) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut cells = vec![0.0f64; (a.len() + 1) * width];
    let mut best = (0.0, 0, 0);
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            let matched = if x.entry == y.entry { cells[i * width + j] + weights[x.entry] } else { 0.0 };
            let value = matched.max(cells[i * width + j + 1] - gap).max(cells[(i + 1) * width + j] - gap).max(0.0);
            cells[(i + 1) * width + j + 1] = value;
            if value > best.0 {
                best = (value, i + 1, j + 1);
            }
        }
    }
    let (_, mut i, mut j) = best;
    let mut found = Vec::new();
    while i > 0 && j > 0 && cells[i * width + j] > 0.0 {
        let here = cells[i * width + j];
        if a[i - 1].entry == b[j - 1].entry && here == cells[(i - 1) * width + j - 1] + weights[a[i - 1].entry] {
            (i, j) = (i - 1, j - 1);
            found.push((i, j));
        } else if here == cells[(i - 1) * width + j] - gap {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::article;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_matches_weigh_what_the_alignment_says(a in proptest::collection::vec(0usize..6, 0..12), b in proptest::collection::vec(0usize..6, 0..12)) {
            let weights = [1.0, 2.0, 0.5, 4.0, 1.5, 0.25];
            let terms = |entries: &[usize]| entries.iter().map(|&entry| Term { entry, span: Span::default() }).collect::<Vec<_>>();
            let found = matches(&terms(&a), &terms(&b), &weights, 0.125);
            let mut weight: f64 = found.iter().map(|&(i, _)| weights[a[i]]).sum();
            for pair in found.windows(2) {
                prop_assert!(pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
                weight -= 0.125 * (pair[1].0 - pair[0].0 + pair[1].1 - pair[0].1 - 2) as f64;
            }
            prop_assert_eq!(weight, alignment(&a, &b, &weights, 0.125));
        }
    }

    #[test]
    fn runs_and_lone_words_point_into_the_text() {
        let text = "The council refused the plan for a bridge, Berg said.\nBerg: the council has refused the plan.\n";
        let article = article(text);
        let weights = vec![1.0; article.vocabulary().len()];
        let found = of(&article, (article.terms(0), article.terms(1)), &weights, 0.1);
        let shown: Vec<_> = found.iter().map(|(left, right)| (left.of(text), right.of(text))).collect();
        assert_eq!(shown, [("The council", "the council"), ("refused the plan", "refused the plan"), ("Berg", "Berg")]);
    }

    #[test]
    fn nothing_in_common_is_no_evidence() {
        let article = article("One thing.\nAnother matter.\n");
        assert!(of(&article, (article.terms(0), article.terms(1)), &[1.0; 9], 0.1).is_empty());
    }
}
