//! Tells what a file holds by its first bytes, its name deciding in doubt.
//!
//! Pure, so that the rules can be read and tested as a table.

use super::parquet::MAGIC;
use super::{Format, Options, csv, html};
use serde::de::IgnoredAny;
use serde_json::error::Category;

/// How many bytes are looked at.
pub(super) const HEAD: usize = 64 << 10;

/// The format of a file called `name` that begins with `head`; `whole` if there is no more of it.
///
/// Never [`Format::Auto`]. A text may begin with a bracket (`[1] Cf. …`), so only what parses as JSON
/// as far as it goes, or is named so, is taken for JSON.
pub(super) fn sniff(name: &str, head: &[u8], whole: bool, options: &Options) -> Format {
    let start = head.trim_ascii_start();
    match start {
        _ if head.starts_with(MAGIC) => Format::Parquet,
        [b'W', b'A', b'R', b'C', b'/', b'0'..=b'9', b'.', ..] => Format::Warc,
        [b'<', ..] if html::begins_page(head) => Format::Html,
        [b'{', ..] => object(name, start, whole),
        [b'[', rest @ ..] => match parse(start) {
            Json::Whole | Json::Cut => Format::Json,
            Json::Broken if begins_object(rest.trim_ascii_start()) => Format::Json,
            Json::Broken => by_name(name),
        },
        _ => match Format::of_name(name) {
            Some(lines @ (Format::Jsonl | Format::Csv | Format::Tsv)) => lines,
            Some(Format::Html) if start.first() == Some(&b'<') => Format::Html,
            named if start.is_empty() => named.filter(|named| *named != Format::Parquet).unwrap_or(Format::Text),
            _ => start.split(|&byte| byte == b'\n').next().and_then(|line| csv::is_header(line, options)).unwrap_or(Format::Text),
        },
    }
}

/// What begins with a brace: JSONL, a JSON object over several lines, or a text.
fn object(name: &str, start: &[u8], whole: bool) -> Format {
    let mut lines = start.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let ends = whole || first.len() < start.len();
    match parse(first) {
        Json::Whole => return Format::Jsonl,
        Json::Cut if !ends => return Format::Jsonl,
        _ => {}
    }
    if Format::of_name(name) == Some(Format::Jsonl) {
        return Format::Jsonl;
    }
    if begins_object(start) {
        if lines.any(|line| line.starts_with(b"{") && matches!(parse(line), Json::Whole)) {
            return Format::Jsonl;
        }
        if first_value_parses(start) {
            return Format::Json;
        }
    }
    by_name(name)
}

enum Json {
    Whole,
    Cut,
    Broken,
}

fn parse(bytes: &[u8]) -> Json {
    match serde_json::from_slice::<IgnoredAny>(bytes) {
        Ok(_) => Json::Whole,
        Err(error) if error.classify() == Category::Eof => Json::Cut,
        Err(_) => Json::Broken,
    }
}

/// Whether JSON begins here, be it cut by the end of the head or followed by more.
fn first_value_parses(bytes: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
    values.next().is_some_and(|value| value.map_or_else(|error| error.is_eof(), |_| true))
}

/// A brace and a quote, as no prose begins.
fn begins_object(bytes: &[u8]) -> bool {
    matches!(bytes, [b'{', rest @ ..] if rest.trim_ascii_start().first() == Some(&b'"'))
}

/// What begins with a bracket and is no JSON, by its name.
fn by_name(name: &str) -> Format {
    Format::of_name(name)
        .filter(|named| matches!(named, Format::Jsonl | Format::Json | Format::Csv | Format::Tsv))
        .unwrap_or(Format::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content_first() {
        let pretty = "{\n  \"text\": \"a\"\n}\n{\n  \"text\": \"b\"\n}";
        let table: &[(&str, &str, Format)] = &[
            ("a.txt", "{\"text\": \"a\"}\n", Format::Jsonl),
            ("a", "\n\n  {\"text\": \"a\"}", Format::Jsonl),
            ("a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}", Format::Jsonl),
            ("a.jsonl.gz", "{\"text\": \"a", Format::Jsonl),
            ("a.ndjson", "{broken}\n", Format::Jsonl),
            ("a.jsonl", "plain words\n{\"text\": 1}", Format::Jsonl),
            ("-", "{\"text\": \"cu\n{\"text\": \"b\"}\n", Format::Jsonl),
            ("a", "{broken}\n", Format::Text),
            ("a.txt", "{", Format::Text),
            ("a.txt", "{\n", Format::Text),
            ("a.txt", pretty, Format::Json),
            ("a.json", pretty, Format::Json),
            ("a.txt", "{\n \"text\": \"a\"\n}", Format::Json),
            ("a.txt", "[{\"text\": 1}]", Format::Json),
            ("a.jsonl", "[\n{\"text\": 1},", Format::Json),
            ("a.txt", "[{\"text\": 1}, {oops", Format::Json),
            ("a.txt", "[1] Cf. the paper.", Format::Text),
            ("a.txt", "[Music] Hello.", Format::Text),
            ("a.json", "[oops", Format::Json),
            ("a.txt", "", Format::Text),
            ("a.JSONL", "", Format::Jsonl),
            ("a.json", "Words.", Format::Text),
            ("a.txt", "Words.", Format::Text),
            ("a", "id,text\n1,Words.", Format::Csv),
            ("a", "\"id\"\t\"text\"\n1\tWords.", Format::Tsv),
            ("a.csv", "Words and, text\n", Format::Csv),
            ("a.txt", "text, and more of it\n", Format::Text),
            ("a.txt", "This is id,text.\n", Format::Text),
            ("a.tsv.gz", "a\tb", Format::Tsv),
            ("a", "PAR1\u{15}", Format::Parquet),
            ("a", "WARC/1.0\r\nWARC-Type: x", Format::Warc),
            ("a.txt", "WARC is a format.", Format::Text),
            ("a", "<!DOCTYPE html><p>Words.", Format::Html),
            ("a.html", "<p>Words.", Format::Html),
            ("a.html", "Words.", Format::Text),
        ];
        for &(name, head, format) in table {
            assert_eq!(sniff(name, head.as_bytes(), true, &Options::default()), format, "{name}: {head}");
        }
        assert_eq!(sniff("a.txt", b"{\"text\": \"very lo", false, &Options::default()), Format::Jsonl);
    }
}
