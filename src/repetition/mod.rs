//! A document against itself: how much it repeats, and by whose measure.

pub mod index;
pub mod metrics;
pub mod reference;
