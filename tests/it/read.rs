//! Reading, end to end: small original files in, documents, faults and balanced books out.

use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use twicetold::document::{Document, Reason};
use twicetold::read::{Books, Format, Inputs, Locator, Options, Outcome, Scratch, Shelf};

/// All that a pass over some paths finds.
struct Pass {
    inputs: Inputs,
    options: Options,
    documents: Vec<Document>,
    locators: Vec<Locator>,
    books: Books,
}

impl Pass {
    fn over(inputs: Inputs, options: Options) -> Self {
        let mut books = Books::opening(&inputs);
        let (mut documents, mut locators, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
        for batch in inputs.batches(&options) {
            let batch = batch.unwrap();
            books.count_bytes(&batch);
            batch.for_each(&options, &mut scratch, |outcome| {
                books.count(batch.file, batch.format, &outcome);
                if let Outcome::Document(record) = outcome {
                    locators.push(record.locator);
                    documents.push(record.into_document());
                }
            });
        }
        assert_eq!(books.records, books.documents + books.skipped(), "the books balance");
        assert_eq!(books.documents, documents.len() as u64);
        assert!(locators.is_sorted(), "records come in their order");
        Self { inputs, options, documents, locators, books }
    }

    fn of(paths: &[&Path]) -> Self {
        Self::over(Inputs::resolve(&names(paths)), Options::default())
    }

    /// One file of these bytes.
    fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::of(&[&put(&folder, name, bytes)])
    }

    fn with(name: &str, bytes: &[u8], change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::default();
        change(&mut options);
        Self::over(Inputs::resolve(&names(&[&put(&folder, name, bytes)])), options)
    }

    fn texts(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.text.as_str()).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.id.as_str()).collect()
    }

    /// Reason, record and byte of each fault.
    fn faults(&self) -> Vec<(Reason, u64, u64)> {
        self.books.faults().iter().map(|fault| (fault.reason, fault.place.record, fault.place.byte)).collect()
    }

    fn messages(&self) -> String {
        self.books.faults().iter().map(|fault| format!("{fault}\n")).collect()
    }

    /// The second pass finds what the first found, from the last to the first.
    fn assert_shelf(&self) {
        let shelf = Shelf::open(&self.inputs, &self.locators, &self.options).unwrap();
        for (locator, document) in self.locators.iter().zip(&self.documents).rev() {
            assert_eq!(&shelf.document(*locator).unwrap(), document);
        }
        for step in [1, 3] {
            let wanted: Vec<Locator> = self.locators.iter().copied().step_by(step).collect();
            let mut read = Vec::new();
            let each = shelf.each(&wanted, |record| {
                read.push((record.locator, record.into_document()));
                Ok(())
            });
            each.unwrap();
            let expected = wanted.iter().copied().zip(self.documents.iter().cloned().step_by(step));
            assert!(read.into_iter().eq(expected), "every document, in order");
        }
    }
}

fn names(paths: &[&Path]) -> Vec<String> {
    paths.iter().map(|path| path.to_str().unwrap().to_owned()).collect()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

const LINES: &str = "{\"id\": \"a\", \"text\": \"Told once.\", \"source\": \"Gazette\", \"date\": 2026}\r\n\n\
                     {\"text\": \"Told \\\"twice\\\".\\u00e9\\ud83d\\ude00\", \"id\": 7, \"more\": {\"text\": [1, 2]}}\n  \n\
                     {\"url\": \"https://example.org/\", \"title\": \"T\", \"text\": \"Ça va, 北京.\"}";

#[test]
fn every_compression_and_format_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let array = format!("[{}]", LINES.split('\n').filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(",\n"));
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(LINES.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let lines = LINES.as_bytes();
    let halves = lines.split_at(100);
    let files: [(&str, Vec<u8>); 9] = [
        ("a.jsonl", lines.to_vec()),
        ("bom.jsonl", [b"\xef\xbb\xbf", lines].concat()),
        ("gzip", gzip(lines)),
        ("members.gz", [gzip(halves.0), gzip(halves.1)].concat()),
        ("frames.txt", [zstandard(halves.0), zstandard(halves.1)].concat()),
        ("utf16", utf16.clone()),
        ("utf16.gz", gzip(&utf16)),
        ("array.json", array.clone().into_bytes()),
        ("array.zst", zstandard(array.as_bytes())),
    ];
    for (name, bytes) in files {
        let pass = Pass::of(&[&put(&folder, name, &bytes)]);
        assert_eq!(pass.texts(), ["Told once.", "Told \"twice\".é😀", "Ça va, 北京."], "{name}");
        assert_eq!(pass.ids()[..2], ["a", "7"], "{name}");
        let metadata = &pass.documents[0].metadata;
        assert_eq!((metadata.source.as_deref(), metadata.date.as_deref()), (Some("Gazette"), Some("2026")));
        let third = if name.starts_with("array") { 3 } else { 5 };
        assert!(pass.ids()[2].ends_with(&format!("{name}:{third}")), "{:?}", pass.ids());
        assert_eq!(pass.books.skipped(), 0);
        pass.assert_shelf();
    }
}

#[test]
fn numbers_are_kept_digit_for_digit() {
    let lines = br#"{"id": 00012, "text": "a"}
{"id": 1e5, "text": "b"}
{"id": 12345678901234567890123, "text": "c", "date": 20260101.50}
{"id": -0.10, "text": "d"}
{"id": "007", "text": "e"}
{"id": null, "text": "f"}
{"id": 0, "text": "g 0012 \" 0012", "n": [0, 0.5, 10]}"#;
    let pass = Pass::of_bytes("a.jsonl", lines);
    let ids = pass.ids();
    assert_eq!(ids[..5], ["00012", "1e5", "12345678901234567890123", "-0.10", "007"]);
    assert!(ids[5].ends_with("a.jsonl:6"));
    assert_eq!(ids[6], "0");
    assert_eq!(pass.documents[2].metadata.date.as_deref(), Some("20260101.50"));
    assert_eq!(pass.documents[6].text, "g 0012 \" 0012");
}

#[test]
fn each_bad_line_is_told_and_costs_one_line() {
    let deep = format!("{{\"text\": \"deep\", \"x\": {}{}}}", "[".repeat(128), "]".repeat(128));
    let lines: Vec<(&str, Option<Reason>)> = vec![
        ("{\"text\": \"fine\"}", None),
        ("{\"text\": \"cut", Some(Reason::Malformed)),
        ("{\"text\": \"a\"}{\"text\": \"glued\"}", Some(Reason::Malformed)),
        ("[{\"text\": \"array\"}]", Some(Reason::Malformed)),
        ("\"scalar\"", Some(Reason::Malformed)),
        ("{\"text\": \"a\", \"text\": \"twice\"}", Some(Reason::Malformed)),
        ("{\"text\": \"a\", \"x\": 1, \"x\": 2}", None),
        (&deep, Some(Reason::Malformed)),
        ("{\"body\": \"elsewhere\"}", Some(Reason::MissingText)),
        ("{\"text\": null}", Some(Reason::MissingText)),
        ("{}", Some(Reason::MissingText)),
        ("{\"text\": 7}", Some(Reason::NotText)),
        ("{\"text\": [\"a\"]}", Some(Reason::NotText)),
        ("{\"text\": true}", Some(Reason::NotText)),
        ("{\"text\": \"\"}", Some(Reason::Empty)),
        ("{\"text\": \" \\n\\u3000\"}", Some(Reason::Empty)),
        ("{\"t\\u0065xt\": \"escaped key\"}", None),
    ];
    let bytes = lines.iter().map(|(line, _)| format!("{line}\n")).collect::<String>();
    let pass = Pass::of_bytes("a.jsonl", bytes.as_bytes());
    assert_eq!(pass.texts(), ["fine", "a", "escaped key"]);
    let told: Vec<_> = pass.faults().iter().map(|&(reason, record, _)| (record, reason)).collect();
    let expected: Vec<_> = (1..).zip(&lines).filter_map(|(record, (_, reason))| reason.map(|why| (record, why))).collect();
    assert_eq!(told, expected);
    assert!(pass.messages().contains("the record has `body`; if the text is in `body`, say --text-field body"));
}

#[test]
fn a_missing_text_field_suggests_the_nearest_name() {
    let hint = |line: &str| Pass::of_bytes("a.jsonl", line.as_bytes()).messages();
    assert!(hint("{\"id\": 1, \"Text\": \"x\"}").contains("--text-field Text"));
    assert!(hint("{\"texts\": \"x\", \"title\": \"a long headline\"}").contains("--text-field texts"));
    assert!(hint("{\"raw_text\": \"x\", \"title\": \"a long headline\"}").contains("--text-field raw_text"));
    assert!(hint("{\"title\": \"short\", \"content\": \"a long article\"}").contains("--text-field content"));
    assert!(!hint("{\"title\": 1}").contains("--text-field"));
}

#[test]
fn fields_have_the_names_they_are_given() {
    let line = b"{\"url\": \"u1\", \"body\": \"The text.\", \"text\": 3, \"outlet\": \"O\"}";
    let pass = Pass::with("a.jsonl", line, |options| {
        options.fields.text = "body".into();
        options.fields.id = "url".into();
        options.fields.source = "outlet".into();
    });
    assert_eq!((pass.ids(), pass.texts()), (vec!["u1"], vec!["The text."]));
    let metadata = &pass.documents[0].metadata;
    assert_eq!((metadata.url.as_deref(), metadata.source.as_deref()), (Some("u1"), Some("O")));
}

#[test]
fn bytes_that_are_no_text_are_repaired_and_counted() {
    let mut lines = b"{\"text\": \"caf\xe9 au lait\"}\n{\"text\": \"fine\"}\n".to_vec();
    lines.extend_from_slice(b"{\"text\": \"raw \0 nul\"}\n{\"text\": \"\\u0000 \\ud800 half\"}\n");
    let pass = Pass::of_bytes("a.jsonl", &lines);
    assert_eq!(pass.texts(), ["café au lait", "fine", "raw \0 nul", "\0 \u{fffd} half"]);
    assert_eq!(pass.books.repaired, 3);
    assert_eq!(pass.books.repaired_by_reason[&Reason::Charset], 1);
    assert_eq!(pass.books.repaired_by_reason[&Reason::InvalidUtf8], 1);
    assert_eq!(pass.books.repaired_by_reason[&Reason::Nul], 2);
    assert!(pass.messages().contains("read as windows-1252"), "{}", pass.messages());

    let text = Pass::of_bytes("a.txt", b"\xef\xbb\xbfna\xefve\r\n\0");
    assert_eq!(text.texts(), ["na\u{fffd}ve\r\n\0"]);
    assert_eq!(text.faults(), [(Reason::InvalidUtf8, 1, 3), (Reason::Nul, 1, 3)]);
}

#[test]
fn a_cut_stream_gives_all_before_the_cut() {
    let lines: String = (0..5000).map(|n| format!("{{\"id\": {n}, \"text\": \"number {}\"}}\n", n * 7919 % 5003)).collect();
    for whole in [gzip(lines.as_bytes()), zstandard(lines.as_bytes())] {
        let pass = Pass::of_bytes("a.jsonl.gz", &whole[..whole.len() * 9 / 10]);
        let count = pass.documents.len() as u64;
        assert!(count > 1000, "{count}");
        let [(Reason::Damaged, record, byte)] = pass.faults()[..] else { panic!("{}", pass.messages()) };
        assert_eq!(record, count + 1);
        assert_eq!(byte, lines.split_inclusive('\n').take(count as usize).map(str::len).sum::<usize>() as u64);
    }
    let text = "One sentence after another, and no end. ".repeat(5000);
    let whole = gzip(text.as_bytes());
    let pass = Pass::of_bytes("a.txt.gz", &whole[..whole.len() / 2]);
    assert!(text.starts_with(&pass.documents[0].text));
    assert_eq!(pass.faults()[0].0, Reason::Damaged);
}

#[test]
fn what_is_too_large_is_skipped_and_the_next_read() {
    let giant = format!("{{\"text\": \"{}\"}}\n", "long ".repeat(500_000));
    let lines = format!("{{\"text\": \"first\"}}\n{giant}{{\"text\": \"{}\"}}\n{{\"text\": \"last\"}}\n", "x".repeat(101));
    let small = |options: &mut Options| options.max_document_bytes = 100;
    let pass = Pass::with("a.jsonl", lines.as_bytes(), small);
    assert_eq!(pass.texts(), ["first", "last"]);
    let third = 18 + giant.len() as u64;
    assert_eq!(pass.faults(), [(Reason::TooLarge, 2, 18), (Reason::TooLarge, 3, third)]);
    assert!(pass.messages().contains("--max-document-bytes"));

    let array = format!("[{}]", lines.trim_end().replace('\n', ","));
    let pass = Pass::with("a.json", array.as_bytes(), small);
    assert_eq!(pass.texts(), ["first", "last"]);
    assert_eq!(pass.books.skipped_by_reason[&Reason::TooLarge], 2);

    let pass = Pass::with("a.txt", giant.as_bytes(), |options| {
        small(options);
        options.format = Format::Text;
    });
    assert_eq!(pass.faults(), [(Reason::TooLarge, 1, 0)]);
}

#[test]
fn json_is_read_over_any_lines() {
    let pretty = b"{\n \"text\": \"a ] } [\"\n}\n{\n \"id\": 2, \"text\": \"b\" }\n\n[{\"text\": \"c\"} {\"text\": \"d\"}]";
    let folder = tempfile::tempdir().unwrap();
    let pass = Pass::of(&[&put(&folder, "a.json", pretty)]);
    assert_eq!(pass.texts(), ["a ] } [", "b", "c", "d"]);
    pass.assert_shelf();
    let cut = Pass::of_bytes("a.json", b"[{\"text\": \"a\"}, 7, {\"text\": \"b");
    assert_eq!(cut.texts(), ["a"]);
    assert_eq!(cut.faults(), [(Reason::Malformed, 2, 16), (Reason::Malformed, 3, 19)]);
    assert_eq!(Pass::of_bytes("a.json", b"[{\"text\": \"a\"},").faults(), [(Reason::Malformed, 2, 15)]);
    assert_eq!(Pass::of_bytes("a.json", b" [ ] ").books.records, 0);
}

#[test]
fn folders_are_walked_in_order_and_files_read_once() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b/two.txt", "b/.hidden.txt", "a/one.txt", "c.txt", "b/z/deep.txt"] {
        put(&folder, name, name.as_bytes());
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("a"), folder.path().join("link")).unwrap();
    let glob = folder.path().join("*/*.txt");
    let pass = Pass::of(&[folder.path(), &folder.path().join("b/../c.txt"), &glob]);
    assert_eq!(pass.texts(), ["a/one.txt", "b/.hidden.txt", "b/two.txt", "b/z/deep.txt", "c.txt"]);
    assert_eq!(pass.documents[2].metadata.source.as_deref(), Some("b"));
    assert!(pass.ids()[0].ends_with("/a/one.txt"));
    assert_eq!(pass.inputs.total_bytes(), pass.books.bytes_read);
    assert_eq!(pass.inputs.passed_over(), u64::from(cfg!(unix)));
    pass.assert_shelf();
}

#[test]
fn what_is_not_there_is_told_and_the_rest_read() {
    let folder = tempfile::tempdir().unwrap();
    let there = put(&folder, "a[1].txt", b"There.");
    let [missing, glob] = ["missing.txt", "*.nothing"].map(|name| folder.path().join(name));
    let pass = Pass::of(&[&missing, &there, &glob]);
    assert_eq!(pass.texts(), ["There."], "a file whose name looks like a pattern is a file");
    assert_eq!(pass.books.skipped_by_reason[&Reason::Unreadable], 2);
    assert_eq!(pass.inputs.faults().count(), 2);
    assert!(pass.messages().contains("missing.txt: skipped, unreadable"));
    assert!(pass.messages().contains("no file matches"));
}

#[test]
fn one_record_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = put(&folder, "a.jsonl.zst", &zstandard(LINES.as_bytes()));
    let named = |id: &str| vec![format!("{}#{id}", path.display())];
    let pass = Pass::over(Inputs::resolve(&named("7")), Options::default());
    assert_eq!((pass.ids(), pass.locators[0].record), (vec!["7"], 3));
    assert_eq!(pass.books.records, 1);
    pass.assert_shelf();
    let none = Pass::over(Inputs::resolve(&named("8")), Options::default());
    assert_eq!(none.books.skipped_by_reason[&Reason::Unreadable], 1);
    assert!(none.messages().contains("has the id '8'"));
    let hash = put(&folder, "x#7", b"A file of this name.");
    assert_eq!(Pass::of(&[&hash]).texts(), ["A file of this name."]);
}

#[test]
fn standard_input_is_kept_for_the_second_pass() {
    for bytes in [LINES.as_bytes().to_vec(), gzip(LINES.as_bytes()), b"Just words.".to_vec()] {
        let inputs = Inputs::with_stdin(&["-".into(), "-".into()], std::io::Cursor::new(bytes));
        let pass = Pass::over(inputs, Options::default());
        assert!(pass.documents.iter().all(|document| &*document.place.file == "-"));
        pass.assert_shelf();
        let again = Pass::over(pass.inputs, Options::default());
        assert_eq!(again.documents, pass.documents);
    }
    let nowhere = Options::default();
    let nowhere = {
        let mut options = nowhere;
        options.temp_dir = Some("/nowhere/at/all".into());
        options
    };
    let inputs = Inputs::with_stdin(&["-".into()], std::io::empty());
    assert!(inputs.batches(&nowhere).next().unwrap().is_err());
}

#[test]
fn a_file_that_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [put(&folder, "a.jsonl", LINES.as_bytes()), put(&folder, "b.gz", &gzip(LINES.as_bytes()))];
    let pass = Pass::of(&[&paths[0], &paths[1]]);
    assert_eq!(pass.documents.len(), 6);
    fs::write(&paths[0], "{\"text\": \"Shorter.\"}").unwrap();
    let shelf = Shelf::open(&pass.inputs, &pass.locators, &pass.options).unwrap();
    let error = shelf.document(pass.locators[0]).unwrap_err();
    assert!(error.is_input() && error.to_string().contains("a.jsonl changed"), "{error}");
    assert_eq!(shelf.document(pass.locators[4]).unwrap(), pass.documents[4]);
    fs::remove_file(&paths[1]).unwrap();
    let error = Shelf::open(&pass.inputs, &pass.locators, &pass.options).err().unwrap();
    assert!(error.is_input() && error.to_string().contains("b.gz"), "{error}");
}

#[test]
fn documents_in_memory_are_a_shelf() {
    let shelf = Shelf::memory(vec![Document::new("a", "one"), Document::new("b", "two")]);
    let at = |record| Locator { record, ..Locator::default() };
    assert_eq!(shelf.document(at(1)).unwrap().id, "b");
    assert!(shelf.document(at(2)).is_err());
}

#[test]
fn a_shelf_holds_many_files() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..200 {
        put(&folder, &format!("{number}.txt"), format!("Text {number}.").as_bytes());
    }
    Pass::of(&[folder.path()]).assert_shelf();
}

#[test]
fn books_keep_the_first_places_in_any_order_of_merging() {
    let bad: String = (0..40).map(|n| if n % 3 == 0 { "{oops\n".into() } else { format!("{{\"text\": {n}}}\n") }).collect();
    let folder = tempfile::tempdir().unwrap();
    let (left, right) = (put(&folder, "a.jsonl", bad.as_bytes()), put(&folder, "b.jsonl", bad.as_bytes()));
    let whole = Pass::of(&[&left, &right]);
    assert_eq!(whole.books.faults().len(), 40);
    assert_eq!(whole.faults()[..3], [(Reason::Malformed, 1, 0), (Reason::NotText, 2, 6), (Reason::NotText, 3, 18)]);
    let mut parts = Vec::new();
    for batch in whole.inputs.batches(&whole.options) {
        let batch = batch.unwrap();
        batch.for_each(&whole.options, &mut Scratch::default(), |outcome| {
            let mut books = Books::default();
            books.count(batch.file, batch.format, &outcome);
            parts.push(books);
        });
    }
    let mut merged = Books::opening(&whole.inputs);
    whole.inputs.batches(&whole.options).for_each(|batch| merged.count_bytes(&batch.unwrap()));
    parts.drain(..).rev().for_each(|part| merged.merge(part));
    assert_eq!(merged, whole.books);
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
    }
    assert!("yaml".parse::<Format>().unwrap_err().to_string().contains("jsonl"));
}

/// Bytes with enough of JSON in them to get past the first test.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    const TOKENS: [&[u8]; 16] = [
        b"{\"text\": \"",
        b"{\"id\": 0",
        b"\"}",
        b"}\n",
        b"[{",
        b"],",
        b"\\u",
        b"d83d",
        b"\\\"",
        b"\n",
        b", \"text\": \"x\"",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"word ",
        b"\xc3\xa9",
    ];
    prop_oneof![
        any::<Vec<u8>>(),
        prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..40).prop_map(|tokens| tokens.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_end_in_documents_or_faults(bytes in any_bytes(), name in "[ab]\\.(txt|json|jsonl|csv|tsv|html|warc|parquet|zip|tar)", cut in 0usize..60) {
        let folder = tempfile::tempdir().unwrap();
        let packed = [gzip(&bytes), zstandard(&bytes)];
        let cut = packed.clone().map(|packed| packed[..packed.len().saturating_sub(cut)].to_vec());
        for file in std::iter::once(&bytes).chain(&packed).chain(&cut) {
            let path = put(&folder, &name, file);
            for format in Format::ALL {
                let mut options = Options::default();
                options.format = format;
                Pass::over(Inputs::resolve(&names(&[&path])), options).assert_shelf();
            }
        }
        let plain = Pass::of(&[&put(&folder, &name, &bytes)]);
        for file in &packed {
            prop_assert_eq!(&Pass::of(&[&put(&folder, &name, file)]).documents, &plain.documents);
        }
    }

    #[test]
    fn what_serde_json_reads_is_read_the_same(text in ".{1,40}", id in any::<i64>(), title in any::<String>()) {
        let line = serde_json::json!({"title": title, "id": id, "text": text}).to_string();
        let pass = Pass::of_bytes("a.jsonl", line.as_bytes());
        if text.trim().is_empty() {
            prop_assert_eq!(pass.books.skipped_by_reason[&Reason::Empty], 1);
        } else {
            prop_assert_eq!(pass.texts(), [text]);
            prop_assert_eq!(pass.ids(), [id.to_string()]);
            prop_assert_eq!(pass.documents[0].metadata.title.clone().unwrap_or_default(), title);
        }
    }
}
