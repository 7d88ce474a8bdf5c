//! Shingles → what is kept of a document: a signature to estimate likeness, fingerprints to find
//! shared passages.

pub mod minhash;
pub mod winnow;

pub use minhash::{MinHasher, SketchOptions, estimate};
pub use winnow::winnow;
