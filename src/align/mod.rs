//! Two word sequences → the passages both have, and the edits inside them.
//!
//! | to know | use | gives |
//! |---|---|---|
//! | what both texts have, in whatever order | [`passages()`] | [`AlignedPassage`]s, each with its equal [`Run`]s |
//! | what was changed inside a passage | [`edits()`] | [`Edit`]s: equal, changed, added, dropped |
//! | what only one text has | [`only_left`], [`only_right`] | the word ranges outside all passages |
//! | which sentences tell the same in other words | [`retelling()`] | [`Link`]s between sentences, coverage both ways |
//! | how surely one sentence tells another | [`sentence_score`] | a score |
//!
//! Passages and edits are in word numbers, retellings in sentence numbers; [`AlignedPassage::left_span`],
//! [`AlignedPassage::right_span`], [`span_of_words`] and [`Telling::span`] lead back to the original text.
//!
//! It is a room of its own because a similarity is a number and a passage is a place: what is shown
//! to a reader comes from here.
//!
//! ```
//! use twicetold::{align, segment::words};
//! let left = "It rained. The mayor of Tarnford opened the new bridge on Sunday at noon.";
//! let right = "The mayor of Tarnford opened the old bridge on Sunday at noon, again.";
//! let (l, r) = (words(left), words(right));
//! let found = align::passages(&l, &r, &align::AlignOptions::default(), &mut align::Scratch::default());
//! assert_eq!(found[0].left_span(&l).of(left), "The mayor of Tarnford opened the new bridge on Sunday at noon");
//! let changed = align::edits(&found[0]).into_iter().find(|edit| edit.kind == align::EditKind::Changed).unwrap();
//! assert_eq!(align::span_of_words(&r, &changed.right).of(right), "old");
//! ```

pub mod edits;
pub mod facts;
pub mod passages;
pub mod retelling;
mod runs;
mod seeds;
pub mod telling;

pub use edits::{Edit, EditKind, edits};
pub use facts::{Date, Dimension, Fact, FactKind, Facts, Key, Ledger, Name, Quantity, Quotation, facts, ledger};
pub use passages::{AlignOptions, AlignedPassage, only_left, only_right, passages, span_of_words};
pub use retelling::{Link, Retelling, RetellingOptions, retelling};
pub use runs::{Run, Scratch};
pub use telling::{Telling, sentence_score};
