//! What a run looks for and how; one struct a command, validated where the run begins.

use crate::align::AlignOptions;
use crate::boilerplate::BoilerplateOptions;
use crate::error::{Error, Result};
use crate::report::Relation;
use crate::segment::Language;
use crate::similarity::Thresholds;
use crate::sketch::SketchOptions;

/// What a shingle is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShingleUnit {
    /// Words.
    #[default]
    Word,
    /// Characters of the folded words, a space between words.
    Character,
}

impl ShingleUnit {
    /// Every unit.
    pub const ALL: [Self; 2] = [Self::Word, Self::Character];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Character => "character",
        }
    }
}

impl std::str::FromStr for ShingleUnit {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.name() == name)
            .ok_or_else(|| Error::usage(format!("no shingle unit is called '{name}'; choose word or character")))
    }
}

/// How sure one is to be that a text was made from another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certainty {
    /// What a reader would call retold, with hardly a false one.
    #[default]
    Likely,
    /// All that may be, for a reader who goes through it.
    Possible,
}

impl Certainty {
    /// Every degree.
    pub const ALL: [Self; 2] = [Self::Likely, Self::Possible];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

impl std::str::FromStr for Certainty {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|certainty| certainty.name() == name)
            .ok_or_else(|| Error::usage(format!("rewrites are not '{name}'; choose likely or possible")))
    }
}

/// What `scan` looks for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ScanOptions {
    /// Relations to look for; identical documents always are.
    pub relations: Vec<Relation>,
    /// From which values on two documents stand in a relation.
    pub thresholds: Thresholds,
    /// How sure one is to be of a rewrite.
    pub rewrites: Certainty,
    /// Whether to gather, for each document (each new one, where there are old ones), the smallest set of earlier documents that explains it.
    pub gather: bool,
    /// Probability with which a pair exactly at the similarity threshold is found, in `0.0..1.0`.
    pub recall: f64,
    /// Find all near-duplicates and contained texts, whatever it costs.
    pub exact: bool,
    /// Words (or characters) in a shingle, in `1..=64`.
    pub shingle_width: usize,
    /// What shingles are made of.
    pub shingle_unit: ShingleUnit,
    /// Signatures.
    pub sketch: SketchOptions,
    /// When a sentence is common.
    pub boilerplate: BoilerplateOptions,
    /// How passages are aligned.
    pub align: AlignOptions,
    /// The language of all documents; told a document unless given.
    pub language: Option<Language>,
    /// Documents compared with all others to measure the recall; none unless given.
    pub audit: Option<usize>,
    /// Percentile of news above which a document is listed for its own repetition; 95 unless given, and
    /// then only where contained documents or passages are looked for.
    pub repetitive_from: Option<f64>,
    /// Whether matches carry aligned passages and sides their title and address; table formats do
    /// without and save the time.
    pub details: bool,
    /// Threads; all the machine has where 0.
    pub threads: usize,
    /// Bytes of memory for the whole process; half of what the machine (or its control group) has unless given.
    /// What does not fit goes into an unlinked temporary file. The report is the same.
    pub memory: Option<u64>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            relations: Relation::ALL.to_vec(),
            thresholds: Thresholds::default(),
            rewrites: Certainty::default(),
            gather: false,
            recall: 0.98,
            exact: false,
            shingle_width: 5,
            shingle_unit: ShingleUnit::Word,
            sketch: SketchOptions::default(),
            boilerplate: BoilerplateOptions::default(),
            align: AlignOptions::default(),
            language: None,
            audit: None,
            repetitive_from: None,
            details: true,
            threads: 0,
            memory: None,
        }
    }
}

impl ScanOptions {
    /// Whether a relation is looked for.
    #[must_use]
    pub fn wants(&self, relation: Relation) -> bool {
        relation == Relation::Identical || self.relations.contains(&relation)
    }

    /// Checks every range that no room below checks.
    ///
    /// # Errors
    /// A usage error that names the option and its range.
    pub fn validate(&self) -> Result<()> {
        if !(1..=64).contains(&self.shingle_width) {
            return Err(Error::usage(format!(
                "--shingle-width {} is out of range; choose 1 to 64 (5 is usual)",
                self.shingle_width
            )));
        }
        if self.exact && self.shingle_unit == ShingleUnit::Word && self.shingle_width < 3 {
            return Err(Error::usage(
                "--exact needs --shingle-width 3 or more: shorter runs of words are shared by too many documents",
            ));
        }
        self.sketch.validate()?;
        if self.audit.is_some() && !self.wants(Relation::NearDuplicate) {
            return Err(Error::usage("--audit measures the recall of near-duplicates; add near-duplicate to --relations"));
        }
        self.thresholds.validate()
    }
}
