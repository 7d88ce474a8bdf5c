//! Row groups cut off a file, and the documents in their rows.

use super::super::batches::{Cut, Layout};
use super::super::caught::caught;
use super::super::cells::{Cells, FIELDS};
use super::super::object::no_text;
use super::super::piece::Piece;
use super::super::stream::Stream;
use super::super::{At, InputFile, Locator, MEBIBYTE, Options, Origin, Outcome};
use super::values::Column;
use super::{footer, pages};
use crate::document::Reason;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::RowGroupReader as _;
use parquet::file::serialized_reader::SerializedRowGroupReader;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// Most rows decoded at a time.
const ROWS: usize = 1024;

/// A file of which the end was read.
#[derive(Debug)]
struct Opened {
    path: PathBuf,
    metadata: ParquetMetaData,
    /// Which columns hold text, id, source, date, title and url; the first is always there.
    columns: [Option<usize>; FIELDS],
}

/// A row group, not decoded yet.
#[derive(Debug)]
pub(in super::super) struct Group {
    opened: Arc<Opened>,
    number: usize,
    /// Number of the row before its first.
    before: u64,
    only: Option<u64>,
}

/// Cuts a file into row groups.
pub(in super::super) struct Cutter {
    path: PathBuf,
    /// Why it cannot be read where it stands.
    refused: Option<&'static str>,
    opened: Option<Arc<Opened>>,
    next: usize,
    before: u64,
    done: bool,
}

impl Cutter {
    pub(in super::super) fn new(input: &InputFile) -> Self {
        let refused = (input.is_stdin() || input.is_member())
            .then_some("a Parquet file is read at its place on disk only; unpack it, or give its path");
        Self { path: input.path().to_owned(), refused, opened: None, next: 0, before: 0, done: false }
    }

    pub(in super::super) fn cut(&mut self, stream: &mut Stream, options: &Options) -> Option<Cut> {
        if self.done {
            return None;
        }
        let opened = match self.open(options) {
            Ok(opened) => opened,
            Err((reason, message)) => {
                self.done = true;
                return Some(Cut::fault(reason, At::default(), message, 0));
            }
        };
        let number = self.next;
        let Some(group) = opened.metadata.row_groups().get(number) else {
            self.done = true;
            return None;
        };
        self.next += 1;
        let before = self.before;
        self.before = before.saturating_add(u64::try_from(group.num_rows()).unwrap_or_default());
        let wanted = opened.columns.iter().flatten().filter_map(|&column| group.columns().get(column));
        let bytes: i64 = wanted.clone().map(|column| column.uncompressed_size().max(0)).fold(0, i64::saturating_add);
        let taken: i64 = wanted.map(|column| column.compressed_size().max(0)).fold(0, i64::saturating_add);
        stream.count(u64::try_from(taken).unwrap_or_default());
        let layout = Layout::Group(Group { opened, number, before, only: None });
        let first = At { record: before + 1, byte: 0 };
        Some(Cut { first, bytes: Vec::new(), read: u64::try_from(bytes).unwrap_or_default(), layout, faults: Vec::new() })
    }

    fn open(&mut self, options: &Options) -> Result<Arc<Opened>, (Reason, String)> {
        if let Some(opened) = &self.opened {
            return Ok(Arc::clone(opened));
        }
        if let Some(refused) = self.refused {
            return Err((Reason::Unreadable, refused.to_owned()));
        }
        let unreadable = |error: std::io::Error| (Reason::Unreadable, format!("{error}; check that it is there and may be read"));
        let damaged = |what: &str| (Reason::Damaged, format!("{what}; copy it again"));
        let mut file = File::open(&self.path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        footer::check(&mut file, bytes).map_err(unreadable)?.map_err(damaged)?;
        let read = caught(|| ParquetMetaDataReader::new().parse_and_finish(&file));
        let metadata = match read {
            Some(Ok(metadata)) => metadata,
            Some(Err(error)) => return Err(damaged(&error.to_string())),
            None => return Err(damaged("its footer cannot be read")),
        };
        possible(&metadata, bytes).map_err(damaged)?;
        let opened = Arc::new(Opened::new(self.path.clone(), metadata, options)?);
        self.opened = Some(Arc::clone(&opened));
        Ok(opened)
    }
}

/// Rows that a file of any size may hold: a few bytes are enough for a million that are alike, or null; more would be a bomb.
const ROWS_ALIKE: u64 = 1 << 20;

/// Whether what is said of row groups can be true of a file of so many bytes.
fn possible(metadata: &ParquetMetaData, bytes: u64) -> Result<(), &'static str> {
    let rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(u64::MAX));
    if rows.fold(0, u64::saturating_add) > bytes.max(ROWS_ALIKE) {
        return Err("it is said to hold more rows than it has bytes, and more than a million");
    }
    for group in metadata.row_groups() {
        if group.num_rows() < 0 || group.columns().len() != metadata.file_metadata().schema_descr().num_columns() {
            return Err("the number of rows or columns of a row group is false");
        }
        for column in group.columns() {
            let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
            let end = u64::try_from(start).ok().zip(u64::try_from(column.compressed_size()).ok());
            if end.and_then(|(start, size)| start.checked_add(size)).is_none_or(|end| end > bytes) {
                return Err("a column is said to stand where the file has ended; was it cut?");
            }
        }
    }
    Ok(())
}

impl Opened {
    /// Told once where there is no column for the text: the number of rows is a claim that no column backs.
    fn new(path: PathBuf, metadata: ParquetMetaData, options: &Options) -> Result<Self, (Reason, String)> {
        let schema = metadata.file_metadata().schema_descr();
        let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let fields = &options.fields;
        let wanted = [&fields.text, &fields.id, &fields.source, &fields.date, &fields.title, &fields.url];
        let is_plain = |&at: &usize| schema.columns().get(at).is_some_and(|column| column.max_rep_level() == 0);
        let columns = wanted.map(|name| names.iter().position(|column| column == name).filter(is_plain));
        let [text, ..] = columns;
        let is_text =
            |at: usize| schema.columns().get(at).is_some_and(|column| column.physical_type() == parquet::basic::Type::BYTE_ARRAY);
        match text {
            None => Err((Reason::MissingText, no_text(&fields.text, &names, None))),
            Some(at) if !is_text(at) => {
                Err((Reason::NotText, format!("the column `{}` holds no text; choose another with --text-field", fields.text)))
            }
            Some(_) => Ok(Self { path, metadata, columns }),
        }
    }
}

impl Group {
    /// Of its rows only one.
    pub(in super::super) fn only(self, number: u64) -> Self {
        Self { only: Some(number), ..self }
    }

    /// Decodes the rows and hands on the document of each that is wanted by its number, or why there is none.
    pub(in super::super) fn for_each(
        &self,
        origin: &Origin,
        options: &Options,
        wanted: impl Fn(u64) -> bool,
        each: &mut impl FnMut(Outcome<'_>),
    ) {
        let Some(group) = self.opened.metadata.row_groups().get(self.number) else { return };
        let rows = u64::try_from(group.num_rows()).unwrap_or_default();
        let wanted = |number: u64| self.only.is_none_or(|only| only == number) && wanted(number);
        if rows == 0 || !(self.before + 1..=self.before.saturating_add(rows)).any(&wanted) {
            return;
        }
        let bytes: i64 = group.columns().iter().map(|column| column.uncompressed_size().max(0)).fold(0, i64::saturating_add);
        let row = u64::try_from(bytes).unwrap_or_default() / rows + 1;
        let step = usize::try_from(MEBIBYTE as u64 / row).unwrap_or(ROWS).clamp(1, ROWS);
        let mut done = 0;
        let failed = self.decode(step, rows, |columns, read| {
            for at in 0..read {
                let number = self.before + done + at as u64 + 1;
                if wanted(number) {
                    each(self.row(origin, options, columns, (at, number)));
                }
            }
            done += read as u64;
        });
        if let Some(message) = failed {
            let at = At { record: self.before + done + 1, byte: 0 };
            let message =
                format!("the rows from here to {} cannot be decoded: {message}; all before is used", self.before + rows);
            each(Outcome::Skipped(origin.fault(Reason::Damaged, at, message)));
        }
    }

    /// Calls `each` with some rows after others; what went wrong.
    fn decode(&self, step: usize, rows: u64, mut each: impl FnMut(&[Option<Column>; FIELDS], usize)) -> Option<String> {
        let panicked = || "the decoder gave up".to_owned();
        let mut columns = match caught(|| self.columns()) {
            Some(Ok(columns)) => columns,
            Some(Err(error)) => return Some(error.to_string()),
            None => return Some(panicked()),
        };
        let mut left = rows;
        while left > 0 {
            let step = usize::try_from(left).unwrap_or(step).min(step);
            let read = caught(|| {
                let mut reads = Vec::new();
                for column in columns.iter_mut().flatten() {
                    reads.push(column.read(step)?);
                }
                Ok::<_, ParquetError>(reads)
            });
            let reads = match read {
                Some(Ok(reads)) => reads,
                Some(Err(error)) => return Some(error.to_string()),
                None => return Some(panicked()),
            };
            if reads.iter().any(|&read| read != step) {
                return Some("a column has fewer rows than the file says".to_owned());
            }
            each(&columns, step);
            left -= step as u64;
        }
        None
    }

    fn columns(&self) -> Result<[Option<Column>; FIELDS], ParquetError> {
        let mut columns: [Option<Column>; FIELDS] = Default::default();
        let Some(group) = self.opened.metadata.row_groups().get(self.number) else { return Ok(columns) };
        let file = Arc::new(File::open(&self.opened.path)?);
        let properties = Arc::new(ReaderProperties::builder().build());
        let reader = SerializedRowGroupReader::new(Arc::clone(&file), group, None, properties)?;
        for (column, at) in columns.iter_mut().zip(self.opened.columns) {
            if let Some(at) = at {
                let (start, bytes) = group.column(at).byte_range();
                if let Err(damaged) = pages::check(&file, start..start.saturating_add(bytes))? {
                    return Err(ParquetError::General(damaged.to_owned()));
                }
                let described = group.schema_descr().column(at);
                *column = Some(Column::new(reader.get_column_reader(at)?, described));
            }
        }
        Ok(columns)
    }

    fn row<'c>(
        &self,
        origin: &'c Origin,
        options: &Options,
        columns: &'c [Option<Column>; FIELDS],
        at: (usize, u64),
    ) -> Outcome<'c> {
        let (row, number) = at;
        let [text, others @ ..] = columns;
        let bytes = text.as_ref().and_then(|text| text.bytes(row));
        let size = u32::try_from(bytes.map_or(0, <[u8]>::len)).unwrap_or(u32::MAX);
        let locator = Locator { file: origin.file, record: number, byte: 0, bytes: size };
        let piece = Piece { origin, locator, bytes: bytes.unwrap_or_default(), text: None };
        if bytes.is_none() {
            let message = format!("the field `{}` is null; give it a text", options.fields.text);
            return Outcome::Skipped(piece.fault(Reason::MissingText, message));
        }
        let mut buffer = String::new();
        let (text, decoded) = match std::str::from_utf8(piece.bytes) {
            Ok(text) => (std::borrow::Cow::Borrowed(text), None),
            Err(_) => {
                let (text, decoded) = piece.decoded(None, &mut buffer);
                (std::borrow::Cow::Owned(text.to_owned()), decoded)
            }
        };
        let cells = Cells(std::array::from_fn(|field| match field.checked_sub(1) {
            None => Some(text.clone()),
            Some(other) => others.get(other).and_then(Option::as_ref).and_then(|column| column.text(row)),
        }));
        match cells.record(&piece, options) {
            Ok(mut record) => {
                record.repairs.splice(0..0, decoded);
                Outcome::Document(record)
            }
            Err(fault) => Outcome::Skipped(fault),
        }
    }
}
