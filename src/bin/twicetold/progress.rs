//! Progress on standard error, the seconds of each stage, and Ctrl-C.

use crate::args::{RunningArguments, When};
use crate::exit::Exit;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use twicetold::Progress;

/// Runs shorter than this show nothing.
const QUIET_SECONDS: u64 = 1;

/// Shows a bar, keeps the time, and knows whether the user wants to stop.
pub(crate) struct Watch {
    bar: ProgressBar,
    documents: AtomicU64,
    /// Number of the signal that asked to stop; 0 while none has.
    signal: Arc<AtomicUsize>,
    begun: Instant,
    stages: Mutex<Vec<(&'static str, Instant)>>,
}

impl Watch {
    /// Starts the clock and takes over Ctrl-C: the first asks the run to stop, the second ends it.
    pub(crate) fn start(running: &RunningArguments) -> Self {
        let wanted = match running.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => std::io::stderr().is_terminal() && !running.quiet,
        };
        let target = if wanted { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
        let signal = Arc::new(AtomicUsize::new(0));
        for number in [SIGINT, SIGTERM] {
            // A handler that cannot be set leaves the system's own, which ends the process at once.
            let _ = second_signal_ends(number, &signal);
        }
        let bar = ProgressBar::with_draw_target(None, target);
        Self { bar, documents: AtomicU64::new(0), signal, begun: Instant::now(), stages: Mutex::new(Vec::new()) }
    }

    /// The exit code of the signal that asked to stop, where one has.
    pub(crate) fn stopped_by(&self) -> Option<Exit> {
        match i32::try_from(self.signal.load(Ordering::Relaxed)) {
            Ok(SIGTERM) => Some(Exit::Terminated),
            Ok(SIGINT) => Some(Exit::Interrupted),
            _ => None,
        }
    }

    /// Seconds of each stage so far, the whole at the end.
    pub(crate) fn finish(&self) -> Vec<(&'static str, f64)> {
        self.bar.finish_and_clear();
        let now = Instant::now();
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = stages.iter().skip(1).map(|&(_, begun)| begun).chain([now]);
        let mut seconds: Vec<_> =
            stages.iter().zip(ends).map(|(&(name, begun), end)| (name, (end - begun).as_secs_f64())).collect();
        seconds.push(("total", (now - self.begun).as_secs_f64()));
        seconds
    }
}

/// On the first signal `signal` gets its number, which asks the run to stop; the second ends the process.
fn second_signal_ends(number: i32, signal: &Arc<AtomicUsize>) -> std::io::Result<()> {
    let again = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register_conditional_shutdown(number, exit_code(number), Arc::clone(&again))?;
    signal_hook::flag::register(number, again)?;
    signal_hook::flag::register_usize(number, Arc::clone(signal), usize::try_from(number).unwrap_or(1))?;
    Ok(())
}

/// What a process returns that a signal has ended.
fn exit_code(signal: i32) -> i32 {
    128 + signal
}

impl Progress for Watch {
    fn stage(&self, name: &'static str, bytes: Option<u64>) {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push((name, Instant::now()));
        self.documents.store(0, Ordering::Relaxed);
        self.bar.reset();
        self.bar.set_prefix(name);
        self.bar.set_message("");
        let template = match bytes {
            Some(bytes) => {
                self.bar.set_length(bytes);
                "{prefix} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg} {eta} left"
            }
            None => "{prefix} {spinner} {msg} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    fn advance(&self, documents: u64, bytes: u64) {
        let done = self.documents.fetch_add(documents, Ordering::Relaxed) + documents;
        if self.begun.elapsed() >= Duration::from_secs(QUIET_SECONDS) {
            self.bar.set_message(format!("{done} done"));
        }
        self.bar.inc(bytes);
    }

    fn is_interrupted(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }
}
