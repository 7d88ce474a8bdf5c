//! What is true of a corpus, read from tables: judged pairs, clusters, and what is not to be judged.

use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};

/// Two documents by number, the smaller first.
pub(super) type Pair = (u32, u32);

/// A pair that the truth names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) label: u32,
    pub(super) positive: bool,
    pub(super) similarity: Option<f64>,
}

/// The truth that predictions are judged by.
///
/// Tables are tab-separated with a header line, which is not read. Empty lines are skipped. Any
/// number of tables of each kind can be added; a pair named twice has the label it was given last.
///
/// ```
/// use twicetold::evaluate::Truth;
///
/// let mut truth = Truth::default();
/// truth.add_pairs("id_a\tid_b\tlabel\tpositive\na\tb\trewrite\t1\na\tc\tother\t0\n")?;
/// assert!(truth.add_pairs("id_a\tid_b\tlabel\tpositive\na\tb\n").is_err());
/// # Ok::<(), twicetold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Truth {
    pub(super) numbers: FxHashMap<String, u32>,
    pub(super) labels: Vec<String>,
    pub(super) listed: FxHashMap<Pair, Listed>,
    /// The cluster of each document that has one.
    pub(super) clusters: FxHashMap<u32, u32>,
    pub(super) ignored: FxHashSet<Pair>,
    pub(super) ignored_documents: FxHashSet<u32>,
}

impl Truth {
    /// Adds judged pairs: `id_a id_b label positive`, where positive is 1 for a true pair, and as a
    /// fifth column, if there is one, their similarity. Further columns are not read.
    ///
    /// # Errors
    /// An input error naming the line, where a column is missing or is no number.
    pub fn add_pairs(&mut self, table: &str) -> Result<()> {
        let mut label_numbers: FxHashMap<String, u32> =
            self.labels.iter().zip(0..).map(|(label, number)| (label.clone(), number)).collect();
        for (line, row) in rows(table) {
            let [left, right, label, positive, rest @ ..] = row.as_slice() else {
                return Err(short(line, "id_a, id_b, label and positive"));
            };
            let positive = match *positive {
                "0" => false,
                "1" => true,
                other => return Err(Error::input(format!("line {line}: positive is 0 or 1, not '{other}'"))),
            };
            let similarity = rest.first().map(|text| similarity(line, text)).transpose()?.flatten();
            let label = *label_numbers.entry((*label).to_owned()).or_insert_with(|| {
                self.labels.push((*label).to_owned());
                self.labels.len() as u32 - 1
            });
            if let Some(pair) = self.pair(left, right) {
                let positive = positive || self.listed.get(&pair).is_some_and(|listed| listed.positive);
                self.listed.insert(pair, Listed { label, positive, similarity });
            }
        }
        Ok(())
    }

    /// Adds clusters: `id cluster`. All pairs within a cluster are true, all others false.
    ///
    /// # Errors
    /// An input error naming the line, where a column is missing.
    pub fn add_clusters(&mut self, table: &str) -> Result<()> {
        let mut cluster_numbers = FxHashMap::default();
        // Clusters of different tables are different.
        let first = self.clusters.values().max().map_or(0, |&most| most + 1);
        for (line, row) in rows(table) {
            let [id, cluster, ..] = row.as_slice() else { return Err(short(line, "id and cluster")) };
            let next = first + cluster_numbers.len() as u32;
            let cluster = *cluster_numbers.entry((*cluster).to_owned()).or_insert(next);
            let document = self.number(id);
            self.clusters.insert(document, cluster);
        }
        Ok(())
    }

    /// Adds pairs that are not to be judged: `id_a id_b`.
    ///
    /// # Errors
    /// An input error naming the line, where a column is missing.
    pub fn add_ignored(&mut self, table: &str) -> Result<()> {
        for (line, row) in rows(table) {
            let [left, right, ..] = row.as_slice() else { return Err(short(line, "id_a and id_b")) };
            if let Some(pair) = self.pair(left, right) {
                self.ignored.insert(pair);
            }
        }
        Ok(())
    }

    /// Adds documents no pair of which is to be judged: `id`.
    pub fn add_ignored_documents(&mut self, table: &str) {
        for (_, row) in rows(table) {
            let document = row.first().map(|id| self.number(id));
            self.ignored_documents.extend(document);
        }
    }

    /// Whether it has judged pairs.
    #[must_use]
    pub fn has_pairs(&self) -> bool {
        !self.listed.is_empty()
    }

    /// Whether it has clusters.
    #[must_use]
    pub fn has_clusters(&self) -> bool {
        !self.clusters.is_empty()
    }

    /// Whether it names pairs that are not duplicates.
    #[must_use]
    pub fn has_negatives(&self) -> bool {
        self.listed.values().any(|listed| !listed.positive)
    }

    fn pair(&mut self, left: &str, right: &str) -> Option<Pair> {
        let (left, right) = (self.number(left), self.number(right));
        ordered(left, right)
    }

    fn number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(id.to_owned(), number);
        number
    }
}

/// The two numbers as a pair; none for a document with itself.
pub(super) fn ordered(left: u32, right: u32) -> Option<Pair> {
    (left != right).then(|| (left.min(right), left.max(right)))
}

/// Rows after the header with their line numbers, from 1.
fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = table.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    lines.map(|(at, line)| (at + 1, line.split('\t').collect()))
}

fn similarity(line: usize, text: &str) -> Result<Option<f64>> {
    match text.parse::<f64>() {
        _ if text.is_empty() => Ok(None),
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(Some(value)),
        _ => Err(Error::input(format!("line {line}: similarity is a number from 0 to 1, not '{text}'"))),
    }
}

fn short(line: usize, columns: &str) -> Error {
    Error::input(format!("line {line}: too few columns; there must be {columns}, separated by tabs"))
}
