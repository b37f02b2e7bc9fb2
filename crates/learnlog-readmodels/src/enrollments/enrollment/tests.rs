//! The first status that applies.

use learnlog_domain::id::EnrollmentId;
use uuid::Uuid;

use super::*;

fn day(day: i32) -> EffectiveDay {
    EffectiveDay::Known(Day::new(2026, 1, day).unwrap())
}

fn enrolled() -> Enrollment {
    let enrolled = Enrolled {
        enrollment_id: EnrollmentId::new(Uuid::max()).unwrap(),
        course_id: CourseId::new(Uuid::max()).unwrap(),
        offering_id: None,
        course_version: 1,
        effective: day(1),
    };
    Enrollment::new(&enrolled, None, 7)
}

fn outcome(success: Success, not_counted: Option<NotCounted>, on: i32) -> OutcomeRecorded {
    OutcomeRecorded {
        enrollment_id: None,
        course_id: CourseId::new(Uuid::max()).unwrap(),
        offering_id: None,
        course_version: 1,
        attempt_id: None,
        completion: Completion::Complete,
        success,
        grade: None,
        score: None,
        effective: day(on),
        not_counted,
        conflicts_with_withdrawal: false,
    }
}

const RULE: Option<NotCounted> = Some(NotCounted::RuleNotMet);

#[test]
fn what_was_reached_comes_before_what_was_done() {
    let mut enrollment = enrolled();
    let mut steps = vec![enrollment.status()];
    enrollment.act(day(2));
    steps.push(enrollment.status());
    enrollment.withdraw(day(3), false);
    steps.push(enrollment.status());
    enrollment.record(&outcome(Success::Failed, RULE, 4));
    steps.push(enrollment.status());
    enrollment.credit(day(5));
    steps.push(enrollment.status());
    enrollment.record(&outcome(Success::Passed, None, 6));
    steps.push(enrollment.status());
    let distinction = Some("DISTINCTION".to_owned());
    enrollment.record(&OutcomeRecorded { grade: distinction, ..outcome(Success::Passed, None, 5) });
    steps.push(enrollment.status());
    assert_eq!(steps, EnrollmentStatus::ALL.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn a_later_failure_undoes_nothing_that_counts() {
    let mut enrollment = enrolled();
    enrollment.record(&outcome(Success::Passed, None, 4));
    let passed = enrollment.clone();
    for not_counted in [RULE, Some(NotCounted::AlreadyCompleted)] {
        enrollment.record(&outcome(Success::Failed, not_counted, 5));
        enrollment.credit(day(6));
        assert_eq!(enrollment, passed);
    }
}

#[test]
fn of_two_outcomes_below_the_rule_the_latest_stands() {
    let mut enrollment = enrolled();
    enrollment.record(&outcome(Success::Failed, RULE, 4));
    enrollment.record(&outcome(Success::Unknown, RULE, 5));
    assert_eq!(enrollment.status(), EnrollmentStatus::Enrolled);
    assert_eq!(enrollment.outcome.unwrap().on, day(5).known());
}

#[test]
fn activity_is_remembered_by_its_first_and_last_day() {
    let mut enrollment = enrolled();
    for on in [day(9), EffectiveDay::Unknown { first: None, last: None }, day(4), day(6)] {
        enrollment.act(on);
    }
    let days = Activity { first: day(4).known(), last: day(9).known() };
    assert_eq!(enrollment.activity, Some(days));
}

#[test]
fn the_first_withdrawal_stands() {
    let mut enrollment = enrolled();
    enrollment.withdraw(day(3), false);
    enrollment.withdraw(day(9), true);
    assert_eq!((enrollment.withdrawn_on, enrollment.conflict), (day(3).known(), true));
}
