//! Texts in columns: how wide they are, how they wrap, what is left out where they do not fit.
//!
//! Apart from the page because nothing here writes: pieces in, lines of pieces out. Widths are
//! columns of a terminal (Unicode Standard Annex 11): a Chinese character takes two, a combining mark none.

use super::escape::terminal as escape;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What a piece of text is, from which the page chooses its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text.
    Plain,
    /// Headings and titles.
    Strong,
    /// What stands beside the matter: ids, dates, notes.
    Faint,
    /// What the eye should find: shared or changed words, values over a limit.
    Mark,
}

/// A text and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) role: Role,
    pub(super) text: String,
}

impl Piece {
    pub(super) fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into() }
    }

    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new(Role::Plain, text)
    }

    pub(super) fn faint(text: impl Into<String>) -> Self {
        Self::new(Role::Faint, text)
    }

    pub(super) fn strong(text: impl Into<String>) -> Self {
        Self::new(Role::Strong, text)
    }
}

/// Columns that `text` takes, as the page will show it.
pub(super) fn columns(text: &str) -> usize {
    graphemes(&escape(text)).map(|(_, width)| width).sum()
}

/// Columns of all pieces together.
pub(super) fn columns_of(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| columns(&piece.text)).sum()
}

/// `text` on one line of at most `width` columns, runs of white space folded, `…` for what does not fit.
pub(super) fn fit(text: &str, width: usize) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    fit_pieces(&[Piece::plain(folded)], width).into_iter().map(|piece| piece.text).collect()
}

/// `pieces` in at most `width` columns, `…` for what does not fit.
pub(super) fn fit_pieces(pieces: &[Piece], width: usize) -> Vec<Piece> {
    if columns_of(pieces) <= width { cut(pieces, width) } else { closed(cut(pieces, width.saturating_sub(1))) }
}

/// `text` with blanks after it up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let blanks = width.saturating_sub(columns(&text));
    text + &" ".repeat(blanks)
}

/// `text` with blanks before it up to `width` columns.
pub(super) fn pad_left(text: &str, width: usize) -> String {
    let text = fit(text, width);
    " ".repeat(width.saturating_sub(columns(&text))) + &text
}

/// Pieces broken into lines of at most `width` columns, between words, between wide characters, or,
/// where a word is longer than a line, inside it. No text gives no line.
pub(super) fn wrap(pieces: &[Piece], width: usize) -> Vec<Vec<Piece>> {
    let width = width.max(2);
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut line: Vec<Piece> = Vec::new();
    let mut used = 0;
    for word in words(pieces) {
        let blank = usize::from(word.spaced && used > 0);
        if used > 0 && used + blank + word.columns() > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if blank == 1 {
            let role = line.last().map_or(Role::Plain, |piece| piece.role);
            let role = if role == word.graphemes[0].0 { role } else { Role::Plain };
            push(&mut line, role, " ");
            used += 1;
        }
        for (role, grapheme, columns) in &word.graphemes {
            if used + columns > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            push(&mut line, *role, grapheme);
            used += columns;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// [`wrap`], and no more than `most` lines; the last then ends with `…`.
pub(super) fn wrap_at_most(pieces: &[Piece], width: usize, most: usize) -> Vec<Vec<Piece>> {
    let mut lines = wrap(pieces, width);
    if lines.len() > most {
        lines.truncate(most);
        let last = lines.pop().unwrap_or_default();
        let mut kept = cut(&last, width.saturating_sub(1));
        if columns_of(&kept) < columns_of(&last) {
            drop_part_of_word(&mut kept);
        }
        lines.push(closed(kept));
    }
    lines
}

/// What cannot be broken: a word, or one wide character.
#[derive(Default)]
struct Word {
    graphemes: Vec<(Role, String, usize)>,
    spaced: bool,
}

impl Word {
    fn columns(&self) -> usize {
        self.graphemes.iter().map(|(_, _, columns)| columns).sum()
    }
}

fn words(pieces: &[Piece]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut wide = false;
    for piece in pieces {
        for (grapheme, columns) in graphemes(&escape(&piece.text)) {
            let blank = grapheme == " ";
            let breaks = blank || (columns == 2 || wide) && !closes(grapheme);
            if breaks && !word.graphemes.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            wide = columns == 2;
            if blank {
                word.spaced = true;
            } else {
                word.graphemes.push((piece.role, grapheme.to_owned(), columns));
            }
        }
    }
    if !word.graphemes.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a line must not begin with it.
fn closes(grapheme: &str) -> bool {
    grapheme.chars().all(|character| "。、，．！？；：」』）】》〉〕”’.,;:!?)]}…·".contains(character))
}

fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|grapheme| (grapheme, grapheme.width()))
}

fn push(line: &mut Vec<Piece>, role: Role, text: &str) {
    match line.last_mut() {
        Some(last) if last.role == role => last.text.push_str(text),
        _ => line.push(Piece::new(role, text)),
    }
}

/// What of `pieces` fits into `width` columns, escaped.
fn cut(pieces: &[Piece], width: usize) -> Vec<Piece> {
    let mut kept = Vec::with_capacity(pieces.len());
    let mut used = 0;
    for piece in pieces {
        for (grapheme, columns) in graphemes(&escape(&piece.text)) {
            used += columns;
            if used > width {
                return kept;
            }
            push(&mut kept, piece.role, grapheme);
        }
    }
    kept
}

/// Takes back a word that was cut, where a whole one stands before it in the same piece.
fn drop_part_of_word(line: &mut [Piece]) {
    if let Some(last) = line.last_mut()
        && let Some(end) = last.text.rfind(' ')
    {
        last.text.truncate(end);
    }
}

fn closed(mut line: Vec<Piece>) -> Vec<Piece> {
    if let Some(last) = line.last_mut() {
        last.text.truncate(last.text.trim_end_matches([' ', ',', ';', '.', '…']).len());
        last.text.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Piece, columns, fit, pad, pad_left, wrap, wrap_at_most};

    fn lines(text: &str, width: usize) -> Vec<String> {
        let join = |line: Vec<Piece>| line.into_iter().map(|piece| piece.text).collect();
        wrap(&[Piece::plain(text)], width).into_iter().map(join).collect()
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(columns("港口法案"), 8);
        assert_eq!(columns("e\u{301}"), 1);
        assert_eq!(columns("\u{1b}"), 8);
        assert_eq!(fit("港口法案", 7), "港口法…");
        assert_eq!(fit("港口法案", 6), "港口…");
        assert_eq!(pad("港", 4), "港  ");
        assert_eq!(pad_left("7", 3), "  7");
    }

    #[test]
    fn what_fits_is_kept_whole() {
        assert_eq!(fit("told twice", 10), "told twice");
        assert_eq!(fit("told twice", 9), "told twi…");
        assert_eq!(fit("told twice", 6), "told…");
        assert_eq!(fit("told\n  twice", 10), "told twice");
        assert_eq!(fit("told", 0), "");
    }

    #[test]
    fn lines_break_between_words_and_between_wide_characters() {
        assert_eq!(lines("told once and twice", 9), ["told once", "and twice"]);
        assert_eq!(lines("委員會投票，通過港口法案。", 8), ["委員會投", "票，通過", "港口法", "案。"]);
        assert_eq!(lines("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(lines("  \n ", 4), Vec::<String>::new());
    }

    #[test]
    fn a_cut_paragraph_says_so() {
        let lines = wrap_at_most(&[Piece::plain("told once, told twice, told thrice")], 10, 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1][0].text, "told…");
    }
}
