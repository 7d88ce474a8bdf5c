//! Web pages: the main text, and what a page says about itself.
//!
//! A page is [cleaned](clean) first, which also is the gate in front of the library (dom_smoothie, a port of Mozilla's Readability)
//! that finds the main text; that is [made text](blocks) here, without captions, links to other stories and the like.

mod blocks;
mod clean;
mod clutter;
mod metadata;
mod tokens;

use super::caught::caught;
use blocks::Block;
use dom_smoothie::{Config, Readability};
use tokens::{Token, Tokens, attributes};

/// Largest cleaned page in which the main text is looked for; a larger one is taken whole.
const LARGEST: usize = 4 << 20;

/// Most elements of such a page.
const ELEMENTS: usize = 100_000;

/// What is taken of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extraction {
    /// The main text; all visible text where there is no such thing.
    #[default]
    Article,
    /// All visible text.
    Raw,
}

impl Extraction {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Article, Self::Raw];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Raw => "raw",
        }
    }
}

impl std::str::FromStr for Extraction {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|extraction| extraction.name() == name)
            .ok_or_else(|| crate::Error::usage(format!("nothing of a page is called '{name}'; choose article or raw")))
    }
}

/// The text of a page, and what it says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Paragraphs, a blank line between them.
    pub(super) text: String,
    pub(super) title: Option<String>,
    /// As it came, mostly ISO 8601.
    pub(super) date: Option<String>,
    /// The site's name, or its host.
    pub(super) site: Option<String>,
    /// The canonical address.
    pub(super) url: Option<String>,
}

/// Takes a page apart. Linear but for the library, which sees no more than [`LARGEST`] bytes of plain markup.
pub(super) fn page(html: &str, extraction: Extraction) -> Page {
    let (cleaned, about) = clean::clean(html);
    let [title, date, site, url] = about.said();
    let article = if extraction == Extraction::Article { article(&cleaned) } else { None };
    let blocks = article.unwrap_or_else(|| blocks::blocks(&cleaned));
    let text = blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n");
    Page { text, title, date, site, url }
}

/// The blocks of the main text; `None` where none was found, or hardly any of what the page says.
fn article(cleaned: &str) -> Option<Vec<Block>> {
    let elements = cleaned.bytes().filter(|&byte| byte == b'<').count() / 2;
    if cleaned.len() > LARGEST || elements > ELEMENTS {
        return None;
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let whole = format!("<html><head><title></title></head><body>{cleaned}</body></html>");
    let found = caught(|| Readability::new(whole, None, Some(config)).ok()?.parse().ok())??;
    let blocks = clutter::without(blocks::blocks(&found.content));
    (!blocks.is_empty()).then_some(blocks)
}

/// The charset a page declares in its first bytes: `<meta charset>`, `http-equiv`, or its XML declaration.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
    if let Some(declaration) = head.trim_start().strip_prefix("<?xml") {
        let declaration = declaration.split_once("?>").map_or("", |(declaration, _)| declaration);
        if let Some((_, charset)) = attributes(declaration).find(|(name, _)| *name == "encoding") {
            return Some(charset.to_owned());
        }
    }
    Tokens::of(&head).find_map(|token| {
        let Token::Open(name, rest) = token else { return None };
        let of = |wanted: &str| attributes(rest).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
        if !name.eq_ignore_ascii_case("meta") {
            return None;
        }
        let content = || of("content").filter(|_| of("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-type")));
        of("charset").map(str::to_owned).or_else(|| {
            let content = content()?.to_ascii_lowercase();
            let (_, charset) = content.split_once("charset=")?;
            Some(charset.trim().trim_matches(['"', '\'']).to_owned())
        })
    })
}

/// Whether bytes begin as pages do: a declaration or a tag that stands at the start of one, comments before it passed over.
pub(super) fn begins_page(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or_default());
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    for _ in 0..20 {
        let after = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?xml") {
            rest.split_once("?>")
        } else {
            break;
        };
        let Some((_, after)) = after else { return false };
        rest = after.trim_start();
    }
    let starts = |with: &str| rest.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    starts("<!doctype html") || ["<html", "<head", "<body", "<meta", "<title", "<script", "<link"].into_iter().any(starts)
}
