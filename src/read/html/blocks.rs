//! Markup made text: one paragraph a block, with how much of it are links.
//!
//! One renderer for all of a page and for the part that was found to be its main text.

use super::clean::{is_block, unguarded};
use super::tokens::{Token, Tokens};

/// A paragraph, heading, list item or table row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// White space as between words; lines kept where the page says so.
    pub(super) text: String,
    /// Bytes of the text that stand in links.
    pub(super) linked: usize,
    /// Whether it is a heading.
    pub(super) is_heading: bool,
    /// Whether it stands below a picture, beside the text or in a control.
    pub(super) is_aside: bool,
}

impl Block {
    /// Whether all of it, or all but a few letters, are links.
    pub(super) fn is_link(&self) -> bool {
        self.linked * 10 >= self.text.len() * 9
    }
}

/// The blocks of markup, in order; none of them blank. Linear.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    for token in Tokens::of(html) {
        match token {
            Token::Text(text) => blocks.text(text),
            Token::Open(name, _) => blocks.open(&name.to_ascii_lowercase()),
            Token::Close(name) => blocks.close(&name.to_ascii_lowercase()),
            Token::Raw(name, _, content) if name.eq_ignore_ascii_case("textarea") || name.eq_ignore_ascii_case("xmp") => {
                blocks.text(content);
            }
            Token::Raw(..) => {}
        }
    }
    blocks.end();
    blocks.found
}

#[derive(Default)]
struct Blocks {
    found: Vec<Block>,
    current: Block,
    /// White space that is written before the next word.
    space: Option<char>,
    links: u32,
    asides: u32,
    preformatted: u32,
    heading: bool,
}

impl Blocks {
    fn text(&mut self, escaped: &str) {
        let text = unguarded(escaped);
        for (number, word) in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').enumerate() {
            if number > 0 {
                self.space = self.space.or(Some(' '));
            }
            self.word(word);
        }
        if self.preformatted > 0 && text.ends_with('\n') {
            self.space = Some('\n');
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let before = self.current.text.len();
        if let Some(space) = self.space.take()
            && before > 0
        {
            self.current.text.push(space);
        }
        self.current.text.push_str(word);
        if self.links > 0 {
            self.current.linked += self.current.text.len() - before;
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "br" => self.space = Some('\n'),
            "a" => self.links += 1,
            "td" | "th" | "img" | "input" => self.space = self.space.or(Some(' ')),
            _ if is_block(name) => self.end(),
            _ => {}
        }
        self.asides += u32::from(is_aside(name));
        self.preformatted += u32::from(name == "pre");
        self.heading |= is_heading(name);
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.links = self.links.saturating_sub(1),
            _ if is_block(name) || is_aside(name) => self.end(),
            _ => {}
        }
        self.asides = self.asides.saturating_sub(u32::from(is_aside(name)));
        self.preformatted = self.preformatted.saturating_sub(u32::from(name == "pre"));
        self.heading &= !is_heading(name);
    }

    fn end(&mut self) {
        self.space = None;
        let mut block = std::mem::take(&mut self.current);
        if block.text.chars().any(|c| !c.is_whitespace() && !is_invisible(c)) {
            (block.is_heading, block.is_aside) = (self.heading, self.asides > 0);
            self.found.push(block);
        }
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{a0}')
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_aside(name: &str) -> bool {
    matches!(name, "figure" | "figcaption" | "aside" | "button" | "nav" | "form" | "footer" | "label" | "address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_apart_and_know_their_links() {
        let html = "<h1>One\n &amp; two</h1><p>a<br>b <a href=x>c</a></p><ul><li><a>all link</a></li></ul><figure>pic</figure>x<pre>l1\nl2</pre>";
        let found = blocks(html);
        let texts: Vec<_> = found.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["One & two", "a\nb c", "all link", "pic", "x", "l1 l2"]);
        assert!(found[0].is_heading && !found[1].is_heading && found[2].is_link() && found[3].is_aside && !found[4].is_aside);
    }

    #[test]
    fn nothing_visible_is_no_block() {
        assert_eq!(blocks("<p>&nbsp;</p><p>\u{200b}</p> <p></p>"), []);
    }
}
