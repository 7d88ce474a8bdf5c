//! The integration tests, one binary.

mod architecture;
mod echoes;
mod evaluate;
mod read;
mod report;
