//! Names: runs of capitalized words, the forms of one name brought together.
//!
//! A run takes in particles ("of" only behind an ordinary word: "University of Tarnford", not "Ann Marsh of Tarnford"),
//! initials and plural possessives ("Weavers' Quarter"); titles stand before it. At the head of a sentence a word
//! is part of a name if it is one elsewhere in the text, or stands before another capitalized word and is
//! never written small; alone it is a doubtful name.
//!
//! "Marsh" is a form of "Ann Marsh", "Northmoor" of "Northmoor & Vale", but not of "Northmoor University", where an
//! ordinary word makes another thing of it.

use super::lexicon::Role;
use super::tokens::{Kind, Reading, Token};
use super::{Fact, FactKind, Key, Mention};
use crate::segment::Language;
use crate::weights::NAT;
use rustc_hash::{FxHashMap, FxHashSet};

/// Weight under which a word is an ordinary one.
pub(super) const ORDINARY: u32 = 7 * NAT;

/// Weight from which a word is hardly one of the language.
const RARE: u32 = 9 * NAT;

/// Names with a word in common that a shorter form is looked for among.
const MOST_OWNERS: usize = 16;

/// Longer runs are headlines, or no text.
const MOST_WORDS: usize = 12;

/// A name, in its fullest form of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// In lower case, in order; without titles, particles and, where more is left, initials.
    pub words: Vec<String>,
    /// Whether its last word is an ordinary one of the language ("University", "Street").
    pub ends_ordinary: bool,
}

impl Name {
    /// First letters of its words; none for a single word.
    pub(super) fn initials(&self) -> Option<String> {
        let initials = self.words.iter().filter_map(|word| word.chars().next()).collect();
        (self.words.len() > 1).then_some(initials)
    }

    /// Whether it begins as `short`, or with it and ends with it ("Ann Lee Marsh", "Ann Marsh").
    pub(super) fn begins(&self, short: &Self) -> bool {
        let has_ends =
            short.words.len() > 1 && self.words.first() == short.words.first() && self.words.last() == short.words.last();
        self.words.len() > short.words.len() && (self.words.starts_with(&short.words) || has_ends)
    }

    /// Whether `short` is a form of it: its last words, its first where no ordinary word follows, its initials.
    pub(super) fn has_form(&self, short: &Self) -> bool {
        let count = short.words.len();
        let is_initials = || count == 1 && short.words.first().is_some_and(|word| self.initials().as_ref() == Some(word));
        if count >= self.words.len() {
            return self.words.len() > 1 && is_initials();
        }
        let is_last = self.words.ends_with(&short.words) && !(short.ends_ordinary && count == 1 && self.words.len() > 3);
        is_last || self.words.starts_with(&short.words) && !self.ends_ordinary || is_initials()
    }
}

/// One mention of a name.
struct Form {
    name: Name,
    mention: Mention,
}

/// The names of a text, of tokens that are not taken.
pub(super) fn facts(reading: &Reading<'_>, taken: &[bool]) -> Vec<Fact> {
    let finder = Finder::of(reading, taken);
    let mut forms = finder.forms();
    let names = owners(&forms);
    for form in &mut forms {
        let owner = names.get(&form.name.words).unwrap_or(&form.name).clone();
        form.mention.key = Key::Name(owner);
    }
    let long_only = reading.language == Language::German;
    let mut found = super::gathered(reading, FactKind::Name, forms.into_iter().map(|form| form.mention).collect());
    found.retain(|fact| !long_only || matches!(&fact.key, Key::Name(name) if name.words.len() > 1));
    found
}

/// For each form of a name that is short for another the fullest form.
fn owners(forms: &[Form]) -> FxHashMap<Vec<String>, Name> {
    let mut seen = FxHashSet::default();
    let mut distinct: Vec<&Name> = forms.iter().map(|form| &form.name).filter(|name| seen.insert(*name)).collect();
    distinct.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    let mut by_word: FxHashMap<String, Vec<&Name>> = FxHashMap::default();
    let mut found = FxHashMap::default();
    for name in distinct {
        let handles = name.words.last().into_iter().chain(name.words.first());
        let mut known = handles.filter_map(|word| by_word.get(word)).flatten();
        if let Some(&owner) = known.find(|owner| owner.has_form(name) || same_words(owner, name)) {
            found.insert(name.words.clone(), owner.clone());
            continue;
        }
        for handle in name.words.iter().cloned().chain(name.initials()) {
            let owners = by_word.entry(handle).or_default();
            if owners.len() < MOST_OWNERS {
                owners.push(name);
            }
        }
    }
    found
}

/// Whether two names have the same words in whatever order ("University of Northmoor").
pub(super) fn same_words(left: &Name, right: &Name) -> bool {
    let holds = |name: &Name, other: &Name| other.words.iter().all(|word| name.words.contains(word));
    left.words.len() == right.words.len() && holds(left, right) && holds(right, left)
}

struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    taken: &'r [bool],
    /// Words that stand inside a sentence with a capital letter; with a small one.
    capital: FxHashSet<u64>,
    small: FxHashSet<u64>,
    /// Sentences most of whose words are capitalized.
    shouted: Vec<bool>,
}

impl<'r, 't> Finder<'r, 't> {
    fn of(reading: &'r Reading<'t>, taken: &'r [bool]) -> Self {
        let (mut capital, mut small) = (FxHashSet::default(), FxHashSet::default());
        let mut counts = vec![(0u32, 0u32); reading.sentences.len().max(1)];
        for token in reading.tokens.iter().filter(|token| token.kind == Kind::Word) {
            if let Some((words, capitals)) = counts.get_mut(token.sentence as usize) {
                *words += 1;
                *capitals += u32::from(token.is_capital);
            }
        }
        let most = if reading.language == Language::German { 9 } else { 7 };
        let shouted: Vec<_> = counts.iter().map(|&(words, capitals)| words > 5 && capitals * 10 > words * most).collect();
        for token in reading.tokens.iter().filter(|token| token.kind == Kind::Word) {
            if !token.is_capital {
                small.insert(token.hash);
            } else if !token.is_head && !shouted.get(token.sentence as usize).copied().unwrap_or(false) {
                capital.insert(token.hash);
            }
        }
        Self { reading, taken, capital, small, shouted }
    }

    fn forms(&self) -> Vec<Form> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at < self.reading.tokens.len() {
            if !self.is_part(at) {
                at += 1;
                continue;
            }
            let run = self.run(at);
            at = run.last().map_or(at, |&last| last) + 1;
            found.extend(self.form(&run));
        }
        found
    }

    /// Whether a token may be part of a name.
    fn is_part(&self, at: usize) -> bool {
        let Some(token) = self.reading.token(at) else { return false };
        let is_free = token.kind == Kind::Word && token.is_capital && !self.taken[at];
        is_free && (!self.reading.words.is(token.hash, Role::Common) || self.is_initial(at))
    }

    /// Whether a token is one letter with a dot behind it.
    fn is_initial(&self, at: usize) -> bool {
        self.reading.text_of(at).chars().count() == 1 && self.is_dot(at + 1)
    }

    fn is_dot(&self, at: usize) -> bool {
        self.reading.sign(at) == Some('.') && self.reading.token(at).is_some_and(|dot| dot.is_glued)
    }

    /// The words of the run that begins with a token, particles left out.
    fn run(&self, first: usize) -> Vec<usize> {
        let mut run = vec![first];
        let mut last = first;
        while let Some(next) = self.next(last).filter(|_| run.len() < MOST_WORDS) {
            run.push(next);
            last = next;
        }
        run
    }

    /// The next word of a name behind one.
    fn next(&self, last: usize) -> Option<usize> {
        let (token, follower) = (self.reading.token(last)?, self.reading.token(last + 1)?);
        if token.is_possessive && !self.is_titled(last) {
            return None;
        }
        let is_near = |at: usize| self.is_part(at) && self.reading.token(at).is_some_and(|next| next.sentence == token.sentence);
        if follower.kind == Kind::Word && is_near(last + 1) {
            // A new sentence in a quotation or behind a dash begins another run.
            return (!follower.is_head || token.is_head).then_some(last + 1);
        }
        let is_cut =
            self.reading.words.is(token.hash, Role::Title) || token.span.bytes() <= 2 || self.reading.text_of(last) == "St";
        let is_plural = matches!(self.reading.sign(last + 1), Some('\'' | '’'))
            && follower.is_glued
            && self.reading.text_of(last).ends_with('s');
        let passes = self.reading.is_hyphen(last + 1) || is_plural || is_cut && self.is_dot(last + 1);
        if passes {
            let is_next = |at: usize| is_near(at) || is_cut && self.is_part(at) && !self.is_ordinary(at);
            return if is_next(last + 2) { Some(last + 2) } else { self.past_particles(last + 1).filter(|&at| is_near(at)) };
        }
        self.past_particles(last).filter(|&at| is_near(at))
    }

    /// Whether "The" with a capital letter stands before a word inside a sentence, as in the title of a work.
    fn is_titled(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.reading.token(before));
        before.is_some_and(|before| before.is_capital && before.is_stop && !before.is_head)
    }

    fn is_ordinary(&self, at: usize) -> bool {
        self.reading.token(at).is_some_and(|token| token.is_stop || self.small.contains(&token.hash))
    }

    /// The token behind one or two particles ("of", "of the", "de la").
    fn past_particles(&self, last: usize) -> Option<usize> {
        let token = self.reading.token(last)?;
        self.reading.value(last + 1, Role::Particle)?;
        let is_of = self.reading.text_of(last + 1) == "of";
        let joins = !is_of || token.weight < ORDINARY && !self.reading.words.is(token.hash, Role::Title);
        let second = self.reading.value(last + 2, Role::Particle).is_some() || is_of && self.reading.text_of(last + 2) == "the";
        joins.then_some(last + 2 + usize::from(second && !self.is_part(last + 2)))
    }

    /// The name of a run; none where only titles or ordinary words are left.
    fn form(&self, run: &[usize]) -> Option<Form> {
        let skipped = run.iter().position(|&at| !self.is_before(at, run))?;
        let run = run.get(skipped..)?;
        let (&first, &last) = (run.first()?, run.last()?);
        let named = |at: &&usize| !self.is_initial(**at) && self.reading.text_of(**at).chars().nth(1).is_some();
        let mut words: Vec<_> = run.iter().filter(named).map(|&at| self.word(at)).collect();
        if words.is_empty() {
            words = run.iter().map(|&at| self.word(at)).collect();
        }
        let end = self.reading.token(last)?;
        let name = Name { words, ends_ordinary: end.weight < ORDINARY || self.small.contains(&end.hash) };
        let mention = Mention {
            span: self.reading.span(first, last),
            tokens: (first, last),
            key: Key::Name(Name::default()),
            is_sure: self.is_sure(run),
        };
        Some(Form { name, mention })
    }

    /// Whether a word of a run stands before the name: a title, or a word that only begins the sentence.
    fn is_before(&self, at: usize, run: &[usize]) -> bool {
        let Some(token) = self.reading.token(at) else { return true };
        if self.reading.words.is(token.hash, Role::Title) {
            return true;
        }
        let is_doubtful = token.is_head || self.is_shouted(token);
        if !is_doubtful || self.capital.contains(&token.hash) {
            return token.is_stop && !token.is_upper && run.first() == Some(&at) && self.reading.text_of(at) != "St";
        }
        let is_titled = run.windows(2).any(|pair| pair[0] == at && self.reading.value(pair[1], Role::Title).is_some());
        token.is_stop || self.small.contains(&token.hash) || is_titled
    }

    fn is_shouted(&self, token: &Token) -> bool {
        self.shouted.get(token.sentence as usize).copied().unwrap_or(false)
    }

    /// Whether a run is a name without any doubt worth showing.
    fn is_sure(&self, run: &[usize]) -> bool {
        let Some(token) = run.first().and_then(|&at| self.reading.token(at)) else { return false };
        let is_doubtful = token.is_head && run.len() == 1 || self.is_shouted(token);
        let speaks = run.last().is_some_and(|&last| self.reading.value(last + 1, Role::Saying).is_some());
        if run.len() == 1 && !speaks && self.is_adjective(run[0]) {
            return false;
        }
        !is_doubtful || self.capital.contains(&token.hash) || token.weight >= RARE && (token.is_possessive || speaks)
    }

    /// Whether a word reads like "African" before a word in small letters.
    fn is_adjective(&self, at: usize) -> bool {
        let text = self.reading.text_of(at);
        let ends = ["ian", "ean", "can", "ish", "ese"].iter().any(|ending| text.ends_with(ending));
        ends && self.reading.is_word(at + 1) && self.reading.token(at + 1).is_some_and(|next| !next.is_capital && !next.is_stop)
    }

    /// A word of a name in lower case.
    fn word(&self, at: usize) -> String {
        let text = self.reading.text_of(at);
        text.chars().filter(|&c| c != '.' && c != '\u{AD}').flat_map(char::to_lowercase).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(text: &str, language: Language) -> Vec<String> {
        let reading = Reading::of(text, language);
        let found = facts(&reading, &vec![false; reading.tokens.len()]);
        let shown = found.iter().map(|fact| {
            let mentions: Vec<_> = fact.mentions.iter().map(|mention| mention.of(text)).collect();
            mentions.join(" | ") + if fact.is_sure { "" } else { "?" }
        });
        shown.collect()
    }

    fn names(text: &str) -> Vec<String> {
        names_in(text, Language::English)
    }

    #[test]
    fn runs_with_titles_particles_and_initials() {
        assert_eq!(
            names(
                "Yesterday Deputy Chief Odile Varran met Dr. J. R. van der Linde of Tarnford at the University of Northmoor, Pemberley & Stroud and the Weavers’ Quarter."
            ),
            [
                "Odile Varran",
                "J. R. van der Linde",
                "Tarnford",
                "University of Northmoor",
                "Pemberley & Stroud",
                "Weavers’ Quarter"
            ]
        );
        assert_eq!(
            names("The mayor of Tarnford, Hal Hollander-Roe, saw St. Brannoc's organ."),
            ["Tarnford", "Hal Hollander-Roe", "St. Brannoc"]
        );
    }

    #[test]
    fn forms_of_one_name() {
        assert_eq!(
            names(
                "The mayor, Ann Marsh, saw Castellan Glass Works (CGW). “It was,” Marsh said. Marsh’s view of CGW at Northmoor University in Northmoor."
            ),
            ["Ann Marsh | Marsh | Marsh", "Castellan Glass Works | CGW | CGW", "Northmoor University", "Northmoor"]
        );
    }

    #[test]
    fn words_that_begin_sentences() {
        assert_eq!(
            names("Swell rose. The swell broke. Bathers left. Varran said so. Merrow's view."),
            ["Bathers?", "Varran", "Merrow"]
        );
        assert_eq!(names("She said: “Harbours need walls.” I agree."), ["Harbours?"]);
    }

    #[test]
    fn languages_with_other_customs() {
        assert_eq!(
            names_in("Der Bürgermeister Hans Müller besuchte die Schule. Müller sprach lange.", Language::German),
            ["Hans Müller | Müller"]
        );
        assert!(names_in("市議会は橋が春に開く。", Language::Japanese).is_empty());
    }
}
