//! Who owes what past its last good day, on any day that is asked about.

use learnlog_domain::assignment::event::Target;
use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::person::event::{PersonAttributes, PersonField};
use learnlog_readmodels::queries::overdue::{OverdueItem, OverdueRequest};
use uuid::Uuid;

use crate::ask::*;
use crate::scene::Scene;

fn course_0() -> Target {
    Target::Course(course(0))
}

fn certified() -> Target {
    Target::Certification(certification(0))
}

async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    scene.define([
        define_unit(0, None),
        define_unit(1, Some(0)),
        define_unit(2, Some(1)),
        define_unit(3, Some(0)),
        define_course(0, CompletionRule::Complete),
        define_course(1, CompletionRule::Complete),
        define_certification(0, &[1]),
    ]);
    scene
}

fn asked(effective_on: &str) -> OverdueRequest {
    OverdueRequest {
        effective_on: day(effective_on),
        org_unit: None,
        course: None,
        certification: None,
        page_size: 100,
        after: None,
        with_counts: true,
    }
}

async fn overdue(scene: &Scene, request: &OverdueRequest) -> Vec<OverdueItem> {
    let answer = scene.queries().await.overdue(request).await.unwrap();
    assert_eq!(answer.position, scene.journal.position());
    assert_eq!(answer.value.next, None);
    answer.value.items
}

/// Due day and days overdue.
async fn days(scene: &Scene, effective_on: &str) -> Vec<(String, u32)> {
    let items = overdue(scene, &asked(effective_on)).await;
    items.iter().map(|item| (item.due_on.to_string(), item.days_overdue)).collect()
}

fn one(due_on: &str, days: u32) -> Vec<(String, u32)> {
    vec![(due_on.into(), days)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_due_day_is_the_last_good_day() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2025-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    assert_eq!(days(&scene, "2026-03-31").await, []);
    assert_eq!(days(&scene, "2026-04-01").await, one("2026-03-31", 1));
    scene.record(pass(0, 0), on("2026-04-11"));
    assert_eq!(days(&scene, "2026-04-10").await, one("2026-03-31", 10));
    assert_eq!(days(&scene, "2026-04-11").await, [], "met on that day");
    assert_eq!(days(&scene, "2027-01-01").await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_assigned_yet_was_not_owed() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2025-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-05-10"));
    assert_eq!(days(&scene, "2026-05-09").await, []);
    assert_eq!(days(&scene, "2026-05-10").await, one("2026-03-31", 40));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_assignments_to_one_target_are_one_obligation() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2025-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    scene.record(assign(0, 1, course_0(), Some("2026-02-28")), on("2026-02-15"));
    scene.record(assign(0, 2, course_0(), Some("2026-02-28")), on("2026-02-15"));
    scene.record(assign(0, 3, course_0(), None), on("2026-01-01"));
    assert_eq!(days(&scene, "2026-03-10").await, one("2026-02-28", 10), "the earliest day");
    assert_eq!(days(&scene, "2026-04-10").await, one("2026-02-28", 41));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completion_before_the_assignment_counts() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2025-01-01"));
    scene.record(pass(0, 0), on("2025-06-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    assert_eq!(days(&scene, "2026-12-31").await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_is_employed_on_the_day_is_listed() {
    let mut scene = scene().await;
    let hired = PersonAttributes { hire_date: Some(day("2026-02-01")), ..named("Ada") };
    scene.record(add(0, hired), on("2026-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-01-15")), on("2026-01-02"));
    let leaves =
        PersonAttributes { employment_end: Some(day("2026-06-30")), ..PersonAttributes::default() };
    scene.record(change(0, leaves, &[]), on("2026-06-01"));
    assert_eq!(days(&scene, "2026-01-31").await, [], "before the hire date");
    assert_eq!(days(&scene, "2026-02-01").await, one("2026-01-15", 17));
    assert_eq!(days(&scene, "2026-06-30").await, one("2026-01-15", 166), "the last day");
    assert_eq!(days(&scene, "2026-07-01").await, []);
    // What the list leaves out is counted.
    let counts = async |effective_on: &str| {
        let answer = scene.queries().await.overdue(&asked(effective_on)).await.unwrap();
        let counts = answer.value.counts.unwrap();
        (counts.total, counts.employment_ended, counts.not_yet_employed)
    };
    assert_eq!(counts("2026-01-14").await, (0, 0, 0));
    assert_eq!(counts("2026-01-31").await, (0, 0, 1));
    assert_eq!(counts("2026-06-30").await, (1, 0, 0));
    assert_eq!(counts("2026-07-01").await, (0, 1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_away_is_not_listed_for_the_time_in_between() {
    let mut scene = scene().await;
    let hired = PersonAttributes { hire_date: Some(day("2020-02-01")), ..named("Ada") };
    scene.record(add(0, hired), on("2020-01-15"));
    scene.record(assign(0, 0, course_0(), Some("2023-05-31")), on("2023-01-10"));
    let leaves =
        PersonAttributes { employment_end: Some(day("2023-06-30")), ..PersonAttributes::default() };
    scene.record(change(0, leaves, &[]), on("2023-06-01"));
    let back = change(0, PersonAttributes::default(), &[PersonField::EmploymentEnd]);
    scene.record(back, on("2025-08-20"));
    for (on, listed) in [
        ("2023-06-30", true),
        ("2023-07-01", false),
        ("2024-06-30", false),
        ("2025-08-19", false),
        ("2025-08-20", true),
    ] {
        assert_eq!(days(&scene, on).await.len(), usize::from(listed), "{on}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_certificate_is_owed_again() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2024-01-01"));
    scene.record(assign(0, 0, certified(), Some("2024-06-30")), on("2024-01-10"));
    scene.record(pass(0, 1), on("2024-05-15"));
    assert_eq!(days(&scene, "2025-05-15").await, [], "valid through that day");
    assert_eq!(days(&scene, "2025-05-16").await, one("2025-05-15", 1));
    scene.record(pass(0, 1), on("2025-06-01"));
    assert_eq!(days(&scene, "2025-05-31").await, one("2025-05-15", 16));
    assert_eq!(days(&scene, "2025-06-01").await, []);
    assert_eq!(days(&scene, "2026-06-02").await, one("2026-06-01", 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn org_unit_and_manager_are_those_of_the_day() {
    let mut scene = scene().await;
    let managed = PersonAttributes { manager_id: Some(learner(7)), ..within(2) };
    scene.record(add(0, managed), on("2025-01-01"));
    scene.record(change(0, within(3), &[]), on("2026-05-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    for (effective_on, lists, unit_then) in
        [("2026-04-30", [true, true, false], 2), ("2026-05-01", [true, false, true], 3)]
    {
        for (asked_unit, listed) in [0, 1, 3].into_iter().zip(lists) {
            let request =
                OverdueRequest { org_unit: Some(unit(asked_unit)), ..asked(effective_on) };
            let items = overdue(&scene, &request).await;
            assert_eq!(items.len(), usize::from(listed), "unit {asked_unit} on {effective_on}");
            for item in items {
                assert_eq!(item.org_unit.unwrap().id, unit(unit_then));
                assert_eq!(item.manager_id, Some(learner(7)));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn targets_can_be_chosen() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2025-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    scene.record(assign(0, 1, certified(), Some("2026-02-28")), on("2026-01-10"));
    let targets = async |request: OverdueRequest| -> Vec<Target> {
        overdue(&scene, &request).await.iter().map(|item| item.target).collect()
    };
    let all = asked("2026-05-01");
    let course = OverdueRequest { course: Some(course(0)), ..all.clone() };
    let other = OverdueRequest { course: Some(crate::ask::course(1)), ..all.clone() };
    let certification = OverdueRequest { certification: Some(certification(0)), ..all.clone() };
    let either = OverdueRequest { course: course.course, ..certification.clone() };
    assert_eq!(targets(all).await, [certified(), course_0()], "longest overdue first");
    assert_eq!(targets(course).await, [course_0()]);
    assert_eq!(targets(other).await, []);
    assert_eq!(targets(certification).await, [certified()]);
    assert_eq!(targets(either).await, [certified(), course_0()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_each_other_without_a_gap() {
    let mut scene = scene().await;
    for who in 0..25 {
        scene.record(add(who, named("Ada")), on("2025-01-01"));
        let due = format!("2026-03-{:02}", 1 + who % 4);
        scene.record(assign(who, who, course_0(), Some(&due)), on("2026-01-10"));
        scene.record(assign(who, 100 + who, certified(), Some(&due)), on("2026-01-10"));
        if who % 3 == 0 {
            scene.record(pass(who, 0), on("2026-07-01"));
        }
    }
    let whole = overdue(&scene, &asked("2026-06-01")).await;
    assert_eq!(whole.len(), 50);
    assert!(whole.is_sorted_by_key(OverdueItem::key));
    let mut paged = Vec::new();
    let mut request = OverdueRequest { page_size: 7, ..asked("2026-06-01") };
    loop {
        let page = scene.queries().await.overdue(&request).await.unwrap().value;
        assert!(page.items.len() <= 7);
        paged.extend(page.items);
        request.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole);
    assert_eq!(overdue(&scene, &asked("2026-07-01")).await.len(), 50 - 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_org_unit_that_nobody_defined_is_empty() {
    let mut scene = scene().await;
    scene.record(add(0, within(0)), on("2025-01-01"));
    scene.record(assign(0, 0, course_0(), Some("2026-03-31")), on("2026-01-10"));
    let nowhere = id(learnlog_domain::id::OrgUnitId::new, 99, Uuid::max().as_u128() >> 90);
    let request = OverdueRequest { org_unit: Some(nowhere), ..asked("2026-05-01") };
    assert_eq!(overdue(&scene, &request).await, []);
}
