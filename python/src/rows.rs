//! Documents of a Python list: strings, or dicts with fields.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use std::borrow::Cow;
use twicetold::read::{Documents, Fields};

/// A copy of the wanted fields of each row.
pub(crate) struct Rows {
    names: Vec<String>,
    values: Vec<Option<String>>,
    /// The name of the field that is the number of the row where nothing says otherwise.
    id: Option<String>,
    rows: usize,
}

impl Rows {
    /// Takes the fields called `names` of each row; a string is a text.
    pub(crate) fn of(list: &Bound<'_, PyList>, names: &[String], fields: &Fields) -> PyResult<Self> {
        let mut names = names.to_vec();
        names.dedup();
        let text = names.iter().position(|name| *name == fields.text);
        let mut values = Vec::with_capacity(list.len() * names.len());
        for (number, row) in list.iter().enumerate() {
            if let Ok(row) = row.cast::<PyDict>() {
                for name in &names {
                    let value = row.get_item(name)?.filter(|value| !value.is_none());
                    values.push(value.map(|value| as_text(&value, name, fields, number)).transpose()?);
                }
            } else if row.is_none() {
                values.extend(names.iter().map(|_| None));
            } else {
                let row = row.cast::<PyString>().map_err(|_| {
                    let kind = row.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
                    PyTypeError::new_err(format!(
                        "row {number} is a {kind}; give texts (str) or dicts with the field '{}'",
                        fields.text
                    ))
                })?;
                let row = row.to_string_lossy().into_owned();
                let start = values.len();
                values.extend(names.iter().map(|_| None));
                if let Some(place) = text.and_then(|text| values.get_mut(start + text)) {
                    *place = Some(row);
                }
            }
        }
        let at = names.iter().position(|name| *name == fields.id);
        let has_id = at.is_some_and(|at| values.iter().skip(at).step_by(names.len().max(1)).any(Option::is_some));
        Ok(Self { names, values, id: (!has_id).then(|| fields.id.clone()), rows: list.len() })
    }
}

fn as_text(value: &Bound<'_, PyAny>, name: &str, fields: &Fields, number: usize) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_string_lossy().into_owned());
    }
    if name == fields.text {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("row {number}: the field '{name}' is a {kind}, not a text")));
    }
    Ok(value.str()?.to_string_lossy().into_owned())
}

impl Documents for Rows {
    fn len(&self) -> usize {
        self.rows
    }

    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
        if self.id.as_deref() == Some(field) {
            return Some(Cow::Owned(at.to_string()));
        }
        let column = self.names.iter().position(|name| name == field)?;
        self.values.get(at * self.names.len() + column)?.as_deref().map(Cow::Borrowed)
    }
}
