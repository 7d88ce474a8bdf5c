//! The one place that knows there are threads.
//!
//! Every function gives the same result for any number of them: work is cut the same way, and
//! results come back in the order of the work.

use crate::error::{Error, Result};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Small items that a worker takes at a time.
const MANY_SMALL: usize = 256;

/// Runs `work` on a pool of so many threads; on all the machine has where `threads` is 0.
pub(super) fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Error::usage(format!("--threads {threads}: no pool of threads: {error}")))?;
    Ok(pool.install(work))
}

/// Threads of the pool this is asked in.
pub(super) fn threads() -> usize {
    rayon::current_num_threads()
}

/// Applies `each` to every item, with one state of `new` a worker; results in the order of items.
pub(super) fn map_with<T: Send, S, R: Send>(
    items: Vec<T>,
    new: impl Fn() -> S + Sync + Send,
    each: impl Fn(&mut S, T) -> R + Sync + Send,
) -> Vec<R> {
    items.into_par_iter().with_max_len(1).map_init(new, each).collect()
}

/// Applies `each` to what an iterator yields, which is pulled by whichever worker is free; results in
/// the order of the iterator. Only as many items are alive as there are workers.
pub(super) fn map_stream<T: Send, S: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    new: impl Fn() -> S + Sync + Send,
    each: impl Fn(&mut S, T) -> R + Sync + Send,
) -> Vec<R> {
    let idle = std::sync::Mutex::new(Vec::new());
    let mut results: Vec<(usize, R)> = items
        .enumerate()
        .par_bridge()
        .map(|(at, item)| {
            let kept = idle.lock().ok().and_then(|mut idle: std::sync::MutexGuard<'_, Vec<S>>| idle.pop());
            let mut state = kept.unwrap_or_else(&new);
            let result = each(&mut state, item);
            if let Ok(mut idle) = idle.lock() {
                idle.push(state);
            }
            (at, result)
        })
        .collect();
    results.sort_unstable_by_key(|&(at, _)| at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Applies `each` to many small items, some hundred at a time; results in the order of items.
pub(super) fn map<I, R: Send>(items: I, each: impl Fn(I::Item) -> R + Sync + Send) -> Vec<R>
where
    I: IntoParallelIterator<Iter: IndexedParallelIterator>,
{
    let items = items.into_par_iter().with_min_len(MANY_SMALL);
    // Of its exact size: a collection takes room for four at least.
    let mut results = Vec::with_capacity(items.len());
    items.map(each).collect_into_vec(&mut results);
    results
}

/// Sorts; equal items in any order.
pub(super) fn sort<T: Ord + Send>(items: &mut [T]) {
    items.par_sort_unstable();
}

/// Sorts by a comparison; items it calls equal in any order.
pub(super) fn sort_by<T: Send>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    items.par_sort_unstable_by(compare);
}
