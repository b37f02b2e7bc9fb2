//! Rows with named columns. Invariant: every row has a cell per column, so that CSV stays
//! rectangular.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, Table, presets};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// snake_case: the header of CSV; tables show it in capitals with spaces.
    pub name: &'static str,
    /// Numbers stand on the right.
    pub is_number: bool,
    /// How many characters of a cell a table shows; CSV has them all.
    pub shown_chars: usize,
}

/// A column of words.
pub const fn text(name: &'static str) -> Column {
    Column { name, is_number: false, shown_chars: usize::MAX }
}

/// A column of numbers.
pub const fn number(name: &'static str) -> Column {
    Column { name, is_number: true, shown_chars: usize::MAX }
}

/// A column of hashes: what is too long for a screen is there for programs to compare.
pub const fn hash(name: &'static str) -> Column {
    Column { name, is_number: false, shown_chars: 16 }
}

/// A table or CSV file in the making.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Stands above the table; not in CSV.
    pub title: Option<String>,
    columns: &'static [Column],
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Without rows.
    pub fn new(columns: &'static [Column]) -> Self {
        Self { title: None, columns, rows: Vec::new() }
    }

    /// With a title.
    pub fn titled(title: impl Into<String>, columns: &'static [Column]) -> Self {
        Self { title: Some(title.into()), ..Self::new(columns) }
    }

    /// Adds a row, one cell per column.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        debug_assert_eq!(N, self.columns.len(), "a cell per column");
        self.rows.push(cells.into());
    }

    /// For people. Errors: `out` cannot be written.
    pub fn write_table(&self, out: &mut impl Write) -> io::Result<()> {
        if let Some(title) = &self.title {
            writeln!(out, "{title}")?;
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        let headers = self
            .columns
            .iter()
            .map(|column| align(Cell::new(column.name.replace('_', " ").to_uppercase()), column));
        table.set_header(headers.collect::<Vec<_>>());
        for row in &self.rows {
            let cells = row.iter().zip(self.columns);
            let cells = cells.map(|(cell, column)| align(Cell::new(shown(cell, column)), column));
            table.add_row(cells.collect::<Vec<_>>());
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }

    /// For programs. Errors: `out` cannot be written.
    pub fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(self.columns.iter().map(|column| column.name))?;
        self.rows.iter().try_for_each(|row| csv.write_record(row))?;
        csv.flush()
    }
}

fn align(cell: Cell, column: &Column) -> Cell {
    let alignment = if column.is_number { CellAlignment::Right } else { CellAlignment::Left };
    cell.set_alignment(alignment)
}

/// Names come from people: none may steer a terminal or break a row.
fn shown(cell: &str, column: &Column) -> String {
    let chars = cell.chars().take(column.shown_chars);
    chars.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
