//! Parsers that others wrote, run so that their panic is an error of one record.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// What `parse` returns, or `None` if it panics.
///
/// What it leaves half done must not be used again. Where a stack overflows or memory is refused nothing is caught: gates stand in front.
pub(crate) fn caught<T>(parse: impl FnOnce() -> T) -> Option<T> {
    DEPTH.with(|depth| depth.set(depth.get() + 1));
    let result = catch_unwind(AssertUnwindSafe(parse));
    DEPTH.with(|depth| depth.set(depth.get() - 1));
    result.ok()
}

/// Whether a panic on this thread will be caught and told as a fault, so that a panic hook may be silent.
#[must_use]
pub fn is_caught() -> bool {
    DEPTH.with(Cell::get) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_none() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| Vec::<u8>::new()[std::hint::black_box(0)]), None);
        assert!(!is_caught());
        assert_eq!(caught(is_caught), Some(true));
    }
}
