//! Two documents side by side: what both have, what was changed inside it, what only one has.

use super::super::data::{Match, Passage, PassageKind, Quote, Side};
use super::super::layout::{Piece, Role};
use super::super::page::Page;
use super::super::{Options, phrasing, rewrites};
use std::io;

/// Lines of a passage that stands word for word on both sides: enough to recognize it.
const SAME_LINES: usize = 4;
/// Lines of any other row.
const LINES: usize = 24;

pub(super) fn write(page: &mut Page, found: &Match, options: &Options) -> io::Result<()> {
    page.paragraph("", &[Piece::strong(phrasing::comparison(found))])?;
    page.blank()?;
    head(page, found)?;
    if rewrites::has_receipts(found) {
        direction(page, found)?;
        facts(page, found, options)?;
    }
    let rows = rows(found);
    if rows.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.line(&[Piece::faint("=  word for word    ~  edited, changes marked    <  only left    >  only right")])?;
    if found.passages.iter().any(|passage| passage.kind == PassageKind::Rewritten) {
        page.line(&[Piece::faint("≈  in other words, with the score")])?;
    }
    page.blank()?;
    rows.iter().try_for_each(|row| one_row(page, row))
}

/// What is known of the two, line by line beside each other.
fn head(page: &mut Page, found: &Match) -> io::Result<()> {
    halves(page, "", [Piece::strong("left"), Piece::strong("right")])?;
    type Field = fn(&Side) -> Option<&str>;
    let fields: [Field; 3] = [|side| side.metadata.title.as_deref(), |side| Some(&side.id), |side| side.metadata.url.as_deref()];
    for field in fields {
        let values = [field(&found.left), field(&found.right)];
        if values.iter().any(Option::is_some) {
            halves(page, "", values.map(|value| Piece::plain(value.unwrap_or("–"))))?;
        }
    }
    let issue = |side: &Side| {
        let parts = [side.metadata.source.as_deref(), side.metadata.date.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let issues = [issue(&found.left), issue(&found.right)];
    if issues.iter().any(|issue| !issue.is_empty()) {
        halves(page, "", issues.map(Piece::faint))?;
    }
    let share = |side: &Side, held: f64, other: &str| {
        format!("{}, {} in {other}", phrasing::counted(side.words, "word"), phrasing::percent(held))
    };
    let shares = [share(&found.left, found.containment_left, "right"), share(&found.right, found.containment_right, "left")];
    halves(page, "", shares.map(Piece::faint))?;
    let Some(told) = &found.retelling else { return Ok(()) };
    let told = [(told.coverage_left, "right"), (told.coverage_right, "left")];
    halves(page, "", told.map(|(share, other)| Piece::faint(format!("{} told by {other}", phrasing::percent(share)))))
}

/// Which was first, and on what grounds.
fn direction(page: &mut Page, found: &Match) -> io::Result<()> {
    let Some(direction) = &found.direction else { return Ok(()) };
    page.heading("Which was first", &rewrites::first(direction))?;
    for ground in &direction.grounds {
        page.paragraph("  ", &[Piece::plain(rewrites::ground(ground))])?;
        for (side, quotes) in [("left", &ground.left), ("right", &ground.right)] {
            for quote in quotes.iter().take(1) {
                page.excerpt(&format!("      {side:<6} "), &[Piece::faint(rewrites::quoted(quote))], 1)?;
            }
        }
    }
    Ok(())
}

/// What became of the facts: what changed is quoted first, what was kept is counted.
fn facts(page: &mut Page, found: &Match, options: &Options) -> io::Result<()> {
    let Some(ledger) = &found.facts else { return Ok(()) };
    page.heading("Facts", &rewrites::facts(ledger))?;
    for (what, facts) in rewrites::ledger(ledger) {
        for (kind, fact) in facts.iter().take(options.top) {
            let what = if what == "changed" { Piece::new(Role::Mark, what) } else { Piece::plain(what) };
            let gap = " ".repeat(9_usize.saturating_sub(what.text.len()));
            page.line(&[Piece::plain("  "), what, Piece::faint(format!("{gap}{kind:<11}")), Piece::plain(fact.as_str())])?;
        }
        super::more(page, facts.len(), options)?;
    }
    Ok(())
}

fn halves(page: &mut Page, sign: &str, halves: [Piece; 2]) -> io::Result<()> {
    let [left, right] = halves;
    page.halves(sign, [&[left], &[right]], 3)
}

/// One stretch of the comparison.
enum Row<'a> {
    Both(&'a Passage),
    Left(&'a Quote),
    Right(&'a Quote),
}

/// Passages in the order of left, and between them what only one side has, each where it stands.
fn rows(found: &Match) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut left_only = found.left_only.iter().peekable();
    let mut right_only = found.right_only.iter().peekable();
    for passage in &found.passages {
        while let Some(quote) = left_only.next_if(|quote| quote.start < passage.left.start) {
            rows.push(Row::Left(quote));
        }
        while let Some(quote) = right_only.next_if(|quote| quote.start < passage.right.start) {
            rows.push(Row::Right(quote));
        }
        rows.push(Row::Both(passage));
    }
    rows.extend(left_only.map(Row::Left));
    rows.extend(right_only.map(Row::Right));
    rows
}

fn one_row(page: &mut Page, row: &Row) -> io::Result<()> {
    match row {
        Row::Left(quote) => page.halves("<", [&[Piece::plain(text(quote))], &[]], LINES),
        Row::Right(quote) => page.halves(">", [&[], &[Piece::plain(text(quote))]], LINES),
        Row::Both(passage) => {
            let texts = [text(&passage.left), text(&passage.right)];
            if passage.kind == PassageKind::Verbatim {
                return page.halves("=", [&[Piece::plain(&*texts[0])], &[Piece::plain(&*texts[1])]], SAME_LINES);
            }
            if passage.kind == PassageKind::Rewritten {
                let score = passage.score.map_or_else(String::new, |score| format!(" ({})", phrasing::percent(score)));
                return page.halves("≈", [&[Piece::plain(&*texts[0]), Piece::faint(score)], &[Piece::plain(&*texts[1])]], LINES);
            }
            let [left, right] = changes(&texts[0], &texts[1], page.color());
            page.halves("~", [&left, &right], LINES)
        }
    }
}

fn text(quote: &Quote) -> String {
    quote.text.clone().unwrap_or_else(|| format!("bytes {} to {}", quote.start, quote.end))
}

/// Both texts with the words marked that the other does not have in the same order.
///
/// The longest common subsequence of their words, case and punctuation aside; quadratic, and so for
/// excerpts only.
fn changes(left: &str, right: &str, color: bool) -> [Vec<Piece>; 2] {
    let words: [Vec<&str>; 2] = [left, right].map(|text| text.split_whitespace().collect());
    let keys = [fold(&words[0]), fold(&words[1])];
    let (rows, width) = (keys[0].len(), keys[1].len() + 1);
    let mut longest = vec![0_u32; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..width - 1).rev() {
            longest[i * width + j] = if keys[0][i] == keys[1][j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut kept = [vec![false; rows], vec![false; width - 1]];
    let (mut i, mut j) = (0, 0);
    while i < rows && j < width - 1 {
        if keys[0][i] == keys[1][j] {
            (kept[0][i], kept[1][j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    [marked(&words[0], &kept[0], color), marked(&words[1], &kept[1], color)]
}

fn fold(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase()).collect()
}

/// Words joined again, runs of those not kept as marks.
fn marked(words: &[&str], kept: &[bool], color: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = (at..words.len()).find(|next| kept[*next] != kept[at]).unwrap_or(words.len());
        let run = words[at..end].join(" ");
        let blank = if at > 0 { " " } else { "" };
        if kept[at] {
            pieces.push(Piece::plain(format!("{blank}{run}")));
        } else {
            pieces.push(Piece::plain(blank));
            pieces.push(super::mark(&run, color));
        }
        at = end;
    }
    pieces.retain(|piece| piece.role == Role::Mark || !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn changed_words_are_marked() {
        let [left, right] = changes("The council voted 12 to 3.", "The council, voted 14 to three.", false);
        let text = |pieces: Vec<super::Piece>| pieces.into_iter().map(|piece| piece.text).collect::<String>();
        assert_eq!(text(left), "The council voted [12] to [3.]");
        assert_eq!(text(right), "The council, voted [14] to [three.]");
    }
}
