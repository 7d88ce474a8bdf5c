//! What a run took: seconds and memory, for `--timings`; never in a report, which is the same for any.

use crate::args::RunningArguments;
use crate::output::write_whole;
use serde_json::{Map, Value, json};
use std::time::Instant;
use twicetold::Result;

/// What a run took.
#[derive(Default)]
pub(crate) struct Timings {
    /// Of each stage, and of all.
    pub(crate) seconds: Vec<(&'static str, f64)>,
    /// Largest memory of the process by the end of each stage, where the system tells.
    pub(crate) memory: Vec<(&'static str, u64)>,
    /// Bytes that went into temporary files for want of memory.
    pub(crate) temporary: Option<u64>,
    /// Pairs that rare terms proposed as rewrites.
    pub(crate) rewrite_candidates: Option<u64>,
}

impl Timings {
    /// Of a command that has no stages.
    pub(crate) fn since(begun: Instant) -> Self {
        Self { seconds: vec![("total", begun.elapsed().as_secs_f64())], ..Self::default() }
    }

    /// Writes them where `--timings` says, as JSON.
    pub(crate) fn write(&self, running: &RunningArguments) -> Result<()> {
        let Some(path) = &running.timings else { return Ok(()) };
        let seconds: Map<String, Value> =
            self.seconds.iter().map(|&(stage, seconds)| (stage.to_owned(), seconds.into())).collect();
        let memory: Map<String, Value> = self.memory.iter().map(|&(stage, bytes)| (stage.to_owned(), bytes.into())).collect();
        let threads =
            if running.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { running.threads };
        let all = json!({
            "seconds": seconds,
            "peak_memory_bytes": peak_memory(),
            "peak_memory_bytes_by_stage": memory,
            "temporary_bytes": self.temporary,
            "rewrite_candidates": self.rewrite_candidates,
            "threads": threads,
        });
        write_whole(path, |out| writeln!(out, "{all:#}"))
    }
}

/// The largest memory the process has had, where the system tells.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
