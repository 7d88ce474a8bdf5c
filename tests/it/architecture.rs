//! The floors: every room imports from floors below it only, and only `pipeline/parallel.rs` knows rayon.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Room and floor; a room may use rooms of lower floors and itself.
const FLOORS: &[(&str, u32)] = &[
    ("error", 1),
    ("span", 1),
    ("document", 2),
    ("read", 3),
    ("normalize", 3),
    ("segment", 4),
    ("shingle", 5),
    ("weights", 6),
    ("sketch", 6),
    ("candidates", 7),
    ("article", 7),
    ("similarity", 8),
    ("align", 8),
    ("cluster", 9),
    ("repetition", 9),
    ("boilerplate", 9),
    ("evaluate", 10),
    ("provenance", 10),
    ("report", 11),
    ("pipeline", 12),
    ("dedup", 13),
];

fn floor(room: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|&(_, floor)| floor)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Room of a file of the library: its folder, or its name where it is a room by itself.
fn room_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(source()).ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    let room = first.strip_suffix(".rs").unwrap_or(first);
    (room != "lib" && room != "bin").then(|| room.to_owned())
}

/// The code of a file without comments and without its tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Rooms that a file names as `crate::room`.
fn imports(code: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.split("crate::").skip(1).map(name).filter(|room| floor(room).is_some()).collect()
}

#[test]
fn every_room_has_a_floor() {
    let rooms: BTreeSet<String> = rust_files(&source()).iter().filter_map(|file| room_of(file)).collect();
    let homeless: Vec<_> = rooms.iter().filter(|room| floor(room).is_none()).collect();
    assert!(homeless.is_empty(), "rooms without a floor: {homeless:?}; give them one here and in ARCHITECTURE.md");
    let gone: Vec<_> = FLOORS.iter().filter(|(room, _)| !rooms.contains(*room)).collect();
    assert!(gone.is_empty(), "floors without a room: {gone:?}");
}

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let Some(room) = room_of(&file) else { continue };
        let own = floor(&room).unwrap();
        for other in imports(&code(&file)) {
            if other != room && floor(&other).unwrap() >= own {
                wrong.push(format!("{}: {room} ({own}) → {other} ({})", file.display(), floor(&other).unwrap()));
            }
        }
    }
    // `Span` and `Document` are re-exported at the root; their rooms are the lowest, so they may be.
    assert!(wrong.is_empty(), "imports that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_file_knows_threads() {
    let named: Vec<_> = rust_files(&source())
        .into_iter()
        .filter(|file| room_of(file).is_some() && code(file).contains("rayon"))
        .filter(|file| !file.ends_with("pipeline/parallel.rs"))
        .collect();
    assert!(named.is_empty(), "rayon outside pipeline/parallel.rs: {named:?}");
}

#[test]
fn rooms_do_not_print_exit_or_read_clock_and_environment() {
    let forbidden = ["println!", "eprintln!", "process::exit", "std::env", "Instant::now", "SystemTime::now"];
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let Some(room) = room_of(&file).filter(|room| floor(room).is_some_and(|floor| floor <= 11)) else { continue };
        let code = code(&file);
        wrong.extend(
            forbidden.iter().filter(|word| code.contains(**word)).map(|word| format!("{room}: {word} in {}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<_> =
        rust_files(&source()).into_iter().filter(|file| !fs::read_to_string(file).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "files that do not open with //!: {silent:?}");
}
