//! What can go wrong, as one type: a private kind, predicates to ask for it, a sentence to act on.
//!
//! A bad record is not an error but a finding (see [`crate::document::Fault`]); an `Error` means that
//! what was asked for as a whole could not be done.

use std::fmt;
use std::io;

/// The result of anything that can fail as a whole.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be done, with the place and the remedy in its message.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usage,
    Input,
    Output,
    Limit,
    Interrupted,
}

impl Error {
    /// An option or a combination of options that cannot be met.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), source: None }
    }

    /// Something named by the user that could not be read or understood.
    pub fn input(message: impl Into<String>) -> Self {
        Self { kind: Kind::Input, message: message.into(), source: None }
    }

    /// A file or folder that could not be read.
    pub fn read(path: impl fmt::Display, source: io::Error) -> Self {
        Self { kind: Kind::Input, message: format!("{path}: cannot be read: {source}"), source: Some(Box::new(source)) }
    }

    /// A report that could not be written.
    pub fn write(path: impl fmt::Display, source: io::Error) -> Self {
        let full = matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        let kind = if full { Kind::Limit } else { Kind::Output };
        Self { kind, message: format!("{path}: cannot be written: {source}"), source: Some(Box::new(source)) }
    }

    /// A limit of memory, disk, count or time that was reached.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { kind: Kind::Limit, message: message.into(), source: None }
    }

    /// The user asked to stop.
    #[must_use]
    pub fn interrupted() -> Self {
        Self { kind: Kind::Interrupted, message: "interrupted; nothing was written".into(), source: None }
    }

    /// Whether an option, or a combination of options, was out of range.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.kind == Kind::Usage
    }

    /// Whether a named input could not be read or understood.
    #[must_use]
    pub fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// Whether a report could not be written.
    #[must_use]
    pub fn is_output(&self) -> bool {
        self.kind == Kind::Output
    }

    /// Whether a limit of memory, disk, count or time was reached.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.kind == Kind::Limit
    }

    /// Whether the user asked to stop.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
