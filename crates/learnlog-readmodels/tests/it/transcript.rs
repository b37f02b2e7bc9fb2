//! What is recorded about one learner.

use learnlog_codec::entry::Outcome;
use learnlog_domain::assignment::event::Target;
use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::enrollment::command::EnrollTarget;
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::PersonAttributes;
use learnlog_readmodels::enrollments::status::EnrollmentStatus;
use learnlog_readmodels::queries::transcript::{CycleStatus, TRANSCRIPT_FACTS_MAX, Transcript};

use crate::ask::*;
use crate::scene::Scene;

async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    scene.define([
        define_unit(0, None),
        define_job(0),
        define_course(0, CompletionRule::Passed),
        define_course(1, CompletionRule::Complete),
        define_offering(0, 0, Some(("2026-01-01", "2026-06-30"))),
        define_certification(0, &[0]),
    ]);
    let person = PersonAttributes { job_id: Some(job(0)), ..within(0) };
    scene.record(add(0, person), on("2026-01-01"));
    scene
}

async fn transcript(scene: &Scene) -> Transcript {
    let answer = scene.queries().await.transcript(learner(0), day("9999-12-31")).await.unwrap();
    assert_eq!(answer.position, scene.journal.position());
    answer.value.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_learner_nobody_knows_has_none() {
    let scene = scene().await;
    let answer = scene.queries().await.transcript(learner(1), day("9999-12-31")).await.unwrap();
    assert_eq!(answer.value, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn titles_come_with_the_ids() {
    let scene = scene().await;
    let found = transcript(&scene).await;
    let unit = found.org_unit.unwrap();
    assert_eq!((unit.code.as_str(), unit.title.as_str()), ("U0", "Unit 0"));
    assert_eq!(found.job.unwrap().title, "Job 0");
    assert_eq!(found.display_name, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enrollment_shows_the_outcome_that_stands() {
    let mut scene = scene().await;
    scene.record(enroll(0, 0, EnrollTarget::Offering(offering(0))), on("2026-02-01"));
    scene.record(outcome(0, 0, Success::Failed, None), on("2026-03-01"));
    let [failed] = &transcript(&scene).await.enrollments[..] else { panic!() };
    assert_eq!(failed.status, EnrollmentStatus::Failed);
    assert_eq!(failed.ended_on, Some(day("2026-03-01")));
    scene.record(outcome(0, 0, Success::Passed, Some("DISTINCTION")), on("2026-04-01"));
    scene.record(outcome(0, 0, Success::Failed, None), on("2026-05-01"));
    let found = transcript(&scene).await;
    let [passed] = &found.enrollments[..] else { panic!() };
    assert_eq!(passed.status, EnrollmentStatus::PassedWithDistinction);
    assert_eq!((passed.completion, passed.success), (Completion::Complete, Success::Passed));
    assert_eq!(passed.grade, "DISTINCTION");
    assert_eq!(passed.enrolled_on, Some(day("2026-02-01")));
    assert_eq!(passed.ended_on, Some(day("2026-04-01")));
    assert_eq!(passed.course.title, "Course 0");
    assert_eq!(passed.offering.as_ref().unwrap().title, "Offering 0");
    let not_counted: Vec<_> = found.facts.iter().map(|fact| fact.not_counted).collect();
    let (rule, already) = (Some(NotCounted::RuleNotMet), Some(NotCounted::AlreadyCompleted));
    assert_eq!(not_counted, [None, None, rule, None, already]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_beside_a_withdrawal_is_a_conflict() {
    let mut scene = scene().await;
    scene.record(enroll(0, 0, EnrollTarget::Course(course(0))), on("2026-02-01"));
    scene.record(withdraw(0, 0), on("2026-02-20"));
    let [withdrawn] = &transcript(&scene).await.enrollments[..] else { panic!() };
    assert_eq!(withdrawn.status, EnrollmentStatus::Withdrawn);
    assert_eq!((withdrawn.ended_on, withdrawn.conflict), (Some(day("2026-02-20")), false));
    scene.record(outcome(0, 0, Success::Failed, None), on("2026-03-01"));
    let [both] = &transcript(&scene).await.enrollments[..] else { panic!() };
    assert_eq!((both.status, both.conflict), (EnrollmentStatus::Failed, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn assignments_say_when_they_were_met() {
    let mut scene = scene().await;
    let certified = Target::Certification(certification(0));
    scene.record(assign(0, 0, Target::Course(course(0)), Some("2026-06-30")), on("2026-01-10"));
    scene.record(assign(0, 1, certified, Some("2026-05-31")), on("2026-01-10"));
    scene.record(assign(0, 2, Target::Course(course(1)), None), on("2026-01-10"));
    scene.record(pass(0, 0), on("2026-04-02"));
    let found = transcript(&scene).await;
    let met: Vec<_> = found.assignments.iter().map(|it| (it.target, it.satisfied_on)).collect();
    let met_on = Some(day("2026-04-02"));
    assert_eq!(
        met,
        [
            (certified, met_on),
            (Target::Course(course(0)), met_on),
            (Target::Course(course(1)), None)
        ]
    );
    assert_eq!(found.assignments[0].target_title, "Certification 0");
    let [cycle] = &found.cycles[..] else { panic!() };
    assert_eq!((cycle.number, cycle.certification.title.as_str()), (1, "Certification 0"));
    assert_eq!((cycle.valid_from, cycle.valid_through), (day("2026-04-02"), day("2027-04-02")));
    assert_eq!(cycle.next_opens_on, day("2027-03-02"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completion_that_renews_nothing_is_a_fact_and_changes_no_row() {
    let mut scene = scene().await;
    scene.record(assign(0, 0, Target::Certification(certification(0)), None), on("2026-01-01"));
    scene.record(pass(0, 0), on("2026-02-01"));
    let before = transcript(&scene).await;
    let written = scene.record(pass(0, 0), on("2026-03-01"));
    let found = transcript(&scene).await;
    assert_eq!((found.assignments, found.cycles), (before.assignments, before.cycles));
    let facts = found.facts.iter().filter(|fact| fact.sequence == written.sequence);
    let facts: Vec<_> = facts.map(|fact| (fact.event_type.as_str(), fact.effective_on)).collect();
    let on = Some(day("2026-03-01"));
    assert_eq!(facts, [("completion.outcome_recorded", on), ("certification.not_renewed", on)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rejections_are_facts_of_the_learner() {
    let mut scene = scene().await;
    let rejected =
        scene.journal.submit(&enroll(0, 0, EnrollTarget::Course(course(9))), on("2026-02-01"));
    assert!(matches!(rejected.outcome, Outcome::Rejected(_)), "{rejected:?}");
    let found = transcript(&scene).await;
    let last = found.facts.last().unwrap();
    assert_eq!((last.log, last.sequence), (rejected.log.0, rejected.sequence));
    assert_eq!(last.rejection.as_deref(), Some("COURSE_UNKNOWN"));
    assert_eq!((last.event_type.as_str(), last.effective_on), ("", Some(day("2026-02-01"))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_history_shows_its_latest_facts() {
    let mut scene = scene().await;
    for _ in 0..TRANSCRIPT_FACTS_MAX - 1 {
        scene.record(progress(0, None, 1), on("2026-02-01"));
    }
    let all = transcript(&scene).await;
    assert_eq!((all.facts.len(), all.truncated), (TRANSCRIPT_FACTS_MAX, false));
    assert_eq!(all.facts[0].event_type, "person.added");
    let last = scene.record(progress(0, None, 1), on("2026-02-02"));
    let latest = transcript(&scene).await;
    assert_eq!((latest.facts.len(), latest.truncated), (TRANSCRIPT_FACTS_MAX, true));
    assert_eq!(latest.facts[0].event_type, "activity.progressed");
    assert_eq!(latest.facts.last().unwrap().sequence, last.sequence);
    assert_eq!(latest.facts.last().unwrap().course_title, "Course 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_and_a_certificate_are_those_of_the_day_asked_about() {
    let mut scene = scene().await;
    scene.define([define_unit(1, None)]);
    scene.record(change(0, within(1), &[]), on("2030-01-01"));
    scene.record(
        assign(0, 0, Target::Certification(certification(0)), Some("2026-06-30")),
        on("2026-01-10"),
    );
    scene.record(pass(0, 0), on("2026-05-15"));
    let on_day = async |effective_on: &str| {
        let queries = scene.queries().await;
        let found = queries.transcript(learner(0), day(effective_on)).await.unwrap().value.unwrap();
        let [cycle] = &found.cycles[..] else { panic!("{:?}", found.cycles) };
        let status = cycle.status(day(effective_on));
        (found.org_unit.unwrap().code, status, cycle.renewal_due_on)
    };
    let due = Some(day("2027-05-15"));
    assert_eq!(on_day("2026-06-01").await, ("U0".to_owned(), CycleStatus::Valid, due));
    assert_eq!(on_day("2027-05-15").await, ("U0".to_owned(), CycleStatus::WindowOpen, due));
    // The very day from which the overdue list has it.
    assert_eq!(on_day("2027-05-16").await, ("U0".to_owned(), CycleStatus::Overdue, due));
    assert_eq!(on_day("2030-01-01").await, ("U1".to_owned(), CycleStatus::Overdue, due));
}
