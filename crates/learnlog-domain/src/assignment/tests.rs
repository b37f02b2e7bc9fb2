//! Who may be obliged to what, and when an assignment certifies at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::assignment::event::AssignmentSource;
use crate::command::LearnerAction;
use crate::fixture::asks::{PASSED, add, assign, enroll, record, to_certification, to_course};
use crate::fixture::defines::{certification, months, passing, yearly};
use crate::fixture::{Ask, check, uuid};
use crate::id::AssignmentSourceId;

#[track_caller]
fn then(given: &[Ask], asked: Ask, then: &str) {
    check(&[passing(301), yearly(501, &[301])], given, asked, then);
}

fn known() -> Vec<Ask> {
    vec![("2020-01-01", add())]
}

#[test]
fn rejected_in_order() {
    let course = |number| ("2024-01-01", assign(1, to_course(number), Some("2024-02-01")));
    let certification = |number| ("2024-01-01", assign(1, to_certification(number), None));
    then(&[], course(309), "REJECTED PERSON_UNKNOWN");
    then(&known(), course(309), "REJECTED COURSE_UNKNOWN course_id=309");
    // A certification is no course.
    then(&known(), course(501), "REJECTED COURSE_UNKNOWN course_id=501");
    let unknown = "REJECTED CERTIFICATION_UNKNOWN certification_id=509";
    then(&known(), certification(509), unknown);
    let expected = "assigned course 301 due 2024-02-01 on 2024-01-01";
    then(&known(), course(301), expected);
    let given = [known(), vec![course(301)]].concat();
    then(&given, course(309), "REJECTED COURSE_UNKNOWN course_id=309");
    then(&given, certification(501), "REJECTED ASSIGNMENT_EXISTS assignment_id=1");
}

#[test]
fn the_same_again_is_unchanged_and_the_day_is_not_part_of_it() {
    let asked = assign(1, to_course(301), Some("2024-02-01"));
    let given = [known(), vec![("2024-01-01", asked.clone())]].concat();
    then(&given, ("2024-03-01", asked.clone()), "UNCHANGED NO_DIFFERENCE");
    let LearnerAction::Assign(same) = asked else { panic!() };
    let mut other_due = same.clone();
    other_due.due_on = None;
    let mut other_source = same.clone();
    other_source.source = AssignmentSource::Job;
    let mut other_rule = same;
    other_rule.source_id = Some(AssignmentSourceId::new(uuid(7)).unwrap());
    for other in [other_due, other_source, other_rule] {
        let asked = ("2024-01-01", LearnerAction::Assign(other));
        then(&given, asked, "REJECTED ASSIGNMENT_EXISTS assignment_id=1");
    }
    let another = ("2024-01-01", assign(2, to_course(301), Some("2024-02-01")));
    then(&given, another, "assigned course 301 due 2024-02-01 on 2024-01-01");
}

#[test]
fn what_is_met_already_certifies_at_once() {
    let given =
        [known(), vec![("2024-01-01", enroll(1, 301)), ("2024-01-31", record(1, 0, PASSED))]]
            .concat();
    let asked = ("2024-03-01", assign(1, to_certification(501), Some("2024-06-30")));
    let expected = "assigned certification 501 due 2024-06-30 on 2024-03-01; \
        certified 501 #1 2024-01-31..2025-01-31 due 2024-06-30 next 2024-12-31 <- 0";
    then(&given, asked.clone(), expected);
    // A second assignment finds the certificate there.
    let given = [given, vec![asked]].concat();
    let asked = ("2024-03-01", assign(2, to_certification(501), None));
    then(&given, asked, "assigned certification 501 on 2024-03-01");
}

#[test]
fn looking_back_ends() {
    let definitions =
        [passing(301), certification(501, &[301], |with| with.look_back = Some(months(1)))];
    let given =
        [known(), vec![("2024-01-01", enroll(1, 301)), ("2024-01-31", record(1, 0, PASSED))]]
            .concat();
    let certified = "; certified 501 #1 2024-01-31..2025-01-31 next 2024-12-31 <- 0";
    // The last day on which one month back reaches January 31.
    for (asked_on, consequence) in [
        ("2024-02-28", certified),
        // Clamped: one month before March 31 is February 29.
        ("2024-02-29", certified),
        ("2024-03-01", ""),
        // An unknown day is no bound.
        ("?", certified),
    ] {
        let asked = (asked_on, assign(1, to_certification(501), None));
        let assigned = format!("assigned certification 501 on {asked_on}{consequence}");
        check(&definitions, &given, asked, &assigned);
    }
}

#[test]
fn several_assignments_are_one_obligation() {
    let definitions =
        [passing(301), certification(501, &[301], |with| with.look_back = Some(months(1)))];
    let asked = |on, number, due| (on, assign(number, to_certification(501), Some(due)));
    let given = [
        known(),
        vec![
            asked("2024-01-01", 1, "2024-06-30"),
            asked("2024-02-01", 2, "2024-07-31"),
            ("2023-11-15", record(0, 301, PASSED)),
        ],
    ]
    .concat();
    // Asked for earlier than anybody had said: the look-back reaches further, the due day stays.
    let expected = "assigned certification 501 due 2024-12-31 on 2023-12-15; \
        certified 501 #1 2023-11-15..2024-11-15 due 2024-06-30 next 2024-10-15 <- 0";
    check(&definitions, &given, asked("2023-12-15", 3, "2024-12-31"), expected);
    // The same where a completion comes last.
    let given = [known(), vec![asked("2023-12-15", 1, "2024-06-30")]].concat();
    let given = [given, vec![asked("2024-02-01", 2, "2024-07-31")]].concat();
    let expected = "outcome 301 v1; \
        certified 501 #1 2023-11-15..2024-11-15 due 2024-06-30 next 2024-10-15 <- 0";
    check(&definitions, &given, ("2023-11-15", record(0, 301, PASSED)), expected);
}
