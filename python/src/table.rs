//! Tables of a report as Arrow: what the other libraries take over without a copy.

use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder, UInt64Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyList};
use pyo3_arrow::PyTable;
use std::sync::Arc;
use twicetold::report::{Cell, ColumnKind, Report, Table as Kind};

/// Named columns of equal length, handed to other libraries by the Arrow C stream.
#[pyclass(frozen, module = "twicetold")]
pub(crate) struct Table {
    batch: RecordBatch,
}

enum Column {
    Text(StringBuilder),
    Count(UInt64Builder),
    Fraction(Float64Builder),
    Flag(BooleanBuilder),
}

impl Column {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(StringBuilder::new()),
            ColumnKind::Count => Self::Count(UInt64Builder::new()),
            ColumnKind::Fraction => Self::Fraction(Float64Builder::new()),
            ColumnKind::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_option(text),
            (Self::Count(column), Cell::Count(count)) => column.append_option(count),
            (Self::Fraction(column), Cell::Fraction(fraction)) => column.append_option(fraction),
            (Self::Flag(column), Cell::Flag(flag)) => column.append_value(flag),
            // A cell that is none of its column's kind has no value in it.
            (Self::Text(column), _) => column.append_null(),
            (Self::Count(column), _) => column.append_null(),
            (Self::Fraction(column), _) => column.append_null(),
            (Self::Flag(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut column) => Arc::new(column.finish()),
            Self::Count(mut column) => Arc::new(column.finish()),
            Self::Fraction(mut column) => Arc::new(column.finish()),
            Self::Flag(mut column) => Arc::new(column.finish()),
        }
    }
}

const fn kind(of: ColumnKind) -> DataType {
    match of {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Count => DataType::UInt64,
        ColumnKind::Fraction => DataType::Float64,
        ColumnKind::Flag => DataType::Boolean,
    }
}

impl Table {
    /// A table of a report.
    pub(crate) fn of(report: &Report, table: Kind) -> PyResult<Self> {
        let mut columns: Vec<_> = table.columns().iter().map(|&(_, kind)| Column::of(kind)).collect();
        table.each_row(report, |row| columns.iter_mut().zip(row).for_each(|(column, &cell)| column.push(cell)));
        let fields: Vec<_> = table.columns().iter().map(|&(name, of)| Field::new(name, kind(of), true)).collect();
        Self::new(fields, columns.into_iter().map(Column::finish).collect())
    }

    /// Its columns.
    pub(crate) const fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// A table of these columns.
    pub(crate) fn new(fields: Vec<Field>, columns: Vec<ArrayRef>) -> PyResult<Self> {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
        batch.map(|batch| Self { batch }).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let table = PyTable::try_new(vec![self.batch.clone()], self.batch.schema())?;
        let table = Bound::new(py, table)?;
        let requested = requested_schema.map_or_else(|| py.None().into_bound(py), Bound::into_any);
        let stream = table.call_method1("__arrow_c_stream__", (requested,))?;
        Ok(stream.cast_into::<PyCapsule>()?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let table = PyTable::try_new(vec![], self.batch.schema())?;
        Bound::new(py, table)?.call_method0("__arrow_c_schema__")
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The values of each column.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (field, column) in self.batch.schema().fields().iter().zip(self.batch.columns()) {
            columns.set_item(field.name(), values(py, column)?)?;
        }
        Ok(columns)
    }
}

fn values<'py>(py: Python<'py>, column: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    match column.data_type() {
        DataType::Utf8 => PyList::new(py, column.as_string::<i32>().iter().collect::<Vec<_>>()),
        DataType::UInt64 => PyList::new(py, column.as_primitive::<UInt64Type>().iter().collect::<Vec<_>>()),
        DataType::Float64 => PyList::new(py, column.as_primitive::<Float64Type>().iter().collect::<Vec<_>>()),
        DataType::Boolean => PyList::new(py, column.as_boolean().iter().collect::<Vec<_>>()),
        _ => {
            let bytes = column.as_any().downcast_ref::<FixedSizeBinaryArray>();
            let values = bytes.into_iter().flat_map(|bytes| bytes.iter()).map(|value| value.map(|value| PyBytes::new(py, value)));
            PyList::new(py, values.collect::<Vec<_>>())
        }
    }
}
