//! Tables as Parquet: one row group for each hundred thousand rows, zstd, no time of writing, so that the same report gives the same bytes.

use super::{Cell, ColumnKind, Table, rows};
use crate::report::data::Report;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are held before they are written.
const ROW_GROUP: usize = 100_000;

/// A column of a row group: its values, and which rows have one.
enum Values {
    Text(Vec<ByteArray>),
    Count(Vec<i64>),
    Fraction(Vec<f64>),
    Flag(Vec<bool>),
}

struct Column {
    values: Values,
    present: Vec<i16>,
}

/// A file in the making. What it has written goes on after each row group, since its own writer would have to be one that other
/// threads may have.
type File = SerializedFileWriter<Vec<u8>>;

/// Writes a table.
pub(super) fn write(table: Table, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let columns = rows::columns(table);
    let schema = schema(table, columns).map_err(refused)?;
    let level = ZstdLevel::try_new(3).map_err(refused)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).set_created_by("twicetold".to_owned());
    let mut file = File::new(Vec::new(), Arc::new(schema), Arc::new(properties.build())).map_err(refused)?;
    let mut held = empty(columns);
    let mut rows = 0;
    rows::each(table, report, &mut |row| {
        held.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
        rows += 1;
        if rows < ROW_GROUP {
            return Ok(());
        }
        rows = 0;
        flush(&mut file, std::mem::replace(&mut held, empty(columns))).map_err(refused)?;
        out.write_all(&std::mem::take(file.inner_mut()))
    })?;
    if rows > 0 {
        flush(&mut file, held).map_err(refused)?;
    }
    out.write_all(&file.into_inner().map_err(refused)?)
}

fn schema(table: Table, columns: &[(&str, ColumnKind)]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|&(name, kind)| {
        let (physical, logical) = match kind {
            ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Count => (PhysicalType::INT64, None),
            ColumnKind::Fraction => (PhysicalType::DOUBLE, None),
            ColumnKind::Flag => (PhysicalType::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL).with_logical_type(logical);
        field.build().map(Arc::new)
    });
    Type::group_type_builder(table.name()).with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn empty(columns: &[(&str, ColumnKind)]) -> Vec<Column> {
    let values = |kind| match kind {
        ColumnKind::Text => Values::Text(Vec::new()),
        ColumnKind::Count => Values::Count(Vec::new()),
        ColumnKind::Fraction => Values::Fraction(Vec::new()),
        ColumnKind::Flag => Values::Flag(Vec::new()),
    };
    columns.iter().map(|&(_, kind)| Column { values: values(kind), present: Vec::new() }).collect()
}

impl Column {
    /// Takes the cell of the next row.
    fn push(&mut self, cell: &Cell<'_>) {
        let is_present = match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(Some(text))) => {
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Values::Count(values), Cell::Count(Some(count))) => {
                values.push(i64::try_from(*count).unwrap_or(i64::MAX));
                true
            }
            (Values::Fraction(values), Cell::Fraction(Some(fraction))) => {
                values.push(*fraction);
                true
            }
            (Values::Flag(values), Cell::Flag(flag)) => {
                values.push(*flag);
                true
            }
            _ => false,
        };
        self.present.push(i16::from(is_present));
    }
}

fn flush(file: &mut File, columns: Vec<Column>) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for Column { values, present } in columns {
        match values {
            Values::Text(values) => column::<ByteArrayType>(&mut group, &values, &present)?,
            Values::Count(values) => column::<Int64Type>(&mut group, &values, &present)?,
            Values::Fraction(values) => column::<DoubleType>(&mut group, &values, &present)?,
            Values::Flag(values) => column::<BoolType>(&mut group, &values, &present)?,
        }
    }
    group.close().map(drop)
}

fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    present: &[i16],
) -> Result<(), ParquetError> {
    if let Some(mut writer) = group.next_column()? {
        writer.typed::<T>().write_batch(values, Some(present), None)?;
        writer.close()?;
    }
    Ok(())
}

fn refused(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
