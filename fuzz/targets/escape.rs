//! Whatever stands in texts, ids and titles, no report has a raw control or bidirectional character, and no markup of theirs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twicetold::document::Metadata;
use twicetold::report::{Options, ReportFormat};
use twicetold::{Document, ScanOptions, scan};

fuzz_target!(|text: &str| {
    let said = format!("{text} the bridge over the river is closed until spring, said the mayor on Monday, {text}");
    let of = |id: &str| Document {
        metadata: Metadata {
            source: Some(text.to_owned()),
            title: Some(text.to_owned()),
            url: Some(text.to_owned()),
            date: Some(text.to_owned()),
        },
        ..Document::new(format!("{id}{text}"), said.clone())
    };
    let report = scan(&[of("a"), of("b")], &ScanOptions::default()).expect("two texts can be compared");
    let is_raw = |c: char| matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for format in ReportFormat::ALL {
        let mut bytes = Vec::new();
        format.write(&report, &Options::default(), &mut bytes).expect("memory takes all");
        let written = String::from_utf8(bytes).expect("reports are text");
        if matches!(format, ReportFormat::Terminal | ReportFormat::Markdown | ReportFormat::Csv) {
            assert!(!written.contains(is_raw), "{}: {:?}", format.name(), written.chars().find(|&c| is_raw(c)));
        }
        if format == ReportFormat::Html {
            assert_eq!(written.matches("<script").count(), written.matches("</script>").count(), "html");
        }
    }
});
