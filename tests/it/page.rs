//! The page of `--report html`: what it holds, that it is one file or says where the rest is, that it gives the report back.
//! What it does in a browser is tested in one: `tests/browser`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use crate::report::rich;
use twicetold::report::{Options, Pages, Report, ReportFormat, read_pages, read_report};
use twicetold::{Document, InspectOptions, ScanOptions, inspect, pipeline, scan};

/// A page without its script, its style and their hashes.
pub(crate) fn bare(page: &str) -> String {
    let mut bare = page.to_owned();
    for (open, close) in [("<style>", "</style>"), ("\n<script>", "</script>"), ("script-src '", "'"), ("style-src '", "'")] {
        let Some(start) = bare.find(open).map(|at| at + open.len()) else { continue };
        let end = bare[start..].find(close).map_or(bare.len(), |at| start + at);
        bare.replace_range(start..end, "…");
    }
    bare
}

fn page(report: &Report) -> String {
    let mut bytes = Vec::new();
    ReportFormat::Html.write(report, &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Four articles, two of them versions of one, in a script that is not Latin too.
fn documents() -> Vec<Document> {
    let story = "The council closed the bridge over the Ellery on Monday after inspectors found cracks in two of its piers. \
                 Repairs will take until spring, said “Ana Ruiz”, who chairs the works committee, and cost 2.4 million.";
    let hebrew = "המועצה סגרה את הגשר מעל הנהר ביום שני אחרי שהמפקחים מצאו סדקים בשניים מעמודי התמיכה שלו והתיקון יימשך עד האביב";
    let texts = [story.to_owned(), story.replace("Monday", "Tuesday"), hebrew.to_owned(), format!("{hebrew} </script> <b>")];
    let mut documents = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        let mut document = Document::new(format!("d{at}"), text);
        document.place.record = at as u64 + 1;
        document.place.file = "articles.jsonl".into();
        documents.push(document);
    }
    documents
}

fn scanned() -> Report {
    let documents = documents();
    let mut report = scan(&documents, &ScanOptions::default()).unwrap();
    pipeline::add_texts_of(&mut report, &documents);
    report
}

fn without_quotes(mut report: Report) -> Report {
    for found in &mut report.matches {
        found.passages.iter_mut().for_each(|passage| (passage.left.text, passage.right.text) = (None, None));
        if let Some(facts) = &mut found.facts {
            facts.kept.iter_mut().chain(&mut facts.changed).for_each(|pair| (pair.left.text, pair.right.text) = (None, None));
            facts.dropped.iter_mut().chain(&mut facts.added).for_each(|item| item.quote.text = None);
        }
        for ground in found.direction.iter_mut().flat_map(|direction| &mut direction.grounds) {
            ground.left.iter_mut().chain(&mut ground.right).for_each(|quote| quote.text = None);
        }
    }
    report.documents.iter_mut().flat_map(|document| &mut document.sentences).for_each(|sentence| sentence.text = None);
    report.texts.clear();
    report
}

#[test]
fn a_page_with_texts_gives_the_report_back_but_for_what_it_quotes() {
    let report = scanned();
    assert_eq!(report.matches.len(), 2);
    let page = page(&report);
    assert!(page.contains(r"\u003c/script> \u003cb>"), "a text ends no block");
    assert_eq!(read_report(&page).unwrap(), without_quotes(report));
}

#[test]
fn nothing_is_loaded_and_the_policy_names_the_hashes_of_what_runs() {
    let page = page(&scanned());
    let policy = "default-src 'none'; script-src 'sha256-";
    assert!(page.contains(policy) && !page.contains("unsafe"), "{page}");
    for loads in [" src=", "@import", "url(", "<link", "<iframe", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
        assert!(!page.contains(loads), "{loads}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn the_summary_and_the_first_stories_need_no_script() {
    let report = rich();
    let page = bare(&page(&report));
    let (before, _) = page.split_once("<script").unwrap();
    assert!(before.contains("documents retell another"));
    assert!(before.contains(report.clusters[0].representative.metadata.title.as_deref().unwrap()));
}

#[test]
fn a_page_that_would_be_too_heavy_is_cut_into_parts_that_hold_every_pair_and_document_once() {
    let mut report = scanned();
    report.matches = (0..40).flat_map(|_| report.matches.clone()).collect();
    report.documents = documents().iter().map(|document| inspect(document, &InspectOptions::default()).unwrap()).collect();
    let options = Options::default();
    let pages = Pages::within(&report, &options, 8_000, 4_000);
    assert!(pages.parts() > 4);
    let mut main = Vec::new();
    pages.write("report-parts", &mut main).unwrap();
    let main = String::from_utf8(main).unwrap();
    assert!(main.contains(r#""folder":"report-parts""#) && !main.contains("class=\"texts\""));
    assert!(read_report(&main).unwrap_err().to_string().contains("report-parts/part-0001.html"));
    let part = |at: usize| {
        let mut bytes = Vec::new();
        pages.write_part(at, "../report.html", &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert!(read_report(&part(0)).unwrap_err().to_string().contains("../report.html"));
    let mut asked = 0;
    let whole = read_pages(&main, &mut |name| {
        asked += 1;
        assert_eq!(name, format!("report-parts/part-{asked:04}.html"));
        Ok(part(asked - 1))
    });
    assert_eq!(whole.unwrap(), without_quotes(report.clone()));
    assert_eq!(asked, pages.parts());
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page(&scanned()), page(&scanned()));
}
