//! The integration tests, one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod cli;
mod dedup;
mod determinism;
mod echoes;
mod evaluate;
mod facts;
mod faults;
mod findings;
mod harness;
mod hooks;
mod inputs;
mod memory;
mod page;
mod pipeline;
mod read;
mod report;
mod rewrites;
mod spans;
mod steps;
mod tables;
mod verify;
