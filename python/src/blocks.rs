//! Building blocks for pipelines of one's own: signatures, the plan of their bands, exact similarity, sentences.
//!
//! What is said of them here is what `help()` shows in Python; a test runs the examples.

use crate::columns::{Columns, Handed};
use crate::error::raised;
use arrow_array::builder::FixedSizeBinaryBuilder;
use arrow_schema::{DataType, Field};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::Arc;
use twicetold::candidates::banding::Banding;
use twicetold::read::{Documents, Fields};
use twicetold::segment::{Language, sentences as split, word_hashes};
use twicetold::shingle::{ShingleSet, shingle};
use twicetold::similarity::Overlap;
use twicetold::sketch::{self, SketchOptions, estimate};

/// Draws signatures: the smallest value of each of K hash functions over the shingles of a text.
///
/// >>> hasher = MinHasher(256, seed=7)
/// >>> hasher
/// MinHasher(hashes=256, seed=7, shingle_width=5)
/// >>> hasher.signature("One story of a bridge.").jaccard(hasher.signature("One story of a bridge!"))
/// 1.0
#[pyclass(frozen, module = "twicetold")]
pub(crate) struct MinHasher {
    hasher: sketch::MinHasher,
    seed: u64,
    width: usize,
}

impl MinHasher {
    fn slots(&self, text: &str) -> Vec<u32> {
        let (mut shingles, mut slots) = (Vec::new(), Vec::new());
        shingle(&word_hashes(text), self.width, &mut shingles);
        self.hasher.sketch(&shingles, &mut slots);
        slots
    }
}

#[pymethods]
impl MinHasher {
    #[new]
    #[pyo3(signature = (hashes=128, *, seed=1, shingle_width=5))]
    fn new(py: Python<'_>, hashes: usize, seed: u64, shingle_width: usize) -> PyResult<Self> {
        let mut options = SketchOptions::default();
        (options.hashes, options.seed) = (hashes, seed);
        check_width(shingle_width)?;
        let hasher = sketch::MinHasher::new(&options).map_err(|error| raised(py, &error))?;
        Ok(Self { hasher, seed, width: shingle_width })
    }

    /// Number of hash functions.
    #[getter]
    fn hashes(&self) -> usize {
        self.hasher.hashes()
    }

    /// Seed of the hash functions.
    #[getter]
    fn seed(&self) -> u64 {
        self.seed
    }

    /// Words in a shingle.
    #[getter]
    fn shingle_width(&self) -> usize {
        self.width
    }

    /// The signature of a text.
    fn signature(&self, py: Python<'_>, text: &str) -> Signature {
        py.detach(|| Signature { slots: self.slots(text) })
    }

    /// The signatures of the texts in the first column of a table, or of a list, as a column of bytes.
    fn column(&self, py: Python<'_>, data: Handed<'_>, text: &str) -> PyResult<crate::table::Table> {
        let fields = Fields { text: text.to_owned(), ..Fields::default() };
        let names = [text.to_owned()];
        if data.0 == "paths" {
            return Err(PyTypeError::new_err("signatures are made of a table or a list of texts"));
        }
        let documents = Columns::of(&data, &names, &fields)?;
        let size = i32::try_from(4 * self.hasher.hashes()).unwrap_or(i32::MAX);
        let column = py.detach(|| {
            let mut column = FixedSizeBinaryBuilder::with_capacity(documents.len(), size);
            for at in 0..documents.len() {
                match documents.value(at, text) {
                    Some(text) => column.append_value(bytes_of(&self.slots(&text)))?,
                    None => column.append_null(),
                }
            }
            Ok::<_, arrow_schema::ArrowError>(column.finish())
        });
        let column = column.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let field = Field::new("signature", DataType::FixedSizeBinary(size), true);
        crate::table::Table::new(vec![field], vec![Arc::new(column)])
    }

    fn __repr__(&self) -> String {
        format!("MinHasher(hashes={}, seed={}, shingle_width={})", self.hasher.hashes(), self.seed, self.width)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (usize, u64, usize))> {
        let this = slf.get();
        let make = slf.py().import("twicetold")?.getattr("_min_hasher")?;
        Ok((make, (this.hasher.hashes(), this.seed, this.width)))
    }
}

fn check_width(width: usize) -> PyResult<()> {
    if (1..=64).contains(&width) {
        return Ok(());
    }
    Err(PyValueError::new_err(format!("shingle_width {width} is out of range; choose 1 to 64 (5 is usual)")))
}

fn bytes_of(slots: &[u32]) -> Vec<u8> {
    slots.iter().flat_map(|slot| slot.to_le_bytes()).collect()
}

/// A MinHash signature: 4 bytes for each hash function, lowest byte first.
///
/// >>> signature = MinHasher().signature("One story of a bridge.")
/// >>> len(signature), Signature.from_bytes(signature.to_bytes()) == signature
/// (128, True)
#[pyclass(frozen, eq, hash, module = "twicetold")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Signature {
    slots: Vec<u32>,
}

#[pymethods]
impl Signature {
    /// The signature that `to_bytes` has written.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        let (slots, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() || slots.is_empty() {
            return Err(PyValueError::new_err(format!(
                "{} bytes are no signature: it has 4 for each hash function",
                bytes.len()
            )));
        }
        Ok(Self { slots: slots.iter().map(|&slot| u32::from_le_bytes(slot)).collect() })
    }

    /// 4 bytes for each hash function, lowest byte first.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &bytes_of(&self.slots))
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.to_bytes(py)
    }

    /// The Jaccard similarity that two signatures of one hasher suggest.
    fn jaccard(&self, other: &Self) -> PyResult<f64> {
        if self.slots.len() != other.slots.len() {
            let message =
                format!("signatures of {} and {} hash functions cannot be compared", self.slots.len(), other.slots.len());
            return Err(PyValueError::new_err(message));
        }
        Ok(estimate(&self.slots, &other.slots))
    }

    fn __len__(&self) -> usize {
        self.slots.len()
    }

    fn __repr__(&self) -> String {
        format!("Signature({} hashes, {:08x}…)", self.slots.len(), self.slots.first().copied().unwrap_or_default())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let make = slf.get_type().getattr("from_bytes")?;
        Ok((make, (slf.get().to_bytes(slf.py()),)))
    }
}

/// How signatures are cut into bands.
///
/// >>> Plan(0.7, 0.98)
/// Plan(bands=25, rows=5, hashes=128)
#[pyclass(frozen, module = "twicetold")]
pub(crate) struct Plan {
    banding: Banding,
    hashes: usize,
}

#[pymethods]
impl Plan {
    #[new]
    #[pyo3(signature = (min_similarity=0.7, recall=0.98, *, hashes=128))]
    fn new(py: Python<'_>, min_similarity: f64, recall: f64, hashes: usize) -> PyResult<Self> {
        let banding = Banding::plan(hashes, min_similarity, recall).map_err(|error| raised(py, &error))?;
        Ok(Self { banding, hashes })
    }

    /// Number of bands.
    #[getter]
    fn bands(&self) -> usize {
        self.banding.bands()
    }

    /// Number of rows of each.
    #[getter]
    fn rows(&self) -> usize {
        self.banding.rows()
    }

    /// The probability with which a pair of this similarity is found.
    ///
    /// >>> round(Plan(0.7, 0.98).probability(0.9), 4)
    /// 1.0
    fn probability(&self, similarity: f64) -> f64 {
        self.banding.probability(similarity)
    }

    /// One number for each band of a signature: documents with an equal one in the same band are candidates.
    ///
    /// >>> bands = Plan(0.7, 0.98)
    /// >>> len(bands.band_hashes(MinHasher().signature("One story of a bridge."))) == bands.bands
    /// True
    fn band_hashes(&self, signature: &Signature) -> PyResult<Vec<u32>> {
        if signature.slots.len() != self.hashes {
            let message = format!("a plan for {} hashes, and a signature of {}", self.hashes, signature.slots.len());
            return Err(PyValueError::new_err(message));
        }
        let mut hashes = Vec::new();
        self.banding.band_hashes(&signature.slots, &mut hashes);
        Ok(hashes)
    }

    fn __repr__(&self) -> String {
        format!("Plan(bands={}, rows={}, hashes={})", self.banding.bands(), self.banding.rows(), self.hashes)
    }
}

fn overlap(left: &str, right: &str, width: usize) -> PyResult<Overlap> {
    check_width(width)?;
    let [left, right] = [left, right].map(|text| ShingleSet::of_words(&word_hashes(text), width));
    Ok(Overlap::of(&left, &right))
}

/// The Jaccard similarity of two texts: shared shingles over all shingles.
///
/// >>> jaccard("the bridge was closed on Monday", "the bridge was closed on Tuesday", shingle_width=2)
/// 0.6666666666666666
#[pyfunction]
#[pyo3(signature = (left, right, *, shingle_width=5))]
pub(crate) fn jaccard(py: Python<'_>, left: &str, right: &str, shingle_width: usize) -> PyResult<f64> {
    py.detach(|| overlap(left, right, shingle_width)).map(Overlap::jaccard)
}

/// The share of the shingles of `part` that `whole` has.
///
/// >>> containment("the bridge was closed", "on Monday the bridge was closed", shingle_width=2)
/// 1.0
#[pyfunction]
#[pyo3(signature = (part, whole, *, shingle_width=5))]
pub(crate) fn containment(py: Python<'_>, part: &str, whole: &str, shingle_width: usize) -> PyResult<f64> {
    py.detach(|| overlap(part, whole, shingle_width)).map(Overlap::containment_left)
}

/// The sentences of a text, in order.
///
/// >>> sentences("The bridge was closed. Dr. Marsh said why.", language="en")
/// ['The bridge was closed.', 'Dr. Marsh said why.']
#[pyfunction]
#[pyo3(signature = (text, *, language=None))]
pub(crate) fn sentences(py: Python<'_>, text: &str, language: Option<&str>) -> PyResult<Vec<String>> {
    let language = match language {
        Some(name) => name.parse::<Language>().map_err(|error| raised(py, &error))?,
        None => twicetold::segment::detect(text, &twicetold::segment::words(text)),
    };
    Ok(py.detach(|| split(text, language.name()).into_iter().map(|span| span.of(text).to_owned()).collect()))
}
