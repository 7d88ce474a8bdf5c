//! What a report found as tables for spreadsheets, scripts and data frames: matches, clusters, documents, passages.
//!
//! | table | a row a | joins by |
//! |---|---|---|
//! | `matches` | pair of documents | `match`, `left`, `right` |
//! | `clusters` | document of a story | `cluster`, `id` |
//! | `documents` | document named in the report | `id` |
//! | `passages` | passage of a match | `match` |
//!
//! The rows are made once, as typed cells; `csv`, `tsv` and `parquet` (a feature) only write them. An id may stand in several rows where
//! the corpus has it several times; `file` and `record` tell them apart.

#[cfg(feature = "parquet")]
mod parquet;
mod rows;

use super::data::Report;
use super::escape;
use std::io::{self, Write};

/// A table of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Pairs of documents.
    Matches,
    /// Documents by story.
    Clusters,
    /// Documents that are named in the report.
    Documents,
    /// Passages of matches.
    Passages,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Matches, Self::Clusters, Self::Documents, Self::Passages];

    /// Its name, and that of its file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Clusters => "clusters",
            Self::Documents => "documents",
            Self::Passages => "passages",
        }
    }

    /// Names of its columns, and what they hold.
    #[must_use]
    pub const fn columns(self) -> &'static [(&'static str, ColumnKind)] {
        rows::columns(self)
    }

    /// Calls `each` with every row, in the order of the report; the cells are in the order of the columns.
    ///
    /// ```
    /// use twicetold::report::{Cell, Table};
    /// use twicetold::{Document, ScanOptions, scan};
    /// let story = "The bridge over the Ellery was closed on Monday after inspectors found cracks in two of its piers.";
    /// let report = scan(&[Document::new("wire", story), Document::new("gazette", story)], &ScanOptions::default())?;
    /// let mut left = Vec::new();
    /// let at = Table::Matches.columns().iter().position(|(name, _)| *name == "left").unwrap();
    /// Table::Matches.each_row(&report, |row| left.push(row[at]));
    /// assert_eq!(left, [Cell::Text(Some("gazette"))]);
    /// # Ok::<(), twicetold::Error>(())
    /// ```
    pub fn each_row<'r>(self, report: &'r Report, mut each: impl FnMut(&[Cell<'r>])) {
        let done = rows::each(self, report, &mut |row| {
            each(row);
            Ok(())
        });
        debug_assert!(done.is_ok(), "nothing refuses a row");
    }

    /// Writes it; the same report gives the same bytes.
    ///
    /// ```
    /// use twicetold::report::{Report, Table, TableFormat};
    /// let mut bytes = Vec::new();
    /// Table::Clusters.write(&Report::default(), TableFormat::Csv, &mut bytes)?;
    /// assert!(bytes.starts_with(b"cluster,id,"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Only what `out` refuses.
    pub fn write(self, report: &Report, format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
        match format {
            TableFormat::Csv => csv(self, report, out),
            TableFormat::Tsv => tsv(self, report, out),
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => parquet::write(self, report, out),
        }
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// For spreadsheets.
    Csv,
    /// For scripts.
    Tsv,
    /// For data frames; needs the feature `parquet`.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TableFormat {
    /// Every format that this build writes.
    #[cfg(feature = "parquet")]
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Tsv, Self::Parquet];
    /// Every format that this build writes.
    #[cfg(not(feature = "parquet"))]
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Tsv];

    /// Its name on the command line, and the ending of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

impl std::str::FromStr for TableFormat {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.name()).collect();
            let hint = if name == "parquet" { "; build with --features parquet for that" } else { "" };
            crate::Error::usage(format!("tables are not written as '{name}'; choose from {}{hint}", names.join(", ")))
        })
    }
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Ids, names, quotes.
    Text,
    /// Numbers of things, and offsets.
    Count,
    /// Shares and scores, `0.0..=1.0` unless the column says otherwise.
    Fraction,
    /// Yes or no.
    Flag,
}

/// A value of a row; none where nothing is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    /// In a column of [`ColumnKind::Text`].
    Text(Option<&'r str>),
    /// In a column of [`ColumnKind::Count`].
    Count(Option<u64>),
    /// In a column of [`ColumnKind::Fraction`].
    Fraction(Option<f64>),
    /// In a column of [`ColumnKind::Flag`].
    Flag(bool),
}

impl Cell<'_> {
    /// As a field, apart from text.
    fn field(&self) -> String {
        match self {
            Self::Text(text) => text.unwrap_or_default().to_owned(),
            Self::Count(count) => count.map(|count| count.to_string()).unwrap_or_default(),
            Self::Fraction(fraction) => fraction.map(|fraction| format!("{fraction:.6}")).unwrap_or_default(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

fn csv(table: Table, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(out);
    let refused = |error: ::csv::Error| match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    csv.write_record(rows::columns(table).iter().map(|(name, _)| *name)).map_err(refused)?;
    rows::each(table, report, &mut |row| {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(Some(text)) => escape::csv(text).into_owned(),
            other => other.field(),
        });
        csv.write_record(fields).map_err(refused)
    })?;
    csv.flush()
}

fn tsv(table: Table, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = rows::columns(table).iter().map(|(name, _)| *name).collect();
    writeln!(out, "{}", names.join("\t"))?;
    rows::each(table, report, &mut |row| {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(Some(text)) => escape::tsv(text).into_owned(),
            other => other.field(),
        });
        writeln!(out, "{}", fields.collect::<Vec<_>>().join("\t"))
    })
}
