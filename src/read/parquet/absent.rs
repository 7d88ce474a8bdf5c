//! Parquet files where the program was built without them: told, and skipped.

use super::super::batches::Cut;
use super::super::stream::Stream;
use super::super::{At, InputFile, Options, Origin, Outcome};
use crate::document::Reason;

/// Rows of a file; there are none.
#[derive(Debug)]
pub(in super::super) struct Group;

impl Group {
    pub(in super::super) fn for_each(&self, _: &Origin, _: &Options, _: impl Fn(u64) -> bool, _: &mut impl FnMut(Outcome<'_>)) {}

    pub(in super::super) fn only(self, _: u64) -> Self {
        self
    }
}

/// Says that it cannot be read.
pub(in super::super) struct Cutter {
    done: bool,
}

impl Cutter {
    pub(in super::super) fn new(_: &InputFile) -> Self {
        Self { done: false }
    }

    pub(in super::super) fn cut(&mut self, _: &mut Stream, _: &Options) -> Option<Cut> {
        let message = "a Parquet file, which this program was built without; build it with --features parquet";
        (!std::mem::replace(&mut self.done, true)).then(|| Cut::fault(Reason::Unreadable, At::default(), message.to_owned(), 0))
    }
}
