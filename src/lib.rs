//! twicetold finds what has been told twice.


pub mod boilerplate;
pub mod candidates;
pub mod cluster;
pub mod document;
mod error;
pub mod normalize;
pub mod repetition;
pub mod report;
pub mod segment;
pub mod shingle;
pub mod similarity;
pub mod sketch;
mod span;
pub mod weights;

pub use error::{Error, Result};
pub use span::Span;
