//! The dashboard as people and programs see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_proto::api::{DashboardRow, GetCompletionDashboardResponse};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};

use super::{Grouping, answer};
use crate::output::{Format, Output};

fn row(code: &str, enrollments: u64) -> DashboardRow {
    DashboardRow {
        id: "an id".to_owned(),
        code: code.to_owned(),
        title: "Fire Safety".to_owned(),
        enrollments,
        passed: 1,
        failed: 2,
        ..DashboardRow::default()
    }
}

fn shown(dashboard: &GetCompletionDashboardResponse, format: Format) -> (String, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    Output { format }
        .write(&answer(dashboard, Grouping::OrgUnit, format).unwrap(), &mut stdout, &mut stderr)
        .unwrap();
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn dashboard() -> GetCompletionDashboardResponse {
    GetCompletionDashboardResponse {
        position: Some(LedgerPosition { logs: vec![LogPosition { log: 1, sequence: 9 }] }),
        counting_unit: "enrollment".to_owned(),
        rows: vec![row("FIRE", 3)],
        total: Some(row("", 3)),
        undated: 4,
    }
}

#[test]
fn rows_total_counting_unit_and_position_are_shown() {
    let (csv, notes) = shown(&dashboard(), Format::Csv);
    let expected = "\
code,title,enrollments,distinction,passed,completed,failed,withdrawn,in_progress,enrolled,id
FIRE,Fire Safety,3,0,1,0,2,0,0,0,an id
";
    assert_eq!(csv, expected);
    let expected = "\
counted per enrollment: 3; org units are those on the day of the enrollment
left out by the date filter, their day being unknown: 4
at position 1:9
";
    assert_eq!(notes, expected);
}

#[test]
fn rows_that_do_not_add_up_are_not_passed_over() {
    let mut dashboard = dashboard();
    dashboard.rows[0].enrollments = 4;
    let (table, _) = shown(&dashboard, Format::Table);
    assert!(table.ends_with("1 rows do not add up: look at the server's log\n"), "{table}");
}

#[test]
fn those_without_a_unit_have_a_row_that_says_so_and_the_total_is_for_people() {
    let mut dashboard = dashboard();
    dashboard.rows[0].id.clear();
    let (csv, _) = shown(&dashboard, Format::Csv);
    assert!(csv.ends_with("\nFIRE,(no org unit),3,0,1,0,2,0,0,0,\n"), "{csv}");
    let (table, _) = shown(&dashboard, Format::Table);
    assert!(table.lines().any(|line| line.contains("total")), "{table}");
}
