//! Where results go. Invariant: data goes to stdout in the format asked for, everything else to
//! stderr; JSON carries all that the answer holds, tables and CSV carry its rows.

pub mod cell;
pub mod sheet;

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use crate::output::sheet::Sheet;

/// What stdout gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// The whole answer; a stable format, see `docs/cli.md`.
    Json,
    /// Rows with a header line, RFC 4180.
    Csv,
}

/// Writes results in one format.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// As asked for.
    pub format: Format,
}

/// A result in all its forms.
pub struct Answer {
    /// Everything.
    pub json: Value,
    /// Stands above the tables.
    pub heading: Option<String>,
    /// All of them as tables, the first one as CSV.
    pub sheets: Vec<Sheet>,
    /// What belongs to the result beside its rows: positions, counting units. Below a table; on
    /// stderr with CSV.
    pub notes: Vec<String>,
}

impl Output {
    /// Writes a result. Errors: stdout cannot be written.
    pub fn print(&self, answer: &Answer) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        self.write(answer, &mut stdout, &mut io::stderr().lock())?;
        stdout.flush()
    }

    /// The same to anything that can be written.
    pub fn write(
        &self,
        answer: &Answer,
        stdout: &mut impl Write,
        stderr: &mut impl Write,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *stdout, &answer.json)?;
                writeln!(stdout)
            }
            Format::Table => {
                if let Some(heading) = &answer.heading {
                    writeln!(stdout, "{heading}\n")?;
                }
                for (index, sheet) in answer.sheets.iter().enumerate() {
                    if index > 0 {
                        writeln!(stdout)?;
                    }
                    sheet.write_table(stdout)?;
                }
                if !answer.notes.is_empty() {
                    writeln!(stdout)?;
                }
                answer.notes.iter().try_for_each(|note| writeln!(stdout, "{note}"))
            }
            Format::Csv => {
                answer.sheets.first().map_or(Ok(()), |sheet| sheet.write_csv(stdout))?;
                answer.notes.iter().try_for_each(|note| writeln!(stderr, "{note}"))
            }
        }
    }

    /// Writes one JSON value as a line. Errors: stdout cannot be written.
    pub fn json_line(value: &Value) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        serde_json::to_writer(&mut stdout, value)?;
        writeln!(stdout)
    }

    /// Writes bytes to stdout as they are. Errors: stdout cannot be written.
    pub fn bytes(bytes: &[u8]) -> io::Result<()> {
        io::stdout().lock().write_all(bytes)
    }

    /// Writes one line of text to stdout. Errors: stdout cannot be written.
    pub fn line(text: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{text}")
    }
}

/// Tells people, on stderr, what is going on. A stderr that nobody reads is no reason to stop.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A person watches stderr.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

#[cfg(test)]
mod tests;
