//! Three-sentence spans told again, after C4 (Raffel et al. 2020, section 2.2).
//!
//! C4 “discarded all but one of any three-sentence span occurring more than once in the data set”;
//! here the data set is one document. Sentences are compared word by word, so a line break inside a
//! sentence is no difference; case and punctuation are.
//!
//! - `repeated_spans`: share of the three-sentence spans that equal an earlier one; at most 0, as
//!   C4 keeps none.
//! - `discarded_sentences`: share of the sentences that go with them, walking on past each such
//!   span.
//!
//! Fewer than three sentences make no span: both are 0.

use super::tally::Numbered;
use super::{Metric, share};
use crate::Span;
use std::collections::HashSet;

const SENTENCES_A_SPAN: usize = 3;

pub(super) fn metrics(text: &str, sentences: &[Span]) -> Vec<Metric> {
    let numbered = Numbered::of(sentences.iter().map(|sentence| words(text, *sentence)));
    let spans = Numbered::of(numbered.ids.windows(SENTENCES_A_SPAN));
    vec![
        Metric::new("repeated_spans", spans.repeated_share()).at_most(0.0),
        Metric::new("discarded_sentences", share(discarded(&spans), sentences.len())),
    ]
}

/// The words of a sentence; none where the span does not lie in the text.
fn words(text: &str, sentence: Span) -> Vec<&str> {
    sentence.of(text).split_whitespace().collect()
}

/// Sentences of the spans met before, walking on past each.
fn discarded(spans: &Numbered) -> usize {
    let mut seen = HashSet::new();
    let mut discarded = 0;
    let mut at = 0;
    while let Some(&span) = spans.ids.get(at) {
        if seen.insert(span) {
            at += 1;
        } else {
            discarded += SENTENCES_A_SPAN;
            at += SENTENCES_A_SPAN;
        }
    }
    discarded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> (f64, f64) {
        let mut start = 0;
        let mut spans = Vec::new();
        for (at, _) in text.match_indices('.') {
            spans.push(Span::new(start, at + 1));
            start = at + 1;
        }
        let metrics = metrics(text, &spans);
        (metrics[0].value, metrics[1].value)
    }

    #[test]
    fn values_by_hand() {
        assert_eq!(values(""), (0.0, 0.0));
        assert_eq!(values("A. B. A. B."), (0.0, 0.0));
        assert_eq!(values("A b. C. D. E. A\n b. C. D."), (1.0 / 5.0, 3.0 / 7.0));
        assert_eq!(values("A b. C. D. E. a b. C. D."), (0.0, 0.0));
        assert_eq!(values("A. A. A. A."), (1.0 / 2.0, 3.0 / 4.0));
    }

    #[test]
    fn a_span_outside_the_text_does_no_harm() {
        let outside = [Span::new(5, 9); 4];
        assert_eq!(metrics("é", &outside)[0].value, 0.5);
    }
}
