//! Terms → how many documents have them → pairs that may be rewrites.

use super::{Packed, bytes, column, numbers, pairs, ranks};
use crate::options::of_scan;
use crate::table::Table;
use arrow_array::Array;
use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder};
use arrow_schema::{DataType, Field};
use bytemuck::{Pod, Zeroable};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;
use std::sync::Arc;
use twicetold::candidates::rare_terms::{self, Rarity};
use twicetold::pipeline::Certainty;
use twicetold::pipeline::steps::{Asking, CELL_BLOCKS, Cells, TermBlock, TermPartner, address, best_partners, cells_of};
use twicetold::sketch::Term;

/// Sends the cells of the terms of a task to where those of the same block are counted.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct CellScatter {
    terms_in_all: usize,
    cells: Vec<Vec<u32>>,
}

#[pymethods]
impl CellScatter {
    #[new]
    fn new(terms_in_all: usize) -> Self {
        Self { terms_in_all, cells: vec![Vec::new(); CELL_BLOCKS as usize] }
    }

    /// Takes the column `terms`.
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let terms = column(&batch, "terms")?;
        for row in 0..batch.num_rows() {
            let terms: Vec<Term> = bytes(terms, row).map(numbers).unwrap_or_default();
            cells_of(&terms, self.terms_in_all, |block, cell| {
                if let Some(cells) = self.cells.get_mut(block as usize) {
                    cells.push(cell);
                }
            });
        }
        Ok(())
    }

    fn finish(&mut self) -> PyResult<Table> {
        let mut packed = Packed::default();
        for (to, cells) in (0u32..).zip(&mut self.cells) {
            cells.sort_unstable();
            packed.push(to, 0, cells, 0);
            *cells = Vec::new();
        }
        packed.finish()
    }
}

/// Counts the cells of some blocks.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct CellCounting {
    terms_in_all: usize,
    cells: std::collections::BTreeMap<u32, Vec<Vec<u32>>>,
}

#[pymethods]
impl CellCounting {
    #[new]
    fn new(terms_in_all: usize) -> Self {
        Self { terms_in_all, cells: std::collections::BTreeMap::new() }
    }

    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let (places, blobs) = (ranks(&batch, "to")?, column(&batch, "blob")?);
        for (row, to) in places.into_iter().enumerate() {
            self.cells.entry(to).or_default().push(bytes(blobs, row).map(numbers).unwrap_or_default());
        }
        Ok(())
    }

    /// `block`, and what was counted: `stems`, `pairs`.
    fn finish(&mut self) -> PyResult<Table> {
        let (mut blocks, mut stems, mut pairs) = (Int32Builder::new(), BinaryBuilder::new(), BinaryBuilder::new());
        for (block, cells) in std::mem::take(&mut self.cells) {
            let (of_stems, of_pairs) = Cells::counted(block, cells.into_iter().flatten(), self.terms_in_all);
            blocks.append_value(block.cast_signed());
            stems.append_value(bytemuck::cast_slice::<u32, u8>(&of_stems));
            pairs.append_value(of_pairs);
        }
        let fields = vec![
            Field::new("block", DataType::Int32, false),
            Field::new("stems", DataType::Binary, false),
            Field::new("pairs", DataType::Binary, false),
        ];
        Table::new(fields, vec![Arc::new(blocks.finish()), Arc::new(stems.finish()), Arc::new(pairs.finish())])
    }
}

/// In how many documents of the corpus terms stand.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct Frequencies {
    documents: usize,
    cells: Option<Cells>,
    sealed: rare_terms::Frequencies,
}

#[pymethods]
impl Frequencies {
    #[new]
    fn new(documents: usize, terms_in_all: usize) -> Self {
        Self { documents, cells: Some(Cells::new(terms_in_all)), sealed: rare_terms::Frequencies::default() }
    }

    /// Takes the rows of [`CellCounting`].
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let (blocks, stems, pairs) = (ranks(&batch, "block")?, column(&batch, "stems")?, column(&batch, "pairs")?);
        let cells = self.cells.as_mut().ok_or_else(|| PyValueError::new_err("the frequencies are sealed"))?;
        for (row, block) in blocks.into_iter().enumerate() {
            let stems: Vec<u32> = bytes(stems, row).map(numbers).unwrap_or_default();
            cells.put(block, &stems, bytes(pairs, row).unwrap_or_default());
        }
        Ok(())
    }

    /// Says that all blocks are here.
    fn seal(&mut self) {
        if let Some(cells) = self.cells.take() {
            self.sealed = cells.frequencies(self.documents);
        }
    }
}

impl Frequencies {
    pub(super) const fn counted(&self) -> &rare_terms::Frequencies {
        &self.sealed
    }
}

/// The terms of each document that another may have, rarest first: `rank`, `rarity`, `terms`.
#[pyfunction]
pub(crate) fn thin_terms(py: Python<'_>, batch: PyRecordBatch, frequencies: &Frequencies) -> PyResult<Table> {
    let batch = batch.into_inner();
    let (documents, terms) = (ranks(&batch, "rank")?, column(&batch, "terms")?);
    let (mut rank, mut rarities, mut thinned) = (Int64Builder::new(), Int32Builder::new(), BinaryBuilder::new());
    py.detach(|| {
        let (mut scratch, mut kept) = (Vec::new(), Vec::new());
        for (row, document) in documents.into_iter().enumerate() {
            let terms: Vec<Term> = bytes(terms, row).map(numbers).unwrap_or_default();
            kept.clear();
            let rarity = frequencies.counted().by_rarity(&terms, &mut scratch, &mut kept);
            rank.append_value(i64::from(document));
            rarities.append_value(bytemuck::cast::<Rarity, i32>(rarity));
            thinned.append_value(bytemuck::cast_slice::<Term, u8>(&kept));
        }
    });
    let fields = vec![
        Field::new("rank", DataType::Int64, false),
        Field::new("rarity", DataType::Int32, false),
        Field::new("terms", DataType::Binary, false),
    ];
    Table::new(fields, vec![Arc::new(rank.finish()), Arc::new(rarities.finish()), Arc::new(thinned.finish())])
}

/// The head of a document in a blob of terms or of partners, before so many of them.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Head {
    document: u32,
    rarity: u32,
    count: u32,
}

fn append<T: Pod>(blob: &mut Vec<u8>, document: u32, rarity: u32, values: &[T]) {
    let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
    blob.extend_from_slice(bytemuck::bytes_of(&Head { document, rarity, count }));
    blob.extend_from_slice(bytemuck::cast_slice(values));
}

/// The documents of a blob, with what follows each head.
fn each_of<T: Pod>(mut blob: &[u8], mut each: impl FnMut(Head, Vec<T>)) {
    while let Some((head, rest)) = blob.split_at_checked(size_of::<Head>()) {
        let head: Head = bytemuck::pod_read_unaligned(head);
        let Some((values, rest)) = rest.split_at_checked(head.count as usize * size_of::<T>()) else { return };
        each(head, numbers(values));
        blob = rest;
    }
}

/// Bytes of terms that are asked with at a time.
const ASKED_BYTES: usize = 1 << 20;

/// Sends the terms of the documents of a task to every block, and those of each block to it to be indexed.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct TermScatter {
    a_block: u32,
    blocks: Vec<Vec<u8>>,
    asked: Vec<Vec<u8>>,
}

#[pymethods]
impl TermScatter {
    #[new]
    fn new(blocks: u32, a_block: u32) -> Self {
        Self { a_block: a_block.max(1), blocks: vec![Vec::new(); blocks.max(1) as usize], asked: vec![Vec::new()] }
    }

    /// Takes the rows of [`thin_terms`].
    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let (documents, rarities, terms) = (ranks(&batch, "rank")?, ranks(&batch, "rarity")?, column(&batch, "terms")?);
        for (row, (document, rarity)) in documents.into_iter().zip(rarities).enumerate() {
            let terms: Vec<Term> = bytes(terms, row).map(numbers).unwrap_or_default();
            if terms.is_empty() {
                continue;
            }
            if let Some(block) = self.blocks.get_mut((document / self.a_block) as usize) {
                append(block, document, rarity, &terms);
            }
            if self.asked.last().is_none_or(|asked| asked.len() > ASKED_BYTES) {
                self.asked.push(Vec::new());
            }
            if let Some(asked) = self.asked.last_mut() {
                append(asked, document, rarity, &terms);
            }
        }
        Ok(())
    }

    /// What goes to one block: kind 0 is to be indexed, kind 1 to be asked with. A block at a time, since all are sent the same.
    fn block(&self, to: u32) -> PyResult<Table> {
        let mut packed = Packed::default();
        if let Some(block) = self.blocks.get(to as usize).filter(|block| !block.is_empty()) {
            packed.push_bytes(to, 0, block, 0);
        }
        self.asked.iter().filter(|asked| !asked.is_empty()).for_each(|asked| packed.push_bytes(to, 1, asked, 0));
        packed.finish()
    }
}

/// Asks blocks for the partners of all documents; rows come block by block, first what is to be indexed.
#[pyclass(module = "twicetold._twicetold")]
pub(crate) struct BlockPartners {
    certainty: Certainty,
    places: u32,
    at: Option<u32>,
    waiting: Vec<(Head, Vec<Term>)>,
    block: TermBlock,
    asking: Asking,
}

#[pymethods]
impl BlockPartners {
    #[new]
    fn new(options: &Bound<'_, PyDict>, places: u32) -> PyResult<Self> {
        let (_, options) = of_scan(options)?;
        let (block, asking) = (TermBlock::default(), Asking::default());
        Ok(Self { certainty: options.rewrites, places: places.max(1), at: None, waiting: Vec::new(), block, asking })
    }

    /// Takes rows of [`TermScatter`]; gives the partners that were found, where those of each document meet.
    fn batch(&mut self, py: Python<'_>, batch: PyRecordBatch, frequencies: &Frequencies) -> PyResult<Table> {
        let batch = batch.into_inner();
        let (places, kinds, blobs) = (ranks(&batch, "to")?, ranks(&batch, "kind")?, column(&batch, "blob")?);
        let mut out: Vec<Vec<u8>> = vec![Vec::new(); self.places as usize];
        py.detach(|| {
            for (row, (to, kind)) in places.into_iter().zip(kinds).enumerate() {
                if self.at != Some(to) {
                    (self.at, self.block) = (Some(to), TermBlock::default());
                    self.waiting.clear();
                }
                let blob = bytes(blobs, row).unwrap_or_default();
                if kind == 0 {
                    each_of(blob, |head, terms| self.waiting.push((head, terms)));
                } else {
                    self.index();
                    self.ask(blob, frequencies, &mut out);
                }
            }
        });
        let mut packed = Packed::default();
        for (to, blob) in (0u32..).zip(&out).filter(|(_, blob)| !blob.is_empty()) {
            packed.push_bytes(to, 0, blob, 0);
        }
        packed.finish()
    }
}

impl BlockPartners {
    fn index(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.waiting.sort_unstable_by_key(|(head, _)| head.document);
        for (head, terms) in self.waiting.drain(..) {
            self.block.push(head.document, bytemuck::cast(head.rarity), &terms);
        }
        self.block.index();
    }

    fn ask(&mut self, blob: &[u8], frequencies: &Frequencies, out: &mut [Vec<u8>]) {
        each_of(blob, |head, terms: Vec<Term>| {
            let document = (head.document, bytemuck::cast(head.rarity), terms.as_slice());
            let partners = self.block.partners(document, frequencies.counted(), self.certainty, &mut self.asking);
            let to = address(head.document.wrapping_mul(0x9E37_79B9), self.places);
            if let Some(blob) = out.get_mut(to as usize).filter(|_| !partners.is_empty()) {
                append(blob, head.document, 0, partners);
            }
        });
    }
}

/// Leaves the best partners of each document, and of those the pairs that may be rewrites.
#[pyclass(module = "twicetold._twicetold")]
#[derive(Default)]
pub(crate) struct BestPartners {
    partners: Vec<(u32, TermPartner)>,
}

#[pymethods]
impl BestPartners {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn batch(&mut self, batch: PyRecordBatch) -> PyResult<()> {
        let batch = batch.into_inner();
        let blobs = column(&batch, "blob")?;
        for row in (0..batch.num_rows()).filter(|&row| !blobs.is_null(row)) {
            each_of(bytes(blobs, row).unwrap_or_default(), |head, partners| {
                self.partners.extend(partners.into_iter().map(|partner| (head.document, partner)));
            });
        }
        Ok(())
    }

    /// `left` and `right`, the earlier first; a pair that both name comes twice, from two places.
    fn finish(&mut self) -> PyResult<Table> {
        let mut all = std::mem::take(&mut self.partners);
        all.sort_unstable_by_key(|&(document, _)| document);
        let mut found = Vec::new();
        for of_document in all.chunk_by(|a, b| a.0 == b.0) {
            let mut partners: Vec<TermPartner> = of_document.iter().map(|&(_, partner)| partner).collect();
            best_partners(&mut partners);
            let Some(&(document, _)) = of_document.first() else { continue };
            let evident = partners.iter().filter(|partner| partner.is_evident == 1).map(|partner| partner.document);
            found.extend(evident.map(|other| (i64::from(document.min(other)), i64::from(document.max(other)))));
        }
        found.sort_unstable();
        found.dedup();
        pairs(["left", "right"], found.into_iter())
    }
}
