//! `Generator`: a news-like corpus of any size with planted duplicates whose likeness is known exactly.
//!
//! Nothing of the corpus is kept but the last thousand stories, so memory is the same for ten
//! thousand documents and for ten million.

use super::corpus::Run;
use super::language::Language;
use super::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::io::Write;
use std::str::FromStr;

/// Most documents of one corpus: ids and dates stay in shape below it.
const MOST_DOCUMENTS: u64 = 1 << 32;

/// What kind of corpus: news, or a shape that hurts tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// Articles, some of them versions of others.
    #[default]
    News,
    /// Every document a near-duplicate of the first (similarity .85–.99): one bucket in every band.
    OneBucket,
    /// Every document the same.
    ExactCopies,
    /// Different articles with one long footer under all of them; no duplicates.
    Footer,
    /// News of one sentence each, on one line.
    OneLine,
    /// Every document a slight edit of the one before: neighbors alike, ends strangers.
    Chain,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 6] = [Self::News, Self::OneBucket, Self::ExactCopies, Self::Footer, Self::OneLine, Self::Chain];

    /// Its name on the command line; for shapes whose documents are all made alike, the label of their pairs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::OneBucket => "one-bucket",
            Self::ExactCopies => "exact-copies",
            Self::Footer => "footer",
            Self::OneLine => "one-line",
            Self::Chain => "chain",
        }
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|shape| shape.name() == name)
            .ok_or_else(|| Error::usage(format!("no shape is called '{name}'; choose from {names}")))
    }
}

/// What to generate.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GenerateOptions {
    /// Documents, at least 1.
    pub documents: u64,
    /// Same seed, same bytes.
    pub seed: u64,
    /// Share of documents that are versions of an earlier one, in `0.0..=0.8`; for news and one-line.
    pub duplicates: f64,
    /// What it is written in.
    pub language: Language,
    /// News, or a shape that hurts.
    pub shape: Shape,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self { documents: 10_000, seed: 1, duplicates: 0.3, language: Language::English, shape: Shape::News }
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Those that are no version of another one.
    pub originals: u64,
    /// Bytes of the documents file.
    pub bytes: u64,
    /// Pairs in the truth.
    pub pairs: u64,
    /// The same by label.
    pub pairs_by_label: BTreeMap<&'static str, u64>,
}

/// Writes a corpus with planted duplicates and the truth about them.
///
/// The same options give the same bytes on any machine.
///
/// ```
/// use twicetold::evaluate::{GenerateOptions, Generator};
///
/// let mut options = GenerateOptions::default();
/// options.documents = 100;
/// let (mut documents, mut truth) = (Vec::new(), Vec::new());
/// let counts = Generator::new(&options)?.write(&mut documents, &mut truth)?;
/// assert_eq!(documents.iter().filter(|&&byte| byte == b'\n').count(), 100);
/// assert!(counts.pairs > 10);
/// assert!(truth.starts_with(b"id_a\tid_b\tlabel\tpositive\tsimilarity\tcontainment_a\tcontainment_b\n"));
/// # Ok::<(), twicetold::Error>(())
/// ```
pub struct Generator {
    pub(super) options: GenerateOptions,
    pub(super) vocabulary: Vocabulary,
}

impl Generator {
    /// A generator for `options`.
    ///
    /// # Errors
    /// Where `documents` is 0 or above 2³², or `duplicates` is outside `0.0..=0.8`.
    pub fn new(options: &GenerateOptions) -> Result<Self> {
        if !(1..=MOST_DOCUMENTS).contains(&options.documents) {
            return Err(Error::usage(format!("--documents must be 1 to {MOST_DOCUMENTS}, not {}", options.documents)));
        }
        if !(0.0..=0.8).contains(&options.duplicates) {
            return Err(Error::usage(format!("--duplicates must be 0 to 0.8, not {}", options.duplicates)));
        }
        Ok(Self { options: options.clone(), vocabulary: options.language.vocabulary()? })
    }

    /// Writes the documents as JSON lines and the truth as a TSV with a header.
    ///
    /// Columns of the truth: both ids (the earlier document first), label, 1, Jaccard similarity of
    /// the word 5-shingles, and the share of each one's shingles that the other has, with 6 digits.
    /// All pairs within a story are listed; in the shapes that hurt, pairs with the first document
    /// (or the one before, in a chain). Cost: about 4 ns a byte; memory under 50 MB for any number of documents.
    ///
    /// # Errors
    /// Where one of the writers fails.
    pub fn write(&self, documents: &mut dyn Write, truth: &mut dyn Write) -> Result<Counts> {
        let mut run = Run::new(self, documents, truth)?;
        match self.options.shape {
            Shape::News | Shape::OneLine => run.news()?,
            Shape::OneBucket | Shape::ExactCopies | Shape::Chain => run.copies()?,
            Shape::Footer => run.footers()?,
        }
        run.finish()
    }
}
