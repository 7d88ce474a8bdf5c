//! Each ground where it holds and where it does not; and that the sides may be exchanged.

use super::*;
use proptest::prelude::*;

fn of(source: &str, date: &str) -> Metadata {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Metadata { source: given(source), date: given(date), ..Metadata::default() }
}

/// The spans of two phrases.
fn at((left, right): (&str, &str), (a, b): (&str, &str)) -> (Span, Span) {
    let span = |text: &str, part: &str| text.find(part).map(|start| Span::new(start, start + part.len())).unwrap();
    (span(left, a), span(right, b))
}

fn from(sources: (&str, &str), texts: (&str, &str), common: &Common) -> Direction {
    let (left, right) = (of(sources.0, ""), of(sources.1, ""));
    direction(&Witness { text: texts.0, metadata: &left }, &Witness { text: texts.1, metadata: &right }, common)
}

fn told(texts: (&str, &str), common: &Common) -> (First, Vec<(Ground, u32)>) {
    let found = from(("hill-herald.example", "daily-moon.example"), texts, common);
    (found.first, found.grounds.iter().map(|found| (found.ground, found.points)).collect())
}

fn dates(left: &str, right: &str) -> Direction {
    let (left, right) = (of("hill-herald.example", left), of("daily-moon.example", right));
    let text = "A well has run dry, the mayor told the Daily Moon.";
    direction(&Witness { text, metadata: &left }, &Witness { text: "A well has run dry.", metadata: &right }, &Common::default())
}

#[test]
fn dates_settle_it_and_texts_may_contest_it() {
    let agreed = dates("2025-03-06", "2025-03-05");
    assert_eq!((agreed.first, agreed.is_contested), (First::Right, false));
    assert_eq!(agreed.grounds.iter().map(|found| found.ground).collect::<Vec<_>>(), [Ground::Dated, Ground::NamesOtherOutlet]);
    let contested = dates("2025-03-05", "2025-03-06");
    assert_eq!((contested.first, contested.is_contested), (First::Left, true));
    assert_eq!(contested.grounds.iter().map(|found| found.first).collect::<Vec<_>>(), [First::Left, First::Right]);
    for (left, right) in [("2025-03-05", "2025-03-05"), ("2025", "2025-03-05"), ("", "2025-03-05"), ("soon", "late")] {
        let found = dates(left, right);
        assert_eq!((found.first, found.is_contested), (First::Right, false));
        assert_eq!(found.grounds.len(), 1, "{left} {right}");
    }
}

#[test]
fn nothing_known_is_undetermined() {
    assert_eq!(told(("", ""), &Common::default()), (First::Undetermined, vec![]));
    let same = "A well has run dry in the hills, the mayor said.";
    assert_eq!(told((same, same), &Common::default()), (First::Undetermined, vec![]));
}

#[test]
fn the_other_outlet_is_named() {
    let plain = "A well has run dry, said the mayor.";
    let told = |right| told((plain, right), &Common::default());
    assert_eq!(told("The mayor told the Hill Herald of a dry well."), (First::Left, vec![(Ground::NamesOtherOutlet, 6)]));
    assert_eq!(
        told("A well has run dry, said the mayor of all places.\n\nPhoto: Hill Herald"),
        (First::Left, vec![(Ground::ForeignLeftover, 6)])
    );
    // Named by the way it only supports.
    assert_eq!(told("The Hill Herald stands beside a dry well."), (First::Undetermined, vec![(Ground::NamesOtherOutlet, 3)]));
}

#[test]
fn outlets_that_name_each_other_leave_it_open() {
    let texts = ("The mayor told the Daily Moon of a well.", "The mayor told the Hill Herald of a well.");
    assert_eq!(told(texts, &Common::default()).0, First::Undetermined);
}

#[test]
fn a_story_about_the_outlet_names_it() {
    let texts =
        ("The Hill Herald is to leave its old house, it was decided.", "The Hill Herald is to leave the house it has had.");
    assert_eq!(told(texts, &Common::default()), (First::Undetermined, vec![]));
}

#[test]
fn a_footer_word_for_word_is_left_over() {
    let footer = "The Hill Herald comes out daily but for Mondays in all four valleys.";
    let (left, right) = (format!("A well is dry. {footer}"), format!("A well has dried up. {footer}"));
    assert_eq!(told((&left, &right), &Common::default()), (First::Left, vec![(Ground::ForeignLeftover, 6)]));
}

#[test]
fn corrections_order_versions_of_one_outlet() {
    let texts = (
        "The well is 71 feet deep.",
        "The well is 17 feet deep.\n\nCorrection: an earlier version of this article gave 71 feet.",
    );
    let found = from(("hill-herald.example", "www.hillherald.example"), texts, &Common::default());
    assert_eq!(found.first, First::Left);
    assert_eq!(found.grounds[0].ground, Ground::Corrected);
    // Of two outlets, who has the error told the earlier version; that alone is not enough.
    assert_eq!(told(texts, &Common::default()), (First::Undetermined, vec![(Ground::CarriesError, 3)]));
    assert_eq!(told(("The well is 71 metres deep.", texts.1), &Common::default()).1, []);
}

#[test]
fn rounded_numbers() {
    let texts = (
        "There were 310 cows, 42 pigs and 19 goats; about 70 hens.",
        "Around 300 cows, more than 40 pigs and some 20 goats; the 70 hens.",
    );
    let pair = |a, b| at(texts, (a, b));
    let numbers = vec![pair("310", "300"), pair("42", "40"), pair("19", "20")];
    let common = Common { numbers, ..Common::default() };
    assert_eq!(told(texts, &common), (First::Left, vec![(Ground::NumbersRounded, 6)]));
    let two = Common { numbers: common.numbers[..2].to_vec(), ..Common::default() };
    assert_eq!(told(texts, &two), (First::Undetermined, vec![(Ground::NumbersRounded, 4)]));
    // The same number, said otherwise, is not rounded.
    let same = Common { numbers: vec![pair("70", "70")], ..Common::default() };
    assert_eq!(told(texts, &same).1, []);
}

#[test]
fn quotations_reported_and_cut() {
    let texts = (
        "\"We have looked into it all day and saw nothing at all,\" said Ann Dunn. \"It is dry, as dry as a bone in the sun.\"",
        "Ann Dunn said that they had looked all day. \"It is dry.\"",
    );
    let sentence = at(
        texts,
        (
            "\"We have looked into it all day and saw nothing at all,\" said Ann Dunn.",
            "Ann Dunn said that they had looked all day.",
        ),
    );
    let quotation = at(texts, ("It is dry, as dry as a bone in the sun.", "It is dry."));
    let only_left = vec![at(texts, ("We have looked into it all day and saw nothing at all,", "Ann")).0];
    let common = Common { sentences: vec![sentence], quotations: vec![quotation], only_left, ..Common::default() };
    assert_eq!(told(texts, &common), (First::Undetermined, vec![(Ground::QuotationReported, 2), (Ground::QuotationCut, 2)]));
}

#[test]
fn a_quotation_parted_in_two_is_not_cut() {
    let texts = (
        "\"I came at noon and looked. Then I went home again,\" she said.",
        "\"I came at noon and looked,\" she said. \"Then I went home again.\"",
    );
    let quotations = vec![at(texts, ("I came at noon and looked. Then I went home again,", "I came at noon and looked,"))];
    assert_eq!(told(texts, &Common { quotations, ..Common::default() }).1, []);
}

#[test]
fn hearsay_and_looking_back() {
    let texts = ("The well ran dry on Monday.", "The well reportedly ran dry last week.");
    let common = Common { sentences: vec![at(texts, texts)], ..Common::default() };
    assert_eq!(told(texts, &common), (First::Left, vec![(Ground::Hearsay, 3), (Ground::LooksBack, 3)]));
}

#[test]
fn weak_grounds_never_answer_alone() {
    let text = "The mayor said it. The baker said it. The smith said it.";
    let right = "So it was. So it is. So be it.";
    let sentences: Vec<_> = [(0, 0), (19, 11), (38, 21)].map(|(a, b)| (Span::new(a, a + 18), Span::new(b, b + 9))).to_vec();
    let only_left = vec![Span::new(0, 3); 20];
    let common = Common { sentences, only_left, coverage_left: 0.3, coverage_right: 1.0, ..Common::default() };
    let (first, grounds) = told((text, right), &common);
    assert_eq!(first, First::Undetermined);
    assert_eq!(grounds, [(Ground::FactsLost, 2), (Ground::ContainedIn, 1), (Ground::AttributionLost, 1)]);
}

#[test]
fn every_ground_has_a_name_and_a_sentence_of_its_own() {
    let names: std::collections::BTreeSet<_> = Ground::ALL.iter().map(|ground| ground.name()).collect();
    let sentences: std::collections::BTreeSet<_> = Ground::ALL.iter().map(|ground| ground.sentence()).collect();
    assert_eq!((names.len(), sentences.len()), (Ground::ALL.len(), Ground::ALL.len()));
    assert!(Ground::ALL.is_sorted_by_key(|ground| ground.weight()));
}

const PARTS: [&str; 12] = [
    "The mayor told the Hill Herald of it. ",
    "\"It was dry as a bone,\" said Ann Dunn. ",
    "Ann Dunn said it was dry. ",
    "There were 310 cows. ",
    "There were about 300 cows. ",
    "It ran dry on Monday. ",
    "It reportedly ran dry last week. ",
    "Photo: Daily Moon\n\n",
    "An earlier version of this article gave 310 cows. ",
    "Le Daily Moon était là, é. ",
    "OLD TOWN (Hill Herald) — ",
    "\n\n",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PARTS.len(), 0..8).prop_map(|parts| parts.iter().map(|&part| PARTS[part]).collect())
}

fn span() -> impl Strategy<Value = Span> {
    (0usize..200, 0usize..60).prop_map(|(start, size)| Span::new(start, start + size))
}

fn common() -> impl Strategy<Value = Common> {
    let pairs = || proptest::collection::vec((span(), span()), 0..6);
    let spans = || proptest::collection::vec(span(), 0..12);
    (pairs(), pairs(), pairs(), spans(), spans(), 0.0..1.0f64, 0.0..1.0f64).prop_map(
        |(sentences, numbers, quotations, only_left, only_right, coverage_left, coverage_right)| Common {
            sentences,
            numbers,
            quotations,
            facts: 0,
            only_left,
            only_right,
            coverage_left,
            coverage_right,
        },
    )
}

proptest! {
    /// Spans of no text, off the bounds of characters, are looked at without harm too.
    #[test]
    fn exchanged_sides_exchange_the_answer(left in text(), right in text(), common in common(), days in (0u32..3, 0u32..3)) {
        let date = |day: u32| if day == 0 { String::new() } else { format!("2025-03-0{day}") };
        let (one, other) = (of("hill-herald.example", &date(days.0)), of("daily-moon.example", &date(days.1)));
        let (left, right) = (Witness { text: &left, metadata: &one }, Witness { text: &right, metadata: &other });
        let found = direction(&left, &right, &common);
        let turned = direction(&right, &left, &common.exchanged());
        prop_assert_eq!(found.first, turned.first.exchanged());
        prop_assert_eq!(found.is_contested, turned.is_contested);
        let mut grounds: Vec<_> = turned.grounds.into_iter().map(Found::exchanged).collect();
        grounds.sort();
        prop_assert_eq!(&found.grounds, &grounds);
        for ground in &found.grounds {
            prop_assert!(ground.first != First::Undetermined);
            prop_assert!(found.first != First::Undetermined || ground.ground != Ground::Dated);
        }
    }

    /// Shown spans stand where they say.
    #[test]
    fn receipts_are_in_the_texts(left in text(), right in text()) {
        let found = from(("hill-herald.example", "daily-moon.example"), (&left, &right), &Common::default());
        for ground in &found.grounds {
            prop_assert!(!ground.left.is_empty() || !ground.right.is_empty());
            prop_assert!(ground.left.iter().all(|span| !span.of(&left).is_empty()));
            prop_assert!(ground.right.iter().all(|span| !span.of(&right).is_empty()));
        }
    }
}
