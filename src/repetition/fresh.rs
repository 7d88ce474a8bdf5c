//! The fresh-information curve: how much each sentence brings that no earlier one had.

use crate::article::Article;

/// New content stems of each sentence, in order; one number a sentence.
///
/// A curve that falls to nothing early is an article that goes on without news. Linear.
#[must_use]
pub fn fresh(article: &Article<'_>) -> Vec<u64> {
    let mut seen = vec![false; article.vocabulary().len()];
    let mut curve = Vec::with_capacity(article.len());
    for sentence in 0..article.len() {
        let mut new = 0;
        for term in article.terms(sentence) {
            let is_new = seen.get_mut(term.entry).is_some_and(|seen| !std::mem::replace(seen, true));
            new += u64::from(is_new && article.entry(term).is_content);
        }
        curve.push(new);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::article;

    #[test]
    fn what_was_said_is_not_fresh() {
        assert_eq!(fresh(&article("The bridge was closed.\nBridges closed.\nClosing the harbor bridge.\n")), [2, 0, 1]);
        assert!(fresh(&article("")).is_empty());
    }
}
