//! Makes a later version of an article: one function a kind, each a way in which news is told twice.

use super::compose::{Composer, mark_last, unmark_last};
use super::overlap::WIDTH;
use super::vocabulary::Token;
use std::ops::Range;

/// How a version was made of an earlier text; the label of the pair in the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Words replaced by others, at places drawn evenly, so many that similarities spread over .2–1.
    Substitution,
    /// Sentences left out.
    Dropped,
    /// Paragraphs (or sentences) in another order.
    Reordered,
    /// A standing header or footer added.
    Boilerplate,
    /// The same text.
    Exact,
    /// The same words with other capitals and punctuation.
    Case,
    /// 60–200 words of a long text, alone or inside a text of its own.
    Excerpt,
    /// One word put in front.
    Front,
}

impl Kind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Substitution,
        Self::Dropped,
        Self::Reordered,
        Self::Boilerplate,
        Self::Exact,
        Self::Case,
        Self::Excerpt,
        Self::Front,
    ];

    /// Its label in the truth.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Substitution => "substitution",
            Self::Dropped => "dropped",
            Self::Reordered => "reordered",
            Self::Boilerplate => "boilerplate",
            Self::Exact => "exact",
            Self::Case => "case",
            Self::Excerpt => "excerpt",
            Self::Front => "front",
        }
    }

    /// Of 64 versions, how many are of this kind.
    pub(super) const fn share(self) -> usize {
        match self {
            Self::Substitution => 30,
            Self::Dropped | Self::Excerpt => 6,
            Self::Reordered | Self::Boilerplate => 5,
            Self::Exact | Self::Case | Self::Front => 4,
        }
    }
}

/// Makes versions; keeps its scratch space from one to the next.
#[derive(Default)]
pub(super) struct Editor {
    /// The standing headers and footers of the corpus.
    boilerplate: Vec<Vec<Token>>,
    /// Shingle positions a substitution has already broken.
    broken: Vec<bool>,
    pieces: Vec<Range<usize>>,
}

impl Editor {
    /// An editor with twelve headers and twelve footers of its own.
    pub(super) fn new(composer: &mut Composer<'_>) -> Self {
        let mut boilerplate = Vec::new();
        for at in 0..24 {
            let mut text = Vec::new();
            let words = if at < 12 { 8 } else { composer.random.between(25, 70) };
            composer.line(words, &mut text);
            boilerplate.push(text);
        }
        Self { boilerplate, ..Self::default() }
    }

    /// Writes a version of `origin` over `text`; returns the kind it became.
    ///
    /// A text too short for its kind is given substitutions instead.
    pub(super) fn version(&mut self, kind: Kind, origin: &[Token], text: &mut Vec<Token>, composer: &mut Composer<'_>) -> Kind {
        text.clear();
        let made = match kind {
            Kind::Substitution => false,
            Kind::Dropped => self.drop_sentences(origin, text, composer),
            Kind::Reordered => self.reorder(origin, text, composer),
            Kind::Boilerplate => self.add_boilerplate(origin, text, composer),
            Kind::Exact | Kind::Case => {
                text.extend_from_slice(origin);
                true
            }
            Kind::Excerpt => excerpt(origin, text, composer),
            Kind::Front => {
                let nouns = composer.vocabulary.class("noun").unwrap_or_default();
                let word = composer.vocabulary.draw(nouns, &mut composer.random);
                text.push(Token(word.0 | Token::CAPITAL));
                text.extend_from_slice(origin);
                true
            }
        };
        if !made {
            let per_mille = composer.random.between(200, 999);
            self.substitute(origin, per_mille, text, composer);
        }
        unmark_last(text, Token::PARAGRAPH);
        if made { kind } else { Kind::Substitution }
    }

    /// Replaces words one by one until about `per_mille` thousandths of similarity are left.
    ///
    /// With a share f of the shingles broken, the similarity is (1 - f) / (1 + f), since each broken
    /// shingle is missing on one side and new on the other.
    pub(super) fn substitute(&mut self, origin: &[Token], per_mille: usize, text: &mut Vec<Token>, composer: &mut Composer<'_>) {
        text.clear();
        text.extend_from_slice(origin);
        let shingles = origin.len().saturating_sub(WIDTH - 1);
        let wanted = (shingles * (1000 - per_mille)).div_ceil(1000 + per_mille).max(1);
        self.broken.clear();
        self.broken.resize(shingles, false);
        let mut broken = 0;
        // The bound holds for texts without shingles.
        for _ in 0..8 * origin.len().max(1) {
            let at = composer.random.below(text.len());
            let Some(token) = text.get_mut(at) else { break };
            if token.word() == origin[at].word() {
                *token = composer.vocabulary.other(*token, &mut composer.random);
                let last = (at + 1).min(shingles);
                for flag in &mut self.broken[at.saturating_sub(WIDTH - 1).min(last)..last] {
                    broken += usize::from(!*flag);
                    *flag = true;
                }
            }
            if broken >= wanted {
                break;
            }
        }
    }

    fn drop_sentences(&mut self, origin: &[Token], text: &mut Vec<Token>, composer: &mut Composer<'_>) -> bool {
        self.split(origin, Token::STOP);
        if self.pieces.len() < 3 {
            return false;
        }
        let rate = composer.random.between(3, 32);
        for piece in &self.pieces[1..] {
            if composer.random.bits(6) >= rate {
                text.extend_from_slice(&origin[piece.clone()]);
            }
        }
        if text.len() < 40 || text.len() + self.pieces[0].len() == origin.len() {
            // All or none were dropped: the last sentence goes alone.
            text.clear();
            text.extend_from_slice(&origin[..self.pieces[self.pieces.len() - 1].start]);
        } else {
            let first = self.pieces[0].clone();
            text.splice(0..0, origin[first].iter().copied());
        }
        true
    }

    fn reorder(&mut self, origin: &[Token], text: &mut Vec<Token>, composer: &mut Composer<'_>) -> bool {
        self.split(origin, Token::PARAGRAPH);
        if self.pieces.len() < 3 {
            self.split(origin, Token::STOP);
        }
        if self.pieces.len() < 3 {
            return false;
        }
        for at in (1..self.pieces.len()).rev() {
            let other = composer.random.below(at + 1);
            self.pieces.swap(at, other);
        }
        if self.pieces.windows(2).all(|pair| pair[0].start < pair[1].start) {
            self.pieces.rotate_left(1);
        }
        for piece in &self.pieces {
            text.extend_from_slice(&origin[piece.clone()]);
            // What was last has no paragraph mark of its own; what is last now loses it again.
            if piece.end == origin.len() {
                mark_last(text, Token::PARAGRAPH);
            }
        }
        true
    }

    fn add_boilerplate(&mut self, origin: &[Token], text: &mut Vec<Token>, composer: &mut Composer<'_>) -> bool {
        let (header, footer) = [(true, true), (true, false), (false, true), (false, true)][composer.random.bits(2)];
        if header {
            text.extend_from_slice(&self.boilerplate[composer.random.below(12)]);
            mark_last(text, Token::PARAGRAPH);
        }
        text.extend_from_slice(origin);
        if footer {
            mark_last(text, Token::PARAGRAPH);
            text.extend_from_slice(&self.boilerplate[12 + composer.random.below(12)]);
        }
        true
    }

    /// The pieces of `text` that end in `mark`, and what is left at its end.
    fn split(&mut self, text: &[Token], mark: u32) {
        self.pieces.clear();
        let mut start = 0;
        for (at, token) in text.iter().enumerate() {
            if token.has(mark) || at + 1 == text.len() {
                self.pieces.push(start..at + 1);
                start = at + 1;
            }
        }
    }
}

/// A run of 60–200 words of a text at least 250 long: half of the time alone, half inside a new text.
fn excerpt(origin: &[Token], text: &mut Vec<Token>, composer: &mut Composer<'_>) -> bool {
    if origin.len() < 250 {
        return false;
    }
    let words = composer.random.between(60, 200);
    let start = composer.random.below(origin.len() - words + 1);
    let run = &origin[start..start + words];
    if composer.random.bits(1) == 0 {
        text.extend_from_slice(run);
        return true;
    }
    let (before, after) = (composer.random.between(30, 250), composer.random.between(30, 250));
    composer.article(before, text);
    mark_last(text, Token::PARAGRAPH);
    text.extend_from_slice(run);
    mark_last(text, Token::PARAGRAPH);
    composer.append(after, text);
    true
}
