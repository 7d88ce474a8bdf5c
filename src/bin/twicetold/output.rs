//! Where reports go: standard output or files, written whole or not at all.

use crate::args::{OutputArguments, When};
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use twicetold::document::Fault;
use twicetold::read::mount_of;
use twicetold::report::{DocumentReport, Header, Lines, Options, Pages, Report, ReportFormat, Table, TableFormat, escape_tsv};
use twicetold::{Error, Result};

/// Bytes of texts that pages show at most.
const TEXT_BYTES: u64 = 512 << 20;

/// How much of the memory that was given texts may take.
pub(crate) fn text_bytes(memory: Option<u64>) -> u64 {
    memory.map_or(TEXT_BYTES, |memory| TEXT_BYTES.min(memory / 4))
}

/// Columns where nothing is known of the terminal.
const DEFAULT_WIDTH: usize = 80;

/// The reports that were asked for: a format and a path (`-` is standard output) each.
#[derive(Debug)]
pub(crate) struct Outputs {
    targets: Vec<(ReportFormat, String)>,
    options: Options,
    tables: Option<(PathBuf, TableFormat)>,
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
        targets.iter().try_for_each(|(_, path)| check_place(path))?;
        let mut options = Options::default();
        options.width = width();
        options.color = color(arguments.color);
        options.expand = expand;
        options.top = arguments.top.unwrap_or(options.top);
        let tables_as = arguments.tables_as.parse()?;
        let tables = arguments.tables.clone().map(|folder| (folder, tables_as));
        Ok(Self { targets, options, tables })
    }

    /// Whether a report that a person is looking at says itself what was skipped and repaired.
    pub(crate) fn tell_faults(&self) -> bool {
        let shown = |(format, path): &(ReportFormat, String)| *format == ReportFormat::Terminal && path == "-";
        io::stdout().is_terminal() && self.targets.iter().any(shown)
    }

    /// Whether a report shows whole texts or lines of them.
    pub(crate) fn show_texts(&self) -> bool {
        self.targets.iter().any(|(format, _)| format.needs_texts())
    }

    /// Whether every report is a table of pairs, which needs no passages.
    pub(crate) fn are_tables(&self) -> bool {
        let is_table = |(format, _): &(ReportFormat, String)| matches!(format, ReportFormat::Csv | ReportFormat::Tsv);
        self.tables.is_none() && self.targets.iter().all(is_table)
    }

    /// Where the documents of an inspection go one by one: straight into the report where all that is
    /// asked for is JSON lines and nobody needs them together, else into memory until the end.
    pub(crate) fn documents(&self, header: &Report, are_needed: bool) -> Result<Documents> {
        match self.targets.as_slice() {
            [(ReportFormat::Jsonl, path)] if path == "-" && !are_needed && self.tables.is_none() => {
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
            match (format, path.as_str()) {
                (ReportFormat::Html, file) if file != "-" => write_pages(file, &Pages::of(report, &options))?,
                _ => write_whole(path, |out| format.write(report, &options, out))?,
            }
        }
        self.tables.as_ref().map_or(Ok(()), |(folder, format)| write_tables(folder, *format, report))
    }
}

/// Writes every table into a folder, which is made where it is not there.
fn write_tables(folder: &Path, format: TableFormat, report: &Report) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::write(folder.display(), error))?;
    Table::ALL.into_iter().try_for_each(|table| {
        let place = folder.join(format!("{}.{}", table.name(), format.name()));
        write_whole(&place.to_string_lossy(), |out| table.write(report, format, out))
    })
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

    /// Ends the report; `complete` is called with all documents in it where they were kept.
    pub(crate) fn finish(
        self,
        mut report: Report,
        outputs: &Outputs,
        complete: impl FnOnce(&mut Report) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Streamed(mut lines) => {
                quiet_when_closed(report.faults.iter().try_for_each(|fault| lines.write(fault)))?;
                quiet_when_closed(lines.write(&report.summary))?;
                quiet_when_closed(lines.into_inner().flush())
            }
            Self::Kept(documents) => {
                report.documents = documents;
                complete(&mut report)?;
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
    check_place(path)?;
    // A link stays what it is: the file behind it is replaced.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let written = || -> io::Result<()> {
        if place.exists() && !place.is_file() {
            let mut out = BufWriter::new(fs::File::options().write(true).open(&place)?);
            return write(&mut out).and_then(|()| out.flush());
        }
        let mut out = BufWriter::new(temporary_beside(&place)?);
        write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&place).map(drop).map_err(|error| error.error)
    };
    written().map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => Error::write(format!("{path} on {}", mount_of(folder_of(&place)).display()), error),
        _ => Error::write(path, error),
    })
}

/// Writes a page, and the pages beside it if it takes some: `report.html` has its parts in `report-parts`.
///
/// The page comes last, so that what it leads to is there; parts of an earlier report that are not written again go.
fn write_pages(file: &str, pages: &Pages<'_>) -> Result<()> {
    let place = Path::new(file);
    let (stem, name) = (place.file_stem().unwrap_or_default(), place.file_name().unwrap_or_default());
    let folder = format!("{}-parts", stem.to_string_lossy());
    let parts = folder_of(place).join(&folder);
    if pages.parts() > 0 {
        fs::create_dir_all(&parts).map_err(|error| Error::write(parts.display(), error))?;
    }
    let page = format!("../{}", name.to_string_lossy());
    let mut at = 0;
    while at < pages.parts() || parts.join(Pages::part_name(at)).is_file() {
        let part = parts.join(Pages::part_name(at));
        if at < pages.parts() {
            write_whole(&part.to_string_lossy(), |out| pages.write_part(at, &page, out))?;
        } else {
            fs::remove_file(&part).map_err(|error| Error::write(part.display(), error))?;
        }
        at += 1;
    }
    if pages.parts() == 0 {
        // Only an empty folder goes.
        let _ = fs::remove_dir(&parts);
    }
    write_whole(file, |out| pages.write(&folder, out))
}

/// Says before anything long is done that a report will have no place.
pub(crate) fn check_place(path: &str) -> Result<()> {
    let place = Path::new(path);
    if path == "-" || folder_of(place).is_dir() && !place.is_dir() {
        return Ok(());
    }
    let kind = if place.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::NotFound };
    let remedy = if place.is_dir() { "it is a folder; name a file" } else { "its folder is not there; make it first" };
    Err(Error::write(path, io::Error::new(kind, remedy)))
}

fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How files are called while they are written.
const PASSING_NAME: (&str, &str) = (".twicetold-", ".unfinished");

/// A file of a passing name beside `place`, with the rights any new file has, locked as long as it is open.
fn temporary_beside(place: &Path) -> io::Result<tempfile::NamedTempFile> {
    sweep(folder_of(place));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PASSING_NAME.0).suffix(PASSING_NAME.1);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // Another run that sweeps may take the file for left behind before it is locked.
    loop {
        let file = builder.tempfile_in(folder_of(place))?;
        let is_ours = !matches!(file.as_file().try_lock(), Err(fs::TryLockError::WouldBlock));
        if is_ours && file.path().exists() {
            UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.path().to_owned());
            return Ok(file);
        }
    }
}

/// Removes files of passing names that nobody holds: a run that wrote them was killed.
fn sweep(folder: &Path) {
    let has_passing_name = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(PASSING_NAME.0) && name.ends_with(PASSING_NAME.1))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in entries.filter(|path| has_passing_name(path) && path.is_file()) {
        if fs::File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(&path);
        }
    }
}

/// Files under passing names; those that were renamed are not there any more.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what was not written to its end, before the process ends by a signal.
pub(crate) fn discard_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // What is gone has been renamed, and nobody could be told of the rest.
        let _ = fs::remove_file(path);
    }
    if let Some((folder, made)) = UNFINISHED_FOLDER.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // A file that is begun meanwhile keeps its folder; it cannot be begun once that is gone.
        let _ = (0..100).find(|_| fs::remove_dir_all(&folder).is_ok() || !folder.exists());
        if let Some(around) = made {
            let _ = fs::remove_dir(around);
        }
    }
}

/// A folder that is being filled, and the new one around it, which goes too if nothing else is in it.
static UNFINISHED_FOLDER: Mutex<Option<(PathBuf, Option<PathBuf>)>> = Mutex::new(None);

/// Has a folder, with what is in it, removed where the process ends by a signal.
pub(crate) fn discard_folder(folder: PathBuf, made: Option<PathBuf>) {
    *UNFINISHED_FOLDER.lock().unwrap_or_else(PoisonError::into_inner) = Some((folder, made));
}

/// Writes all faults, one a line: file, record, byte, skipped or repaired, reason, message.
pub(crate) fn write_bad_records(path: &str, faults: &[Fault]) -> Result<()> {
    write_whole(path, |out| {
        writeln!(out, "file\trecord\tbyte\toutcome\treason\tmessage")?;
        faults.iter().try_for_each(|fault| {
            let outcome = if fault.reason.is_repair() { "repaired" } else { "skipped" };
            let (file, message) = (escape_tsv(&fault.place.file), escape_tsv(&fault.message));
            let (record, byte, reason) = (fault.place.record, fault.place.byte, fault.reason.name());
            writeln!(out, "{file}\t{record}\t{byte}\t{outcome}\t{reason}\t{message}")
        })
    })
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
