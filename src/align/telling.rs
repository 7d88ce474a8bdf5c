//! A text as sentences that can be looked for in another text, and how surely one sentence tells another.
//!
//! A sentence told again keeps few runs of words, but most of its telling words, mostly in their order. So the
//! score of two sentences, or of two runs of neighbors where one was split or merged, is
//!
//! ```text
//! score = √(shared × ordered)
//! ```
//!
//! *Shared* is the weight of the stems both have, of the weight of all stems, on the side where that is less: what
//! one side adds counts as much as what it drops. *Ordered* is the longest common subsequence of stems, of the longer
//! side's number (function words too: they carry the order). A stem weighs √(inverse document frequency), since
//! a paraphrase keeps common words as little as rare ones, and names weigh less, since every sentence of a story
//! has them and those that tell other things too.
//!
//! Chosen on every second pair of msrp and pan-sentences-train; what it separates on the others is
//! printed by `benches/figures/run DATA sentence-score`. Skip-bigrams, character n-grams, word prefixes, and a
//! penalty for numbers that differ gained under .005 each or lost on one of the two.

use crate::article::Article;
use crate::segment::{self, Stems, Word};
use crate::span::Span;
use crate::weights::{FRACTION_BITS, Weights};
use rustc_hash::FxHasher;
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// Words of a sentence that are looked at; more without a full stop is no sentence.
const LONGEST: usize = 256;

/// A name weighs so many tenths of another word as rare.
const NAME_TENTHS: u64 = 7;

/// A text prepared to be compared: its sentences, their stems, and what each weighs.
///
/// About 60 bytes a word.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    sentences: Vec<Sentence>,
    /// Stems in the order of the text.
    terms: Vec<u64>,
    /// The stems of each sentence once, ascending.
    bags: Vec<Held>,
    /// Every stem of every bag with its sentence, ascending.
    postings: Vec<Posting>,
    weight: u64,
}

#[derive(Clone, Debug)]
struct Sentence {
    span: Span,
    terms: Range<usize>,
    bag: Range<usize>,
    weight: u64,
}

/// A stem that a sentence has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) stem: u64,
    pub(super) count: u64,
    /// Of one occurrence.
    pub(super) weight: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    stem: u64,
    pub(super) sentence: u32,
    bag: u32,
}

impl Telling {
    /// Reads a text whose words are known, in the language of `stems`.
    ///
    /// Linear but for sorting; no sentences where the text has none. Of a sentence of more than 256 words only the first
    /// 256 are looked at.
    #[must_use]
    pub fn of(text: &str, words: &[Word], stems: &mut Stems, weights: &Weights) -> Self {
        let sentences = segment::sentences(text, stems.language().name());
        Self::of_article(&Article::of(text, &sentences, words, stems, weights))
    }

    /// The same of a text that was read already.
    #[must_use]
    pub fn of_article(article: &Article<'_>) -> Self {
        let weights: Vec<u64> = article
            .vocabulary()
            .iter()
            .map(|entry| (u64::from(entry.weight) << FRACTION_BITS).isqrt() * if entry.is_name { NAME_TENTHS } else { 10 })
            .collect();
        let mut telling = Self::default();
        for number in 0..article.len() {
            let (first, first_held) = (telling.terms.len(), telling.bags.len());
            let mut entries: Vec<usize> = article.terms(number).iter().take(LONGEST).map(|term| term.entry).collect();
            telling.terms.extend(entries.iter().map(|&entry| article.vocabulary()[entry].stem));
            entries.sort_unstable_by_key(|&entry| article.vocabulary()[entry].stem);
            telling.bags.extend(entries.chunk_by(|a, b| a == b).map(|same| Held {
                stem: article.vocabulary()[same[0]].stem,
                count: same.len() as u64,
                weight: weights[same[0]].max(1),
            }));
            let bag = first_held..telling.bags.len();
            let weight = weight_of(&telling.bags[bag.clone()]);
            let place = |at: usize| Posting { stem: telling.bags[at].stem, sentence: number as u32, bag: at as u32 };
            telling.postings.extend(bag.clone().map(place));
            telling.weight += weight;
            telling.sentences.push(Sentence { span: article.span(number), terms: first..telling.terms.len(), bag, weight });
        }
        telling.postings.sort_unstable();
        telling
    }

    /// How many sentences.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// Where neighboring sentences stand in the original text; the empty span where there are none.
    #[must_use]
    pub fn span(&self, sentences: &Range<usize>) -> Span {
        match self.sentences.get(sentences.clone()) {
            Some([first, .., last]) => Span::new(first.span.start, last.span.end),
            Some([only]) => only.span,
            _ => Span::default(),
        }
    }

    /// What all sentences weigh, in units of no meaning.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// What neighboring sentences weigh.
    pub(super) fn weight_in(&self, sentences: &Range<usize>) -> u64 {
        self.sentences.get(sentences.clone()).unwrap_or_default().iter().map(|sentence| sentence.weight).sum()
    }

    /// The stems of a sentence, each once, ascending.
    pub(super) fn bag(&self, sentence: usize) -> &[Held] {
        self.sentences.get(sentence).and_then(|sentence| self.bags.get(sentence.bag.clone())).unwrap_or_default()
    }

    /// In which sentences a stem stands, ascending; none where in more than `most`.
    pub(super) fn postings(&self, stem: u64, most: usize) -> &[Posting] {
        let start = self.postings.partition_point(|posting| posting.stem < stem);
        let rest = self.postings.get(start..).unwrap_or_default();
        let near = rest.get(..rest.len().min(most + 1)).unwrap_or_default();
        let count = near.partition_point(|posting| posting.stem == stem);
        if count > most { &[] } else { &near[..count] }
    }

    /// The entry of a posting in the bag of its sentence.
    pub(super) fn held(&self, posting: &Posting) -> Held {
        self.bags[posting.bag as usize]
    }

    /// Equal for sentences of equal stems in equal order.
    pub(super) fn fingerprint(&self, sentence: usize) -> u64 {
        let mut hasher = FxHasher::default();
        self.terms_of(&(sentence..sentence + 1)).hash(&mut hasher);
        hasher.finish()
    }

    fn terms_of(&self, sentences: &Range<usize>) -> &[u64] {
        match self.sentences.get(sentences.clone()) {
            Some([first, .., last]) => &self.terms[first.terms.start..last.terms.end],
            Some([only]) => &self.terms[only.terms.clone()],
            _ => &[],
        }
    }

    /// The stems of neighboring sentences as those of one.
    fn bag_of(&self, sentences: &Range<usize>) -> Cow<'_, [Held]> {
        let Some([first, .., last]) = self.sentences.get(sentences.clone()) else {
            return Cow::Borrowed(self.bag(sentences.start));
        };
        let mut all = self.bags[first.bag.start..last.bag.end].to_vec();
        all.sort_unstable_by_key(|held| held.stem);
        all.dedup_by(|next, held| {
            let is_same = next.stem == held.stem;
            held.count += if is_same { next.count } else { 0 };
            is_same
        });
        Cow::Owned(all)
    }
}

fn weight_of(bag: &[Held]) -> u64 {
    bag.iter().map(|held| held.count * held.weight).sum()
}

/// How surely a run of neighboring sentences of one text tells a run of another, in `0.0..=1.0`.
///
/// Symmetric; 1 for equal sentences with a word in them, 0 where no stem is in both or there is no such sentence.
/// Costs words × words steps, some hundred nanoseconds for two sentences that share most of their weight.
#[must_use]
pub fn sentence_score(left: &Telling, run: &Range<usize>, right: &Telling, other: &Range<usize>) -> f64 {
    score_from(0.0, (left, run), (right, other))
}

/// The score, or 0 where it is under `minimum`: the order is not looked at where the weights say so already.
pub(super) fn score_from(minimum: f64, left: (&Telling, &Range<usize>), right: (&Telling, &Range<usize>)) -> f64 {
    if left.1.is_empty() || right.1.is_empty() {
        return 0.0;
    }
    let shared = shared(&left.0.bag_of(left.1), &right.0.bag_of(right.1));
    // Ordered is 1 at most.
    if shared <= 0.0 || shared.sqrt() < minimum {
        return 0.0;
    }
    let (a, b) = (left.0.terms_of(left.1), right.0.terms_of(right.1));
    let longer = a.len().max(b.len()).max(1);
    let score = (shared * subsequence(a, b) as f64 / longer as f64).sqrt();
    if score < minimum { 0.0 } else { score }
}

/// Weight of the stems both have, of all stems of the side where that is less, in `0.0..=1.0`.
fn shared(a: &[Held], b: &[Held]) -> f64 {
    let (mut of_a, mut of_b) = (0, 0);
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.stem == y.stem {
            let count = x.count.min(y.count);
            of_a += count * x.weight;
            of_b += count * y.weight;
        }
        i += usize::from(x.stem <= y.stem);
        j += usize::from(y.stem <= x.stem);
    }
    let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    share(of_a, weight_of(a)).min(share(of_b, weight_of(b)))
}

/// Length of the longest common subsequence.
fn subsequence(a: &[u64], b: &[u64]) -> usize {
    let mut row = vec![0u16; b.len()];
    for x in a {
        let (mut diagonal, mut left) = (0, 0);
        for (cell, y) in row.iter_mut().zip(b) {
            let above = *cell;
            left = if x == y { diagonal + 1 } else { above.max(left) };
            (diagonal, *cell) = (above, left);
        }
    }
    row.last().copied().map_or(0, usize::from)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::article::tests::lines;
    use crate::segment::{Language, words};
    use proptest::prelude::*;

    /// A text of a sentence a line.
    pub(in crate::align) fn telling(text: &str) -> Telling {
        telling_in(Language::English, text)
    }

    fn telling_in(language: Language, text: &str) -> Telling {
        let (mut stems, weights) = (Stems::of(language), Weights::of(language));
        Telling::of_article(&Article::of(text, &lines(text), &words(text), &mut stems, &weights))
    }

    /// Of two whole texts.
    fn score(left: &str, right: &str) -> f64 {
        let (left, right) = (telling(left), telling(right));
        sentence_score(&left, &(0..left.len()), &right, &(0..right.len()))
    }

    fn slow_subsequence(a: &[u64], b: &[u64]) -> usize {
        match (a, b) {
            ([x, a @ ..], [y, b @ ..]) if x == y => 1 + slow_subsequence(a, b),
            ([_, rest @ ..], [_, other @ ..]) => slow_subsequence(rest, b).max(slow_subsequence(a, other)),
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn the_score_is_symmetric_bounded_and_one_on_equals(
            left in "(the |of |Ann |bridge |bridges |mayor |12 |\n){0,9}", right in "(the |of |Ann |bridge |a |mayor |13 |\n){0,9}",
        ) {
            let there = score(&left, &right);
            prop_assert_eq!(there, score(&right, &left));
            prop_assert!((0.0..=1.0).contains(&there));
            prop_assert_eq!(score(&left, &left), if left.trim().is_empty() { 0.0 } else { 1.0 });
        }

        #[test]
        fn any_text_is_a_telling_with_spans_of_its_own(text in any::<String>(), language in prop::sample::select(Language::ALL)) {
            let telling = Telling::of(&text, &words(&text), &mut Stems::of(language), &Weights::of(language));
            let mut last = 0;
            for number in 0..telling.len() {
                let span = telling.span(&(number..number + 1));
                prop_assert!(text.get(span.start..span.end).is_some_and(|sentence| !sentence.is_empty()));
                prop_assert!(span.start >= last);
                last = span.end;
            }
            prop_assert_eq!(telling.weight_in(&(0..telling.len())), telling.weight());
        }

        #[test]
        fn subsequences_are_the_longest(a in prop::collection::vec(0u64..4, 0..8), b in prop::collection::vec(0u64..4, 0..8)) {
            prop_assert_eq!(subsequence(&a, &b), slow_subsequence(&a, &b));
        }

        #[test]
        fn a_run_weighs_and_scores_as_its_words_in_one_sentence(
            first in "(the |of |bridge |mayor |12 ){1,6}", second in "(the |of |bridge |mayor |13 ){1,6}", other in "(the |bridge |of |13 ){1,6}",
        ) {
            prop_assert_eq!(score(&format!("{first}\n{second}\n"), &other), score(&format!("{first}{second}\n"), &other));
        }
    }

    #[test]
    fn a_paraphrase_scores_more_than_another_fact_of_the_same_story() {
        let told = "The ferry to Norsey was cancelled on Friday because the captain had fallen ill.";
        let again = "Because its captain fell ill, Friday's ferry to Norsey was cancelled.";
        let other = "The ferry to Norsey carries some forty passengers on a day without a storm.";
        assert!(score(told, again) > 0.5, "{}", score(told, again));
        assert!(score(told, other) < 0.4, "{}", score(told, other));
        assert!(score(told, "Bakers want more money.") == 0.0);
    }

    #[test]
    fn no_word_and_no_sentence_score_nothing() {
        let (empty, signs, word) = (telling(""), telling("… !\n"), telling("Rain.\n"));
        assert_eq!(sentence_score(&signs, &(0..1), &signs, &(0..1)), 0.0);
        assert_eq!(sentence_score(&empty, &(0..1), &word, &(0..1)), 0.0);
        assert_eq!(sentence_score(&word, &(7..9), &word, &(0..1)), 0.0);
        assert_eq!(sentence_score(&word, &(0..1), &word, &(0..1)), 1.0);
        assert!(empty.is_empty() && empty.span(&(0..3)).is_empty());
    }

    #[test]
    fn chinese_sentences_have_scores_too() {
        let text = "市议会拒绝说明大桥关闭的原因。\n大桥为什么关闭，市议会拒绝说明。\n渡轮运送了四千名乘客。\n";
        let telling = telling_in(Language::Chinese, text);
        let score = |other: usize| sentence_score(&telling, &(0..1), &telling, &(other..other + 1));
        assert!(score(1) > 0.3 && score(2) < 0.1, "{} {}", score(1), score(2));
    }

    #[test]
    fn a_sentence_without_an_end_is_cut() {
        let text = "word ".repeat(5_000);
        assert_eq!(telling(&text).terms.len(), LONGEST);
    }
}
