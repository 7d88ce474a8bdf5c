//! A report as one JSON value, indented; `schemas/report.schema.json` describes it.
//!
//! Fractions are written in the fewest digits that give the same `f64` back, which is the same on
//! every machine. Characters that would act on a terminal or hide are written as `\u` escapes: a
//! parser reads the same string, and `cat` is safe.

use super::escape::{acts, json as escape};
use super::{Options, Report};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};

/// Writes the report, and a line break.
pub(super) fn write(report: &Report, _options: &Options, out: &mut dyn Write) -> io::Result<()> {
    write_indented(report, out)
}

/// Writes any value indented, and a line break.
pub(super) fn write_indented(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Shown(PrettyFormatter::new())))?;
    writeln!(out)
}

/// Writes any value on one line, without a line break.
pub(super) fn write_compact(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(&mut *out, Shown(CompactFormatter)))?)
}

/// Writes any value on one line, and a line break.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_compact(value, out)?;
    writeln!(out)
}

/// Writes any value for a block of JSON in a page of HTML, where a `<` may end the block.
pub(super) fn write_in_page(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(&mut *out, InPage(Shown(CompactFormatter))))?)
}

/// A formatter that lets no `<` through, and by its `Shown` no hidden character.
struct InPage(Shown<CompactFormatter>);

impl Formatter for InPage {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        for (at, part) in fragment.split('<').enumerate() {
            if at > 0 {
                out.write_all(escape('<').as_bytes())?;
            }
            self.0.write_string_fragment(out, part)?;
        }
        Ok(())
    }
}

/// A formatter that lets no hidden character through.
struct Shown<F>(F);

impl<F: Formatter> Formatter for Shown<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        let mut previous = '\0';
        for (at, character) in fragment.char_indices() {
            if acts(character, previous) {
                out.write_all(&fragment.as_bytes()[written..at])?;
                out.write_all(escape(character).as_bytes())?;
                written = at + character.len_utf8();
            }
            previous = character;
        }
        out.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}
