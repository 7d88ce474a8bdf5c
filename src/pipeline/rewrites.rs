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
    BUDGET, Frequencies, INDEXED_PAIRS, INDEXED_STEMS, Partner, Rarity, TermIndex, Terms, Votes, best,
};
use crate::candidates::{CandidatePair, Posting};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::sketch::Term;

/// Share of the kept terms that both must have for a pair to be verified as a possible rewrite: a third of the threshold of the score,
/// since the terms that are kept are a sample of those that are scored.
const EVIDENCE_OF_A_POSSIBLE: f64 = 0.02;

/// The same for a likely one of a large corpus: half of its score.
const EVIDENCE_OF_A_LIKELY: f64 = 0.1;

/// The same where the rarest stems speak against it: so many of the kept terms are shared where wording is, though a word in five be another.
const EVIDENCE_OF_WORDING: f64 = 0.14;

/// Share of the rarest stems of either side that the other must have for a pair of a large corpus to be verified as a likely rewrite. It keeps
/// forms out that were filled in twice, whose rarest words are what was filled in.
const TELLING_OF_A_LIKELY: f32 = 0.5;

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
    /// Pairs worth verifying as rewrites, ascending.
    pub retold: Vec<CandidatePair>,
    /// Pairs worth aligning, which are no rewrites, ascending: copies with a word in five exchanged, forms filled in twice.
    pub worded: Vec<CandidatePair>,
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
                part(&mut |document, terms, _| {
                    if self.is_first(document) {
                        frequencies.add(terms.iter().copied());
                    }
                })
            },
        );
        self.go_on()?;
        catalog.thin_terms(|scratch, document, terms, kept| match self.is_first(document) {
            true => frequencies.by_rarity(terms, scratch, kept),
            false => Rarity::default(),
        });
        let mut partners: Vec<Partners> = std::iter::repeat_with(Partners::default).take(catalog.parts()).collect();
        for block in self.blocks(catalog.len()) {
            self.go_on()?;
            let index = self.index(catalog, &block);
            let of_part = |votes: &mut Votes, known: Partners, part: &EachTerms<'_>| {
                let mut better = Partners::default();
                part(&mut |document, terms, rarity| {
                    let found = if self.is_first(document) && !self.is_old(document) {
                        votes.partners(&index, document, rarity.indexed(terms), &frequencies)
                    } else {
                        &[]
                    };
                    better.push(known.of(better.len()), found);
                });
                better.all.shrink_to_fit();
                better
            };
            partners = catalog.map_terms_with(partners, Default::default, of_part);
        }
        self.go_on()?;
        let proposed = distinct(catalog, &partners);
        let [retold, worded] = self.evident(catalog, partners, &frequencies);
        Ok(Sought { retold, worded, frequencies, proposed })
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

    fn index(&self, catalog: &Catalog, block: &std::ops::Range<usize>) -> TermIndex {
        let is_in = |document: DocumentId| block.contains(&document.index()) && self.is_first(document);
        let counts = catalog.map_terms(
            || (),
            |(), part| {
                let mut count = 0;
                part(&mut |document, _, rarity| count += if is_in(document) { rarity.count_indexed() } else { 0 });
                count
            },
        );
        // One column from the start: postings are the most that is in memory here.
        let mut postings = vec![Posting::default(); counts.iter().sum()];
        let mut rest = postings.as_mut_slice();
        let of_parts = counts.into_iter().map(|count| rest.split_off_mut(..count).unwrap_or_default()).collect();
        let of_part = |(): &mut (), places: &mut [Posting], part: &EachTerms<'_>| {
            let mut places = places.iter_mut();
            part(&mut |document, terms, rarity| {
                if is_in(document) {
                    let postings = rarity.indexed(terms).map(|term| Posting::new(term.0, document));
                    postings.zip(&mut places).for_each(|(posting, place)| *place = posting);
                }
            });
        };
        catalog.map_terms_with(of_parts, || (), of_part);
        parallel::sort(&mut postings);
        TermIndex::new(postings)
    }

    /// Those pairs whose kept terms do not speak against them: as rewrites, and as sharing wording.
    fn evident(&self, catalog: &Catalog, partners: Vec<Partners>, frequencies: &Frequencies) -> [Vec<CandidatePair>; 2] {
        let of_part = |terms: &mut Terms, partners: Partners, part: &EachTerms<'_>| {
            let mut pairs = [Vec::new(), Vec::new()];
            let mut row = 0;
            part(&mut |document, own, rarity| {
                let partners = partners.of(row);
                row += 1;
                if partners.is_empty() {
                    return;
                }
                terms.index(own, rarity);
                for partner in partners {
                    let (other, rarity) = catalog.terms(partner.document);
                    let Some(evidence) = self.evidence(terms, &other, rarity, frequencies) else { continue };
                    let [retold, worded] = &mut pairs;
                    let of = if evidence == Evidence::Rewrite { retold } else { worded };
                    of.extend(CandidatePair::new(document, partner.document));
                }
            });
            pairs
        };
        let mut all = [Vec::new(), Vec::new()];
        for of_part in catalog.map_terms_with(partners, Terms::default, of_part) {
            all.iter_mut().zip(of_part).for_each(|(all, pairs)| all.extend(pairs));
        }
        all.map(|mut pairs| {
            parallel::sort(&mut pairs);
            pairs.dedup();
            pairs
        })
    }

    fn evidence(&self, terms: &Terms, other: &[Term], rarity: Rarity, frequencies: &Frequencies) -> Option<Evidence> {
        evidence(terms, other, rarity, frequencies, self.certainty)
    }
}

/// What the kept terms of two documents speak for; nothing where they speak against a match.
pub(super) fn evidence(
    terms: &Terms,
    other: &[Term],
    rarity: Rarity,
    frequencies: &Frequencies,
    certainty: Certainty,
) -> Option<Evidence> {
    if certainty == Certainty::Possible || !frequencies.are_telling() {
        return (terms.share(other, rarity) >= EVIDENCE_OF_A_POSSIBLE).then_some(Evidence::Rewrite);
    }
    let (least, evidence) = if terms.are_told(other, rarity, TELLING_OF_A_LIKELY) {
        (EVIDENCE_OF_A_LIKELY, Evidence::Rewrite)
    } else {
        (EVIDENCE_OF_WORDING, Evidence::Wording)
    };
    (terms.share(other, rarity) >= least).then_some(evidence)
}

/// What the kept terms of two documents speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    Rewrite,
    Wording,
}

/// Blocks that a corpus is indexed in at least: some passes over the terms cost less than memory for all postings.
pub(super) const LEAST_BLOCKS: usize = 4;

/// The best partners of each document of a part, document by document.
#[derive(Debug, Default)]
struct Partners {
    all: Vec<Partner>,
    ends: Vec<u32>,
}

impl Partners {
    /// Documents.
    fn len(&self) -> usize {
        self.ends.len()
    }

    /// Those of a document by its row.
    fn of(&self, row: usize) -> &[Partner] {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(row).copied().unwrap_or_default();
        self.all.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Takes the best of what was known of the next document and of what was found.
    fn push(&mut self, known: &[Partner], found: &[Partner]) {
        let start = self.all.len();
        self.all.extend(known.iter().chain(found));
        if !known.is_empty() && !found.is_empty() {
            best(self.all.get_mut(start..).unwrap_or_default());
        }
        self.all.truncate(start + BUDGET);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }
}

/// How many different pairs there are.
fn distinct(catalog: &Catalog, partners: &[Partners]) -> u64 {
    let names = |document: DocumentId, other: DocumentId| {
        let partners = catalog.part_and_row(document).and_then(|(part, row)| Some(partners.get(part)?.of(row)));
        partners.is_some_and(|partners| partners.iter().any(|partner| partner.document == other))
    };
    let of_part = |(): &mut (), known: &Partners, part: &EachTerms<'_>| {
        let (mut row, mut count) = (0, 0);
        part(&mut |document, _, _| {
            // A pair that both sides name counts once, from the earlier one.
            let counts = |partner: &&Partner| document < partner.document || !names(partner.document, document);
            count += known.of(row).iter().filter(counts).count() as u64;
            row += 1;
        });
        count
    };
    catalog.map_terms_with(partners.iter().collect(), || (), of_part).into_iter().sum()
}
