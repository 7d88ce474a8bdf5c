//! A report as an object: its tables, its bytes in every format.

use crate::error::{raised, usage};
use crate::table::Table;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::io::Write;
use std::sync::Arc;
use twicetold::document::Fault;
use twicetold::pipeline::{add_texts, read_report_at};
use twicetold::report::{self, Options, ReportFormat, TableFormat};
use twicetold::{Error, Sources};

/// Bytes of original texts that a page may carry.
const TEXT_BYTES: u64 = 256 << 20;

/// What was found: tables, the whole as a dict, and every format of the command line.
#[pyclass(frozen, module = "twicetold._twicetold")]
pub(crate) struct Report {
    report: report::Report,
    faults: Vec<Fault>,
    /// What it is of, for a page that shows whole texts.
    sources: Option<Arc<Sources>>,
}

impl Report {
    pub(crate) fn of(report: report::Report, faults: Vec<Fault>, sources: Option<Arc<Sources>>) -> Self {
        Self { report, faults, sources }
    }

    fn bytes(&self, py: Python<'_>, format: ReportFormat, texts: bool, top: Option<usize>) -> PyResult<Vec<u8>> {
        let mut options = Options::default();
        if let Some(top) = top {
            options.top = top;
        }
        let made = py.detach(|| {
            let mut bytes = Vec::new();
            let whole = match &self.sources {
                Some(sources) if texts => {
                    let mut whole = self.report.clone();
                    add_texts(&mut whole, sources, TEXT_BYTES, &())?;
                    Some(whole)
                }
                _ => None,
            };
            let written = format.write(whole.as_ref().unwrap_or(&self.report), &options, &mut bytes);
            written.map_err(|error| Error::write(format.name(), error))?;
            Ok(bytes)
        });
        made.map_err(|error: Error| raised(py, &error))
    }
}

/// A report out of a file, a page with its parts beside it, or a folder that Spark has written.
#[pyfunction]
pub(crate) fn read_report(py: Python<'_>, path: std::path::PathBuf) -> PyResult<Report> {
    let read = py.detach(|| read_report_at(&path));
    Ok(Report::of(read.map_err(|error| raised(py, &error))?, Vec::new(), None))
}

/// A report out of its lines.
#[pyfunction]
pub(crate) fn report_of(py: Python<'_>, lines: &str) -> PyResult<Report> {
    let read = py.detach(|| report::read_report(lines));
    Ok(Report::of(read.map_err(|error| raised(py, &error))?, Vec::new(), None))
}

#[pymethods]
impl Report {
    /// A table: `matches`, `clusters`, `documents` or `passages`.
    fn table(&self, name: &str) -> PyResult<Table> {
        let table = report::Table::ALL.into_iter().find(|table| table.name() == name);
        let table = table.ok_or_else(|| pyo3::exceptions::PyKeyError::new_err(name.to_owned()))?;
        Table::of(&self.report, table)
    }

    /// The report as JSON, as `--format json` writes it.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let bytes = self.bytes(py, ReportFormat::Json, false, None)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The report in a format of the command line, as bytes.
    #[pyo3(signature = (format, *, texts=true, top=None))]
    fn to_bytes<'py>(&self, py: Python<'py>, format: &str, texts: bool, top: Option<usize>) -> PyResult<Bound<'py, PyBytes>> {
        let format: ReportFormat = format.parse().map_err(|error| raised(py, &error))?;
        let texts = texts && format == ReportFormat::Html;
        Ok(PyBytes::new(py, &self.bytes(py, format, texts, top)?))
    }

    /// A table as a file: csv, tsv or parquet.
    fn save_table(&self, py: Python<'_>, name: &str, path: &str, format: &str) -> PyResult<()> {
        let table = report::Table::ALL.into_iter().find(|table| table.name() == name);
        let table = table.ok_or_else(|| usage(py, format!("there is no table '{name}'")))?;
        let format: TableFormat = format.parse().map_err(|error| raised(py, &error))?;
        py.detach(|| {
            let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
            table.write(&self.report, format, &mut file)?;
            file.flush()
        })
        .map_err(|error| PyOSError::new_err(format!("{path}: cannot be written: {error}")))
    }

    /// The names of the formats.
    #[staticmethod]
    fn formats() -> Vec<&'static str> {
        ReportFormat::ALL.iter().map(|format| format.name()).collect()
    }

    /// Counts, as a JSON object.
    fn summary_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.report.summary).map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))
    }

    /// `scan`, `inspect` or `compare`.
    #[getter]
    fn command(&self) -> &str {
        &self.report.command
    }

    /// Every record that was skipped or repaired: (place, reason, message).
    #[getter]
    fn faults(&self) -> Vec<(String, &'static str, String)> {
        self.faults.iter().map(|fault| (fault.place.to_string(), fault.reason.name(), fault.message.clone())).collect()
    }
}
