//! Documents in memory are read as a file of them is: the same findings, books and choices.

use crate::harness::{Folder, corpus, jsonl};
use std::borrow::Cow;
use twicetold::dedup::{DedupOptions, removable};
use twicetold::read::{Documents, Inputs, Options};
use twicetold::report::{Report, Table, TableFormat};
use twicetold::{Document, ScanOptions, Sources, scan, scan_files};

fn in_memory(documents: Vec<Document>) -> Sources {
    let options = Options::default();
    Sources::of(Inputs::in_memory("data", Box::new(documents), &options), options)
}

fn in_a_file(folder: &Folder, documents: &[Document]) -> Sources {
    folder.put("docs.jsonl", jsonl(documents));
    Sources::new(&[folder.path("docs.jsonl").to_string_lossy().into_owned()], &[], Options::default())
}

fn tables(report: &Report) -> Vec<String> {
    let table = |table: Table| {
        let mut bytes = Vec::new();
        table.write(report, TableFormat::Tsv, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    [Table::Matches, Table::Clusters, Table::Passages].map(table).to_vec()
}

#[test]
fn a_scan_finds_in_memory_what_it_finds_in_a_file() {
    let (documents, folder) = (corpus("newsroom"), Folder::new());
    let mut options = ScanOptions::default();
    options.audit = Some(20);
    let filed = scan_files(&in_a_file(&folder, &documents), &options, &()).unwrap().report;
    let held = scan_files(&in_memory(documents.clone()), &options, &()).unwrap().report;
    assert_eq!(tables(&held), tables(&filed));
    assert_eq!((&held.audit, &held.sources), (&filed.audit, &filed.sources));
    assert_eq!(held.summary.formats["memory"].documents, documents.len() as u64);
    options.audit = None;
    assert_eq!(tables(&scan(&documents, &options).unwrap()), tables(&held));
}

#[test]
fn old_documents_in_memory_are_not_compared_among_themselves() {
    let documents = corpus("newsroom");
    let (old, new) = documents.split_at(documents.len() / 2);
    let folder = Folder::new();
    folder.put("new.jsonl", jsonl(new));
    folder.put("old.jsonl", jsonl(old));
    let path = |name: &str| [folder.path(name).to_string_lossy().into_owned()];
    let filed = Sources::new(&path("new.jsonl"), &path("old.jsonl"), Options::default());
    let names = ["old".to_owned()];
    let held = in_memory(new.to_vec()).against(Inputs::in_memory("old", Box::new(old.to_vec()), &Options::default()), &names);
    let report = |sources: &Sources| scan_files(sources, &ScanOptions::default(), &()).unwrap().report;
    assert_eq!(tables(&report(&held)), tables(&report(&filed)));
    assert_eq!(report(&held).options["against"], serde_json::json!(["old"]));
}

#[test]
fn the_same_documents_would_go() {
    let (documents, folder) = (corpus("newsroom"), Folder::new());
    for keep in ["first", "longest", "newest", "url:desc"] {
        let mut options = DedupOptions::default();
        options.keep = keep.parse().unwrap();
        let gone = |sources: &Sources| {
            let removed = removable(sources, &options, &()).unwrap().removed;
            assert!(removed.len() > 5);
            removed.into_iter().map(|gone| (gone.record, gone.id, gone.kept.record, gone.relation)).collect::<Vec<_>>()
        };
        assert_eq!(gone(&in_memory(documents.clone())), gone(&in_a_file(&folder, &documents)), "{keep}");
    }
}

/// Texts, some of them missing.
struct Texts(Vec<Option<String>>);

impl Documents for Texts {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn value(&self, at: usize, field: &str) -> Option<Cow<'_, str>> {
        if field == "story" { self.0.get(at)?.as_deref().map(Cow::Borrowed) } else { None }
    }
}

#[test]
fn what_has_no_text_is_told_and_the_books_balance() {
    let texts = [Some("One story of a bridge."), None, Some(" \n"), Some("A long text."), Some("a\0b")];
    let texts = Texts(texts.map(|text| text.map(str::to_owned)).to_vec());
    let mut options = Options::default();
    options.fields.text = "story".to_owned();
    options.max_document_bytes = 22;
    let scanned = |options: Options| {
        let texts = Texts(texts.0.clone());
        let inputs = Inputs::in_memory("data", Box::new(texts), &options);
        assert_eq!(inputs.total_bytes(), 22 + 2 + 12 + 3);
        scan_files(&Sources::of(inputs, options), &ScanOptions::default(), &()).unwrap()
    };
    let told = scanned(options.clone());
    let faults: Vec<_> = told.faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(faults.join("\n"), @r"
    data:2 (byte 0): skipped, missing-text: it has no `story`
    data:3 (byte 0): skipped, empty: nothing but white space
    data:5 (byte 0): repaired, nul: 1 NUL characters kept, the first at byte 1 of the text; they are no part of words
    ");
    let summary = &told.report.summary;
    assert_eq!((summary.records, summary.documents, summary.skipped), (5, 3, 2));
    options.max_document_bytes = 21;
    assert_eq!(scanned(options).report.summary.skipped, 3);
}
