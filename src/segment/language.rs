//! Which language a text is in, told by its script and its stop words.
//!
//! Needed only where stems are; cheap enough for every document of a corpus: the scripts of some
//! hundred characters and a table look-up for each of the first words. A detector by character
//! n-grams costs a hundred times as much and says little more on news.

use super::words::Word;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// How many words from the start of a text are looked at.
const WORDS_LOOKED_AT: usize = 200;

/// Binary places of a count of them.
const PLANES: usize = 8;
const _: () = assert!(WORDS_LOOKED_AT < 1 << PLANES);

/// How many letters from the start of a text are looked at for their script.
const LETTERS_LOOKED_AT: usize = 300;

macro_rules! languages {
    ($($name:ident $code:literal $stemmer:expr,)*) => {
        /// A language, as far as twicetold tells languages apart.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Language {
            $(#[doc = concat!("`", $code, "`.")] $name,)*
            /// None that is known here: plain words, no stems, no stop words.
            #[default]
            Unknown,
        }

        impl Language {
            /// Every language, `Unknown` last.
            pub const ALL: &'static [Self] = &[$(Self::$name,)* Self::Unknown];

            /// The two-letter code (ISO 639-1); `und` for `Unknown`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code,)* Self::Unknown => "und" }
            }

            /// The Snowball algorithm, where there is one.
            pub(super) const fn algorithm(self) -> Option<rust_stemmers::Algorithm> {
                #[allow(unused_imports, reason = "names the table below is written with")]
                use rust_stemmers::Algorithm::*;
                match self { $(Self::$name => $stemmer,)* Self::Unknown => None }
            }
        }
    };
}

languages! {
    English "en" Some(English),
    German "de" Some(German),
    French "fr" Some(French),
    Spanish "es" Some(Spanish),
    Italian "it" Some(Italian),
    Portuguese "pt" Some(Portuguese),
    Dutch "nl" Some(Dutch),
    Swedish "sv" Some(Swedish),
    Danish "da" Some(Danish),
    Norwegian "no" Some(Norwegian),
    Finnish "fi" Some(Finnish),
    Hungarian "hu" Some(Hungarian),
    Romanian "ro" Some(Romanian),
    Turkish "tr" Some(Turkish),
    Polish "pl" None,
    Czech "cs" None,
    Russian "ru" Some(Russian),
    Ukrainian "uk" None,
    Bulgarian "bg" None,
    Greek "el" Some(Greek),
    Arabic "ar" Some(Arabic),
    Persian "fa" None,
    Urdu "ur" None,
    Hebrew "he" None,
    Hindi "hi" None,
    Tamil "ta" Some(Tamil),
    Amharic "am" None,
    Armenian "hy" None,
    Georgian "ka" None,
    Thai "th" None,
    Burmese "my" None,
    Khmer "km" None,
    Lao "lo" None,
    Korean "ko" None,
    Japanese "ja" None,
    Chinese "zh" None,
}

impl std::str::FromStr for Language {
    type Err = crate::Error;

    fn from_str(code: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|language| language.name() == code).ok_or_else(|| {
            let codes: Vec<_> = Self::ALL.iter().map(|language| language.name()).collect();
            crate::Error::usage(format!("no language is called '{code}'; choose from auto, {}", codes.join(", ")))
        })
    }
}

/// The most likely language of a text; `Unknown` where nothing speaks for one.
///
/// `words` are those of `text` (its first ones are enough).
///
/// ```
/// use twicetold::segment::{Language, language::detect, words};
/// let text = "Der Minister hat die Vorwürfe nicht bestätigt.";
/// assert_eq!(detect(text, &words(text)), Language::German);
/// assert_eq!(detect("", &[]), Language::Unknown);
/// ```
#[must_use]
pub fn detect(text: &str, words: &[Word]) -> Language {
    let hashes = words.iter().take(WORDS_LOOKED_AT).map(|word| word.hash);
    match Script::of(text) {
        Script::Of(language) => language,
        Script::Shared(candidates)
            if candidates == CYRILLIC && text.chars().take(LETTERS_LOOKED_AT).any(|c| "іїєґІЇЄҐ".contains(c)) =>
        {
            Language::Ukrainian
        }
        Script::Shared(candidates) => by_stop_words(hashes, candidates),
    }
}

/// What the letters of a text say.
enum Script {
    /// Only one language known here is written so.
    Of(Language),
    /// Several are.
    Shared(&'static [Language]),
}

const LATIN: &[Language] = &[
    Language::English,
    Language::German,
    Language::French,
    Language::Spanish,
    Language::Italian,
    Language::Portuguese,
    Language::Dutch,
    Language::Swedish,
    Language::Danish,
    Language::Norwegian,
    Language::Finnish,
    Language::Hungarian,
    Language::Romanian,
    Language::Turkish,
    Language::Polish,
    Language::Czech,
];
const CYRILLIC: &[Language] = &[Language::Russian, Language::Ukrainian, Language::Bulgarian];
const ARABIC: &[Language] = &[Language::Arabic, Language::Persian, Language::Urdu];
const NONE: &[Language] = &[];

impl Script {
    fn of(text: &str) -> Self {
        if text.as_bytes().get(..LETTERS_LOOKED_AT.min(text.len())).is_some_and(<[u8]>::is_ascii) {
            return Self::Shared(LATIN);
        }
        let mut counts = [0usize; 20];
        let letters = text.chars().filter(|c| c.is_alphabetic()).take(LETTERS_LOOKED_AT);
        for kind in letters.map(kind_of_letter) {
            if let Some(count) = counts.get_mut(kind) {
                *count += 1;
            }
        }
        Self::of_counts(&counts)
    }

    fn of_counts(counts: &[usize; 20]) -> Self {
        let [
            _,
            latin,
            cyrillic,
            greek,
            arabic,
            hebrew,
            devanagari,
            tamil,
            ethiopic,
            armenian,
            georgian,
            thai,
            burmese,
            khmer,
            lao,
            hangul,
            kana,
            han,
            ..,
        ] = *counts;
        let single = [
            (greek, Language::Greek),
            (hebrew, Language::Hebrew),
            (devanagari, Language::Hindi),
            (tamil, Language::Tamil),
            (ethiopic, Language::Amharic),
            (armenian, Language::Armenian),
            (georgian, Language::Georgian),
            (thai, Language::Thai),
            (burmese, Language::Burmese),
            (khmer, Language::Khmer),
            (lao, Language::Lao),
            (hangul, Language::Korean),
            (kana + if kana * 10 >= han { han } else { 0 }, Language::Japanese),
            (if kana * 10 >= han { 0 } else { han }, Language::Chinese),
        ];
        let shared = [(latin, LATIN), (cyrillic, CYRILLIC), (arabic, ARABIC), (counts[0], NONE)];
        let most_shared = shared.iter().max_by_key(|&&(count, _)| count).map_or((0, NONE), |&most| most);
        match single.iter().max_by_key(|&&(count, _)| count) {
            Some(&(count, language)) if count > most_shared.0 => Self::Of(language),
            _ => Self::Shared(most_shared.1),
        }
    }
}

/// Position of a letter's script in the counts of [`Script::of_counts`].
const fn kind_of_letter(c: char) -> usize {
    match c {
        'A'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => 1,
        '\u{400}'..='\u{52F}' => 2,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => 3,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' => 4,
        '\u{590}'..='\u{5FF}' => 5,
        '\u{900}'..='\u{97F}' => 6,
        '\u{B80}'..='\u{BFF}' => 7,
        '\u{1200}'..='\u{139F}' => 8,
        '\u{530}'..='\u{58F}' => 9,
        '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => 10,
        '\u{E00}'..='\u{E7F}' => 11,
        '\u{1000}'..='\u{109F}' => 12,
        '\u{1780}'..='\u{17FF}' => 13,
        '\u{E80}'..='\u{EFF}' => 14,
        '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => 15,
        '\u{3040}'..='\u{30FF}' => 16,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => 17,
        _ => 0,
    }
}

/// The candidate whose stop words are most of the words; `Unknown` under one in twenty.
fn by_stop_words(hashes: impl Iterator<Item = u64>, candidates: &[Language]) -> Language {
    let table = stop_words();
    // Counts of all languages side by side: plane `n` holds bit `n` of each.
    let mut planes = [0u64; PLANES];
    let mut total = 0;
    for hash in hashes {
        total += 1;
        let mut carry = table.languages(hash);
        for plane in &mut planes {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }
    let hits_of =
        |language: Language| planes.iter().rev().fold(0, |count, plane| count << 1 | (plane >> (language as u32) & 1) as usize);
    let best = candidates.iter().copied().reduce(|a, b| if hits_of(b) > hits_of(a) { b } else { a });
    best.filter(|&language| hits_of(language) > 0 && hits_of(language) * 20 >= total).unwrap_or_default()
}

/// Whether a word (by its hash) is a stop word of a language; never for languages without a list.
#[must_use]
pub fn is_stop_word(language: Language, hash: u64) -> bool {
    stop_words().languages(hash) >> (language as u32) & 1 == 1
}

/// The stop words of all languages, by the hashes of the folded words.
struct StopWords {
    /// The languages a word belongs to, one bit each.
    table: FxHashMap<u64, u64>,
    /// A bit for the first [`FILTER_BITS`] bits of each hash: most words are no stop words, and the filter
    /// stays in the nearest cache.
    filter: Vec<u64>,
}

const FILTER_BITS: u32 = 17;

impl StopWords {
    /// The languages of which a word is a stop word, one bit each.
    #[inline]
    fn languages(&self, hash: u64) -> u64 {
        let bit = hash >> (64 - FILTER_BITS);
        let may_be = self.filter.get((bit / 64) as usize).is_some_and(|bits| bits >> (bit % 64) & 1 == 1);
        if may_be { self.table.get(&hash).copied().unwrap_or(0) } else { 0 }
    }
}

fn stop_words() -> &'static StopWords {
    static TABLE: OnceLock<StopWords> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut table, mut filter) = (FxHashMap::default(), vec![0u64; 1 << (FILTER_BITS - 6)]);
        for &language in Language::ALL {
            for entry in stop_words::lookup(language.name()).unwrap_or_default() {
                if let [word] = super::words(entry)[..] {
                    *table.entry(word.hash).or_default() |= 1u64 << (language as u32);
                    let bit = word.hash >> (64 - FILTER_BITS);
                    filter[(bit / 64) as usize] |= 1 << (bit % 64);
                }
            }
        }
        StopWords { table, filter }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::words;

    fn language_of(text: &str) -> &'static str {
        detect(text, &words(text)).name()
    }

    #[test]
    fn one_sentence_is_enough() {
        for (code, text) in [
            ("en", "The council has not yet said whether the bridge will be open in the spring."),
            ("de", "Der Rat hat noch nicht gesagt, ob die Brücke im Frühjahr geöffnet sein wird."),
            ("fr", "Le conseil n'a pas encore dit si le pont sera ouvert au printemps."),
            ("es", "El consejo todavía no ha dicho si el puente estará abierto en la primavera."),
            ("it", "Il consiglio non ha ancora detto se il ponte sarà aperto in primavera."),
            ("pt", "O conselho ainda não disse se a ponte estará aberta na primavera."),
            ("nl", "De raad heeft nog niet gezegd of de brug in het voorjaar open zal zijn."),
            ("sv", "Rådet har ännu inte sagt om bron kommer att vara öppen under våren."),
            ("ru", "Совет пока не сказал, будет ли мост открыт весной."),
            ("uk", "Рада ще не сказала, чи буде міст відкрито навесні, бо це не від неї залежить."),
            ("ar", "ولم يقل المجلس بعد ما إذا كان الجسر سيفتح في الربيع"),
            ("fa", "شورا هنوز نگفته است که آیا پل در بهار باز خواهد شد یا نه"),
            ("el", "Το συμβούλιο δεν έχει πει ακόμη αν η γέφυρα θα ανοίξει."),
            ("he", "המועצה עדיין לא אמרה אם הגשר ייפתח באביב"),
            ("hi", "परिषद ने अभी तक नहीं कहा है कि पुल खुलेगा या नहीं।"),
            ("th", "สภายังไม่ได้กล่าวว่าสะพานจะเปิดในฤดูใบไม้ผลิหรือไม่"),
            ("ja", "市議会は橋が春に開くかどうかまだ述べていない。"),
            ("zh", "市议会尚未说明大桥是否会在春天开放。"),
            ("ko", "시의회는 다리가 봄에 열릴지 아직 말하지 않았다."),
            ("und", "xq zzyx 12 qwrt"),
        ] {
            assert_eq!(language_of(text), code, "{text}");
        }
    }

    #[test]
    fn the_table_fits_its_bits() {
        assert!(Language::ALL.len() <= 64);
        assert!(Language::ALL.iter().all(|language| language.name().parse::<Language>().is_ok_and(|l| l == *language)));
    }
}
