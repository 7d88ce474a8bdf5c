//! Decisions, laid along a file: what becomes of its records, one after the other.

use super::annotate::Annotation;
use super::copy::{Editor, Fate};
use super::result::{Position, Removed};
use crate::error::{Error, Result};
use crate::read::{Format, RawFile};

/// The part of a sorted list that is about one file.
fn of_file<T>(all: &[T], file: u32, position: impl Fn(&T) -> Position) -> &[T] {
    let start = all.partition_point(|item| position(item).0 < file);
    let rest = all.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|item| position(item).0 == file)).unwrap_or_default()
}

/// Takes out what goes.
pub(super) struct Removing<'r> {
    name: &'r str,
    /// What is still to come, in the order of the file.
    rest: &'r [Removed],
}

impl<'r> Removing<'r> {
    pub(super) fn new(file: u32, name: &'r str, removed: &'r [Removed]) -> Self {
        Self { name, rest: of_file(removed, file, |removed| removed.position) }
    }
}

impl Editor for Removing<'_> {
    fn fate(&mut self, number: u64, byte: u64, _: &[u8]) -> Result<Fate> {
        match self.rest.split_first() {
            Some((next, rest)) if next.record == number => {
                if byte != u64::MAX && byte != next.byte {
                    return Err(Error::input(format!(
                        "{}:{number}: the record is not where it was read; did the file change meanwhile?",
                        self.name
                    )));
                }
                self.rest = rest;
                Ok(Fate::Goes)
            }
            _ => Ok(Fate::Stays),
        }
    }

    fn goes(&self) -> bool {
        !self.rest.is_empty()
    }
}

/// Puts fields into every document.
pub(super) struct Annotating<'r> {
    name: &'r str,
    rest: &'r [(Position, Annotation)],
    /// Numbers of the records that are no documents, in the order of the file.
    skipped: &'r [u64],
    other: Annotation,
}

impl<'r> Annotating<'r> {
    pub(super) fn new(file: u32, name: &'r str, annotations: &'r [(Position, Annotation)], skipped: &'r [u64]) -> Self {
        let rest = of_file(annotations, file, |&(position, _)| position);
        Self { name, rest, skipped, other: Annotation { keep: true, ..Annotation::default() } }
    }
}

impl Editor for Annotating<'_> {
    fn fate(&mut self, number: u64, _: u64, record: &[u8]) -> Result<Fate> {
        if self.skipped.binary_search(&number).is_ok() {
            return Ok(Fate::Stays);
        }
        let place = || format!("{}:{number}", self.name);
        let annotation = match self.rest.split_first() {
            Some(((position, annotation), rest)) if position.1 == number => {
                self.rest = rest;
                annotation
            }
            _ => &self.other,
        };
        annotation.put(record, &place).map(Fate::Becomes)
    }

    fn check(&mut self, raw: &RawFile<'_>) -> Result<()> {
        let name = self.name;
        if !matches!(raw.format(), Format::Jsonl | Format::Json) {
            let format = raw.format();
            Err(Error::usage(format!(
                "--annotate: {name} is {format}, which has no fields to add to; write it as JSONL first, or leave it out"
            )))
        } else if !raw.is_utf8() {
            Err(Error::usage(format!("--annotate: {name} is in UTF-16 or UTF-32; convert it to UTF-8")))
        } else {
            Ok(())
        }
    }
}
