//! Formats: the same documents come out of every one, whatever stands around them, and each kind of file is accounted for.

use crate::harness::{Folder, Ran, command, corpus, jsonl, run};
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use std::path::Path;
use twicetold::Document;
use twicetold::read::{Books, Extraction, Format, Inputs, Options, Outcome, Scratch};

/// Reads paths; the documents, the faults, and the books, which balance.
fn read(paths: &[&str], options: &Options) -> (Vec<Document>, Vec<String>, Books) {
    let inputs = Inputs::resolve(&paths.iter().map(|&path| path.to_owned()).collect::<Vec<_>>());
    let (mut books, mut scratch, mut documents) = (Books::opening(&inputs), Scratch::default(), Vec::new());
    let mut faults: Vec<_> = inputs.faults().map(ToString::to_string).collect();
    for batch in inputs.batches(options) {
        let batch = batch.unwrap();
        books.count_bytes(&batch);
        batch.for_each(options, &mut scratch, |outcome| {
            books.count(batch.file, batch.format, &outcome);
            faults.extend(outcome.faults().iter().map(ToString::to_string));
            if let Outcome::Document(record) = outcome {
                documents.push(record.into_document());
            }
        });
    }
    assert_eq!(books.records, books.documents + books.skipped());
    (documents, faults, books)
}

/// Reads one file of these bytes.
fn read_as(name: &str, bytes: impl AsRef<[u8]>, options: &Options) -> (Vec<Document>, Vec<String>) {
    let folder = Folder::new();
    folder.put(name, bytes);
    let (documents, faults, _) = read(&[folder.path(name).to_str().unwrap()], options);
    (documents, faults)
}

fn of(format: Format) -> Options {
    let mut options = Options::default();
    options.format = format;
    options
}

fn table(documents: &[Document], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "text", "source", "date", "title", "url"]).unwrap();
    for document in documents {
        let field = |field: &Option<String>| field.clone().unwrap_or_default();
        let of = &document.metadata;
        writer
            .write_record([
                document.id.clone(),
                document.text.clone(),
                field(&of.source),
                field(&of.date),
                field(&of.title),
                field(&of.url),
            ])
            .unwrap();
    }
    writer.into_inner().unwrap()
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(
                name.as_str(),
                zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
            )
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What the JSON report of a scan says of its formats.
fn formats(ran: &Ran) -> Value {
    ran.json()["summary"]["formats"].clone()
}

#[test]
fn the_same_records_give_the_same_pairs_in_every_format() {
    let documents = corpus("newsroom");
    let lines = jsonl(&documents);
    let parts: Vec<_> = documents
        .chunks(13)
        .enumerate()
        .map(|(at, part)| (format!("{}{at}.jsonl", "deep/".repeat(25)), jsonl(part).into_bytes()))
        .collect();
    let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
    let folder = Folder::with(&[("a.jsonl", &lines), ("b.json", &array)]);
    folder.put("c.csv", table(&documents, b','));
    folder.put("d.csv", table(&documents, b';'));
    folder.put("e.tsv", table(&documents, b'\t'));
    folder.put("f.zip", zip(&parts));
    folder.put("g.tar", tar(&parts));
    folder.put("h.tgz", gzip(&tar(&parts)));
    folder.put("i.tar.zst", zstd::encode_all(tar(&parts).as_slice(), 3).unwrap());
    folder.put("j.csv.gz", gzip(&table(&documents, b',')));
    let sorted = |name: &str| {
        let ran = folder.run(&format!("scan {name} --format tsv"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let mut pairs: Vec<_> = ran.out.lines().map(str::to_owned).collect();
        pairs.sort();
        pairs
    };
    let expected = sorted("a.jsonl");
    assert!(expected.len() > 50);
    for name in folder.names() {
        assert_eq!(sorted(&name), expected, "{name}");
    }
}

#[test]
fn every_kind_of_file_is_accounted_for() {
    let ran = run(
        command(Path::new("corpora/inputs"))
            .args("scan pages tables dump crawl desk.zip desk.tar.gz cut.zip cut.tar --format json".split(' ')),
        "",
    );
    let found = ran.json();
    let count = |format: &str| {
        let of = &found["summary"]["formats"][format];
        ["files", "documents", "repaired", "skipped"].map(|name| of[name].as_u64().unwrap())
    };
    assert_eq!(count("html"), [5, 5, 0, 0]);
    assert_eq!(count("csv"), [4, 5, 0, 2]);
    assert_eq!(count("tsv"), [1, 1, 0, 0]);
    assert_eq!(count("json"), [1, 3, 0, 0]);
    assert_eq!(count("jsonl"), [1, 3, 0, 0]);
    assert_eq!(count("warc"), [2, 6, 2, 3]);
    assert_eq!(count("text"), [19, 13, 6, 6]);
    assert_eq!(count("unread"), [0, 0, 0, 2]);
    assert_eq!(found["summary"]["passed_over"], 1);
    let sum =
        |name: &str| found["summary"]["formats"].as_object().unwrap().values().map(|of| of[name].as_u64().unwrap()).sum::<u64>();
    for name in ["documents", "skipped", "repaired"] {
        assert_eq!(found["summary"][name], sum(name), "{name}");
    }
    // Every telling of a story is the same, wherever it came from.
    let sizes: Vec<_> =
        found["clusters"].as_array().unwrap().iter().map(|cluster| cluster["members"].as_array().unwrap().len() + 1).collect();
    assert!(sizes[..3].iter().all(|&size| size >= 8), "{sizes:?}");
    ran.ends(
        0,
        &[
            "crawl/bay.warc.gz:7 (byte 4822): skipped, malformed: the file ends within this record",
            "cut.zip: skipped, damaged: the archive ends early or is damaged",
            "desk.zip/photo.txt: skipped, not-text: a picture",
            "desk.zip/letter.docx: skipped, not-text: an Office document",
            "desk.zip/notes/ferry-ja.txt:1 (byte 0): repaired, charset: no UTF-8: read as Shift_JIS",
            "tables/stray-quote.csv:2 (byte 8): skipped, malformed: a quote that is never closed",
            "tables/no-text.csv:2 (byte 8): skipped, missing-text: no field `text`; the record has `id`, `body`",
        ],
    );
}

#[test]
fn what_stands_around_the_text_of_pages_is_no_overlap() {
    let ran = run(command(Path::new("corpora/inputs")).args("scan pages --format json".split(' ')), "");
    let found = ran.json();
    assert_eq!(found["common_sentences"], json!([]));
    let stories = |side: &Value| side["title"].as_str().unwrap().to_owned();
    for pair in found["matches"].as_array().unwrap() {
        assert_eq!(stories(&pair["left"]), stories(&pair["right"]), "{pair}");
    }
    let (documents, ..) = read(&["corpora/inputs/pages/harbor-post/ferry.html"], &Options::default());
    let [page] = documents.as_slice() else { panic!("{documents:?}") };
    assert!(
        page.text.starts_with("The night ferry to Sollen Island") && page.text.ends_with("but not in January.”"),
        "{}",
        page.text
    );
    let about = &page.metadata;
    assert_eq!(about.title.as_deref(), Some("Night ferry to Sollen to sail again"));
    assert_eq!(about.source.as_deref(), Some("Harbor Post"));
    assert_eq!(about.date.as_deref(), Some("2026-04-25T08:00:00Z"));
    assert_eq!(about.url.as_deref(), Some("https://harbor-post.example/news/ferry"));
    let mut raw = Options::default();
    raw.html = Extraction::Raw;
    let (documents, ..) = read(&["corpora/inputs/pages/harbor-post/ferry.html"], &raw);
    assert!(documents[0].text.contains("214 partners") && !documents[0].text.contains("queue"));
}

#[test]
fn a_file_in_an_archive_can_be_named_as_if_that_were_a_folder() {
    let names = |path: &str| read(&[path], &Options::default()).0.into_iter().map(|document| document.id).collect::<Vec<_>>();
    assert_eq!(names("corpora/inputs/desk.zip/notes/ferry.md"), ["corpora/inputs/desk.zip/notes/ferry.md"]);
    assert_eq!(names("corpora/inputs/desk.zip/notes").len(), 4);
    let (none, faults, _) = read(&["corpora/inputs/desk.zip/not-there"], &Options::default());
    assert!(none.is_empty() && faults[0].contains("check the path"), "{faults:?}");
    let (found, ..) = read(&["corpora/inputs/desk.zip/notes/ferry.md"], &Options::default());
    assert!(found[0].text.starts_with("The night ferry"));
    assert_eq!(found[0].metadata.source.as_deref(), Some("The Desk"));
    assert_eq!(found[0].metadata.date.as_deref(), Some("2026-04-24"));
    let ran = run(command(Path::new("corpora/inputs")).args(["inspect", "tables/feed.csv#csv-ferry", "--format", "json"]), "");
    assert_eq!(ran.json()["documents"][0]["id"], "csv-ferry");
}

#[test]
fn a_report_on_mixed_files_holds_and_a_mixed_folder_is_written_again() {
    let folder = Folder::new();
    for (name, path) in [
        ("pages/a.html", "pages/harbor-post/ferry.html"),
        ("b.csv", "tables/feed.csv"),
        ("c.warc.gz", "crawl/bay.warc.gz"),
        ("d.zip", "desk.zip"),
    ] {
        folder.put(name, std::fs::read(Path::new("corpora/inputs").join(path)).unwrap());
    }
    folder.run("scan pages b.csv c.warc.gz d.zip --format json --output r.json").ends(0, &[]);
    folder.run("verify r.json").ends(0, &[]);
    folder.run("dedup pages b.csv c.warc.gz d.zip --output out").ends(0, &[]);
    let left = folder.run("scan out --format json");
    assert_eq!(left.json()["summary"]["documents_in_clusters"], 0, "{left:?}");
    assert_eq!(formats(&left)["csv"]["files"], 1);
    // What is no document of a corpus stays as it came.
    assert_eq!(formats(&left)["warc"]["skipped"], 3);
    folder.run("dedup b.csv --annotate --output no").ends(2, &["b.csv is csv, which has no fields to add to"]);
    folder.run("dedup b.csv --level sentence --output no").ends(2, &["b.csv is csv, in which sentences are not cut"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_and_no_other() {
    let rows: String = (0..2000).map(|row| format!("{row},\"Row {row} says, \"\"so\"\"\nover two lines.\"\n")).collect();
    for (at, stray) in ["9,\"never closed\n", "9,\"a\" and \"b\n", "9,\"\"\"\n"].into_iter().enumerate() {
        let text = format!("id,text\n{rows}{stray}{rows}");
        let (documents, faults) = read_as("a.csv", &text, &Options::default());
        assert_eq!(documents.len() + faults.len(), 4001, "{at}");
        assert!(faults.len() <= 2 && documents.len() >= 3999, "{at}: {} {faults:?}", documents.len());
    }
    let (documents, faults) = read_as("a.tsv", "id\ttext\n1\t\"Hello\", she said, \"and bye\n2\tNext\n", &Options::default());
    assert_eq!((documents.len(), faults.len()), (2, 0), "{faults:?}");
    assert_eq!(documents[0].text, "\"Hello\", she said, \"and bye");
}

#[test]
fn rows_end_as_they_are_written_and_have_the_fields_of_the_header() {
    let (documents, faults) = read_as("a.csv", "\u{feff}ID; Text \r1;one\r2;two, \"three\"\r\r3;a;b\r", &Options::default());
    let found: Vec<_> =
        documents.iter().map(|document| (document.id.as_str(), document.text.as_str(), document.place.record)).collect();
    assert_eq!(found, [("1", "one", 2), ("2", "two, \"three\"", 3)]);
    assert!(faults[0].contains(":5 ") && faults[0].contains("3 fields where the header has 2"), "{faults:?}");
    let (documents, _) = read_as("told-by-content", "text|id\nWords.|7\n", &Options::default());
    assert_eq!((documents[0].id.as_str(), documents[0].text.as_str()), ("7", "Words."));
    let mut options = Options::default();
    options.max_document_bytes = 1000;
    let giant = "x".repeat(3 << 20);
    let (documents, faults) = read_as("a.csv", format!("id,text\n1,{giant}\n2,\"{giant}\"\n3,here\n"), &options);
    assert_eq!(documents.len(), 1, "{:?}", documents.iter().map(|document| &document.id).collect::<Vec<_>>());
    assert_eq!((documents[0].id.as_str(), faults.len()), ("3", 2), "{faults:?}");
}

#[test]
fn a_web_archive_goes_on_at_the_next_record_that_can_be_found() {
    let record = |kind: &str, length: &str, body: &str| {
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
    };
    let good = |body: &str| record("resource", &body.len().to_string(), body);
    let cases = [
        (record("resource", "3", "Lost words."), "does not lead to the next record"),
        (record("resource", "40", "Lost words."), "does not lead to the next record"),
        (record("resource", "99999", "Lost words."), "the file ends within this record"),
        (record("resource", "18446744073709551615", "Lost words."), "the record has more than"),
        (record("resource", "-1", "Lost words."), "does not say its Content-Length"),
        (good("Lost words.").replace("Content-Length", "Length"), "does not say its Content-Length"),
        (good("Lost words.").replace("WARC/1.0", "CRAW/1.0"), "no record begins where one should"),
        ("Something else altogether.\r\n\r\n".to_owned(), "no record begins where one should"),
        (good("Lost words.").replace("\r\n\r\n", "\r\n"), "the header of the record does not end"),
    ];
    for (lost, said) in cases {
        let text = [good("First words."), lost, good("Third words."), record("request", "5", "GET /")].concat();
        let (documents, faults) = read_as("a.warc", &text, &of(Format::Warc));
        let texts: Vec<_> = documents.iter().map(|document| document.text.as_str()).collect();
        assert_eq!(texts, ["First words.", "Third words."], "{said}: {faults:?}");
        assert!(faults.len() == 1 && faults[0].contains(said), "{said}: {faults:?}");
    }
}

#[test]
fn archives_that_lie_are_told() {
    let files = [("a.txt".to_owned(), b"First words.".to_vec()), ("b.txt".to_owned(), b"Second words.".to_vec())];
    let mut bad = zip(&files);
    let at = bad.windows(5).position(|bytes| bytes == b"First").unwrap();
    bad[at] = b'W';
    let (documents, faults) = read_as("a.zip", &bad, &Options::default());
    assert!(documents.iter().any(|document| document.text == "Second words."));
    assert!(faults.iter().any(|fault| fault.contains("checksum or size of the file in the archive is false")), "{faults:?}");
    let mut header = tar(&files);
    header[600] ^= 1;
    header.truncate(1500);
    let (documents, faults) = read_as("a.tar", &header, &Options::default());
    assert_eq!(documents.len(), 1);
    assert!(faults.iter().any(|fault| fault.contains("the archive ends early or is damaged")), "{faults:?}");
    let inner = zip(&[("in.tar".to_owned(), tar(&files)), ("in.zip".to_owned(), zip(&files))]);
    let (documents, faults) = read_as("a.zip", &inner, &Options::default());
    assert!(documents.is_empty() && faults.len() == 2 && faults.iter().all(|fault| fault.contains("not-text")), "{faults:?}");
}

#[test]
fn binary_files_are_named_and_skipped_unless_they_are_to_be_text() {
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &[7; 90]].concat();
    let (documents, faults) = read_as("a.txt", &png, &Options::default());
    assert!(documents.is_empty() && faults[0].contains("a.txt: skipped, not-text: a picture"), "{faults:?}");
    let (documents, _) = read_as("a.txt", &png, &of(Format::Text));
    assert_eq!(documents.len(), 1);
    let (documents, faults) = read_as("a", b"PAR1 is what a Parquet file begins with.", &Options::default());
    assert!(documents.is_empty() && faults.len() == 1, "{faults:?}");
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::{Folder, Format, Options, corpus, jsonl, of, read, read_as};
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    use twicetold::Document;

    /// Rows of number and text, so many in a group.
    fn written(documents: &[Document], group: usize) -> Vec<u8> {
        let schema =
            parse_message_type("message m { required int64 n; optional binary text (UTF8); required binary id (UTF8); }")
                .unwrap();
        let properties = WriterProperties::builder().set_compression(::parquet::basic::Compression::SNAPPY).build();
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
        for part in documents.chunks(group) {
            let mut rows = writer.next_row_group().unwrap();
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&(0..part.len() as i64).collect::<Vec<_>>(), None, None).unwrap();
            column.close().unwrap();
            let mut column = rows.next_column().unwrap().unwrap();
            let texts: Vec<_> = part
                .iter()
                .filter(|document| !document.text.is_empty())
                .map(|document| ByteArray::from(document.text.as_str()))
                .collect();
            let present: Vec<i16> = part.iter().map(|document| i16::from(!document.text.is_empty())).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&present), None).unwrap();
            column.close().unwrap();
            let mut column = rows.next_column().unwrap().unwrap();
            let ids: Vec<_> = part.iter().map(|document| ByteArray::from(document.id.as_str())).collect();
            column.typed::<ByteArrayType>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            rows.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    #[test]
    fn rows_are_documents_in_any_size_of_group() {
        let mut documents: Vec<_> =
            corpus("newsroom").into_iter().map(|document| Document::new(document.id, document.text)).collect();
        let folder = Folder::with(&[("a.jsonl", &jsonl(&documents))]);
        let expected = folder.run("scan a.jsonl --format tsv").out;
        documents[7].text.clear();
        for group in [1, 7, 1000] {
            folder.put("a.parquet", written(&documents, group));
            let (found, faults, books) = read(&[folder.path("a.parquet").to_str().unwrap()], &Options::default());
            assert_eq!((found.len(), books.skipped()), (documents.len() - 1, 1));
            assert!(faults[0].contains(":8 ") && faults[0].contains("the field `text` is null"), "{faults:?}");
            assert!(
                found
                    .iter()
                    .zip(documents.iter().filter(|document| !document.text.is_empty()))
                    .all(|(found, want)| found.text == want.text && found.id == want.id)
            );
            let one = folder.run("inspect a.parquet#wire-02 --format json");
            assert_eq!(one.json()["documents"][0]["id"], "wire-02");
        }
        assert!(folder.run("scan a.parquet --format tsv").out.lines().count() > expected.lines().count() / 2);
        folder.run("scan a.parquet --text-field n").ends(0, &["the column `n` holds no text"]);
        folder.run("scan a.parquet --text-field body").ends(2, &["no field `body`; the record has `n`, `text`, `id`"]);
        folder.run("dedup a.parquet --output out").ends(2, &["Parquet is not written again"]);
        let ran = folder.run_with("scan - --from parquet", "PAR1");
        ran.ends(2, &["read at its place on disk only"]);
    }

    #[test]
    fn numbers_dates_and_times_are_written_as_people_write_them() {
        use ::parquet::data_type::{
            BoolType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType, Int32Type,
        };
        let schema = "message m { required binary text (UTF8); required int32 day (DATE); required int32 n; required int64 ms (TIMESTAMP(MILLIS,true));
            required int64 us (TIMESTAMP(MICROS,true)); required int64 ns (TIMESTAMP(NANOS,true)); required double d; required float f;
            required boolean b; required fixed_len_byte_array(3) x; repeated int32 list; }";
        let mut writer = SerializedFileWriter::new(
            Vec::new(),
            Arc::new(parse_message_type(schema).unwrap()),
            Arc::new(WriterProperties::builder().build()),
        )
        .unwrap();
        let mut rows = writer.next_row_group().unwrap();
        fn put<T: DataType>(rows: &mut ::parquet::file::writer::SerializedRowGroupWriter<'_, Vec<u8>>, value: T::T) {
            let mut column = rows.next_column().unwrap().unwrap();
            column.typed::<T>().write_batch(&[value], None, None).unwrap();
            column.close().unwrap();
        }
        put::<ByteArrayType>(&mut rows, ByteArray::from("Words."));
        put::<Int32Type>(&mut rows, 20_000);
        put::<Int32Type>(&mut rows, -7);
        put::<Int64Type>(&mut rows, 1_700_000_000_123);
        put::<Int64Type>(&mut rows, 1_700_000_000_000_000);
        put::<Int64Type>(&mut rows, -1);
        put::<DoubleType>(&mut rows, 2.5);
        put::<FloatType>(&mut rows, 0.25);
        put::<BoolType>(&mut rows, true);
        put::<FixedLenByteArrayType>(&mut rows, FixedLenByteArray::from(b"abc".to_vec()));
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[], Some(&[0]), Some(&[0])).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
        let bytes = writer.into_inner().unwrap();
        for (name, value) in [
            ("day", Some("2024-10-04")),
            ("n", Some("-7")),
            ("ms", Some("2023-11-14T22:13:20.123Z")),
            ("us", Some("2023-11-14T22:13:20Z")),
            ("ns", Some("1969-12-31T23:59:59.999999999Z")),
            ("d", Some("2.5")),
            ("f", Some("0.25")),
            ("b", None),
            ("x", Some("abc")),
            ("list", None),
        ] {
            let mut options = Options::default();
            options.fields.date = name.to_owned();
            let (documents, faults) = read_as("a.parquet", &bytes, &options);
            assert_eq!((documents[0].metadata.date.as_deref(), faults.len()), (value, 0), "{name}");
        }
    }

    #[test]
    fn a_file_without_the_column_of_the_text_is_told_once() {
        let mut options = Options::default();
        for (text, said) in
            [("body", "missing-text: no field `body`; the record has `id`"), ("tags.list.element", "missing-text")]
        {
            options.fields.text = text.to_owned();
            let (documents, faults, books) = read(&["corpora/inputs/parquet"], &options);
            assert_eq!((documents.len(), books.records, faults.len()), (0, 1, 1), "{text}: {faults:?}");
            assert!(faults[0].contains(said), "{}", faults[0]);
        }
    }

    /// The library would go through the two billion elements that a list in a page header claims.
    #[test]
    fn a_page_header_that_holds_a_list_is_damaged() {
        let bytes = std::fs::read("fuzz/corpus/parquet/list-in-a-page-header").unwrap();
        let (documents, faults) = read_as("a.parquet", bytes, &Options::default());
        assert_eq!((documents.len(), faults.len()), (0, 2));
        assert!(faults.iter().all(|fault| fault.contains("the header of a page is damaged; all before is used")), "{faults:?}");
    }

    /// Fields of another kind than the format has led the library astray, and to a list without end.
    #[test]
    fn a_footer_of_other_kinds_of_fields_is_damaged() {
        let footer = std::fs::read("fuzz/corpus/parquet/rows-without-a-column").unwrap();
        let size = u32::try_from(footer.len()).unwrap().to_le_bytes();
        let (documents, faults) = read_as("a.parquet", [b"PAR1", &*footer, &size, b"PAR1"].concat(), &Options::default());
        assert_eq!((documents.len(), faults.len()), (0, 1));
        assert!(faults[0].contains("its footer is damaged"), "{}", faults[0]);
    }

    #[test]
    fn bytes_turned_over_are_told_and_never_a_panic() {
        let documents: Vec<_> = corpus("repetition").into_iter().take(6).collect();
        let whole = written(&documents, 2);
        for at in (0..whole.len()).step_by(1 + whole.len() / 400) {
            let mut bad = whole.clone();
            bad[at] ^= 0x55;
            let (found, faults) = read_as("a.parquet", &bad, &of(Format::Parquet));
            assert!(found.len() <= documents.len() + faults.len(), "byte {at}");
        }
        for size in [0, 3, 4, 11, 12, 40, whole.len() / 2, whole.len() - 1] {
            let (found, faults) = read_as("a.parquet", &whole[..size], &of(Format::Parquet));
            assert!(found.is_empty() && faults.len() == 1, "{size}: {faults:?}");
        }
    }
}

#[test]
fn pages_in_other_charsets_are_read_as_they_say() {
    let page = |charset: &str, text: &str| {
        [
            format!("<html><head><meta charset={charset}></head><body><p>").as_bytes(),
            &encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap().encode(text).0,
            b"</p></body></html>",
        ]
        .concat()
    };
    for (charset, text) in [("windows-1251", "Мост закрыт."), ("euc-kr", "다리가 닫혔다."), ("iso-8859-2", "Žluťoučký kůň")]
    {
        let (documents, faults) = read_as("a.html", page(charset, text), &Options::default());
        assert_eq!((documents[0].text.as_str(), faults.len()), (text, 0), "{charset}: {faults:?}");
    }
}
