//! The jobs of the command line on data that a Python program has: a table, a list, or paths.

use crate::columns::{self, Columns, Handed};
use crate::error::raised;
use crate::options::{Given, of_scan};
use crate::report::Report;
use crate::running::run;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::Path;
use std::sync::Arc;
use twicetold::dedup::{Keep, Target, Written};
use twicetold::read::{Inputs, Options as ReadOptions};
use twicetold::{Document, Sources, compare as compare_documents, inspect_files, scan_files};

/// What documents in memory are called where a file would be named.
const MEMORY: &str = "data";

/// What is handed over, as something to be read.
fn inputs(name: &str, data: &Handed<'_>, read: &ReadOptions, more: Option<&str>) -> PyResult<Inputs> {
    if data.0 == "paths" {
        return Ok(Inputs::resolve(&data.1.extract::<Vec<String>>()?));
    }
    let mut names = columns::names(&read.fields);
    names.extend(more.map(str::to_owned));
    Ok(Inputs::in_memory(name, Box::new(Columns::of(data, &names, &read.fields)?), read))
}

#[pyfunction]
#[pyo3(signature = (data, against, progress, options))]
pub(crate) fn scan(
    py: Python<'_>,
    data: Handed<'_>,
    against: Option<Handed<'_>>,
    progress: Option<Py<PyAny>>,
    options: &Bound<'_, PyDict>,
) -> PyResult<Report> {
    let (read, options) = of_scan(options)?;
    let mut sources = Sources::of(inputs(MEMORY, &data, &read, None)?, read.clone());
    if let Some(old) = &against {
        let names = if old.0 == "paths" { old.1.extract()? } else { vec!["old".to_owned()] };
        sources = sources.against(inputs("old", old, &read, None)?, &names);
    }
    let scanned = run(py, progress.as_ref(), |watch| scan_files(&sources, &options, watch))?;
    Ok(Report::of(scanned.report, scanned.faults, Some(Arc::new(sources))))
}

#[pyfunction]
#[pyo3(signature = (data, progress, options))]
pub(crate) fn inspect(
    py: Python<'_>,
    data: Handed<'_>,
    progress: Option<Py<PyAny>>,
    options: &Bound<'_, PyDict>,
) -> PyResult<Report> {
    let given = Given::of(options)?;
    let (read, options) = (given.read()?, given.inspect()?);
    given.end()?;
    let sources = Sources::of(inputs(MEMORY, &data, &read, None)?, read);
    let (report, faults) = run(py, progress.as_ref(), |watch| {
        let mut documents = Vec::new();
        let mut sink = |document| {
            documents.push(document);
            Ok(())
        };
        let mut inspected = inspect_files(&sources, &options, watch, &mut sink)?;
        inspected.report.documents = documents;
        Ok((inspected.report, inspected.faults))
    })?;
    Ok(Report::of(report, faults, Some(Arc::new(sources))))
}

#[pyfunction]
pub(crate) fn compare(
    py: Python<'_>,
    left: (String, String),
    right: (String, String),
    options: &Bound<'_, PyDict>,
) -> PyResult<Report> {
    let given = Given::of(options)?;
    let options = given.scan()?;
    given.end()?;
    let documents = [left, right].map(|(id, text)| Document::new(id, text));
    let [left, right] = &documents;
    let mut report = run(py, None, |_| compare_documents(left, right, &options))?;
    twicetold::pipeline::add_texts_of(&mut report, &documents);
    Ok(Report::of(report, Vec::new(), None))
}

/// Which rows of a table or list would go: the number of each, from 0, and a list of dicts that say why.
#[pyfunction]
pub(crate) fn removable<'py>(
    py: Python<'py>,
    data: Handed<'py>,
    progress: Option<Py<PyAny>>,
    options: &Bound<'py, PyDict>,
) -> PyResult<(Vec<u64>, String)> {
    let given = Given::of(options)?;
    let (read, options) = (given.read()?, given.dedup()?);
    given.end()?;
    let field = if let Keep::Field { name, .. } = &options.keep { Some(name.as_str()) } else { None };
    let sources = Sources::of(inputs(MEMORY, &data, &read, field)?, read);
    let found = run(py, progress.as_ref(), |watch| twicetold::dedup::removable(&sources, &options, watch))?;
    let rows = found.removed.iter().map(|gone| gone.record.saturating_sub(1)).collect();
    Ok((rows, written(&found.removed)?))
}

/// Writes files again without their later copies into a folder, or all of them annotated; what was done, as JSON.
#[pyfunction]
#[pyo3(signature = (paths, output, progress, options))]
pub(crate) fn dedup_files(
    py: Python<'_>,
    paths: Vec<String>,
    output: (Option<String>, bool),
    progress: Option<Py<PyAny>>,
    options: &Bound<'_, PyDict>,
) -> PyResult<String> {
    let given = Given::of(options)?;
    let (read, mut options) = (given.read()?, given.dedup()?);
    given.end()?;
    let (output, annotate) = output;
    options.written = match (&output, annotate) {
        (None, _) => Written::Nothing,
        (_, true) => Written::Annotated,
        (_, false) => Written::Kept,
    };
    let sources = Sources::new(&paths, &[], read);
    let target = match &output {
        Some(folder) => Target::new(&paths, sources.inputs(), Path::new(folder)).map_err(|error| raised(py, &error))?,
        None => Target::nowhere(),
    };
    let done = run(py, progress.as_ref(), |watch| twicetold::dedup_files(&sources, &target, &options, watch))?;
    written(&done)
}

fn written(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))
}
