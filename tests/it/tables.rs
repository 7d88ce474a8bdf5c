//! A report as tables: their columns as scripts hold on to them, their rows as the report has them, in every format of the build.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::harness::Folder;
use crate::report::{filled, rich};
use twicetold::report::{Report, Table, TableFormat};

fn write(table: Table, report: &Report, format: TableFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    table.write(report, format, &mut bytes).unwrap();
    bytes
}

#[test]
fn every_table_of_a_rich_report() {
    for table in Table::ALL {
        let csv = String::from_utf8(write(table, &rich(), TableFormat::Csv)).unwrap();
        insta::assert_snapshot!(format!("table_{}", table.name()), csv);
    }
}

#[test]
fn rows_are_rows_whatever_stands_in_them() {
    let rows = |table| csv::Reader::from_reader(write(table, &rich(), TableFormat::Csv).as_slice()).records().count();
    for text in ["a\tb\nc\"d\r,e", "=1+1", "\u{202e}\u{0}", ""] {
        let report = filled(text);
        for table in [Table::Matches, Table::Clusters, Table::Passages] {
            let tsv = String::from_utf8(write(table, &report, TableFormat::Tsv)).unwrap();
            let tabs: Vec<usize> = tsv.lines().map(|line| line.matches('\t').count()).collect();
            assert!(tabs.iter().all(|count| *count == tabs[0]), "{tsv}");
            assert_eq!(tabs.len() - 1, rows(table));
            let bytes = write(table, &report, TableFormat::Csv);
            assert_eq!(csv::Reader::from_reader(bytes.as_slice()).records().filter(Result::is_ok).count(), rows(table));
        }
    }
}

#[test]
fn a_folder_of_tables_is_written_beside_the_report() {
    let folder = Folder::with(&[(
        "two.jsonl",
        "{\"id\":\"a\",\"text\":\"The bridge was closed on Monday.\"}\n{\"id\":\"b\",\"text\":\"the bridge was closed on monday\"}\n",
    )]);
    folder.run("scan two.jsonl --tables tables --format tsv").ends(0, &[]);
    let names: Vec<String> = Table::ALL.iter().map(|table| format!("{}.csv", table.name())).collect();
    let mut written: Vec<String> = std::fs::read_dir(folder.path("tables"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    written.sort();
    let mut wanted = names.clone();
    wanted.sort();
    assert_eq!(written, wanted);
    assert!(folder.read("tables/matches.csv").lines().nth(1).unwrap().starts_with("1,a,b,identical,identical,1.000000"));
    folder.run("scan two.jsonl --tables tables --tables-as excel").ends(2, &["choose from csv, tsv"]);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_the_rows_of_csv_and_the_same_bytes_each_time() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    for table in Table::ALL {
        let bytes = write(table, &rich(), TableFormat::Parquet);
        assert_eq!(bytes, write(table, &rich(), TableFormat::Parquet));
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let csv = write(table, &rich(), TableFormat::Csv);
        let mut csv = csv::Reader::from_reader(csv.as_slice());
        let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let fields = reader.metadata().file_metadata().schema().get_fields().to_vec();
        assert_eq!(names, fields.iter().map(|field| field.name().to_owned()).collect::<Vec<_>>());
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        let lines: Vec<_> = csv.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            for (at, field) in line.iter().enumerate().filter(|(_, field)| !field.is_empty()) {
                let is_same = row.get_string(at).is_ok_and(|text| text == field)
                    || row.get_long(at).is_ok_and(|count| count.to_string() == *field)
                    || row.get_double(at).is_ok_and(|fraction| format!("{fraction:.6}") == *field)
                    || row.get_bool(at).is_ok_and(|flag| flag.to_string() == *field);
                assert!(is_same, "{} of {row:?} is not {field}", names[at]);
            }
        }
    }
}
