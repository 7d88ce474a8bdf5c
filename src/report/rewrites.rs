//! Rewrites in words: their level, how much one tells of the other, what became of the facts, which was first, who retells whom.
//!
//! The same for the terminal and for Markdown, as in `phrasing.rs`, and by its rule: a document tells another or retells it, and
//! what the report does not know it says it does not know.

use super::data::{
    Direction, FactLedger, FactPair, GroundFound, Level, Match, Network, Passage, PassageKind, Quote, Relation, Report,
    SourcePair, SourceTold,
};
use super::phrasing::{counted, meaning, number, percent};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many changed facts a line quotes.
const CHANGES: usize = 3;

/// How many sentences of a rewrite are quoted as a receipt.
const RECEIPTS: usize = 2;

/// Characters of a fact in a line.
const FACT: usize = 60;

/// What a reader calls a match; of a report that says no level, what follows from the relation.
pub(super) fn level(found: &Match) -> Level {
    if found.level == Level::Unrelated { Level::of(found.relation, 0.0) } else { found.level }
}

/// The levels found, strongest claim first: name, pairs, meaning.
///
/// Counted by relation in the summary; only rewrites are of two levels, and are told apart by their matches.
pub(super) fn levels(report: &Report) -> Vec<[String; 3]> {
    let counts = &report.summary.matches_by_relation;
    let is_edited =
        |found: &&Match| found.relation == Relation::Rewritten && !found.on_common_text && found.level == Level::Edited;
    let edited = report.matches.iter().filter(is_edited).count() as u64;
    let mut rows = Vec::new();
    let mut row = |level: Level, pairs: u64, meaning: String| {
        if pairs > 0 {
            rows.push([level.name().to_owned(), number(pairs), meaning]);
        }
    };
    for found in Relation::ALL {
        let pairs = counts.get(found.name()).copied().unwrap_or(0);
        if found == Relation::Rewritten {
            let edited = edited.min(pairs);
            row(Level::Edited, edited, format!("rewritten, over {} kept word for word", percent(Level::EDITED_FROM)));
            row(Level::Rewritten, pairs - edited, "told in other words".into());
        } else {
            row(Level::of(found, 0.0), pairs, meaning(report, found.name()));
        }
    }
    let others = counts.iter().filter(|(name, pairs)| name.parse::<Relation>().is_err() && **pairs > 0);
    rows.extend(others.map(|(name, pairs)| [name.clone(), number(*pairs), String::new()]));
    rows
}

/// Matches on common text and pairs of the same story: beside the levels, counted apart.
pub(super) fn apart(report: &Report) -> Vec<String> {
    let pairs = |count: u64| match count {
        1 => "1 more pair".to_owned(),
        many => format!("{} more pairs", number(many)),
    };
    let mut said = Vec::new();
    let common = report.summary.matches_on_common_text;
    if common > 0 {
        let verb = if common == 1 { "rests" } else { "rest" };
        said.push(format!("{} {verb} mostly on text told in many documents: listed, not counted.", pairs(common)));
    }
    let stories = report.summary.same_story;
    if stories > 0 {
        let verb = if stories == 1 { "tells" } else { "tell" };
        said.push(format!("{} {verb} the same story, each in its own way: listed apart, not counted.", pairs(stories)));
    }
    said
}

/// Rewrites by their score, highest first; those on common text last.
pub(super) fn rewritten(report: &Report) -> Vec<&Match> {
    let mut rewrites: Vec<_> = report.matches.iter().filter(|found| found.relation == Relation::Rewritten).collect();
    rewrites.sort_by(|left, right| {
        let score = |found: &Match| found.rewrite.unwrap_or(0.0);
        left.on_common_text.cmp(&right.on_common_text).then(score(right).total_cmp(&score(left)))
    });
    rewrites
}

/// How much each side tells of the other; none where it was not computed.
pub(super) fn coverage(found: &Match) -> Option<String> {
    let told = found.retelling.as_ref()?;
    let [left, right] = [told.coverage_left, told.coverage_right].map(percent);
    Some(format!("{left} of left by right, {right} of right by left"))
}

/// What shows best that one tells the other, in the order of left: sentences in other words, or else what stands in both.
pub(super) fn receipts(found: &Match) -> Vec<&Passage> {
    let quoted = found.passages.iter().filter(|passage| passage.left.text.is_some() && passage.right.text.is_some());
    let mut shown: Vec<_> = quoted.collect();
    shown.sort_by(|left, right| {
        let is_rewritten = |passage: &Passage| Reverse(passage.kind == PassageKind::Rewritten);
        let score = |passage: &Passage| passage.score.unwrap_or(0.0);
        let kind = is_rewritten(left).cmp(&is_rewritten(right));
        kind.then(score(right).total_cmp(&score(left))).then(right.words.cmp(&left.words))
    });
    shown.truncate(RECEIPTS);
    shown.sort_by_key(|passage| passage.left.start);
    shown
}

/// How a passage stands on both sides, and how much of it.
pub(super) fn kind(passage: &Passage) -> String {
    match passage.kind {
        PassageKind::Verbatim => format!("word for word, {}", counted(passage.words, "word")),
        PassageKind::Edited => format!("edited, {}", counted(passage.words, "word")),
        PassageKind::Rewritten => {
            passage.score.map_or_else(|| "in other words".into(), |score| format!("in other words, {}", percent(score)))
        }
    }
}

/// Whether two documents have so much in common that it says something what became of their facts: a relation, or passages that one
/// tells of the other. A form that was filled in twice has no relation, and its facts show why.
pub(super) fn has_receipts(found: &Match) -> bool {
    found.relation != Relation::Unrelated || !found.passages.is_empty()
}

/// The sign of a passage where two texts stand beside each other.
pub(super) const fn sign(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Verbatim => "=",
        PassageKind::Edited => "~",
        PassageKind::Rewritten => "≈",
    }
}

/// A quoted stretch on one line, or where it stands.
pub(super) fn quoted(quote: &Quote) -> String {
    match &quote.text {
        None => format!("bytes {} to {}", quote.start, quote.end),
        Some(text) => {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            match text.char_indices().nth(FACT) {
                None => text,
                Some((end, _)) => format!("{}…", text[..end].trim_end()),
            }
        }
    }
}

/// A fact with another value on the other side.
pub(super) fn change(pair: &FactPair) -> String {
    format!("{} → {}", quoted(&pair.left), quoted(&pair.right))
}

/// The facts that were not kept, each with its kind, changed ones first: `changed`, `dropped`, `added`.
pub(super) fn ledger(ledger: &FactLedger) -> [(&'static str, Vec<(&str, String)>); 3] {
    let pairs = ledger.changed.iter().map(|pair| (pair.kind.as_str(), change(pair))).collect();
    let [dropped, added] = [&ledger.dropped, &ledger.added]
        .map(|items| items.iter().map(|item| (item.kind.as_str(), quoted(&item.quote))).collect());
    [("changed", pairs), ("dropped", dropped), ("added", added)]
}

/// How many facts were kept, changed, dropped and added; quotations are counted apart, since two honest reports may share them.
pub(super) fn facts(ledger: &FactLedger) -> String {
    let kept = (ledger.kept.len() as u64).saturating_sub(ledger.shared_quotations);
    let counts = [
        (kept, "kept"),
        (ledger.changed.len() as u64, "changed"),
        (ledger.dropped.len() as u64, "dropped"),
        (ledger.added.len() as u64, "added"),
    ];
    let counts: Vec<_> = counts.into_iter().map(|(count, what)| format!("{} {what}", number(count))).collect();
    let quotations = match ledger.shared_quotations {
        0 => String::new(),
        shared => format!("; {} shared", counted(shared, "quotation")),
    };
    format!("{}{quotations}", counts.join(", "))
}

/// [`facts`] in a line, after the changed ones: a changed number is a finding.
pub(super) fn facts_line(ledger: &FactLedger) -> String {
    let mut changed: Vec<_> = ledger.changed.iter().take(CHANGES).map(change).collect();
    let hidden = ledger.changed.len() - changed.len();
    if hidden > 0 {
        changed.push(format!("{} more changed", number(hidden as u64)));
    }
    let gap = if changed.is_empty() { "" } else { " · " };
    format!("{}{gap}{}", changed.join("; "), facts(ledger))
}

/// Which was first, with its grounds; where the texts contest the dates, or nothing is clear, that.
pub(super) fn direction(direction: &Direction) -> String {
    let grounds = |first: &str| {
        let all: Vec<_> = direction.grounds.iter().filter(|found| found.first == first).map(ground).collect();
        if all.is_empty() { "no grounds named".to_owned() } else { all.join("; ") }
    };
    let first = direction.first.as_str();
    if !is_side(first) {
        let all: Vec<_> = direction.grounds.iter().map(ground).collect();
        let gap = if all.is_empty() { "" } else { "; too little: " };
        return format!("undetermined{gap}{}", all.join("; "));
    }
    let told = format!("{first}: {}", grounds(first));
    if direction.contested { format!("{told}; contested by the texts: {}", grounds(other(first))) } else { told }
}

/// Which was first, without the grounds.
pub(super) fn first(direction: &Direction) -> String {
    match (is_side(&direction.first), direction.contested) {
        (false, _) => "undetermined".into(),
        (true, false) => direction.first.clone(),
        (true, true) => format!("{} by the dates, {} by the texts", direction.first, other(&direction.first)),
    }
}

/// What one ground says.
pub(super) fn ground(found: &GroundFound) -> String {
    format!("{} {}", other(&found.first), found.says)
}

/// Whether it names one of the two documents.
fn is_side(name: &str) -> bool {
    matches!(name, "left" | "right")
}

fn other(side: &str) -> &'static str {
    if side == "left" { "right" } else { "left" }
}

/// Seconds in the unit that fits: `40 min`, `3 h`, `2 days`; `none`, and with a minus where it goes back.
pub(super) fn delay(seconds: i64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let rounded = |unit: u64| (seconds.unsigned_abs() + unit / 2) / unit;
    let sign = if seconds < 0 { "−" } else { "" };
    let length = match seconds.unsigned_abs() {
        0 => return "none".into(),
        short if short < MINUTE => format!("{short} s"),
        _ if rounded(MINUTE) < 60 => format!("{} min", rounded(MINUTE)),
        _ if rounded(HOUR) < 48 => format!("{} h", rounded(HOUR)),
        _ => counted(rounded(DAY), "day"),
    };
    format!("{sign}{length}")
}

/// Pairs of sources to show: those in which one retells the other; and where it is not known who does, one row for both.
pub(super) fn source_pairs(report: &Report) -> Vec<&SourcePair> {
    let told = |source: &str, first: &str| {
        report.source_pairs.iter().any(|pair| pair.source == source && pair.first == first && pair.documents > 0)
    };
    let is_shown = |pair: &&SourcePair| pair.documents > 0 || pair.source <= pair.first && !told(&pair.first, &pair.source);
    report.source_pairs.iter().filter(is_shown).collect()
}

/// How many facts and quotations two documents share; a dash where it was not computed.
pub(super) fn shared(found: &Match) -> [String; 2] {
    let Some(ledger) = &found.facts else { return ["–".into(), "–".into()] };
    [(ledger.kept.len() as u64).saturating_sub(ledger.shared_quotations), ledger.shared_quotations].map(number)
}

/// What stands between the names of two sources.
pub(super) fn verb(pair: &SourcePair) -> &'static str {
    if pair.documents > 0 { " retells " } else { " and " }
}

/// What one source retells of another, in lines; what is the other way, and what is not known, in the last.
pub(super) fn retold(pair: &SourcePair) -> Vec<String> {
    let mut lines = Vec::new();
    if pair.documents > 0 {
        let documents = counted(pair.documents, "document");
        let relations = by_relation(&pair.matches_by_relation);
        let delay = pair.median_delay.map_or_else(String::new, |seconds| format!(", median delay {}", delay(seconds)));
        lines.push(format!("{documents}, {} of all it has{delay}: {relations}", percent(pair.share)));
    }
    let mut rest = Vec::new();
    if pair.matches_back > 0 {
        rest.push(format!("{} the other way", counted(pair.matches_back, "match")));
    }
    if pair.matches_undetermined > 0 {
        rest.push(format!("{} undetermined", counted(pair.matches_undetermined, "match")));
    }
    if !rest.is_empty() {
        lines.push(rest.join(", "));
    }
    lines
}

/// Whose documents a source retells.
pub(super) fn first_of(pair: &SourcePair) -> &str {
    if pair.first == pair.source { "itself" } else { &pair.first }
}

/// The median delay of a pair; a dash where no dates tell.
pub(super) fn median_delay(pair: &SourcePair) -> String {
    pair.median_delay.map_or_else(|| "–".into(), delay)
}

/// Matches by relation, strongest first.
pub(super) fn by_relation(counts: &BTreeMap<String, u64>) -> String {
    let known = Relation::ALL.iter().map(|found| found.name());
    let others = counts.keys().map(String::as_str).filter(|name| name.parse::<Relation>().is_err());
    let told = known.chain(others).filter_map(|name| Some((name, *counts.get(name)?))).filter(|(_, count)| *count > 0);
    let level = |name: &str| name.parse().map_or_else(|_| name.to_owned(), |found| Level::of(found, 0.0).name().to_owned());
    told.map(|(name, count)| format!("{} {}", number(count), level(name))).collect::<Vec<_>>().join(", ")
}

/// Sources by how little of what they publish is their own, then by name.
pub(super) fn sources_told(report: &Report) -> Vec<&SourceTold> {
    let mut told: Vec<_> = report.sources_told.iter().collect();
    told.sort_by(|left, right| left.own_share.total_cmp(&right.own_share).then_with(|| left.source.cmp(&right.source)));
    told
}

/// Who publishes the same within hours.
pub(super) fn network(network: &Network) -> String {
    let links = network.links.iter().map(|link| {
        let stories = counted(link.stories, "story");
        let delay = match link.median_delay {
            0 => "no delay".to_owned(),
            seconds => format!("median delay {}", delay(seconds)),
        };
        match network.sources.len() {
            ..=2 => format!("{stories} ({delay})"),
            _ => format!("{} and {} {stories} ({delay})", link.left, link.right),
        }
    });
    let links = links.collect::<Vec<_>>().join(", ");
    format!("{} publish the same stories within hours: {links}.", listed(&network.sources))
}

/// `A, B and C`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// What looking for rewrites misses, and where that is told; nothing where none were looked for.
pub(super) fn limits(report: &Report) -> Option<String> {
    let said = match report.options.get("rewrites")?.as_str()? {
        "likely" => {
            "Likely rewrites are sure rather than complete: what is told too freely, or has too few facts in common, is \
             missed. --rewrites possible lists more"
        }
        _ => {
            "Possible rewrites are more complete and less sure: each wants reading, and what is told too freely is missed \
             even so. --rewrites likely lists the surer ones"
        }
    };
    Some(format!("{said}; docs/rewrites.md has how many of which kind are found."))
}

#[cfg(test)]
mod tests {
    use super::{change, delay, direction, facts, facts_line, first, network};
    use crate::report::{Direction, FactItem, FactLedger, FactPair, GroundFound, Network, NetworkLink, Quote};

    fn quote(text: &str) -> Quote {
        Quote { start: 0, end: text.len(), text: Some(text.into()) }
    }

    fn pair(kind: &str, left: &str, right: &str) -> FactPair {
        FactPair { kind: kind.into(), left: quote(left), right: quote(right) }
    }

    #[test]
    fn a_delay_is_told_in_the_unit_that_fits() {
        let told = [0, 40, 90, 3_569, 3_570, 10_800, 170_999, 171_000, 172_800, -10_800].map(delay);
        assert_eq!(told, ["none", "40 s", "2 min", "59 min", "1 h", "3 h", "47 h", "2 days", "2 days", "−3 h"]);
        assert_eq!(delay(i64::MIN), delay(i64::MIN + 1), "the extreme does not overflow");
    }

    #[test]
    fn facts_are_counted_and_quotations_apart() {
        assert_eq!(facts(&FactLedger::default()), "0 kept, 0 changed, 0 dropped, 0 added");
        let ledger = FactLedger {
            kept: vec![pair("name", "Ana Ruiz", "Ruiz"), pair("quotation", "“No,”", "“No”")],
            shared_quotations: 1,
            dropped: vec![FactItem { kind: "name".into(), quote: quote("Holm") }],
            ..FactLedger::default()
        };
        assert_eq!(facts(&ledger), "1 kept, 0 changed, 1 dropped, 0 added; 1 quotation shared");
        assert_eq!(facts_line(&ledger), facts(&ledger));
    }

    #[test]
    fn changed_facts_are_quoted_first() {
        let changed = pair("number", "$290,000", "nearly\n$300,000");
        assert_eq!(change(&changed), "$290,000 → nearly $300,000");
        let mut ledger = FactLedger { changed: vec![changed; 2], ..FactLedger::default() };
        let twice = "$290,000 → nearly $300,000; $290,000 → nearly $300,000";
        assert_eq!(facts_line(&ledger), format!("{twice} · 0 kept, 2 changed, 0 dropped, 0 added"));
        ledger.changed.extend(vec![pair("name", "Holm", "Helm"); 3]);
        assert_eq!(facts_line(&ledger), format!("{twice}; Holm → Helm; 2 more changed · 0 kept, 5 changed, 0 dropped, 0 added"));
        let unquoted = FactPair { kind: "date".into(), left: Quote { start: 3, end: 9, text: None }, right: quote("May") };
        assert_eq!(change(&unquoted), "bytes 3 to 9 → May");
    }

    #[test]
    fn a_direction_is_told_with_its_grounds_or_not_at_all() {
        let ground = |says: &str, first: &str| GroundFound {
            ground: "any".into(),
            says: says.into(),
            first: first.into(),
            points: 1,
            left: vec![],
            right: vec![],
        };
        let of = |first: &str, grounds, contested| Direction { first: first.into(), grounds, contested };
        let dated = || ground("is dated later", "left");
        assert_eq!(direction(&of("left", vec![dated()], false)), "left: right is dated later");
        assert_eq!(direction(&of("undetermined", vec![], false)), "undetermined");
        assert_eq!(
            direction(&of("undetermined", vec![ground("tells by hearsay", "right")], false)),
            "undetermined; too little: left tells by hearsay"
        );
        let contested = of("left", vec![dated(), ground("tells by hearsay", "right")], true);
        assert_eq!(direction(&contested), "left: right is dated later; contested by the texts: left tells by hearsay");
        assert_eq!(first(&contested), "left by the dates, right by the texts");
    }

    #[test]
    fn a_network_is_a_sentence() {
        let link = NetworkLink { left: "A".into(), right: "B".into(), stories: 4, median_delay: 7_200 };
        let found = Network { sources: vec!["A".into(), "B".into()], links: vec![link] };
        assert_eq!(network(&found), "A and B publish the same stories within hours: 4 stories (median delay 2 h).");
    }
}
