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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(head: &str) -> [Option<String>; 4] {
        let page = page(&format!("<html><head>{head}</head><body><p>Words.</p></body></html>"), Extraction::Raw);
        [page.title, page.date, page.site, page.url]
    }

    fn some(values: [&str; 4]) -> [Option<String>; 4] {
        values.map(|value| (!value.is_empty()).then(|| value.to_owned()))
    }

    #[test]
    fn a_page_says_what_it_is_in_many_ways() {
        let structured = r#"<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"],
            "headline": "Bridge &amp; tower", "datePublished": "2026-03-01", "publisher": {"name": "The Post"}}]}</script>"#;
        assert_eq!(said(structured), some(["Bridge & tower", "2026-03-01", "The Post", ""]));
        let graph = r#"<meta property="og:title" content="Open"><meta property="og:site_name" content="Site">
            <meta name="article:published_time" content="2026-01-02"><meta property="og:url" content="https://www.a.example/x">"#;
        assert_eq!(said(graph), some(["Open", "2026-01-02", "Site", "https://www.a.example/x"]));
        let plain = r#"<title>A bridge is open - The Daily</title><link rel=canonical href="http://b.example:80/y"><meta name=pubdate content=2026>"#;
        assert_eq!(said(plain), some(["A bridge is open", "2026", "b.example", "http://b.example:80/y"]));
        assert_eq!(said("<title>Home | X</title><link rel=canonical href='javascript:x'>"), some(["Home | X", "", "", ""]));
        assert_eq!(said("<script type='application/ld+json'>{broken</script>"), some(["", "", "", ""]));
        assert_eq!(
            said("<meta name='dc.title' content='D'><meta itemprop=datePublished content=2025><time datetime=2024>"),
            some(["D", "2025", "", ""])
        );
    }

    #[test]
    fn charsets_are_declared_in_three_ways() {
        for (head, charset) in [
            ("<?xml version='1.0' encoding='koi8-r'?><html>", Some("koi8-r")),
            ("<!-- x --><meta charset=\"windows-1251\">", Some("windows-1251")),
            ("<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=Shift_JIS'>", Some("shift_jis")),
            ("<meta name=description content='charset=no'><p>", None),
        ] {
            assert_eq!(declared_charset(head.as_bytes()).as_deref(), charset, "{head}");
        }
    }

    #[test]
    fn pages_begin_as_pages_do() {
        for page in [
            "<!DOCTYPE html>",
            " <HTML lang=en>",
            "<!-- a --><!-- b -->\n<head>",
            "<?xml version='1.0'?><!doctype HTML public>",
            "\u{feff}<title>",
        ] {
            assert!(begins_page(page.as_bytes()), "{page}");
        }
        for text in ["<b>Bold</b> words", "<3", "words <html>", "<!-- never closed <html>", "<?xml version='1.0'?><rss>", ""] {
            assert!(!begins_page(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn extractions_have_names() {
        for extraction in Extraction::ALL {
            assert_eq!(extraction.name().parse::<Extraction>().unwrap(), extraction);
        }
        assert!("all".parse::<Extraction>().unwrap_err().to_string().contains("choose article or raw"));
    }

    #[test]
    fn a_page_of_links_is_what_it_is_and_a_giant_one_is_taken_whole() {
        let links =
            "<ul><li><a href=x>The first story of the day</a><li><a href=y>The second story of the day</a></ul>".repeat(8);
        assert!(page(&links, Extraction::Article).text.contains("The second story"));
        let giant = format!("<nav>Menu</nav>{}", "<p>word, word and word</p>".repeat(110_000));
        assert!(page(&giant, Extraction::Article).text.starts_with("Menu"));
    }

    proptest! {
        #[test]
        fn any_markup_is_a_page(html in "(</?(p|div|a|b|table|tr|td|ul|li|svg|script|title|h1|textarea|pre)>|words? |&amp;|&|<|\u{fdd0}|\n){0,80}") {
            for extraction in Extraction::ALL {
                let page = page(&html, extraction);
                let marked = page.text.contains(['\u{fdd0}', '\u{fdd1}']);
                prop_assert!(!marked, "a mark of ours in the text");
            }
        }
    }
}
