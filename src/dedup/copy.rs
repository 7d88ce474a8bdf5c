//! A file written again: its records byte for byte, but those that go.
//!
//! Records are told apart by their numbers; nothing is parsed, and what is no document (blank lines,
//! broken records, what stands between elements) stays as it came. Of compressed data that end early all is
//! written that can be read, which the faults of the scan have told.

use super::target::{Target, Unfinished};
use crate::error::{Error, Result};
use crate::pipeline::Progress;
use crate::read::{Inputs, Options, Part, RawFile};
use std::io::{self, BufWriter, Write};

/// Bytes that are written at a time.
const WRITTEN: usize = 1 << 20;

/// Bytes between two elements that are held back until it is known whether the next one stays.
const GAP: usize = 1 << 20;

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays as it came.
    Stays,
    /// It goes.
    Goes,
    /// It is written as this.
    Becomes(Vec<u8>),
}

/// Decides about records, in the order of the file; told number, offset and bytes.
pub(super) trait Editor {
    fn fate(&mut self, number: u64, byte: u64, record: &[u8]) -> Result<Fate>;

    /// Whether a text file, which is one record, goes as a whole.
    fn goes(&self) -> bool {
        false
    }

    /// Whether a text file is to be handed over whole, as its record 1.
    fn wants_text(&self) -> bool {
        false
    }

    /// Looks at a file before its records, and says no to a file that it cannot write.
    fn check(&mut self, raw: &RawFile<'_>) -> Result<()> {
        let _ = raw;
        Ok(())
    }
}

/// What was written of a file, before compression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Copied {
    pub bytes_read: u64,
    pub bytes_written: u64,
    /// Records seen, blank lines left out.
    pub records: u64,
    pub removed: u64,
}

/// Where a file comes from and goes to.
pub(super) struct Job<'j> {
    pub inputs: &'j Inputs,
    pub read: &'j Options,
    pub target: &'j Target,
    /// None where nothing is to be written.
    pub unfinished: Option<&'j Unfinished<'j>>,
    pub progress: &'j dyn Progress,
}

impl Job<'_> {
    /// Writes the file numbered `file` again.
    pub(super) fn copy(&self, file: u32, editor: &mut dyn Editor) -> Result<Copied> {
        let mut raw = self.inputs.raw(file, self.read)?;
        let failed = |error| self.target.failed(error);
        editor.check(&raw)?;
        if raw.format().is_whole_file() && editor.goes() {
            let (_, copied) = Copy::new(io::sink(), editor).run(self, &mut raw)?;
            return Ok(Copied { bytes_written: 0, removed: 1, ..copied });
        }
        if raw.format().is_whole_file() && editor.wants_text() {
            return self.text(file, &mut raw, editor);
        }
        let name = self.target.name(file, raw.format(), raw.suffix());
        let Some(unfinished) = self.unfinished else {
            return Copy::new(io::sink(), editor).run(self, &mut raw).map(|(_, copied)| copied);
        };
        let out = unfinished.create(&name).and_then(|out| raw.compressor(out)).map_err(failed)?;
        let (out, copied) = Copy::new(BufWriter::with_capacity(WRITTEN, out), editor).run(self, &mut raw)?;
        let compressor = out.into_inner().map_err(|error| failed(error.into_error()))?;
        compressor.finish().and_then(|file| file.sync_all()).map_err(failed)?;
        Ok(copied)
    }
}

impl Job<'_> {
    /// Writes a text file again that is a document, so is not larger than one may be.
    fn text(&self, file: u32, raw: &mut RawFile<'_>, editor: &mut dyn Editor) -> Result<Copied> {
        let mut text = Vec::new();
        raw.for_each(|part, _| {
            text.extend_from_slice(part.bytes());
            Ok(())
        })?;
        let bytes_read = text.len() as u64;
        let text = match editor.fate(1, u64::MAX, &text)? {
            Fate::Goes => return Ok(Copied { bytes_read, records: 1, removed: 1, ..Copied::default() }),
            Fate::Stays => text,
            Fate::Becomes(other) => other,
        };
        if let Some(unfinished) = self.unfinished {
            let name = self.target.name(file, raw.format(), raw.suffix());
            let written = unfinished.create(&name).and_then(|out| raw.compressor(out)).and_then(|mut out| {
                out.write_all(&text)?;
                out.finish()?.sync_all()
            });
            written.map_err(|error| self.target.failed(error))?;
        }
        Ok(Copied { bytes_read, bytes_written: text.len() as u64, records: 1, removed: 0 })
    }
}

struct Copy<'e, W> {
    out: W,
    editor: &'e mut dyn Editor,
    /// What stands behind the last record.
    gap: Vec<u8>,
    /// Whether any record stays so far.
    any: bool,
    copied: Copied,
}

impl<'e, W: Write> Copy<'e, W> {
    fn new(out: W, editor: &'e mut dyn Editor) -> Self {
        Self { out, editor, gap: Vec::new(), any: false, copied: Copied::default() }
    }

    fn run(mut self, job: &Job<'_>, raw: &mut RawFile<'_>) -> Result<(W, Copied)> {
        let failed = |error| job.target.failed(error);
        let checked = raw.is_utf8();
        let mut fragments = 0;
        raw.for_each(|part, taken| {
            if taken > 0 {
                if job.progress.is_interrupted() {
                    return Err(Error::interrupted());
                }
                job.progress.advance(0, taken);
            }
            self.copied.bytes_read += part.bytes().len() as u64;
            match part {
                Part::Aside(bytes) => self.write(bytes).map_err(failed),
                Part::Gap(bytes) => self.hold(bytes).map_err(failed),
                Part::Fragment { number, bytes } => {
                    if std::mem::replace(&mut fragments, number) != number {
                        self.copied.records += 1;
                        self.stay().map_err(failed)?;
                    }
                    self.write(bytes).map_err(failed)
                }
                Part::Record { number, byte, bytes } => {
                    let byte = if checked { byte } else { u64::MAX };
                    let fate = self.editor.fate(number, byte, bytes)?;
                    self.record(bytes, fate).map_err(failed)
                }
            }
        })?;
        self.flush_gap().map_err(failed)?;
        Ok((self.out, self.copied))
    }

    fn record(&mut self, bytes: &[u8], fate: Fate) -> io::Result<()> {
        self.copied.records += 1;
        match fate {
            Fate::Goes => {
                // What stands before the first element opens the list; any other gap goes with its element.
                if self.copied.records == 1 {
                    self.flush_gap()?;
                }
                self.gap.clear();
                self.copied.removed += 1;
                Ok(())
            }
            Fate::Stays => self.stay().and_then(|()| self.write(bytes)),
            Fate::Becomes(other) => self.stay().and_then(|()| self.write(&other)),
        }
    }

    /// Writes the gap before a record that stays, unless all before it have gone.
    fn stay(&mut self) -> io::Result<()> {
        if self.any || self.copied.records == 1 {
            self.flush_gap()?;
        }
        self.gap.clear();
        self.any = true;
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.gap.extend_from_slice(bytes);
        if self.gap.len() > GAP { self.flush_gap() } else { Ok(()) }
    }

    fn flush_gap(&mut self) -> io::Result<()> {
        let gap = std::mem::take(&mut self.gap);
        self.write(&gap)?;
        self.gap = gap;
        self.gap.clear();
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.copied.bytes_written += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}
