//! What the sentence splitter knows of a language: its abbreviations, the words that open
//! sentences, and its own terminators.
//!
//! A language is one file in `segment/data/sentences/` and one line in [`LANGUAGES`]. The file
//! has lines `key: word word …`; `#` begins a comment line. The keys are explained in `und.txt`,
//! which is read under every language. Words are stored in lower case and without their last
//! dot, and match any case; a word stored with a capital (`Sat`, beside the ordinary `sat`)
//! matches as written or all in capitals.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a dot after a known word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stands before what it belongs to (`Dr.`, `e.g.`): never ends a sentence.
    Title,
    /// Stands before a figure (`No. 5`): an ordinary word before anything else.
    Number,
    /// Ends a sentence only when a word follows that opens sentences (`U.S. The`).
    Plain,
    /// Often stands last (`etc.`, `p.m.`): ends a sentence before any capital.
    Final,
    /// An ordinary word that only looks like an abbreviation (French `y.`).
    Word,
}

/// The rules of one language, made once and kept.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    kinds: HashMap<&'static str, Kind>,
    words: HashMap<&'static str, HashSet<&'static str>>,
    /// Characters that end sentences in this language only (`;` in Greek).
    pub(super) terminators: Vec<char>,
    /// The dot does not end sentences in this language (Armenian).
    pub(super) dot_is_inert: bool,
}

const UNDETERMINED: &str = include_str!("../data/sentences/und.txt");
const ENGLISH: &str = include_str!("../data/sentences/en.txt");

/// Codes and files. Related languages share one file where their abbreviations agree.
const LANGUAGES: &[(&[&str], &str)] = &[
    (&["en", "und"], ENGLISH),
    (&["am", "ti"], include_str!("../data/sentences/am.txt")),
    (&["ar"], include_str!("../data/sentences/ar.txt")),
    (&["bg", "mk"], include_str!("../data/sentences/bg.txt")),
    (&["cs", "sk"], include_str!("../data/sentences/cs.txt")),
    (&["da"], include_str!("../data/sentences/da.txt")),
    (&["de", "lb"], include_str!("../data/sentences/de.txt")),
    (&["el"], include_str!("../data/sentences/el.txt")),
    (&["es", "gl", "ca"], include_str!("../data/sentences/es.txt")),
    (&["fa"], include_str!("../data/sentences/fa.txt")),
    (&["fi"], include_str!("../data/sentences/fi.txt")),
    (&["fr"], include_str!("../data/sentences/fr.txt")),
    (&["he"], include_str!("../data/sentences/he.txt")),
    (&["hi", "mr", "ne", "bn", "gu", "kn", "ml", "pa", "ta", "te"], include_str!("../data/sentences/indic.txt")),
    (&["hu"], include_str!("../data/sentences/hu.txt")),
    (&["hy"], include_str!("../data/sentences/hy.txt")),
    (&["it"], include_str!("../data/sentences/it.txt")),
    (&["kk"], include_str!("../data/sentences/kk.txt")),
    (&["nl", "af"], include_str!("../data/sentences/nl.txt")),
    (&["no", "nb", "nn"], include_str!("../data/sentences/no.txt")),
    (&["pl"], include_str!("../data/sentences/pl.txt")),
    (&["pt"], include_str!("../data/sentences/pt.txt")),
    (&["ro"], include_str!("../data/sentences/ro.txt")),
    (&["ru", "be"], include_str!("../data/sentences/ru.txt")),
    (&["sv"], include_str!("../data/sentences/sv.txt")),
    (&["tr", "az"], include_str!("../data/sentences/tr.txt")),
    (&["uk"], include_str!("../data/sentences/uk.txt")),
];

static LEXICONS: LazyLock<Vec<Lexicon>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(_, data)| Lexicon::read(&[UNDETERMINED, data])).collect());

/// Languages without a file of their own: only what is international.
static INTERNATIONAL: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(&[UNDETERMINED]));

impl Lexicon {
    /// The rules for a language code; region and script (`pt-BR`) are ignored, an unknown or empty
    /// code has the international rules. The first call reads all files (about 1 ms).
    pub(super) fn of(language: &str) -> &'static Self {
        let code = language.split(['-', '_']).next().unwrap_or("");
        LANGUAGES
            .iter()
            .position(|(codes, _)| codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
            .and_then(|found| LEXICONS.get(found))
            .unwrap_or(&INTERNATIONAL)
    }

    fn read(files: &[&'static str]) -> Self {
        let mut lexicon = Self::default();
        for line in files.iter().flat_map(|file| file.lines()) {
            let Some((key, words)) = line.split_once(": ").filter(|_| !line.starts_with('#')) else {
                continue;
            };
            let words = words.split_whitespace();
            match key {
                "title" => lexicon.insert(words, Kind::Title),
                "number" => lexicon.insert(words, Kind::Number),
                "plain" => lexicon.insert(words, Kind::Plain),
                "final" => lexicon.insert(words, Kind::Final),
                "word" => lexicon.insert(words, Kind::Word),
                "terminator" => lexicon.terminators.extend(words.flat_map(str::chars)),
                "inert" => lexicon.dot_is_inert = true,
                _ => lexicon.words.entry(key).or_default().extend(words),
            }
        }
        lexicon
    }

    fn insert(&mut self, words: impl Iterator<Item = &'static str>, kind: Kind) {
        self.kinds.extend(words.map(|word| (word, kind)));
    }

    /// What is known of `word` (without its last dot); of a compound (`D-Mass`, `куб.м`) what is
    /// known of its last part.
    pub(super) fn kind(&self, word: &str) -> Option<Kind> {
        let lower = word.to_lowercase();
        self.kind_of(word, &lower).or_else(|| {
            let part = word.rfind(['.', '-', '–', '/'])?;
            let last = word[part..].trim_start_matches(['.', '-', '–', '/']);
            let known = self.kind_of(last, &last.to_lowercase())?;
            (last.chars().nth(1).is_some() && known != Kind::Word).then_some(known)
        })
    }

    fn kind_of(&self, word: &str, lower: &str) -> Option<Kind> {
        if let Some(&kind) = self.kinds.get(word).or_else(|| self.kinds.get(lower)) {
            return Some(kind);
        }
        let mut letters = lower.chars();
        let first = letters.next().filter(|_| !word.contains(char::is_lowercase) || word.len() > 1)?;
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        let capitalized: String = first.to_uppercase().chain(letters).collect();
        self.kinds.get(capitalized.as_str()).copied()
    }

    /// Whether `word` is in the list `key`, in any case.
    pub(super) fn lists(&self, key: &str, word: &str) -> bool {
        let Some(words) = self.words.get(key).filter(|_| !word.is_empty()) else {
            return false;
        };
        words.contains(word) || words.contains(word.to_lowercase().as_str())
    }

    /// Whether the language writes ordinals as a figure and a dot.
    pub(super) fn writes_ordinals(&self) -> bool {
        self.words.contains_key("ordinal")
    }
}
