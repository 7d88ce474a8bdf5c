//! Documents against themselves: what each repeats, as the report has it.

use super::corpus::Corpus;
use super::parallel;
use super::progress::Progress;
use super::scan::Sources;
use super::vocabulary::Vocabulary;
use crate::article::Article;
use crate::document::{Document, Fault};
use crate::error::{Error, Result};
use crate::normalize::{Obfuscation, obfuscation};
use crate::read::{Books, Outcome, Scratch};
use crate::repetition::index::{IndexScratch, repetition_index};
use crate::repetition::metrics::{MetricInput, Profile};
use crate::repetition::reference::{REFERENCE, SHORTEST, Verdict, percentile};
use crate::repetition::{echo, fresh, groups, phrases};
use crate::report::{self, DocumentReport, EchoKind, Evidence, Quote, RepetitionIndex, Report, SCHEMA, Summary, TOOL};
use crate::segment::{self, Language, Stems};
use crate::span::Span;
use std::collections::BTreeMap;

/// Characters of a sentence that a report quotes.
const SENTENCE_CHARACTERS: usize = 400;

/// What made the tokens of the metrics: the words of [`segment::words`], in their original case.
const TOKENIZER: &str = "twicetold-words";

/// Percentile of human-written news from which a document counts as repetitive in the summary.
pub(super) const REPETITIVE_FROM: f64 = 95.0;

/// How documents are inspected.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InspectOptions {
    /// Lowest score of an echo, in `0.0..=1.0`.
    pub min_echo: f64,
    /// Profiles of metrics.
    pub profiles: Vec<Profile>,
    /// The language of all documents; told a document unless given.
    pub language: Option<Language>,
    /// Threads; all the machine has where 0.
    pub threads: usize,
}

impl Default for InspectOptions {
    fn default() -> Self {
        Self { min_echo: echo::Options::default().minimum, profiles: Profile::ALL.to_vec(), language: None, threads: 0 }
    }
}

impl InspectOptions {
    /// Checks the ranges.
    ///
    /// # Errors
    /// A usage error that names the option and its range.
    pub fn validate(&self) -> Result<()> {
        if (0.0..=1.0).contains(&self.min_echo) {
            return Ok(());
        }
        Err(Error::usage(format!("--echo {} is out of range; choose a score from 0 to 1 (0.45 is usual)", self.min_echo)))
    }
}

/// What one document repeats: echoes, phrases, metrics, index, what could be cut.
///
/// Costs about a millisecond for an article of 600 words. A text without words repeats nothing.
///
/// ```
/// use twicetold::{Document, InspectOptions, inspect};
/// let text = "The bridge was closed on Monday. Inspectors found cracks. On Monday the bridge was closed.";
/// let found = inspect(&Document::new("a", text), &InspectOptions::default())?;
/// assert_eq!((found.echoes[0].left, found.echoes[0].right), (0, 2));
/// # Ok::<(), twicetold::Error>(())
/// ```
///
/// # Errors
/// A usage error where an option is out of range.
pub fn inspect(document: &Document, options: &InspectOptions) -> Result<DocumentReport> {
    options.validate()?;
    Ok(inspected(document, options, &Vocabulary::default()))
}

fn inspected(document: &Document, options: &InspectOptions, vocabulary: &Vocabulary) -> DocumentReport {
    let text = &document.text;
    let words = segment::words(text);
    let language = options.language.unwrap_or_else(|| segment::language::detect(text, &words));
    let sentences = segment::sentences(text, language.name());
    let mut stems = Stems::of(language);
    let stem_hashes: Vec<u64> = words.iter().map(|word| stems.stem(text, word).hash).collect();
    let value = repetition_index(&stem_hashes, &mut IndexScratch::new());
    let article = Article::of(text, &sentences, &words, &mut stems, &vocabulary.weights(language));
    let echo_options = echo::Options { minimum: options.min_echo, ..echo::Options::default() };
    let echoes = echo::echoes(&article, &echo_options);
    let tokens: Vec<&str> = words.iter().map(|word| word.span.of(text)).collect();
    let input = MetricInput { text, tokens: &tokens, tokenizer: TOKENIZER, sentences: &sentences };
    DocumentReport {
        id: document.id.clone(),
        metadata: document.metadata.clone(),
        place: document.place.clone(),
        words: words.len() as u64,
        language: language.name().to_owned(),
        index: index_report(value, words.len(), language),
        obfuscation: Some(obfuscation(text)).filter(Obfuscation::is_flagged),
        groups: groups::groups(&echoes),
        phrases: phrases::phrases(&article).into_iter().map(|phrase| phrase_report(phrase, text)).collect(),
        metrics: options.profiles.iter().map(|&profile| panel_report(profile, &input)).collect(),
        tokenizer: TOKENIZER.to_owned(),
        fresh_information: fresh::fresh(&article),
        could_cut: groups::cuts(&article, &echoes).into_iter().map(cut_report).collect(),
        sentences: sentences.iter().map(|&span| Quote::of(span, text, SENTENCE_CHARACTERS)).collect(),
        echoes: echoes.into_iter().map(echo_report).collect(),
    }
}

/// The repetition index of a text of so many words, with its place among human-written news; the
/// reference speaks for English, so other languages have no percentile.
pub(super) fn index_report(value: f64, words: usize, language: Language) -> RepetitionIndex {
    let percentile = percentile_of(value, words, language);
    let verdict =
        if percentile.is_none() && words >= SHORTEST { "no reference for this language" } else { Verdict::of(percentile).name() };
    RepetitionIndex { value, percentile, reference: REFERENCE.to_owned(), verdict: verdict.to_owned() }
}

/// The percentile of an index among news of the same length; none where there is no reference for it.
pub(super) fn percentile_of(value: f64, words: usize, language: Language) -> Option<f64> {
    if language == Language::English { percentile(value, words) } else { None }
}

fn echo_report(echo: echo::Echo) -> report::Echo {
    let evidence = echo.evidence.into_iter().map(|(left, right): (Span, Span)| Evidence { left, right }).collect();
    let kind = if echo.is_repeat { EchoKind::Repeat } else { EchoKind::Echo };
    report::Echo { left: echo.left, right: echo.right, score: echo.score, kind, evidence }
}

fn phrase_report(phrase: phrases::Phrase, text: &str) -> report::Phrase {
    let first = phrase.spans.first().map_or("", |span| span.of(text)).to_owned();
    report::Phrase { text: first, count: phrase.spans.len() as u64, sentences: phrase.sentences, spans: phrase.spans }
}

fn cut_report(cut: groups::Cut) -> report::Cut {
    report::Cut { sentence: cut.sentence, says: cut.says, words: cut.words as u64 }
}

fn panel_report(profile: Profile, input: &MetricInput<'_>) -> (String, Vec<report::Metric>) {
    let metrics = profile.measure(input).metrics.into_iter().map(|metric| report::Metric {
        name: metric.name.to_owned(),
        value: metric.value,
        limit: metric.limit.map(|limit| limit.value()),
        over: metric.is_breached(),
    });
    (profile.name().to_owned(), metrics.collect())
}

/// What an inspection of files leaves beside the documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspected {
    /// The report without its documents, which went to the sink one by one.
    pub report: Report,
    /// All faults, in the order of the input.
    pub faults: Vec<Fault>,
}

/// Inspects the documents of some files and hands each report to `sink`, in the order of the input;
/// only a batch of documents is in memory at a time.
///
/// # Errors
/// A usage error where an option is out of range; what `sink` returns; an interrupted one where
/// `progress` says so.
pub fn inspect_files(
    sources: &Sources,
    options: &InspectOptions,
    progress: &dyn Progress,
    sink: &mut (dyn FnMut(DocumentReport) -> Result<()> + Send),
) -> Result<Inspected> {
    options.validate()?;
    parallel::with_threads(options.threads, || each_document(sources, options, progress, sink))?
}

fn each_document(
    sources: &Sources,
    options: &InspectOptions,
    progress: &dyn Progress,
    sink: &mut (dyn FnMut(DocumentReport) -> Result<()> + Send),
) -> Result<Inspected> {
    let (inputs, read) = (sources.inputs(), sources.read_options());
    let vocabulary = Vocabulary::of(sources, options, progress)?;
    let (mut books, mut scratch) = (Books::opening(inputs), Scratch::default());
    let mut faults: Vec<Fault> = inputs.faults().cloned().collect();
    let mut summary = Summary::default();
    progress.stage("inspecting", Some(inputs.total_bytes()));
    for batch in inputs.batches(read) {
        let batch = batch?;
        let mut documents = Vec::new();
        books.count_bytes(&batch);
        batch.for_each(read, &mut scratch, |outcome| {
            books.count(batch.file, batch.format, &outcome);
            faults.extend_from_slice(outcome.faults());
            if let Outcome::Document(record) = outcome {
                documents.push(record.into_document());
            }
        });
        let done = documents.len() as u64;
        for found in parallel::map_with(documents, || (), |(), document| inspected(&document, options, &vocabulary)) {
            if progress.is_interrupted() {
                return Err(Error::interrupted());
            }
            summary.words += found.words;
            summary.repetitive_documents += u64::from(found.index.percentile.is_some_and(|p| p >= REPETITIVE_FROM));
            summary.obfuscated_documents += u64::from(found.obfuscation.is_some());
            sink(found)?;
        }
        progress.advance(done, batch.bytes_taken);
    }
    let mut report = inspect_header(options);
    let Summary { words, repetitive_documents, obfuscated_documents, .. } = summary;
    report.summary = Summary { words, repetitive_documents, obfuscated_documents, ..Corpus::books_of(&books) };
    report.faults = books.faults();
    Ok(Inspected { report, faults })
}

/// The report of an inspection before anything was read: what it is and with which options.
#[must_use]
pub fn inspect_header(options: &InspectOptions) -> Report {
    let profiles: Vec<_> = options.profiles.iter().map(|profile| profile.name()).collect();
    let options: BTreeMap<String, serde_json::Value> = [
        ("echo".to_owned(), options.min_echo.into()),
        ("profile".to_owned(), profiles.into()),
        ("language".to_owned(), options.language.map_or("auto", Language::name).into()),
    ]
    .into();
    Report { schema: SCHEMA.to_owned(), tool: TOOL.to_owned(), command: "inspect".to_owned(), options, ..Report::default() }
}
