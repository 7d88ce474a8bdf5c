//! Documents → what candidates are found by; and documents again, when their texts are needed.

use super::{broken, bytes, column, ranks};
use crate::columns::{self, Columns};
use crate::error::raised;
use crate::options::of_scan;
use crate::table::Table;
use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use twicetold::pipeline::steps::{Sketcher, content_of};
use twicetold::read::{Documents, Inputs, Options as ReadOptions, Outcome, Scratch};

/// Checks that the steps can do what is asked.
#[pyfunction]
pub(crate) fn check_steps(py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<()> {
    let (_, options) = of_scan(options)?;
    Sketcher::new(&options).map(|_| ()).map_err(|error| raised(py, &error))
}

/// Sketches the documents of one task.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct Sketching {
    sketcher: Sketcher,
    read: ReadOptions,
    /// The number of the next row.
    next: i64,
}

#[derive(Default)]
struct Rows {
    id: StringBuilder,
    date: StringBuilder,
    content: BinaryBuilder,
    number: Int64Builder,
    words: Int64Builder,
    term_count: Int32Builder,
    bands: BinaryBuilder,
    bits: BinaryBuilder,
    terms: BinaryBuilder,
    skipped: StringBuilder,
    repaired: Int32Builder,
}

impl Rows {
    fn skip(&mut self, number: i64, reason: &str) {
        self.id.append_null();
        self.date.append_null();
        self.content.append_null();
        self.number.append_value(number);
        self.words.append_null();
        self.term_count.append_null();
        self.bands.append_null();
        self.bits.append_null();
        self.terms.append_null();
        self.skipped.append_value(reason);
        self.repaired.append_value(0);
    }

    fn finish(mut self) -> PyResult<Table> {
        let (text, blob) = (DataType::Utf8, DataType::Binary);
        let columns: Vec<(&str, DataType, ArrayRef)> = vec![
            ("id", text.clone(), Arc::new(self.id.finish())),
            ("date", text.clone(), Arc::new(self.date.finish())),
            ("content", blob.clone(), Arc::new(self.content.finish())),
            ("number", DataType::Int64, Arc::new(self.number.finish())),
            ("words", DataType::Int64, Arc::new(self.words.finish())),
            ("term_count", DataType::Int32, Arc::new(self.term_count.finish())),
            ("bands", blob.clone(), Arc::new(self.bands.finish())),
            ("bits", blob.clone(), Arc::new(self.bits.finish())),
            ("terms", blob, Arc::new(self.terms.finish())),
            ("skipped", text, Arc::new(self.skipped.finish())),
            ("repaired", DataType::Int32, Arc::new(self.repaired.finish())),
        ];
        let fields = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), true)).collect();
        Table::new(fields, columns.into_iter().map(|(.., column)| column).collect())
    }
}

#[pymethods]
impl Sketching {
    /// `first` is the number of the first row of the task; no other task may have it or one up to where this ends.
    #[new]
    fn new(py: Python<'_>, options: &Bound<'_, PyDict>, first: i64) -> PyResult<Self> {
        let (read, options) = of_scan(options)?;
        Ok(Self { sketcher: Sketcher::new(&options).map_err(|error| raised(py, &error))?, read, next: first })
    }

    /// A row for each document of a table: of equal ones only the first has its bands, bits and terms; what is none has the reason.
    fn batch(&mut self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
        let fields = &self.read.fields;
        let columns = Columns::of(&("table".to_owned(), table.clone()), &columns::names(fields), fields)?;
        let count = columns.len();
        let named: Vec<bool> = (0..count).map(|at| columns.value(at, &self.read.fields.id).is_some()).collect();
        let (sketcher, read, first) = (&mut self.sketcher, &self.read, self.next);
        self.next += i64::try_from(count).unwrap_or(i64::MAX);
        let rows = py.detach(move || {
            let inputs = Inputs::in_memory("data", Box::new(columns), read);
            let (mut rows, mut seen, mut at) = (Rows::default(), HashSet::new(), 0usize);
            let mut scratch = Scratch::default();
            for batch in inputs.batches(read) {
                batch?.for_each(read, &mut scratch, |outcome| {
                    let number = first + i64::try_from(at).unwrap_or(i64::MAX);
                    let is_named = named.get(at).copied().unwrap_or(false);
                    at += 1;
                    let record = match &outcome {
                        Outcome::Document(record) if is_named => record,
                        Outcome::Document(_) => return rows.skip(number, "missing-id"),
                        Outcome::Skipped(fault) => return rows.skip(number, fault.reason.name()),
                    };
                    let sketch = sketcher.sketch(record);
                    let is_new = seen.insert(sketch.content);
                    let kept = |bytes| is_new.then_some(bytes);
                    rows.id.append_value(&record.id);
                    rows.date.append_option(record.date.as_deref().filter(|date| !date.is_empty()));
                    rows.content.append_value(sketch.content.to_be_bytes());
                    rows.number.append_value(number);
                    rows.words.append_value(i64::from(sketch.words));
                    rows.term_count.append_value(i32::try_from(sketch.terms.len()).unwrap_or(i32::MAX));
                    rows.bands.append_option(kept(bytemuck::cast_slice::<u32, u8>(sketch.bands)));
                    rows.bits.append_option(kept(sketch.bits));
                    rows.terms.append_option(kept(bytemuck::cast_slice(sketch.terms)));
                    rows.skipped.append_null();
                    rows.repaired.append_value(i32::try_from(record.repairs.len()).unwrap_or(i32::MAX));
                });
            }
            Ok::<_, twicetold::Error>(rows)
        });
        rows.map_err(|error| raised(py, &error))?.finish()
    }
}

/// Picks the wanted documents of a task out of what has their ids, and leaves one text of each content in a batch.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct Fetching {
    text: String,
}

#[pymethods]
impl Fetching {
    #[new]
    const fn new(text: String) -> Self {
        Self { text }
    }

    /// Of each row what is to become of it: 0 it is another document of the same id, 1 it stays, 2 it stays without its text, whose words
    /// are those of another row that stays.
    ///
    /// The batch has the column of texts, and `content` and `component`, what the row is wanted for and where, and `first`, whether it is the
    /// first of its content, whose text is what reports show.
    fn batch(&self, py: Python<'_>, batch: PyRecordBatch) -> PyResult<Vec<u8>> {
        let batch = batch.into_inner();
        let texts = arrow_cast::cast(column(&batch, &self.text)?, &DataType::LargeUtf8).map_err(broken)?;
        let (contents, places) = (column(&batch, "content")?, ranks(&batch, "component")?);
        let firsts = column(&batch, "first")?.as_boolean();
        Ok(py.detach(|| verdicts_of((&places, firsts), &texts, contents)))
    }
}

fn verdicts_of((places, firsts): (&[u32], &BooleanArray), texts: &ArrayRef, contents: &ArrayRef) -> Vec<u8> {
    let (mut seen, mut verdicts): (HashMap<(u128, u32), Vec<u64>>, _) = (HashMap::new(), Vec::with_capacity(places.len()));
    let texts = texts.as_string::<i64>();
    let mut words = Vec::new();
    for (row, &place) in places.iter().enumerate() {
        let wanted = bytes(contents, row).and_then(|bytes| bytes.try_into().ok()).map(u128::from_be_bytes);
        let found = (!texts.is_null(row)).then(|| content_of(texts.value(row), &mut words));
        if found.is_none() || found != wanted {
            verdicts.push(0);
            continue;
        }
        let found = found.map(|found| (found, place));
        let known = found.and_then(|found| seen.get(&found));
        let is_copy = !firsts.value(row) && !words.is_empty() && known.is_some_and(|known| *known == words);
        if let Some(found) = found.filter(|_| known.is_none()) {
            seen.insert(found, std::mem::take(&mut words));
        }
        verdicts.push(if is_copy { 2 } else { 1 });
    }
    verdicts
}
