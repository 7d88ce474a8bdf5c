//! What a tool says of a corpus: scored pairs, from whatever kind of report.

use crate::error::{Error, Result};

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

    /// Reads a table of `left right score`, tab-separated, with or without a header `id_a …` or `left …`;
    /// without a score it is 1.
    ///
    /// # Errors
    /// An input error naming the line, where it has one column or a score that is no number.
    pub fn read_table(table: &str) -> Result<Vec<Self>> {
        let mut pairs = Vec::new();
        for (at, line) in table.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let mut columns = line.split('\t');
            let (Some(left), Some(right)) = (columns.next(), columns.next()) else {
                return Err(Error::input(format!("line {}: one column; a pair has two, separated by a tab", at + 1)));
            };
            if at == 0 && matches!((left, right), ("id_a", "id_b") | ("left", "right")) {
                continue;
            }
            let score = match columns.next().filter(|score| !score.is_empty()) {
                None => 1.0,
                Some(text) => match text.parse::<f64>() {
                    Ok(score) if score.is_finite() => score,
                    _ => return Err(Error::input(format!("line {}: '{text}' is no score", at + 1))),
                },
            };
            pairs.push(Self::new(left, right, score));
        }
        Ok(pairs)
    }
}
