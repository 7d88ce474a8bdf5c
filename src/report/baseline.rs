//! What a corpus holds already: findings that a team has seen, so that only new ones count.
//!
//! A baseline is a file people keep beside their texts and read in diffs: one finding a line, in order, by ids and not by lines or
//! places. A finding is known while it is no stronger than it was: a pair whose relation has become stronger, or which shares over a tenth more words,
//! and a document that has climbed by a whole percentile, are new again.
//!
//! ```text
//! {
//!   "schema": "twicetold-baseline/1",
//!   "findings": [
//!     {"rule":"near-duplicate","document":"b.txt","earlier":"a.txt","amount":212,"fingerprint":"0c…"},
//!     …
//!   ]
//! }
//! ```

use super::data::Report;
use super::findings::{Finding, Rule, findings_from};
use super::json;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Version of the file.
const SCHEMA: &str = "twicetold-baseline/1";

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    findings: Vec<Known>,
}

/// What a baseline made of a report: how many of its findings are known, how many new, and how many known ones are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Findings of the report that the baseline has.
    pub known: u64,
    /// Findings of the report that it has not, or not so strong.
    pub new: u64,
    /// Findings of the baseline that the report has not.
    pub gone: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    rule: String,
    document: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    earlier: Option<String>,
    amount: u64,
    fingerprint: String,
}

#[derive(Deserialize)]
struct File {
    schema: String,
    findings: Vec<Known>,
}

impl Baseline {
    /// All findings of a report; documents that repeat themselves from a percentile on, 95 in reports.
    #[must_use]
    pub fn of(report: &Report, repetitive_from: f64) -> Self {
        let mut known: Vec<Known> = findings_from(report, repetitive_from).iter().map(Known::of).collect();
        known.sort_by(|one, other| one.order().cmp(&other.order()));
        known.dedup_by(|one, other| one.fingerprint == other.fingerprint);
        Self { findings: known }
    }

    /// How many findings it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Reads the file that [`Self::write`] wrote.
    ///
    /// ```
    /// use twicetold::report::{Baseline, Report};
    /// let mut bytes = Vec::new();
    /// Baseline::of(&Report::default(), 95.0).write(&mut bytes)?;
    /// assert!(Baseline::read(std::str::from_utf8(&bytes)?)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An input error, with line and remedy, where it is none, or was written by a newer version.
    pub fn read(text: &str) -> Result<Self> {
        let file: File = serde_json::from_str(text)
            .map_err(|error| Error::input(format!("not a baseline: {error}; write it again with --write-baseline")))?;
        if file.schema != SCHEMA {
            return Err(Error::input(format!(
                "the baseline says its schema is '{}', this version reads '{SCHEMA}'; write it again with this version",
                file.schema
            )));
        }
        Ok(Self { findings: file.findings })
    }

    /// Writes it, one finding a line.
    ///
    /// # Errors
    /// Only what `out` refuses.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [")?;
        for (at, known) in self.findings.iter().enumerate() {
            write!(out, "{}\n    ", if at > 0 { "," } else { "" })?;
            json::write_compact(known, out)?;
        }
        let end = if self.findings.is_empty() { "" } else { "\n  " };
        writeln!(out, "{end}]\n}}")
    }

    /// Notes in a report which of its findings are known; `repetitive_from` as in [`Self::of`].
    pub fn mark(&self, report: &mut Report, repetitive_from: f64) {
        let known: FxHashMap<&str, &Known> = self.findings.iter().map(|known| (known.fingerprint.as_str(), known)).collect();
        let all = findings_from(report, repetitive_from);
        let is_known =
            |finding: &&Finding<'_>| known.get(finding.fingerprint.as_str()).is_some_and(|known| known.covers(finding));
        let mut marked: Vec<String> = all.iter().filter(is_known).map(|finding| finding.fingerprint.clone()).collect();
        let total = all.len() as u64;
        let seen = marked.len() as u64;
        let here: rustc_hash::FxHashSet<&str> = all.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let is_gone = |known: &&Known| !here.contains(known.fingerprint.as_str()) && known.is_looked_for(report);
        let gone = self.findings.iter().filter(is_gone).count() as u64;
        marked.sort_unstable();
        report.baseline = Some(Compared { known: seen, new: total - seen, gone });
        report.known = marked;
    }
}

/// How many findings of each rule no baseline has; all of them where none was given.
#[must_use]
pub fn new_findings(report: &Report, repetitive_from: f64) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for finding in findings_from(report, repetitive_from).iter().filter(|finding| !finding.known) {
        *counts.entry(finding.rule.name()).or_default() += 1;
    }
    counts
}

impl Known {
    fn of(finding: &Finding<'_>) -> Self {
        Self {
            rule: finding.rule.name().to_owned(),
            document: finding.at.id.to_owned(),
            earlier: finding.earlier.as_ref().map(|earlier| earlier.id.to_owned()),
            amount: finding.amount,
            fingerprint: finding.fingerprint.clone(),
        }
    }

    /// Whether the run of a report would have found it.
    fn is_looked_for(&self, report: &Report) -> bool {
        Rule::ALL.iter().any(|rule| rule.name() == self.rule && rule.is_looked_for(report))
    }

    fn order(&self) -> (&str, Option<&str>, &str, &str) {
        (&self.document, self.earlier.as_deref(), &self.rule, &self.fingerprint)
    }

    /// Whether a finding is no stronger than it was.
    fn covers(&self, finding: &Finding<'_>) -> bool {
        let rank = Rule::ALL.iter().find(|rule| rule.name() == self.rule);
        let is_no_stronger = rank.is_some_and(|&rule| finding.rule >= rule);
        let grown = match finding.rule {
            Rule::SaidAgain => false,
            Rule::Repetition => finding.amount >= self.amount + 100,
            _ => finding.amount * 10 > self.amount * 11,
        };
        is_no_stronger && !grown
    }
}
