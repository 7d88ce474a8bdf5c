//! Which sentences of an article say the same again.
//!
//! Word-5 Jaccard finds none of these: the wording differs. What two echoing sentences share is a few
//! telling words in about the same order. A word tells by √(rarity at large) × (rarity among the
//! sentences of this article), so that the names a story is about say little and function words a
//! little, without a list of either. A pair is then worth
//!
//! ```text
//! x = mass × alignment / union^¾ × prose × position        score = x / (x + 1.25)
//! ```
//!
//! where *mass* is the weight of the shared words, *union* that of all words of the two, *alignment* that of
//! the best local alignment of the two (Smith and Waterman, 1981), each in units of the article's mean word.
//! *Prose* takes lists, fixtures and furniture down: few common words, a web address, a telephone number; and
//! one form filled in twice, where all that differs is names and numbers.
//! *Position* lifts what editors find first: the lead said again, neighbors, a quotation against its
//! paraphrase. Exponents and factors were chosen once, on the seed, echoes a1–a4 and 21 articles graded for
//! this, and none is fine: any within a third does about as well. At the default options three of four echoes
//! reported there were echoes to a reader and 61 % of the repeats sentences to cut; on echoes a5–a8, never fitted
//! though their figures were seen, 71 % and 65 % (of 42 and 20; every repeat an echo at least).

use super::evidence;
use crate::article::{Article, Entry, Term};
use crate::span::Span;
use crate::weights::{FRACTION_BITS, NAT, ln_ratio};
use rustc_hash::FxHashMap;

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Lowest score that is reported, in `0.0..=1.0`; 0 for every pair with a word in common.
    pub minimum: f64,
    /// Score from which an editor would cut or merge one of the two.
    pub repeat: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { minimum: 0.45, repeat: 0.60 }
    }
}

/// Two sentences that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Echo {
    /// Number of the earlier sentence.
    pub left: usize,
    /// Number of the later one.
    pub right: usize,
    /// In `0.0..1.0`.
    pub score: f64,
    /// Whether an editor would cut or merge one of them, not a partial echo only.
    pub is_repeat: bool,
    /// Words and runs of words that both have: in the earlier sentence, in the later one; in the order of the earlier.
    pub evidence: Vec<(Span, Span)>,
}

/// Articles of more sentences are not compared pair by pair.
const EXHAUSTIVE_SENTENCES: usize = 400;

/// Beyond that, stems in more sentences propose no pair, and a sentence keeps so many partners.
const PROPOSING_SENTENCES: u32 = 64;
const PARTNERS: usize = 32;

/// A list of equal lines has more pairs than anyone reads: so many times the number of sentences are kept.
const KEPT: usize = 20;

/// Words of a sentence that are looked at; more without a full stop is no sentence.
const LONGEST: usize = 256;

/// Rarity at large counts up to this; beyond it are misspellings and names.
const RAREST: u32 = NAT * 13 / 2;

/// A name weighs this much of another word as rare.
const NAME: f64 = 0.75;

/// What a word costs that only one side of an alignment has, in mean words.
const GAP: f64 = 0.1;

/// Share of common words from which a sentence is prose.
const PROSE: f64 = 0.3;

/// Share of the words on one side alone from which names and numbers make two sentences one form filled in twice.
const FORM_FACTS: f64 = 0.7;

/// A lead sentence has at least so many words.
const LEAD_WORDS: usize = 8;

/// Factors: the lead said again; neighbors; a quotation against none; furniture; a form filled in twice.
const LEAD: f64 = 1.4;
const NEIGHBOR: f64 = 1.45;
const QUOTED: f64 = 1.28;
const FURNITURE: f64 = 0.05;
const FORM: f64 = 0.1;

/// Finds the echoes of an article, highest score first, then in order of the text; none where there is no pair.
///
/// Up to 400 sentences every pair is compared (about a microsecond each); beyond that only those that share words
/// rare in the article, are equal or neighbors, with a bounded number of partners, so that the cost stays linear.
/// At most twenty times as many echoes as sentences are kept.
#[must_use]
pub fn echoes(article: &Article<'_>, options: &Options) -> Vec<Echo> {
    let view = View::of(article);
    let pairs = if article.len() <= EXHAUSTIVE_SENTENCES { every_pair(article.len()) } else { view.proposed() };
    let mut found: Vec<Echo> = pairs.into_iter().filter_map(|(left, right)| view.echo(left, right, options)).collect();
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then((a.left, a.right).cmp(&(b.left, b.right))));
    found.truncate(KEPT * article.len());
    for echo in &mut found {
        echo.evidence = view.evidence(echo.left, echo.right);
    }
    found
}

fn every_pair(sentences: usize) -> Vec<(usize, usize)> {
    (0..sentences).flat_map(|left| (left + 1..sentences).map(move |right| (left, right))).collect()
}

/// A sentence, ready to be compared.
struct Profile {
    /// Entries of its terms in order, at most [`LONGEST`].
    entries: Vec<usize>,
    /// The same, each once, ascending.
    distinct: Vec<usize>,
    /// Weight of the distinct ones.
    weight: f64,
    /// Share of common words.
    common: f64,
    is_quoted: bool,
    is_furniture: bool,
}

struct View<'a> {
    article: &'a Article<'a>,
    /// By entry of the vocabulary, in units of the article's mean word.
    weights: Vec<f64>,
    profiles: Vec<Profile>,
    /// Number of the first sentence of some length.
    lead: usize,
    /// Whether the language's common words are known, so that prose can be told from lists.
    tells_prose: bool,
}

impl<'a> View<'a> {
    fn of(article: &'a Article<'a>) -> Self {
        let weights = weights(article);
        let profiles: Vec<Profile> = (0..article.len()).map(|sentence| Profile::of(article, sentence, &weights)).collect();
        let lead = profiles.iter().position(|profile| profile.entries.len() >= LEAD_WORDS).unwrap_or(0);
        let tells_prose = profiles.iter().any(|profile| profile.common >= PROSE);
        Self { article, weights, profiles, lead, tells_prose }
    }

    /// The pair as an echo without its evidence; none below the minimum or without a word in common.
    fn echo(&self, left: usize, right: usize, options: &Options) -> Option<Echo> {
        let (a, b) = (self.profiles.get(left)?, self.profiles.get(right)?);
        let mass = self.mass(&a.distinct, &b.distinct);
        if mass <= 0.0 {
            return None;
        }
        let union = (a.weight + b.weight - mass).max(mass);
        let factor = mass / (union.sqrt() * union.sqrt().sqrt()) * self.prose(a, b) * self.position(left, right);
        // An alignment weighs at most what the repeated words of the shorter side do; most pairs end here.
        if score(factor * self.most(a, b)) < options.minimum {
            return None;
        }
        let form = if self.is_form(a, b) { FORM } else { 1.0 };
        let score = score(factor * form * evidence::alignment(&a.entries, &b.entries, &self.weights, GAP));
        (score >= options.minimum).then(|| Echo { left, right, score, is_repeat: score >= options.repeat, evidence: Vec::new() })
    }

    /// Weight of the words that both have.
    fn mass(&self, a: &[usize], b: &[usize]) -> f64 {
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        let mut mass = 0.0;
        while let (Some(&&x), Some(&&y)) = (a.peek(), b.peek()) {
            if x == y {
                mass += self.weights[x];
            }
            if x <= y {
                a.next();
            }
            if y <= x {
                b.next();
            }
        }
        mass
    }

    /// A bound of the alignment.
    fn most(&self, a: &Profile, b: &Profile) -> f64 {
        let shared = |from: &Profile, with: &Profile| -> f64 {
            from.entries.iter().filter(|entry| with.distinct.binary_search(entry).is_ok()).map(|&entry| self.weights[entry]).sum()
        };
        shared(a, b).min(shared(b, a))
    }

    /// In `0.0..=1.0`: 1 where the more prosaic of the two is prose.
    fn prose(&self, a: &Profile, b: &Profile) -> f64 {
        let furniture = if a.is_furniture || b.is_furniture { FURNITURE } else { 1.0 };
        if !self.tells_prose {
            return furniture;
        }
        let share = (a.common.max(b.common).min(PROSE) + 0.05) / (PROSE + 0.05);
        furniture * share * share * share.sqrt()
    }

    /// Whether what each side has alone is names and numbers: another town, another sum, another day.
    fn is_form(&self, a: &Profile, b: &Profile) -> bool {
        let facts = |from: &Profile, other: &Profile| {
            let alone = from.distinct.iter().filter(|entry| other.distinct.binary_search(entry).is_err());
            let telling = alone.filter_map(|&entry| self.article.vocabulary().get(entry)).filter(|entry| !entry.is_common());
            let (facts, all) = telling.fold((0, 0), |(facts, all), entry| (facts + u32::from(entry.is_fact), all + 1));
            all > 0 && f64::from(facts) >= FORM_FACTS * f64::from(all)
        };
        facts(a, b) && facts(b, a)
    }

    fn position(&self, left: usize, right: usize) -> f64 {
        let quoted = |sentence: usize| self.profiles.get(sentence).is_some_and(|profile| profile.is_quoted);
        let lead = if left <= self.lead { LEAD } else { 1.0 };
        let neighbor = if right == left + 1 { NEIGHBOR } else { 1.0 };
        let quotation = if quoted(left) == quoted(right) { 1.0 } else { QUOTED };
        lead * neighbor * quotation
    }

    /// Pairs of a long text: each sentence with its heaviest partners by the words rare in the article, with the
    /// first sentence equal to it, and with its neighbor.
    fn proposed(&self) -> Vec<(usize, usize)> {
        let mut postings: Vec<Vec<u32>> = vec![Vec::new(); self.weights.len()];
        let mut equals: FxHashMap<&[usize], usize> = FxHashMap::default();
        let mut pairs = Vec::new();
        for (right, profile) in self.profiles.iter().enumerate() {
            let first = *equals.entry(&profile.entries).or_insert(right);
            pairs.extend([first, right.saturating_sub(1)].into_iter().filter(|&left| left < right).map(|left| (left, right)));
            let mut masses: FxHashMap<u32, f64> = FxHashMap::default();
            for &entry in
                profile.distinct.iter().filter(|&&entry| self.article.vocabulary()[entry].sentences <= PROPOSING_SENTENCES)
            {
                postings[entry].iter().for_each(|&left| *masses.entry(left).or_default() += self.weights[entry]);
                postings[entry].push(right as u32);
            }
            let mut partners: Vec<(u32, f64)> = masses.into_iter().collect();
            partners.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            pairs.extend(partners.into_iter().take(PARTNERS).map(|(left, _)| (left as usize, right)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn evidence(&self, left: usize, right: usize) -> Vec<(Span, Span)> {
        let terms = |sentence| first_terms(self.article.terms(sentence));
        evidence::of(self.article, (terms(left), terms(right)), &self.weights, GAP)
    }
}

fn first_terms(terms: &[Term]) -> &[Term] {
    terms.get(..terms.len().min(LONGEST)).unwrap_or_default()
}

/// The score of a pair worth `x`, in `0.0..1.0`.
fn score(x: f64) -> f64 {
    x / (x + 1.25)
}

/// What each stem of an article weighs, in units of its mean word.
fn weights(article: &Article<'_>) -> Vec<f64> {
    let nats = |weight: u32| f64::from(weight) / f64::from(1u32 << FRACTION_BITS);
    let sentences = article.len() as u64 + 1;
    let mut weights: Vec<f64> = article
        .vocabulary()
        .iter()
        .map(|entry| {
            let at_large = nats(entry.weight.min(RAREST)).sqrt();
            let here = nats(ln_ratio(sentences, u64::from(entry.sentences.max(1))));
            at_large * here * if entry.is_name { NAME } else { 1.0 }
        })
        .collect();
    let places = |entry: &Entry| f64::from(entry.sentences);
    let sum: f64 = article.vocabulary().iter().zip(&weights).map(|(entry, weight)| places(entry) * weight).sum();
    let mean = sum / article.vocabulary().iter().map(places).sum::<f64>().max(1.0);
    if mean > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= mean);
    }
    weights
}

impl Profile {
    fn of(article: &Article<'_>, sentence: usize, weights: &[f64]) -> Self {
        let terms = first_terms(article.terms(sentence));
        let entries: Vec<usize> = terms.iter().map(|term| term.entry).collect();
        let mut distinct = entries.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let weight = distinct.iter().map(|&entry| weights[entry]).sum();
        let initial = |term: &Term| term.span.of(article.text()).chars().next().unwrap_or_default();
        let is_common = |term: &Term| {
            let entry = article.entry(term);
            entry.is_common() && !entry.is_number
        };
        // Capitals inside a sentence are titles and days of the week, common or not.
        let common =
            terms.iter().enumerate().filter(|&(at, term)| is_common(term) && (at == 0 || !initial(term).is_uppercase())).count();
        let text = article.span(sentence).of(article.text());
        Self {
            common: common as f64 / entries.len().max(1) as f64,
            entries,
            distinct,
            weight,
            is_quoted: is_quoted(text),
            is_furniture: is_furniture(text),
        }
    }
}

const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '‟'];

/// Whether a sentence begins or ends inside quotation marks, or has a long stretch between two.
fn is_quoted(sentence: &str) -> bool {
    if sentence.starts_with(QUOTES) || sentence.ends_with(QUOTES) {
        return true;
    }
    sentence.split(QUOTES).skip(1).step_by(2).any(|inside| inside.len() > 25 && inside.len() < sentence.len())
        && sentence.matches(QUOTES).count() >= 2
}

/// Whether a sentence holds a web or mail address or a telephone number.
fn is_furniture(sentence: &str) -> bool {
    let lower = sentence.to_ascii_lowercase();
    let address = ["http:", "https:", "www.", "@"].iter().any(|sign| lower.contains(sign));
    let site = [".com", ".org", ".net", ".gov"].iter().any(|end| {
        lower.match_indices(end).any(|(at, _)| {
            let after = lower.get(at + end.len()..).and_then(|rest| rest.chars().next());
            let before = lower.get(..at).and_then(|start| start.chars().next_back());
            before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    });
    address || site || has_telephone_number(&lower)
}

/// Whether three, three and four digits stand together, parted by one or two signs.
fn has_telephone_number(sentence: &str) -> bool {
    let digits = |part: &str| {
        let part = part.trim_end_matches([',', ';', ':']);
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.len() } else { 0 }
    };
    let parts = sentence.split(|c: char| c.is_whitespace() || "()-./".contains(c)).filter(|part| !part.is_empty());
    let parts: Vec<usize> = parts.map(digits).collect();
    parts.windows(3).any(|window| window == [3, 3, 4])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::{article, article_in};
    use crate::segment::Language;
    use proptest::prelude::*;

    const STORY: &str = "The harbor council has refused to say why the drawbridge stayed shut for nine days.\n\
        Ferries carried some four thousand commuters while engineers looked for the fault.\n\
        A spokeswoman promised a report before the summer recess.\n\
        Shop owners on the quay complained that takings had halved.\n\
        The refusal of the harbor council to say why the drawbridge was shut has angered shop owners.\n";

    fn found(text: &str, minimum: f64) -> Vec<Echo> {
        echoes(&article(text), &Options { minimum, ..Options::default() })
    }

    #[test]
    fn the_claim_told_again_comes_first() {
        let echoes = found(STORY, 0.0);
        assert_eq!((echoes[0].left, echoes[0].right), (0, 4));
        assert!(echoes[0].is_repeat && echoes.iter().skip(1).all(|echo| !echo.is_repeat));
        let runs: Vec<_> = echoes[0].evidence.iter().map(|(left, _)| left.of(STORY)).collect();
        assert!(runs.contains(&"to say why the drawbridge"), "{runs:?}");
    }

    #[test]
    fn equal_sentences_are_repeats() {
        let text = format!("{STORY}Shop owners on the quay complained that takings had halved.\n");
        let echoes = found(&text, 0.45);
        assert_eq!((echoes[0].left, echoes[0].right, echoes[0].is_repeat), (3, 5, true));
    }

    #[test]
    fn fixtures_and_furniture_are_no_echoes() {
        let text = format!(
            "{STORY}Saturday: Brackwater v Alderholt, Norsey v Penbury\nSunday: Alderholt v Norsey, Penbury v Brackwater\n\
            Contact: Ann Lowe, 202-555-0143, www.harbor.example.com\nContact: Bea Marsh, 202-555-0144, www.harbor.example.com\n"
        );
        assert!(found(&text, 0.45).iter().all(|echo| echo.right <= 4), "{:?}", found(&text, 0.45));
    }

    #[test]
    fn little_or_nothing_has_no_echoes() {
        for text in ["", "One.\n", "…\n…\n", "Alpha beta.\nGamma delta.\n"] {
            assert!(found(text, 0.0).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn languages_without_a_table_have_echoes_too() {
        let text = "市议会拒绝说明大桥关闭的原因。\n渡轮运送了四千名乘客。\n店主抱怨收入减半。\n居民批评市议会拒绝说明大桥关闭的原因。\n";
        let echoes = echoes(&article_in(Language::Chinese, text), &Options::default());
        assert_eq!((echoes[0].left, echoes[0].right), (0, 3));
        let text = "Der Rat weigert sich zu sagen, warum die Brücke geschlossen blieb.\nFähren brachten Tausende ans Ufer.\n\
            Händler klagen über halbe Umsätze.\nDass der Rat nicht sagen will, warum die Brücke geschlossen blieb, ärgert Händler.\n";
        let echoes = super::echoes(&article_in(Language::German, text), &Options::default());
        assert_eq!((echoes[0].left, echoes[0].right), (0, 3));
    }

    #[test]
    fn furniture_is_told_by_its_addresses() {
        for text in ["Call 202/224-0610.", "Call (202) 224-4654 now", "See www.example", "Write to a@b", "on harbor.org."] {
            assert!(is_furniture(text), "{text}");
        }
        for text in ["In 2004 some 120 of 340 were commuters.", "He works for a .com", "The 202 224 061", ""] {
            assert!(!is_furniture(text), "{text}");
        }
    }

    #[test]
    fn quotations_are_told_by_their_marks() {
        assert!(is_quoted("“We refuse,” he said.") && is_quoted("And he left.\""));
        assert!(is_quoted("He said \"we will not say a word about this\" and left."));
        assert!(!is_quoted("The \"bridge\" is shut.") && !is_quoted(""));
    }

    /// A long text of few words, so that much is shared.
    fn babble(sentences: usize) -> String {
        let word = |seed: usize| ["bridge", "harbor", "council", "ferry", "refuses", "the", "quay", "engineer"][seed % 8];
        let line = |s: usize| (0..6).map(|w| format!("{}{} ", word(s * 31 + w * 7 + s / 5), (s * w) % 97)).collect::<String>();
        (0..sentences).map(|s| line(s % 450) + "\n").collect()
    }

    #[test]
    fn long_articles_find_what_every_pair_would() {
        let text = babble(600);
        let article = article(&text);
        let view = View::of(&article);
        let options = Options { minimum: 0.8, ..Options::default() };
        let mut every: Vec<_> =
            every_pair(article.len()).into_iter().filter(|&(l, r)| view.echo(l, r, &options).is_some()).collect();
        let mut proposed: Vec<_> = view.proposed().into_iter().filter(|&(l, r)| view.echo(l, r, &options).is_some()).collect();
        every.sort_unstable();
        proposed.sort_unstable();
        assert!(!every.is_empty());
        let missed = every.iter().filter(|pair| proposed.binary_search(pair).is_err()).count();
        assert!(missed * 50 <= every.len(), "{missed} of {}", every.len());
        assert!(proposed.len() <= (PARTNERS + 2) * article.len());
    }

    #[test]
    fn endless_lists_stay_bounded() {
        let lines = "The bridge is shut again today, the council says.\n";
        assert_eq!(found(&lines.repeat(100), 0.45).len(), KEPT * 100);
        let echoes = found(&lines.repeat(1_000), 0.45);
        assert!((999..=KEPT * 1_000).contains(&echoes.len()));
        assert!(echoes.iter().any(|echo| (echo.left, echo.right) == (0, 999)));
    }

    proptest! {
        #[test]
        fn scores_are_fractions_and_spans_fit(text in "([A-Ea-e ]{0,12}[.\"\n]){0,30}") {
            let article = article(&text);
            for echo in echoes(&article, &Options { minimum: 0.0, ..Options::default() }) {
                prop_assert!(echo.left < echo.right && (0.0..1.0).contains(&echo.score));
                for (left, right) in echo.evidence {
                    prop_assert!(!left.of(&text).is_empty() && !right.of(&text).is_empty());
                    prop_assert_eq!(left.overlap(article.span(echo.left)), left.bytes());
                    prop_assert_eq!(right.overlap(article.span(echo.right)), right.bytes());
                }
            }
        }

        #[test]
        fn the_bound_is_a_bound(text in "([a-d] [a-d] [a-d] [a-d]\n){0,8}") {
            let article = article(&text);
            let view = View::of(&article);
            for (left, right) in every_pair(article.len()) {
                let (a, b) = (&view.profiles[left], &view.profiles[right]);
                let alignment = evidence::alignment(&a.entries, &b.entries, &view.weights, GAP);
                prop_assert!(alignment <= view.most(a, b) + 1e-9);
            }
        }
    }
}
