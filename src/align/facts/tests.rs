//! Tests of facts and their ledger: what becomes of each kind, and the laws.

use super::*;
use proptest::prelude::*;

fn english(text: &str) -> Facts {
    facts(text, Language::English)
}

/// The ledger of two English texts, as words.
fn shown(left: &str, right: &str) -> Vec<String> {
    let (l, r) = (english(left), english(right));
    let found = ledger(&l, &r, &[]);
    let (l, r) = (|at: usize| l.all[at].span.of(left), |at: usize| r.all[at].span.of(right));
    let mut shown: Vec<_> = found.kept.iter().map(|&(a, b)| format!("kept {} = {}", l(a), r(b))).collect();
    shown.extend(found.changed.iter().map(|&(a, b)| format!("changed {} > {}", l(a), r(b))));
    shown.extend(found.dropped.iter().map(|&at| format!("dropped {}", l(at))));
    shown.extend(found.added.iter().map(|&at| format!("added {}", r(at))));
    shown
}

/// Text of the pieces facts are made of, and of anything.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Ann Marsh"),
        Just("Marsh"),
        Just("the"),
        Just("“"),
        Just("”"),
        Just("\""),
        Just("’s"),
        Just("$"),
        Just("1,846"),
        Just("2.3m"),
        Just("half"),
        Just("a"),
        Just("twenty"),
        Just("-"),
        Just("three"),
        Just("million"),
        Just("percent"),
        Just("Feb."),
        Just("12"),
        Just("2025"),
        Just("Tuesday"),
        Just("p.m."),
        Just(":"),
        Just("of"),
        Just("University"),
        Just(".\n\n"),
        Just("'"),
        Just("hundred"),
        Just("çÉß漢字٣"),
    ];
    prop_oneof![
        prop::collection::vec((piece, prop_oneof![Just(" "), Just("")]), 0..40)
            .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect::<String>()),
        any::<String>(),
    ]
}

fn languages() -> impl Strategy<Value = Language> {
    (0..Language::ALL.len()).prop_map(|at| Language::ALL[at])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn spans_slice_the_original(text in text(), language in languages()) {
        let found = facts(&text, language);
        for fact in &found.all {
            prop_assert_eq!(Some(&fact.span), fact.mentions.first());
            prop_assert!(fact.mentions.is_sorted());
            for mention in &fact.mentions {
                prop_assert!(text.get(mention.start..mention.end).is_some_and(|text| !text.is_empty()));
            }
        }
        prop_assert!(found.all.is_sorted_by_key(|fact| (fact.span, fact.kind)));
    }

    #[test]
    fn a_text_keeps_its_own_facts(text in text(), language in languages()) {
        let found = facts(&text, language);
        let same = ledger(&found, &found, &[]);
        prop_assert_eq!(same.kept, (0..found.all.len()).map(|at| (at, at)).collect::<Vec<_>>());
        prop_assert!(same.changed.is_empty() && same.dropped.is_empty() && same.added.is_empty());
    }

    #[test]
    fn exchanged_sides_exchange_dropped_and_added(left in text(), right in text(), language in languages()) {
        let (left, right) = (facts(&left, language), facts(&right, language));
        let (there, back) = (ledger(&left, &right, &[]), ledger(&right, &left, &[]));
        let turned = |pairs: &[(usize, usize)]| {
            let mut turned: Vec<_> = pairs.iter().map(|&(a, b)| (b, a)).collect();
            turned.sort_unstable();
            turned
        };
        prop_assert_eq!(&there.dropped, &back.added);
        prop_assert_eq!(&there.added, &back.dropped);
        prop_assert_eq!(&there.kept, &turned(&back.kept));
        prop_assert_eq!(&there.changed, &turned(&back.changed));
    }

    #[test]
    fn every_sure_fact_is_in_one_list(left in text(), right in text()) {
        let (left, right) = (english(&left), english(&right));
        let found = ledger(&left, &right, &[]);
        let mut seen: Vec<_> = found.kept.iter().chain(&found.changed).map(|&(at, _)| at).chain(found.dropped.iter().copied()).collect();
        seen.sort_unstable();
        seen.dedup();
        prop_assert!((0..left.all.len()).all(|at| seen.contains(&at) || !left.all[at].is_sure));
    }
}

#[test]
fn what_became_of_each_fact() {
    assert_eq!(
        shown(
            "Deputy Mayor Ann Marsh told the council on Tuesday, 4 March that the bridge will cost $41.6 million. \
             “You can patch a bridge or you can have one,” she said. About 300 people live beside the bridge.",
            "The new bridge costs 41.6 million dollars, the council of Tarnford heard from Marsh. It has 310 people living beside it. \
             That was on March 4.",
        ),
        [
            "kept Ann Marsh = Marsh",
            "kept Tuesday, 4 March = March 4",
            "kept $41.6 million = 41.6 million dollars",
            "changed 300 > 310",
            "dropped You can patch a bridge or you can have one,",
            "added Tarnford",
        ]
    );
}

#[test]
fn misspelt_names_are_changed() {
    assert_eq!(
        shown("Amara Lindholt runs the clinic in Haldenbridge.", "The clinic in Haldenbridge is run by Amara Lindhout."),
        ["kept Haldenbridge = Haldenbridge", "changed Amara Lindholt > Amara Lindhout"]
    );
}

#[test]
fn quotations_parted_and_altered() {
    let whole = "“We are not waiting for the match before we act. The tower is off and it has been drained,” said the doctor.";
    let parted = "“We are not waiting for the match before we act,” the doctor said. “The tower is off and it has been drained.”";
    assert!(shown(whole, parted).iter().all(|line| line.starts_with("kept")), "{:?}", shown(whole, parted));
    let altered = "“We are not looking for a match when we act: the tower is gone,” said the doctor.";
    assert!(shown(whole, altered)[0].starts_with("changed"), "{:?}", shown(whole, altered));
}

#[test]
fn kinds_are_called_by_their_names() {
    assert!(FactKind::ALL.iter().all(|kind| kind.name().parse::<FactKind>().is_ok_and(|parsed| parsed == *kind)));
    assert!("fact".parse::<FactKind>().is_err());
}
