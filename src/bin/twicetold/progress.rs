//! Progress on standard error, the seconds of each stage, and Ctrl-C.

use crate::args::{RunningArguments, When};
use crate::exit::Exit;
use crate::timings::{Timings, peak_memory};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
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
    /// Number of the signal that asked to stop; 0 while none has.
    signal: Arc<AtomicUsize>,
    finished: Arc<AtomicBool>,
    begun: Instant,
    stages: Mutex<Vec<Stage>>,
}

/// A stage that began, and the largest memory the process had had by then.
struct Stage {
    name: &'static str,
    begun: Instant,
    peak: Option<u64>,
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
        let (signal, finished) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        // Where no handler can be set the system's own stays, which ends the process at once.
        if let Ok(signals) = Signals::new([SIGINT, SIGTERM]) {
            let (signal, finished) = (Arc::clone(&signal), Arc::clone(&finished));
            std::thread::spawn(move || heed(signals, &signal, &finished));
        }
        let bar = ProgressBar::with_draw_target(None, target);
        Self { bar, documents: AtomicU64::new(0), signal, finished, begun: Instant::now(), stages: Mutex::new(Vec::new()) }
    }

    /// The exit code of the signal that asked to stop, where one has.
    pub(crate) fn stopped_by(&self) -> Option<Exit> {
        match i32::try_from(self.signal.load(Ordering::Relaxed)) {
            Ok(SIGTERM) => Some(Exit::Terminated),
            Ok(SIGINT) => Some(Exit::Interrupted),
            _ => None,
        }
    }

    /// Ends the work, before reports are written: the bar goes, and a signal does not end the process any more.
    pub(crate) fn finish(&self) {
        self.finished.store(true, Ordering::Relaxed);
        self.bar.finish_and_clear();
        self.note("writing");
    }

    fn note(&self, name: &'static str) {
        let stage = Stage { name, begun: Instant::now(), peak: peak_memory() };
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
    }

    /// What the run has taken so far: seconds of each stage and of all, the largest memory by the end of
    /// each stage and of all.
    pub(crate) fn timings(&self) -> Timings {
        let (now, peak) = (Instant::now(), peak_memory());
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = stages.iter().skip(1).map(|next| (next.begun, next.peak)).chain([(now, peak)]);
        let (mut seconds, mut memory) = (Vec::new(), Vec::new());
        for (stage, (end, peak)) in stages.iter().zip(ends) {
            seconds.push((stage.name, (end - stage.begun).as_secs_f64()));
            memory.extend(peak.map(|peak| (stage.name, peak)));
        }
        seconds.push(("total", (now - self.begun).as_secs_f64()));
        Timings { seconds, memory, temporary: None, rewrite_candidates: None }
    }
}

/// Asks the run to stop on the first signal, and ends the process where it does not: a run that waits
/// for its input cannot look. Once the run has finished, reports are written in any case.
fn heed(mut signals: Signals, signal: &AtomicUsize, finished: &AtomicBool) {
    for number in signals.forever() {
        if signal.swap(usize::try_from(number).unwrap_or(1), Ordering::Relaxed) == 0 {
            std::thread::sleep(PATIENCE);
            if finished.load(Ordering::Relaxed) {
                continue;
            }
            crate::stderr::error(&twicetold::Error::interrupted());
        }
        leave(number);
    }
}

/// Lets a signal end a command that has nothing to finish, with nothing half written left behind.
pub(crate) fn leave_when_interrupted() {
    if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(leave));
    }
}

fn leave(signal: i32) {
    crate::output::discard_unfinished();
    std::process::exit(128 + signal);
}

impl Progress for Watch {
    fn stage(&self, name: &'static str, bytes: Option<u64>) {
        self.note(name);
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
