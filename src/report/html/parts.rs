//! Pages beside the page: where passages and texts would make one page too heavy to open, the page lists everything and each
//! pair opens in one of the others.
//!
//! A browser opens files by links but reads none by script, so a part is a whole page of its own, with the same views.

use super::wire::{Detail, Parts, Wire};
use super::{Options, Report, page};
use crate::report::data::{DocumentReport, Match, Quote};
use rustc_hash::FxHashSet;
use std::io::{self, Write};
use std::ops::Range;

/// Bytes from which on a page is cut: it opens in about a second below that.
const PAGE_BYTES: usize = 96 << 20;

/// Bytes of a part.
const PART_BYTES: usize = 16 << 20;

/// A report as a page, and the pages beside it if it takes some.
///
/// ```
/// use twicetold::report::{Options, Pages, Report};
/// let report = Report::default();
/// let options = Options::default();
/// let pages = Pages::of(&report, &options);
/// assert_eq!(pages.parts(), 0);
/// let mut bytes = Vec::new();
/// pages.write("", &mut bytes)?;
/// assert!(bytes.starts_with(b"<!doctype html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Pages<'r> {
    report: &'r Report,
    options: &'r Options,
    pairs: Vec<Range<usize>>,
    articles: Vec<Range<usize>>,
}

impl<'r> Pages<'r> {
    /// One page where that is light enough.
    #[must_use]
    pub fn of(report: &'r Report, options: &'r Options) -> Self {
        Self::within(report, options, PAGE_BYTES, PART_BYTES)
    }

    /// [`Self::of`] with other limits: bytes of a page that is not cut, and of a part.
    #[must_use]
    pub fn within(report: &'r Report, options: &'r Options, page_bytes: usize, part_bytes: usize) -> Self {
        let (pairs, articles) = (pairs(report, usize::MAX), articles(report, usize::MAX));
        let weight = |parts: &[(Range<usize>, usize)]| parts.iter().map(|&(_, bytes)| bytes).sum::<usize>();
        let (pairs, articles) = if weight(&pairs) + weight(&articles) <= page_bytes {
            (Vec::new(), Vec::new())
        } else {
            (self::pairs(report, part_bytes), self::articles(report, part_bytes))
        };
        let ranges = |parts: Vec<(Range<usize>, usize)>| parts.into_iter().map(|(range, _)| range).collect();
        Self { report, options, pairs: ranges(pairs), articles: ranges(articles) }
    }

    /// Pages beside the page; 0 where it holds everything.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.pairs.len() + self.articles.len()
    }

    /// What a part is called, from 0.
    #[must_use]
    pub fn part_name(at: usize) -> String {
        format!("part-{:04}.html", at + 1)
    }

    /// Writes the page; `folder` is where its parts will be, relative to it.
    ///
    /// # Errors
    /// Only what `out` refuses.
    pub fn write(&self, folder: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.parts() == 0 {
            return super::write(self.report, self.options, out);
        }
        let mut wire = Wire::of(self.report, Detail::Row);
        let firsts = |ranges: &[Range<usize>]| ranges.iter().map(|range| range.start + 1).collect();
        wire.parts =
            Some(Parts { folder: folder.to_owned(), first_pairs: firsts(&self.pairs), first_articles: firsts(&self.articles) });
        page(self.report, self.options, &wire, out)
    }

    /// Writes a part, from 0; `page` is what leads back to the page.
    ///
    /// # Errors
    /// Only what `out` refuses.
    pub fn write_part(&self, at: usize, page: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut wire = match (self.pairs.get(at), at.checked_sub(self.pairs.len()).and_then(|at| self.articles.get(at))) {
            (Some(pairs), _) => Wire::pairs(self.report, pairs.clone()),
            (None, Some(articles)) => Wire::articles(self.report, articles.clone()),
            (None, None) => Wire::header(self.report),
        };
        wire.page = Some(page.to_owned());
        super::page(self.report, self.options, &wire, out)
    }
}

/// Pairs in runs of so many bytes of texts and rows.
fn pairs(report: &Report, limit: usize) -> Vec<(Range<usize>, usize)> {
    let mut seen = FxHashSet::default();
    runs(report.matches.iter().chain(&report.same_story), limit, |found, is_first| {
        if is_first {
            seen.clear();
        }
        let places = [&found.left.place, &found.right.place];
        let text = |place| report.texts.get(place).filter(|_| seen.insert(place)).map_or(0, String::len);
        places.into_iter().map(text).sum::<usize>() + row_bytes(found)
    })
}

fn row_bytes(found: &Match) -> usize {
    let facts =
        found.facts.as_ref().map_or(0, |facts| facts.kept.len() + facts.changed.len() + facts.dropped.len() + facts.added.len());
    400 + 40 * found.passages.len() + 24 * facts
}

fn articles(report: &Report, limit: usize) -> Vec<(Range<usize>, usize)> {
    runs(report.documents.iter(), limit, |document, _| {
        let quoted = |quote: &Quote| 40 + quote.text.as_ref().map_or(0, String::len);
        let text = report.texts.get(&document.place).map_or(0, String::len);
        let evidence: usize = document.echoes.iter().map(|echo| 60 + 60 * echo.evidence.len()).sum();
        text + 600 + document.sentences.iter().map(quoted).sum::<usize>() + evidence + phrases_bytes(document)
    })
}

fn phrases_bytes(document: &DocumentReport) -> usize {
    let metrics: usize = document.metrics.values().map(|panel| 60 * panel.len()).sum();
    metrics + document.phrases.iter().map(|phrase| 60 + phrase.text.len() + 40 * phrase.spans.len()).sum::<usize>()
}

/// Cuts a list into runs that stay under `limit`, with their weights; `weigh` is told whether a run begins.
fn runs<T>(items: impl Iterator<Item = T>, limit: usize, mut weigh: impl FnMut(&T, bool) -> usize) -> Vec<(Range<usize>, usize)> {
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, item) in items.enumerate() {
        let is_first = runs.last().is_none_or(|(_, bytes)| *bytes >= limit);
        let bytes = weigh(&item, is_first);
        match runs.last_mut() {
            Some((range, sum)) if !is_first => (range.end, *sum) = (at + 1, *sum + bytes),
            _ => runs.push((at..at + 1, bytes)),
        }
    }
    runs
}
