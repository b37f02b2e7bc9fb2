//! Which results are recorded, which count, and which have been heard before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod credit;

use crate::basis_points::BasisPoints;
use crate::catalog::course::CompletionRule;
use crate::command::LearnerAction;
use crate::completion::command::{CreditPriorLearning, RecordOutcome};
use crate::completion::event::{
    Completion, CompletionEvent, OutcomeRecorded, PriorLearningCredited, Success,
};
use crate::decision::Decision;
use crate::event::Event;
use crate::fixture::asks::{
    COMPLETE, FAILED, INCOMPLETE, PASSED, add, attempt, component, course, credit, enroll,
    enroll_in_offering, enrollment, outcome, record, sealed, withdraw,
};
use crate::fixture::defines::{course_with, offering, passing};
use crate::fixture::show::show;
use crate::fixture::{Ask, World, check, day, uuid};
use crate::id::{AttemptId, CreditId, OfferingId};
use crate::time::EffectiveDay;

fn world() -> World {
    World::with(&[
        course_with(301, CompletionRule::Complete, &[311]),
        passing(302),
        offering(402, 302, "2024-02-01", "2024-06-30"),
    ])
    .after(&[("2020-01-01", add())])
}

#[track_caller]
fn then(given: &[Ask], asked: Ask, then: &str) {
    let outcome = world().after(given).decide(&asked);
    assert_eq!(show(&outcome), then, "given {given:#?}\nasked {asked:?}");
}

#[test]
fn outcome_is_rejected_in_order() {
    let on = "2024-03-01";
    check(&[], &[], (on, record(1, 309, PASSED)), "REJECTED PERSON_UNKNOWN");
    let given = [("2024-01-01", enroll(1, 301))];
    then(&given, (on, record(0, 0, PASSED)), "REJECTED COURSE_UNKNOWN");
    then(&given, (on, record(2, 0, PASSED)), "REJECTED COURSE_UNKNOWN enrollment_id=2");
    then(&given, (on, record(1, 309, PASSED)), "REJECTED COURSE_UNKNOWN course_id=309");
    let mismatch = "REJECTED COURSE_MISMATCH course_id=302 enrollment_id=1";
    then(&given, (on, record(1, 302, PASSED)), mismatch);
    then(&given, (on, record(1, 301, PASSED)), "outcome 301 v1");
}

#[test]
fn the_rule_of_the_course_says_what_counts() {
    let unknown_passed = (Completion::Unknown, Success::Passed);
    let incomplete_passed = (Completion::Incomplete, Success::Passed);
    for (result, by_completion, by_pass) in [
        (PASSED, "", ""),
        (COMPLETE, "", " RuleNotMet"),
        (FAILED, " RuleNotMet", " RuleNotMet"),
        (INCOMPLETE, " RuleNotMet", " RuleNotMet"),
        (unknown_passed, " RuleNotMet", " RuleNotMet"),
        (incomplete_passed, " RuleNotMet", " RuleNotMet"),
    ] {
        let asked = |number| ("2024-03-01", record(0, number, result));
        then(&[], asked(301), &format!("outcome 301 v1{by_completion}"));
        then(&[], asked(302), &format!("outcome 302 v1{by_pass}"));
    }
}

#[test]
fn late_or_unexpected_outcomes_are_recorded() {
    let enrolled = ("2024-02-10", enroll_in_offering(1, 402));
    let open = [enrolled.clone()];
    then(&open, ("2024-03-01", record(2, 302, PASSED)), "outcome 302 v1 NoEnrollment");
    // A result counts before the enrollment, after the end of the offering and after a withdrawal.
    then(&open, ("2024-01-01", record(1, 0, PASSED)), "outcome 302 v1");
    then(&open, ("2025-01-01", record(1, 0, PASSED)), "outcome 302 v1");
    let ended = [enrolled, ("2024-04-10", withdraw(1))];
    for on in ["2024-04-09", "2024-04-11", "?"] {
        then(&ended, (on, record(1, 0, PASSED)), "outcome 302 v1 CONFLICT");
        then(&ended, (on, record(1, 0, FAILED)), "outcome 302 v1 RuleNotMet CONFLICT");
        then(&ended, (on, record(1, 0, INCOMPLETE)), "outcome 302 v1 RuleNotMet");
    }
}

#[test]
fn a_later_outcome_undoes_nothing() {
    let passed = |on| [("2024-02-10", enroll(1, 302)), (on, record(1, 0, PASSED))];
    let already = "outcome 302 v1 AlreadyCompleted";
    then(&passed("2024-03-01"), ("2024-03-01", record(1, 0, FAILED)), already);
    then(&passed("2024-03-01"), ("2024-04-01", record(1, 0, FAILED)), already);
    then(&passed("2024-03-01"), ("2024-04-01", record(1, 0, PASSED)), already);
    then(&passed("2024-03-01"), ("?", record(1, 0, PASSED)), already);
    then(&passed("?"), ("?", record(1, 0, PASSED)), already);
    // An earlier one is reported late: it counts by itself.
    let late = "outcome 302 v1 RuleNotMet";
    then(&passed("2024-03-01"), ("2024-02-20", record(1, 0, FAILED)), late);
    then(&passed("2024-03-01"), ("2024-02-20", record(1, 0, PASSED)), "outcome 302 v1");
    then(&passed("?"), ("2024-03-01", record(1, 0, PASSED)), "outcome 302 v1");
    // A failure does not stand in the way of a pass.
    let failed = [("2024-02-10", enroll(1, 302)), ("2024-03-01", record(1, 0, FAILED))];
    then(&failed, ("2024-04-01", record(1, 0, PASSED)), "outcome 302 v1");
    // Another enrollment is another completion.
    let again = [&passed("2024-03-01")[..], &[("2024-03-02", enroll(2, 302))]].concat();
    then(&again, ("2024-04-01", record(2, 0, PASSED)), "outcome 302 v1");
}

#[test]
fn a_report_of_the_same_attempt_is_heard_once() {
    let report = outcome(1, 0, FAILED);
    let heard = attempt(7, report.clone());
    let enrolled = ("2024-02-10", enroll(1, 302));
    let given = [enrolled.clone(), ("2024-03-01", heard.clone())];
    then(&given, ("2024-03-01", heard.clone()), "UNCHANGED NO_DIFFERENCE");
    // The course may be named or not.
    let named = attempt(7, outcome(1, 302, FAILED));
    then(&given, ("2024-03-01", named), "UNCHANGED NO_DIFFERENCE");
    // Reports that disagree are all kept.
    let score = BasisPoints::new(4_000).ok();
    let others = [
        ("2024-03-02", heard.clone()),
        ("2024-03-01", attempt(7, outcome(1, 0, INCOMPLETE))),
        ("2024-03-01", attempt(7, RecordOutcome { score, ..report.clone() })),
        ("2024-03-01", attempt(7, RecordOutcome { grade: Some("E".into()), ..report })),
        ("2024-03-01", attempt(8, outcome(1, 0, FAILED))),
    ];
    for other in &others {
        then(&given, other.clone(), "outcome 302 v1 RuleNotMet");
    }
    let all = [&given[..], &others].concat();
    for heard in &all[1..] {
        then(&all, heard.clone(), "UNCHANGED NO_DIFFERENCE");
    }
    // Without an attempt only the command id tells a repetition.
    let given = [enrolled, ("2024-03-01", record(1, 0, FAILED))];
    then(&given, ("2024-03-01", record(1, 0, FAILED)), "outcome 302 v1 RuleNotMet");
}

#[test]
fn an_outcome_names_the_version_it_was_trained_on() {
    let revised = course_with(301, CompletionRule::Passed, &[]);
    let world = world().after(&[("2024-02-10", enroll(1, 301))]).revised(&revised);
    let shown = |asked| show(&world.decide(&asked));
    assert_eq!(shown(("2024-03-01", record(1, 0, PASSED))), "outcome 301 v1");
    assert_eq!(shown(("2024-03-01", record(0, 301, PASSED))), "outcome 301 v2");
    let by_new_rule = "outcome 301 v2 RuleNotMet";
    assert_eq!(shown(("2024-03-01", record(0, 301, COMPLETE))), by_new_rule);
}

#[test]
fn the_whole_fact_is_recorded() {
    let world = world().after(&[("2024-02-10", enroll_in_offering(1, 402))]);
    let effective = EffectiveDay::Known(day("2024-03-01"));
    let asked = RecordOutcome {
        grade: Some("DISTINCTION".into()),
        score: BasisPoints::new(9_950).ok(),
        ..outcome(1, 0, PASSED)
    };
    let recorded = OutcomeRecorded {
        enrollment_id: Some(enrollment(1)),
        course_id: course(302),
        offering_id: OfferingId::new(uuid(402)).ok(),
        course_version: 1,
        attempt_id: AttemptId::new(uuid(7)).ok(),
        completion: Completion::Complete,
        success: Success::Passed,
        grade: asked.grade.clone(),
        score: asked.score,
        effective,
        not_counted: None,
        conflicts_with_withdrawal: false,
    };
    let event = Event::Completion(CompletionEvent::OutcomeRecorded(recorded));
    let decided = world.decide(&("2024-03-01", attempt(7, asked)));
    assert_eq!(decided, Ok(Decision::one(event)));

    let asked = CreditPriorLearning {
        assessor: Some("a7".into()),
        evidence: Some(sealed(1, 1)),
        ..credit(1, 0, 301, 311)
    };
    let credited = PriorLearningCredited {
        credit_id: CreditId::new(uuid(1)).unwrap(),
        enrollment_id: None,
        course_id: course(301),
        component_id: Some(component(311)),
        course_version: 1,
        assessor: asked.assessor.clone(),
        evidence: asked.evidence.clone(),
        effective,
        not_counted: None,
    };
    let event = Event::Completion(CompletionEvent::PriorLearningCredited(credited));
    let decided = world.decide(&("2024-03-01", LearnerAction::CreditPriorLearning(asked)));
    assert_eq!(decided, Ok(Decision::one(event)));
}
