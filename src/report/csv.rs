//! The pairs of a report as csv and tsv: one line a pair, ids as in the input, fractions with six digits.
//!
//! The two differ in whom they serve. **tsv is for scripts**: a line is a record, a tab a border, no
//! quoting; an id is verbatim, and only one that holds control or hidden characters (or begins with
//! `"`) is a JSON string. **csv is for spreadsheets**: quoted after RFC 4180, and an id that a
//! spreadsheet would compute (`=`, `@`, or `+` and `-` before anything but a number) has a `'` in front.
//! [`super::read_pairs`] gives the ids back as they were from both.

use super::expand::{Pair, expanded, matched};
use super::{DocumentReport, EchoKind, Options, Report, escape};
use std::borrow::Cow;
use std::io::{self, Write};

/// The columns, in order; scripts hold on to them.
pub(super) const HEADER: [&str; 8] =
    ["left", "right", "relation", "similarity", "containment_left", "containment_right", "rewrite", "shared_words"];

/// The columns of an inspection, which has documents instead of pairs.
const INSPECTED: [&str; 8] = ["id", "language", "words", "index", "percentile", "repeats", "echoes", "words_to_cut"];

/// Writes the pairs as csv; the documents of an inspection.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    if report.command == "inspect" {
        csv.write_record(INSPECTED).map_err(refused)?;
        for document in &report.documents {
            let mut row = inspected(document);
            row[0] = escape::csv(&document.id).into_owned();
            row[1] = escape::csv(&document.language).into_owned();
            csv.write_record(row).map_err(refused)?;
        }
        return csv.flush();
    }
    csv.write_record(HEADER).map_err(refused)?;
    pairs(report, options, &mut |pair| {
        let mut row = row(&pair);
        row[0] = escape::csv(&pair.left.id);
        row[1] = escape::csv(&pair.right.id);
        csv.write_record(row.iter().map(|field| field.as_bytes())).map_err(refused)
    })?;
    csv.flush()
}

/// Writes the pairs as tsv; the documents of an inspection.
pub(super) fn write_tsv(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if report.command == "inspect" {
        writeln!(out, "{}", INSPECTED.join("\t"))?;
        return report.documents.iter().try_for_each(|document| writeln!(out, "{}", inspected(document).join("\t")));
    }
    writeln!(out, "{}", HEADER.join("\t"))?;
    let mut line = String::new();
    pairs(report, options, &mut |pair| {
        line.clear();
        for (at, field) in row(&pair).iter().enumerate() {
            if at > 0 {
                line.push('\t');
            }
            line.push_str(field);
        }
        line.push('\n');
        out.write_all(line.as_bytes())
    })
}

fn inspected(document: &DocumentReport) -> [String; 8] {
    let repeats = document.echoes.iter().filter(|echo| echo.kind == EchoKind::Repeat).count();
    [
        escape::tsv(&document.id).into_owned(),
        escape::tsv(&document.language).into_owned(),
        document.words.to_string(),
        format!("{:.6}", document.index.value),
        document.index.percentile.map(|percentile| format!("{percentile:.2}")).unwrap_or_default(),
        repeats.to_string(),
        (document.echoes.len() - repeats).to_string(),
        document.could_cut.iter().map(|cut| cut.words).sum::<u64>().to_string(),
    ]
}

/// What the writer said, which the crate's own conversion hides: a closed pipe is no full disk.
fn refused(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn pairs<'a>(report: &'a Report, options: &Options, each: &mut dyn FnMut(Pair<'a>) -> io::Result<()>) -> io::Result<()> {
    if options.expand { expanded(report, each) } else { matched(report, each) }
}

fn row<'a>(pair: &Pair<'a>) -> [Cow<'a, str>; 8] {
    let [left, right] = pair.containment;
    [
        escape::tsv(&pair.left.id),
        escape::tsv(&pair.right.id),
        pair.found.relation.name().into(),
        fraction(pair.found.similarity).into(),
        fraction(left).into(),
        fraction(right).into(),
        pair.found.rewrite.map(fraction).unwrap_or_default().into(),
        pair.found.shared_words.to_string().into(),
    ]
}

/// A fraction with six digits, as `{:.6}` writes it: from the millionths where it is plain which are nearest.
fn fraction(fraction: f64) -> String {
    const MILLION: u64 = 1_000_000;
    let millionths = fraction * MILLION as f64;
    // The product is off by far less than a thousandth.
    let is_plain = (0.0..=MILLION as f64).contains(&millionths) && (millionths.fract() - 0.5).abs() > 1e-3;
    if !is_plain || fraction.is_sign_negative() {
        return format!("{fraction:.6}");
    }
    let rounded = millionths.round() as u64;
    let mut digits = rounded % MILLION;
    let mut text = *b"0.000000";
    text[0] = b'0' + (rounded / MILLION) as u8;
    for digit in text[2..].iter_mut().rev() {
        *digit = b'0' + (digits % 10) as u8;
        digits /= 10;
    }
    text.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fractions_are_written_as_the_library_does(shared in 0u32..2_000, all in 1u32..2_000, any in any::<f64>(), half in 0u32..1_000_000) {
            for value in [f64::from(shared) / f64::from(all), any, (f64::from(half) + 0.5) / 1e6, -0.0, 1.0, 0.999_999_5] {
                prop_assert_eq!(fraction(value), format!("{value:.6}"));
            }
        }
    }
}
