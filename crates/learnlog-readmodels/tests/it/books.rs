//! The books close: counts are the sum of the rows, and each enrollment is in exactly one.

use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::completion::event::Success;
use learnlog_domain::enrollment::command::EnrollTarget;
use learnlog_readmodels::queries::dashboard::{
    Dashboard, DashboardGrouping, DashboardRequest, StatusCounts,
};

use crate::ask::*;
use crate::company;
use crate::scene::Scene;

fn by(group_by: DashboardGrouping) -> DashboardRequest {
    DashboardRequest {
        group_by,
        enrolled_from: None,
        enrolled_through: None,
        course: None,
        org_unit: None,
    }
}

async fn dashboard(scene: &Scene, request: DashboardRequest) -> Dashboard {
    let answer = scene.queries().await.dashboard(&request).await.unwrap();
    assert_eq!(answer.position, scene.journal.position());
    answer.value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_are_the_sum_of_the_enrollments() {
    let mut scene = Scene::new().await;
    company::write(&mut scene.journal, 60, 3_000, 11);
    scene.queries().await;
    let differences = "
        select count(*)
        from (
            select log, course_id, offering_id, org_unit_id,
                count(*) filter (where status = 1), count(*) filter (where status = 2),
                count(*) filter (where status = 3), count(*) filter (where status = 4),
                count(*) filter (where status = 5), count(*) filter (where status = 6),
                count(*) filter (where status = 7)
            from enrollments group by 1, 2, 3, 4
        ) as counted
        full join status_counts as kept on
            (kept.log, kept.course_id) = (counted.log, counted.course_id)
            and kept.offering_id is not distinct from counted.offering_id
            and kept.org_unit_id is not distinct from counted.org_unit_id
        where counted is distinct from kept";
    assert_eq!(scene.models.number(differences).await, 0);
    let enrollments = scene.models.number("select count(*) from enrollments").await;
    assert!(enrollments > 100, "{enrollments}");
    for group_by in
        [DashboardGrouping::Course, DashboardGrouping::Offering, DashboardGrouping::OrgUnit]
    {
        let all = dashboard(&scene, by(group_by)).await;
        assert_eq!(all.total.enrollments(), enrollments as u64);
        assert_eq!(all.undated, 0);
        let dated = DashboardRequest { enrolled_from: Some(day("0001-01-01")), ..by(group_by) };
        let dated = dashboard(&scene, dated).await;
        assert!(dated.undated > 0);
        assert_eq!(dated.total.enrollments() + dated.undated, enrollments as u64);
    }
}

/// One learner per outcome, all in course 0; learner 0 in unit 1, the others in unit 2.
async fn small() -> Scene {
    let mut scene = Scene::new().await;
    scene.define([
        define_unit(0, None),
        define_unit(1, Some(0)),
        define_unit(2, Some(1)),
        define_course(0, CompletionRule::Passed),
        define_offering(0, 0, None),
    ]);
    for who in 0..8 {
        scene.record(add(who, within(if who == 0 { 1 } else { 2 })), on("2026-01-01"));
        let target = match who {
            0 => EnrollTarget::Course(course(0)),
            _ => EnrollTarget::Offering(offering(0)),
        };
        let occurred = if who == 7 { some_day() } else { on("2026-02-03") };
        scene.record(enroll(who, who, target), occurred);
    }
    scene.record(outcome(0, 0, Success::Passed, Some("DISTINCTION")), on("2026-03-01"));
    scene.record(outcome(1, 1, Success::Passed, None), on("2026-03-01"));
    scene.record(credit(2, 0, 2, None), on("2026-01-15"));
    scene.record(outcome(3, 3, Success::Failed, None), on("2026-03-01"));
    scene.record(withdraw(4, 4), on("2026-02-10"));
    scene.record(launch(5, 5), on("2026-02-10"));
    scene
}

const EACH: StatusCounts = StatusCounts {
    passed_with_distinction: 1,
    passed: 1,
    completed: 1,
    failed: 1,
    withdrawn: 1,
    in_progress: 1,
    enrolled: 2,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_status_has_its_count() {
    let scene = small().await;
    let all = dashboard(&scene, by(DashboardGrouping::Course)).await;
    assert_eq!(all.total, EACH);
    let [row] = all.rows.as_slice() else { panic!("{all:?}") };
    assert_eq!((row.id, row.counts), (Some(course(0).uuid()), EACH));
    assert_eq!((row.code.as_str(), row.title.as_str()), ("C00", "Course 0"));
    let by_offering = dashboard(&scene, by(DashboardGrouping::Offering)).await;
    let ids: Vec<_> = by_offering.rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [Some(offering(0).uuid()), None], "the row without id is last");
    assert_eq!(by_offering.total, EACH);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn org_units_hold_those_below_them() {
    let scene = small().await;
    let rows = dashboard(&scene, by(DashboardGrouping::OrgUnit)).await.rows;
    let sizes: Vec<_> = rows.iter().map(|row| (row.id, row.counts.enrollments())).collect();
    assert_eq!(sizes, [(Some(unit(1).uuid()), 1), (Some(unit(2).uuid()), 7)]);
    for (of, expected) in [(0, 8), (1, 8), (2, 7), (3, 0)] {
        let request =
            DashboardRequest { org_unit: Some(unit(of)), ..by(DashboardGrouping::Course) };
        assert_eq!(dashboard(&scene, request).await.total.enrollments(), expected, "unit {of}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_filter_says_what_it_leaves_out() {
    let scene = small().await;
    let between = |from: Option<&str>, through: Option<&str>| DashboardRequest {
        enrolled_from: from.map(day),
        enrolled_through: through.map(day),
        ..by(DashboardGrouping::Course)
    };
    for (from, through, expected) in [
        (Some("2026-02-03"), Some("2026-02-03"), 7),
        (Some("2026-02-04"), None, 0),
        (None, Some("2026-02-02"), 0),
        (None, Some("2026-02-03"), 7),
    ] {
        let found = dashboard(&scene, between(from, through)).await;
        assert_eq!(
            (found.total.enrollments(), found.undated),
            (expected, 1),
            "{from:?} {through:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backdated_move_takes_its_enrollments_along() {
    let mut scene = small().await;
    // Learner 1 enrolled on February 3 and turns out to have been in unit 1 since February 1.
    scene.record(change(1, within(1), &[]), on("2026-02-01"));
    // Learner 2 moves after the enrollment: nothing changes.
    scene.record(change(2, within(1), &[]), on("2026-02-04"));
    let rows = dashboard(&scene, by(DashboardGrouping::OrgUnit)).await.rows;
    let sizes: Vec<_> = rows.iter().map(|row| (row.id, row.counts.enrollments())).collect();
    assert_eq!(sizes, [(Some(unit(1).uuid()), 2), (Some(unit(2).uuid()), 6)]);
    assert_eq!(rows[0].counts.passed, 1);
}
