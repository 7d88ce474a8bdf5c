//! Reports and pairs out of Parquet, row by row: names of columns count, not their order.

use super::super::csv::HEADER;
use super::super::data::Report;
use super::super::read::{pair, read_lines};
use super::Part;
use crate::evaluate::PredictedPair;
use crate::read::caught;
use crate::{Error, Result};
use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::SerializedFileReader;
use parquet::record::Field;
use parquet::record::reader::RowIter;

pub(super) fn report(parts: Vec<Part>) -> Result<Report> {
    let mut lines = Vec::new();
    each_row(parts, &mut |_, row| {
        lines.push(row.text("line").ok_or_else(|| missing("line", "a report is written by a scan on Spark with report=True"))?);
        Ok(())
    })?;
    read_lines(lines.iter().map(String::as_str))
}

pub(super) fn pairs(parts: Vec<Part>) -> Result<Vec<PredictedPair>> {
    let mut pairs = Vec::new();
    each_row(parts, &mut |at, row| {
        let side = |name| row.text(name).ok_or_else(|| missing(name, "pairs have left and right, and relation or score"));
        let (left, right) = (side("left")?, side("right")?);
        let field = |name| row.text(name).unwrap_or_default();
        let is_match = row.text("relation").is_some();
        let more: Vec<String> = if is_match { HEADER[2..].iter().copied().map(field).collect() } else { vec![field("score")] };
        pairs.push(pair(at, &[vec![left, right], more].concat(), is_match)?);
        Ok(())
    })?;
    Ok(pairs)
}

fn missing(column: &str, hint: &str) -> Error {
    Error::input(format!("a row without '{column}'; {hint}"))
}

/// The values of a row by the names of their columns.
struct Row(Vec<(String, Field)>);

impl Row {
    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(column, _)| column == name)?;
        match value {
            Field::Null => None,
            Field::Str(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// Calls `each` with the number of every row, from 1, and the row.
fn each_row(parts: Vec<Part>, each: &mut dyn FnMut(usize, Row) -> Result<()>) -> Result<()> {
    let mut at = 0;
    for (name, bytes) in parts {
        let damaged = |error: &ParquetError| Error::input(format!("{name}: {error}; write it again"));
        // The parser is somebody else's, and what it is given may be damaged.
        let read = caught(|| -> Result<()> {
            let file = SerializedFileReader::new(Bytes::from(bytes)).map_err(|error| damaged(&error))?;
            for row in RowIter::from_file_into(Box::new(file)) {
                at += 1;
                each(at, Row(row.map_err(|error| damaged(&error))?.into_columns()))?;
            }
            Ok(())
        });
        read.unwrap_or_else(|| Err(damaged(&ParquetError::General("it cannot be decoded".to_owned()))))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Header, Line, Lines, Table, TableFormat};
    use super::*;
    use crate::{Document, ScanOptions, scan};
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    fn scanned() -> Report {
        let story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers.";
        scan(&[Document::new("wire", story), Document::new("gazette", story)], &ScanOptions::default()).unwrap()
    }

    /// A file of one column of texts.
    fn column(name: &str, values: &[&str]) -> Part {
        let schema = parse_message_type(&format!("message table {{ required binary {name} (UTF8); }}")).unwrap();
        let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(WriterProperties::default())).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut writer = group.next_column().unwrap().unwrap();
        let values: Vec<ByteArray> = values.iter().map(|&value| ByteArray::from(value)).collect();
        writer.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        writer.close().unwrap();
        group.close().unwrap();
        (name.to_owned(), file.into_inner().unwrap())
    }

    #[test]
    fn pairs_of_a_table_are_those_of_the_report() {
        let report = scanned();
        let mut bytes = Vec::new();
        Table::Matches.write(&report, TableFormat::Parquet, &mut bytes).unwrap();
        let whole: Vec<PredictedPair> = report.matches.into_iter().map(PredictedPair::from).collect();
        assert_eq!(whole.len(), 1);
        assert_eq!(pairs(vec![("matches".to_owned(), bytes)]).unwrap(), whole);
    }

    #[test]
    fn a_report_in_parts_is_read_in_their_order() {
        let report = scanned();
        let line = |line: Line<'_>| {
            let mut lines = Lines::new(Vec::new());
            lines.write(line).unwrap();
            String::from_utf8(lines.into_inner()).unwrap()
        };
        let first = line(Line::from(&Header::from(&report)));
        let found = line(Line::from(&report.matches[0]));
        let last = line(Line::from(&report.summary));
        let parts = vec![column("line", &[&first, &found]), column("line", &[&last])];
        let read = super::report(parts.clone()).unwrap();
        assert_eq!((&read.options, &read.summary, &read.matches), (&report.options, &report.summary, &report.matches));
        let error = super::report(parts[..1].to_vec()).unwrap_err().to_string();
        assert!(error.contains("cut short"), "{error}");
    }

    #[test]
    fn what_is_missing_or_damaged_is_named() {
        let (name, bytes) = column("text", &["a", "b"]);
        assert!(pairs(vec![(name.clone(), bytes.clone())]).unwrap_err().to_string().contains("a row without 'left'"));
        assert!(super::report(vec![(name.clone(), bytes.clone())]).unwrap_err().to_string().contains("report=True"));
        for end in 0..bytes.len() {
            let error = pairs(vec![(name.clone(), bytes[..end].to_vec())]).unwrap_err().to_string();
            assert!(error.contains("text: "), "{error}");
        }
    }
}
