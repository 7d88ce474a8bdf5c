//! Where reports go: standard output or files, written whole or not at all.

use crate::args::{OutputArguments, RunningArguments, When};
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use twicetold::document::Fault;
use twicetold::report::{DocumentReport, Header, Lines, Options, Report, ReportFormat};
use twicetold::{Error, Result};

/// Columns where nothing is known of the terminal.
const DEFAULT_WIDTH: usize = 80;

/// The reports that were asked for: a format and a path (`-` is standard output) each.
#[derive(Debug)]
pub(crate) struct Outputs {
    targets: Vec<(ReportFormat, String)>,
    options: Options,
}

impl Outputs {
    /// Reads the arguments before anything long is done, so that a misspelled format costs nothing.
    pub(crate) fn new(arguments: &OutputArguments, expand: bool) -> Result<Self> {
        let format: ReportFormat = arguments.format.parse()?;
        let mut targets = Vec::new();
        if arguments.output.is_some() || arguments.report.is_empty() {
            targets.push((format, arguments.output.clone().unwrap_or_else(|| "-".to_owned())));
        }
        for report in &arguments.report {
            let Some((format, path)) = report.split_once('=') else {
                return Err(Error::usage(format!("--report {report}: write FORMAT=PATH, json=report.json for example")));
            };
            targets.push((format.parse()?, path.to_owned()));
        }
        let mut options = Options::default();
        options.width = width();
        options.color = color(arguments.color);
        options.expand = expand;
        options.top = arguments.top.unwrap_or(options.top);
        Ok(Self { targets, options })
    }

    /// Whether every report is a table of pairs, which needs no passages.
    pub(crate) fn are_tables(&self) -> bool {
        self.targets.iter().all(|(format, _)| matches!(format, ReportFormat::Csv | ReportFormat::Tsv))
    }

    /// Where the documents of an inspection go one by one: straight into the report where all that is
    /// asked for is JSON lines, else into memory until the end.
    pub(crate) fn documents(&self, header: &Report) -> Result<Documents> {
        match self.targets.as_slice() {
            [(ReportFormat::Jsonl, path)] if path == "-" => {
                let mut lines = Lines::new(BufWriter::new(io::stdout()));
                quiet_when_closed(lines.write(&Header::from(header)))?;
                Ok(Documents::Streamed(Box::new(lines)))
            }
            _ => Ok(Documents::Kept(Vec::new())),
        }
    }

    /// Writes every report.
    pub(crate) fn write(&self, report: &Report) -> Result<()> {
        for (format, path) in &self.targets {
            let mut options = self.options;
            options.color &= path == "-";
            write_whole(path, |out| format.write(report, &options, out))?;
        }
        Ok(())
    }
}

/// Documents of an inspection on their way into a report.
pub(crate) enum Documents {
    /// Written as they come.
    Streamed(Box<Lines<BufWriter<io::Stdout>>>),
    /// Kept for reports that show them together.
    Kept(Vec<DocumentReport>),
}

impl Documents {
    /// Takes the next document.
    pub(crate) fn take(&mut self, document: DocumentReport) -> Result<()> {
        match self {
            Self::Streamed(lines) => quiet_when_closed(lines.write(&document)),
            Self::Kept(documents) => {
                documents.push(document);
                Ok(())
            }
        }
    }

    /// Ends the report.
    pub(crate) fn finish(self, mut report: Report, outputs: &Outputs) -> Result<()> {
        match self {
            Self::Streamed(mut lines) => {
                quiet_when_closed(report.faults.iter().try_for_each(|fault| lines.write(fault)))?;
                quiet_when_closed(lines.write(&report.summary))?;
                quiet_when_closed(lines.into_inner().flush())
            }
            Self::Kept(documents) => {
                report.documents = documents;
                outputs.write(&report)
            }
        }
    }
}

/// A reader that has seen enough is no error.
fn quiet_when_closed(written: io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| Error::write("standard output", error)),
    }
}

/// Writes a file under a temporary name and renames it, or writes to standard output.
pub(crate) fn write_whole(path: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    if path == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        return quiet_when_closed(write(&mut out).and_then(|()| out.flush()));
    }
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> io::Result<()> {
        let mut out = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
        write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        let file = file.persist(path).map_err(|error| error.error)?;
        readable_by_all(&file)
    };
    written().map_err(|error| Error::write(path, error))
}

/// A temporary file is private; a report has the rights any new file has.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Writes all faults, one a line: file, record, byte, skipped or repaired, reason, message.
pub(crate) fn write_bad_records(path: &str, faults: &[Fault]) -> Result<()> {
    write_whole(path, |out| {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        table.write_record(["file", "record", "byte", "outcome", "reason", "message"])?;
        for fault in faults {
            let outcome = if fault.reason.is_repair() { "repaired" } else { "skipped" };
            let (record, byte) = (fault.place.record.to_string(), fault.place.byte.to_string());
            table.write_record([&fault.place.file, &record, &byte, outcome, fault.reason.name(), &fault.message])?;
        }
        table.flush()
    })
}

/// Writes seconds by stage, peak memory and threads.
pub(crate) fn write_timings(running: &RunningArguments, stages: &[(&'static str, f64)]) -> Result<()> {
    let Some(path) = &running.timings else { return Ok(()) };
    let seconds: serde_json::Map<String, serde_json::Value> =
        stages.iter().map(|&(stage, seconds)| (stage.to_owned(), seconds.into())).collect();
    let threads =
        if running.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { running.threads };
    let timings = serde_json::json!({ "seconds": seconds, "peak_memory_bytes": peak_memory(), "threads": threads });
    write_whole(path, |out| writeln!(out, "{timings:#}"))
}

/// The largest memory the process has had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn width() -> usize {
    let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    named.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))).unwrap_or(DEFAULT_WIDTH)
}

fn color(when: When) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}
