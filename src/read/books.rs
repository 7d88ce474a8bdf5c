//! The books of a run: how many records, what became of each, and the first places of every fault.
//!
//! They balance by construction: [`Books::count`] is the only way in, and each outcome it is given
//! adds one record and either one document or one skipped.

use super::{Batch, Format, Inputs, Outcome};
use crate::document::{Fault, Reason};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Places kept of each reason and file.
const PLACES: usize = 10;
/// Files of which places are kept for each reason, so that a million bad files stay small.
const FILES: usize = 1000;

/// Counts of a run, or of a part of it; parts are put together with [`merge`](Self::merge).
///
/// `records == documents + skipped()`, always. A file that cannot be read, and what is lost behind a
/// break in a stream, count as one skipped record each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Files named or found.
    pub files: u64,
    /// Records seen.
    pub records: u64,
    /// Records that became documents.
    pub documents: u64,
    /// Records that did not, by reason.
    pub skipped_by_reason: BTreeMap<Reason, u64>,
    /// Documents taken with a repair.
    pub repaired: u64,
    /// Repairs by reason; a document may have several.
    pub repaired_by_reason: BTreeMap<Reason, u64>,
    /// Bytes gone through, after decompression.
    pub bytes_read: u64,
    /// Links, devices and the like, which are no input.
    pub passed_over: u64,
    /// Counts by what the files hold; what could not be opened is [`Format::Auto`].
    pub by_format: BTreeMap<Format, OfFormat>,
    /// First places of each reason, file and its name, in order of (record, byte).
    faults: BTreeMap<Reason, Places>,
}

/// Counts of the files that hold one format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfFormat {
    /// Files.
    pub files: u64,
    /// Records that became documents.
    pub documents: u64,
    /// Documents taken with a repair.
    pub repaired: u64,
    /// Records that did not become documents, by reason.
    pub skipped_by_reason: BTreeMap<Reason, u64>,
}

/// By number and name, since a path that is no file shares the number of the file after it.
type Places = BTreeMap<(u32, Arc<str>), Vec<Fault>>;

impl Books {
    /// The books of a run over `inputs`, with what could not be found already in them.
    #[must_use]
    pub fn opening(inputs: &Inputs) -> Self {
        let mut books = Self { files: inputs.files().len() as u64, passed_over: inputs.passed_over(), ..Self::default() };
        for (file, fault) in inputs.placed_faults() {
            books.skip(*file, Format::Auto, fault);
        }
        books
    }

    /// Records skipped for any reason.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped_by_reason.values().sum()
    }

    /// Counts the bytes of a batch, and its file with the first.
    pub fn count_bytes(&mut self, batch: &Batch) {
        self.bytes_read += batch.bytes_read;
        self.by_format.entry(batch.format).or_default().files += u64::from(batch.is_first);
    }

    /// Counts one record of the file numbered `file`, which holds `format`.
    pub fn count(&mut self, file: u32, format: Format, outcome: &Outcome<'_>) {
        match outcome {
            Outcome::Document(record) => {
                let is_repaired = u64::from(!record.repairs.is_empty());
                self.records += 1;
                self.documents += 1;
                self.repaired += is_repaired;
                let of_format = self.by_format.entry(format).or_default();
                of_format.documents += 1;
                of_format.repaired += is_repaired;
                for fault in &record.repairs {
                    self.note_repair(file, fault);
                }
            }
            Outcome::Skipped(fault) => self.skip(file, format, fault),
        }
    }

    /// Counts a repair found later, of a document that was counted before and had none; `format` is what its file holds.
    ///
    /// For one that had a repair already, use [`note_repair`](Self::note_repair).
    pub fn repair(&mut self, file: u32, format: Format, fault: &Fault) {
        self.repaired += 1;
        self.by_format.entry(format).or_default().repaired += 1;
        self.note_repair(file, fault);
    }

    /// Counts one more repair of a document already counted as repaired.
    pub fn note_repair(&mut self, file: u32, fault: &Fault) {
        *self.repaired_by_reason.entry(fault.reason).or_default() += 1;
        self.keep(file, fault);
    }

    /// Adds the books of another part of the run; in any order, with the same result.
    pub fn merge(&mut self, other: Self) {
        self.files += other.files;
        self.records += other.records;
        self.documents += other.documents;
        self.repaired += other.repaired;
        self.bytes_read += other.bytes_read;
        self.passed_over += other.passed_over;
        for (reason, count) in other.skipped_by_reason {
            *self.skipped_by_reason.entry(reason).or_default() += count;
        }
        for (reason, count) in other.repaired_by_reason {
            *self.repaired_by_reason.entry(reason).or_default() += count;
        }
        for (format, other) in other.by_format {
            let counts = self.by_format.entry(format).or_default();
            counts.files += other.files;
            counts.documents += other.documents;
            counts.repaired += other.repaired;
            for (reason, count) in other.skipped_by_reason {
                *counts.skipped_by_reason.entry(reason).or_default() += count;
            }
        }
        for (reason, places) in other.faults {
            for ((file, _), faults) in places {
                debug_assert!(faults.iter().all(|fault| fault.reason == reason));
                faults.iter().for_each(|fault| self.keep(file, fault));
            }
        }
    }

    /// The first ten faults of each reason and file, in the order of files and records.
    ///
    /// All of them pass through [`Outcome::faults`] for whoever wants to keep more.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<_> = self
            .faults
            .values()
            .flatten()
            .flat_map(|((file, _), faults)| faults.iter().map(move |fault| (*file, fault)))
            .collect();
        faults.sort_by(|(left_file, left), (right_file, right)| {
            (left_file, &left.place, left.reason).cmp(&(right_file, &right.place, right.reason))
        });
        faults.into_iter().map(|(_, fault)| fault.clone()).collect()
    }

    fn skip(&mut self, file: u32, format: Format, fault: &Fault) {
        self.records += 1;
        *self.by_format.entry(format).or_default().skipped_by_reason.entry(fault.reason).or_default() += 1;
        *self.skipped_by_reason.entry(fault.reason).or_default() += 1;
        self.keep(file, fault);
    }

    /// Keeps a place if it is among the first.
    fn keep(&mut self, file: u32, fault: &Fault) {
        let key = |fault: &Fault| (fault.place.record, fault.place.byte);
        let files = self.faults.entry(fault.reason).or_default();
        let places = files.entry((file, fault.place.file.clone())).or_default();
        let at = places.partition_point(|kept| (key(kept), &kept.message) <= (key(fault), &fault.message));
        if at < PLACES {
            places.insert(at, fault.clone());
            places.truncate(PLACES);
        }
        if files.len() > FILES {
            files.pop_last();
        }
    }
}
