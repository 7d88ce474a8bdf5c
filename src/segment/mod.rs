//! Text → words, stems, sentences, and the language they are in; one file a task.
//!
//! Everything returned points into the original text.

mod chunk;
mod complex;
mod foreign;
pub mod language;
mod masks;
pub mod sentences;
pub mod stems;
pub mod words;

pub use language::{Language, detect};
pub use sentences::sentences;
pub use stems::{Stem, Stems};
pub use words::{Word, WordReader, folded, word_hashes, words, words_in_full};
