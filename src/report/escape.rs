//! One escape function a sink: what came with the input is shown, never obeyed.
//!
//! Ids, titles, sources, file names, quotes and messages are other people's bytes. A terminal would
//! run their escape sequences, a bidi override would turn a line around, Markdown would render their
//! markup, a spreadsheet would compute their formulas. Escaping is the last thing done to a text,
//! and only its own sink's function does it (Unicode Technical Report 36, section 3; OWASP, CSV injection).

use std::borrow::Cow;
use std::fmt::Write as _;

/// For a line of a terminal: every white space a blank, what would act or hide shown as `‹U+202E›`.
///
/// Joiners and variation selectors stay where a script or an emoji needs them. A second pass changes nothing.
///
/// ```
/// use twicetold::report::escape_terminal;
/// assert_eq!(escape_terminal("a\u{1b}[31m\nb"), "a‹U+001B›[31m b");
/// ```
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut previous = '\0';
    for character in text.chars() {
        if character.is_whitespace() {
            shown.push(' ');
        } else if acts(character, previous) {
            let _ = write!(shown, "‹U+{:04X}›", u32::from(character));
        } else {
            shown.push(character);
        }
        previous = character;
    }
    Cow::Owned(shown)
}

/// For text or a quoted attribute of HTML: as in a terminal, and every sign of markup a character reference.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in terminal(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Which characters [`terminal`] shows, as the inside of a character class: those that always act or hide, and those that
/// do so only behind a Latin letter. For the script of a page, so that there is one list.
pub(super) fn hidden() -> [String; 2] {
    let is_space = |character: char| character.is_whitespace();
    let always = class(|character| acts(character, '\u{ac00}') && !is_space(character));
    [always, class(|character| acts(character, 'a') && !acts(character, '\u{ac00}') && !is_space(character))]
}

fn class(has: impl Fn(char) -> bool) -> String {
    let mut ranges: Vec<(char, char)> = Vec::new();
    for character in ('\0'..=char::MAX).filter(|&character| has(character)) {
        match ranges.last_mut() {
            Some((_, last)) if u32::from(*last) + 1 == u32::from(character) => *last = character,
            _ => ranges.push((character, character)),
        }
    }
    ranges.iter().map(|&(first, last)| format!("\\u{{{:x}}}-\\u{{{:x}}}", u32::from(first), u32::from(last))).collect()
}

/// For a line or a table cell of Markdown: as in a terminal, and every sign of markup a plain character.
pub(super) fn markdown(text: &str) -> String {
    let shown = terminal(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let mut escaped = String::with_capacity(shown.len() + 8);
    let mut number = true;
    for (at, character) in shown.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '!' | '@' => escaped.extend(['\\', character]),
            '-' | '+' | '=' if at == 0 => escaped.extend(['\\', character]),
            '.' | ')' if number && at > 0 => escaped.extend(['\\', character]),
            // What renderers that look for addresses would make a link of: a scheme, `//host`, and a host by its dots.
            ':' if shown[at..].starts_with("://") => escaped.push_str("\\:"),
            '/' if shown[..at].ends_with('/') => escaped.push_str("\\/"),
            '.' if shown[at + 1..].starts_with(char::is_alphabetic) => escaped.push_str("\\."),
            _ => escaped.push(character),
        }
        number = number && character.is_ascii_digit();
    }
    escaped
}

/// For an id in Markdown: a code span, in which nothing is markup, fit for a table cell.
pub(super) fn markdown_code(text: &str) -> String {
    let shown = terminal(text).replace('|', "\\|");
    let longest = shown.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if shown.starts_with('`') || shown.ends_with('`') || shown.is_empty() { " " } else { "" };
    format!("{fence}{blank}{shown}{blank}{fence}")
}

/// For a field of TSV: as in the input, or, where that holds a control character or one that hides, a JSON string.
///
/// So a line is a record and a tab a border, always, and [`super::read_pairs`] has an id again.
#[must_use]
pub fn tsv(text: &str) -> Cow<'_, str> {
    if !text.starts_with('"') && !text.chars().any(|character| acts(character, '\0')) {
        return Cow::Borrowed(text);
    }
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            _ if acts(character, '\0') => quoted.push_str(&json(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// For a field of CSV: as [`tsv`], and a `'` before what a spreadsheet would take for a formula; plain numbers stay.
pub(super) fn csv(text: &str) -> Cow<'_, str> {
    let field = tsv(text);
    if is_formula(field.trim_start_matches('\'')) { Cow::Owned(format!("'{field}")) } else { field }
}

/// The id that [`csv`] wrote.
pub(super) fn csv_back(field: &str) -> String {
    match field.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => tsv_back(rest),
        _ => tsv_back(field),
    }
}

/// The id that [`tsv`] wrote.
pub(super) fn tsv_back(field: &str) -> String {
    if field.starts_with('"') { serde_json::from_str(field).unwrap_or_else(|_| field.to_owned()) } else { field.to_owned() }
}

/// A character as an escape in a JSON string.
pub(super) fn json(character: char) -> String {
    let mut escape = String::new();
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _ = write!(escape, "\\u{unit:04x}");
    }
    escape
}

/// Whether `character`, standing after `previous`, would act on its surroundings or hide: controls, line and
/// paragraph separators, bidi controls, default ignorables; not a joiner or variation selector that is needed there.
pub(super) fn acts(character: char, previous: char) -> bool {
    match character {
        '\u{200c}' | '\u{200d}' => previous < '\u{600}',
        '\u{fe00}'..='\u{fe0f}' => previous < '#' || previous.is_ascii_alphabetic(),
        '\u{e0100}'..='\u{e01ef}' => previous < '\u{2e80}',
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => character.is_control(),
    }
}

fn is_formula(field: &str) -> bool {
    match field.chars().next() {
        Some('=' | '@') => true,
        Some('+' | '-') => field.parse::<f64>().is_err(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{acts, csv, csv_back, markdown, markdown_code, terminal, tsv, tsv_back};

    #[test]
    fn a_terminal_shows_what_would_act() {
        assert_eq!(terminal("\u{1b}]0;owned\u{7}x"), "‹U+001B›]0;owned‹U+0007›x");
        assert_eq!(terminal("a\u{202e}b\u{2066}c\u{200b}d\u{ad}e"), "a‹U+202E›b‹U+2066›c‹U+200B›d‹U+00AD›e");
        assert_eq!(terminal("one\r\n\ttwo\u{2028}three\u{85}four"), "one   two three four");
        assert_eq!(terminal("\u{9b}2J"), "‹U+009B›2J");
    }

    #[test]
    fn real_scripts_and_emoji_stay_as_they_are() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "क्\u{200d}ष", "葛\u{e0100}城"]
        {
            assert_eq!(terminal(text), text);
        }
        assert_eq!(terminal("pass\u{200d}word"), "pass‹U+200D›word");
    }

    #[test]
    fn markdown_is_text() {
        assert_eq!(markdown("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(markdown("[x](javascript:1) ![y](z) **b** | `c`"), r"\[x\](javascript:1) \!\[y\](z) \*\*b\*\* \| \`c\`");
        assert_eq!(markdown("https://a.b www.c.de //f e.g. 1.5"), r"https\:/\/a\.b www\.c\.de /\/f e\.g. 1.5");
        assert_eq!(markdown("12. of June, 3.5 %"), r"12\. of June, 3.5 %");
        assert_eq!(markdown("- not a list"), r"\- not a list");
        assert_eq!(markdown_code("a`b|c"), r"``a`b\|c``");
        assert_eq!(markdown_code(""), "`  `");
    }

    #[test]
    fn fields_come_back() {
        for id in [
            "plain",
            r"C:\news\a.txt",
            "a\tb\nc",
            "\"quoted\"",
            "=1+1",
            "'=1",
            "''@x",
            "-12.5",
            "-x",
            "",
            "\u{202e}z",
            "\u{e0001}",
        ] {
            assert_eq!(tsv_back(&tsv(id)), id, "tsv");
            assert_eq!(csv_back(&csv(id)), id, "csv");
            assert!(!tsv(id).chars().any(|character| acts(character, '\0')));
        }
        assert_eq!(csv("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(csv("-12.5"), "-12.5");
        assert_eq!(tsv("=1+1"), "=1+1");
    }
}
