//! A few kilobytes of text → where its words begin and end, by bit masks.
//!
//! [`masks`](super::masks) tells what each byte is; a sign between two letters, or two digits, that joins
//! them is a shift and two ands for sixty-four bytes; where words begin and end are the edges of what
//! is left. Characters beyond ASCII whose part is plain ([`super::foreign`]) are put into the masks one by
//! one. Around any other character a stretch is cut out, at places where words end whatever stands
//! there, and left to the full rules.

use super::foreign::{Foreign, foreign};
use super::masks::{BLOCK, Masks, classify, with_bit_instructions};
use std::ops::Range;

/// Bytes of a chunk, if it can be cut: its masks and its words stay in the nearest cache.
const USUAL: usize = 16 << 10;

/// Largest chunk whose buffers are kept for the next.
const KEPT: usize = 1 << 20;

/// Largest chunk whose places fit.
pub(super) const LARGEST: usize = 1 << 31;

/// How much of a text makes a chunk: cut behind a byte that always parts words.
pub(super) fn size(rest: &[u8]) -> usize {
    let Some((usual, more)) = rest.split_at_checked(USUAL) else { return rest.len() };
    match usual.iter().rposition(|&byte| is_break(byte)) {
        Some(last) => last + 1,
        None => USUAL + more.iter().position(|&byte| is_break(byte)).map_or(more.len(), |first| first + 1),
    }
}

/// Whether a byte is an ASCII character between words in any company.
const fn is_break(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'\'' | b'.' | b':' | b',' | b';')
}

/// The words of a chunk, and what of it is left to the full rules; buffers are used again.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Folded, as many bytes as the original, zeros to the end of the last block.
    lower: Vec<u8>,
    masks: Vec<Masks>,
    /// Where words of one character begin, and one past their ends.
    alone: Vec<(u64, u64)>,
    /// Bytes that are part of words.
    words: Vec<u64>,
    /// Where words begin, one past where they end; filled up to `len`.
    starts: Vec<u32>,
    ends: Vec<u32>,
    len: usize,
    /// Scripts of the letters in it, as sets of [`scripts`].
    scripts: u32,
    /// Whether scripts may meet in it for another reason: letters that look like those of others, a stretch left to the full rules.
    has_unusual: bool,
    /// Left to the full rules, ascending; no word found here stands in them.
    pub stretches: Vec<Range<u32>>,
}

impl Chunk {
    /// Finds the words of some text.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        self.stretches.clear();
        self.alone.clear();
        self.has_unusual = false;
        if self.classify(bytes) {
            self.alone.resize(self.masks.len(), (0, 0));
            self.place_foreign(bytes);
        }
        with_bit_instructions(
            #[inline(always)]
            || {
                self.join();
                self.find_edges();
            },
        );
    }

    /// Number of words found.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// How many words begin before a place.
    pub(super) fn words_before(&self, at: u32) -> usize {
        self.starts.get(..self.len).unwrap_or_default().partition_point(|&start| start < at)
    }

    /// Where words begin and end.
    #[inline]
    pub(super) fn bounds(&self, range: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
        let starts = self.starts.get(range.clone()).unwrap_or_default();
        let ends = self.ends.get(range).unwrap_or_default();
        starts.iter().zip(ends).map(|(&start, &end)| (start as usize, end as usize))
    }

    /// Gives back what an unusually long chunk needed.
    pub(super) fn shrink(&mut self) {
        if self.lower.len() > KEPT {
            *self = Self::default();
        }
    }

    /// A part of the text, folded.
    #[inline]
    pub(super) fn lower(&self, start: usize, end: usize) -> &[u8] {
        self.lower.get(start..end).unwrap_or_default()
    }

    /// Masks of all blocks, one more than is full; whether anything is not ASCII.
    fn classify(&mut self, bytes: &[u8]) -> bool {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let count = blocks.len() + 1;
        self.masks.clear();
        self.lower.resize(self.lower.len().max(count * BLOCK), 0);
        let mut last = [0; BLOCK];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let (lowers, _) = self.lower.as_chunks_mut::<BLOCK>();
        let masks = blocks.iter().chain([&last]).zip(lowers).map(|(block, lower)| classify(block, lower));
        self.masks.extend(masks);
        let (foreign, letters) =
            self.masks.iter().fold((0, 0), |(foreign, letters), masks| (foreign | masks.foreign, letters | masks.letters));
        self.scripts = if letters == 0 { 0 } else { ASCII };
        foreign != 0
    }

    /// Whether scripts may meet in it or between it and what is around it.
    pub(super) fn is_mixed(&self, around: [&[u8]; 2]) -> bool {
        self.has_unusual || is_mixed(around.into_iter().fold(self.scripts, |all, near| all | scripts(near)))
    }

    /// Which bytes are part of words: signs that join two letters or two digits are.
    #[inline(always)]
    fn join(&mut self) {
        self.words.clear();
        let (mut letter, mut digit) = (0, 0);
        for at in 0..self.masks.len() {
            let next = self.masks.get(at + 1).copied().unwrap_or_default();
            let Some(masks) = self.masks.get_mut(at) else { break };
            let letters = (masks.letters << 1 | letter) & (masks.letters >> 1 | next.letters << 63);
            let digits = (masks.digits << 1 | digit) & (masks.digits >> 1 | next.digits << 63);
            let joins = masks.mid_letters & letters | masks.mid_digits & digits;
            (letter, digit) = (masks.letters >> 63, masks.digits >> 63);
            masks.apostrophes &= joins;
            self.words.push(masks.letters | masks.digits | masks.joiners | joins);
        }
    }

    /// Lists where words begin and end, possessive endings left out.
    #[inline(always)]
    fn find_edges(&mut self) {
        let (mut begun, mut ended) = (0, 0);
        let (mut inside, mut cut_on) = (0, 0);
        for (at, (masks, &words)) in self.masks.iter().zip(&self.words).enumerate() {
            let cut = if masks.apostrophes == 0 { 0 } else { self.possessives(at) };
            let words = words & !(cut | cut << 1 | cut_on);
            cut_on = cut >> 63;
            let before = words << 1 | inside;
            inside = words >> 63;
            let (starts, ends) = self.alone.get(at).copied().unwrap_or_default();
            let base = (at * BLOCK) as u32;
            if self.starts.len() < begun.max(ended) + BLOCK {
                let room = 2 * (begun.max(ended) + BLOCK);
                self.starts.resize(room, 0);
                self.ends.resize(room, 0);
            }
            begun += list(words & !before | starts, base, self.starts.get_mut(begun..).unwrap_or_default());
            ended += list(before & !words | ends, base, self.ends.get_mut(ended..).unwrap_or_default());
        }
        self.len = begun.min(ended);
    }

    /// The apostrophes of a block that begin a possessive ending.
    fn possessives(&self, at: usize) -> u64 {
        let masks = |at: usize| self.masks.get(at).copied().unwrap_or_default();
        let words = |at: usize| self.words.get(at).copied().unwrap_or_default();
        let s_follows = masks(at).esses >> 1 | masks(at + 1).esses << 63;
        let goes_on = words(at) >> 2 | words(at + 1) << 62;
        masks(at).apostrophes & s_follows & !goes_on
    }

    /// Puts characters beyond ASCII into the masks.
    fn place_foreign(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(next) = self.next_foreign(at) {
            let (class, size) = foreign(bytes.get(next..).unwrap_or_default());
            at = match class {
                Foreign::Letter(_) | Foreign::Same => self.letters(bytes, next),
                Foreign::Alone => self.one_word(next, next + size),
                Foreign::Kana => self.kana(bytes, next),
                Foreign::Sign | Foreign::Break => next + size,
                Foreign::Apostrophe => self.apostrophe(bytes, next),
                Foreign::Mid if self.is_between_alike(bytes, next, size) => self.leave(bytes, next),
                Foreign::Mid => next + size,
                Foreign::Unknown => self.leave(bytes, next),
            };
        }
    }

    fn next_foreign(&self, at: usize) -> Option<usize> {
        let mut block = at / BLOCK;
        let mut foreign = self.masks.get(block)?.foreign & u64::MAX << (at % BLOCK);
        while foreign == 0 {
            block += 1;
            foreign = self.masks.get(block)?.foreign;
        }
        Some(block * BLOCK + foreign.trailing_zeros() as usize)
    }

    /// A run of letters; one that mixes scripts is left.
    fn letters(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut end = start;
        let mut leads = 0u32;
        while let Some(rest) = bytes.get(end..)
            && rest.first().is_some_and(|byte| !byte.is_ascii())
        {
            match foreign(rest) {
                (Foreign::Letter(folded), size) => {
                    if let Some([first, second, ..]) = self.lower.get_mut(end..) {
                        [*first, *second] = folded;
                    }
                    // Of ß, which folds to ASCII, that of Latin.
                    leads |= 1 << (folded[0].max(0xC3) & 0x1F);
                    end += size;
                }
                (Foreign::Same, size) => {
                    leads |= OTHER;
                    self.has_unusual |= may_look_alike(rest);
                    end += size;
                }
                _ => break,
            }
        }
        self.each_block(start, end, |masks, bits| masks.letters |= bits);
        self.scripts |= leads & !OTHERS;
        if leads & (GREEK | CYRILLIC | ARMENIAN) != 0 && (is_mixed(leads) || meets_others(bytes, start, end, leads)) {
            return self.leave(bytes, start);
        }
        end
    }

    fn one_word(&mut self, start: usize, end: usize) -> usize {
        if let Some((starts, _)) = self.alone.get_mut(start / BLOCK) {
            *starts |= 1 << (start % BLOCK);
        }
        if let Some((_, ends)) = self.alone.get_mut(end / BLOCK) {
            *ends |= 1 << (end % BLOCK);
        }
        end
    }

    /// A run of katakana is a word, if no `_` joins more to it.
    fn kana(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut end = start;
        while let (Foreign::Kana, size) = foreign(bytes.get(end..).unwrap_or_default()) {
            end += size;
        }
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        if before == Some(&b'_') || bytes.get(end) == Some(&b'_') {
            return self.leave(bytes, start);
        }
        self.one_word(start, end)
    }

    /// Where it joins, an apostrophe of three bytes begins a possessive or is left.
    fn apostrophe(&mut self, bytes: &[u8], at: usize) -> usize {
        if !self.is_between_alike(bytes, at, 3) {
            return at + 3;
        }
        let is_s = |place: usize| bytes.get(place).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's'));
        // Of `a's’s` only the last ending is dropped.
        let again = at > 1 && is_s(at - 1) && bytes.get(at - 2) == Some(&b'\'');
        if again || !is_s(at + 3) || !ends_word(bytes, at + 4) {
            return self.leave(bytes, at);
        }
        self.each_block(at + 3, at + 4, |masks, bits| masks.letters &= !bits);
        at + 4
    }

    /// Whether two letters or two digits stand on both sides of a sign.
    fn is_between_alike(&self, bytes: &[u8], at: usize, size: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let masks = self.masks.get(before / BLOCK).copied().unwrap_or_default();
        let stands = |mask: u64| mask >> (before % BLOCK) & 1 == 1;
        let rest = bytes.get(at + size..).unwrap_or_default();
        match rest.first() {
            Some(byte) if byte.is_ascii_digit() => stands(masks.digits),
            Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic() && stands(masks.letters),
            Some(_) => stands(masks.letters) && matches!(foreign(rest).0, Foreign::Letter(_) | Foreign::Same),
            None => false,
        }
    }

    /// Leaves the stretch around the character at `at` to the full rules. Returns its end.
    fn leave(&mut self, bytes: &[u8], at: usize) -> usize {
        self.has_unusual = true;
        let floor = self.stretches.last().map_or(0, |last| last.end as usize);
        let start = stretch_start(bytes, floor, at);
        let end = stretch_end(bytes, at);
        for block in start / BLOCK..=end / BLOCK {
            let (bits, behind) = (bits_of(block, start, end), bits_of(block, start + 1, end + 1));
            if let (Some(masks), Some((starts, ends))) = (self.masks.get_mut(block), self.alone.get_mut(block)) {
                masks.letters &= !bits;
                masks.digits &= !bits;
                masks.joiners &= !bits;
                *starts &= !bits;
                *ends &= !behind;
            }
        }
        self.stretches.push(start as u32..end as u32);
        end
    }

    /// Calls `each` with the masks of each block between two places, and the bits between them.
    fn each_block(&mut self, start: usize, end: usize, each: impl Fn(&mut Masks, u64)) {
        for block in start / BLOCK..end.div_ceil(BLOCK) {
            if let Some(masks) = self.masks.get_mut(block) {
                each(masks, bits_of(block, start, end));
            }
        }
    }
}

/// Leads of UTF-8, less their three highest bits, as sets.
const LATIN: u32 = 0xFF << 3;
const GREEK: u32 = 7 << 13;
const CYRILLIC: u32 = 0x1F << 16;
const ARMENIAN: u32 = 3 << 21;
/// All others, and letters of three bytes.
const OTHERS: u32 = !(LATIN | GREEK | CYRILLIC | ARMENIAN);
const OTHER: u32 = 1 << 31;

/// Letters of ASCII, as one of the leads of Latin.
const ASCII: u32 = 1 << 3;

/// The scripts of the letters of some bytes, which may begin within a character; `OTHER` for those of more than two bytes that
/// may look like others.
fn scripts(bytes: &[u8]) -> u32 {
    let script = |(at, &byte): (usize, &u8)| match (byte, bytes.get(at + 1)) {
        (b'A'..=b'Z' | b'a'..=b'z', _) => ASCII,
        (0xC3..=0xD6, _) => 1 << (byte & 0x1F),
        (0xE1 | 0xEA | 0xEF | 0xF0, _) | (0xE2, None | Some(0x82..=0x86 | 0x92..=0x93 | 0xB0..=0xB3)) => OTHER,
        _ => 0,
    };
    bytes.iter().enumerate().map(script).fold(0, |all, script| all | script)
}

/// Whether a letter of three bytes is of a script with letters that look like those of others.
const fn may_look_alike(rest: &[u8]) -> bool {
    matches!(rest, [0xE1, 0x82..=0x83 | 0x8E..=0x8F | 0xBC..=0xBF, ..] | [0xEA, 0x93 | 0x99..=0x9A | 0xAD..=0xAE, ..])
}

/// Whether the leads of a run of letters are of more than one script.
fn is_mixed(leads: u32) -> bool {
    [LATIN, GREEK, CYRILLIC, ARMENIAN, OTHERS].into_iter().filter(|script| leads & script != 0).count() > 1
}

/// Whether Latin letters stand beside a run of others, or an apostrophe joins letters of one script to those of another.
fn meets_others(bytes: &[u8], start: usize, end: usize, leads: u32) -> bool {
    let is_other = |lead: u8| lead.is_ascii_alphabetic() || matches!(lead, 0xC3..=0xD6) && is_mixed(leads | 1 << (lead & 0x1F));
    let (before, behind) = (bytes.get(..start).unwrap_or_default(), bytes.get(end..).unwrap_or_default());
    let joins_before = match *before {
        [.., lead @ 0xC3..=0xD6, _, b'\''] => is_other(lead),
        [.., letter, b'\''] | [.., letter] => letter.is_ascii_alphabetic(),
        [] => false,
    };
    joins_before
        || match *behind {
            [b'\'', lead, ..] => is_other(lead),
            [letter, ..] => letter.is_ascii_alphabetic(),
            [] => false,
        }
}

/// The bits of a block for the places from `start` to `end`.
const fn bits_of(block: usize, start: usize, end: usize) -> u64 {
    let (first, behind) = (start.saturating_sub(block * BLOCK), end.saturating_sub(block * BLOCK));
    if behind == 0 || first >= BLOCK || behind <= first {
        return 0;
    }
    let up_to = if behind >= BLOCK { u64::MAX } else { (1 << behind) - 1 };
    up_to & u64::MAX << first
}

/// Writes the places of the bits of a mask to the front of `places`, four at a time. Returns how many.
#[inline(always)]
fn list(mut mask: u64, base: u32, places: &mut [u32]) -> usize {
    let count = mask.count_ones() as usize;
    for four in places.as_chunks_mut::<4>().0.iter_mut().take(count.div_ceil(4)) {
        for place in four {
            *place = base + mask.trailing_zeros();
            mask &= mask.wrapping_sub(1);
        }
    }
    count
}

/// Whether a word that ends before `at` goes on in no company.
fn ends_word(bytes: &[u8], at: usize) -> bool {
    let parts = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest.first() {
            Some(byte) if byte.is_ascii() => is_break(*byte),
            Some(_) => foreign(rest).0 == Foreign::Break,
            None => true,
        }
    };
    let mid = bytes.get(at).is_some_and(|byte| b"'.:,;".contains(byte));
    parts(at) || mid && parts(at + 1)
}

/// What a stretch may be cut by: whether words end on both sides of a character in known company;
/// `None` for one that is not known.
fn parting(class: Foreign) -> Option<bool> {
    (class != Foreign::Unknown).then_some(class.parts())
}

/// Whether a text may be cut between two characters.
fn is_cut(before: Option<bool>, behind: Option<bool>) -> bool {
    matches!((before, behind), (Some(before), Some(behind)) if before || behind)
}

fn stretch_start(bytes: &[u8], floor: usize, at: usize) -> usize {
    let (mut start, mut behind) = (at, None);
    while start > floor {
        let inner = bytes.get(floor..start).unwrap_or_default().iter().rev().take_while(|&&byte| byte & 0xC0 == 0x80).count();
        let begin = start - 1 - inner.min(start - 1 - floor);
        let rest = bytes.get(begin..).unwrap_or_default();
        let this = match rest.first() {
            Some(&byte) if is_break(byte) => break,
            Some(byte) if byte.is_ascii() => Some(false),
            _ => match foreign(rest).0 {
                Foreign::Break => break,
                class => parting(class),
            },
        };
        if is_cut(this, behind) {
            break;
        }
        (start, behind) = (begin, this);
    }
    start
}

fn stretch_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + foreign(bytes.get(at..).unwrap_or_default()).1;
    let mut before = None;
    while let Some(rest) = bytes.get(end..).filter(|rest| !rest.is_empty()) {
        let (this, size) = match rest.first() {
            Some(&byte) if is_break(byte) => break,
            Some(byte) if byte.is_ascii() => (Some(false), 1),
            _ => match foreign(rest) {
                (Foreign::Break, _) => break,
                (class, size) => (parting(class), size),
            },
        };
        if is_cut(before, this) {
            break;
        }
        (end, before) = (end + size, this);
    }
    end.min(bytes.len())
}

/// Copies text with typographic apostrophes as `'`; whether there was one.
pub(super) fn with_plain_apostrophes(bytes: &[u8], plain: &mut Vec<u8>) -> bool {
    plain.clear();
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = match rest {
            [0xE2, 0x80, 0x98 | 0x99, behind @ ..] => {
                plain.push(b'\'');
                behind
            }
            _ => {
                plain.push(byte);
                behind
            }
        };
    }
    plain.len() < bytes.len()
}

/// From places in text with plain apostrophes back to those in its original.
pub(super) struct WayBack<'o> {
    original: &'o [u8],
    /// The same place in both.
    plain_at: usize,
    at: usize,
}

impl<'o> WayBack<'o> {
    pub(super) fn of(original: &'o [u8]) -> Self {
        Self { original, plain_at: 0, at: 0 }
    }

    /// Of ascending places.
    pub(super) fn original(&mut self, plain: usize) -> usize {
        while self.plain_at < plain {
            self.at += if matches!(self.original.get(self.at..), Some([0xE2, 0x80, 0x98 | 0x99, ..])) { 3 } else { 1 };
            self.plain_at += 1;
        }
        self.at
    }
}
