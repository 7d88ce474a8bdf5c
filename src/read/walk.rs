//! Paths become files: folders walked, globs matched, one record of a file named, each file once.
//!
//! Only here is the tree of folders seen; everything after works on a flat, ordered list.

use super::batches::Batches;
use super::stream::{Kind, Stamp};
use super::temporary::temporary_in;
use super::{At, Options, Origin};
use crate::document::{Fault, Reason};
use crate::{Error, Result};
use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use walkdir::WalkDir;

/// Folders deeper than this are not entered (and told).
const DEEPEST: usize = 1000;

/// The files behind the paths a user named, in the order in which they are read.
///
/// It also keeps what reading them for the first time has told, and the copy of standard input, so
/// that a [`Shelf`](super::Shelf) finds the same again.
pub struct Inputs {
    files: Vec<InputFile>,
    faults: Vec<(u32, Fault)>,
    passed_over: u64,
    stdin: Mutex<Option<Box<dyn Read + Send>>>,
    spill: OnceLock<File>,
}

/// A file to be read.
#[derive(Debug)]
pub struct InputFile {
    path: PathBuf,
    origin: Origin,
    bytes: u64,
    record: Option<String>,
    is_stdin: bool,
    stamp: OnceLock<Stamp>,
    kind: OnceLock<Kind>,
}

impl Inputs {
    /// The files behind `paths`: files, folders (walked in the order of names, links not followed),
    /// globs (`news/*.jsonl`), `-` for standard input, and `corpus.jsonl#id` for one record.
    ///
    /// A file reached twice is read once. What cannot be read is a fault, and the rest goes on; so
    /// an empty result is possible, and told.
    #[must_use]
    pub fn resolve(paths: &[String]) -> Self {
        Self::with_stdin(paths, std::io::stdin())
    }

    /// As [`resolve`](Self::resolve), with something else to read where a path is `-`.
    #[must_use]
    pub fn with_stdin(paths: &[String], stdin: impl Read + Send + 'static) -> Self {
        let mut walk = Walk::default();
        for path in paths {
            walk.named(path);
        }
        let mut inputs = Self {
            files: walk.files,
            faults: walk.faults,
            passed_over: walk.passed_over,
            stdin: Mutex::new(Some(Box::new(stdin))),
            spill: OnceLock::new(),
        };
        // Where a whole file is read, one record of it is read with it.
        let mut number = 0;
        inputs.files.retain_mut(|file| {
            let within = file.record.is_some() && walk.seen.contains(&(canonical(&file.path), None));
            file.origin.file = number;
            number += u32::from(!within);
            !within
        });
        inputs
    }

    /// The files, in the order in which they are read; a [`Locator`](super::Locator) counts them from 0.
    #[must_use]
    pub fn files(&self) -> &[InputFile] {
        &self.files
    }

    /// What could not be found or entered: [`Reason::Unreadable`], record 0.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().map(|(_, fault)| fault)
    }

    /// Size of all files on disk; standard input counts nothing.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Links, sockets and devices met in folders, which are no input.
    #[must_use]
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// All records in their order, about a megabyte at a time.
    #[must_use]
    pub fn batches<'a>(&'a self, options: &'a Options) -> Batches<'a> {
        Batches::new(self, options)
    }

    pub(super) fn file(&self, file: u32) -> Option<&InputFile> {
        self.files.get(usize::try_from(file).ok()?)
    }

    /// Faults, each with the number of the file it stands before.
    pub(super) fn placed_faults(&self) -> &[(u32, Fault)] {
        &self.faults
    }

    pub(super) fn take_stdin(&self) -> Option<Box<dyn Read + Send>> {
        self.stdin.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn spill(&self) -> Option<&File> {
        self.spill.get()
    }

    /// Makes the file into which standard input is copied, if `input` is that.
    pub(super) fn prepare_spill(&self, input: &InputFile, options: &Options) -> Result<()> {
        if input.is_stdin && self.spill.get().is_none() {
            let file = temporary_in(options.temp_dir.as_deref())
                .map_err(|error| Error::write("the temporary copy of standard input (--temp-dir)", error))?;
            self.spill.get_or_init(|| file);
        }
        Ok(())
    }
}

impl InputFile {
    /// Its path as named or found, with `/` between folders; `-` for standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.origin.name
    }

    /// The same, shared with every place in it.
    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.origin.name)
    }

    /// Its path for the system.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Size on disk when it was found.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The id of the one record wanted of it, where one was named.
    #[must_use]
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// Whether it is standard input.
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        self.is_stdin
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Notes what the file looked like when it was first opened.
    pub(super) fn see(&self, stamp: Stamp) {
        self.stamp.get_or_init(|| stamp);
    }

    /// Whether a file of this stamp is the one first opened.
    pub(super) fn is_same(&self, stamp: Stamp) -> bool {
        self.stamp.get().is_none_or(|&first| first == stamp)
    }

    /// Whether it still is as it was when first opened.
    pub(super) fn is_unchanged(&self) -> bool {
        self.is_stdin || fs::metadata(&self.path).is_ok_and(|metadata| self.is_same(Stamp::of(&metadata)))
    }

    pub(super) fn keep_kind(&self, kind: Kind) {
        self.kind.get_or_init(|| kind);
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind.get().copied()
    }
}

#[derive(Default)]
struct Walk {
    files: Vec<InputFile>,
    faults: Vec<(u32, Fault)>,
    passed_over: u64,
    /// Real paths, with the one record wanted.
    seen: HashSet<(PathBuf, Option<String>)>,
}

impl Walk {
    fn named(&mut self, name: &str) {
        if name == "-" {
            if self.seen.insert((PathBuf::from("-"), None)) {
                self.push(PathBuf::from("-"), 0, None);
                self.files.iter_mut().rev().take(1).for_each(|file| file.is_stdin = true);
            }
            return;
        }
        match fs::metadata(name) {
            Ok(metadata) => self.found(Path::new(name), &metadata),
            Err(error) => {
                if let Some((path, id)) = one_record(name) {
                    self.file(path, canonical(path), Some(id.to_owned()));
                } else if name.contains(['*', '?', '[']) {
                    self.glob(name);
                } else {
                    self.fault(name, format!("{error}; check the path"));
                }
            }
        }
    }

    fn found(&mut self, path: &Path, metadata: &Metadata) {
        if metadata.is_dir() {
            self.folder(path);
        } else if metadata.is_file() {
            self.file(path, canonical(path), None);
        } else {
            self.fault(&name(path), "a pipe or device, not a file; give - and redirect it to standard input".into());
        }
    }

    fn glob(&mut self, pattern: &str) {
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => return self.fault(pattern, format!("no file of this name, and no pattern: {error}")),
        };
        let mut matched = false;
        for path in paths {
            matched = true;
            match path {
                Ok(path) => match fs::metadata(&path) {
                    Ok(metadata) => self.found(&path, &metadata),
                    Err(error) => self.fault(&name(&path), error.to_string()),
                },
                Err(error) => self.fault(&name(error.path()), error.error().to_string()),
            }
        }
        if !matched {
            self.fault(pattern, "no file matches this pattern; check it, and its quotes".into());
        }
    }

    fn folder(&mut self, root: &Path) {
        let real = canonical(root);
        for entry in WalkDir::new(root).max_depth(DEEPEST).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let place = error.path().map_or_else(|| name(root), name);
                    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.fault(&place, format!("{message}; check its permissions"));
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_file() {
                let within = entry.path().strip_prefix(root).unwrap_or(entry.path());
                self.file(entry.path(), real.join(within), None);
            } else if !kind.is_dir() && entry.depth() > 0 {
                self.passed_over += 1;
            } else if entry.depth() >= DEEPEST {
                self.fault(&name(entry.path()), format!("more than {DEEPEST} folders deep; name it by itself"));
            }
        }
    }

    fn file(&mut self, path: &Path, real: PathBuf, record: Option<String>) {
        let bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        if self.seen.insert((real, record.clone())) {
            self.push(path.to_owned(), bytes, record);
        }
    }

    fn push(&mut self, path: PathBuf, bytes: u64, record: Option<String>) {
        let origin = Origin { file: 0, name: name(&path).into() };
        let (stamp, kind) = (OnceLock::new(), OnceLock::new());
        self.files.push(InputFile { path, origin, bytes, record, is_stdin: false, stamp, kind });
    }

    fn fault(&mut self, place: &str, message: String) {
        let before = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let origin = Origin { file: before, name: place.into() };
        self.faults.push((before, origin.fault(Reason::Unreadable, At::default(), message)));
    }
}

/// Splits `corpus.jsonl#id` where what stands before a `#` is a file.
fn one_record(name: &str) -> Option<(&Path, &str)> {
    name.match_indices('#').find_map(|(at, _)| {
        let (path, id) = (Path::new(name.get(..at)?), name.get(at + 1..)?);
        path.is_file().then_some((path, id))
    })
}

fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { name.into_owned() } else { name.replace(std::path::MAIN_SEPARATOR, "/") }
}
