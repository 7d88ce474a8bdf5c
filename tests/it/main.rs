//! The integration tests, one binary.

mod architecture;
mod bad_input;
mod cli;
mod determinism;
mod echoes;
mod evaluate;
mod harness;
mod pipeline;
mod read;
mod report;
mod spans;
