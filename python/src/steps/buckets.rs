//! Bands → sets of documents → links → components.

use super::{Packed, bytes, column, numbers, pairs, ranks, unpack};
use crate::error::raised;
use crate::options::of_scan;
use crate::table::Table;
use arrow_array::builder::{BinaryBuilder, Int64Builder};
use arrow_array::cast::AsArray;
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;
use std::collections::BTreeSet;
use std::sync::Arc;
use twicetold::ScanOptions;
use twicetold::pipeline::steps::{self, BandPosting, Link, address, buckets, large_star, linked, small_star, thinned};

/// Sends the bands of the documents of a task to where those of the same bucket meet.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct BandScatter {
    postings: Vec<Vec<BandPosting>>,
}

#[pymethods]
impl BandScatter {
    #[new]
    fn new(places: u32) -> Self {
        Self { postings: vec![Vec::new(); places.max(1) as usize] }
    }

    /// Takes the columns `rank` and `bands`.
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let (documents, bands) = (ranks(&batch, "rank")?, column(&batch, "bands")?);
        let places = self.postings.len() as u32;
        for (row, document) in documents.into_iter().enumerate() {
            let hashes = bytes(bands, row).map(numbers::<u32>).unwrap_or_default();
            for (band, hash) in (0u32..).zip(hashes) {
                if let Some(postings) = self.postings.get_mut(address(hash, places) as usize) {
                    postings.push(BandPosting { hash, band, document });
                }
            }
        }
        Ok(())
    }

    /// Kind 0 are postings, kind 1 links within buckets over the cap.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Table> {
        let mut all = std::mem::take(&mut self.postings);
        let packed = py.detach(move || {
            let mut packed = Packed::default();
            for (to, postings) in (0u32..).zip(&mut all) {
                let mut links = Vec::new();
                thinned(postings, |link| links.push(link));
                packed.push(to, 0, postings, postings.len() as u64);
                packed.push(to, 1, &links, links.len() as u64);
                *postings = Vec::new();
            }
            packed
        });
        packed.finish()
    }
}

/// Finds the buckets among all postings of some places.
#[pyclass(module = "twicetold._twicetold")]
#[derive(Default)]
pub(crate) struct Bucketing {
    postings: Vec<BandPosting>,
    links: Vec<Link>,
}

#[pymethods]
impl Bucketing {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Takes the rows of [`BandScatter`].
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let (kinds, blobs) = (ranks(&batch, "kind")?, column(&batch, "blob")?);
        for (row, kind) in kinds.into_iter().enumerate() {
            let blob = bytes(blobs, row).unwrap_or_default();
            if kind == 0 {
                self.postings.extend(numbers::<BandPosting>(blob));
            } else {
                self.links.extend(numbers::<Link>(blob));
            }
        }
        Ok(())
    }

    /// Sets of documents with a number for each, and links within crowds: `set` and `members`, or `links`.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Table> {
        let (mut postings, mut links) = (std::mem::take(&mut self.postings), std::mem::take(&mut self.links));
        let (sets, links) = py.detach(move || {
            let mut sets: BTreeSet<Vec<u32>> = BTreeSet::new();
            let set = |members: &[u32]| {
                if !sets.contains(members) {
                    sets.insert(members.to_vec());
                }
            };
            buckets(&mut postings, set, |link| links.push(link));
            links.sort_unstable();
            links.dedup();
            (sets, links)
        });
        let (mut set, mut members, mut of_crowds) = (Int64Builder::new(), BinaryBuilder::new(), BinaryBuilder::new());
        for documents in &sets {
            let documents = bytemuck::cast_slice::<u32, u8>(documents);
            set.append_value(xxhash_rust::xxh3::xxh3_64(documents).cast_signed());
            members.append_value(documents);
            of_crowds.append_null();
        }
        for some in links.chunks(super::BLOB_BYTES / size_of::<Link>()) {
            set.append_null();
            members.append_null();
            of_crowds.append_value(bytemuck::cast_slice::<Link, u8>(some));
        }
        let fields = vec![
            Field::new("set", DataType::Int64, true),
            Field::new("members", DataType::Binary, true),
            Field::new("blob", DataType::Binary, true),
        ];
        Table::new(fields, vec![Arc::new(set.finish()), Arc::new(members.finish()), Arc::new(of_crowds.finish())])
    }
}

/// A row for each document of each set: `set`, `rank`.
#[pyfunction]
pub(crate) fn set_members(batch: PyRecordBatch) -> PyResult<Table> {
    use arrow_array::types::Int64Type;
    let batch = batch.into_inner();
    let (sets, members) = (column(&batch, "set")?.as_primitive::<Int64Type>(), column(&batch, "members")?);
    let of_row = |row: usize| {
        let documents = bytes(members, row).map(numbers::<u32>).unwrap_or_default();
        documents.into_iter().map(move |document| (sets.value(row), i64::from(document)))
    };
    pairs(["set", "rank"], (0..batch.num_rows()).flat_map(of_row))
}

/// Links those of each set that may be near-duplicates; all documents of a set come to one place.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct Linking {
    options: ScanOptions,
    documents: Vec<(i64, u32, bool, usize, usize)>,
    bits: Vec<u8>,
}

#[pymethods]
impl Linking {
    #[new]
    fn new(py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let (_, options) = of_scan(options)?;
        steps::check(&options).map_err(|error| raised(py, &error))?;
        Ok(Self { options, documents: Vec::new(), bits: Vec::new() })
    }

    /// Takes the columns `set`, `rank`, `bits` and `crowded`.
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        use arrow_array::types::Int64Type;
        let batch = batch.into_inner();
        let sets = column(&batch, "set")?.as_primitive::<Int64Type>();
        let (documents, bits, crowded) =
            (ranks(&batch, "rank")?, column(&batch, "bits")?, column(&batch, "crowded")?.as_boolean());
        for (row, document) in documents.into_iter().enumerate() {
            let start = self.bits.len();
            self.bits.extend_from_slice(bytes(bits, row).unwrap_or_default());
            self.documents.push((sets.value(row), document, crowded.value(row), start, self.bits.len()));
        }
        Ok(())
    }

    fn finish(&mut self, py: Python<'_>) -> PyResult<Table> {
        let (mut documents, bits, options) = (std::mem::take(&mut self.documents), std::mem::take(&mut self.bits), &self.options);
        let links = py.detach(move || {
            documents.sort_unstable();
            documents.dedup_by_key(|&mut (set, document, ..)| (set, document));
            let mut links = Vec::new();
            for set in documents.chunk_by(|a, b| a.0 == b.0) {
                let of = |&(_, document, crowded, start, end): &(i64, u32, bool, usize, usize)| {
                    (document, bits.get(start..end).unwrap_or_default(), crowded)
                };
                links.extend(linked(&set.iter().map(of).collect::<Vec<_>>(), options));
            }
            links.sort_unstable();
            links.dedup();
            links
        });
        let mut packed = Packed::default();
        packed.push(0, 0, &links, links.len() as u64);
        packed.finish()
    }
}

/// Where the links of a document meet.
fn place_of(document: u32, places: u32) -> u32 {
    address(document.wrapping_mul(0x9E37_79B9), places)
}

/// Sends links to where those of the same document meet, in both directions or from the later to the earlier.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct LinkScatter {
    links: Vec<Vec<Link>>,
    both: bool,
}

#[pymethods]
impl LinkScatter {
    #[new]
    fn new(places: u32, both: bool) -> Self {
        Self { links: vec![Vec::new(); places.max(1) as usize], both }
    }

    /// Takes blobs of links, or pairs of columns `left` and `right`.
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let mut links: Vec<Link> = Vec::new();
        if batch.column_by_name("left").is_some() {
            let both = ranks(&batch, "left")?.into_iter().zip(ranks(&batch, "right")?);
            links.extend(both.map(|(left, right)| Link { node: left.max(right), to: left.min(right) }));
        } else {
            unpack(&batch, &mut links)?;
        }
        links.into_iter().for_each(|link| self.add(link));
        Ok(())
    }

    fn finish(&mut self) -> PyResult<Table> {
        self.packed(0)
    }
}

impl LinkScatter {
    fn add(&mut self, link: Link) {
        let places = self.links.len() as u32;
        let mut put = |link: Link| {
            if let Some(links) = self.links.get_mut(place_of(link.node, places) as usize) {
                links.push(link);
            }
        };
        put(link);
        if self.both {
            put(Link { node: link.to, to: link.node });
        }
    }

    fn packed(&mut self, changed: u64) -> PyResult<Table> {
        let mut packed = Packed::default();
        for (to, links) in (0u32..).zip(&mut self.links) {
            links.sort_unstable();
            links.dedup();
            packed.push(to, 0, links, 0);
            *links = Vec::new();
        }
        packed.push::<Link>(0, 0, &[], changed);
        packed.finish()
    }
}

/// One large-star or small-star over the links of some places; what comes out goes to where the other needs it.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct Star {
    is_large: bool,
    places: u32,
    links: Vec<Link>,
    /// Changes that the step before counted.
    changed: u64,
}

#[pymethods]
impl Star {
    #[new]
    const fn new(is_large: bool, places: u32) -> Self {
        Self { is_large, places, links: Vec::new(), changed: 0 }
    }

    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        use arrow_array::types::Int64Type;
        let batch = batch.into_inner();
        if !self.is_large {
            let counts = column(&batch, "count")?.as_primitive::<Int64Type>();
            self.changed += counts.values().iter().map(|&count| count.unsigned_abs()).sum::<u64>();
        }
        unpack(&batch, &mut self.links)
    }

    /// The count of a row is how many links changed since the small-star before.
    fn finish(&mut self) -> PyResult<Table> {
        let mut links = std::mem::take(&mut self.links);
        let mut out = LinkScatter::new(self.places, !self.is_large);
        let changed = if self.is_large {
            large_star(&mut links, |link| out.add(link))
        } else {
            small_star(&mut links, |link| out.add(link))
        };
        out.packed(self.changed + changed)
    }
}

/// The links of the last small-star as rows: each document that is linked, and the first of its component.
#[pyfunction]
pub(crate) fn link_ends(batch: PyRecordBatch) -> PyResult<Table> {
    let mut links: Vec<Link> = Vec::new();
    unpack(&batch.into_inner(), &mut links)?;
    let later = links.into_iter().filter(|link| link.to < link.node);
    let both = later.flat_map(|link| [(link.node, link.to), (link.to, link.to)]);
    pairs(["rank", "component"], both.map(|(rank, component)| (i64::from(rank), i64::from(component))))
}
