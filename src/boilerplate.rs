//! Sentences told in many documents, and whether they are boilerplate or copies.
//!
//! A footer stands in documents that otherwise differ; a sentence of agency copy stands in documents
//! that are copies of one another. Both are counted and shown; only the first kind, the *roaming*
//! sentence, says nothing about who retells whom, so a match that rests mostly on such sentences is
//! marked. Sentences are cut here by a plain rule (a full stop, or a blank line, between two words)
//! that costs next to nothing; what matters is that it cuts equal text alike.

use crate::document::DocumentId;
use crate::segment::Word;
use crate::shingle::{finish, push};
use std::ops::Range;

/// When a sentence is common.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BoilerplateOptions {
    /// Words from which a sentence is looked at.
    pub min_words: usize,
    /// Documents from which it is common.
    pub min_documents: usize,
    /// Median similarity of the documents it stands in below which it roams, in `0.0..=1.0`.
    pub roaming_below: f64,
}

impl Default for BoilerplateOptions {
    fn default() -> Self {
        Self { min_words: 8, min_documents: 5, roaming_below: 0.5 }
    }
}

/// How many documents of a sentence are compared with one another to see whether it roams.
const SAMPLE: usize = 9;

/// That a sentence stands in a document; sorts by sentence, then document, in 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SentencePosting {
    high: u32,
    low: u32,
    document: DocumentId,
}

impl SentencePosting {
    /// Of a sentence's hash and a document.
    #[must_use]
    pub const fn new(hash: u64, document: DocumentId) -> Self {
        Self { high: (hash >> 32) as u32, low: hash as u32, document }
    }

    /// The sentence's hash.
    #[must_use]
    pub const fn hash(self) -> u64 {
        (self.high as u64) << 32 | self.low as u64
    }

    /// The document.
    #[must_use]
    pub const fn document(self) -> DocumentId {
        self.document
    }
}

/// A sentence that stands in many documents.
#[derive(Clone, Debug, PartialEq)]
pub struct CommonSentence {
    /// Hash of its words.
    pub hash: u64,
    /// The documents, ascending.
    pub documents: Vec<DocumentId>,
    /// Whether they otherwise differ.
    pub roaming: bool,
}

/// Calls `sink` with the hash and the words (by position) of each sentence of at least `min_words`.
///
/// `words` are those of `text`. Linear.
pub fn told_sentences(text: &str, words: &[Word], min_words: usize, mut sink: impl FnMut(u64, Range<usize>)) {
    let mut start = 0;
    let mut run = 0u64;
    for (at, word) in words.iter().enumerate() {
        run = push(run, word.hash);
        let next = words.get(at + 1).map_or(text.len(), |next| next.span.start);
        if at + 1 == words.len() || ends_sentence(text, word.span.end, next) {
            if at + 1 - start >= min_words {
                sink(finish(run), start..at + 1);
            }
            (start, run) = (at + 1, 0);
        }
    }
}

/// Whether the text between two words ends a sentence: a terminator, or a blank line.
#[inline]
fn ends_sentence(text: &str, from: usize, to: usize) -> bool {
    match text.as_bytes().get(from..to).unwrap_or_default() {
        [] => false,
        [one] => matches!(one, b'.' | b'!' | b'?'),
        [b'.' | b'!' | b'?', ..] => true,
        [b',', b' '] => false,
        between => ends_in(text, between, from..to),
    }
}

fn ends_in(text: &str, between: &[u8], range: Range<usize>) -> bool {
    let (mut lines, mut is_ascii) = (0, true);
    for &byte in between {
        if matches!(byte, b'.' | b'!' | b'?') {
            return true;
        }
        lines += usize::from(byte == b'\n');
        is_ascii &= byte.is_ascii();
    }
    lines > 1 || !is_ascii && text.get(range).unwrap_or_default().contains(is_foreign_terminator)
}

const fn is_foreign_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '।' | '॥' | '؟' | '۔' | '።' | '፧' | '։' | '។' | '။' | '…')
}

/// The sentences that stand in at least `min_documents` documents, by hash.
///
/// `postings` are sorted here; a document counts once however often it has the sentence.
/// `similarity` says how alike two documents are (an estimate will do): of up to nine documents of a
/// sentence, spread over all, the median of their pairs decides whether it roams.
pub fn common_sentences(
    postings: &mut Vec<SentencePosting>,
    options: &BoilerplateOptions,
    similarity: impl Fn(DocumentId, DocumentId) -> f64,
) -> Vec<CommonSentence> {
    postings.sort_unstable();
    postings.dedup();
    let runs = postings.chunk_by(|a, b| a.hash() == b.hash());
    let common = runs.filter(|run| run.len() >= options.min_documents.max(2));
    common
        .filter_map(|run| {
            let documents: Vec<_> = run.iter().map(|posting| posting.document()).collect();
            let roaming = median_similarity(&documents, &similarity) < options.roaming_below;
            Some(CommonSentence { hash: run.first()?.hash(), documents, roaming })
        })
        .collect()
}

/// Median similarity of the pairs of a few documents, spread evenly over all of them.
fn median_similarity(documents: &[DocumentId], similarity: &impl Fn(DocumentId, DocumentId) -> f64) -> f64 {
    let size = documents.len().min(SAMPLE);
    let sample: Vec<_> = (0..size).filter_map(|at| documents.get(at * documents.len() / size.max(1))).collect();
    let mut values: Vec<f64> = sample
        .iter()
        .enumerate()
        .flat_map(|(at, left)| sample.iter().skip(at + 1).map(|right| similarity(**left, **right)))
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::words;

    fn sentences(text: &str) -> Vec<String> {
        let words = words(text);
        let mut found = Vec::new();
        told_sentences(text, &words, 3, |_, range| {
            found.push(text[words[range.start].span.start..words[range.end - 1].span.end].to_owned());
        });
        found
    }

    #[test]
    fn sentences_end_at_full_stops_and_blank_lines_but_not_at_line_ends() {
        assert_eq!(
            sentences("One two\nthree. Four five six\n\nseven eight nine? Ten"),
            ["One two\nthree", "Four five six", "seven eight nine"]
        );
        assert_eq!(sentences("他说了很多。她没有说。"), ["他说了很多", "她没有说"]);
        assert!(sentences("").is_empty());
    }

    #[test]
    fn a_footer_roams_and_a_copied_sentence_does_not() {
        let postings = || (0..20).map(|d| SentencePosting::new(7, DocumentId(d))).collect::<Vec<_>>();
        let options = BoilerplateOptions::default();
        let footer = common_sentences(&mut postings(), &options, |_, _| 0.1);
        let copied = common_sentences(&mut postings(), &options, |_, _| 0.9);
        assert!(footer[0].roaming && !copied[0].roaming);
        assert_eq!(footer[0].documents.len(), 20);
        assert!(common_sentences(&mut postings()[..4].to_vec(), &options, |_, _| 0.1).is_empty());
    }
}
