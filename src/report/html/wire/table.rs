//! Documents and recurring words of a report, each once, in the order in which they are first named.

use crate::document::{Metadata, Place};
use crate::error::{Error, Result};
use crate::report::data::{ObfuscatedDocument, Side};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What rows name by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::report::html) struct Table {
    names: Vec<Arc<str>>,
    documents: Vec<Row>,
    #[serde(skip)]
    name_numbers: FxHashMap<Arc<str>, i64>,
    #[serde(skip)]
    document_numbers: FxHashMap<Side, usize>,
}

/// A document: id, title, source, date, url, file, record, byte, words.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row(String, Option<String>, i64, Option<String>, Option<String>, i64, u64, u64, u64);

impl Table {
    /// The number of a document.
    pub(super) fn document(&mut self, side: &Side) -> usize {
        if let Some(&number) = self.document_numbers.get(side) {
            return number;
        }
        let Metadata { source, date, title, url } = side.metadata.clone();
        let source = source.map_or(-1, |source| self.name(&source));
        let file = self.name(&side.place.file);
        self.documents.push(Row(side.id.clone(), title, source, date, url, file, side.place.record, side.place.byte, side.words));
        self.document_numbers.insert(side.clone(), self.documents.len() - 1);
        self.documents.len() - 1
    }

    /// The number of a document of which the words are not counted.
    pub(super) fn obfuscated(&mut self, document: &ObfuscatedDocument) -> usize {
        let ObfuscatedDocument { id, metadata, place, .. } = document;
        self.document(&Side { id: id.clone(), metadata: metadata.clone(), place: place.clone(), words: 0 })
    }

    /// The number of a word.
    pub(super) fn name(&mut self, name: &str) -> i64 {
        if let Some(&number) = self.name_numbers.get(name) {
            return number;
        }
        let (name, number) = (Arc::<str>::from(name), i64::try_from(self.names.len()).unwrap_or(-1));
        self.names.push(name.clone());
        self.name_numbers.insert(name, number);
        number
    }

    /// The document of a number.
    pub(super) fn side(&self, number: usize) -> Result<Side> {
        let missing = || Error::input(format!("the page names document {number}, which it does not have"));
        let Row(id, title, source, date, url, file, record, byte, words) =
            self.documents.get(number).ok_or_else(missing)?.clone();
        let source = if source < 0 { None } else { Some(self.word(source)?.to_string()) };
        let place = Place { file: self.word(file)?, record, byte };
        Ok(Side { id, metadata: Metadata { source, date, title, url }, place, words })
    }

    /// The word of a number.
    pub(super) fn word(&self, number: i64) -> Result<Arc<str>> {
        let found = usize::try_from(number).ok().and_then(|number| self.names.get(number));
        found.cloned().ok_or_else(|| Error::input(format!("the page names word {number}, which it does not have")))
    }

    /// Where each document stands, in the order of their numbers.
    pub(in crate::report::html) fn places(&self) -> impl Iterator<Item = Place> {
        self.documents.iter().map(|&Row(_, _, _, _, _, file, record, byte, _)| Place {
            file: self.word(file).unwrap_or_default(),
            record,
            byte,
        })
    }
}
