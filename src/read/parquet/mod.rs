//! Parquet: only the columns that are wanted, a row group at a time, by whichever thread takes it.
//!
//! Told apart from the other formats by its need to jump: the end of the file says where columns begin. So the first thread reads the
//! end only, and a batch is a row group that is still to be decoded.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod footer;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod rows;
#[cfg(feature = "parquet")]
mod shapes;
#[cfg(feature = "parquet")]
mod thrift;
#[cfg(feature = "parquet")]
mod values;

#[cfg(not(feature = "parquet"))]
pub(super) use absent::{Cutter, Group};
#[cfg(feature = "parquet")]
pub(super) use rows::{Cutter, Group};

/// How a file begins and ends.
pub(super) const MAGIC: &[u8] = b"PAR1";
