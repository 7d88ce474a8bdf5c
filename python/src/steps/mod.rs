//! The steps of a scan over several machines, as `twicetold.spark` asks for them: batches of Arrow in, rows out.
//!
//! What must meet at one place is packed: a row has the number of the place (`to`) and a blob of many numbers, lowest byte first, so that
//! the engine between moves few rows. Each class takes the batches of one task and gives its rows when they are over.

mod buckets;
mod part;
mod sketch;
mod terms;

use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field};
use bytemuck::Pod;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::sync::Arc;

use crate::table::Table;

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("STEPS_FORMAT", twicetold::pipeline::steps::FORMAT)?;
    module.add("CELL_BLOCKS", twicetold::pipeline::steps::CELL_BLOCKS)?;
    module.add_class::<sketch::Sketching>()?;
    module.add_class::<sketch::Fetching>()?;
    module.add_class::<buckets::BandScatter>()?;
    module.add_class::<buckets::Bucketing>()?;
    module.add_class::<buckets::Linking>()?;
    module.add_class::<buckets::LinkScatter>()?;
    module.add_class::<buckets::Star>()?;
    module.add_class::<terms::CellScatter>()?;
    module.add_class::<terms::CellCounting>()?;
    module.add_class::<terms::Frequencies>()?;
    module.add_class::<terms::TermScatter>()?;
    module.add_class::<terms::BlockPartners>()?;
    module.add_class::<terms::BestPartners>()?;
    module.add_function(wrap_pyfunction!(sketch::check_steps, module)?)?;
    module.add_function(wrap_pyfunction!(buckets::set_members, module)?)?;
    module.add_function(wrap_pyfunction!(buckets::link_ends, module)?)?;
    module.add_function(wrap_pyfunction!(terms::thin_terms, module)?)?;
    module.add_function(wrap_pyfunction!(part::scan_part, module)?)?;
    module.add_function(wrap_pyfunction!(part::part_rows, module)?)?;
    module.add_function(wrap_pyfunction!(part::check_removing, module)?)?;
    module.add_function(wrap_pyfunction!(part::removable_part, module)?)?;
    module.add_function(wrap_pyfunction!(part::report_ends, module)?)?;
    Ok(())
}

/// A column of a batch; the steps name those they need.
fn column<'b>(batch: &'b RecordBatch, name: &str) -> PyResult<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| PyValueError::new_err(format!("a step was given no column '{name}'")))
}

/// The bytes of a row of a binary column; none where it is null.
fn bytes(column: &ArrayRef, row: usize) -> Option<&[u8]> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        _ => None,
    }
}

/// The numbers of a blob.
fn numbers<T: Pod>(blob: &[u8]) -> Vec<T> {
    bytemuck::pod_collect_to_vec(blob.get(..blob.len() - blob.len() % size_of::<T>()).unwrap_or_default())
}

/// All numbers of all blobs of a batch.
fn unpack<T: Pod>(batch: &RecordBatch, into: &mut Vec<T>) -> PyResult<()> {
    let blobs = column(batch, "blob")?;
    for row in 0..batch.num_rows() {
        into.extend(bytes(blobs, row).map(numbers::<T>).unwrap_or_default());
    }
    Ok(())
}

/// The values of a column of whole numbers below 2³².
fn ranks(batch: &RecordBatch, name: &str) -> PyResult<Vec<u32>> {
    let column = column(batch, name)?;
    let wrong = || PyValueError::new_err(format!("a step was given a column '{name}' of {}", column.data_type()));
    if let Some(values) = column.as_primitive_opt::<Int64Type>() {
        return Ok(values.values().iter().map(|&value| u32::try_from(value).unwrap_or(u32::MAX)).collect());
    }
    let values = column.as_primitive_opt::<Int32Type>().ok_or_else(wrong)?;
    Ok(values.values().iter().map(|&value| value.cast_unsigned()).collect())
}

/// Rows of what must meet: where, of what kind, what, and a count.
#[derive(Default)]
struct Packed {
    to: Int32Builder,
    kind: Int32Builder,
    blob: BinaryBuilder,
    count: Int64Builder,
}

/// Bytes of a blob at most, so that no batch is too large for Arrow.
const BLOB_BYTES: usize = 8 << 20;

impl Packed {
    /// Adds numbers in as many rows as they need; the count stands in the first.
    fn push<T: Pod>(&mut self, to: u32, kind: i32, values: &[T], count: u64) {
        let mut count = i64::try_from(count).unwrap_or(i64::MAX);
        for some in values.chunks((BLOB_BYTES / size_of::<T>()).max(1)) {
            self.push_bytes(to, kind, bytemuck::cast_slice(some), count);
            count = 0;
        }
        if values.is_empty() && count > 0 {
            self.push_bytes(to, kind, &[], count);
        }
    }

    fn push_bytes(&mut self, to: u32, kind: i32, blob: &[u8], count: i64) {
        self.to.append_value(to.cast_signed());
        self.kind.append_value(kind);
        self.blob.append_value(blob);
        self.count.append_value(count);
    }

    fn finish(mut self) -> PyResult<Table> {
        let fields = [("to", DataType::Int32), ("kind", DataType::Int32), ("blob", DataType::Binary), ("count", DataType::Int64)];
        let fields = fields.map(|(name, kind)| Field::new(name, kind, false));
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.to.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.blob.finish()),
            Arc::new(self.count.finish()),
        ];
        Table::new(fields.to_vec(), columns)
    }
}

/// A table of two columns of whole numbers.
fn pairs(names: [&str; 2], rows: impl Iterator<Item = (i64, i64)>) -> PyResult<Table> {
    let (mut left, mut right) = (Int64Builder::new(), Int64Builder::new());
    for (one, other) in rows {
        left.append_value(one);
        right.append_value(other);
    }
    let fields = names.map(|name| Field::new(name, DataType::Int64, false));
    Table::new(fields.to_vec(), vec![Arc::new(left.finish()), Arc::new(right.finish())])
}

fn broken(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
