//! How much memory a run may take, divided once: what is kept of the documents, what a step works with,
//! and what readers and workers need whatever the corpus.
//!
//! Findings are not in it: they grow with what is found and not with what is read, and a third of the
//! budget is left to them.

use super::parallel;
use crate::error::{Error, Result};
use std::fs;

/// Bytes that a process takes whatever it reads: the program, its tables, allocator and output.
const PROGRAM: u64 = 40 << 20;

/// Bytes a worker takes: the batch it reads, what it makes of it, and the texts of a block it verifies.
const WORKER: u64 = 28 << 20;

/// Least that is left for what grows with the corpus.
const LEAST_SHARE: u64 = 32 << 20;

/// Most bytes of text that a worker holds for verifying.
const BLOCK_BYTES: u64 = 1 << 20;

/// Memory taken where the system does not tell what it has.
const UNKNOWN_MACHINE: u64 = 4 << 30;

/// The memory of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    total: u64,
    threads: u64,
}

impl Budget {
    /// Divides `memory` bytes; half of what the machine has where none are given.
    ///
    /// Asked from within the pool of threads it is for.
    ///
    /// # Errors
    /// A usage error where it is less than the least that works, which it says.
    pub(super) fn new(memory: Option<u64>) -> Result<Self> {
        let budget = Self { total: memory.unwrap_or_else(|| half_of(available())), threads: parallel::threads() as u64 };
        let least = budget.fixed() + LEAST_SHARE;
        match memory {
            Some(given) if given < least => Err(Error::usage(format!(
                "--memory {given} is too little for {} threads: it takes {}M at least, or fewer --threads",
                budget.threads,
                least.div_ceil(1 << 20)
            ))),
            _ => Ok(budget),
        }
    }

    /// A budget that leaves so many bytes for what grows with the corpus, fewer than any user may ask for.
    #[cfg(test)]
    pub(super) fn leaving(growing: u64) -> Self {
        let threads = parallel::threads() as u64;
        Self { total: PROGRAM + WORKER * threads + growing, threads }
    }

    /// All of it.
    pub(super) const fn total(self) -> u64 {
        self.total
    }

    /// Bytes taken whatever the corpus.
    pub(super) const fn fixed(self) -> u64 {
        PROGRAM + WORKER * self.threads
    }

    /// What grows with the corpus may take so much, all together.
    fn growing(self) -> u64 {
        self.total.saturating_sub(self.fixed())
    }

    /// Bytes of columns of the documents that may be in memory.
    pub(super) fn columns(self) -> u64 {
        self.growing() * 3 / 10
    }

    /// Bytes that one step may work with: postings, and the pairs they give.
    pub(super) fn step(self) -> u64 {
        self.growing() * 3 / 10
    }

    /// Bytes of text that one block of candidates may need in memory.
    pub(super) fn block(self) -> u64 {
        (self.growing() / self.threads.max(1) / 64).clamp(256 << 10, BLOCK_BYTES)
    }

    /// Whether `bytes` that must be in memory at once are too many.
    ///
    /// # Errors
    /// A limit that says how much it would take.
    pub(super) fn require(self, bytes: u64, what: &str) -> Result<()> {
        if bytes <= self.growing() {
            return Ok(());
        }
        let enough = (bytes + self.fixed()).div_ceil(1 << 20);
        Err(Error::limit(format!("{what} takes --memory {enough}M or more; raise it, or scan in parts with --against")))
    }
}

fn half_of(available: Option<u64>) -> u64 {
    available.map_or(UNKNOWN_MACHINE, |bytes| bytes / 2)
}

/// Memory of the machine, or of the control group the process is in where that is less.
fn available() -> Option<u64> {
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let group = limits.iter().filter_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok()).min();
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_of(&text));
    [group, machine].into_iter().flatten().min()
}

/// Bytes of memory by the text of `/proc/meminfo`.
fn total_of(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_is_refused_with_the_least_that_works() {
        let error = Budget::new(Some(1 << 20)).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("--memory"), "{error}");
        let least: u64 = error.to_string().split_once("takes ").unwrap().1.split_once('M').unwrap().0.parse().unwrap();
        assert!(Budget::new(Some(least << 20)).is_ok());
    }

    #[test]
    fn shares_stay_within_the_whole() {
        let budget = Budget::new(Some(2 << 30)).unwrap();
        assert!(budget.columns() + budget.step() < (2u64 << 30) * 2 / 3);
        assert!(budget.require(1 << 40, "this").is_err_and(|error| error.is_limit()));
    }

    #[test]
    fn the_memory_of_a_machine_is_read() {
        assert_eq!(total_of("MemTotal:       24600512 kB\nMemFree: 1 kB\n"), Some(24_600_512 << 10));
        assert_eq!(total_of(""), None);
    }
}
