//! Bytes of other charsets become text: the one declared, or the one they seem to be in.
//!
//! Pure, a record at a time, since one file may hold records in many charsets. UTF-8 is never doubted: text that is valid UTF-8 is left as it
//! is. Text that is UTF-8 for the most part, as files become into which people paste, is mended byte by byte; the rest is told by
//! chardetng. What fits nothing becomes U+FFFD, and is counted.

use super::decode::{self, Encoding};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{GB18030, GBK, ISO_2022_JP, ISO_8859_2, ISO_8859_4, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257};

/// How much of a record is looked at to tell its charset.
const LOOKED_AT: usize = 64 << 10;

/// A charset, of those that browsers know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Charset(&'static encoding_rs::Encoding);

impl Charset {
    /// The charset that a label stands for (WHATWG Encoding, section 4.2).
    pub(super) fn named(label: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(label.trim().as_bytes()).map(Self)
    }

    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    /// The text of bytes, if all of them are characters of this charset, and none a control character that no text has.
    fn text(self, bytes: &[u8]) -> Option<String> {
        let text = self.0.decode_without_bom_handling_and_without_replacement(bytes)?;
        let is_text = !text.chars().any(|c| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}'));
        is_text.then(|| text.into_owned())
    }
}

/// What became of bytes that are not all UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) how: How,
    /// Places mended or replaced.
    pub(super) count: u64,
    /// Offset of the first byte that is no UTF-8.
    pub(super) first: usize,
}

/// How bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// As UTF-8 but for single bytes, which are of this charset.
    Mended(Charset),
    /// All in this charset.
    Charset(Charset),
    /// As UTF-8, U+FFFD for what is none.
    Replaced,
}

/// Puts the text of bytes into `text`; `None` if it is theirs as UTF-8.
///
/// Linear.
pub(super) fn decode(bytes: &[u8], declared: Option<Charset>, text: &mut String) -> Option<Decoded> {
    text.clear();
    let mixture = Mixture::of(bytes);
    if mixture.bad == 0 {
        if let Some(japanese) = is_escaped(bytes).then(|| Charset(ISO_2022_JP).text(bytes)).flatten() {
            text.push_str(&japanese);
            return Some(Decoded { how: How::Charset(Charset(ISO_2022_JP)), count: 1, first: 0 });
        }
        text.push_str(std::str::from_utf8(bytes).unwrap_or_default());
        return None;
    }
    let decoded = |how| Some(Decoded { how, count: mixture.bad, first: mixture.first });
    if mixture.is_utf8() {
        return decoded(mend(bytes, text));
    }
    let told = || Some(detect(bytes)).filter(|_| !mixture.is_rubbish);
    for charset in declared.into_iter().chain(told()) {
        if let Some(whole) = charset.text(bytes) {
            *text = whole;
            return decoded(How::Charset(charset));
        }
    }
    decode::lossy(bytes, text);
    decoded(How::Replaced)
}

/// How much of bytes is UTF-8.
#[derive(Clone, Copy, Debug, Default)]
struct Mixture {
    /// Characters of two bytes and more.
    good: u64,
    /// Parts that are no UTF-8.
    bad: u64,
    first: usize,
    /// Whether there are control characters that no text has.
    is_rubbish: bool,
}

impl Mixture {
    fn of(bytes: &[u8]) -> Self {
        let mut mixture = Self::default();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid().as_bytes();
            mixture.good += valid.iter().filter(|&&byte| byte >= 0xc0).count() as u64;
            mixture.is_rubbish |= memchr::memchr(0, valid).is_some();
            at += valid.len();
            if !chunk.invalid().is_empty() {
                if mixture.bad == 0 {
                    mixture.first = at;
                }
                mixture.bad += 1;
                at += chunk.invalid().len();
            }
        }
        mixture
    }

    /// Whether it is UTF-8 with a few strange bytes: hardly a text of another charset has as many valid characters as others.
    fn is_utf8(self) -> bool {
        self.good >= self.bad && self.good > 1
    }
}

/// Reads bytes as UTF-8, and single strange bytes as Windows-1252, which is what people paste; U+FFFD where that has no such character,
/// or where a character of UTF-8 was cut or half a surrogate pair was written.
fn mend(bytes: &[u8], text: &mut String) -> How {
    let (mut mended, mut broken) = (false, false);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let bad = chunk.invalid();
        // A byte among others that are bad is part of something else.
        let is_alone = chunks.peek().is_none_or(|next| !next.valid().is_empty()) && !broken_before(chunk.valid(), broken);
        let character = match bad {
            // Where a text was cut within a character.
            [0xc2..=0xff] if chunks.peek().is_none() => None,
            [byte] if is_alone => windows_1252(*byte),
            _ => None,
        };
        broken = !bad.is_empty() && character.is_none();
        mended |= character.is_some();
        if !bad.is_empty() {
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
    if mended { How::Mended(Charset(WINDOWS_1252)) } else { How::Replaced }
}

fn broken_before(valid: &str, broken: bool) -> bool {
    valid.is_empty() && broken
}

fn windows_1252(byte: u8) -> Option<char> {
    let text = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte)).0;
    text.chars().next().filter(|c| !matches!(c, '\u{80}'..='\u{9f}'))
}

/// Whether bytes switch character sets as ISO-2022-JP does, and have no other escapes.
fn is_escaped(bytes: &[u8]) -> bool {
    let mut japanese = false;
    for at in memchr::memchr_iter(0x1b, bytes) {
        match bytes.get(at + 1..at + 3) {
            Some(b"$@" | b"$B") => japanese = true,
            Some(b"(B" | b"(J" | b"(I") => {}
            _ => return false,
        }
    }
    japanese
}

/// The charset that bytes seem to be in.
///
/// Those of Latin scripts differ in few bytes, and short records have few of these; so frequent words decide there, where they do.
fn detect(bytes: &[u8]) -> Charset {
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let group = match LATIN.iter().position(|(charsets, _)| charsets.contains(&guess)) {
        None => return Charset(if guess == GBK { GB18030 } else { guess }),
        Some(_) if !has_letters(bytes) => return Charset(WINDOWS_1252),
        Some(guessed) => group(bytes).unwrap_or(guessed),
    };
    let charset = match LATIN.get(group).map(|(charsets, _)| *charsets) {
        Some(both @ [windows, ..]) if group == CENTRAL => match is_windows_1250(bytes) {
            Some(true) => windows,
            Some(false) => ISO_8859_2,
            None if both.contains(&guess) => guess,
            None => windows,
        },
        Some([charset, ..]) => charset,
        _ => guess,
    };
    Charset(charset)
}

/// Which of the groups is that of Central Europe.
const CENTRAL: usize = 1;

/// Whether text of Central Europe is in the charset of Windows rather than that of ISO: their letters Š, Ś, Ť, Ž, Ź and Ą have other
/// places, which in the other charset are controls or signs that do not stand beside letters.
fn is_windows_1250(bytes: &[u8]) -> Option<bool> {
    if bytes.iter().any(|byte| matches!(byte, 0x8a | 0x8c..=0x8f | 0x9a | 0x9c..=0x9f)) {
        return Some(true);
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0xc0;
    let beside = |two: &[u8]| matches!(two, [letter, 0xa6 | 0xa9 | 0xab | 0xac | 0xae | 0xb1 | 0xb6 | 0xbb] if is_letter(letter));
    let before = |two: &[u8]| matches!(two, [0xa6 | 0xa9 | 0xae | 0xb6, letter] if is_letter(letter));
    bytes.windows(2).any(|two| beside(two) || before(two)).then_some(false)
}

/// Charsets of Latin scripts, and words of the languages written in them that are frequent and in ASCII.
const LATIN: [(&[&encoding_rs::Encoding], &[&str]); 4] = [
    (
        &[WINDOWS_1252],
        &[
            "the of and to in is that for with",
            "de la le les et des un une pour dans que",
            "der die und das den von mit ist nicht",
            "que los las del una por con para el",
            "que da do os uma para com dos",
            "di che il la della per una con non",
            "het een van voor met niet de",
            "och att som ett till av har",
            "og til af en det der har",
            "ja on joka tai ei",
        ],
    ),
    (
        &[WINDOWS_1250, ISO_8859_2],
        &[
            "nie na do jest oraz lub przez prawo jego",
            "na ve se jsou nebo pro jeho za ke",
            "na vo sa alebo jeho pre zo",
            "az hogy nem egy van vagy minden joga",
            "este sau pentru care din cu prin orice",
            "je na se ili su za da svako pravo",
            "je in ali na za vsakdo pravico",
        ],
    ),
    (&[WINDOWS_1257, ISO_8859_4], &["ir kad yra turi arba kiekvienas jo", "un ir vai uz par katram no"]),
    (&[WINDOWS_1254], &["ve bir bu ile her veya olan da hak"]),
];

/// Whether some byte that is not ASCII is a letter in the charset of Western Europe, not a currency sign, a dash or a quotation mark.
fn has_letters(bytes: &[u8]) -> bool {
    bytes.iter().any(|&byte| matches!(byte, 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e..=0x9f | 0xc0..=0xff))
}

/// The group of charsets whose words these are: twice as many as of any other.
fn group(bytes: &[u8]) -> Option<usize> {
    let mut counts = LATIN.map(|(_, languages)| vec![0u32; languages.len()]);
    for word in bytes.split(|byte| !byte.is_ascii_alphabetic() && *byte < 0x80).filter(|word| (2..=10).contains(&word.len())) {
        let word = word.to_ascii_lowercase();
        for (counts, (_, languages)) in counts.iter_mut().zip(LATIN) {
            for (count, words) in counts.iter_mut().zip(languages) {
                *count += u32::from(words.as_bytes().split(|&byte| byte == b' ').any(|one| one == word));
            }
        }
    }
    let mut most = [0, 1, 2, 3].map(|at| (counts.get(at).and_then(|counts| counts.iter().max()).copied().unwrap_or(0), at));
    most.sort_unstable_by(|one, other| other.cmp(one));
    let [(first, at), (second, _), ..] = most;
    (first > 0 && first >= 2 * second).then_some(at)
}

/// UTF-16 or UTF-32 without a byte order mark, told by where zero bytes stand: text in any script has ASCII spaces and line ends, which
/// have theirs on one side only.
pub(super) fn wide(head: &[u8]) -> Option<Encoding> {
    let (units, _) = head.as_chunks::<4>();
    if head.len() < 16 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |place: usize| units.iter().filter(|unit| unit.get(place) == Some(&0)).count();
    let [first, second, third, fourth] = [0, 1, 2, 3].map(zeros);
    let all = units.len();
    if first == all && second * 10 >= all * 9 && fourth * 10 < all {
        return Some(Encoding::Utf32 { big: true });
    }
    if fourth == all && third * 10 >= all * 9 && first * 10 < all {
        return Some(Encoding::Utf32 { big: false });
    }
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    // Words of ASCII look like Chinese in UTF-16, so what is valid without it must have controls for a good part, as no text has.
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 0xe..=0x1a | 0x1c..=0x1f)).count();
    if is_utf8 && controls * 8 < head.len() {
        return None;
    }
    let units: Vec<u16> = head.as_chunks::<2>().0.iter().map(|&unit| u16::from_le_bytes(unit)).collect();
    let little = units.iter().filter(|&&unit| is_plausible(unit)).count();
    let big = units.iter().filter(|&&unit| is_plausible(unit.swap_bytes())).count();
    // Where both ways could be read, the right one is of few blocks of characters.
    let blocks = |byte: usize| {
        let mut seen = [false; 256];
        head.as_chunks::<2>().0.iter().for_each(|unit| seen[usize::from(unit[byte])] = true);
        seen.into_iter().filter(|&seen| seen).count()
    };
    let (blocks_little, blocks_big) = (blocks(1), blocks(0));
    let is_clear = |one: usize, other: usize, blocks: usize, others: usize| {
        one * 10 >= units.len() * 8 && ((one - one.min(other)) * 4 >= units.len() || blocks * 3 <= others)
    };
    if is_clear(little, big, blocks_little, blocks_big) {
        Some(Encoding::Utf16 { big: false })
    } else if is_clear(big, little, blocks_big, blocks_little) {
        Some(Encoding::Utf16 { big: true })
    } else {
        None
    }
}

/// Whether a unit of UTF-16 is a letter, sign or space of a script in use. Those that end in a zero byte are few there, and are
/// Latin letters the wrong way round.
fn is_plausible(unit: u16) -> bool {
    unit & 0xff != 0
        && matches!(unit, 9 | 10 | 13 | 0x20..=0x7e | 0xa0..=0x18af | 0x1e00..=0x206f | 0x3000..=0x30ff | 0x4e00..=0xa4cf | 0xac00..=0xd7a3 | 0xff01..=0xffef)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, Option<Decoded>) {
        let mut text = String::new();
        let decoded = decode(bytes, declared.and_then(Charset::named), &mut text);
        (text, decoded)
    }

    fn encoded(text: &str, label: &str) -> Vec<u8> {
        let (bytes, _, unmappable) = Charset::named(label).unwrap().0.encode(text);
        assert!(!unmappable, "{label}");
        bytes.into_owned()
    }

    #[test]
    fn records_are_read_in_the_charset_they_are_in() {
        let texts = [
            ("windows-1252", "Le maire a déclaré que le pont fermé depuis l’été sera réparé à la fin de l’année."),
            ("windows-1250", "Zamknięty most zostanie otwarty, ponieważ radni znaleźli pieniądze na jego remont i oświetlenie."),
            ("iso-8859-2", "Most je zavřený a město ještě neví, kdo jeho opravu zaplatí, řekl včera starosta že."),
            ("windows-1251", "Мэр сообщил, что мост откроют весной, когда закончится ремонт."),
            ("koi8-r", "Мэр сообщил, что мост откроют весной, когда закончится ремонт."),
            ("windows-1253", "Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει την άνοιξη."),
            ("windows-1254", "Belediye başkanı köprünün ilkbaharda açılacağını söyledi ve bu karar için teşekkür etti."),
            ("windows-1255", "ראש העיר אמר כי הגשר ייפתח באביב הבא"),
            ("windows-1256", "قال رئيس البلدية إن الجسر سيفتح في الربيع المقبل"),
            (
                "windows-1257",
                "Meras sakė, kad tiltas bus atidarytas pavasarį, nes jo remontas yra baigtas arba beveik baigtas, žmonės džiaugiasi.",
            ),
            ("windows-874", "นายกเทศมนตรีกล่าวว่าสะพานจะเปิดในฤดูใบไม้ผลิ"),
            ("gb18030", "市长说，大桥将在春天重新开放。"),
            ("big5", "市長說，大橋將在春天重新開放，居民十分高興。"),
            ("shift_jis", "市長は橋が春に再び開通すると述べた。"),
            ("euc-jp", "市長は橋が春に再び開通すると述べた。"),
            ("iso-2022-jp", "市長は橋が春に再び開通すると述べた。"),
            ("euc-kr", "시장은 다리가 봄에 다시 열릴 것이라고 말했다."),
        ];
        for (label, text) in texts {
            let record = format!("{{\"id\": 1, \"text\": \"{text}\"}}");
            let (back, decoded) = read(&encoded(&record, label), None);
            assert_eq!(back, record, "{label}: {decoded:?}");
            assert!(matches!(decoded, Some(Decoded { how: How::Charset(_), .. })), "{label}");
        }
        let signs = encoded("Cut from £5 to £4 – so they say.", "windows-1252");
        assert_eq!(read(&signs, None).0, "Cut from £5 to £4 – so they say.");
    }

    #[test]
    fn what_is_declared_is_believed_where_it_can_be() {
        let bytes = encoded("šž", "iso-8859-2");
        assert_eq!(read(&bytes, Some("latin2")).0, "šž");
        assert_eq!(read("šž".as_bytes(), Some("latin2")), ("šž".to_owned(), None));
        let russian = encoded("мост закрыт до весны", "windows-1251");
        assert_eq!(read(&russian, Some("shift_jis")).0, "мост закрыт до весны");
    }

    #[test]
    fn single_strange_bytes_are_mended_and_the_rest_is_counted() {
        let (text, decoded) = read(b"caf\xc3\xa9 d\xc3\xa9j\xc3\xa0 \x93vu\x94", None);
        assert_eq!(text, "café déjà “vu”");
        assert_eq!(decoded, Some(Decoded { how: How::Mended(Charset(WINDOWS_1252)), count: 2, first: 13 }));
        let (text, decoded) = read("été à la carte \u{e9}".as_bytes().split_last().unwrap().1, None);
        assert_eq!((text.as_str(), decoded.unwrap().how), ("été à la carte \u{fffd}", How::Replaced));
        let (text, _) = read(b"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xed\xa0\x80x", None);
        assert_eq!(text, "éééééé \u{fffd}\u{fffd}\u{fffd}x");
        let (_, decoded) = read(&[0, 0xff, 0xfe, 1, 0x80], None);
        assert_eq!(decoded.unwrap().how, How::Replaced);
    }

    #[test]
    fn wide_characters_are_told_without_a_mark() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        for text in [
            "Plain words of a text.",
            "Мэр сообщил, что мост откроют весной.",
            "市长说，大桥 将在春天重新开放。\n",
            "ក្រុងបាន បើកស្ពាន ឡើងវិញ នៅរដូវក្ដៅ។",
            "Քաղաքապետը ասաց, որ կամուրջը կբացվի գարնանը։",
            "ከንቲባው ድልድዩ በጸደይ ይከፈታል አሉ።",
        ] {
            assert_eq!(super::wide(&wide(text, false),), Some(Encoding::Utf16 { big: false }), "{text}");
            assert_eq!(super::wide(&wide(text, true)), Some(Encoding::Utf16 { big: true }), "{text}");
            let four: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
            assert_eq!(super::wide(&four), Some(Encoding::Utf32 { big: false }), "{text}");
            assert_eq!(super::wide(text.as_bytes()), None);
        }
        assert_eq!(super::wide(b"a nul \0 in a text that is none of these"), None);
        assert_eq!(super::wide(&[0; 64]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_become_text_and_utf8_stays(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            read(&bytes, None);
            super::wide(&bytes);
            if !text.contains('\u{1b}') {
                prop_assert_eq!(read(text.as_bytes(), Some("windows-1251")), (text, None));
            }
        }
    }
}
