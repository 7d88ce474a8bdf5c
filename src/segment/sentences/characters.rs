//! The classes of characters the sentence splitter tells apart.

/// Ends a sentence in its script whatever follows: ideographic, Indic, Arabic, Ethiopic, Khmer,
/// Burmese, Tibetan, Mongolian and Armenian marks.
pub(super) fn is_full_terminator(c: char) -> bool {
    matches!(
        c,
        '。' | '｡'
            | '．'
            | '！'
            | '？'
            | '؟'
            | '۔'
            | '܀'
            | '܁'
            | '܂'
            | '।'
            | '॥'
            | '።'
            | '፧'
            | '፨'
            | '។'
            | '៕'
            | '။'
            | '།'
            | '༎'
            | '᠃'
            | '᠉'
            | '᙮'
            | '꓿'
            | '։'
            | '᭞'
            | '᭟'
            | '꧉'
            | '᥄'
            | '᥅'
    )
}

/// Ends a sentence unless what follows says otherwise.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '\u{37e}')
}

/// A dot or an ellipsis.
pub(super) fn is_dot(c: char) -> bool {
    matches!(c, '.' | '…')
}

/// Invisible controls of direction and joining: as if they were not there.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// White space or invisible.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_ignorable(c)
}

/// Closes a bracket.
pub(super) fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '）' | '］' | '】' | '》' | '〉' | '〕')
}

/// Closes a quotation wherever it stands.
pub(super) fn is_closing_quote(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '›' | '＂')
}

/// A quotation mark that opens or closes, as its neighbors say.
pub(super) fn is_ambiguous_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '»' | '`' | '´' | '‹' | '‟' | '″')
}

/// Opens a quotation, or may.
pub(super) fn is_opening_quote(c: char) -> bool {
    matches!(c, '„' | '‚' | '「' | '『' | '‛') || is_ambiguous_quote(c)
}

/// Opens a bracket.
pub(super) fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '［' | '【' | '《' | '〈' | '〔')
}

/// Stands at the head of a list item.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '‣' | '⁃' | '●' | '▪' | '◦' | '∙' | '■' | '□' | '➢' | '►')
}

/// A dash of any length.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '‐' | '−')
}

/// Han, kana and other scripts written without spaces.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

/// What a stretch of text begins with, quotation marks, brackets and dashes aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A capital, or a word with an inner capital (`iPhone`).
    Upper,
    /// A lower-case word.
    Lower,
    /// A digit.
    Digit,
    /// A letter of a script without case.
    Caseless,
    /// Punctuation that continues what stands before it.
    Closing,
    /// Anything else: currency, emoji, mathematics.
    Symbol,
    /// Nothing: the text is over.
    Nothing,
}

/// How a stretch of text begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening<'t> {
    pub(super) class: Class,
    /// Its first word, up to an apostrophe (`It` of `It's`).
    pub(super) word: &'t str,
    /// What follows that word.
    pub(super) rest: &'t str,
    /// A quotation mark or an inverted mark stands before the word.
    pub(super) quoted: bool,
    /// A dash stands before the word.
    pub(super) dashed: bool,
}

/// Looks at how `text` begins; white space at its head must have been skipped. Bounded cost.
pub(super) fn opening(text: &str) -> Opening<'_> {
    let (mut quoted, mut dashed) = (false, false);
    let mut at = text.len();
    for (index, c) in text.char_indices() {
        if is_opening_quote(c) || matches!(c, '¿' | '¡') {
            quoted = true;
        } else if is_dash(c) {
            dashed = true;
        } else if !(is_opening_bracket(c) || is_blank(c) || matches!(c, '*' | '_')) || index > 24 {
            at = index;
            break;
        }
    }
    let text = &text[at..];
    let word = leading_word(text);
    Opening { class: class(text, word), word, rest: &text[word.len()..], quoted, dashed }
}

/// The letters and digits at the head of `text`, at most 40 characters.
pub(super) fn leading_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .take(40)
        .find(|&(_, c)| !(c.is_alphanumeric() || is_ignorable(c)))
        .map_or_else(|| text.char_indices().nth(40).map_or(text.len(), |(at, _)| at), |(at, _)| at);
    &text[..end]
}

fn class(text: &str, word: &str) -> Class {
    let Some(first) = text.chars().next() else {
        return Class::Nothing;
    };
    if first.is_numeric() {
        Class::Digit
    } else if first.is_lowercase() {
        let inner = word.chars().nth(1).is_some_and(char::is_uppercase);
        if inner { Class::Upper } else { Class::Lower }
    } else if first.is_uppercase() {
        Class::Upper
    } else if first.is_alphabetic() {
        Class::Caseless
    } else if matches!(first, '.' | '!' | '?' if !text[1..].starts_with(char::is_alphanumeric))
        || matches!(first, ',' | ';' | ':' | '،' | '؛' | '、' | '，' | '；' | '：' | '/' | '%' | '=')
        || is_closing_bracket(first)
        || is_closing_quote(first)
    {
        Class::Closing
    } else {
        Class::Symbol
    }
}
