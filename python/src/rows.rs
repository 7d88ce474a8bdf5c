//! Documents of a Python list — strings, or dicts with fields — as the columns of a table.

use arrow_array::builder::LargeStringBuilder;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use std::sync::Arc;
use twicetold::read::Fields;

/// Copies the wanted fields of each row; a string is a text. A field that no row has is no column, but for the text.
pub(crate) fn columns(list: &Bound<'_, PyList>, names: &[String], fields: &Fields) -> PyResult<RecordBatch> {
    let mut columns: Vec<LargeStringBuilder> = names.iter().map(|_| LargeStringBuilder::new()).collect();
    for (number, row) in list.iter().enumerate() {
        for (name, column) in names.iter().zip(&mut columns) {
            column.append_option(value(&row, name, fields, number)?);
        }
    }
    let columns: Vec<LargeStringArray> = columns.iter_mut().map(LargeStringBuilder::finish).collect();
    let is_there = |name: &String, column: &LargeStringArray| *name == fields.text || column.null_count() < column.len();
    let there = names.iter().zip(columns).filter(|(name, column)| is_there(name, column));
    let (kinds, columns): (Vec<_>, Vec<_>) =
        there.map(|(name, column)| (Field::new(name, DataType::LargeUtf8, true), Arc::new(column) as ArrayRef)).unzip();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(kinds)), columns);
    batch.map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// The value of a field of a row; nothing where it is None or missing.
fn value(row: &Bound<'_, PyAny>, name: &str, fields: &Fields, number: usize) -> PyResult<Option<String>> {
    if row.is_none() {
        return Ok(None);
    }
    if let Ok(text) = row.cast::<PyString>() {
        return Ok((name == fields.text).then(|| text.to_string_lossy().into_owned()));
    }
    let row = row.cast::<PyDict>().map_err(|_| {
        let kind = row.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!("row {number} is a {kind}; give texts (str) or dicts with the field '{}'", fields.text))
    })?;
    let Some(value) = row.get_item(name)?.filter(|value| !value.is_none()) else { return Ok(None) };
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(text.to_string_lossy().into_owned()));
    }
    if name == fields.text {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("row {number}: the field '{name}' is a {kind}, not a text")));
    }
    Ok(Some(value.str()?.to_string_lossy().into_owned()))
}
