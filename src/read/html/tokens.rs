//! Markup cut into tags and text, in one pass and without building anything.
//!
//! As much of the HTML tokenizer as is needed to know what is text: comments, quoted attributes, and elements whose content is no markup.
//! Linear, whatever stands there.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// As it stands, with its entities, and with `<` where that begins nothing.
    Text(&'h str),
    /// A tag: its name as written, what stands behind it.
    Open(&'h str, &'h str),
    /// An end tag.
    Close(&'h str),
    /// An element whose content is no markup, and its content.
    Raw(&'h str, &'h str, &'h str),
}

/// Elements whose content is no markup.
const RAW: [&str; 9] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// The tokens of a page.
pub(super) struct Tokens<'h> {
    rest: &'h str,
    /// Elements that were not closed up to the end, so that each end is looked for once.
    unclosed: [bool; RAW.len()],
    no_comment_end: bool,
}

impl<'h> Tokens<'h> {
    pub(super) fn of(html: &'h str) -> Self {
        Self { rest: html, unclosed: [false; RAW.len()], no_comment_end: false }
    }

    fn take(&mut self, bytes: usize) -> &'h str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Text up to the next `<` that begins markup.
    fn text(&mut self) -> Token<'h> {
        let bytes = self.rest.as_bytes();
        let begins = |&at: &usize| begins_markup(bytes.get(at..).unwrap_or_default());
        let end = memchr::memchr_iter(b'<', bytes).find(begins).unwrap_or(bytes.len());
        Token::Text(self.take(end))
    }

    fn comment(&mut self) {
        let end = if self.no_comment_end { None } else { memchr::memmem::find(self.rest.as_bytes(), b"-->") };
        match end {
            Some(at) => {
                self.take(at + 3);
            }
            // As browsers do with `<!-->`, what is not closed ends with its tag, since a lost end shall not cost the page.
            None => {
                self.no_comment_end = true;
                self.declaration();
            }
        }
    }

    fn declaration(&mut self) {
        let end = memchr::memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        self.take(end);
    }

    fn tag(&mut self) -> Token<'h> {
        let bytes = self.rest.as_bytes();
        let is_end = bytes.get(1) == Some(&b'/');
        let start = 1 + usize::from(is_end);
        let name = bytes.get(start..).unwrap_or_default();
        let name = name.iter().take_while(|byte| !byte.is_ascii_whitespace() && !b"/><".contains(byte)).count();
        let end = end_of_tag(bytes, start + name);
        let tag = self.take(end.unwrap_or(bytes.len()));
        let name = (tag.get(start..start + name).unwrap_or_default(), tag.get(start + name..).unwrap_or_default());
        if is_end {
            return Token::Close(name.0);
        }
        let raw = RAW.iter().position(|raw| raw.eq_ignore_ascii_case(name.0));
        match raw.and_then(|raw| self.content(raw)) {
            Some(content) => Token::Raw(name.0, name.1, content),
            None => Token::Open(name.0, name.1),
        }
    }

    /// The content of an element that is no markup, whose end tag is left to stand.
    fn content(&mut self, raw: usize) -> Option<&'h str> {
        let (name, unclosed) = (RAW.get(raw)?, self.unclosed.get_mut(raw)?);
        if *unclosed {
            return None;
        }
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(self.rest.as_bytes().get(from..)?, b"</") {
            let end = from + at;
            let behind = self.rest.as_bytes().get(end + 2..end + 2 + name.len());
            if behind.is_some_and(|behind| behind.eq_ignore_ascii_case(name.as_bytes())) {
                return Some(self.take(end));
            }
            from = end + 2;
        }
        *unclosed = true;
        None
    }
}

/// Whether a tag, comment or declaration begins here.
fn begins_markup(bytes: &[u8]) -> bool {
    matches!(bytes, [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?', ..] | [b'<', b'/', b'a'..=b'z' | b'A'..=b'Z', ..])
}

/// One past the `>` of a tag, not counting those in quoted values.
fn end_of_tag(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        let quote = match bytes.get(at)? {
            b'>' => return Some(at + 1),
            &quote => quote,
        };
        let is_value = bytes.get(..at)?.trim_ascii_end().last() == Some(&b'=');
        at += 1;
        if is_value {
            // A quote that is not closed ends with the tag.
            match memchr::memchr(quote, bytes.get(at..)?) {
                Some(end) => at += end + 1,
                None => return memchr::memchr(b'>', bytes.get(at..)?).map(|end| at + end + 1),
            }
        }
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        loop {
            let bytes = self.rest.as_bytes();
            return Some(match bytes {
                [] => return None,
                [b'<', b'!', b'-', b'-', ..] => {
                    self.comment();
                    continue;
                }
                [b'<', b'!' | b'?', ..] => {
                    self.declaration();
                    continue;
                }
                markup if begins_markup(markup) => self.tag(),
                _ => self.text(),
            });
        }
    }
}

/// Text with its entities decoded.
///
/// Each is handed to the library by itself: it looks for the end of one as far as the text goes, from every `&`.
pub(super) fn decoded(escaped: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', escaped.as_bytes()).is_none() {
        return Cow::Borrowed(escaped);
    }
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        let name = from.bytes().skip(1).take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let end = 1 + name + usize::from(from.as_bytes().get(1 + name) == Some(&b';'));
        let (entity, behind) = from.split_at_checked(end).unwrap_or((from, ""));
        text.push_str(&html_escape::decode_html_entities(entity));
        rest = behind;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Most attributes of a tag that are looked at.
const ATTRIBUTES: usize = 1000;

/// Names and values of the attributes behind the name of a tag; values as they stand, with their entities.
pub(super) fn attributes(mut tag: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let blank = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
        tag = tag.trim_start_matches(blank);
        let end = tag.find(|c: char| blank(c) || c == '=').unwrap_or(tag.len());
        let (name, rest) = tag.split_at_checked(end.max(usize::from(tag.starts_with('='))))?;
        if name.is_empty() {
            return None;
        }
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            tag = rest;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quoted = value.strip_prefix(['"', '\'']).and_then(|inner| inner.split_once(value.chars().next()?));
        let (value, rest) = quoted.unwrap_or_else(|| {
            let value = value.trim_start_matches(['"', '\'']);
            value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()))
        });
        tag = rest;
        Some((name, value))
    })
    .take(ATTRIBUTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(html: &str) -> Vec<Token<'_>> {
        Tokens::of(html).collect()
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        use Token::{Close, Open, Raw, Text};
        assert_eq!(all("a<b class='>'>c</B >1 < 2"), [Text("a"), Open("b", " class='>'>"), Text("c"), Close("B"), Text("1 < 2")]);
        assert_eq!(all("<!-- <p> --><!DOCTYPE x><?xml?>t"), [Text("t")]);
        assert_eq!(all("<script>if (a</b>) </x></SCRIPT>t"), [Raw("script", ">", "if (a</b>) </x>"), Close("SCRIPT"), Text("t")]);
        assert_eq!(all("<style>p<p>"), [Open("style", ">"), Text("p"), Open("p", ">")]);
        assert_eq!(all("<!-- lost <p>t"), [Text("t")]);
        assert_eq!(all("<p"), [Open("p", "")]);
    }

    #[test]
    fn entities_are_decoded_one_by_one() {
        assert_eq!(decoded("a &amp; b &lt;&#65;&#x42; &nonsense; & &&amp"), "a & b <AB &nonsense; & &&amp");
        assert_eq!(decoded("plain"), "plain");
    }

    #[test]
    fn attributes_have_values_in_quotes_or_none() {
        let found: Vec<_> = attributes(" class=\"a b\" id=x hidden data-y = 'z>' =q/>").collect();
        assert_eq!(found, [("class", "a b"), ("id", "x"), ("hidden", ""), ("data-y", "z>"), ("=", ""), ("q", "")]);
        assert_eq!(attributes(" a=\"open").collect::<Vec<_>>(), [("a", "open")]);
        assert_eq!(attributes(&" a".repeat(5000)).count(), ATTRIBUTES);
    }

    proptest! {
        #[test]
        fn any_text_ends(html in "([<>/!\"'= a-c-]|<!--|-->|</?script>|</?p>|é){0,40}") {
            let text: usize = all(&html).iter().map(|token| match token {
                Token::Text(text) => text.len(),
                Token::Open(name, rest) => attributes(rest).count() + name.len(),
                Token::Close(name) => name.len(),
                Token::Raw(_, _, content) => content.len(),
            }).sum();
            prop_assert!(text <= html.len());
        }
    }
}
