//! The table of faults (rows that a file can have), each with files made here: what becomes of every record, plain and under `--strict`.
//!
//! Faults of the machine — a full disk, a signal, a limit — have tests of their own, and figures where time and memory are the point.

use crate::harness::Folder;
use std::io::Write;

/// A file that is wrong, how many documents come of it, and what is said of the rest: reason and how often.
struct Row {
    fault: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    documents: u64,
    said: &'static [(&'static str, u64)],
}

fn row(
    fault: &'static str,
    name: &'static str,
    bytes: impl AsRef<[u8]>,
    documents: u64,
    said: &'static [(&'static str, u64)],
) -> Row {
    Row { fault, name, bytes: bytes.as_ref().to_vec(), documents, said }
}

const STORY: &str =
    "The bakery in Low Street will open at five from Monday, an hour earlier than before, since the night buses now stop there.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn wide(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn wider(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()
}

fn record(text: &str) -> String {
    format!("{}\n", serde_json::json!({ "text": text }))
}

fn empty_and_short() -> Vec<Row> {
    const EMPTY: &[(&str, u64)] = &[("empty", 1)];
    vec![
        row("empty or blank", "a.txt", "", 0, EMPTY),
        row("empty or blank", "a.txt", " \u{a0}\u{2003}\r\n\t", 0, EMPTY),
        row("empty or blank", "a.jsonl", "{\"text\": \" \\n\"}\n\n{\"text\": \"\"}\n", 0, &[("empty", 2)]),
        row("empty or blank", "a.html", "<html><body><nav> </nav><script>x()</script></body></html>", 0, EMPTY),
        row("empty or blank", "a.csv", "id,text\n1,\n2,\" \"\n", 0, &[("empty", 2)]),
        row(
            "punctuation only, or shorter than a shingle",
            "a.jsonl",
            [record("… !"), record("Rain"), record("rain")].concat(),
            3,
            &[],
        ),
    ]
}

fn charsets() -> Vec<Row> {
    const FAULT: &str = "byte order marks, line ends, charsets, NUL";
    let cafe = "Le café de la rue Basse ouvrira à cinq heures, dit la boulangère étonnée.";
    let mixed = [
        record("Words.").into_bytes(),
        encoding_rs::WINDOWS_1251.encode("{\"text\": \"Мост закрыт до весны, сказал мэр.\"}\n").0.into_owned(),
        record(cafe).into_bytes(),
    ];
    vec![
        row(FAULT, "a.txt", format!("\u{feff}{STORY}\r\n"), 1, &[]),
        row(FAULT, "a.txt", wide(STORY, false, true), 1, &[]),
        row(FAULT, "a.txt", wide(STORY, true, false), 1, &[]),
        row(FAULT, "a.txt", wider(STORY), 1, &[]),
        row(FAULT, "a.txt", encoding_rs::WINDOWS_1252.encode(cafe).0, 1, &[("charset", 1)]),
        row(FAULT, "a.txt", [cafe.as_bytes(), b" \x93pasted\x94"].concat(), 1, &[("charset", 1)]),
        row(FAULT, "a.jsonl", mixed.concat(), 3, &[("charset", 1)]),
        row(FAULT, "a.txt", b"Nothing that fits \x00 \x81\x8d\xfe", 1, &[("invalid-utf8", 1), ("nul", 1)]),
        row(FAULT, "a.txt", "A NUL \0 within.", 1, &[("nul", 1)]),
    ]
}

fn json() -> Vec<Row> {
    const FAULT: &str = "bad, cut, deep, glued JSON; arrays; missing, null, number; ids";
    let deep = format!("{{\"text\": \"x\", \"a\": {}{}}}\n{}", "[".repeat(200), "]".repeat(200), record("Good."));
    vec![
        row(
            FAULT,
            "a.jsonl",
            "{\"text\": \"cut\n{\"text\": \"good\"}\n{\"text\": \"glued\"}{\"text\": \"on\"}\n",
            1,
            &[("malformed", 2)],
        ),
        row(FAULT, "a.jsonl", deep, 1, &[("malformed", 1)]),
        row(FAULT, "a.json", format!("[{}, {}]", record("One.").trim(), record("Two.").trim()), 2, &[]),
        row(FAULT, "a.json", "[{\"text\": \"One.\"}, {\"text\": ", 1, &[("malformed", 1)]),
        row(
            FAULT,
            "a.jsonl",
            "{\"id\": 1}\n{\"text\": null}\n{\"text\": 4}\n{\"text\": \"good\"}\n",
            1,
            &[("missing-text", 2), ("not-text", 1)],
        ),
        row(
            FAULT,
            "a.jsonl",
            "{\"id\": 12345678901234567890123, \"text\": \"a\"}\n{\"id\": 12345678901234567890123, \"text\": \"b\"}\n",
            2,
            &[("duplicate-id", 1)],
        ),
        row(FAULT, "a.jsonl", "{\"text\": \"a\", \"text\": \"b\"}\n{\"text\": \"good\"}\n", 1, &[("malformed", 1)]),
    ]
}

fn archives() -> Vec<Row> {
    const FAULT: &str = "cut, flipped, multi-member, bomb archives";
    let lines = [record(STORY), record("Another."), record("A third.")];
    let members: Vec<u8> = lines.iter().flat_map(|line| gzip(line.as_bytes())).collect();
    let long: String = (0..3000).map(|at| record(&format!("{STORY} {at} {}", at * 7919))).collect();
    let packed = gzip(long.as_bytes());
    let mut flipped = packed.clone();
    let middle = flipped.len() - 6;
    flipped[middle] ^= 0xff;
    let bomb = gzip(&[b"{\"text\": \"", vec![b'a'; 3 << 20].as_slice(), b"\"}\n", record("Behind.").as_bytes()].concat());
    vec![
        row(FAULT, "a.jsonl.gz", members, 3, &[]),
        row(FAULT, "a.jsonl.gz", &packed[..20], 0, &[("damaged", 1)]),
        row(FAULT, "a.jsonl.gz", flipped, 3000, &[("damaged", 1)]),
        row(FAULT, "a.jsonl.gz", bomb, 1, &[("too-large", 1)]),
        row(FAULT, "a.zip", b"PK\x03\x04 and nothing of a zip file", 0, &[("damaged", 1)]),
    ]
}

fn formats() -> Vec<Row> {
    const FAULT: &str = "rows, pages and web records that lie";
    let nested = format!("<!doctype html><body>{}<p>{STORY}", "<div><ul><li>".repeat(3000));
    let attributes = format!("<!doctype html><body><p {}>{STORY}", "a=1 ".repeat(50_000));
    vec![
        row(FAULT, "a.csv", "id,text\n1,\"open\n2,good\n", 1, &[("malformed", 1)]),
        row(FAULT, "a.csv", "id,text\n1,a,b\n2,good\n3\n", 1, &[("malformed", 2)]),
        row(FAULT, "a.html", nested, 1, &[]),
        row(FAULT, "a.html", attributes, 1, &[]),
        row(FAULT, "a.warc", "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 999\r\n\r\nx\r\n\r\n", 0, &[("malformed", 1)]),
        row(FAULT, "a.pdf", "%PDF-1.7\nand so on", 0, &[("not-text", 1)]),
    ]
}

#[test]
fn each_fault_ends_as_the_table_says_plain_and_strict() {
    let rows = [empty_and_short(), charsets(), json(), archives(), formats()];
    let folder = Folder::new();
    for Row { fault, name, bytes, documents, said } in rows.into_iter().flatten() {
        folder.put(name, &bytes);
        let options = "--format json --max-document-bytes 1000000";
        let plain = folder.run(&format!("scan {name} {options}"));
        let summary = plain.json()["summary"].clone();
        let count = |name: &str| summary[name].as_u64().unwrap();
        let of = |table: &str| {
            summary[table]
                .as_object()
                .unwrap()
                .iter()
                .map(|(reason, count)| (reason.clone(), count.as_u64().unwrap()))
                .collect::<Vec<_>>()
        };
        let mut found = [of("skipped_by_reason"), of("repaired_by_reason")].concat();
        found.sort();
        let mut expected: Vec<_> = said.iter().map(|&(reason, count)| (reason.to_owned(), count)).collect();
        expected.sort();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert_eq!((count("documents"), found), (documents, expected), "{fault}: {name} {shown:?} {}", plain.err);
        assert_eq!(count("records"), count("documents") + count("skipped"), "{fault}: {name}");
        assert!(plain.code == 0 || plain.code == 2 && documents == 0, "{fault}: {name} {plain:?}");
        let lines = plain.err.lines().filter(|line| line.starts_with(name)).count() as u64;
        assert_eq!(lines, said.iter().map(|(_, count)| count).sum::<u64>(), "each is placed: {}", plain.err);
        let strict = folder.run(&format!("scan {name} {options} --strict"));
        assert_eq!(strict.code, if said.is_empty() { 0 } else { plain.code.max(3) }, "{fault}: {name} {shown:?}");
        assert_eq!(strict.out, plain.out, "{fault}: the same report");
        std::fs::remove_file(folder.path(name)).unwrap();
    }
}
