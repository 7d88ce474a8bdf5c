//! Reads {id, lang, text} lines, writes {id, byte_spans}.
use std::io::Write;
fn main() {
    let base = std::env::args().nth(2).is_some_and(|a| a == "sentencex");
    let path = std::env::args().nth(1).unwrap();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = v["text"].as_str().unwrap();
        let lang = v["lang"].as_str().unwrap_or("en");
        let spans: Vec<[usize; 2]> = if base {
            sentencex::get_sentence_boundaries(lang, text)
                .iter()
                .filter(|b| !b.text.trim().is_empty())
                .map(|b| {
                    let t = b.text;
                    let s = b.start_byte + t.len() - t.trim_start().len();
                    [s, s + t.trim().len()]
                })
                .collect()
        } else {
            sent::segment::sentences::sentences(text, lang)
                .iter()
                .map(|s| [s.start, s.end])
                .collect()
        };
        let o = serde_json::json!({"id": v["id"], "byte_spans": spans});
        writeln!(out, "{o}").unwrap();
    }
}
