//! Paths become files: folders walked, globs matched, one record of a file named, each file once.
//!
//! Only here is the tree of folders seen; everything after works on a flat, ordered list.

use super::archive::{self, Listing, Member};
use super::batches::Batches;
use super::csv::Columns;
use super::stream::{Kind, Stamp};
use super::temporary::temporary_in;
use super::{At, Documents, Options, Origin, memory};
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

/// Folders of files that are regular by name only.
const MADE_UP: [&str; 2] = ["/proc", "/sys"];

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
pub struct InputFile {
    path: PathBuf,
    origin: Origin,
    bytes: u64,
    record: Option<String>,
    is_stdin: bool,
    /// Where it stands in an archive.
    member: Option<Member>,
    stamp: OnceLock<Stamp>,
    kind: OnceLock<Kind>,
    /// What its header says, of a file of rows.
    columns: OnceLock<Arc<Columns>>,
    /// What it is, where it is no file.
    documents: Option<memory::Shared>,
}

impl std::fmt::Debug for InputFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputFile").field("name", &self.name()).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Inputs {
    /// The files behind `paths`: files, folders (walked in the order of names, links not followed), archives (zip, tar) as
    /// folders, files in them (`news.zip/story.txt`), globs (`news/*.jsonl`), `-` for standard input, and `corpus.jsonl#id` for one
    /// record.
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

    /// Documents of a caller as one input, called `name` where a file would be: a document without an id is `name:record`, counted
    /// from 1. Their fields are called as in `options`.
    #[must_use]
    pub fn in_memory(name: &str, documents: Box<dyn Documents>, options: &Options) -> Self {
        let mut walk = Walk::default();
        walk.push(PathBuf::from(name), memory::total_bytes(&*documents, &options.fields), None);
        let documents = memory::Shared::from(documents);
        for file in &mut walk.files {
            file.keep_kind(Kind::MEMORY);
            file.documents = Some(Arc::clone(&documents));
        }
        let stdin = Mutex::new(None);
        Self { files: walk.files, faults: Vec::new(), passed_over: 0, stdin, spill: OnceLock::new() }
    }

    /// The same inputs and behind them those of `others`.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        let first = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.faults.extend(others.faults.into_iter().map(|(before, fault)| (before.saturating_add(first), fault)));
        self.files.extend(others.files);
        for (number, file) in (0..).zip(&mut self.files) {
            file.origin.file = number;
        }
        self.passed_over += others.passed_over;
        if !self.files.iter().any(|file| file.is_stdin && file.origin.file < first) {
            (self.stdin, self.spill) = (others.stdin, others.spill);
        }
        self
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

    /// Links, sockets, devices and what the system makes up (`/proc`, `/sys`), met in folders and archives: no input.
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

    /// Its path for the system; of a file in an archive the path it would have, were that a folder.
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
        if self.documents.is_some() {
            return true;
        }
        let on_disk = self.member.as_ref().map_or(self.path(), Member::path);
        self.is_stdin || fs::metadata(on_disk).is_ok_and(|metadata| self.is_same(Stamp::of(&metadata)))
    }

    pub(super) fn keep_kind(&self, kind: Kind) {
        self.kind.get_or_init(|| kind);
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind.get().copied()
    }

    /// What it was found to hold when it was first opened.
    #[must_use]
    pub fn format(&self) -> Option<super::Format> {
        self.kind().map(|kind| kind.format)
    }

    /// Whether it stands in an archive.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.member.is_some()
    }

    /// The documents it is, where it is no file.
    pub(super) fn documents(&self) -> Option<&memory::Shared> {
        self.documents.as_ref()
    }

    pub(super) fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    pub(super) fn keep_columns(&self, columns: &Arc<Columns>) {
        self.columns.get_or_init(|| Arc::clone(columns));
    }

    pub(super) fn columns(&self) -> Option<Arc<Columns>> {
        self.columns.get().cloned()
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
                if let Some((path, id)) = one_record(name).filter(|(path, _)| !is_made_up(&canonical(path))) {
                    self.file(path, canonical(path), Some(id.to_owned()));
                } else if !self.within_archive(name) {
                    if name.contains(['*', '?', '[']) {
                        self.glob(name);
                    } else {
                        self.fault(name, Reason::Unreadable, format!("{error}; check the path"));
                    }
                }
            }
        }
    }

    fn found(&mut self, path: &Path, metadata: &Metadata) {
        let real = canonical(path);
        if is_made_up(&real) {
            let message = "the system makes it up as it is read, which may never end; copy what is wanted of it";
            self.fault(&name(path), Reason::Unreadable, message.into());
        } else if metadata.is_dir() {
            self.folder(path);
        } else if metadata.is_file() {
            self.file(path, real, None);
        } else {
            let message = "a pipe or device, not a file; give - and redirect it to standard input";
            self.fault(&name(path), Reason::Unreadable, message.into());
        }
    }

    /// Takes a file of an archive, or all below a folder in it; whether there is such an archive.
    fn within_archive(&mut self, name: &str) -> bool {
        let path = Path::new(name);
        let Some(outer) = path.ancestors().skip(1).find(|above| above.is_file()) else { return false };
        let inner = name.get(outer.as_os_str().len()..).unwrap_or_default().trim_matches('/');
        let Some(mut listing) = archive::listing(outer) else { return false };
        let is_wanted = |member: &str| {
            let rest = member.trim_start_matches("./").strip_prefix(inner);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        listing.members.retain(|(member, ..)| is_wanted(member));
        listing.faults.retain(|(member, ..)| is_wanted(member));
        let is_there = !listing.members.is_empty() || !listing.faults.is_empty();
        if is_there {
            self.archive(outer, &canonical(outer), listing);
        }
        is_there
    }

    fn archive(&mut self, path: &Path, real: &Path, listing: Listing) {
        let outer = name(path);
        let called =
            |member: &str| if member.is_empty() { outer.clone() } else { format!("{outer}/{}", member.trim_start_matches("./")) };
        for (member, bytes, place) in listing.members {
            if self.seen.insert((real.join(format!("./{member}")), None)) {
                self.push(PathBuf::from(called(&member)), bytes, None);
                if let Some(file) = self.files.last_mut() {
                    file.member = Some(place);
                }
            }
        }
        for (member, reason, message) in listing.faults {
            self.fault(&called(&member), reason, message);
        }
        self.passed_over += listing.passed_over;
    }

    fn glob(&mut self, pattern: &str) {
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => {
                return self.fault(pattern, Reason::Unreadable, format!("no file of this name, and no pattern: {error}"));
            }
        };
        let mut matched = false;
        for path in paths {
            matched = true;
            match path {
                Ok(path) => match fs::metadata(&path) {
                    Ok(metadata) => self.found(&path, &metadata),
                    Err(error) => self.fault(&name(&path), Reason::Unreadable, error.to_string()),
                },
                Err(error) => self.fault(&name(error.path()), Reason::Unreadable, error.error().to_string()),
            }
        }
        if !matched {
            self.fault(pattern, Reason::Unreadable, "no file matches this pattern; check it, and its quotes".into());
        }
    }

    fn folder(&mut self, root: &Path) {
        let real = canonical(root);
        let mut entries = WalkDir::new(root).max_depth(DEEPEST).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let place = error.path().map_or_else(|| name(root), name);
                    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.fault(&place, Reason::Unreadable, format!("{message}; check its permissions"));
                    continue;
                }
            };
            let kind = entry.file_type();
            let place = real.join(entry.path().strip_prefix(root).unwrap_or(entry.path()));
            if kind.is_dir() && is_made_up(&place) {
                self.passed_over += 1;
                entries.skip_current_dir();
            } else if kind.is_file() {
                self.file(entry.path(), place, None);
            } else if !kind.is_dir() && entry.depth() > 0 {
                self.passed_over += 1;
            } else if entry.depth() >= DEEPEST {
                let message = format!("more than {DEEPEST} folders deep; name it by itself");
                self.fault(&name(entry.path()), Reason::Unreadable, message);
            }
        }
    }

    fn file(&mut self, path: &Path, real: PathBuf, record: Option<String>) {
        if record.is_none()
            && let Some(listing) = archive::listing(path)
        {
            return self.archive(path, &real, listing);
        }
        let bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        if self.seen.insert((real, record.clone())) {
            self.push(path.to_owned(), bytes, record);
        }
    }

    fn push(&mut self, path: PathBuf, bytes: u64, record: Option<String>) {
        let origin = Origin { file: 0, name: name(&path).into() };
        let (stamp, kind, columns) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        self.files.push(InputFile {
            path,
            origin,
            bytes,
            record,
            is_stdin: false,
            member: None,
            stamp,
            kind,
            columns,
            documents: None,
        });
    }

    fn fault(&mut self, place: &str, reason: Reason, message: String) {
        let before = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let origin = Origin { file: before, name: place.into() };
        self.faults.push((before, origin.fault(reason, At::default(), message)));
    }
}

/// Splits `corpus.jsonl#id` where what stands before a `#` is a file.
fn one_record(name: &str) -> Option<(&Path, &str)> {
    name.match_indices('#').find_map(|(at, _)| {
        let (path, id) = (Path::new(name.get(..at)?), name.get(at + 1..)?);
        path.is_file().then_some((path, id))
    })
}

/// Whether the system makes up what stands there: what it has to say of itself is no corpus, and reading it may wait forever.
fn is_made_up(real: &Path) -> bool {
    MADE_UP.iter().any(|folder| real.starts_with(folder))
}

fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { name.into_owned() } else { name.replace(std::path::MAIN_SEPARATOR, "/") }
}
