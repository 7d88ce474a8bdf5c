//! Where a text comes from: which of two was first, which earlier ones explain it, and which source retells which.
//!
//! A match says that two documents tell the same. This room says what follows from it, and on what grounds: pure algorithms on what
//! floors below found, which know neither files nor reports. It may say that it does not know; it must never say more than
//! the grounds it lists.

mod cues;
mod direction;
mod gather;
mod outlets;
mod retelling;
mod when;

pub use direction::{Common, Direction, First, Found, Ground, Weight, Witness, direction};
pub use gather::{Explains, GatherOptions, Gathered, Gatherer, gather};
pub use retelling::{
    Network, NetworkLink, NetworkOptions, Published, RetellingTable, Retold, SourcePair, SourceTold, Unmatched, retelling_table,
};
pub use when::When;
