//! Writes the tokens of one article: sentences from patterns, with people and places that stay.

use super::random::Random;
use super::vocabulary::{Pattern, Role, Slot, Token, Vocabulary};

/// Words of an article by 64ths: log-normal, median 262, σ .62, cut at 80 and 1,500 (a table, since
/// exponentials differ between machines).
const WORDS: [u16; 64] = [
    80, 80, 88, 97, 105, 112, 119, 125, 131, 137, 143, 148, 154, 159, 165, 170, 175, 180, 186, 191, 196, 201, 207, 212, 218, 223,
    229, 235, 241, 247, 253, 259, 265, 272, 278, 285, 292, 300, 307, 315, 323, 332, 341, 350, 360, 370, 381, 392, 404, 417, 431,
    446, 462, 480, 500, 522, 548, 577, 611, 653, 707, 781, 898, 1500,
];

/// The people, places and groups one article keeps naming, each by a few words.
#[derive(Clone, Debug, Default)]
struct Cast {
    persons: [Vec<Token>; 3],
    places: [Vec<Token>; 3],
    groups: [Vec<Token>; 3],
}

/// Writes articles of one language.
pub(super) struct Composer<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) random: Random,
    cast: Cast,
}

impl<'a> Composer<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, seed: u64) -> Self {
        Self { vocabulary, random: Random::new(seed), cast: Cast::default() }
    }

    /// How many words the next article should have.
    pub(super) fn article_words(&mut self) -> usize {
        let at = self.random.bits(6);
        let low = usize::from(WORDS[at]);
        let high = WORDS.get(at + 1).map_or(low, |&next| usize::from(next));
        self.random.between(low, high)
    }

    /// An article of at least `words` words, whole sentences, over what `text` held.
    pub(super) fn article(&mut self, words: usize, text: &mut Vec<Token>) {
        text.clear();
        self.recast();
        self.append(words, text);
    }

    /// Adds at least `words` words in whole sentences; none for 0.
    pub(super) fn append(&mut self, words: usize, text: &mut Vec<Token>) {
        let end = text.len() + words;
        while text.len() < end {
            for _ in 0..=self.random.bits(2) {
                if text.len() < end {
                    self.sentence(text);
                }
            }
            mark_last(text, Token::PARAGRAPH);
        }
        unmark_last(text, Token::PARAGRAPH);
    }

    /// One sentence of `low..` words without paragraph: a line of its own.
    pub(super) fn line(&mut self, words: usize, text: &mut Vec<Token>) {
        text.clear();
        self.recast();
        while text.len() < words {
            self.sentence(text);
        }
    }

    /// A headline, without full stop.
    pub(super) fn title(&mut self, title: &mut Vec<Token>) {
        title.clear();
        let pattern = pick(&self.vocabulary.patterns.title, &mut self.random);
        self.expand(pattern, title);
        if let Some(first) = title.first_mut() {
            first.0 |= Token::CAPITAL;
        }
    }

    fn sentence(&mut self, text: &mut Vec<Token>) {
        let patterns = &self.vocabulary.patterns;
        let start = text.len();
        let draw = self.random.bits(4);
        if draw < 3 && !patterns.quote.is_empty() {
            let quote = pick(&patterns.quote, &mut self.random);
            self.expand(quote, text);
        } else {
            if draw < 8 && !patterns.opening.is_empty() {
                let opening = pick(&patterns.opening, &mut self.random);
                self.expand(opening, text);
            }
            let clause = pick(&patterns.clause, &mut self.random);
            self.expand(clause, text);
            if draw & 1 == 0 && !patterns.tail.is_empty() {
                let tail = pick(&patterns.tail, &mut self.random);
                self.expand(tail, text);
            }
        }
        if let Some(first) = text.get_mut(start) {
            first.0 |= Token::CAPITAL;
        }
        mark_last(text, Token::STOP);
    }

    fn expand(&mut self, pattern: &Pattern, text: &mut Vec<Token>) {
        mark_last(text, pattern.lead);
        for slot in &pattern.slots {
            match *slot {
                Slot::Word(token) => text.push(token),
                Slot::Draw(class, marks) => text.push(Token(self.vocabulary.draw(class, &mut self.random).0 | marks)),
                Slot::Cast(role, marks) => self.name(role, marks, text),
            }
        }
    }

    fn name(&mut self, role: Role, marks: u32, text: &mut Vec<Token>) {
        let which = [0, 0, 1, 2][self.random.bits(2)];
        let name: &[Token] = match role {
            Role::Person => &self.cast.persons[which],
            Role::Surname => {
                let person = &self.cast.persons[which];
                &person[person.len().saturating_sub(1)..]
            }
            Role::Place => &self.cast.places[which],
            Role::Group => &self.cast.groups[which],
        };
        let start = text.len();
        text.extend_from_slice(name);
        if let Some(first) = text.get_mut(start) {
            first.0 |= marks & Token::BEFORE;
            mark_last(text, marks & !Token::BEFORE);
        }
    }

    /// Draws new people, places and groups.
    fn recast(&mut self) {
        let patterns = &self.vocabulary.patterns;
        let mut cast = std::mem::take(&mut self.cast);
        let roles =
            [(&mut cast.persons, &patterns.person), (&mut cast.places, &patterns.place), (&mut cast.groups, &patterns.group)];
        for (names, patterns) in roles {
            for name in names {
                name.clear();
                let pattern = pick(patterns, &mut self.random);
                self.expand(pattern, name);
            }
        }
        self.cast = cast;
    }
}

fn pick<'a>(patterns: &'a [Pattern], random: &mut Random) -> &'a Pattern {
    &patterns[(random.bits(16) * patterns.len()) >> 16]
}

/// Adds marks to the last token, if there is one.
pub(super) fn mark_last(text: &mut [Token], marks: u32) {
    if let Some(last) = text.last_mut() {
        last.0 |= marks;
    }
}

/// Takes marks from the last token, if there is one.
pub(super) fn unmark_last(text: &mut [Token], marks: u32) {
    if let Some(last) = text.last_mut() {
        last.0 &= !marks;
    }
}
