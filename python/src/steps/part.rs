//! Whole components with their texts → matches and clusters, in rows that say where they belong among all; or what of them would go.

use super::terms::Frequencies;
use super::{broken, ranks};
use crate::columns::{self, Columns};
use crate::error::raised;
use crate::options::{Given, of_scan};
use crate::running::run;
use crate::table::Table;
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, StructArray, new_null_array};
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::{PyRecordBatch, PyTable};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use twicetold::Sources;
use twicetold::candidates::rare_terms;
use twicetold::dedup::{DedupOptions, Keep, removable};
use twicetold::document::Place;
use twicetold::pipeline::steps::{self, Part};
use twicetold::read::{Documents, Fields, Inputs, Options as ReadOptions};
use twicetold::report::{self, Line, Relation, Side};

/// Documents of which some have the text of another, whose words are the same.
struct Standing {
    columns: Columns,
    text: String,
    /// The row whose text a row has.
    of: Vec<usize>,
}

impl Standing {
    /// Takes the rows of a table, and the fields of the documents there, `more` beside them.
    fn of(table: &Bound<'_, PyAny>, ranks: &[u32], fields: &Fields, more: Option<&str>) -> PyResult<Self> {
        let mut names = columns::names(fields);
        names.extend(more.map(str::to_owned));
        Ok(Self::new(Columns::of(&("table".to_owned(), table.clone()), &names, fields)?, &fields.text, ranks))
    }

    fn new(columns: Columns, text: &str, ranks: &[u32]) -> Self {
        let has_text = |at: usize| columns.value(at, text).is_some();
        let mut by_rank: HashMap<u32, usize> = HashMap::new();
        for (at, &rank) in ranks.iter().enumerate().filter(|&(at, _)| has_text(at)) {
            by_rank.entry(rank).or_insert(at);
        }
        let of = ranks.iter().enumerate();
        let of = of.map(|(at, rank)| if has_text(at) { at } else { by_rank.get(rank).copied().unwrap_or(at) }).collect();
        Self { columns, text: text.to_owned(), of }
    }
}

impl Documents for Standing {
    fn len(&self) -> usize {
        self.columns.len()
    }

    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
        let at = if field == self.text { self.of.get(at).copied().unwrap_or(at) } else { at };
        self.columns.value(at, field)
    }
}

/// Scans the documents of a table, which are whole components, or, not `banded`, both sides of the `pairs` to be looked at.
///
/// The table has the columns that the options name, and `rank`; `pairs` has ranks that may be rewrites, `left` and `right`. With `lines`
/// each match and cluster comes with its line of a report.
#[pyfunction]
#[pyo3(signature = (table, pairs, frequencies, how, options))]
#[expect(clippy::too_many_arguments, reason = "called by one function of the Python half, by place")]
pub(crate) fn scan_part(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    pairs: PyRecordBatch,
    frequencies: Option<&Frequencies>,
    how: (bool, bool),
    options: &Bound<'_, PyDict>,
) -> PyResult<Table> {
    let (banded, lines) = how;
    let (read, options) = of_scan(options)?;
    let of_rows = ranks_of(table)?;
    let documents = Standing::of(table, &of_rows, &read.fields, None)?;
    let records: HashMap<u32, u64> = of_rows.iter().copied().zip(1..).collect();
    let pairs = pairs.into_inner();
    let record = |rank: u32| records.get(&rank).copied();
    let retold = ranks(&pairs, "left")?.into_iter().zip(ranks(&pairs, "right")?);
    let retold: Vec<(u64, u64)> = retold.filter_map(|(left, right)| Some((record(left)?, record(right)?))).collect();
    let nothing = rare_terms::Frequencies::default();
    let frequencies = frequencies.map_or(&nothing, Frequencies::counted);
    let sources = Sources::of(Inputs::in_memory("data", Box::new(documents), &read), read);
    let part = Part { banded, retold: &retold, frequencies };
    let report = run(py, None, |watch| steps::scan_part(&sources, part, &options, watch))?;
    rows(report, &of_rows, lines)
}

/// The first line of a report of these options, and the last with nothing counted yet, as JSON lines.
#[pyfunction]
pub(crate) fn report_ends(py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<(String, String)> {
    let (_, options) = of_scan(options)?;
    let report = twicetold::scan(&[], &options).map_err(|error| raised(py, &error))?;
    Ok((line(Line::from(&report::Header::from(&report)))?, line(Line::from(&report.summary))?))
}

fn line(line: Line<'_>) -> PyResult<String> {
    serde_json::to_string(&line).map_err(broken)
}

/// Checks that a choice of what goes can be made.
#[pyfunction]
pub(crate) fn check_removing(options: &Bound<'_, PyDict>) -> PyResult<()> {
    removing(options).map(drop)
}

fn removing(options: &Bound<'_, PyDict>) -> PyResult<(ReadOptions, DedupOptions)> {
    let given = Given::of(options)?;
    let both = (given.read()?, given.dedup()?);
    given.end()?;
    Ok(both)
}

/// Which rows of a table of whole components would go: a row for each, with its number and that of the one that stays for it.
#[pyfunction]
pub(crate) fn removable_part(py: Python<'_>, table: &Bound<'_, PyAny>, options: &Bound<'_, PyDict>) -> PyResult<Table> {
    let (read, options) = removing(options)?;
    let field = if let Keep::Field { name, .. } = &options.keep { Some(name.as_str()) } else { None };
    let documents = Standing::of(table, &ranks_of(table)?, &read.fields, field)?;
    let sources = Sources::of(Inputs::in_memory("data", Box::new(documents), &read), read);
    let removed = run(py, None, |watch| removable(&sources, &options, watch))?.removed;
    let row = |record: u64| i64::try_from(record.saturating_sub(1)).unwrap_or(i64::MAX);
    let columns: [(&str, DataType, ArrayRef); 4] = [
        ("row", DataType::Int64, Arc::new(Int64Array::from_iter_values(removed.iter().map(|gone| row(gone.record))))),
        ("kept", DataType::Int64, Arc::new(Int64Array::from_iter_values(removed.iter().map(|gone| row(gone.kept.record))))),
        ("relation", DataType::Utf8, Arc::new(StringArray::from_iter_values(removed.iter().map(|gone| gone.relation.name())))),
        ("similarity", DataType::Float64, Arc::new(Float64Array::from_iter_values(removed.iter().map(|gone| gone.similarity)))),
    ];
    let fields = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), false)).collect();
    Table::new(fields, columns.into_iter().map(|(.., column)| column).collect())
}

fn ranks_of(table: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    let (batches, _) = table.extract::<PyTable>()?.into_inner();
    let of_batches: Vec<_> = batches.iter().map(|batch| ranks(batch, "rank")).collect::<PyResult<_>>()?;
    Ok(of_batches.concat())
}

/// What a row is ordered by, beside the names in it.
#[derive(Default)]
struct Keys {
    kind: Int32Builder,
    relation: Int32Builder,
    common: BooleanBuilder,
    similarity: Float64Builder,
    left: Int64Builder,
    right: Int64Builder,
    size: Int64Builder,
}

/// Kinds of rows.
const MATCH: i32 = 0;
const SAME_STORY: i32 = 1;
const CLUSTER: i32 = 2;

/// Lines of a report, a row each; documents stand where their id says, since a part knows no other place.
struct Told(StringBuilder);

impl Told {
    fn of(report: &mut report::Report, wanted: bool) -> PyResult<Self> {
        let mut told = Self(StringBuilder::new());
        if !wanted {
            let rows = report.matches.len() + report.same_story.len();
            let rows = rows + report.clusters.iter().map(|cluster| cluster.members.len() + 1).sum::<usize>();
            (0..rows).for_each(|_| told.0.append_null());
            return Ok(told);
        }
        for found in report.matches.iter_mut().chain(&mut report.same_story) {
            [&mut found.left, &mut found.right].into_iter().for_each(stand);
        }
        for found in &report.matches {
            told.0.append_value(line(Line::from(found))?);
        }
        for found in &report.same_story {
            told.0.append_value(line(Line::SameStory(Cow::Borrowed(found)))?);
        }
        for cluster in &mut report.clusters {
            stand(&mut cluster.representative);
            cluster.members.iter_mut().for_each(|member| stand(&mut member.document));
            // Numbers of a part say nothing outside it; the engine numbers clusters again.
            let linked = std::mem::take(&mut cluster.chained_to);
            told.0.append_value(line(Line::from(&*cluster))?);
            cluster.chained_to = linked;
            cluster.members.iter().for_each(|_| told.0.append_null());
        }
        Ok(told)
    }
}

fn stand(side: &mut Side) {
    side.place = Place { file: side.id.as_str().into(), record: 0, byte: 0 };
}

fn rows(mut report: report::Report, of_rows: &[u32], lines: bool) -> PyResult<Table> {
    let rank = |side: &Side| {
        let row = usize::try_from(side.place.record).ok().and_then(|record| record.checked_sub(1));
        row.and_then(|row| of_rows.get(row)).map_or(-1, |&rank| i64::from(rank))
    };
    let mut keys = Keys::default();
    let report = &mut report;
    let kinds =
        report.matches.iter().map(|found| (MATCH, found)).chain(report.same_story.iter().map(|found| (SAME_STORY, found)));
    for (kind, found) in kinds {
        keys.kind.append_value(kind);
        keys.relation.append_value(order(found.relation));
        keys.common.append_value(found.on_common_text);
        keys.similarity.append_value(found.similarity);
        keys.left.append_value(rank(&found.left));
        keys.right.append_value(rank(&found.right));
        keys.size.append_value(0);
    }
    for cluster in &report.clusters {
        for at in 0..=cluster.members.len() {
            keys.kind.append_value(CLUSTER);
            keys.relation.append_value(0);
            keys.common.append_value(false);
            keys.similarity.append_value(0.0);
            keys.left.append_value(rank(&cluster.representative));
            keys.right.append_value(i64::try_from(at).unwrap_or(i64::MAX));
            keys.size.append_value(i64::try_from(cluster.members.len()).unwrap_or(i64::MAX));
        }
    }
    let mut told = Told::of(report, lines)?;
    let matches = whole_numbers(&Table::of(report, report::Table::Matches)?)?;
    let clusters = whole_numbers(&Table::of(report, report::Table::Clusters)?)?;
    let (of_matches, of_clusters) = (matches.num_rows(), clusters.num_rows());
    let found = beside(&matches, of_clusters, false)?;
    let grouped = beside(&clusters, of_matches, true)?;
    let columns: Vec<(&str, DataType, ArrayRef)> = vec![
        ("kind", DataType::Int32, Arc::new(keys.kind.finish())),
        ("relation", DataType::Int32, Arc::new(keys.relation.finish())),
        ("common", DataType::Boolean, Arc::new(keys.common.finish())),
        ("similarity", DataType::Float64, Arc::new(keys.similarity.finish())),
        ("left_rank", DataType::Int64, Arc::new(keys.left.finish())),
        ("right_rank", DataType::Int64, Arc::new(keys.right.finish())),
        ("size", DataType::Int64, Arc::new(keys.size.finish())),
        ("match", found.data_type().clone(), found),
        ("cluster", grouped.data_type().clone(), grouped),
        ("line", DataType::Utf8, Arc::new(told.0.finish())),
    ];
    let fields = columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), true)).collect();
    Table::new(fields, columns.into_iter().map(|(.., column)| column).collect())
}

/// Where a relation stands among all, the strongest first.
fn order(relation: Relation) -> i32 {
    let known = Relation::ALL.iter().position(|&known| known == relation);
    known.and_then(|at| i32::try_from(at).ok()).unwrap_or(i32::MAX)
}

/// The same with signed numbers, which other engines have.
fn whole_numbers(table: &Table) -> PyResult<RecordBatch> {
    let batch = table.batch();
    let signed = |column: &ArrayRef| match column.data_type() {
        DataType::UInt64 => arrow_cast::cast(column, &DataType::Int64).map_err(broken),
        _ => Ok(ArrayRef::clone(column)),
    };
    let columns: Vec<ArrayRef> = batch.columns().iter().map(signed).collect::<PyResult<_>>()?;
    let fields: arrow_schema::Fields = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(f, column)| Field::new(f.name(), column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(arrow_schema::Schema::new(fields)), columns).map_err(broken)
}

/// A batch as one column of structs, with so many rows of nothing behind it, or before.
fn beside(batch: &RecordBatch, nothing: usize, before: bool) -> PyResult<ArrayRef> {
    let structs: ArrayRef = Arc::new(StructArray::from(batch.clone()));
    let nothing = new_null_array(structs.data_type(), nothing);
    let both: [&dyn Array; 2] = if before { [&*nothing, &*structs] } else { [&*structs, &*nothing] };
    arrow_select::concat::concat(&both).map_err(broken)
}

/// Names and kinds of the columns of the rows of [`scan_part`], as a table without rows.
#[pyfunction]
pub(crate) fn part_rows() -> PyResult<Table> {
    rows(report::Report::default(), &[], false)
}
