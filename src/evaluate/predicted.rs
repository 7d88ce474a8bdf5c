//! What a tool says of a corpus: scored pairs, from whatever kind of report.

/// Two documents of which a tool says that they tell the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PredictedPair {
    /// Id of one document, as in the input.
    pub left: String,
    /// Id of the other; their order does not matter.
    pub right: String,
    /// How sure or how alike: higher is more.
    pub score: f64,
    /// Whether the tool calls the two identical, so that what holds for one holds for the other
    /// (see [`EvaluateOptions::transitive_identical`](super::EvaluateOptions)).
    pub identical: bool,
}

impl PredictedPair {
    /// A pair with a score.
    pub fn new(left: impl Into<String>, right: impl Into<String>, score: f64) -> Self {
        Self { left: left.into(), right: right.into(), score, identical: false }
    }
}
