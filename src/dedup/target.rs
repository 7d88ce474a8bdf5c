//! Where the new corpus goes: checked before anything is read, filled under a passing name, there whole
//! or not at all.
//!
//! Files are written into `.twicetold-unfinished` inside the folder and synced one by one; when all are
//! there they are moved up, `removed.jsonl` last: where that stands, everything stands. The folder is locked
//! meanwhile; one that nobody holds was left by a run that was killed, and is swept by the next.

use crate::error::{Error, Result};
use crate::read::{Format, InputFile, Inputs};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

/// The list of what was removed, in the folder.
pub const REMOVED: &str = "removed.jsonl";

/// The folder within the folder, while it is being filled.
const UNFINISHED: &str = ".twicetold-unfinished";

/// What standard input is called, and its ending by what it holds.
const STANDARD_INPUT: &str = "stdin";

/// A folder for the new corpus, and what each input file is called in it.
#[derive(Debug)]
pub struct Target {
    folder: PathBuf,
    /// By the number of the input file; without compression's suffix and ending for standard input.
    names: Vec<PathBuf>,
}

impl Target {
    /// Names every file behind `paths` in `folder`: a folder keeps its structure, a glob that from its first
    /// wildcard on, a file its name.
    ///
    /// # Errors
    ///
    /// A usage error where the folder is not empty, its parent is not there, it is or lies in or holds an
    /// input, two files would have one name, or a path names one record of a file.
    pub fn new(paths: &[String], inputs: &Inputs, folder: &Path) -> Result<Self> {
        check_folder(folder)?;
        check_apart(paths, inputs, folder)?;
        let names = inputs.files().iter().map(|file| name_of(paths, file)).collect::<Result<Vec<_>>>()?;
        let mut taken: BTreeMap<&Path, &str> = [(Path::new(REMOVED), "the list of what was removed")].into();
        for (name, file) in names.iter().zip(inputs.files()) {
            if let Some(before) = taken.insert(name, file.name()) {
                let name = folder.join(name);
                return Err(Error::usage(format!(
                    "{} and {before} would both be written to {}; give the folder that holds both, or dedup them apart",
                    file.name(),
                    name.display()
                )));
            }
        }
        Ok(Self { folder: folder.to_owned(), names })
    }

    /// No folder, for a run that writes nothing.
    #[must_use]
    pub fn nowhere() -> Self {
        Self { folder: PathBuf::new(), names: Vec::new() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is to be removed, with all in it, where a run ends without returning; the folder around it
    /// was made by the run unless it was there before.
    #[must_use]
    pub fn unfinished(&self) -> PathBuf {
        self.folder.join(UNFINISHED)
    }

    /// The name of an input file in the folder, with an ending where it has no name of its own.
    pub(super) fn name(&self, file: u32, format: Format, suffix: &str) -> PathBuf {
        let name = self.names.get(file as usize).cloned().unwrap_or_default();
        if name != Path::new(STANDARD_INPUT) {
            return name;
        }
        let ending = if format == Format::Text { "txt" } else { format.name() };
        PathBuf::from(format!("{STANDARD_INPUT}.{ending}{suffix}"))
    }

    pub(super) fn failed(&self, error: io::Error) -> Error {
        Error::write(self.folder.display(), error)
    }
}

fn check_folder(folder: &Path) -> Result<()> {
    let refused = |why: &str| Err(Error::usage(format!("--output {}: {why}", folder.display())));
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(Ok(entry)) if entry.file_name() == UNFINISHED && entries.next().is_none() => match held(&entry.path()) {
                Ok(_) => {
                    fs::remove_dir_all(entry.path()).or_else(|error| refused(&format!("what a killed run left there: {error}")))
                }
                Err(_) => {
                    refused("another run is filling it, or one was killed; in that case remove .twicetold-unfinished in it")
                }
            },
            Some(_) => refused("the folder is not empty; name a new one"),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if parent.is_dir() { Ok(()) } else { refused("the folder around it is not there; make it first") }
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => refused("it is a file; name a folder"),
        Err(error) => refused(&error.to_string()),
    }
}

/// A folder, locked as long as the handle lives, if nobody else holds it.
///
/// # Errors
/// Where another run holds it, or folders cannot be locked here.
fn held(folder: &Path) -> io::Result<File> {
    let handle = File::open(folder)?;
    handle.try_lock()?;
    Ok(handle)
}

/// The real path, of a folder that may not be there yet too.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default();
    fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned()).join(name)
}

fn check_apart(paths: &[String], inputs: &Inputs, folder: &Path) -> Result<()> {
    let output = real(folder);
    let refused = |why: &str, path: &str| Err(Error::usage(format!("--output {} {why} {path}; name another", folder.display())));
    for path in paths.iter().filter(|path| Path::new(path).is_dir()) {
        let input = real(Path::new(path));
        if input == output {
            return refused("is the input", path);
        } else if output.starts_with(&input) {
            return refused("lies inside the input", path);
        } else if input.starts_with(&output) {
            return refused("holds the input", path);
        }
    }
    match inputs.files().iter().find(|file| !file.is_stdin() && real(file.path()).starts_with(&output)) {
        Some(file) => refused("holds the input", file.name()),
        None => Ok(()),
    }
}

fn name_of(paths: &[String], file: &InputFile) -> Result<PathBuf> {
    if file.record().is_some() {
        return Err(Error::usage(format!("{}: dedup takes whole files, not single records of them", file.name())));
    }
    if file.is_stdin() {
        return Ok(PathBuf::from(STANDARD_INPUT));
    }
    let path = file.path();
    let below = paths.iter().filter(|named| *named != "-").find_map(|named| {
        let named = Path::new(named);
        if named == path {
            return path.file_name().map(PathBuf::from);
        }
        let root = if named.is_dir() { named.to_owned() } else { before_wildcards(named) };
        path.strip_prefix(&root).ok().map(Path::to_owned)
    });
    let plain = |name: &PathBuf| name.components().all(|part| matches!(part, Component::Normal(_)));
    let name = below.filter(plain).or_else(|| path.file_name().map(PathBuf::from));
    name.filter(|name| !name.starts_with(UNFINISHED))
        .ok_or_else(|| Error::usage(format!("{}: cannot be named anew", file.name())))
}

/// The folders of a glob up to its first wildcard.
fn before_wildcards(pattern: &Path) -> PathBuf {
    let fixed = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    pattern.components().take_while(fixed).collect()
}

/// The folder while it is being filled; what is in it goes when this is dropped before [`finish`](Self::finish).
pub(super) struct Unfinished<'t> {
    target: &'t Target,
    made: bool,
    finished: bool,
    /// Tells other runs that this one lives; none where folders cannot be locked.
    alive: Option<File>,
}

impl<'t> Unfinished<'t> {
    /// Makes the folder, which must be empty or not there.
    pub(super) fn begin(target: &'t Target) -> Result<Self> {
        check_folder(&target.folder)?;
        let failed = |error| target.failed(error);
        let made = !target.folder.exists();
        if made {
            fs::create_dir(&target.folder).map_err(failed)?;
        }
        let mut unfinished = Self { target, made, finished: false, alive: None };
        fs::create_dir(target.unfinished()).map_err(failed)?;
        unfinished.alive = held(&target.unfinished()).ok();
        Ok(unfinished)
    }

    /// A new file of this name.
    pub(super) fn create(&self, name: &Path) -> io::Result<File> {
        let path = self.target.unfinished().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        File::create_new(path)
    }

    /// Writes a list, line by line, as a file of this name.
    pub(super) fn list(&self, name: &str, lines: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let written = || -> io::Result<()> {
            let mut out = BufWriter::new(self.create(name.as_ref())?);
            lines(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        written().map_err(|error| self.target.failed(error))
    }

    /// Moves everything to where it belongs, the list of what was removed last.
    pub(super) fn finish(mut self) -> Result<()> {
        let moved = self.moved();
        self.finished = moved.is_ok();
        moved.map_err(|error| self.target.failed(error))
    }

    fn moved(&self) -> io::Result<()> {
        let unfinished = self.target.unfinished();
        let mut names =
            fs::read_dir(&unfinished)?.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort_by_key(|name| (name == REMOVED, name.clone()));
        let mut done = Vec::new();
        for name in names {
            let (from, to) = (unfinished.join(&name), self.target.folder.join(&name));
            if let Err(error) = fs::rename(&from, &to) {
                for (from, to) in done {
                    // Back under the passing name, with which they go.
                    let _ = fs::rename(to, from);
                }
                return Err(error);
            }
            done.push((from, to));
        }
        fs::remove_dir(&unfinished)?;
        sync_folder(&self.target.folder)
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.finished {
            // Whoever hears of what went wrong hears of it by the error that led here.
            let _ = fs::remove_dir_all(self.target.unfinished());
            if self.made {
                let _ = fs::remove_dir(&self.target.folder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_a_killed_run_left_is_swept_and_what_a_living_one_fills_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target { folder: folder.path().to_owned(), names: Vec::new() };
        let living = Unfinished::begin(&target).unwrap();
        assert!(check_folder(folder.path()).unwrap_err().to_string().contains("another run"));
        drop(living);
        fs::create_dir(target.unfinished()).unwrap();
        fs::write(target.unfinished().join("part"), "half").unwrap();
        check_folder(folder.path()).unwrap();
        assert!(!target.unfinished().exists());
    }

    fn named(root: &Path, paths: &[&str], output: &str) -> Result<Vec<String>> {
        let paths: Vec<String> = paths.iter().map(|path| root.join(path).to_string_lossy().into_owned()).collect();
        let target = Target::new(&paths, &Inputs::resolve(&paths), &root.join(output))?;
        Ok(target.names.iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    #[test]
    fn names_follow_the_paths_that_were_given() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["in/a.jsonl", "in/2023/part.jsonl", "in/2024/part.jsonl", "b.txt"] {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), "text").unwrap();
        }
        assert_eq!(named(root, &["in"], "out").unwrap(), ["2023/part.jsonl", "2024/part.jsonl", "a.jsonl"]);
        assert_eq!(named(root, &["in/*/part.jsonl", "b.txt"], "out").unwrap(), ["2023/part.jsonl", "2024/part.jsonl", "b.txt"]);
        assert_eq!(named(root, &["in/2023/part.jsonl"], "in/2023/out").unwrap(), ["part.jsonl"]);
        let refusals = [
            (&["in/2023", "in/2024"][..], "out", "would both be written to"),
            (&["in"], "in", "the folder is not empty"),
            (&["in"], "in/out", "lies inside the input"),
            (&["in/2023/part.jsonl"], "in", "the folder is not empty"),
            (&["in"], "b.txt", "it is a file"),
            (&["in"], "no/out", "the folder around it is not there"),
            (&["b.txt#x"], "out", "whole files"),
        ];
        for (paths, output, why) in refusals {
            let error = named(root, paths, output).unwrap_err();
            assert!(error.is_usage() && error.to_string().contains(why), "{error}");
        }
        fs::write(root.join(REMOVED), "{}").unwrap();
        assert!(named(root, &[REMOVED], "out").unwrap_err().to_string().contains("would both be written"));
    }

    #[test]
    fn what_is_not_finished_goes() {
        let folder = tempfile::tempdir().unwrap();
        for there in [true, false] {
            let output = folder.path().join(if there { "there" } else { "new" });
            if there {
                fs::create_dir(&output).unwrap();
            }
            let target = Target::new(&[], &Inputs::resolve(&[]), &output).unwrap();
            let unfinished = Unfinished::begin(&target).unwrap();
            unfinished.create(Path::new("sub/file")).unwrap();
            assert!(Unfinished::begin(&target).is_err(), "one run at a time");
            drop(unfinished);
            assert_eq!(output.exists(), there);
            let unfinished = Unfinished::begin(&target).unwrap();
            unfinished.create(Path::new("sub/file")).unwrap();
            unfinished.finish().unwrap();
            assert!(output.join("sub/file").exists() && !target.unfinished().exists());
        }
    }
}
