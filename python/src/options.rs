//! Options by their names on the command line, with `_` for `-`.

use crate::error::{raised, usage};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use std::str::FromStr;
use twicetold::dedup::DedupOptions;
use twicetold::read::{Fields, Options as ReadOptions};
use twicetold::{InspectOptions, ScanOptions};

/// What a call was given; every option must be taken by somebody.
pub(crate) struct Given<'py>(Bound<'py, PyDict>);

/// What is read and what is looked for, and nothing else.
pub(crate) fn of_scan(options: &Bound<'_, PyDict>) -> PyResult<(ReadOptions, ScanOptions)> {
    let given = Given::of(options)?;
    let both = (given.read()?, given.scan()?);
    given.end()?;
    Ok(both)
}

impl<'py> Given<'py> {
    pub(crate) fn of(options: &Bound<'py, PyDict>) -> PyResult<Self> {
        Ok(Self(options.copy()?))
    }

    /// Takes an option, unless it is missing or None.
    fn take<T>(&self, name: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py, Error: Into<PyErr>>,
    {
        let Some(value) = self.0.get_item(name)? else { return Ok(None) };
        self.0.del_item(name)?;
        if value.is_none() {
            return Ok(None);
        }
        let found = value.get_type().name()?.to_string();
        let refused = |error: PyErr| {
            let message = format!(
                "{name}={}: {error} (a {found} was given)",
                value.repr().map_or_else(|_| "…".into(), |repr| repr.to_string())
            );
            pyo3::exceptions::PyTypeError::new_err(message)
        };
        value.extract::<T>().map(Some).map_err(|error| refused(error.into()))
    }

    /// Takes an option that is chosen by name.
    fn named<T: FromStr<Err = twicetold::Error>>(&self, name: &str) -> PyResult<Option<T>> {
        let given: Option<String> = self.take(name)?;
        given.map(|given| given.parse().map_err(|error| raised(self.0.py(), &error))).transpose()
    }

    /// Takes several that are chosen by name: one name, or a list.
    fn names<T: FromStr<Err = twicetold::Error>>(&self, name: &str) -> PyResult<Option<Vec<T>>> {
        let Some(value) = self.0.get_item(name)? else { return Ok(None) };
        self.0.del_item(name)?;
        if value.is_none() {
            return Ok(None);
        }
        let names: Vec<String> = match value.cast::<PyString>() {
            Ok(one) => vec![one.to_string()],
            Err(_) => value.extract()?,
        };
        let parse = |name: String| name.parse().map_err(|error| raised(self.0.py(), &error));
        names.into_iter().map(parse).collect::<PyResult<_>>().map(Some)
    }

    /// Complains about what nobody took.
    pub(crate) fn end(self) -> PyResult<()> {
        match self.0.keys().iter().next() {
            None => Ok(()),
            Some(name) => Err(usage(self.0.py(), format!("there is no option '{name}'"))),
        }
    }

    /// What is read, and how.
    pub(crate) fn read(&self) -> PyResult<ReadOptions> {
        let mut read = ReadOptions::default();
        let put = |place: &mut String, name| -> PyResult<()> {
            if let Some(field) = self.take(name)? {
                *place = field;
            }
            Ok(())
        };
        let Fields { text, id, source, date, title, url } = &mut read.fields;
        for (place, name) in [(text, "text"), (id, "id"), (source, "source"), (date, "date"), (title, "title"), (url, "url")] {
            put(place, name)?;
        }
        if let Some(format) = self.named("format")? {
            read.format = format;
        }
        if let Some(html) = self.named("html")? {
            read.html = html;
        }
        if let Some(bytes) = self.take("max_document_bytes")? {
            read.max_document_bytes = bytes;
        }
        read.temp_dir = self.take("temp_dir")?;
        Ok(read)
    }

    /// What is looked for.
    pub(crate) fn scan(&self) -> PyResult<ScanOptions> {
        let mut options = ScanOptions::default();
        let thresholds = &mut options.thresholds;
        put(&mut thresholds.min_similarity, self.take("min_similarity")?);
        put(&mut thresholds.min_containment, self.take("min_containment")?);
        put(&mut thresholds.min_passage_words, self.take("min_passage_words")?);
        put(&mut options.recall, self.take("recall")?);
        put(&mut options.exact, self.take("exact")?);
        put(&mut options.shingle_width, self.take("shingle_width")?);
        put(&mut options.shingle_unit, self.named("shingle_unit")?);
        put(&mut options.sketch.hashes, self.take("hashes")?);
        put(&mut options.sketch.seed, self.take("seed")?);
        put(&mut options.rewrites, self.named("rewrites")?);
        put(&mut options.relations, self.names("relations")?);
        put(&mut options.gather, self.take("gather")?);
        put(&mut options.details, self.take("details")?);
        put(&mut options.threads, self.take("threads")?);
        options.audit = self.take("audit")?;
        options.memory = self.take("memory")?;
        options.language = self.named("language")?;
        options.validate().map_err(|error| raised(self.0.py(), &error))?;
        Ok(options)
    }

    /// What goes.
    pub(crate) fn dedup(&self) -> PyResult<DedupOptions> {
        let mut options = DedupOptions::default();
        put(&mut options.keep, self.named("keep")?);
        put(&mut options.remove, self.names("remove")?);
        put(&mut options.level, self.named("level")?);
        options.scan = self.scan()?;
        options.validate().map_err(|error| raised(self.0.py(), &error))?;
        Ok(options)
    }

    /// What is looked for inside a document.
    pub(crate) fn inspect(&self) -> PyResult<InspectOptions> {
        let mut options = InspectOptions::default();
        put(&mut options.min_echo, self.take("echo")?);
        put(&mut options.profiles, self.names("profile")?);
        put(&mut options.threads, self.take("threads")?);
        options.language = self.named("language")?;
        options.validate().map_err(|error| raised(self.0.py(), &error))?;
        Ok(options)
    }
}

fn put<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}
