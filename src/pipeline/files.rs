//! Files side by side, for work that goes through each of them from beginning to end.

use super::parallel;
use crate::error::Result;

/// Applies `each` to the numbers of so many files, on `threads` threads (all the machine has where 0);
/// results in the order of the files, or the error of the first that has one.
///
/// # Errors
/// A usage error where there can be no such threads, and whatever `each` says.
pub fn for_each_file<R: Send>(files: usize, threads: usize, each: impl Fn(u32) -> Result<R> + Sync + Send) -> Result<Vec<R>> {
    let numbers: Vec<u32> = (0..u32::try_from(files).unwrap_or(u32::MAX)).collect();
    parallel::with_threads(threads, || parallel::map_with(numbers, || (), |(), file| each(file)))?.into_iter().collect()
}
