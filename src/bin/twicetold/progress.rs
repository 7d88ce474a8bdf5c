//! Progress on standard error, the seconds of each stage, and Ctrl-C.

use crate::args::{RunningArguments, When};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use twicetold::Progress;

/// Runs shorter than this show nothing.
const QUIET_SECONDS: u64 = 1;

/// How long a run that was asked to stop may take to do so.
const PATIENCE: Duration = Duration::from_millis(1_200);

/// Shows a bar, keeps the time, and knows whether the user wants to stop.
pub(crate) struct Watch {
    bar: ProgressBar,
    documents: AtomicU64,
    interrupted: Arc<AtomicBool>,
    finished: Arc<AtomicBool>,
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
        let interrupted = Arc::new(AtomicBool::new(false));
        let finished = Arc::new(AtomicBool::new(false));
        let (flag, written) = (Arc::clone(&interrupted), Arc::clone(&finished));
        // A handler that cannot be set leaves the system's own, which ends the process at once.
        let _ = ctrlc::set_handler(move || {
            if !flag.swap(true, Ordering::Relaxed) {
                // A run that waits for its input cannot look; reports are written in any case.
                std::thread::sleep(PATIENCE);
                if written.load(Ordering::Relaxed) {
                    return;
                }
                crate::stderr::error(&twicetold::Error::interrupted());
            }
            leave();
        });
        let bar = ProgressBar::with_draw_target(None, target);
        Self { bar, documents: AtomicU64::new(0), interrupted, finished, begun: Instant::now(), stages: Mutex::new(Vec::new()) }
    }

    /// Seconds of each stage so far, the whole at the end.
    pub(crate) fn finish(&self) -> Vec<(&'static str, f64)> {
        self.finished.store(true, Ordering::Relaxed);
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

/// Lets Ctrl-C end a command that has nothing to finish, with nothing half written left behind.
pub(crate) fn leave_when_interrupted() {
    let _ = ctrlc::set_handler(leave);
}

fn leave() {
    crate::output::discard_unfinished();
    std::process::exit(crate::exit::Exit::Interrupted as i32);
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
        self.interrupted.load(Ordering::Relaxed)
    }
}
