//! Corpora with planted truth, and how well reported pairs agree with a truth.
//!
//! [`Generator`] writes documents of which it knows exactly how alike they are; [`evaluate`] judges pairs
//! that a tool reports by a [`Truth`], whether that of a generated corpus or one made by hand. Neither
//! knows how pairs are found: the truth must not come from the code that is judged with it.

mod compose;
mod corpus;
mod generate;
mod groups;
mod judge;
mod language;
mod overlap;
mod predicted;
mod rand_index;
mod random;
mod record;
mod truth;
mod versions;
mod vocabulary;

pub use generate::{Counts, GenerateOptions, Generator, Shape};
pub use judge::{EvaluateOptions, Evaluation, LabelRecall, Mode, PairCounts, evaluate};
pub use language::Language;
pub use predicted::PredictedPair;
pub use truth::Truth;
pub use versions::Kind;
