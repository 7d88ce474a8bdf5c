//! Shingles and stems → what is kept of a document: a signature to estimate likeness, fingerprints to find
//! shared passages, terms to find rewrites.

pub mod minhash;
pub mod terms;
pub mod winnow;

pub use minhash::{MinHasher, SketchOptions, estimate};
pub use terms::{ContentStem, Term, TermSketcher};
pub use winnow::winnow;
