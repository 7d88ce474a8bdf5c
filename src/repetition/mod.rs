//! A document against itself: how much it repeats, and by whose measure.

pub mod article;
pub mod echo;
mod evidence;
pub mod fresh;
pub mod groups;
pub mod phrases;

pub use article::Article;
