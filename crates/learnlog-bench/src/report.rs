//! The table. Invariant: every figure is printed with the spread of its rounds, and a verdict only where they allow one.

use comfy_table::{Cell, CellAlignment, Table, presets};

use crate::statistics::{Bar, Rounds, Verdict};

#[cfg(test)]
mod tests;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Entries per second: more is better.
    EntriesPerSecond,
    /// Milliseconds: less is better.
    Milliseconds,
    /// Mebibytes: less is better.
    Mebibytes,
    /// Entries by which something is behind.
    Entries,
    /// Seconds.
    Seconds,
    /// How many times as much: less is better.
    Times,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::EntriesPerSecond => "entries/s",
            Self::Milliseconds => "ms",
            Self::Mebibytes => "MiB",
            Self::Entries => "entries",
            Self::Seconds => "s",
            Self::Times => "x",
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Self::EntriesPerSecond | Self::Entries => thousands(value),
            Self::Milliseconds | Self::Seconds | Self::Times => format!("{value:.2}"),
            Self::Mebibytes => format!("{value:.0}"),
        }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// In what.
    pub unit: Unit,
    /// Round by round.
    pub rounds: Rounds,
    /// The ceiling, measured in the same rounds.
    pub ceiling: Option<Rounds>,
    /// What it must reach, if anything.
    pub bar: Option<Bar>,
}

impl Figure {
    /// A figure by itself.
    pub fn new(name: impl Into<String>, unit: Unit, rounds: Rounds) -> Self {
        Self { name: name.into(), unit, rounds, ceiling: None, bar: None }
    }

    /// With the ceiling of the same rounds.
    pub fn under(self, ceiling: Rounds) -> Self {
        Self { ceiling: Some(ceiling), ..self }
    }

    /// With what it must reach.
    pub fn bar(self, bar: Bar) -> Self {
        Self { bar: Some(bar), ..self }
    }

    fn cells(&self) -> [String; 9] {
        let show = |rounds: &Rounds| rounds.median().map(|median| self.unit.show(median));
        let spread = |rounds: &Rounds| rounds.spread().map(percent);
        let ceiling = self.ceiling.as_ref();
        let ratio = ceiling.and_then(|ceiling| self.rounds.ratio_to(ceiling));
        let verdict = self.bar.map(|bar| match bar.judge(&self.rounds, ceiling) {
            Verdict::Met => "met",
            Verdict::Missed => "missed",
            Verdict::Open => "no verdict",
        });
        [
            Some(self.name.clone()),
            Some(self.unit.name().to_owned()),
            show(&self.rounds),
            spread(&self.rounds),
            ceiling.and_then(show),
            ceiling.and_then(spread),
            ratio.map(|ratio| self.show_ratio(ratio)),
            self.bar.map(|bar| self.show_bar(bar)),
            verdict.map(str::to_owned),
        ]
        .map(Option::unwrap_or_default)
    }

    fn show_ratio(&self, ratio: f64) -> String {
        if self.unit == Unit::EntriesPerSecond { percent(ratio) } else { format!("{ratio:.1} x") }
    }

    fn show_bar(&self, bar: Bar) -> String {
        match bar {
            Bar::OfCeiling(share) => format!(">= {}", percent(share)),
            Bar::Below(limit) => format!("< {limit} {}", self.unit.name()),
            Bar::EveryRound(limit) => format!("each <= {limit} {}", self.unit.name()),
        }
    }
}

const COLUMNS: [&str; 9] =
    ["figure", "unit", "median", "spread", "ceiling", "spread", "ratio", "bar", "verdict"];

/// All figures as one Markdown table.
pub fn table(figures: &[Figure]) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(COLUMNS);
    for figure in figures {
        let cells = figure.cells();
        table.add_row(cells.iter().zip(COLUMNS).map(|(cell, column)| {
            let words = matches!(column, "figure" | "unit" | "verdict");
            let side = if words { CellAlignment::Left } else { CellAlignment::Right };
            Cell::new(cell).set_alignment(side)
        }));
    }
    table.to_string()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// 12345.6 as "12,346".
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
