//! A report as one page that opens by double click: no network, nothing beside it, nothing that came with the input can act.
//!
//! | file | what |
//! |---|---|
//! | `overview` with `page.html` | what is readable without a script: the summary, the first stories |
//! | `wire` | the report in short rows, which the script draws and `verify` reads back |
//! | `script/`, `style.css` | the views; one script, one style, both allowed by their hashes alone |
//! | `histogram` | the similarities found, as SVG |
//! | `parts` | pages beside the page, where the texts would make one page too heavy |
//!
//! Texts stand in blocks of JSON, which no browser runs, and reach the page as text nodes. The content security policy allows
//! this script and this style and nothing else: no request leaves the page (reliability.md, rules 9 and 10).

mod histogram;
mod overview;
mod parts;
mod wire;

pub use parts::Pages;

use super::{Options, Relation, Report, escape, json};
use crate::document::Place;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use wire::{Detail, Wire};

/// The script, in the order in which its files build on one another.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("script/data.js"),
    include_str!("script/make.js"),
    include_str!("script/words.js"),
    include_str!("script/text.js"),
    include_str!("script/list.js"),
    include_str!("script/pairs.js"),
    include_str!("script/pair.js"),
    include_str!("script/stories.js"),
    include_str!("script/article.js"),
    include_str!("script/sources.js"),
    include_str!("script/main.js"),
    "})();\n",
);

const STYLE: &str = include_str!("style.css");

/// What the block with the report begins with; [`read`] looks for it.
const REPORT_BLOCK: &str = "<script type=\"application/json\" id=\"report\">";

const BLOCK_END: &str = "</script>";

/// Bytes of texts in one block, which the script parses when it needs one of them.
const TEXT_BLOCK: usize = 1 << 18;

/// Writes the whole report as one page, however large.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    page(report, options, &Wire::of(report, Detail::Full), out)
}

/// Reads the report in a page; `read` gives the text of a part, by its path relative to the page.
///
/// # Errors
/// An input error where there is none in it, or it is a part; what `read` returns.
pub(super) fn read(page: &str, read: &mut dyn FnMut(&str) -> Result<String>) -> Result<Report> {
    let wire = wire_in(page)?;
    if let Some(whole) = &wire.page {
        return Err(Error::input(format!("this is a part of a report; give the page it belongs to, {whole}")));
    }
    let Some(parts) = wire.parts.clone() else { return wire.into_report() };
    let mut report = wire.into_report()?;
    (report.matches, report.same_story, report.documents) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..parts.first_pairs.len() + parts.first_articles.len() {
        let part = wire_in(&read(&format!("{}/{}", parts.folder, Pages::part_name(at)))?)?.into_report()?;
        report.documents.extend(part.documents);
        let (apart, matches): (Vec<_>, Vec<_>) =
            part.matches.into_iter().partition(|found| found.relation == Relation::SameStory);
        report.matches.extend(matches);
        report.same_story.extend(apart);
    }
    Ok(report)
}

fn wire_in(page: &str) -> Result<Wire> {
    let none = || Error::input("no report of twicetold is in this page; give a page that --format html wrote");
    let (_, block) = page.split_once(REPORT_BLOCK).ok_or_else(none)?;
    let (block, _) = block.split_once(BLOCK_END).ok_or_else(|| Error::input("the page was cut short; write it again"))?;
    serde_json::from_str(block)
        .map_err(|error| Error::input(format!("the report in the page cannot be read: {error}; write the page again")))
}

/// Whether a file is a page and no other report.
pub(super) fn is_page(text: &str) -> bool {
    text.trim_start().get(..15).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html>"))
}

/// One page: the overview, the rows, the texts of their documents, the script.
fn page(report: &Report, options: &Options, wire: &Wire, out: &mut dyn Write) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    );
    overview::write(report, options, wire, &policy, out)?;
    write!(out, "{REPORT_BLOCK}")?;
    json::write_in_page(wire, out)?;
    writeln!(out, "{BLOCK_END}")?;
    if wire.parts.is_none() {
        texts(report, wire, out)?;
    }
    write!(out, "<script type=\"application/json\" id=\"hidden\">")?;
    json::write_in_page(&escape::hidden(), out)?;
    writeln!(out, "{BLOCK_END}\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// The texts of the documents in rows, in blocks of pairs `[document, text, document, text, …]`.
fn texts(report: &Report, wire: &Wire, out: &mut dyn Write) -> io::Result<()> {
    let has = |(number, place): (usize, Place)| Some((number, report.texts.get(&place)?.as_str()));
    let known: Vec<(usize, &str)> = wire.table().places().enumerate().filter_map(has).collect();
    let mut rest = known.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|(_, text)| {
            let fits = bytes < TEXT_BLOCK;
            bytes += text.len();
            fits
        });
        let (block, others) = rest.split_at(fits.count());
        let numbers: Vec<String> = block.iter().map(|(number, _)| number.to_string()).collect();
        write!(out, "<script type=\"application/json\" class=\"texts\" data-documents=\"{}\">", numbers.join(" "))?;
        let texts: Vec<&str> = block.iter().map(|&(_, text)| text).collect();
        json::write_in_page(&texts, out)?;
        writeln!(out, "{BLOCK_END}")?;
        rest = others;
    }
    Ok(())
}

/// As a content security policy names a script or a style.
fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}
