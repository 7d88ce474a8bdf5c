//! Tests of the sentence splitter: tables of sentences by language, and its laws.

use proptest::prelude::*;

use super::sentences;
use crate::span::Span;

fn split<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    sentences(text, language).into_iter().map(|Span { start, end }| &text[start..end]).collect()
}

/// Each row is a language and the sentences of one text, `|` where one ends.
#[track_caller]
fn check(rows: &[(&str, &str)]) {
    for (language, marked) in rows {
        let text = marked.replace('|', "");
        let wanted: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(split(&text, language), wanted, "in {language}");
    }
}

#[test]
fn text_without_characters_has_no_sentences() {
    for text in ["", " ", "\n\n\t\r\n", "\u{3000}\u{a0}"] {
        assert_eq!(sentences(text, "en"), []);
    }
}

#[test]
fn abbreviations_and_initials_end_no_sentence() {
    check(&[
        ("en", "Mrs. Oduya met U.S. Sen. Clara J. Whitfield on Tues. at noon.| Nobody else came."),
        ("en", "The yard belongs to Harbor Freight Co. and its owners.| They bought it from Quill Inc.| The price was low."),
        ("en", "Bring tools, e.g. Phillips drivers, and see pp. 12 and No. 7 for help.| Ask the Gov. Baines fund."),
        ("en", "She moved to the U.K.| He stayed in the U.K. Embassy."),
        ("en", "They want tea, you and I.| Does Ann I. Petrov agree?"),
        ("en", "Pack nails, screws, etc.| Workers arrive at 7 a.m. Friday."),
        ("en", "At 6 p.m. Dr. Hale left.| Trains stop at 9 p.m.| Buses run all night."),
        ("en", "A Ph.D. student (Ill.) wrote it.| Its title is lost."),
    ]);
}

#[test]
fn quotations_do_not_hide_sentences() {
    check(&[
        ("en", "\"We lost the boat.| We kept the nets,\" Marta said.| \"It could be worse.\"| Rain fell."),
        ("en", "“Who rang?” she asked.| “Nobody.”| The line was dead."),
        ("en", "\"Where is the ferry?\" Captain Orlov asked.| It had sunk."),
        ("en", "He wrote ‘Gone.’| She read it twice."),
        ("de", "„Wir fahren nicht.| Das Wetter ist schlecht“, sagte er.| „Schade.“| Niemand lachte."),
        ("fr", "« Quelle heure est-il ? » demanda le gardien.| « Midi. »| Il sortit."),
    ]);
}

#[test]
fn asides_do_not_end_their_sentence() {
    check(&[
        ("en", "The mill (it closed in May. Nobody knows why.) stands empty.| Birds nest there."),
        ("en", "The mill stands empty.| (Birds nest there.)| The roof leaks."),
        ("en", "The river rose [...] and fell.| Boats came back."),
        ("en", "The dam held.[4][5]| Two valves broke.12| Repairs cost little."),
        ("ja", "彼は来た（遅れて。雨の中を）と聞いた。| 会は終わった。"),
    ]);
}

#[test]
fn addresses_figures_and_names_are_whole() {
    check(&[
        ("en", "Write to Ann.Lee@post.example or see www.Harbor.example/Maps.Html today.| It costs $4.50.| Cheap!"),
        ("en", "Open Main.Java or README.Md first.| Node.Js is not needed."),
        ("en", "She left Yahoo! News for radio.| Great!| The pay is worse."),
        ("en", "Version 2.1.3 is out.| Section 4.2.b changed."),
    ]);
}

#[test]
fn a_full_stop_may_have_lost_its_space() {
    check(&[
        ("en", "The bridge fell on Monday.|Crews came at once.|\"It was loud,\" a neighbor said."),
        ("en", "The cost was 12,000.|That is half of it!|Who pays?|Nobody knows."),
    ]);
}

#[test]
fn ellipses_end_a_sentence_before_a_capital() {
    check(&[
        ("en", "I thought ... well, never mind...| The door was shut."),
        ("en", "We waited . . . and waited . . . .| Nobody came."),
        ("en", "What?!| No way!!| Yes."),
    ]);
}

#[test]
fn list_items_are_sentences() {
    check(&[
        ("en", "1. Wash the rice.| 2. Boil the water.| 3. Wait."),
        ("en", "a) wash the rice| b) boil the water| c) wait"),
        ("en", "(i) Wash.| (ii) Boil.| (iii) Wait."),
        ("en", "What to bring:|\n- warm clothes|\n- a torch|\n• matches"),
        ("en", "As agreed in 2. above, the fee is void."),
    ]);
}

#[test]
fn wrapped_lines_are_one_sentence() {
    check(&[
        (
            "en",
            "The council voted late on Thursday to close the old swimming\nhall by the river, which has leaked since the great Flood of\n\
             Michaelmas, and to build a new one.| Work begins in spring, the\nmayor told reporters after the session.",
        ),
        (
            "en",
            "Council closes pool|\nThe council voted to close the swimming hall by the river, which leaks and cannot be repaired at any sensible price.|\n\nNew paragraph without a dot|\n\nAnother",
        ),
        ("en", "eggs|\nflour|\nbutter, sugar"),
        ("en", "The old ferry was\nrepaired over winter."),
        (
            "en",
            "    Her first book sold poorly and was forgotten by the end of\nMarch.|\n    Her second sold ten thousand copies in the first week alone,\nthe publisher said.",
        ),
        ("ja", "駅前の\n店は閉まっていた。"),
    ]);
}

#[test]
fn languages() {
    check(&[
        ("de", "Am 3. Oktober traf Dr. Weiß z. B. Herrn Prof. Lang.| Das steht auf Seite 12.| Dort hört es auf."),
        ("de", "Im 19. Jahrhundert kam Ludwig XIV. Statuen zugute.| Er wusste es nicht."),
        ("fr", "M. Dupont habite au n° 5 av. Foch.| Il y a du bruit !| Mme Roy dort."),
        ("es", "¿Cuándo llega la Sra. Ibarra?| Llega a las 5 p.m.| ¡Qué bien!| El núm. 8 gana."),
        ("it", "Il dott. Bianchi arriva alle 9.| La sig.ra Neri parte.| Vedi pag. 4."),
        ("pt", "O Sr. Lima mora na Av. Central.| Ele chega às 8h.| Onde está?"),
        ("nl", "Dhr. Bakker kwam d.w.z. te laat.| De trein was weg.| Waarom?"),
        ("da", "Hr. Holm kommer den 4. Maj kl. 8.| Det er bl.a. for sent."),
        ("sv", "Huset är t.ex. från 1900.| Det ägs av fru Ek m.fl.| Vem bor där?"),
        ("pl", "Prof. Nowak mieszka przy ul. Długiej.| To daleko.| Kto tam był?"),
        ("cs", "Viz např. Novák a kol. v roce 1990.| Bylo to dávno."),
        ("fi", "Hän tuli esim. junalla.| Se oli myöhässä.| Miksi?"),
        ("ru", "В 1990 г. А. П. Орлов жил на ул. Мира.| Он писал и т. д.| Потом уехал."),
        ("uk", "Див. с. 5 та ін.| Проф. Шевчук мовчав.| Чому?"),
        ("bg", "Г-н Петров дойде в 5 ч. сутринта.| Никой не го видя."),
        ("el", "Πού είναι ο κ. Νίκου;| Δεν ξέρω.| Ίσως αύριο."),
        ("hy", "Նա եկավ երեկ:| Մենք ուրախ ենք։| Վաղը կգնա..."),
        ("tr", "Dr. Kaya geldi.| Saat 5. kata çıktı.| Kim o?"),
        ("hi", "डॉ. वर्मा आए।| वे कब जाएँगे?| कोई नहीं जानता।"),
        ("ar", "قال د. سامي إنه متعب.| هل تعرفه؟| لا أعرفه."),
        ("ur", "وہ آ گیا۔| کیا وہ جائے گا؟| نہیں۔"),
        ("zh", "他来了！|我们走吧。|“好。”|你看过《走吧！朋友》吗？"),
        ("ja", "雨が降った。|傘はない。|「行こう。」と彼は言った。|利率は３．５％だ。"),
        ("am", "ሰላም ነው።| እንዴት ነህ፧| ደህና።"),
        ("my", "သူလာသည်။| သူမလာပါ။"),
        ("km", "គាត់មក។| គាត់ទៅ។"),
        ("und", "One.| Two?| 三。|四！|پانچ۔| छह।| Seven."),
    ]);
}

#[test]
fn unknown_languages_and_regions_have_rules() {
    let text = "The Rev. Ito spoke. Nobody listened.";
    for language in ["en-GB", "EN", "xx", "", "zh_Hant", "und"] {
        assert_eq!(sentences(text, language).len(), 2, "{language}");
    }
}

/// Pieces of the texts that have been hard on sentence splitters, in any order.
fn hard_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "A", "The ", "word", "U.S.", "z. B. ", "Dr. ", "1", "2. ", "(", ")", "[1]", "\"", "'", "“", "”", "«", " »", ".",
        ". ", "...", " . ", "…", "!", "? ", "。", "「", "」", "と", "《", "》", "۔", "।", ":", ";", "\n", "\r\n", "\n\n", " \n ",
        "\t", " ", "\u{a0}", "\u{200b}", "•", "- ", "–", "é", "É", "ß", "Ж", "г. ", "س", "\u{301}", "😀", "\u{2029}", "\x0c",
        "\u{feff}", "p.m. ", "www.", "@", "iv) ", "b) ", "(c) ",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![hard_text(), any::<String>(), "[a-zA-Z .!?\n\"()0-9]{0,200}"]
}

fn any_language() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["en", "de", "fr", "hy", "el", "ja", "ru", "ar", "und", "xx"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn sentences_are_trimmed_ordered_and_cover_the_text(text in any_text(), language in any_language()) {
        let mut covered = String::new();
        let mut end = 0;
        for span in sentences(&text, language) {
            prop_assert!(span.start >= end && span.start < span.end);
            let sentence = text.get(span.start..span.end);
            prop_assert!(sentence.is_some_and(|sentence| sentence == sentence.trim()));
            covered.extend(sentence.into_iter().flat_map(str::chars));
            end = span.end;
        }
        covered.retain(|c| !c.is_whitespace());
        prop_assert_eq!(covered, text.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    }

    #[test]
    fn paragraph_by_paragraph_is_at_once(paragraphs in prop::collection::vec(any_text(), 1..4), language in any_language()) {
        let text = paragraphs.join("\n\n");
        let mut expected = Vec::new();
        let mut offset = 0;
        for paragraph in &paragraphs {
            expected.extend(sentences(paragraph, language).iter().map(|span| Span::new(span.start + offset, span.end + offset)));
            offset += paragraph.len() + 2;
        }
        prop_assert_eq!(sentences(&text, language), expected);
    }

    /// The paragraph scanner agrees with its definition: a form feed, a paragraph separator, or
    /// a line break and another with nothing but white space between them.
    #[test]
    fn paragraphs_are_those_of_the_definition(text in any_text()) {
        let plain = text.replace("\r\n", "\n").replace('\r', "\n").replace(['\x0c', '\u{2029}'], "\n\n");
        let mut slow = vec![String::new()];
        for line in plain.split('\n') {
            if line.trim().is_empty() { slow.push(String::new()); } else if let Some(last) = slow.last_mut() { last.push_str(line.trim()); }
        }
        let slow: Vec<String> = slow.into_iter().map(|lines| squeeze(&lines)).filter(|lines| !lines.is_empty()).collect();
        let (mut fast, mut from) = (Vec::new(), 0);
        while from < text.len() {
            let (end, next) = super::lines::paragraph(&text, from);
            fast.push(squeeze(&text[from..end]));
            from = next;
        }
        fast.retain(|lines| !lines.is_empty());
        prop_assert_eq!(fast, slow);
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
