//! twicetold finds what has been told twice.

pub mod document;
mod error;
pub mod evaluate;
pub mod report;
mod span;

pub use error::{Error, Result};
pub use span::Span;
