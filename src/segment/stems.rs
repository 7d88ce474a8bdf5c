//! Words → stems: what inflected forms of a word have in common.
//!
//! Snowball stems where the language has them, the folded word elsewhere. A memo from word to stem
//! makes the second occurrence of a word cost a table look-up, since a Snowball stem costs about
//! 150 ns and news repeats its words. (Porter, 1980 and 2001; algorithms by `rust-stemmers`.)

use super::language::{Language, is_stop_word};
use super::words::Word;
use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Words remembered at most; beyond it the memo starts anew.
const MEMO_WORDS: usize = 1 << 18;

/// A stem: what it is compared by, and whether it carries content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stem {
    /// xxh3-64 of the stem's UTF-8 bytes.
    pub hash: u64,
    /// Whether the word is a stop word of its language.
    pub is_stop: bool,
}

/// Turns words of one language into stems, remembering those it has seen.
pub struct Stems {
    language: Language,
    stemmer: Option<Stemmer>,
    memo: FxHashMap<u64, Stem>,
}

impl Stems {
    /// For a language; languages without an algorithm keep the folded word.
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self { language, stemmer: language.algorithm().map(Stemmer::create), memo: FxHashMap::default() }
    }

    /// The language they are of.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The stem of a word of `text`.
    ///
    /// ```
    /// use twicetold::segment::{Language, Stems, words};
    /// let text = "repeats repeated the";
    /// let mut stems = Stems::of(Language::English);
    /// let found: Vec<_> = words(text).iter().map(|word| stems.stem(text, word)).collect();
    /// assert_eq!(found[0], found[1]);
    /// assert!(found[2].is_stop);
    /// ```
    pub fn stem(&mut self, text: &str, word: &Word) -> Stem {
        if let Some(&stem) = self.memo.get(&word.hash) {
            return stem;
        }
        let folded = word.folded(text);
        let stem = Stem { hash: xxh3_64(self.stem_text(&folded).as_bytes()), is_stop: is_stop_word(self.language, word.hash) };
        if self.memo.len() >= MEMO_WORDS {
            self.memo.clear();
        }
        self.memo.insert(word.hash, stem);
        stem
    }

    /// The stem of a folded word, as text.
    #[must_use]
    pub fn stem_text<'w>(&self, folded: &'w str) -> std::borrow::Cow<'w, str> {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(folded),
            None => folded.into(),
        }
    }
}
