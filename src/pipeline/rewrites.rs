//! The terms of all documents → pairs worth verifying as rewrites.
//!
//! Four passes over the terms that were kept: how many documents has each; the terms of each document in the
//! order of rarity; an index of the rarest; for each document those that share most of them. What is left is
//! looked at once more on the terms alone, since a pair that is verified costs the reading of two texts.

use super::budget::Budget;
use super::catalog::{Catalog, EachTerms};
use super::options::Certainty;
use super::parallel;
use super::progress::Progress;
use crate::candidates::rare_terms::{
    BUDGET, Evidence, Frequencies, INDEXED_PAIRS, INDEXED_STEMS, Partner, TermIndex, Terms, Votes,
};
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::error::{Error, Result};

/// Share of the kept terms that both must have for a pair to be verified as a possible rewrite: a third of the threshold of the score,
/// since the terms that are kept are a sample of those that are scored.
const EVIDENCE_OF_A_POSSIBLE: f64 = 0.02;

/// The same for a likely one of a large corpus: half of its score.
const EVIDENCE_OF_A_LIKELY: f64 = 0.1;

/// Share of the rarest stems of either side that the other must have for a pair of a large corpus to be verified as a likely rewrite. It keeps
/// forms out that were filled in twice, whose rarest words are what was filled in.
const TELLING_OF_A_LIKELY: f32 = 0.5;

/// Documents whose partners one worker looks for at a time.
const LOOKED_FOR_AT_ONCE: usize = 1 << 10;

/// What looking for rewrites goes by.
pub(super) struct Seeker<'s> {
    pub certainty: Certainty,
    pub budget: Budget,
    /// First documents of each content: only they are compared.
    pub firsts: &'s [bool],
    /// Documents that are not compared with one another; empty where there are none.
    pub old: &'s [bool],
    pub progress: &'s dyn Progress,
}

/// What was found on the terms alone.
#[derive(Default)]
pub(super) struct Sought {
    /// Pairs worth verifying, ascending.
    pub pairs: Vec<CandidatePair>,
    /// In how many documents each term stands.
    pub frequencies: Frequencies,
    /// Pairs that rare terms proposed.
    pub proposed: u64,
}

impl Seeker<'_> {
    /// Seeks pairs worth verifying. The terms of the catalog are put in order and kept.
    ///
    /// # Errors
    /// An interrupted one where the caller asks for it.
    pub(super) fn seek(&self, catalog: &mut Catalog) -> Result<Sought> {
        let documents = self.firsts.iter().filter(|&&first| first).count();
        let frequencies = Frequencies::for_corpus(documents, catalog.terms_in_all());
        catalog.map_terms(
            || (),
            |(), part| {
                part(&mut |document, terms| {
                    if self.is_first(document) {
                        frequencies.add(terms.iter().copied());
                    }
                })
            },
        );
        self.go_on()?;
        catalog.reorder_terms(|scratch, terms| frequencies.by_rarity(terms, scratch));
        let mut partners: Vec<(DocumentId, Partner)> = Vec::new();
        for block in self.blocks(catalog.len()) {
            self.go_on()?;
            let index = self.index(catalog, &frequencies, &block);
            let of_part = |(votes, indexed): &mut (Votes, Vec<_>), part: &EachTerms<'_>| {
                let mut found = Vec::new();
                part(&mut |document, terms| {
                    if self.is_first(document) && !self.is_old(document) {
                        frequencies.index(terms, indexed);
                        let partners = votes.partners(&index, document, indexed, frequencies.least_said());
                        found.extend(partners.iter().map(|&partner| (document, partner)));
                    }
                });
                found
            };
            partners.extend(catalog.map_terms(Default::default, of_part).into_iter().flatten());
            keep_best(&mut partners);
        }
        self.go_on()?;
        let proposed = distinct(&partners);
        Ok(Sought { pairs: self.evident(catalog, &partners, &frequencies), frequencies, proposed })
    }

    fn is_first(&self, document: DocumentId) -> bool {
        self.firsts.get(document.index()).copied().unwrap_or(false)
    }

    fn is_old(&self, document: DocumentId) -> bool {
        self.old.get(document.index()).copied().unwrap_or(false)
    }

    fn go_on(&self) -> Result<()> {
        if self.progress.is_interrupted() { Err(Error::interrupted()) } else { Ok(()) }
    }

    /// The documents, cut so that the postings of a block fit into memory.
    fn blocks(&self, documents: usize) -> Vec<std::ops::Range<usize>> {
        let bytes = (INDEXED_STEMS + INDEXED_PAIRS) * size_of::<Posting>() + parallel::threads() * size_of::<u32>();
        let fit = usize::try_from(self.budget.step() / 2 / bytes as u64).unwrap_or(usize::MAX).max(1);
        let at_once = documents.div_ceil(LEAST_BLOCKS).clamp(1, fit);
        (0..documents).step_by(at_once).map(|start| start..(start + at_once).min(documents)).collect()
    }

    fn index(&self, catalog: &Catalog, frequencies: &Frequencies, block: &std::ops::Range<usize>) -> TermIndex {
        let postings = catalog.map_terms(Vec::new, |indexed, part| {
            let mut postings = Vec::new();
            part(&mut |document, terms| {
                if block.contains(&document.index()) && self.is_first(document) {
                    frequencies.index(terms, indexed);
                    postings.extend(indexed.iter().map(|&(term, _)| Posting::new(term.0, document)));
                }
            });
            postings
        });
        let mut postings = postings.concat();
        parallel::sort(&mut postings);
        TermIndex::new(postings)
    }

    /// Those pairs whose kept terms do not speak against them.
    fn evident(&self, catalog: &Catalog, partners: &[(DocumentId, Partner)], frequencies: &Frequencies) -> Vec<CandidatePair> {
        let of_chunk = |terms: &mut Terms, chunk: &[(DocumentId, Partner)]| {
            let mut pairs = Vec::new();
            for of_document in chunk.chunk_by(|a, b| a.0 == b.0) {
                let Some(&(document, _)) = of_document.first() else { continue };
                terms.index(&catalog.terms(document));
                let evident = of_document
                    .iter()
                    .filter(|(_, partner)| self.is_evident(terms.evidence(&catalog.terms(partner.document)), frequencies));
                pairs.extend(evident.filter_map(|(_, partner)| CandidatePair::new(document, partner.document)));
            }
            pairs
        };
        let chunks = partners.chunks(LOOKED_FOR_AT_ONCE * BUDGET).collect();
        let mut pairs = parallel::map_with(chunks, Terms::default, of_chunk).concat();
        parallel::sort(&mut pairs);
        pairs.dedup();
        pairs
    }

    fn is_evident(&self, evidence: Evidence, frequencies: &Frequencies) -> bool {
        if self.certainty == Certainty::Likely && frequencies.are_telling() {
            return evidence.share() >= EVIDENCE_OF_A_LIKELY && evidence.telling >= TELLING_OF_A_LIKELY;
        }
        evidence.share() >= EVIDENCE_OF_A_POSSIBLE
    }
}

/// Blocks that a corpus is indexed in at least: some passes over the terms cost less than memory for all postings.
pub(super) const LEAST_BLOCKS: usize = 4;

/// Keeps the best partners of each document, as if they had come at once.
fn keep_best(partners: &mut Vec<(DocumentId, Partner)>) {
    parallel::sort_by(partners, |a, b| (a.0, b.1.said, a.1.document).cmp(&(b.0, a.1.said, b.1.document)));
    let (mut of, mut count) = (None, 0);
    partners.retain(|&(document, _)| {
        count = if of == Some(document) { count + 1 } else { 1 };
        of = Some(document);
        count <= BUDGET
    });
}

/// How many different pairs there are.
fn distinct(partners: &[(DocumentId, Partner)]) -> u64 {
    let of = |document: DocumentId| {
        let start = partners.partition_point(|&(other, _)| other < document);
        let end = partners.partition_point(|&(other, _)| other <= document);
        partners.get(start..end).unwrap_or_default()
    };
    // A pair that both sides name counts once, from the earlier one.
    let is_named_before = |&(document, partner): &(DocumentId, Partner)| {
        partner.document < document && of(partner.document).iter().any(|(_, back)| back.document == document)
    };
    partners.iter().filter(|&named| !is_named_before(named)).count() as u64
}
