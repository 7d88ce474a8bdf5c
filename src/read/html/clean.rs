//! A page made small and well-formed before others parse it: the gate in front of the HTML library.
//!
//! Its tree builder takes quadratic time on deep nesting, on thousands of attributes in a tag and on formatting that is never closed.
//! None of that is needed to find the main text. So what is written here has every element closed, none deeper than [`DEEPEST`], a
//! few attributes each, and neither scripts nor formatting; what a page nests deeper is flattened, not lost. Linear.

use super::metadata::About;
use super::tokens::{Token, Tokens, attributes, decoded};

/// Deepest nesting that is written; pages of newspapers stay below 60.
const DEEPEST: usize = 200;

/// How far up an end tag looks for its element.
const REACH: usize = 32;

/// Elements without content.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements of which nothing is kept, whatever they hold.
const DROPPED: [&str; 17] = [
    "svg", "math", "template", "object", "canvas", "audio", "video", "select", "datalist", "map", "applet", "frameset", "portal",
    "dialog", "menu", "progress", "meter",
];

/// Elements that only change how text looks, or group what is there.
const LOOKS: [&str; 26] = [
    "b", "i", "u", "s", "em", "strong", "font", "small", "big", "tt", "nobr", "strike", "sub", "sup", "code", "kbd", "samp",
    "var", "cite", "abbr", "acronym", "mark", "ins", "del", "bdi", "bdo",
];

/// Attributes by which the main text is told from the rest.
const ATTRIBUTES: [&str; 9] = ["class", "id", "href", "role", "itemprop", "rel", "hidden", "aria-hidden", "style"];

/// Longest value that is kept of an attribute.
const VALUE: usize = 2000;

/// What stands for `&` and `<` in a cleaned page: characters that no text has (Unicode calls them noncharacters), since the library
/// reads entities in quadratic time.
const AND: char = '\u{fdd0}';
const LESS: char = '\u{fdd1}';

fn guarded(c: char) -> char {
    match c {
        '&' => AND,
        '<' => LESS,
        AND | LESS => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// The text of a cleaned page as it is to be shown.
pub(super) fn unguarded(text: &str) -> String {
    decoded(text)
        .chars()
        .map(|c| match c {
            AND => '&',
            LESS => '<',
            other => other,
        })
        .collect()
}

/// The page made small, and what it says about itself.
pub(super) fn clean(html: &str) -> (String, About) {
    let mut cleaner =
        Cleaner { out: String::with_capacity(html.len() / 4), open: Vec::new(), skipped: None, about: About::default() };
    for token in Tokens::of(html) {
        cleaner.take(token);
    }
    while cleaner.pop() {}
    (cleaner.out, cleaner.about)
}

struct Cleaner {
    out: String,
    /// Elements that are open and written.
    open: Vec<String>,
    /// An element of which nothing is kept, and how often it is open within itself.
    skipped: Option<(String, u32)>,
    about: About,
}

impl Cleaner {
    fn take(&mut self, token: Token<'_>) {
        if let Some((name, depth)) = &mut self.skipped {
            match token {
                Token::Open(inner, rest) if inner.eq_ignore_ascii_case(name) && !rest.ends_with("/>") => *depth += 1,
                Token::Close(inner) if inner.eq_ignore_ascii_case(name) => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        match token {
            Token::Text(text) => self.text(text),
            Token::Raw(name, rest, content) => self.about.raw(name, rest, content),
            Token::Open(name, rest) => self.open(&name.to_ascii_lowercase(), rest),
            Token::Close(name) => self.close(&name.to_ascii_lowercase()),
        }
    }

    fn text(&mut self, text: &str) {
        self.out.extend(decoded(text).chars().map(guarded));
    }

    fn open(&mut self, name: &str, rest: &str) {
        self.about.tag(name, rest);
        if DROPPED.contains(&name) {
            if !rest.ends_with("/>") {
                self.skipped = Some((name.to_owned(), 1));
            }
            return;
        }
        if LOOKS.contains(&name) || matches!(name, "html" | "head" | "body" | "base" | "link" | "meta" | "script" | "style") {
            return;
        }
        if VOID.contains(&name) {
            return self.write(name, "");
        }
        self.end_implied(name);
        if self.open.len() < DEEPEST && is_name(name) {
            self.write(name, rest);
            self.open.push(name.to_owned());
        } else {
            self.out.push(' ');
        }
    }

    fn write(&mut self, name: &str, rest: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for wanted in ATTRIBUTES {
            let value = attributes(rest).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
            if let Some(value) = value.filter(|value| value.len() <= VALUE && (wanted != "style" || hides(value))) {
                self.out.push(' ');
                self.out.push_str(wanted);
                self.out.push_str("=\"");
                self.out.extend(value.chars().filter(|&c| c != '"').map(guarded));
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Closes what the start of an element closes by itself.
    fn end_implied(&mut self, name: &str) {
        let (ended, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr", "td", "th"], &["table"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "tr", "td", "th"], &["table"]),
            "option" => (&["option"], &[]),
            "a" => (&["a"], &[]),
            _ if is_block(name) => (&["p"], &["td", "th", "li", "div", "section", "article", "button"]),
            _ => return,
        };
        let near = self.open.iter().rev().take(REACH);
        let outermost = near
            .take_while(|open| !within.contains(&open.as_str()))
            .enumerate()
            .filter(|(_, open)| ended.contains(&open.as_str()));
        if let Some((up, _)) = outermost.last() {
            (0..=up).for_each(|_| {
                self.pop();
            });
        }
    }

    fn close(&mut self, name: &str) {
        let up = self.open.iter().rev().take(REACH).position(|open| open == name);
        match up {
            Some(up) => (0..=up).for_each(|_| {
                self.pop();
            }),
            None if is_block(name) => self.out.push(' '),
            None => {}
        }
    }

    /// Closes the innermost element.
    fn pop(&mut self) -> bool {
        let Some(name) = self.open.pop() else { return false };
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
        true
    }
}

/// Whether a style hides what it is given to.
fn hides(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("display: none") || style.contains("visibility:hidden")
}

/// Whether it is a name that an element has.
fn is_name(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':')
}

/// Whether an element stands on lines of its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "form"
            | "fieldset"
            | "hr"
            | "address"
            | "center"
            | "details"
            | "summary"
            | "legend"
            | "title"
            | "caption"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(html: &str) -> String {
        clean(html).0
    }

    #[test]
    fn what_is_left_is_closed_and_plain() {
        assert_eq!(cleaned("<p>a<p>b<b>c</b>"), "<p>a</p><p>bc</p>");
        assert_eq!(cleaned("<ul><li>a<ul><li>b</ul><li>c</ul>"), "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
        assert_eq!(
            cleaned("<table><tr><td>a<td>b<tr><td>c</table>"),
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
        );
        assert_eq!(cleaned("<svg><svg/><p>x</svg><script>y</script>z"), "z");
        assert_eq!(cleaned("<DIV CLASS=a onclick='x'>1 <2</DIV></div>"), "<div class=\"a\">1 \u{fdd1}2</div> ");
        assert_eq!(cleaned("<p style='color:red'>a<p style='display: none'>b"), "<p>a</p><p style=\"display: none\">b</p>");
    }

    proptest! {
        #[test]
        fn it_is_balanced_and_not_deep(html in "(</?(p|div|li|ul|a|td|table|b|svg|x y='1')>|t|<|&lt;| ){0,60}", times in 1usize..40) {
            let html = html.repeat(times);
            let once = cleaned(&html);
            let (mut depth, mut deepest) = (0i64, 0);
            for token in Tokens::of(&once) {
                match token {
                    Token::Open(..) => depth += 1,
                    Token::Close(_) => depth -= 1,
                    _ => {}
                }
                prop_assert!(depth >= 0);
                deepest = deepest.max(depth);
            }
            prop_assert_eq!(depth, 0);
            prop_assert!(deepest <= DEEPEST as i64);
        }
    }
}
