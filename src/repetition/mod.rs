//! A document against itself: how much it repeats, and by whose measure.

pub mod echo;
mod evidence;
pub mod fresh;
pub mod groups;
pub mod index;
pub mod metrics;
pub mod phrases;
pub mod reference;
