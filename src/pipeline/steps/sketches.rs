//! A document → what candidates are found by.

use super::super::digest::{Digester, Shard, content_hash};
use super::super::options::ScanOptions;
use super::super::scan;
use crate::error::Result;
use crate::read::Record;
use crate::segment;
use crate::sketch::Term;

/// Sketches one document after another with the same buffers.
pub struct Sketcher {
    digester: Digester,
    shard: Shard,
}

/// What is kept of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch<'s> {
    /// Hash of the word sequence; equal ones are taken for copies until the texts are compared.
    pub content: u128,
    /// Its words.
    pub words: u32,
    /// One hash a band; none where there are no shingles, or near-duplicates are not looked for.
    pub bands: &'s [u32],
    /// The lowest eight bits of each slot of the signature; none where there are no bands.
    pub bits: &'s [u8],
    /// Stems and pairs of stems, where rewrites are looked for.
    pub terms: &'s [Term],
}

impl Sketcher {
    /// For what `options` look for.
    ///
    /// # Errors
    /// As [`check`](super::check), or where the plan cannot be met.
    pub fn new(options: &ScanOptions) -> Result<Self> {
        super::check(options)?;
        Ok(Self { digester: Digester::new(options, scan::plan(options)?)?, shard: Shard::default() })
    }

    /// The sketch of a document. Linear in its text.
    pub fn sketch(&mut self, record: &Record<'_>) -> Sketch<'_> {
        self.shard = Shard::default();
        self.digester.digest(record, &mut self.shard);
        let shard = &self.shard;
        let first = |column: &[u32]| column.first().copied().unwrap_or_default();
        let is_worded = first(&shard.shingles) > 0;
        Sketch {
            content: shard.contents.first().copied().unwrap_or_default(),
            words: first(&shard.words),
            bands: if is_worded { &shard.bands } else { &[] },
            bits: if is_worded && !shard.bands.is_empty() { &shard.bits } else { &[] },
            terms: &shard.terms,
        }
    }
}

/// The hash by which documents are taken for copies, as [`Sketch::content`]; `words` are left with the hashes of the words.
///
/// Texts of equal words are copies; where there are no words, texts that fold alike.
pub fn content_of(text: &str, words: &mut Vec<u64>) -> u128 {
    *words = segment::word_hashes(text);
    content_hash(text, words)
}
