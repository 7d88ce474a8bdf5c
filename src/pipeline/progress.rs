//! What a caller is told while a run goes on, and how it asks to stop.

/// Told how far a run is; all methods may be called from any thread.
///
/// Every method has a default that does nothing, so `()` is a listener that does not listen.
pub trait Progress: Sync {
    /// A stage begins: its name, and how many bytes it will go through where that is known.
    fn stage(&self, name: &'static str, bytes: Option<u64>) {
        let _ = (name, bytes);
    }

    /// So many more documents (or pairs) and bytes are done.
    fn advance(&self, documents: u64, bytes: u64) {
        let _ = (documents, bytes);
    }

    /// Whether the run should stop; asked several times a second.
    fn is_interrupted(&self) -> bool {
        false
    }
}

impl Progress for () {}
