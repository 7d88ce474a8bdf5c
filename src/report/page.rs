//! The only hand that writes to a terminal: each line is escaped, cut to the width and painted here.
//!
//! So nothing that came with the input can act, and no line is wider than asked for, whatever the
//! sections of the report put together.

use super::Options;
use super::layout::{Piece, Role, columns, columns_of, fit_pieces, pad, pad_left, wrap, wrap_at_most};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// A terminal of a given width.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    width: usize,
    color: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, options: &Options) -> Self {
        Self { out, width: options.width.max(40), color: options.color }
    }

    /// Columns of a line.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Whether marks show as color; where not, they need brackets.
    pub(super) fn color(&self) -> bool {
        self.color
    }

    /// An empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A section's first line, after an empty one: what follows, and how much there is.
    pub(super) fn heading(&mut self, title: &str, note: &str) -> io::Result<()> {
        self.blank()?;
        let gap = if note.is_empty() { "" } else { "  " };
        self.line(&[Piece::strong(title), Piece::faint(format!("{gap}{note}"))])
    }

    /// One line.
    pub(super) fn line(&mut self, pieces: &[Piece]) -> io::Result<()> {
        let pieces = fit_pieces(pieces, self.width);
        let end = pieces.iter().rposition(|piece| !piece.text.trim_end().is_empty()).map_or(0, |at| at + 1);
        for (at, piece) in pieces[..end].iter().enumerate() {
            let text = if at + 1 == end { piece.text.trim_end() } else { &piece.text };
            let style = if self.color { style(piece.role) } else { Style::new() };
            write!(self.out, "{style}{text}{style:#}")?;
        }
        self.blank()
    }

    /// `prefix`, and `pieces` wrapped to its right.
    pub(super) fn paragraph(&mut self, prefix: &str, pieces: &[Piece]) -> io::Result<()> {
        let lines = wrap(pieces, self.width.saturating_sub(columns(prefix)));
        self.hang(&Piece::plain(prefix), lines)
    }

    /// [`Self::paragraph`] of not more than `most` lines.
    pub(super) fn excerpt(&mut self, prefix: &str, pieces: &[Piece], most: usize) -> io::Result<()> {
        let lines = wrap_at_most(pieces, self.width.saturating_sub(columns(prefix)), most);
        self.hang(&Piece::plain(prefix), lines)
    }

    /// Two texts side by side, each in its half, `sign` before the first line.
    pub(super) fn halves(&mut self, sign: &str, halves: [&[Piece]; 2], most: usize) -> io::Result<()> {
        let half = (self.width - 6) / 2;
        let [left, right] = halves.map(|pieces| wrap_at_most(pieces, half, most));
        for at in 0..left.len().max(right.len()) {
            let mut line = vec![Piece::strong(pad(if at == 0 { sign } else { "" }, 2))];
            let mut used = 0;
            if let Some(pieces) = left.get(at) {
                used = columns_of(pieces);
                line.extend_from_slice(pieces);
            }
            line.push(Piece::plain(" ".repeat(half.saturating_sub(used))));
            line.push(Piece::faint(" │ "));
            line.extend(right.get(at).into_iter().flatten().cloned());
            self.line(&line)?;
        }
        Ok(())
    }

    /// Rows under their column titles; the last column takes what is left of the width.
    pub(super) fn table(&mut self, table: &Table) -> io::Result<()> {
        let widths = table.widths();
        if table.columns.iter().any(|column| !column.title.is_empty()) {
            let titles: Vec<_> = table.columns.iter().map(|column| column.title.to_owned()).collect();
            self.row(table, &widths, &titles, Role::Faint)?;
        }
        for row in &table.rows {
            self.row(table, &widths, row, Role::Plain)?;
        }
        Ok(())
    }

    fn row(&mut self, table: &Table, widths: &[usize], cells: &[String], role: Role) -> io::Result<()> {
        let mut line = String::new();
        let last = cells.len().saturating_sub(1);
        for (at, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
            line.push_str("  ");
            match column.side {
                _ if at == last && column.side == Alignment::Left => line.push_str(cell),
                Alignment::Left => line.push_str(&pad(cell, widths[at])),
                Alignment::Right => line.push_str(&pad_left(cell, widths[at])),
            }
        }
        self.line(&[Piece::new(role, line)])
    }

    fn hang(&mut self, prefix: &Piece, lines: Vec<Vec<Piece>>) -> io::Result<()> {
        let blanks = Piece::plain(" ".repeat(columns(&prefix.text)));
        for (at, mut line) in lines.into_iter().enumerate() {
            line.insert(0, if at == 0 { prefix.clone() } else { blanks.clone() });
            self.line(&line)?;
        }
        Ok(())
    }
}

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alignment {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A column of a [`Table`].
pub(super) struct Column {
    title: &'static str,
    side: Alignment,
    most: usize,
}

impl Column {
    /// Text, cut at `most` columns.
    pub(super) const fn text(title: &'static str, most: usize) -> Self {
        Self { title, side: Alignment::Left, most }
    }

    /// Numbers, which are never cut.
    pub(super) const fn number(title: &'static str) -> Self {
        Self { title, side: Alignment::Right, most: usize::MAX }
    }
}

/// Rows of cells in aligned columns.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    fn widths(&self) -> Vec<usize> {
        let natural = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| columns(cell)).max();
        let width = |(at, column): (usize, &Column)| natural(at).unwrap_or(0).min(column.most).max(columns(column.title));
        self.columns.iter().enumerate().map(width).collect()
    }
}

const fn style(role: Role) -> Style {
    match role {
        Role::Plain => Style::new(),
        Role::Strong => Style::new().bold(),
        Role::Faint => Style::new().dimmed(),
        Role::Mark => AnsiColor::Yellow.on_default(),
    }
}
