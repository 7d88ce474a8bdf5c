//! Terms of all documents → pairs that may be rewrites, a block of documents at a time.

use super::super::options::Certainty;
use super::super::rewrites::{Evidence, evidence};
use crate::candidates::Posting;
use crate::candidates::rare_terms::{self, BUDGET, Frequencies, Rarity, TermIndex, Terms, Votes, slot};
use crate::document::DocumentId;
use crate::sketch::Term;
use bytemuck::{Pod, Zeroable};

/// Blocks that the cells are counted in.
pub const CELL_BLOCKS: u32 = 256;

/// In a cell of pairs.
const PAIR: u32 = 1 << 31;

/// Calls `each` with the block and the cell of each term, in a corpus of so many terms.
pub fn cells_of(terms: &[Term], terms_in_all: usize, mut each: impl FnMut(u32, u32)) {
    let (stems, pairs) = rare_terms::cells(terms_in_all);
    for &term in terms {
        let (cells, kind) = if term.is_pair() { (pairs, PAIR) } else { (stems, 0) };
        let cell = slot(term, cells);
        each((cell / (cells / CELL_BLOCKS as usize)) as u32, cell as u32 | kind);
    }
}

/// How many terms fell into each cell, put together from blocks.
#[derive(Debug)]
pub struct Cells {
    stems: Vec<u32>,
    pairs: Vec<u8>,
}

impl Cells {
    /// For a corpus of so many terms: up to 768 MB.
    #[must_use]
    pub fn new(terms_in_all: usize) -> Self {
        let (stems, pairs) = rare_terms::cells(terms_in_all);
        Self { stems: vec![0; stems], pairs: vec![0; pairs] }
    }

    /// Counts the cells of one block, as [`cells_of`] gave them, in any order: of its stems, and of its pairs up to 255.
    #[must_use]
    pub fn counted(block: u32, cells: impl Iterator<Item = u32>, terms_in_all: usize) -> (Vec<u32>, Vec<u8>) {
        let (stems, pairs) = rare_terms::cells(terms_in_all);
        let (a_block_of_stems, a_block_of_pairs) = (stems / CELL_BLOCKS as usize, pairs / CELL_BLOCKS as usize);
        let (mut stems, mut pairs) = (vec![0u32; a_block_of_stems], vec![0u8; a_block_of_pairs]);
        for cell in cells {
            let at = (cell & !PAIR) as usize;
            if cell & PAIR == 0 {
                let count = at.checked_sub(block as usize * a_block_of_stems).and_then(|at| stems.get_mut(at));
                count.into_iter().for_each(|count| *count += 1);
            } else {
                let count = at.checked_sub(block as usize * a_block_of_pairs).and_then(|at| pairs.get_mut(at));
                count.into_iter().for_each(|count| *count = count.saturating_add(1));
            }
        }
        (stems, pairs)
    }

    /// Puts a counted block in its place; what is too long for it is cut.
    pub fn put(&mut self, block: u32, stems: &[u32], pairs: &[u8]) {
        place(&mut self.stems, block, stems);
        place(&mut self.pairs, block, pairs);
    }

    /// The frequencies of a corpus of so many different documents.
    #[must_use]
    pub fn frequencies(self, documents: usize) -> Frequencies {
        Frequencies::of_counts(documents, self.stems, self.pairs)
    }
}

fn place<T: Copy>(all: &mut [T], block: u32, counted: &[T]) {
    let size = all.len() / CELL_BLOCKS as usize;
    let start = block as usize * size;
    let slots = all.get_mut(start..start + size).unwrap_or_default();
    slots.iter_mut().zip(counted).for_each(|(slot, &count)| *slot = count);
}

/// A document that shares rare terms with another: 12 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct TermPartner {
    /// What the shared terms say together, as in [`rare_terms::Partner`].
    pub said: u32,
    /// The partner.
    pub document: u32,
    /// 1 where the kept terms of both do not speak against a rewrite.
    pub is_evident: u32,
}

/// Some documents, indexed by their rarest terms.
#[derive(Debug, Default)]
pub struct TermBlock {
    documents: Vec<u32>,
    ends: Vec<usize>,
    rarities: Vec<Rarity>,
    terms: Vec<Term>,
    index: TermIndex,
}

/// Buffers for asking many documents of a block.
#[derive(Debug, Default)]
pub struct Asking {
    votes: Votes,
    terms: Terms,
    partners: Vec<TermPartner>,
}

impl TermBlock {
    /// Adds the terms of a document in the order of [`Frequencies::by_rarity`]; documents ascend.
    pub fn push(&mut self, document: u32, rarity: Rarity, terms: &[Term]) {
        self.documents.push(document);
        self.rarities.push(rarity);
        self.terms.extend_from_slice(terms);
        self.ends.push(self.terms.len());
    }

    /// Indexes what was added: 640 bytes a document at most. Costs one sort.
    pub fn index(&mut self) {
        let mut postings = Vec::new();
        for (at, &rarity) in (0u32..).zip(&self.rarities) {
            postings.extend(rarity.indexed(self.terms_of(at as usize)).map(|term| Posting::new(term.0, DocumentId(at))));
        }
        postings.sort_unstable();
        self.index = TermIndex::new(postings);
    }

    fn terms_of(&self, at: usize) -> &[Term] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.ends.get(at).and_then(|&end| self.terms.get(start..end)).unwrap_or_default()
    }

    /// The best partners in the block of a document with these terms, as a scan finds them.
    ///
    /// Costs a step for every posting of the terms in the block.
    pub fn partners<'a>(
        &self,
        (document, rarity, terms): (u32, Rarity, &[Term]),
        frequencies: &Frequencies,
        certainty: Certainty,
        asking: &'a mut Asking,
    ) -> &'a [TermPartner] {
        asking.partners.clear();
        let own = self.documents.binary_search(&document).map_or(DocumentId(u32::MAX), |at| DocumentId(at as u32));
        let found = asking.votes.partners(&self.index, own, rarity.indexed(terms), frequencies);
        if !found.is_empty() {
            asking.terms.index(terms, rarity);
        }
        for partner in found {
            let at = partner.document.index();
            let Some((&document, &rarity)) = self.documents.get(at).zip(self.rarities.get(at)) else { continue };
            let evident = evidence(&asking.terms, self.terms_of(at), rarity, frequencies, certainty);
            let is_evident = u32::from(evident == Some(Evidence::Rewrite));
            asking.partners.push(TermPartner { said: partner.said, document, is_evident });
        }
        &asking.partners
    }
}

/// Leaves the best partners of one document, of those that all blocks found.
pub fn best_partners(partners: &mut Vec<TermPartner>) {
    partners.sort_unstable_by(|a, b| b.said.cmp(&a.said).then(a.document.cmp(&b.document)));
    partners.dedup();
    partners.truncate(BUDGET);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Counting in blocks is counting at once.
        #[test]
        fn blocks_of_cells_are_the_cells(documents in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..40), 1..30)) {
            let documents: Vec<Vec<Term>> = documents.into_iter().map(|terms| terms.into_iter().map(Term).collect()).collect();
            let in_all = documents.iter().map(Vec::len).sum();
            let whole = Frequencies::for_corpus(documents.len(), in_all);
            let mut by_block = vec![Vec::new(); CELL_BLOCKS as usize];
            for terms in &documents {
                whole.add(terms.iter().copied());
                cells_of(terms, in_all, |block, cell| by_block[block as usize].push(cell));
            }
            let mut cells = Cells::new(in_all);
            for (block, found) in (0u32..).zip(by_block) {
                let (stems, pairs) = Cells::counted(block, found.into_iter(), in_all);
                cells.put(block, &stems, &pairs);
            }
            let frequencies = cells.frequencies(documents.len());
            for term in documents.concat() {
                prop_assert_eq!(frequencies.of(term), whole.of(term));
            }
        }
    }
}
