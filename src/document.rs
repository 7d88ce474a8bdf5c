//! What is compared: a document, where it came from, and what went wrong on the way.
//!
//! Plain data, one floor above spans: readers make it, everything above consumes it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Number of a document within one run: its rank by (date, id, content).
///
/// The rank does not depend on the order in which records were read, so nothing that is computed
/// from it does either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

impl DocumentId {
    /// As an index into per-document tables.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path as named or found; `-` for standard input. Shared, since many records stand in one file.
    pub file: Arc<str>,
    /// Number of the record within the file, from 1 (a line in line-based formats); 0 where the file as a
    /// whole is meant.
    pub record: u64,
    /// Offset of its first byte in the (decompressed) file.
    pub byte: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            0 => f.write_str(&self.file),
            record => write!(f, "{}:{record}", self.file),
        }
    }
}

/// What is known about a document beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Metadata {
    /// Outlet, site or folder; whose text it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// As it came; ISO 8601 dates order as text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// Headline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
}

/// One article: a text with an id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// As the user knows it: an id field, digit for digit, or the path of a text file.
    pub id: String,
    /// The original text, as read.
    pub text: String,
    /// Source, date, title, url.
    pub metadata: Metadata,
    /// Where it was read.
    pub place: Place,
}

impl Document {
    /// A document from an id and a text, without metadata.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), ..Self::default() }
    }
}

/// Why a record was skipped or repaired.
///
/// `name()` is the key under which it is counted; `ALL` lists every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Nothing but white space.
    Empty,
    /// Not the format it should be (a broken JSON line, say).
    Malformed,
    /// The text field is not there, or null.
    MissingText,
    /// The text field, the file or the web record is not text: a number, a picture, a PDF.
    NotText,
    /// Larger than `--max-document-bytes` (or its record larger than the record limit).
    TooLarge,
    /// Bytes that are no UTF-8: replaced (repaired).
    InvalidUtf8,
    /// Bytes of another charset than UTF-8 that nothing declares: read in the one they seem to be in (repaired).
    Charset,
    /// NUL characters: kept in the text, counted (repaired).
    Nul,
    /// A compressed file that ends early or is damaged: all before it is used.
    Damaged,
    /// A file that could not be opened or read.
    Unreadable,
    /// A second document with the same id: kept, told (repaired).
    DuplicateId,
}

impl Reason {
    /// Every reason, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::Empty,
        Self::Malformed,
        Self::MissingText,
        Self::NotText,
        Self::TooLarge,
        Self::InvalidUtf8,
        Self::Charset,
        Self::Nul,
        Self::Damaged,
        Self::Unreadable,
        Self::DuplicateId,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Malformed => "malformed",
            Self::MissingText => "missing-text",
            Self::NotText => "not-text",
            Self::TooLarge => "too-large",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::Charset => "charset",
            Self::Nul => "nul",
            Self::Damaged => "damaged",
            Self::Unreadable => "unreadable",
            Self::DuplicateId => "duplicate-id",
        }
    }

    /// Whether the record became a document all the same.
    #[must_use]
    pub const fn is_repair(self) -> bool {
        matches!(self, Self::InvalidUtf8 | Self::Charset | Self::Nul | Self::DuplicateId)
    }
}

/// A record that was skipped or repaired: why, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Why.
    pub reason: Reason,
    /// Where.
    pub place: Place,
    /// What was found and what to do, one sentence.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.reason.is_repair() { "repaired" } else { "skipped" };
        match self.place.record {
            0 => write!(f, "{}: {verb}, {}: {}", self.place, self.reason.name(), self.message),
            _ => write!(f, "{} (byte {}): {verb}, {}: {}", self.place, self.place.byte, self.reason.name(), self.message),
        }
    }
}
