//! The integration tests, one binary.

mod architecture;
mod evaluate;
mod read;
mod report;
