//! The words and sentence patterns of one language, compiled so that a draw is one table look-up.
//!
//! The lists are plain text under `data/`; this file reads them into tables. Everything is integer
//! arithmetic, since logarithms and powers differ between machines and a seed must not.

use super::random::Random;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;

/// Words of any vocabulary are numbered below this, so that five of them fit one `u64` exactly
/// (7,131⁵ < 2⁶⁴): a shingle of the generator is its own hash.
pub(super) const MOST_WORDS: u64 = 7_131;

/// Entries of a draw table; one draw is 12 random bits.
const TABLE: usize = 4096;
/// Bytes a word may have, with the space after it.
const WORD_BYTES: usize = 31;

/// A word in a text: number of the word in the low 16 bits, what surrounds it above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token(pub(super) u32);

impl Token {
    pub(super) const CAPITAL: u32 = 1 << 16;
    pub(super) const OPEN_QUOTE: u32 = 1 << 17;
    pub(super) const COMMA: u32 = 1 << 18;
    pub(super) const COLON: u32 = 1 << 19;
    pub(super) const STOP: u32 = 1 << 20;
    pub(super) const CLOSE_QUOTE: u32 = 1 << 21;
    pub(super) const PARAGRAPH: u32 = 1 << 22;
    /// Marks that stand before a word; the others stand after it.
    pub(super) const BEFORE: u32 = Self::CAPITAL | Self::OPEN_QUOTE;
    /// Marks that separate words.
    pub(super) const PUNCTUATION: u32 = Self::OPEN_QUOTE | Self::COMMA | Self::COLON | Self::STOP | Self::CLOSE_QUOTE;

    /// Number of the word.
    #[inline]
    pub(super) const fn word(self) -> usize {
        (self.0 & 0xffff) as usize
    }

    /// The marks around it.
    #[inline]
    pub(super) const fn marks(self) -> u32 {
        self.0 & !0xffff
    }

    #[inline]
    pub(super) const fn has(self, mark: u32) -> bool {
        self.0 & mark != 0
    }
}

/// The bytes of a word followed by what joins it to the next one, and how many of them are the word's.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// 31 bytes; the last one is the size.
    pub(super) bytes: [u8; WORD_BYTES + 1],
}

impl Word {
    fn new(text: &str, joint: &str) -> Option<Self> {
        let mut bytes = [0; WORD_BYTES + 1];
        let whole = text.len() + joint.len();
        if whole > WORD_BYTES {
            return None;
        }
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        bytes[text.len()..whole].copy_from_slice(joint.as_bytes());
        bytes[WORD_BYTES] = text.len() as u8;
        Some(Self { bytes })
    }

    /// Bytes of the word alone.
    #[inline]
    pub(super) const fn size(&self) -> usize {
        self.bytes[WORD_BYTES] as usize
    }

    /// The word alone.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.size()]).unwrap_or_default()
    }
}

/// A list of words that stand for each other, drawn by frequency.
struct Class {
    name: String,
    table: Box<[u16; TABLE]>,
}

/// One place of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// This word.
    Word(Token),
    /// A draw from a class, with marks.
    Draw(u8, u32),
    /// One of the document's own persons, places or groups, with marks; the surname alone where it says so.
    Cast(Role, u32),
}

impl Slot {
    fn mark(&mut self, mark: u32) {
        match self {
            Self::Word(token) => token.0 |= mark,
            Self::Draw(_, marks) | Self::Cast(_, marks) => *marks |= mark,
        }
    }
}

/// What a document keeps naming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Person,
    Surname,
    Place,
    Group,
}

/// A pattern of a sentence or of a part of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    /// Marks for the word before it.
    pub(super) lead: u32,
    pub(super) slots: Vec<Slot>,
}

/// The patterns of a language by their place in a text.
#[derive(Default)]
pub(super) struct Patterns {
    pub(super) person: Vec<Pattern>,
    pub(super) place: Vec<Pattern>,
    pub(super) group: Vec<Pattern>,
    pub(super) title: Vec<Pattern>,
    pub(super) opening: Vec<Pattern>,
    pub(super) clause: Vec<Pattern>,
    pub(super) tail: Vec<Pattern>,
    pub(super) quote: Vec<Pattern>,
}

/// Everything a language needs to be written.
pub(super) struct Vocabulary {
    pub(super) words: Vec<Word>,
    /// The same words with a capital, where the script has any.
    pub(super) capitals: Vec<Word>,
    class_of: Vec<u8>,
    classes: Vec<Class>,
    pub(super) patterns: Patterns,
    pub(super) outlets: Vec<String>,
    pub(super) marks: Marks,
}

/// How a language writes what stands between words, escaped for JSON.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub(super) joint: &'static str,
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
    pub(super) stop: &'static str,
    pub(super) open_quote: &'static str,
    pub(super) close_quote: &'static str,
}

impl Vocabulary {
    /// Reads the lists of one language.
    ///
    /// # Errors
    /// Where a list is damaged; the shipped ones are not, which a test asserts.
    pub(super) fn new(data: &str, marks: Marks) -> Result<Self> {
        let mut reader = Reader::new(marks);
        let mut sections = data.split("\n[");
        sections.next();
        for section in sections {
            let (header, body) = section.split_once(']').unwrap_or((section, ""));
            reader.section(header, body).ok_or_else(|| Error::usage(format!("the word list [{header}] is damaged")))?;
        }
        Ok(reader.vocabulary)
    }

    /// A word of a class.
    #[inline]
    pub(super) fn draw(&self, class: u8, random: &mut Random) -> Token {
        Token(u32::from(self.classes[class as usize].table[random.bits(12)]))
    }

    /// Another word that could stand in the place of `token`, with its marks.
    ///
    /// The same word only where its class has no other, which no shipped class of drawn words is.
    pub(super) fn other(&self, token: Token, random: &mut Random) -> Token {
        let class = &self.classes[self.class_of[token.word()] as usize];
        for _ in 0..64 {
            let word = class.table[random.bits(12)];
            if usize::from(word) != token.word() {
                return Token(token.marks() | u32::from(word));
            }
        }
        Token(token.marks() | u32::from(class.table.iter().copied().find(|&w| usize::from(w) != token.word()).unwrap_or(0)))
    }

    /// The class that holds `name`.
    pub(super) fn class(&self, name: &str) -> Option<u8> {
        self.classes.iter().position(|class| class.name == name).map(|at| at as u8)
    }
}

/// Builds a vocabulary section by section.
struct Reader {
    vocabulary: Vocabulary,
    numbers: FxHashMap<String, u16>,
    lists: FxHashMap<String, Vec<String>>,
}

impl Reader {
    fn new(marks: Marks) -> Self {
        let vocabulary = Vocabulary {
            words: Vec::new(),
            capitals: Vec::new(),
            class_of: Vec::new(),
            classes: Vec::new(),
            patterns: Patterns::default(),
            outlets: Vec::new(),
            marks,
        };
        let mut reader = Self { vocabulary, numbers: FxHashMap::default(), lists: FxHashMap::default() };
        for (name, low, high, shift) in [("small", 2, 99, 10), ("number", 100, 999, 4096), ("year", 1990, 2029, 4096)] {
            let words: Vec<String> = (low..=high).map(|number: u32| number.to_string()).collect();
            let added = reader.class(name, &words, (shift, 0));
            debug_assert!(added.is_some());
        }
        reader
    }

    /// One section: its kind, its name and its body.
    fn section(&mut self, header: &str, body: &str) -> Option<()> {
        let parts: Vec<&str> = header.split_whitespace().collect();
        let body = body.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let words = || body.clone().flat_map(str::split_whitespace).map(str::to_owned).collect::<Vec<_>>();
        match *parts.as_slice() {
            ["words", name, shift] => self.class(name, &words(), (shift.parse().ok()?, 0)),
            ["capitals", name, shift] => self.class(name, &words(), (shift.parse().ok()?, Token::CAPITAL)),
            ["derive", name, from, rule] => {
                let words: Vec<String> = self.lists.get(from)?.iter().filter_map(|word| derive(word, rule)).collect();
                self.class(name, &words, (10, 0))
            }
            ["names", name, count] => {
                let pieces: Vec<Vec<&str>> = body.map(|line| line.split_whitespace().collect()).collect();
                let words = join_names(&pieces, count.parse().ok()?)?;
                self.class(name, &words, (40, Token::CAPITAL))
            }
            ["lines", "outlet"] => {
                self.vocabulary.outlets = body.map(str::to_owned).collect();
                Some(())
            }
            ["lines", name] => {
                let patterns = body.map(|line| self.pattern(line));
                let patterns = patterns.collect::<Option<Vec<_>>>()?;
                *self.patterns(name)? = patterns;
                Some(())
            }
            _ => None,
        }
    }

    fn patterns(&mut self, name: &str) -> Option<&mut Vec<Pattern>> {
        let patterns = &mut self.vocabulary.patterns;
        Some(match name {
            "person" => &mut patterns.person,
            "place" => &mut patterns.place,
            "group" => &mut patterns.group,
            "title" => &mut patterns.title,
            "opening" => &mut patterns.opening,
            "clause" => &mut patterns.clause,
            "tail" => &mut patterns.tail,
            "quote" => &mut patterns.quote,
            _ => return None,
        })
    }

    /// Adds a class drawn by `1 / (rank + shift)`; words that are known keep their number and first class.
    fn class(&mut self, name: &str, words: &[String], (shift, mark): (usize, u32)) -> Option<()> {
        let class = u8::try_from(self.vocabulary.classes.len()).ok()?;
        let mut members = Vec::new();
        for word in words {
            let number = self.word(word.trim_end_matches('+'), class)?;
            members.push(number);
        }
        if mark == Token::CAPITAL {
            for &number in &members {
                self.vocabulary.words[usize::from(number)] = self.vocabulary.capitals[usize::from(number)];
            }
        }
        let table = frequency_table(&members, shift)?;
        self.vocabulary.classes.push(Class { name: name.to_owned(), table });
        self.lists.insert(name.to_owned(), words.to_vec());
        Some(())
    }

    /// The number of a word, a new one where it is new.
    fn word(&mut self, word: &str, class: u8) -> Option<u16> {
        // Case does not tell words apart: a name and a noun that are spelled alike are one word.
        let folded = word.to_lowercase();
        if let Some(&number) = self.numbers.get(&folded) {
            return Some(number);
        }
        let number = self.vocabulary.words.len();
        if number as u64 >= MOST_WORDS {
            return None;
        }
        let joint = self.vocabulary.marks.joint;
        let mut letters = word.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        self.vocabulary.words.push(Word::new(word, joint)?);
        self.vocabulary.capitals.push(Word::new(&capital, joint)?);
        self.vocabulary.class_of.push(class);
        self.numbers.insert(folded, number as u16);
        Some(number as u16)
    }

    /// Compiles one line of a pattern.
    fn pattern(&mut self, line: &str) -> Option<Pattern> {
        let mut pattern = Pattern::default();
        let mut next = 0;
        let mut quoted = false;
        for part in line.split_whitespace() {
            let after = match part {
                "," => Token::COMMA,
                "." => Token::STOP,
                ":" => Token::COLON,
                "\"" if quoted => Token::CLOSE_QUOTE,
                "\"" => {
                    (quoted, next) = (true, Token::OPEN_QUOTE | Token::CAPITAL);
                    continue;
                }
                _ => 0,
            };
            if after == 0 {
                let mut slot = self.slot(part)?;
                slot.mark(next);
                pattern.slots.push(slot);
                next = 0;
                continue;
            }
            quoted &= after != Token::CLOSE_QUOTE;
            next |= if after == Token::STOP { Token::CAPITAL } else { 0 };
            match pattern.slots.last_mut() {
                Some(slot) => slot.mark(after),
                None => pattern.lead |= after,
            }
        }
        if quoted {
            pattern.slots.last_mut()?.mark(Token::CLOSE_QUOTE);
        }
        Some(pattern)
    }

    fn slot(&mut self, part: &str) -> Option<Slot> {
        if let Some(role) = part.strip_prefix("$$") {
            let role = match role {
                "person" => Role::Person,
                "surname" => Role::Surname,
                "place" => Role::Place,
                "group" => Role::Group,
                _ => return None,
            };
            return Some(Slot::Cast(role, 0));
        }
        if let Some(class) = part.strip_prefix('$') {
            return Some(Slot::Draw(self.vocabulary.class(class)?, 0));
        }
        let (word, mark) = part.strip_prefix('^').map_or((part, 0), |word| (word, Token::CAPITAL));
        let nouns = self.vocabulary.class("noun")?;
        Some(Slot::Word(Token(u32::from(self.word(word, nouns)?) | mark)))
    }
}

/// Fills 4,096 places with words in proportion to `1 / (rank + shift)`, each word at least once where they fit.
///
/// None for no words or more words than places.
fn frequency_table(words: &[u16], shift: usize) -> Option<Box<[u16; TABLE]>> {
    if words.is_empty() || words.len() > TABLE {
        return None;
    }
    let weight = |rank: usize| (1_u64 << 40) / (rank + shift.max(1)) as u64;
    let total: u64 = (0..words.len()).map(weight).sum();
    let free = (TABLE - words.len()) as u64;
    let mut table = Box::new([words[0]; TABLE]);
    let (mut at, mut sum) = (0, 0);
    for (rank, &word) in words.iter().enumerate() {
        sum += weight(rank);
        let end = rank + 1 + (sum * free / total) as usize;
        table[at..end.min(TABLE)].fill(word);
        at = end;
    }
    Some(table)
}

/// `count` names, spread over all joins of one piece from each line; None without pieces.
fn join_names(pieces: &[Vec<&str>], count: usize) -> Option<Vec<String>> {
    let [first, second, third] = pieces else { return None };
    let all = first.len() * second.len() * third.len();
    let step = all / count.max(1);
    if step == 0 {
        return None;
    }
    let names = (0..count).map(|at| {
        // A fixed odd stride visits the joins in an order that mixes all three lines.
        let join = (at * step + at * at % step) % all;
        let (a, rest) = (join % first.len(), join / first.len());
        let (b, c) = (rest % second.len(), rest / second.len());
        format!("{}{}{}", first[a], second[b], third[c])
    });
    Some(names.filter(|name| name.len() < WORD_BYTES).collect())
}

/// A regular form of an English word, or any word with an ending; None where the rule has none for it.
fn derive(word: &str, rule: &str) -> Option<String> {
    let stem = word.trim_end_matches('+');
    if let Some(ending) = rule.strip_prefix('+') {
        // Russian writes и for ы after these letters.
        let soft = stem.ends_with(['г', 'к', 'х', 'ж', 'ш', 'ч', 'щ']) && ending.starts_with('ы');
        let form = if soft { format!("{stem}{}", ending.replacen('ы', "и", 1)) } else { format!("{stem}{ending}") };
        return (form.len() < WORD_BYTES).then_some(form);
    }
    let doubled = if word.ends_with('+') { &stem[stem.len() - 1..] } else { "" };
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| stem.ends_with(end));
    let y = stem.strip_suffix('y').filter(|_| !vowel_before_y);
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| stem.ends_with(end));
    let silent = stem.strip_suffix('e').filter(|rest| !rest.ends_with('e'));
    Some(match rule {
        "plural" | "third" => match y {
            Some(root) => format!("{root}ies"),
            None if hisses => format!("{stem}es"),
            None => format!("{stem}s"),
        },
        "past" => match (y, stem.strip_suffix('e')) {
            (Some(root), _) => format!("{root}ied"),
            (None, Some(root)) => format!("{root}ed"),
            (None, None) => format!("{stem}{doubled}ed"),
        },
        "gerund" => match silent {
            Some(root) => format!("{root}ing"),
            None => format!("{stem}{doubled}ing"),
        },
        "adverb" => {
            let fits = ["ful", "ous", "al", "ive", "ent", "ant", "ate", "able", "ible", "ic", "ary", "less"];
            fits.iter().find(|end| stem.ends_with(**end))?;
            match (y, stem.strip_suffix("le")) {
                (Some(root), _) => format!("{root}ily"),
                (None, Some(root)) => format!("{root}ly"),
                (None, None) if stem.ends_with("ic") => format!("{stem}ally"),
                (None, None) => format!("{stem}ly"),
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Language;

    #[test]
    fn every_language_has_its_lists() {
        for language in Language::ALL {
            let vocabulary = language.vocabulary().unwrap();
            let patterns = &vocabulary.patterns;
            for list in [&patterns.person, &patterns.place, &patterns.group, &patterns.title, &patterns.clause] {
                assert!(!list.is_empty(), "{language:?}");
            }
            assert!(vocabulary.outlets.len() >= 10, "{language:?}");
            assert!(vocabulary.words.len() as u64 <= MOST_WORDS, "{language:?}: {}", vocabulary.words.len());
        }
        assert!(MOST_WORDS.checked_pow(5).is_some());
    }

    #[test]
    fn no_word_has_two_numbers() {
        for language in Language::ALL {
            let vocabulary = language.vocabulary().unwrap();
            let mut folded: Vec<String> = vocabulary.words.iter().map(|word| word.text().to_lowercase()).collect();
            assert!(folded.iter().all(|word| word.chars().all(|c| c.is_alphanumeric() || !c.is_ascii())));
            folded.sort_unstable();
            assert!(folded.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn forms_are_regular() {
        let forms = [
            ("country", "plural", "countries"),
            ("church", "plural", "churches"),
            ("day", "plural", "days"),
            ("carry", "past", "carried"),
            ("agree", "past", "agreed"),
            ("agree", "gerund", "agreeing"),
            ("plan+", "past", "planned"),
            ("hire", "gerund", "hiring"),
            ("responsible", "adverb", "responsibly"),
            ("economic", "adverb", "economically"),
            ("primary", "adverb", "primarily"),
        ];
        for (word, rule, form) in forms {
            assert_eq!(derive(word, rule).as_deref(), Some(form));
        }
        assert_eq!(derive("old", "adverb"), None);
    }

    #[test]
    fn frequent_words_come_first() {
        let table = frequency_table(&[5, 6, 7], 1).unwrap();
        let count = |word| table.iter().filter(|&&other| other == word).count();
        assert_eq!((count(5), count(6), count(7)), (2233, 1117, 746));
        assert!(frequency_table(&[], 1).is_none());
    }
}
