//! Corpora with planted truth, and how well reported pairs agree with a truth.
//!
//! [`Generator`] writes documents of which it knows exactly how alike they are.

mod compose;
mod corpus;
mod generate;
mod language;
mod overlap;
mod random;
mod record;
mod versions;
mod vocabulary;

pub use generate::{Counts, GenerateOptions, Generator, Shape};
pub use language::Language;
pub use versions::Kind;
