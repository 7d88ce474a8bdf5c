//! That a scan allocates nothing a word and next to nothing a document.
//!
//! A test program of its own, beside the one that holds all other tests, because its allocator counts
//! for the whole process.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use twicetold::report::Relation;
use twicetold::shingle::finish;
use twicetold::{Document, ScanOptions, scan};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[expect(unsafe_code, reason = "an allocator is unsafe to write; this one hands everything on to the system's")]
// SAFETY: every call is handed on with its arguments as they came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps what `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Documents of so many words from a vocabulary of 5,000, whose stems are remembered once met; no two share a run of words.
fn documents(count: u64, words: u64) -> Vec<Document> {
    let text = |document: u64| {
        let mut text = String::new();
        for word in 0..words {
            let drawn = finish(document * 1_000_003 + word) % 5_000;
            let end = if word % 12 == 11 { ". " } else { " " };
            let written = write!(text, "w{drawn:x}ing{end}");
            assert!(written.is_ok());
        }
        text
    };
    (0..count).map(|document| Document::new(format!("d{document}"), text(document))).collect()
}

/// Allocations of a scan on one thread.
fn allocations(documents: &[Document], relations: &[Relation]) -> f64 {
    let mut options = ScanOptions::default();
    options.threads = 1;
    options.relations = relations.to_vec();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let report = scan(documents, &options);
    let made = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let matches = report
        .map_or_else(|error| vec![error.to_string()], |report| report.matches.iter().map(|found| format!("{found:?}")).collect());
    assert!(matches.is_empty(), "nothing is told twice: {:?}", matches.first());
    made as f64
}

#[test]
fn nothing_allocates_a_word_and_hardly_anything_a_document() {
    // Buffers that stay grow the first time.
    allocations(&documents(10, 4_000), &Relation::ALL);
    let near = [Relation::NearDuplicate];
    for (relations, a_document) in [(&near[..], 4.0), (&Relation::ALL[..], 4.0)] {
        let base = allocations(&documents(1_000, 300), relations);
        let more = allocations(&documents(3_000, 300), relations);
        let longer = allocations(&documents(1_000, 1_200), relations);
        let each = (more - base) / 2_000.0;
        let a_word = (longer - base) / (1_000.0 * 900.0);
        println!("{relations:?}: {each:.3} a document, {a_word:.6} a word");
        assert!(each <= a_document, "{relations:?}: {each} allocations a document");
        assert!(a_word <= 0.0005, "{relations:?}: {a_word} allocations a word");
    }
}
