//! What is owed, and until when.

use learnlog_domain::id::{CertificationId, CourseId};

use super::*;

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap()).unwrap()
}

fn certification() -> Target {
    Target::Certification(CertificationId::new(Uuid::max()).unwrap())
}

fn asked(target: Target, owed_from: &str, due_on: Option<&str>) -> Assignment {
    Assignment {
        target,
        source: AssignmentSource::Person,
        source_id: None,
        assigned_on: None,
        owed_from: day(owed_from),
        due_on: due_on.map(day),
        sequence: 1,
    }
}

fn state(assignments: Vec<Assignment>, cycles: &[(&str, &str)]) -> TargetState {
    let id = |number| AssignmentId::new(Uuid::from_u128(number)).unwrap();
    let mut state = TargetState {
        assignments: (1..).map(id).zip(assignments).collect(),
        ..TargetState::default()
    };
    for (number, (valid_from, valid_through)) in (1..).zip(cycles) {
        let (valid_from, valid_through) = (day(valid_from), day(valid_through));
        let cycle = Cycle {
            number,
            definition_version: 1,
            opens_on: None,
            due_on: None,
            valid_from,
            valid_through,
            grace_through: None,
            baseline_through: valid_through,
            base: valid_from,
            k: 1,
            next_opens_on: valid_through,
        };
        state.satisfy(cycle, 1);
    }
    state
}

/// Cycle, first day, due day, and the day on which it was met.
fn spans(state: &TargetState) -> Vec<(u32, String, String, Option<String>)> {
    let mut spans: Vec<_> = state
        .spans()
        .into_iter()
        .map(|span| {
            let met_on = span.met_on.map(|day| day.to_string());
            (span.cycle, span.owed_from.to_string(), span.due_on.to_string(), met_on)
        })
        .collect();
    spans.sort();
    spans
}

fn span(
    cycle: u32,
    owed_from: &str,
    due_on: &str,
    met_on: Option<&str>,
) -> (u32, String, String, Option<String>) {
    (cycle, owed_from.into(), due_on.into(), met_on.map(Into::into))
}

#[test]
fn a_course_is_met_by_its_first_completion() {
    let course = Target::Course(CourseId::new(Uuid::max()).unwrap());
    let mut state = state(vec![asked(course, "2026-01-01", Some("2026-03-31"))], &[]);
    assert_eq!(spans(&state), [span(0, "2026-01-01", "2026-03-31", None)]);
    state.complete(day("2026-05-02"));
    state.complete(day("2026-05-01"));
    state.complete(day("2026-05-03"));
    assert_eq!(spans(&state), [span(0, "2026-01-01", "2026-03-31", Some("2026-05-01"))]);
}

#[test]
fn what_has_no_due_day_is_no_span() {
    let state = state(vec![asked(certification(), "2026-01-01", None)], &[]);
    assert_eq!(spans(&state), []);
}

#[test]
fn the_end_of_each_cycle_is_due_until_the_next() {
    let asked = vec![asked(certification(), "2024-01-01", Some("2024-06-30"))];
    let cycles = [("2024-05-01", "2025-05-01"), ("2025-06-01", "2026-06-01")];
    assert_eq!(
        spans(&state(asked, &cycles)),
        [
            span(0, "2024-01-01", "2024-06-30", Some("2024-05-01")),
            span(1, "2024-05-01", "2025-05-01", Some("2025-06-01")),
            span(2, "2025-06-01", "2026-06-01", None),
        ]
    );
}

#[test]
fn a_certificate_that_nobody_asked_for_is_not_owed() {
    assert_eq!(spans(&state(vec![], &[("2024-05-01", "2025-05-01")])), []);
}

#[test]
fn a_certificate_that_had_expired_before_is_not_what_was_asked_for() {
    let asked = vec![asked(certification(), "2026-01-01", Some("2026-03-31"))];
    let mut expired = state(asked, &[("2024-05-01", "2025-05-01")]);
    assert_eq!(spans(&expired), [span(0, "2026-01-01", "2026-03-31", None)]);
    let mut renewed = expired.cycles[&1].0;
    renewed.number = 2;
    renewed.valid_from = day("2026-02-01");
    renewed.valid_through = day("2027-02-01");
    expired.satisfy(renewed, 2);
    assert_eq!(
        spans(&expired),
        [
            span(0, "2026-01-01", "2026-03-31", Some("2026-02-01")),
            span(2, "2026-02-01", "2027-02-01", None),
        ]
    );
}

#[test]
fn a_valid_certificate_meets_what_is_asked_for_later() {
    let asked = vec![asked(certification(), "2024-08-01", Some("2024-12-31"))];
    assert_eq!(
        spans(&state(asked, &[("2024-05-01", "2025-05-01")])),
        [
            span(0, "2024-08-01", "2024-12-31", Some("2024-05-01")),
            span(1, "2024-08-01", "2025-05-01", None),
        ]
    );
}
