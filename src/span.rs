//! `Span`: a half-open byte range of an original text, the only way twicetold points at words.
//!
//! It stands alone so that no room can mistake an offset into folded text for one into the
//! original: whatever is returned as a `Span` slices the text as it was read.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, of an original text, on `char` boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    ///
    /// An end before the start is taken as the empty span at `start`, so that a span never has a
    /// negative size.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// Size in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text it covers; empty where the span does not fit `text` (never panics).
    ///
    /// ```
    /// use twicetold::Span;
    /// assert_eq!(Span::new(4, 8).of("told twice"), " twi");
    /// assert_eq!(Span::new(4, 80).of("told twice"), "");
    /// ```
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// How many bytes two spans share.
    #[must_use]
    pub fn overlap(self, other: Self) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

impl From<Span> for std::ops::Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}
