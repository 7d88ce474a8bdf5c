//! The values of one column, some rows at a time, as text.

use parquet::basic::{LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;
use std::borrow::Cow;

/// A column of a row group, read from its first row on.
pub(super) struct Column {
    reader: ColumnReader,
    described: ColumnDescPtr,
    values: Values,
    present: Vec<i16>,
    /// The number of the value that belongs to each row; none for a row without.
    places: Vec<Option<usize>>,
}

/// Values that are there, in order.
#[derive(Default)]
enum Values {
    #[default]
    None,
    Bytes(Vec<ByteArray>),
    Fixed(Vec<parquet::data_type::FixedLenByteArray>),
    Whole(Vec<i64>),
    Small(Vec<i32>),
    Fraction(Vec<f64>),
    SmallFraction(Vec<f32>),
}

impl Column {
    pub(super) fn new(reader: ColumnReader, described: ColumnDescPtr) -> Self {
        Self { reader, described, values: Values::None, present: Vec::new(), places: Vec::new() }
    }

    /// Reads the next rows, so many at most; how many there were.
    pub(super) fn read(&mut self, rows: usize) -> Result<usize, ParquetError> {
        self.present.clear();
        self.places.clear();
        let levels = &mut self.present;
        let (read, values) = match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => some(reader, rows, levels, Values::Bytes)?,
            ColumnReader::FixedLenByteArrayColumnReader(reader) => some(reader, rows, levels, Values::Fixed)?,
            ColumnReader::Int64ColumnReader(reader) => some(reader, rows, levels, Values::Whole)?,
            ColumnReader::Int32ColumnReader(reader) => some(reader, rows, levels, Values::Small)?,
            ColumnReader::DoubleColumnReader(reader) => some(reader, rows, levels, Values::Fraction)?,
            ColumnReader::FloatColumnReader(reader) => some(reader, rows, levels, Values::SmallFraction)?,
            ColumnReader::BoolColumnReader(_) | ColumnReader::Int96ColumnReader(_) => (rows, Values::None),
        };
        self.values = values;
        let most = self.described.max_def_level();
        if most == 0 {
            self.places.extend((0..read).map(Some));
        } else {
            let mut next = 0;
            self.places.extend(self.present.iter().map(|&level| {
                let is_there = level == most;
                next += usize::from(is_there);
                is_there.then(|| next - 1)
            }));
        }
        Ok(read)
    }

    /// The bytes of the text at a row of those read last; none where it is null.
    pub(super) fn bytes(&self, row: usize) -> Option<&[u8]> {
        let place = self.places.get(row).copied().flatten()?;
        match &self.values {
            Values::Bytes(values) => values.get(place).map(ByteArray::data),
            _ => None,
        }
    }

    /// The value at a row of those read last, as people write it.
    pub(super) fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        let place = self.places.get(row).copied().flatten()?;
        Some(match &self.values {
            Values::None => return None,
            Values::Bytes(values) => String::from_utf8_lossy(values.get(place)?.data()),
            Values::Fixed(values) => String::from_utf8_lossy(values.get(place)?.data()),
            Values::Whole(values) => Cow::Owned(self.whole(*values.get(place)?)),
            Values::Small(values) => Cow::Owned(self.small(*values.get(place)?)),
            Values::Fraction(values) => Cow::Owned(values.get(place)?.to_string()),
            Values::SmallFraction(values) => Cow::Owned(values.get(place)?.to_string()),
        })
    }

    fn whole(&self, value: i64) -> String {
        let at = |second: i64, nanosecond: i32| jiff::Timestamp::new(second, nanosecond).ok();
        let time = match self.described.logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => match time.unit {
                TimeUnit::MILLIS => at(value.div_euclid(1_000), (value.rem_euclid(1_000) * 1_000_000) as i32),
                TimeUnit::MICROS => at(value.div_euclid(1_000_000), (value.rem_euclid(1_000_000) * 1_000) as i32),
                TimeUnit::NANOS => at(value.div_euclid(1_000_000_000), value.rem_euclid(1_000_000_000) as i32),
            },
            _ => None,
        };
        time.map_or_else(|| value.to_string(), |time| time.to_string())
    }

    fn small(&self, value: i32) -> String {
        let is_date = matches!(self.described.logical_type_ref(), Some(LogicalType::Date));
        let day = || jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(value).ok()?).ok();
        is_date.then(day).flatten().map_or_else(|| value.to_string(), |date| date.to_string())
    }
}

fn some<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    levels: &mut Vec<i16>,
    of: impl Fn(Vec<T::T>) -> Values,
) -> Result<(usize, Values), ParquetError> {
    let (mut values, mut read) = (Vec::new(), 0);
    // A page ends a call.
    while read < rows {
        let (more, _, _) = reader.read_records(rows - read, Some(levels), None, &mut values)?;
        if more == 0 {
            break;
        }
        read += more;
    }
    Ok((read, of(values)))
}
