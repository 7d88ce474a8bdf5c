//! Phrases an article repeats: maximal runs of stems that stand in it more than once.
//!
//! Stems, so that inflection does not part them; maximal, so that "nuclear program" is not listed beside
//! "secret nuclear program" unless it also stands without "secret".

use crate::article::{Article, Term};
use crate::span::Span;
use rustc_hash::FxHashMap;

/// Longest phrase, in words.
const LONGEST: usize = 40;

/// A phrase that comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// (count − 1) × weight of its content stems, [`crate::weights::NAT`] to a nat.
    pub score: u64,
    /// Numbers of the sentences it stands in, in order, each once.
    pub sentences: Vec<usize>,
    /// Where, in the original text; as many as it has occurrences.
    pub spans: Vec<Span>,
}

/// Start of an occurrence: sentence, position among its terms.
type Start = (usize, usize);

/// A run of stems by its hash: its length and where it stands.
struct Run {
    words: usize,
    starts: Vec<Start>,
}

/// The phrases of an article that stand in it at least twice, with at least two content stems, from content
/// word to content word; highest score first, then in order of the text.
///
/// Grows runs word by word from those that repeat, so it costs the repeated words times the length of the runs.
#[must_use]
pub fn phrases(article: &Article<'_>) -> Vec<Phrase> {
    let runs = repeated_runs(article);
    let mut kept: FxHashMap<(usize, Start), usize> = FxHashMap::default();
    let mut found: Vec<&Run> = Vec::new();
    for run in runs.iter().rev() {
        let Some(&first) = run.starts.first() else { continue };
        if is_phrase(article, terms_of(article, first, run.words)) && !covered(run, &kept) {
            for &(sentence, at) in &run.starts {
                (at..at + run.words).for_each(|word| _ = kept.entry((run.starts.len(), (sentence, word))).or_insert(found.len()));
            }
            found.push(run);
        }
    }
    let mut phrases: Vec<Phrase> = found.into_iter().map(|run| phrase(article, run)).collect();
    phrases.sort_unstable_by(|a, b| b.score.cmp(&a.score).then_with(|| a.spans.cmp(&b.spans)));
    phrases
}

/// Runs of two and more words that repeat without overlap, shorter ones first, in order of the text.
fn repeated_runs(article: &Article<'_>) -> Vec<Run> {
    let mut alive: Vec<Start> = Vec::new();
    for sentence in 0..article.len() {
        alive.extend((0..article.terms(sentence).len()).map(|at| (sentence, at)));
    }
    let mut runs = Vec::new();
    for words in 2..=LONGEST {
        let mut places: FxHashMap<Vec<usize>, Vec<Start>> = FxHashMap::default();
        for &start in &alive {
            let terms = terms_of(article, start, words);
            if terms.len() == words {
                let key = terms.iter().map(|term| term.entry).collect();
                let starts = places.entry(key).or_default();
                let overlaps = starts.last().is_some_and(|&(sentence, at)| sentence == start.0 && at + words > start.1);
                if !overlaps {
                    starts.push(start);
                }
            }
        }
        let mut repeated: Vec<Vec<Start>> = places.into_values().filter(|starts| starts.len() > 1).collect();
        if repeated.is_empty() {
            break;
        }
        repeated.sort_unstable();
        alive = repeated.iter().flatten().copied().collect();
        alive.sort_unstable();
        runs.extend(repeated.into_iter().map(|starts| Run { words, starts }));
    }
    runs
}

fn terms_of<'a>(article: &'a Article<'_>, (sentence, at): Start, words: usize) -> &'a [Term] {
    let terms = article.terms(sentence);
    terms.get(at..(at + words).min(terms.len())).unwrap_or_default()
}

/// Whether it says something: from content word to content word, two different content stems at least, not all numbers.
fn is_phrase(article: &Article<'_>, terms: &[Term]) -> bool {
    let is_content = |term: Option<&Term>| term.is_some_and(|term| article.entry(term).is_content);
    let mut content: Vec<usize> = terms.iter().filter(|term| is_content(Some(term))).map(|term| term.entry).collect();
    content.sort_unstable();
    content.dedup();
    let says = terms.iter().any(|term| is_content(Some(term)) && !article.entry(term).is_number);
    is_content(terms.first()) && is_content(terms.last()) && content.len() >= 2 && says
}

/// Whether a longer phrase, kept already, stands as often and holds every occurrence.
fn covered(run: &Run, kept: &FxHashMap<(usize, Start), usize>) -> bool {
    let by = |&(sentence, at): &Start| kept.get(&(run.starts.len(), (sentence, at))).copied();
    let first = run.starts.first().and_then(by);
    first.is_some() && run.starts.iter().all(|start| by(start) == first && by(&(start.0, start.1 + run.words - 1)) == first)
}

fn phrase(article: &Article<'_>, run: &Run) -> Phrase {
    let terms = |&start: &Start| terms_of(article, start, run.words);
    let span = |start| match terms(start) {
        [first, .., last] => Span::new(first.span.start, last.span.end),
        _ => Span::default(),
    };
    let content =
        run.starts.first().map(terms).unwrap_or_default().iter().map(|term| article.entry(term)).filter(|entry| entry.is_content);
    let weight: u64 = content.map(|entry| u64::from(entry.weight)).sum();
    let mut sentences: Vec<usize> = run.starts.iter().map(|&(sentence, _)| sentence).collect();
    sentences.dedup();
    Phrase { score: (run.starts.len() as u64 - 1) * weight, sentences, spans: run.starts.iter().map(span).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::article;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<(String, usize, Vec<usize>)> {
        let article = article(text);
        phrases(&article)
            .into_iter()
            .map(|phrase| (phrase.spans[0].of(text).to_owned(), phrase.spans.len(), phrase.sentences))
            .collect()
    }

    #[test]
    fn maximal_and_inflected() {
        let text = "The secret nuclear program of Iran grew.\nSecret nuclear programs worry the council.\nA nuclear program is closed, council says.\n";
        assert_eq!(
            shown(text),
            [("nuclear program".to_owned(), 3, vec![0, 1, 2]), ("secret nuclear program".to_owned(), 2, vec![0, 1]),]
        );
    }

    #[test]
    fn no_stop_word_at_an_end_and_nothing_twice() {
        assert_eq!(
            shown("Out of the harbor bridge and of it.\nOut of the harbor bridge and so.\n"),
            [("harbor bridge".to_owned(), 2, vec![0, 1])]
        );
        assert!(shown("").is_empty());
        assert!(shown("bridge bridge bridge bridge\n").is_empty());
    }

    proptest! {
        #[test]
        fn every_span_slices_the_text_and_says_the_same(text in "(harbor |bridge |the |plan |plans |\n){0,60}") {
            let article = article(&text);
            for phrase in phrases(&article) {
                prop_assert!(phrase.spans.len() > 1);
                let words: Vec<_> = phrase.spans.iter().map(|span| span.of(&text).split_whitespace().count()).collect();
                prop_assert!(words.iter().all(|&count| count == words[0] && count > 1));
            }
        }
    }
}
