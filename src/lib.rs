//! twicetold finds what has been told twice.

pub mod document;
mod error;
pub mod normalize;
pub mod repetition;
pub mod report;
pub mod segment;
mod span;

pub use error::{Error, Result};
pub use span::Span;
