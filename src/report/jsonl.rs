//! A report as JSON lines, written one finding at a time so that memory stays flat.
//!
//! ```text
//! {"type":"report","schema":…,"tool":…,"command":…,"options":{…}}     first
//! {"type":"match",…} {"type":"same-story",…} {"type":"gathered",…}     in any number
//! {"type":"cluster",…} {"type":"document",…} {"type":"obfuscated",…}
//! {"type":"source",…} {"type":"source-pair",…} {"type":"source-told",…} {"type":"network",…}
//! {"type":"common-sentence",…} {"type":"audit",…} {"type":"fault",…}
//! {"type":"summary",…}                                                last: without it the file is cut short
//! ```
//!
//! Each line but for its `type` has the shape of the same thing in `json`.

use super::data::{
    Audit, Cluster, CommonSentence, DocumentReport, Gathered, Match, Network, ObfuscatedDocument, Report, SourcePair,
    SourceReport, SourceTold, Summary,
};
use super::{Options, json};
use crate::document::Fault;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What is known before the first finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`super::SCHEMA`].
    pub schema: String,
    /// Name and version of the tool.
    pub tool: String,
    /// `scan`, `inspect` or `compare`.
    pub command: String,
    /// The options that bear on the result, by their names on the command line.
    pub options: BTreeMap<String, serde_json::Value>,
}

impl From<&Report> for Header {
    fn from(report: &Report) -> Self {
        Self {
            schema: report.schema.clone(),
            tool: report.tool.clone(),
            command: report.command.clone(),
            options: report.options.clone(),
        }
    }
}

/// One line; made from a reference to any part of a report with `into()`. A [`Match`] becomes [`Line::Match`]; one of
/// the same story told apart is wrapped by hand.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Line<'a> {
    /// The first.
    Report(Cow<'a, Header>),
    /// A pair of documents.
    Match(Cow<'a, Match>),
    /// A pair that tells the same story, apart.
    SameStory(Cow<'a, Match>),
    /// A document and the earlier ones that explain it.
    Gathered(Cow<'a, Gathered>),
    /// A group of documents.
    Cluster(Cow<'a, Cluster>),
    /// A document with findings of its own.
    Document(Cow<'a, DocumentReport>),
    /// A document with characters that look like others or that nobody sees.
    Obfuscated(Cow<'a, ObfuscatedDocument>),
    /// What a source shares.
    Source(Cow<'a, SourceReport>),
    /// What a source retells of another.
    SourcePair(Cow<'a, SourcePair>),
    /// How much of a source is its own.
    SourceTold(Cow<'a, SourceTold>),
    /// Sources that publish the same stories within hours.
    Network(Cow<'a, Network>),
    /// A sentence told in many documents.
    CommonSentence(Cow<'a, CommonSentence>),
    /// Measured recall.
    Audit(Cow<'a, Audit>),
    /// A record that was skipped or repaired.
    Fault(Cow<'a, Fault>),
    /// The last.
    Summary(Cow<'a, Summary>),
}

macro_rules! line_from {
    ($($part:ident => $variant:ident),+ $(,)?) => {$(
        impl<'a> From<&'a $part> for Line<'a> {
            fn from(part: &'a $part) -> Self {
                Self::$variant(Cow::Borrowed(part))
            }
        }
    )+};
}

line_from! {
    Header => Report, Match => Match, Gathered => Gathered, Cluster => Cluster, DocumentReport => Document,
    ObfuscatedDocument => Obfuscated, SourceReport => Source, SourcePair => SourcePair, SourceTold => SourceTold,
    Network => Network, CommonSentence => CommonSentence, Audit => Audit, Fault => Fault, Summary => Summary,
}

/// Writes a report line by line.
///
/// ```
/// use twicetold::report::{Header, Lines, Summary};
/// let mut lines = Lines::new(Vec::new());
/// lines.write(&Header::default())?;
/// lines.write(&Summary::default())?;
/// let bytes = lines.into_inner();
/// assert!(bytes.starts_with(br#"{"type":"report","#));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    /// Lines into `out`, which should be buffered.
    pub const fn new(out: W) -> Self {
        Self { out }
    }

    /// Writes one line.
    ///
    /// # Errors
    ///
    /// Only what the writer refuses.
    pub fn write<'a>(&mut self, line: impl Into<Line<'a>>) -> io::Result<()> {
        json::write_line(&line.into(), &mut self.out)
    }

    /// The writer, unflushed.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// Writes a whole report: the header, every finding, the summary.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    lines.write(&Header::from(report))?;
    report.matches.iter().try_for_each(|part| lines.write(part))?;
    report.same_story.iter().try_for_each(|part| lines.write(Line::SameStory(Cow::Borrowed(part))))?;
    report.gathered.iter().try_for_each(|part| lines.write(part))?;
    report.clusters.iter().try_for_each(|part| lines.write(part))?;
    report.documents.iter().try_for_each(|part| lines.write(part))?;
    report.obfuscated.iter().try_for_each(|part| lines.write(part))?;
    report.sources.iter().try_for_each(|part| lines.write(part))?;
    report.source_pairs.iter().try_for_each(|part| lines.write(part))?;
    report.sources_told.iter().try_for_each(|part| lines.write(part))?;
    report.networks.iter().try_for_each(|part| lines.write(part))?;
    report.common_sentences.iter().try_for_each(|part| lines.write(part))?;
    report.audit.iter().try_for_each(|part| lines.write(part))?;
    report.faults.iter().try_for_each(|part| lines.write(part))?;
    lines.write(&report.summary)
}
