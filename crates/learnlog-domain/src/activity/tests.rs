//! Which facts of players are recorded, which count, and which are turned away in which order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::activity::event::{ActivityEvent, Launched, Progressed};
use crate::basis_points::BasisPoints;
use crate::catalog::command::DefinitionCommand;
use crate::catalog::course::CompletionRule;
use crate::command::LearnerAction;
use crate::decision::Decision;
use crate::event::Event;
use crate::fixture::asks::{PASSED, add, record};
use crate::fixture::asks::{
    component, course, enroll, enroll_in_offering, enrollment, launch, progress, withdraw,
};
use crate::fixture::defines::{course_with, offering, passing};
use crate::fixture::{Ask, World, check, day};
use crate::time::EffectiveDay;

fn definitions() -> [DefinitionCommand; 3] {
    [
        course_with(301, CompletionRule::Complete, &[311]),
        passing(302),
        offering(401, 301, "2024-02-01", "2024-06-30"),
    ]
}

/// The same holds for launches and for progress.
#[track_caller]
fn then(given: &[Ask], on: &'static str, named: (u128, u128, u128), then: &str) {
    let given = [&[("2020-01-01", add())], given].concat();
    let (in_enrollment, in_course, of_component) = named;
    let (launched, progressed) = if then.starts_with("REJECTED") {
        (then.to_owned(), then.to_owned())
    } else {
        (format!("launched {then}"), format!("progressed {then}"))
    };
    let ask = launch(in_enrollment, in_course, of_component);
    check(&definitions(), &given, (on, ask), &launched);
    let ask = progress(in_enrollment, in_course, of_component);
    check(&definitions(), &given, (on, ask), &progressed);
}

#[test]
fn rejected_in_order() {
    let asked = ("2024-03-01", launch(1, 309, 319));
    check(&definitions(), &[], asked, "REJECTED PERSON_UNKNOWN");
    let asked = ("2024-03-01", progress(1, 309, 319));
    check(&definitions(), &[], asked, "REJECTED PERSON_UNKNOWN");
    let on = "2024-03-01";
    let given = [("2024-01-01", enroll(1, 301))];
    then(&given, on, (0, 0, 319), "REJECTED COURSE_UNKNOWN");
    then(&given, on, (2, 0, 319), "REJECTED COURSE_UNKNOWN enrollment_id=2");
    then(&given, on, (1, 309, 319), "REJECTED COURSE_UNKNOWN course_id=309");
    then(&given, on, (1, 302, 319), "REJECTED COURSE_MISMATCH course_id=302 enrollment_id=1");
    then(&given, on, (1, 301, 319), "REJECTED COMPONENT_UNKNOWN component_id=319");
    then(&given, on, (1, 0, 319), "REJECTED COMPONENT_UNKNOWN component_id=319");
    then(&given, on, (1, 301, 311), "301");
    then(&given, on, (1, 0, 0), "301");
}

#[test]
fn late_or_unexpected_facts_are_recorded_and_say_why_they_do_not_count() {
    let enrolled = ("2024-02-10", enroll_in_offering(1, 401));
    let withdrawn = ("2024-04-10", withdraw(1));
    let open = [enrolled.clone()];
    let ended = [enrolled, withdrawn];
    then(&open, "2024-03-01", (2, 301, 0), "301 NoEnrollment");
    then(&open, "2024-02-09", (1, 0, 0), "301 BeforeEnrollment");
    then(&open, "2024-02-10", (1, 0, 0), "301");
    then(&open, "2024-06-30", (1, 0, 0), "301");
    then(&open, "2024-07-01", (1, 0, 0), "301 AfterOfferingEnd");
    then(&ended, "2024-02-09", (1, 0, 0), "301 BeforeEnrollment");
    then(&ended, "2024-04-10", (1, 0, 0), "301");
    then(&ended, "2024-04-11", (1, 0, 0), "301 AfterWithdrawal");
    // The first reason that applies.
    then(&ended, "2024-07-01", (1, 0, 0), "301 AfterWithdrawal");
    // Without an enrollment it stands for itself.
    then(&ended, "1999-01-01", (0, 301, 0), "301");
}

#[test]
fn unknown_days_are_neither_before_nor_after() {
    let known = [("2024-02-10", enroll_in_offering(1, 401)), ("2024-04-10", withdraw(1))];
    then(&known, "?", (1, 0, 0), "301");
    then(&known, "?..2024-02-09", (1, 0, 0), "301");
    let unknown = [("?", enroll_in_offering(1, 401)), ("?", withdraw(1))];
    then(&unknown, "2024-01-01", (1, 0, 0), "301");
    then(&unknown, "2024-07-01", (1, 0, 0), "301 AfterOfferingEnd");
}

#[test]
fn a_completed_enrollment_still_takes_facts() {
    let given = [("2024-02-10", enroll(1, 301)), ("2024-03-01", record(1, 0, PASSED))];
    then(&given, "2024-03-02", (1, 0, 311), "301");
}

#[test]
fn the_whole_fact_is_recorded() {
    let given = [("2020-01-01", add()), ("2024-01-01", enroll(1, 301))];
    let world = World::with(&definitions()).after(&given);
    let LearnerAction::RecordProgress(mut asked) = progress(1, 0, 311) else { panic!() };
    asked.progress = Some(BasisPoints::new(2_500).unwrap());
    let effective = EffectiveDay::Known(day("2024-01-02"));
    let progressed = ActivityEvent::Progressed(Progressed {
        enrollment_id: Some(enrollment(1)),
        course_id: course(301),
        component_id: Some(component(311)),
        progress: asked.progress,
        effective,
        not_counted: None,
    });
    let outcome = world.decide(&("2024-01-02", LearnerAction::RecordProgress(asked)));
    assert_eq!(outcome, Ok(Decision::one(Event::Activity(progressed))));
    let launched = ActivityEvent::Launched(Launched {
        enrollment_id: Some(enrollment(1)),
        course_id: course(301),
        component_id: Some(component(311)),
        effective,
        not_counted: None,
    });
    let outcome = world.decide(&("2024-01-02", launch(1, 301, 311)));
    assert_eq!(outcome, Ok(Decision::one(Event::Activity(launched))));
}
