//! Sentences told before: three in a row that stand in an earlier document, or earlier in the same one.
//!
//! The rule by which C4 was made (Raffel and others, 2020, section 2.2): of any span of three sentences
//! that occurs more than once, all but one go. Kept of each span while everything is read: 16 bytes, so
//! some 300 for an article of twenty sentences. Spans are equal where their folded words are, by 96 bits of
//! a hash of them; among a billion spans, two that differ are taken for one with a probability of 10⁻¹¹.

use super::corpus::Corpus;
use super::options::ScanOptions;
use super::parallel;
use super::progress::Progress;
use super::scan::Sources;
use crate::document::Fault;
use crate::error::{Error, Result};
use crate::read::{Batch, Books, Outcome, Record, Scratch};
use crate::report::Summary;
use crate::segment::{self, Language};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_128;

/// Sentences in a span.
pub const TOLD_SENTENCES: usize = 3;

/// A document, by what it is called and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// As in the input.
    pub id: String,
    /// Number of the file.
    pub file: u32,
    /// Number of the record in it.
    pub record: u64,
    /// Offset of its first byte.
    pub byte: u64,
}

/// What sentences were told before, in all documents of some files.
pub struct Told {
    /// The books.
    pub summary: Summary,
    /// The first places of every fault.
    pub first_faults: Vec<Fault>,
    /// All faults.
    pub faults: Vec<Fault>,
    language: Option<Language>,
    /// Every document, in the order of the input.
    tellings: Vec<Telling>,
    /// Whether something of it was told before.
    concerned: Vec<bool>,
    /// Spans that occur more than once, each with the document that tells it first.
    firsts: FxHashMap<SpanHash, u32>,
}

/// A run of sentences that were told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldRun {
    /// From the first of them to the last.
    pub span: Span,
    /// What is to be cut: the run, and the space that parts it from what follows, or, at the end, from
    /// what stands before.
    pub cut: Span,
    /// How many.
    pub sentences: usize,
    /// Which document tells the first of them before, as [`Told::telling`] counts.
    pub before: u32,
}

/// What of a document was told before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldBefore {
    /// Runs in their order.
    pub runs: Vec<ToldRun>,
    /// Whether no word stands outside them.
    pub is_all: bool,
}

type SpanHash = (u64, u32);

/// A span and the document it stands in, the number of which is its place in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: SpanHash,
    document: u32,
}

/// One worker's result for one batch.
struct Part {
    tellings: Vec<(Telling, String, bool)>,
    /// Spans, with the document by its place in `tellings`.
    spans: Vec<(SpanHash, u32)>,
    books: Books,
    faults: Vec<Fault>,
}

/// Reads all of some files and finds what sentences are told more than once. First is who is first by
/// date, then id, then place in the input; undated documents come last.
///
/// # Errors
/// A limit where there are more documents than a run takes; an interrupted one where `progress` says so.
pub fn told_before(sources: &Sources, options: &ScanOptions, progress: &dyn Progress) -> Result<Told> {
    let (inputs, read) = (sources.inputs(), sources.read_options());
    progress.stage("reading", Some(inputs.total_bytes()));
    let language = options.language;
    let (parts, mut postings) = parallel::with_threads(options.threads, || -> Result<_> {
        let take = |scratch: &mut Scratch, batch: Result<Batch>| {
            if progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            let batch = batch?;
            let mut part = Part { tellings: Vec::new(), spans: Vec::new(), books: Books::default(), faults: Vec::new() };
            part.books.count_bytes(&batch);
            batch.for_each(read, scratch, |outcome| part.take(&batch, &outcome, language));
            progress.advance(part.tellings.len() as u64, batch.bytes_taken);
            Ok(part)
        };
        let parts: Result<Vec<Part>> = parallel::map_stream(inputs.batches(read), Scratch::default, take).into_iter().collect();
        let mut parts = parts?;
        let mut postings = Vec::with_capacity(parts.iter().map(|part| part.spans.len()).sum());
        let mut before = 0u32;
        for part in &mut parts {
            let spans = std::mem::take(&mut part.spans).into_iter();
            postings.extend(spans.map(|(hash, document)| Posting { hash, document: before.saturating_add(document) }));
            before = before.checked_add(part.tellings.len() as u32).ok_or_else(too_many)?;
        }
        parallel::sort(&mut postings);
        Ok((parts, postings))
    })??;
    postings.shrink_to_fit();
    let mut told = Told {
        summary: Summary::default(),
        first_faults: Vec::new(),
        faults: inputs.faults().cloned().collect(),
        language,
        tellings: Vec::new(),
        concerned: Vec::new(),
        firsts: FxHashMap::default(),
    };
    told.put_together(parts, &postings, Books::opening(inputs));
    Ok(told)
}

fn too_many() -> Error {
    Error::limit("there are more documents than one run takes (4,294,967,295); take them in parts")
}

impl Part {
    fn take(&mut self, batch: &Batch, outcome: &Outcome<'_>, language: Option<Language>) {
        self.books.count(batch.file, batch.format, outcome);
        self.faults.extend_from_slice(outcome.faults());
        let Outcome::Document(record) = outcome else { return };
        let document = self.tellings.len() as u32;
        let sentences = Sentences::of(&record.text, language);
        self.spans.extend(sentences.spans().map(|(_, hash)| (hash, document)));
        self.tellings.push((telling(record), record.date.as_deref().unwrap_or_default().to_owned(), record.repairs.is_empty()));
    }
}

fn telling(record: &Record<'_>) -> Telling {
    let locator = record.locator;
    Telling { id: record.id.to_string(), file: locator.file, record: locator.record, byte: locator.byte }
}

impl Told {
    fn put_together(&mut self, parts: Vec<Part>, postings: &[Posting], mut books: Books) {
        let (mut dates, mut whole) = (Vec::new(), Vec::new());
        for part in parts {
            books.merge(part.books);
            self.faults.extend(part.faults);
            for (telling, date, is_whole) in part.tellings {
                self.tellings.push(telling);
                dates.push(date);
                whole.push(is_whole);
            }
        }
        self.summary = Corpus::books_of(&books);
        self.first_faults = books.faults();
        let key = |document: u32| {
            let date = dates.get(document as usize).map(String::as_str).unwrap_or_default();
            (date.is_empty(), date, self.tellings.get(document as usize).map(|telling| telling.id.as_str()), document)
        };
        self.concerned = vec![false; whole.len()];
        for group in postings.chunk_by(|a, b| a.hash == b.hash).filter(|group| group.len() > 1) {
            let Some(first) = group.iter().map(|posting| posting.document).min_by(|&a, &b| key(a).cmp(&key(b))) else { continue };
            let hash = group.first().map(|posting| posting.hash).unwrap_or_default();
            self.firsts.insert(hash, first);
            for own in group.chunk_by(|a, b| a.document == b.document) {
                let again = own.first().filter(|posting| posting.document != first || own.len() > 1);
                if let Some(flag) = again.and_then(|posting| self.concerned.get_mut(posting.document as usize)) {
                    *flag = true;
                }
            }
        }
        // What had to be decoded anew cannot be cut where it stands.
        self.concerned.iter_mut().zip(whole).for_each(|(concerned, whole)| *concerned &= whole);
    }

    /// A document by its number in the input.
    #[must_use]
    pub fn telling(&self, document: u32) -> Option<&Telling> {
        self.tellings.get(document as usize)
    }

    /// Tells of each file with documents how many it has.
    pub fn count_by_file(&self, mut each: impl FnMut(u32, u64)) {
        for group in self.tellings.chunk_by(|a, b| a.file == b.file) {
            if let Some(first) = group.first() {
                each(first.file, group.len() as u64);
            }
        }
    }

    /// The number of the document at a place, if something of it was told before.
    #[must_use]
    pub fn concerned(&self, file: u32, record: u64) -> Option<u32> {
        let at = self.tellings.binary_search_by_key(&(file, record), |telling| (telling.file, telling.record)).ok()?;
        (self.concerned.get(at) == Some(&true)).then_some(at as u32)
    }

    /// What of the text of a document was told before.
    #[must_use]
    pub fn before(&self, document: u32, text: &str) -> ToldBefore {
        let sentences = Sentences::of(text, self.language);
        let mut told: Vec<Option<u32>> = vec![None; sentences.all.len()];
        let mut own = FxHashSet::default();
        for (range, hash) in sentences.spans() {
            let Some(&first) = self.firsts.get(&hash) else { continue };
            if first != document || !own.insert(hash) {
                told.get_mut(range).into_iter().flatten().for_each(|slot| *slot = slot.or(Some(first)));
            }
        }
        let is_all = sentences.worded.iter().all(|&at| told.get(at).is_some_and(Option::is_some));
        ToldBefore { runs: runs(&sentences.all, &told), is_all: is_all && !sentences.worded.is_empty() }
    }
}

/// Runs of sentences told before, and what to cut for them.
fn runs(sentences: &[Span], told: &[Option<u32>]) -> Vec<ToldRun> {
    let (mut runs, mut start) = (Vec::new(), 0);
    for group in told.chunk_by(|a, b| a.is_some() == b.is_some()) {
        let end = start + group.len();
        let here = sentences.get(start..end).and_then(|here| here.first().zip(here.last()));
        if let (Some(&Some(before)), Some((first, last))) = (group.first(), here) {
            let span = Span::new(first.start, last.end);
            let behind = sentences.get(end).map(|next| Span::new(first.start, next.start));
            let ahead = start.checked_sub(1).and_then(|at| sentences.get(at)).map(|previous| Span::new(previous.end, last.end));
            runs.push(ToldRun { span, cut: behind.or(ahead).unwrap_or(span), sentences: group.len(), before });
        }
        start = end;
    }
    runs
}

/// The sentences of a text, and which of them have words.
struct Sentences {
    all: Vec<Span>,
    worded: Vec<usize>,
    /// Hashes of the words of each worded sentence, one after the other, and where each ends.
    words: Vec<u64>,
    ends: Vec<usize>,
}

impl Sentences {
    fn of(text: &str, language: Option<Language>) -> Self {
        let words = segment::words(text);
        let language = language.unwrap_or_else(|| segment::language::detect(text, &words));
        let all = segment::sentences(text, language.name());
        let mut sentences = Self { all, worded: Vec::new(), words: Vec::with_capacity(words.len()), ends: Vec::new() };
        let mut rest = words.iter().peekable();
        for (at, sentence) in sentences.all.iter().enumerate() {
            let before = sentences.words.len();
            while let Some(word) = rest.next_if(|word| word.span.start < sentence.end) {
                sentences.words.push(word.hash);
            }
            if sentences.words.len() > before {
                sentences.worded.push(at);
                // A sentence end counts, so that equal words cut otherwise are not equal spans.
                sentences.words.push(0);
                sentences.ends.push(sentences.words.len());
            }
        }
        sentences
    }

    /// Every three worded sentences in a row: which sentences they stand among, and the hash of their words.
    fn spans(&self) -> impl Iterator<Item = (std::ops::Range<usize>, SpanHash)> {
        (0..self.worded.len().saturating_sub(TOLD_SENTENCES - 1)).filter_map(|at| {
            let last = at + TOLD_SENTENCES - 1;
            let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
            let words = self.words.get(start..*self.ends.get(last)?)?;
            let hash = xxh3_128(bytemuck::cast_slice(words));
            Some((*self.worded.get(at)?..*self.worded.get(last)? + 1, (hash as u64, (hash >> 64) as u32)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_with_the_space_behind_them_or_before_them_at_the_end() {
        let text = "One is here. Two is here.  Three is here. Four is here.\n";
        let sentences = Sentences::of(text, None);
        let cut = |told: [Option<u32>; 4]| {
            let runs = runs(&sentences.all, &told);
            let mut rest = text.to_owned();
            runs.iter().rev().for_each(|run| rest.replace_range(run.cut.start..run.cut.end, ""));
            (rest, runs.len())
        };
        assert_eq!(cut([None; 4]), (text.to_owned(), 0));
        assert_eq!(cut([None, Some(1), Some(2), None]), ("One is here. Four is here.\n".to_owned(), 1));
        assert_eq!(cut([None, None, Some(1), Some(1)]), ("One is here. Two is here.\n".to_owned(), 1));
        assert_eq!(cut([Some(1), None, Some(1), None]), ("Two is here.  Four is here.\n".to_owned(), 2));
        assert_eq!(cut([Some(1); 4]), ("\n".to_owned(), 1));
    }
}
