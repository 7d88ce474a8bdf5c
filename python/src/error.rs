//! The engine's errors as Python exceptions, in the same words.

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyKeyboardInterrupt, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

create_exception!(twicetold, Error, PyException, "What was asked for could not be done; the message says why and what to do.");

static USAGE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static FILES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static LIMIT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Puts the exceptions into the module.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let base = py.get_type::<Error>();
    let value = py.get_type::<PyValueError>();
    let os = py.get_type::<PyOSError>();
    module.add("Error", &base)?;
    let classes = [
        (&USAGE, "UsageError", Some(value), "An option, or a combination of options, that cannot be met."),
        (&FILES, "FileError", Some(os), "A file or folder that could not be read or written."),
        (&LIMIT, "LimitError", None, "A limit of memory, disk or count that was reached."),
    ];
    for (place, name, more, doc) in classes {
        let bases = match more {
            Some(more) => PyTuple::new(py, [base.clone(), more])?,
            None => PyTuple::new(py, [base.clone()])?,
        };
        let body = pyo3::types::PyDict::new(py);
        body.set_item("__doc__", doc)?;
        body.set_item("__module__", "twicetold")?;
        let class = py.get_type::<pyo3::types::PyType>().call1((name, bases, body))?;
        module.add(name, &class)?;
        place.get_or_init(py, || class.unbind());
    }
    Ok(())
}

/// An error of the engine as the exception for it.
pub(crate) fn raised(py: Python<'_>, error: &twicetold::Error) -> PyErr {
    let message = error.to_string();
    if error.is_interrupted() {
        return PyKeyboardInterrupt::new_err(message);
    }
    let place = if error.is_usage() {
        &USAGE
    } else if error.is_limit() {
        &LIMIT
    } else {
        &FILES
    };
    let made = place.get(py).map(|class| class.bind(py).call1((message.as_str(),)));
    match made {
        Some(Ok(exception)) => PyErr::from_value(exception),
        Some(Err(error)) => error,
        None => Error::new_err(message),
    }
}

/// A usage error in our own words.
pub(crate) fn usage(py: Python<'_>, message: impl Into<String>) -> PyErr {
    raised(py, &twicetold::Error::usage(message))
}
