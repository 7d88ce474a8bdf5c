//! Columns of numbers that are in memory while they fit, and in a temporary file beyond.
//!
//! A column is written once, whole, and read many times. Which columns are where depends on the memory
//! given and on the order in which threads come; what is read from them does not. The file is unlinked
//! as soon as it is made, so that it is gone however the process ends.

use crate::error::{Error, Result};
use crate::read;
use bytemuck::Pod;
use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Where columns are kept.
#[derive(Debug)]
pub(super) struct Store {
    /// Bytes that may be in memory.
    limit: u64,
    held: AtomicU64,
    folder: Option<PathBuf>,
    file: OnceLock<File>,
    /// Where the next column goes in the file.
    end: AtomicU64,
    failed: AtomicBool,
    failure: Mutex<Option<Failure>>,
}

/// What went wrong first, and in which direction.
#[derive(Debug)]
enum Failure {
    Write(io::Error),
    Read(io::Error),
}

/// A column that was kept.
#[derive(Debug)]
pub(super) enum Held<T> {
    Memory(Box<[T]>),
    Disk {
        /// First byte in the file.
        at: u64,
        /// Values, not bytes.
        values: usize,
    },
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self::Memory(Box::default())
    }
}

impl<T> Held<T> {
    /// Number of values.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Memory(values) => values.len(),
            Self::Disk { values, .. } => *values,
        }
    }
}

impl Store {
    /// A store that keeps up to `limit` bytes in memory, and the rest in a file in `folder` (the
    /// system's folder for temporary files where none is given).
    pub(super) fn new(limit: u64, folder: Option<&Path>) -> Self {
        Self {
            limit,
            held: AtomicU64::new(0),
            folder: folder.map(Path::to_owned),
            file: OnceLock::new(),
            end: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            failure: Mutex::new(None),
        }
    }

    /// Keeps a column. Costs a copy.
    pub(super) fn keep<T: Pod>(&self, values: &[T]) -> Held<T> {
        let bytes = size_of_val(values) as u64;
        if self.held.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= self.limit {
            // A copy of its own size: `shrink_to_fit` leaves an allocator free to keep half of it more.
            return Held::Memory(values.into());
        }
        self.held.fetch_sub(bytes, Ordering::Relaxed);
        self.keep_on_disk(values)
    }

    /// Keeps a column in the file, whatever room there is in memory.
    pub(super) fn keep_on_disk<T: Pod>(&self, values: &[T]) -> Held<T> {
        let at = self.end.fetch_add(size_of_val(values) as u64, Ordering::Relaxed);
        if let Err(error) = self.file().and_then(|file| read::write_all_at(file, bytemuck::cast_slice(values), at)) {
            self.fail(Failure::Write(error));
        }
        Held::Disk { at, values: values.len() }
    }

    /// Gives up a column; room in the file is not used again.
    pub(super) fn free<T>(&self, held: &mut Held<T>) {
        if let Held::Memory(values) = std::mem::take(held) {
            self.held.fetch_sub(size_of_val(&*values) as u64, Ordering::Relaxed);
        }
    }

    /// Some values of a column; fewer where it ends before. Costs a read of the file where they are there.
    pub(super) fn slice<'h, T: Pod>(&self, held: &'h Held<T>, range: Range<usize>) -> Cow<'h, [T]> {
        match held {
            Held::Memory(values) => {
                Cow::Borrowed(values.get(range.start.min(values.len())..range.end.min(values.len())).unwrap_or_default())
            }
            Held::Disk { at, values } => {
                let mut read = vec![T::zeroed(); range.end.min(*values).saturating_sub(range.start)];
                self.read_into(at + (range.start * size_of::<T>()) as u64, &mut read);
                Cow::Owned(read)
            }
        }
    }

    /// All values of a column.
    pub(super) fn all<'h, T: Pod>(&self, held: &'h Held<T>) -> Cow<'h, [T]> {
        self.slice(held, 0..held.len())
    }

    /// One value of a column; zero behind its end.
    pub(super) fn value<T: Pod>(&self, held: &Held<T>, at: usize) -> T {
        match held {
            Held::Memory(values) => values.get(at).copied().unwrap_or_else(T::zeroed),
            Held::Disk { at: start, values } => {
                let mut read = [T::zeroed()];
                if at < *values {
                    self.read_into(start + (at * size_of::<T>()) as u64, &mut read);
                }
                let [value] = read;
                value
            }
        }
    }

    /// Bytes that are in the file.
    pub(super) fn on_disk(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Whether all that was kept and read since was really kept and read.
    ///
    /// Values that could not be read are zeros, so this must be asked before anything is told of them.
    ///
    /// # Errors
    /// The first failure: a limit where the disk is full, else an output error, naming the folder.
    pub(super) fn check(&self) -> Result<()> {
        if !self.failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        match &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Failure::Write(error)) => Err(Error::write(self.place(), again(error))),
            Some(Failure::Read(error)) => Err(Error::read(self.place(), again(error))),
            None => Ok(()),
        }
    }

    fn read_into<T: Pod>(&self, at: u64, values: &mut [T]) {
        if let Err(error) = self.file().and_then(|file| read::read_exact_at(file, bytemuck::cast_slice_mut(values), at)) {
            self.fail(Failure::Read(error));
        }
    }

    fn file(&self) -> io::Result<&File> {
        if self.file.get().is_none() {
            let made = read::temporary_in(self.folder.as_deref())?;
            // Another thread may have been first; its file stays, and this one goes.
            let _ = self.file.set(made);
        }
        self.file.get().ok_or_else(|| io::Error::other("no temporary file"))
    }

    fn fail(&self, failure: Failure) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
        self.failed.store(true, Ordering::Relaxed);
    }

    fn place(&self) -> String {
        let folder = self.folder.clone().unwrap_or_else(std::env::temp_dir);
        format!("{} on {} (--temp-dir, for what does not fit into --memory)", folder.display(), read::mount_of(&folder).display())
    }
}

/// The same error once more, since every thread that asks is told.
fn again(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_column_reads_the_same_from_memory_and_from_disk(
            columns in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..20), 0..8), limit in 0u64..200, a in 0usize..24, b in 0usize..24,
        ) {
            let (store, roomy) = (Store::new(limit, None), Store::new(u64::MAX, None));
            let kept: Vec<_> = columns.iter().map(|column| (store.keep(column), roomy.keep(column))).collect();
            for ((held, whole), column) in kept.iter().zip(&columns) {
                prop_assert_eq!(&*store.all(held), &column[..]);
                prop_assert_eq!(store.slice(held, a.min(b)..a.max(b)), roomy.slice(whole, a.min(b)..a.max(b)));
                prop_assert_eq!(store.value(held, a), column.get(a).copied().unwrap_or(0));
            }
            prop_assert_eq!(roomy.on_disk(), 0);
            prop_assert!(store.check().is_ok());
        }
    }

    #[test]
    fn what_is_freed_makes_room() {
        let store = Store::new(8, None);
        let mut first = store.keep(&[1u32, 2]);
        assert!(matches!(store.keep(&[3u32]), Held::Disk { .. }));
        store.free(&mut first);
        assert!(matches!(store.keep(&[4u32]), Held::Memory(_)));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let store = Store::new(0, Some(Path::new("no/such/folder")));
        let held = store.keep(&[1u8]);
        assert_eq!(store.value(&held, 0), 0);
        let error = store.check().unwrap_err();
        assert!(error.to_string().contains("no/such/folder") && error.to_string().contains("--temp-dir"), "{error}");
        assert_eq!(store.check().unwrap_err().to_string(), error.to_string(), "whoever asks is told the same");
    }
}
