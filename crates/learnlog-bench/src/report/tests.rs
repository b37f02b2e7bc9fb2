//! How figures look.

use super::{Figure, Unit, table, thousands};
use crate::statistics::{Bar, Rounds};

fn steady(value: f64) -> Rounds {
    [value; 5].into_iter().collect()
}

#[test]
fn thousands_are_set_apart() {
    let shown = [0.0, 999.4, 1_000.0, 12_345.6, 1_234_567.0].map(thousands);
    assert_eq!(shown, ["0", "999", "1,000", "12,346", "1,234,567"]);
}

#[test]
fn a_row_says_what_was_measured_against_what() {
    let figure = Figure::new("Submit", Unit::EntriesPerSecond, steady(4_500.0))
        .under(steady(9_000.0))
        .bar(Bar::OfCeiling(0.4));
    let cells = ["Submit", "entries/s", "4,500", "0 %", "9,000", "0 %", "50 %", ">= 40 %", "met"];
    assert_eq!(figure.cells(), cells);
}

#[test]
fn what_is_not_known_stays_empty() {
    let figure = Figure::new("visible, p50", Unit::Milliseconds, [3.0, 9.0].into_iter().collect());
    let figure = figure.bar(Bar::Below(50.0));
    let cells = ["visible, p50", "ms", "6.00", "100 %", "", "", "", "< 50 ms", "no verdict"];
    assert_eq!(figure.cells(), cells);
}

#[test]
fn the_table_has_a_line_per_figure_below_its_head() {
    let shown = table(&[Figure::new("memory", Unit::Mebibytes, steady(123.4))]);
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("figure") && lines[1].starts_with("|--"));
    assert!(lines[2].contains("| memory") && lines[2].contains("123 |"), "{shown}");
}
