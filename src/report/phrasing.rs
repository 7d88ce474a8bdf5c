//! Numbers and findings in words, the same for every format that people read.
//!
//! Fractions become percent here and nowhere else. The words never accuse: a document is told again
//! or stands in another, nobody took anything.

use super::data::{
    Audit, Cluster, DocumentReport, FormatSummary, Level, Match, ObfuscatedDocument, Relation, Report, Side, SourceReport,
    Summary,
};
use super::{findings, rewrites};
use crate::document::Reason;
use crate::normalize::Obfuscation;
use std::collections::BTreeMap;

/// What holds for every match of every report.
pub(super) const VERIFIED: &str = "Every match was verified on the texts themselves.";

/// From which percentile on a document is named among those that repeat themselves.
pub(super) const REPETITIVE: f64 = 95.0;

/// `1234567` as `1,234,567`.
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 document`, `2 documents`; `noun` takes an `s`.
pub(super) fn counted(value: u64, noun: &str) -> String {
    format!("{} {}", number(value), plural(value, noun))
}

/// `noun`, with an `s` unless there is one.
pub(super) fn plural(value: u64, noun: &str) -> String {
    match (value, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        _ if noun.ends_with("ch") || noun.ends_with("echo") => format!("{noun}es"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// A fraction in percent: `0%` and `100%` are exact, near them one digit more is shown.
pub(super) fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    if !percent.is_finite() {
        "–".into()
    } else if percent > 99.0 && percent < 100.0 {
        format!("{:.1}%", (percent * 10.0).floor() / 10.0)
    } else if percent > 0.0 && percent < 0.1 {
        "<0.1%".into()
    } else if percent > 0.0 && percent < 1.0 {
        format!("{percent:.1}%")
    } else {
        format!("{percent:.0}%")
    }
}

/// A value of a metric, in as many digits as it deserves.
pub(super) fn value(value: f64) -> String {
    if !value.is_finite() {
        "–".into()
    } else if value == value.trunc() && value.abs() >= 1.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

/// Decimal units, as files are counted.
pub(super) fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let size = bytes as f64;
    match bytes {
        0..1_000 => counted(bytes, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", size / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", size / 1e6),
        _ => format!("{:.1} GB", size / 1e9),
    }
}

/// The one sentence to read if no other is.
pub(super) fn headline(report: &Report) -> String {
    let summary = &report.summary;
    let total = number(summary.documents);
    let pairs: u64 = summary.matches_by_relation.values().sum();
    match (summary.documents, summary.retelling_documents, pairs) {
        (0, ..) => "No document was read.".into(),
        (1, _, 0) => "One document: there is none to compare it with.".into(),
        (_, 0, 0) => format!("None of {total} documents retells another."),
        (_, 0, _) => format!("None of {total} documents retells another as a whole."),
        (_, 1, _) => format!("1 of {total} documents retells another."),
        (_, retelling, _) => format!("{} of {total} documents retell another.", number(retelling)),
    }
}

/// How many stories are told more than once, and what keeping one telling of each would drop.
pub(super) fn stories(summary: &Summary) -> Option<String> {
    let drop = counted(summary.redundant_documents, "document");
    match summary.clusters {
        0 => None,
        1 => Some(format!("1 story is told more than once; keeping one telling drops {drop}.")),
        clusters => {
            Some(format!("{} are told more than once; keeping one telling of each drops {drop}.", counted(clusters, "story")))
        }
    }
}

/// What a baseline made of the findings; nothing where none was given.
pub(super) fn baseline(report: &Report) -> Option<String> {
    let compared = report.baseline?;
    let known = match compared.known {
        0 => "No finding is in the baseline".to_owned(),
        1 => "1 finding is in the baseline".to_owned(),
        many => format!("{} findings are in the baseline", number(many)),
    };
    let new = match compared.new {
        0 => "none is new".to_owned(),
        1 => "1 is new".to_owned(),
        many => format!("{} are new", number(many)),
    };
    let gone = match compared.gone {
        0 => String::new(),
        gone => format!(
            " {} in it {} gone: --write-baseline takes {} out.",
            number(gone),
            if gone == 1 { "is" } else { "are" },
            if gone == 1 { "it" } else { "them" }
        ),
    };
    Some(format!("{known}, {new}.{gone}"))
}

/// What is new since the baseline, in a sentence each.
pub(super) fn new_findings(report: &Report) -> Vec<String> {
    let is_compared = report.baseline.is_some();
    findings::findings(report)
        .into_iter()
        .filter(|finding| is_compared && !finding.known)
        .map(|finding| finding.message)
        .collect()
}

/// The books, which balance; and how much of what was found is listed, where it is not all.
pub(super) fn books(report: &Report) -> String {
    let summary = &report.summary;
    // Another engine has read the records, from where it knows.
    let is_read_elsewhere = summary.files == 0 && summary.records > 0;
    let from = if is_read_elsewhere { String::new() } else { format!(" in {}", counted(summary.files, "file")) };
    let size = if is_read_elsewhere { String::new() } else { format!("{}, ", bytes(summary.bytes_read)) };
    let mut books = format!(
        "{}{from} ({size}{}): {}",
        counted(summary.records, "record"),
        counted(summary.words, "word"),
        counted(summary.documents, "document"),
    );
    if summary.skipped == 0 {
        books.push_str(", none skipped");
    } else {
        let reasons = reasons(&summary.skipped_by_reason);
        books.push_str(&format!(" and {} skipped{reasons}", number(summary.skipped)));
    }
    if summary.repaired > 0 {
        let reasons = reasons(&summary.repaired_by_reason);
        books.push_str(&format!("; {} repaired{reasons}", number(summary.repaired)));
    }
    books.push('.');
    if summary.passed_over > 0 {
        books.push_str(&format!(
            " {} passed over.",
            counted(summary.passed_over, "link or device").replace("link or devices", "links or devices")
        ));
    }
    if summary.formats.len() > 1 {
        let kinds = summary.formats.iter().map(|(name, counts)| of_format(name, counts));
        books.push_str(&format!(" {}.", kinds.collect::<Vec<_>>().join("; ")));
    }
    let pairs = summary.matches_by_relation.values().sum::<u64>() + summary.matches_on_common_text;
    for (what, listed, found) in [
        ("pairs", report.matches.len(), pairs),
        ("stories", report.clusters.len(), summary.clusters),
        ("pairs that tell the same story", report.same_story.len(), summary.same_story),
    ] {
        if (listed as u64) < found {
            let few = if listed == 0 { "None".to_owned() } else { format!("Only {}", number(listed as u64)) };
            books.push_str(&format!(" {few} of {} {what} are listed.", number(found)));
        }
    }
    books
}

/// What became of the files that hold one format.
fn of_format(name: &str, counts: &FormatSummary) -> String {
    let files = if counts.files > 0 { format!("{}, ", counted(counts.files, "file")) } else { String::new() };
    let mut kind = format!("{name}: {files}{}", counted(counts.documents, "document"));
    if counts.repaired > 0 {
        kind.push_str(&format!(", {} repaired", number(counts.repaired)));
    }
    if counts.skipped > 0 {
        kind.push_str(&format!(", {} skipped{}", number(counts.skipped), reasons(&counts.skipped_by_reason)));
    }
    kind
}

fn reasons(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().filter(|(_, count)| **count > 0).collect();
    counts.sort_by(|left, right| right.1.cmp(left.1).then(left.0.cmp(right.0)));
    let list: Vec<_> = counts.into_iter().map(|(reason, count)| format!("{} {reason}", number(*count))).collect();
    if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) }
}

/// A fraction among the options of the run, where it is written.
fn option(report: &Report, name: &str) -> Option<f64> {
    report.options.get(name)?.as_f64()
}

/// What a relation means, with the limits of this run.
pub(super) fn meaning(report: &Report, name: &str) -> String {
    let least = |option_name: &str| option(report, option_name).map(percent);
    match name.parse::<Relation>() {
        Ok(Relation::Identical) => "the same words in the same order".into(),
        Ok(Relation::NearDuplicate) => match least("min-similarity") {
            Some(least) => format!("at least {least} similar"),
            None => "similar as a whole".into(),
        },
        Ok(Relation::Contains) => match least("min-containment") {
            Some(least) => format!("at least {least} of one stands in the other"),
            None => "most of one stands in the other".into(),
        },
        Ok(Relation::Rewritten) => "one tells the other in other words".into(),
        Ok(Relation::SharesPassages) => "a passage in common".into(),
        Ok(Relation::SameStory) => "the same facts or quotations, told apart".into(),
        Ok(Relation::Unrelated) | Err(_) => String::new(),
    }
}

/// Matches worth reading first: those that teach more than their stories do, which hold the identical ones, and than the
/// rewrites, which have a section of their own; the identical ones, where there is nothing else. Those on common text last.
pub(super) fn strongest(report: &Report) -> Vec<&Match> {
    let is_told = |found: &&Match| matches!(found.relation, Relation::Identical | Relation::Rewritten);
    let mut shown: Vec<_> = report.matches.iter().filter(|found| !is_told(found)).collect();
    if shown.is_empty() {
        shown = report.matches.iter().filter(|found| found.relation == Relation::Identical).collect();
    }
    shown.sort_by_key(|found| found.on_common_text);
    shown
}

/// How many of the least similar near-duplicates show where the limit falls.
const CLOSE: usize = 3;

/// What close calls are for.
pub(super) const CLOSE_CALLS: &str = "the least similar near-duplicates: is the limit where it should be?";

/// The least similar near-duplicates, where there are more than these.
pub(super) fn close_calls(report: &Report) -> Vec<&Match> {
    let near = report.matches.iter().filter(|found| found.relation == Relation::NearDuplicate && !found.on_common_text);
    let mut near: Vec<_> = near.collect();
    if near.len() <= CLOSE {
        return Vec::new();
    }
    near.sort_by(|left, right| left.similarity.total_cmp(&right.similarity));
    near.truncate(CLOSE);
    near
}

/// Which matches the strongest leave aside, and where these are.
pub(super) fn aside(report: &Report, shown: &[&Match]) -> &'static str {
    let has = |relation| report.matches.iter().any(|found| found.relation == relation);
    let has_identical = has(Relation::Identical) && shown.iter().all(|found| found.relation != Relation::Identical);
    match (has_identical, has(Relation::Rewritten)) {
        (true, true) => "identical documents and rewrites aside",
        (true, false) => "identical documents aside",
        (false, true) => "rewrites aside",
        (false, false) => "",
    }
}

/// Two documents compared, in one sentence.
pub(super) fn comparison(found: &Match) -> String {
    let similar = percent(found.similarity);
    match found.relation {
        Relation::Identical => "Identical: the same words in the same order.".into(),
        Relation::NearDuplicate => format!("Near-duplicates: {similar} similar."),
        Relation::Contains if found.containment_left >= found.containment_right => {
            format!("Right contains left: {} of left stands in right.", percent(found.containment_left))
        }
        Relation::Contains => {
            format!("Left contains right: {} of right stands in left.", percent(found.containment_right))
        }
        Relation::Rewritten if rewrites::level(found) == Level::Edited => format!(
            "Edited: rewritten, and more than {} of the shorter one kept word for word; {}{similar} similar as wholes.",
            percent(Level::EDITED_FROM),
            rewrite_score(found),
        ),
        Relation::Rewritten => {
            format!("Rewritten: one tells the other in other words; {}{similar} similar word for word.", rewrite_score(found))
        }
        Relation::SameStory => {
            format!("The same story, told apart: facts or quotations in common; {similar} similar word for word.")
        }
        Relation::Unrelated | Relation::SharesPassages if found.passages.is_empty() => {
            format!("No passage in common; {similar} similar.")
        }
        Relation::Unrelated => format!(
            "No relation: {} with {} in common; as wholes they are {similar} similar.",
            counted(found.passages.len() as u64, "short passage"),
            counted(found.shared_words, "word"),
        ),
        Relation::SharesPassages => format!(
            "They share {} with {}; as wholes they are {similar} similar.",
            counted(found.passages.len() as u64, "passage"),
            counted(found.shared_words, "word"),
        ),
    }
}

fn rewrite_score(found: &Match) -> String {
    found.rewrite.map_or_else(String::new, |score| format!("rewrite score {}, ", percent(score)))
}

/// What the representative of a story is called: the first only where dates say so.
pub(super) fn first(representative: &Side) -> &'static str {
    if representative.metadata.date.is_some() { "first" } else { "listed under" }
}

/// Where a story goes on under another first telling.
pub(super) fn chain(cluster: &Cluster) -> Option<String> {
    let others: Vec<_> = cluster.chained_to.iter().map(u64::to_string).collect();
    match (cluster.chained, others.as_slice()) {
        (false, _) => None,
        (true, []) => Some("drifts on: a member matches documents that the first does not".into()),
        (true, [one]) => Some(format!("drifts into story {one}: a member matches there, the first does not")),
        (true, many) => Some(format!("drifts into stories {}: members match there, the first does not", many.join(", "))),
    }
}

/// With whom a source shares, and how many documents.
pub(super) fn partners(source: &SourceReport) -> String {
    let name = |partner: &str| if partner == source.source { "itself".to_owned() } else { partner.to_owned() };
    let partners = source.partners.iter().map(|one| format!("{} {}", name(&one.source), number(one.documents)));
    partners.collect::<Vec<_>>().join(", ")
}

/// A match in a few words: its level and the numbers that bear it out.
pub(super) fn finding(found: &Match) -> String {
    let mut parts = vec![rewrites::level(found).name().to_owned()];
    if let Some(rewrite) = found.rewrite {
        parts.push(format!("rewrite score {}", percent(rewrite)));
    }
    match found.relation {
        Relation::Identical => {}
        Relation::Contains => parts.push(contained(found)),
        _ => parts.push(format!("{} similar", percent(found.similarity))),
    }
    if found.relation != Relation::Identical {
        parts.push(format!("{} shared", counted(found.shared_words, "word")));
    }
    if found.on_common_text {
        parts.push("mostly text told in many documents".into());
    }
    parts.join(" · ")
}

fn contained(found: &Match) -> String {
    if found.containment_left >= found.containment_right {
        format!("{} of left stands in right", percent(found.containment_left))
    } else {
        format!("{} of right stands in left", percent(found.containment_right))
    }
}

/// What a reader calls a document: its title, or its id.
pub(super) fn name(side: &Side) -> &str {
    side.metadata.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&side.id)
}

/// Id, source and date, as far as known.
pub(super) fn origin(side: &Side) -> String {
    [Some(side.id.as_str()), side.metadata.source.as_deref(), side.metadata.date.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// [`name`] of a document with findings of its own.
pub(super) fn document_name(document: &DocumentReport) -> &str {
    document.metadata.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&document.id)
}

/// How likely something was missed.
pub(super) fn missed(report: &Report) -> String {
    let missed = report.summary.probability_missed;
    match option(report, "min-similarity") {
        _ if missed <= 0.0 => "Nothing was missed: all near-duplicates were looked for exactly.".into(),
        Some(least) => format!(
            "A near-duplicate pair that is just {} similar is missed with a probability of {}; a more similar one \
             with less.",
            percent(least),
            percent(missed),
        ),
        None => format!("A near-duplicate pair at the limit is missed with a probability of {}.", percent(missed)),
    }
}

/// What the audit measured.
pub(super) fn audit(audit: &Audit) -> String {
    let sample = counted(audit.sample, "document");
    if audit.pairs == 0 {
        return format!("Audit: {sample} compared with all others have no near-duplicate; nothing was there to miss.");
    }
    format!(
        "Audit: of {} that {sample} compared with all others have, {} were found: {} (95% interval {} to {}).",
        counted(audit.pairs, "near-duplicate pair"),
        number(audit.found),
        percent(audit.recall),
        percent(audit.low),
        percent(audit.high),
    )
}

/// A percentile, never rounded up to the end.
pub(super) fn percentile(percentile: f64) -> String {
    format!("{:.1}", (percentile * 10.0).floor() / 10.0)
}

/// Where a document's repetition stands, in words.
pub(super) fn index(document: &DocumentReport) -> String {
    let index = &document.index;
    let share = format!("{} of its word triples come again", percent(index.value));
    match index.percentile {
        None => format!("{share}; the text is too short to compare with others."),
        Some(rank) => {
            let reference = if index.reference.is_empty() { "human-written news" } else { &index.reference };
            format!("{share}, more than in {}% of texts of its length in {reference}.", percentile(rank))
        }
    }
}

/// Whether a document repeats itself more than nearly all human-written news.
pub(super) fn is_repetitive(document: &DocumentReport) -> bool {
    document.index.percentile.is_some_and(|percentile| percentile > REPETITIVE)
}

/// Documents by where they stand among human-written news, most repetitive first, then by id.
pub(super) fn ranked(report: &Report) -> Vec<&DocumentReport> {
    let percentile = |document: &DocumentReport| document.index.percentile.unwrap_or(-1.0);
    let mut ranked: Vec<_> = report.documents.iter().collect();
    ranked.sort_by(|left, right| {
        let rank = percentile(right).total_cmp(&percentile(left));
        rank.then(right.index.value.total_cmp(&left.index.value)).then_with(|| left.id.cmp(&right.id))
    });
    ranked
}

/// What stands in the words of a document, by kind: `12 invisible, 40 look-alike characters, 3 soft hyphens`.
pub(super) fn obfuscation(found: &Obfuscation) -> String {
    let kinds = [(found.invisible, "invisible"), (found.look_alike, "look-alike"), (found.full_width, "full-width")];
    let kinds = kinds.into_iter().filter(|&(count, _)| count > 0);
    let characters: Vec<_> = kinds.clone().map(|(count, kind)| format!("{} {kind}", number(count))).collect();
    let noun = plural(kinds.map(|(count, _)| count).next_back().unwrap_or(0), "character");
    let mut parts = Vec::new();
    if !characters.is_empty() {
        parts.push(format!("{} {noun}", characters.join(", ")));
    }
    for (count, noun) in [(found.soft_hyphens, "soft hyphen"), (found.piled_marks, "piled-up mark")] {
        if count > 0 {
            parts.push(counted(count, noun));
        }
    }
    parts.join(", ")
}

/// What such characters mean for the findings.
pub(super) const OBFUSCATED: &str = "Characters that look like others, or that nobody sees, stand inside the words. \
     The text was compared as it reads; why they are there, the count does not say.";

/// [`name`] of a document with obfuscated characters, behind its id.
pub(super) fn obfuscated_name(document: &ObfuscatedDocument) -> String {
    let title = document.metadata.title.as_deref().filter(|title| !title.trim().is_empty());
    title.map_or_else(|| document.id.clone(), |title| format!("{} · {title}", document.id))
}

/// How many documents repeat themselves.
pub(super) fn repetitive_headline(summary: &Summary) -> String {
    let total = number(summary.documents);
    match (summary.documents, summary.repetitive_documents) {
        (0, _) => "No document was read.".into(),
        (_, 0) => format!("None of {total} documents repeats itself more than 95% of human-written news does."),
        (_, 1) => format!("1 of {total} documents repeats itself more than 95% of human-written news does."),
        (_, many) => {
            format!("{} of {total} documents repeat themselves more than 95% of human-written news does.", number(many))
        }
    }
}

/// What cutting would save.
pub(super) fn saved(document: &DocumentReport) -> String {
    let words: u64 = document.could_cut.iter().map(|cut| cut.words).sum();
    let sentences = counted(document.could_cut.len() as u64, "sentence");
    format!("{sentences}, {}, {}", counted(words, "word"), percent(share(words, document.words)))
}

/// `part` of `whole` as a fraction; 0 of nothing.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "shown in three digits")]
    let share = part as f64 / whole.max(1) as f64;
    share
}

/// What became of a record.
pub(super) fn fault(reason: Reason) -> String {
    format!("{}, {}", if reason.is_repair() { "repaired" } else { "skipped" }, reason.name())
}

/// That `hidden` faults are not shown, and where they are.
pub(super) fn more_faults(hidden: u64) -> String {
    format!("… and {} more (--bad-records FILE has all)", number(hidden))
}

/// What is not shown, and how to see it; nothing where all is.
pub(super) fn more(total: usize, shown: usize) -> Option<String> {
    let hidden = total.saturating_sub(shown);
    (hidden > 0).then(|| format!("… and {} more (--top {} shows them)", number(hidden as u64), round_up(total)))
}

/// The next number that is easy to type.
fn round_up(total: usize) -> usize {
    let step = [10, 50, 100, 500].into_iter().find(|step| total <= step * 10).unwrap_or(1000);
    total.div_ceil(step) * step
}

#[cfg(test)]
mod tests {
    use super::{Report, books, bytes, counted, more, number, percent, value};

    #[test]
    fn books_of_another_engine_name_no_files_and_what_is_not_listed() {
        let mut report = Report::default();
        (report.summary.records, report.summary.documents, report.summary.words) = (3, 3, 40);
        assert_eq!(books(&report), "3 records (40 words): 3 documents, none skipped.");
        (report.summary.files, report.summary.clusters) = (1, 2);
        report.clusters.push(crate::report::Cluster::default());
        let said = "3 records in 1 file (0 bytes, 40 words): 3 documents, none skipped. Only 1 of 2 stories are listed.";
        assert_eq!(books(&report), said);
        report.clusters.clear();
        assert!(books(&report).ends_with(" None of 2 stories are listed."));
    }

    #[test]
    fn numbers_read_easily() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "story"), "1 story");
        assert_eq!(counted(2, "story"), "2 stories");
        assert_eq!(counted(2, "day"), "2 days");
        assert_eq!(bytes(12), "12 bytes");
        assert_eq!(bytes(4_200_000), "4.2 MB");
    }

    #[test]
    fn only_everything_is_100_percent_and_only_nothing_0() {
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.999_99), "99.9%");
        assert_eq!(percent(0.712), "71%");
        assert_eq!(percent(0.002), "0.2%");
        assert_eq!(percent(0.000_01), "<0.1%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(f64::NAN), "–");
    }

    #[test]
    fn values_have_the_digits_they_deserve() {
        assert_eq!([value(0.026_965), value(72.31), value(14.0), value(0.0)], ["0.027", "72.3", "14", "0.000"]);
    }

    #[test]
    fn what_is_hidden_can_be_shown() {
        assert_eq!(more(44, 10).as_deref(), Some("… and 34 more (--top 50 shows them)"));
        assert_eq!(more(512, 10).as_deref(), Some("… and 502 more (--top 600 shows them)"));
        assert_eq!(more(3, 10), None);
    }
}
