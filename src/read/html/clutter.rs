//! What stands within the main text and is none of it: captions, advertisements, links to other stories, forms to subscribe.
//!
//! Rules over blocks, each true of pages at large and none of a site.

use super::blocks::Block;

/// The blocks of an article without what is none of it.
pub(super) fn without(blocks: Vec<Block>) -> Vec<Block> {
    let prose = blocks.iter().filter(|block| !block.is_aside && !block.is_link()).map(|block| block.text.len()).sum::<usize>();
    let all: usize = blocks.iter().map(|block| block.text.len()).sum();
    // A page of links or captions is what it is.
    if prose * 3 < all {
        return blocks;
    }
    blocks.into_iter().filter(|block| !block.is_aside && !block.is_link() && !is_phrase(&block.text)).collect()
}

/// Whether a short block is one of the things that pages say between paragraphs.
fn is_phrase(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let folded = text.to_lowercase();
    let folded = folded.trim_matches(|c: char| !c.is_alphanumeric());
    WHOLE.contains(&folded) || BEGINNINGS.iter().any(|beginning| folded.starts_with(beginning))
}

const WHOLE: [&str; 20] = [
    "advertisement",
    "advert",
    "ad",
    "story continues below",
    "caption",
    "close",
    "share",
    "share this",
    "comments",
    "loading",
    "more",
    "read more",
    "related",
    "related articles",
    "related stories",
    "follow us",
    "print",
    "email",
    "menu",
    "search",
];

const BEGINNINGS: [&str; 14] = [
    "photo:",
    "image:",
    "photo credit",
    "image credit",
    "picture:",
    "image 1 of",
    "continue reading below",
    "sign up for",
    "subscribe to",
    "click here",
    "article continues",
    "story continues",
    "this slideshow requires",
    "read more:",
];
