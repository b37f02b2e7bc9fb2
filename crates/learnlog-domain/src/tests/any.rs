//! Random commands and events over so few ids and days that they meet.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use crate::assignment::event::Target;
use crate::catalog::command::DefinitionCommand;
use crate::catalog::course::CompletionRule;
use crate::command::{Command, LearnerAction, LearnerCommand};
use crate::completion::command::{CreditPriorLearning, RecordOutcome};
use crate::completion::event::{Completion, Success};
use crate::fixture::asks::{
    add_with, assign, change, credit, enroll, enroll_in_offering, launch, outcome, progress,
    sealed, to_certification, to_course, withdraw,
};
use crate::fixture::defines::{
    certification, course_with, job, offering, org_unit, passing, requirements, yearly,
};
use crate::fixture::{World, uuid};
use crate::id::{AttemptId, JobId, LearnerId, OrgUnitId};
use crate::period::Period;
use crate::person::event::{PersonAttributes, PersonField};
use crate::stream::StreamKind;
use crate::time::{Day, EffectiveDay, Occurred};

/// Courses 301 and 302, an offering of each, certifications over them.
pub fn world() -> World {
    World::with(&[
        org_unit(101, 0),
        job(201, "Nurse"),
        course_with(301, CompletionRule::Complete, &[311]),
        passing(302),
        offering(401, 301, "2020-02-01", "2020-03-31"),
        offering(402, 302, "", ""),
        yearly(501, &[301]),
        certification(502, &[301, 302], |with| {
            (with.validity, with.early_renewal) = (Period { months: 2, ..with.window }, true);
            with.look_back = Some(with.window);
            with.cycles.push(requirements(&[302]));
        }),
    ])
}

pub fn small_id() -> impl Strategy<Value = u128> {
    1..=6_u128
}

pub fn stream_kind() -> impl Strategy<Value = StreamKind> {
    prop_oneof![
        4 => Just(StreamKind::Learner),
        2 => Just(StreamKind::Definition),
        1 => Just(StreamKind::Offering),
        1 => Just(StreamKind::Operation),
    ]
}

pub fn any_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        12 => (1..=6_i32, 1..=28_i32).prop_map(|(month, day)| Day::new(2020, month, day).unwrap()),
        1 => Just(Day::MIN),
        1 => Just(Day::MAX),
    ]
}

pub fn occurred() -> impl Strategy<Value = Occurred> {
    prop_oneof![
        6 => any_day().prop_map(Occurred::Day),
        1 => Just(Occurred::Unknown { first: None, last: None }),
        1 => (option::of(any_day()), option::of(any_day()))
            .prop_map(|(first, last)| Occurred::Unknown { first, last }),
    ]
}

pub fn effective() -> impl Strategy<Value = EffectiveDay> {
    occurred().prop_map(|occurred| occurred.effective())
}

fn a_course() -> impl Strategy<Value = u128> {
    prop_oneof![4 => Just(301_u128), 4 => Just(302), 1 => Just(309)]
}

fn a_target() -> impl Strategy<Value = Target> {
    prop_oneof![a_course().prop_map(to_course), (501..=503_u128).prop_map(to_certification),]
}

pub fn a_result() -> impl Strategy<Value = (Completion, Success)> {
    let completion = prop_oneof![
        1 => Just(Completion::Unknown),
        1 => Just(Completion::Incomplete),
        4 => Just(Completion::Complete),
    ];
    let success = prop_oneof![
        1 => Just(Success::Unknown),
        1 => Just(Success::Failed),
        4 => Just(Success::Passed),
    ];
    (completion, success)
}

pub fn attributes() -> BoxedStrategy<PersonAttributes> {
    let ids = (option::of(101..=102_u128), option::of(201..=202_u128), option::of(1..=2_u128));
    let days = (option::of(any_day()), option::of(any_day()));
    let sealed = || option::of((1..=2_u8).prop_map(|content| sealed(content, 0)));
    let text = || option::of("[A-C]");
    (ids, days, (sealed(), sealed(), sealed()), (text(), text(), text()))
        .prop_map(|((org_unit, job, manager), days, (name, email, other), (kind, locale, zone))| {
            PersonAttributes {
                display_name: name,
                email,
                org_unit_id: org_unit.map(|id| OrgUnitId::new(uuid(id)).unwrap()),
                job_id: job.map(|id| JobId::new(uuid(id)).unwrap()),
                manager_id: manager.map(|id| LearnerId::new(uuid(id)).unwrap()),
                worker_type: kind,
                hire_date: days.0,
                employment_end: days.1,
                locale,
                time_zone: zone,
                external_ids: other.iter().map(|value| ("hr".into(), value.clone())).collect(),
                other: other.into_iter().map(|value| ("age".into(), value)).collect(),
            }
        })
        .boxed()
}

fn fields() -> impl Strategy<Value = Vec<PersonField>> {
    let field = prop_oneof![
        Just(PersonField::Email),
        Just(PersonField::OrgUnit),
        Just(PersonField::HireDate),
        Just(PersonField::Locale),
    ];
    btree_set(field, 0..3).prop_map(|fields| fields.into_iter().collect())
}

/// An outcome in enrollment 1 or 2, or in none.
pub fn outcome_with(enrollments: u128) -> impl Strategy<Value = RecordOutcome> {
    (0..=enrollments, a_course(), a_result(), option::of(1..=2_u128), any::<bool>()).prop_map(
        |(enrollment, course, result, attempt, named)| RecordOutcome {
            attempt_id: attempt.map(|id| AttemptId::new(uuid(id)).unwrap()),
            ..outcome(enrollment, if named || enrollment == 0 { course } else { 0 }, result)
        },
    )
}

pub fn outcome_action() -> impl Strategy<Value = LearnerAction> {
    outcome_with(2).prop_map(LearnerAction::RecordOutcome)
}

fn a_credit() -> impl Strategy<Value = CreditPriorLearning> {
    (small_id(), 0..=3_u128, a_course(), prop_oneof![Just(0_u128), Just(311)])
        .prop_map(|(id, enrollment, course, component)| credit(id, enrollment, course, component))
}

fn action() -> BoxedStrategy<LearnerAction> {
    let due = option::of(Just("2020-06-30"));
    prop_oneof![
        2 => attributes().prop_map(|to| add_with(|person| *person = to.clone())),
        2 => (attributes(), fields())
            .prop_map(|(to, clear)| change(|person| *person = to.clone(), &clear)),
        3 => (small_id(), a_target(), due).prop_map(|(id, target, due)| assign(id, target, due)),
        2 => (small_id(), a_course()).prop_map(|(id, course)| enroll(id, course)),
        2 => (small_id(), 401..=403_u128).prop_map(|(id, of)| enroll_in_offering(id, of)),
        2 => small_id().prop_map(withdraw),
        1 => (0..=6_u128, a_course()).prop_map(|(id, course)| launch(id, course, 0)),
        1 => (0..=6_u128, a_course()).prop_map(|(id, course)| progress(id, course, 311)),
        6 => outcome_with(6).prop_map(LearnerAction::RecordOutcome),
        2 => a_credit().prop_map(LearnerAction::CreditPriorLearning),
    ]
    .boxed()
}

/// A person, and what is asked of them.
pub fn history(most: usize) -> impl Strategy<Value = Vec<(Occurred, LearnerAction)>> {
    let added = (occurred(), Just(add_with(|_| {})));
    (added, vec((occurred(), action()), 0..most))
        .prop_map(|(added, rest)| std::iter::once(added).chain(rest).collect())
}

fn a_period() -> impl Strategy<Value = Period> {
    let number = || prop_oneof![Just(0), 0..40_u32, Just(u32::MAX)];
    (number(), number(), number()).prop_map(|(years, months, days)| Period { years, months, days })
}

pub fn definition() -> BoxedStrategy<DefinitionCommand> {
    let courses = || vec(1..=6_u128, 0..3);
    let certified = (small_id(), a_period(), a_period(), a_period(), courses(), any::<bool>())
        .prop_map(|(id, a, w, m, courses, early)| {
            certification(id, &courses, |with| {
                (with.validity, with.window, with.minimum_validity) = (a, w, m);
                (with.look_back, with.early_renewal) = (Some(w), early);
            })
        });
    prop_oneof![
        (small_id(), 0..=6_u128).prop_map(|(id, parent)| org_unit(id, parent)),
        small_id().prop_map(|id| job(id, "Nurse")),
        (small_id(), vec(1..=3_u128, 0..3)).prop_map(|(id, parts)| course_with(
            id,
            CompletionRule::Passed,
            &parts
        )),
        (small_id(), small_id()).prop_map(|(id, of)| offering(id, of, "2020-02-01", "2020-03-01")),
        certified,
    ]
    .boxed()
}

/// Ids from 1 to 6 for everything, so that catalogs of random events know what commands name.
pub fn command() -> BoxedStrategy<Command> {
    let learner_id = LearnerId::new(uuid(1)).unwrap();
    let small = prop_oneof![
        (small_id(), small_id()).prop_map(|(id, course)| enroll(id, course)),
        (small_id(), small_id()).prop_map(|(id, of)| enroll_in_offering(id, of)),
        (small_id(), small_id()).prop_map(|(id, to)| assign(id, to_certification(to), None)),
        (small_id(), small_id(), a_result()).prop_map(|(id, course, result)| {
            LearnerAction::RecordOutcome(outcome(id, course, result))
        }),
        small_id().prop_map(|course| LearnerAction::CreditPriorLearning(credit(9, 0, course, 0))),
    ];
    prop_oneof![
        prop_oneof![action(), small]
            .prop_map(move |action| { Command::Learner(LearnerCommand { learner_id, action }) }),
        definition().prop_map(Command::Definition),
    ]
    .boxed()
}
