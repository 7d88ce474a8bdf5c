//! Work without the interpreter's lock: on a thread of its own, while the calling one looks for Ctrl-C and tells how far it is.

use crate::error::raised;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use twicetold::Progress;

/// How often the caller is looked after.
const TICK: Duration = Duration::from_millis(50);

/// What the workers tell, and what they are told.
#[derive(Default)]
pub(crate) struct Watch {
    stopped: AtomicBool,
    stage: Mutex<(&'static str, Option<u64>)>,
    documents: AtomicU64,
    bytes: AtomicU64,
}

impl Progress for Watch {
    fn stage(&self, name: &'static str, bytes: Option<u64>) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = (name, bytes);
        self.documents.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
    }

    fn advance(&self, documents: u64, bytes: u64) {
        self.documents.fetch_add(documents, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn is_interrupted(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

impl Watch {
    /// Calls `progress(stage, documents, bytes, all_bytes)`.
    fn tell(&self, py: Python<'_>, progress: &Py<PyAny>) -> PyResult<()> {
        let (stage, all) = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if !stage.is_empty() {
            let (documents, bytes) = (self.documents.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed));
            progress.call1(py, (stage, documents, bytes, all))?;
        }
        Ok(())
    }
}

/// Runs `work`; a signal, or an exception out of `progress`, stops it and is raised.
pub(crate) fn run<R: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&Watch) -> twicetold::Result<R> + Send,
) -> PyResult<R> {
    let watch = Watch::default();
    let (outcome, raised_here) = py.detach(|| {
        std::thread::scope(|scope| {
            let (sender, receiver) = channel::<()>();
            let worker = scope.spawn(|| {
                // Dropped when the work ends, however it ends.
                let _sender = sender;
                work(&watch)
            });
            let mut raised_here = None;
            while let Err(RecvTimeoutError::Timeout) = receiver.recv_timeout(TICK) {
                if raised_here.is_none() {
                    let looked = Python::attach(|py| {
                        py.check_signals()?;
                        progress.map_or(Ok(()), |progress| watch.tell(py, progress))
                    });
                    if let Err(error) = looked {
                        watch.stopped.store(true, Ordering::Relaxed);
                        raised_here = Some(error);
                    }
                }
            }
            (worker.join(), raised_here)
        })
    });
    if let Some(error) = raised_here {
        return Err(error);
    }
    match outcome {
        Ok(Ok(result)) => {
            if let Some(progress) = progress {
                watch.tell(py, progress)?;
            }
            Ok(result)
        }
        Ok(Err(error)) => Err(raised(py, &error)),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            let said = said.unwrap_or("no message");
            Err(PyRuntimeError::new_err(format!("a bug in twicetold, please report it: {said}")))
        }
    }
}
