//! Documents that stand in the columns of an Arrow table, read where they stand.

use crate::rows;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3_arrow::PyTable;
use std::borrow::Cow;
use twicetold::read::{Documents, Fields};

/// Data as the Python half hands it over: `("table", …)`, `("rows", […])` or `("paths", […])`.
pub(crate) type Handed<'py> = (String, Bound<'py, PyAny>);

/// The names of the fields of a document.
pub(crate) fn names(fields: &Fields) -> Vec<String> {
    [&fields.text, &fields.id, &fields.source, &fields.date, &fields.title, &fields.url].map(String::clone).to_vec()
}

/// The wanted columns of a table, as text, a piece for each of its batches.
pub(crate) struct Columns {
    names: Vec<String>,
    batches: Vec<Batch>,
    /// The name of the column that is the number of the row, since the table has none of that name.
    id: Option<String>,
    rows: usize,
}

struct Batch {
    /// Rows before it.
    before: usize,
    columns: Vec<ArrayRef>,
}

impl Columns {
    /// Takes the columns, or the fields of a list, called `names`, as far as they are there; that of the texts must be.
    ///
    /// Columns of text are not copied; numbers, dates and dictionaries are written as text. Costs one look at the bytes of each text:
    /// what a producer says is UTF-8 need not be.
    pub(crate) fn of((kind, data): &Handed<'_>, names: &[String], fields: &Fields) -> PyResult<Self> {
        if kind == "rows" {
            let batch = rows::columns(data.cast::<PyList>()?, names, fields)?;
            let schema = batch.schema();
            return Self::of_batches(vec![batch], &schema, names, fields);
        }
        let (batches, schema) = data.extract::<PyTable>()?.into_inner();
        Self::of_batches(batches, &schema, names, fields)
    }

    fn of_batches(batches: Vec<RecordBatch>, schema: &Schema, names: &[String], fields: &Fields) -> PyResult<Self> {
        let text = &fields.text;
        let present: Vec<usize> =
            schema.fields().iter().enumerate().filter(|(_, field)| names.contains(field.name())).map(|(at, _)| at).collect();
        let names: Vec<String> = present.iter().map(|&at| schema.field(at).name().clone()).collect();
        if !names.contains(text) {
            let there: Vec<_> = schema.fields().iter().map(|field| format!("'{}'", field.name())).collect();
            let message =
                format!("the table has no column '{text}'; it has {} (name the one with the texts by text=…)", there.join(", "));
            return Err(PyValueError::new_err(message));
        }
        let (mut taken, mut rows) = (Vec::with_capacity(batches.len()), 0);
        for batch in batches {
            let columns = present.iter().zip(&names).map(|(&at, name)| as_text(batch.column(at), name, name == text));
            taken.push(Batch { before: rows, columns: columns.collect::<PyResult<_>>()? });
            rows += batch.num_rows();
        }
        let id = (!names.contains(&fields.id)).then(|| fields.id.clone());
        Ok(Self { names, batches: taken, id, rows })
    }
}

fn as_text(column: &ArrayRef, name: &str, must_be_text: bool) -> PyResult<ArrayRef> {
    let refused = |error: arrow_schema::ArrowError| PyValueError::new_err(format!("column '{name}': {error}"));
    let of_text = |kind: &DataType| matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let kind = column.data_type();
    if of_text(kind) {
        column.to_data().validate_full().map_err(refused)?;
        return Ok(ArrayRef::clone(column));
    }
    let is_nothing = *kind == DataType::Null || column.null_count() == column.len();
    let is_dictionary = matches!(kind, DataType::Dictionary(_, values) if of_text(values));
    if must_be_text && !is_dictionary && !is_nothing {
        return Err(PyTypeError::new_err(format!(
            "column '{name}' holds {kind}, not text; name the one with the texts by text=…"
        )));
    }
    // A dictionary may say that its bytes are UTF-8 where they are not, too.
    if is_dictionary {
        column.to_data().validate_full().map_err(refused)?;
    }
    arrow_cast::cast(column, &DataType::Utf8)
        .map_err(|_| PyTypeError::new_err(format!("column '{name}' holds {kind}, which cannot be written as text; leave it out")))
}

impl Documents for Columns {
    fn len(&self) -> usize {
        self.rows
    }

    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
        if self.id.as_deref() == Some(field) {
            return Some(Cow::Owned(at.to_string()));
        }
        let column = self.names.iter().position(|name| name == field)?;
        let batch = self.batches.partition_point(|batch| batch.before <= at).checked_sub(1)?;
        let batch = self.batches.get(batch)?;
        let (column, row) = (batch.columns.get(column)?, at - batch.before);
        if row >= column.len() || column.is_null(row) {
            return None;
        }
        let text = match column.data_type() {
            DataType::LargeUtf8 => column.as_string::<i64>().value(row),
            DataType::Utf8View => column.as_string_view().value(row),
            _ => column.as_string::<i32>().value(row),
        };
        Some(Cow::Borrowed(text))
    }
}
