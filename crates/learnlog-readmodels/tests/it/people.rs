//! Who is where on which day, and who is employed.

use learnlog_domain::person::event::{PersonAttributes, PersonField};

use crate::ask::*;
use crate::scene::Scene;

async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    scene.define([define_unit(0, None), define_unit(1, Some(0)), define_unit(2, Some(0))]);
    scene
}

async fn units(scene: &Scene) -> Vec<String> {
    scene.queries().await;
    let statement = "
        select from_day || ' ' || coalesce(to_day::text, '…') || ' ' || coalesce(code, '-')
        from attributes left join definitions on id = id_value
        where field = 3 order by from_day";
    scene.models.lines(statement).await
}

async fn employed(scene: &Scene) -> Vec<String> {
    scene.queries().await;
    let statement =
        "select from_day || ' ' || coalesce(to_day::text, '…') from employments order by 1";
    scene.models.lines(statement).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_hold_from_their_day_whatever_the_order() {
    let mut scene = scene().await;
    scene.record(add(0, within(0)), on("2026-01-01"));
    scene.record(change(0, within(2), &[]), on("2026-06-01"));
    scene.record(change(0, within(1), &[]), on("2026-03-01"));
    assert_eq!(
        units(&scene).await,
        ["2026-01-01 2026-02-28 U0", "2026-03-01 2026-05-31 U1", "2026-06-01 … U2"]
    );
    scene.record(change(0, PersonAttributes::default(), &[PersonField::OrgUnit]), on("2026-08-01"));
    assert_eq!(units(&scene).await.last().unwrap(), "2026-08-01 … -");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attributes_of_an_unknown_day_hold_always() {
    let mut scene = scene().await;
    scene.record(add(0, within(0)), some_day());
    assert_eq!(units(&scene).await, ["0001-01-01 … U0"]);
    // A later change of an unknown day holds from the day on which it was recorded: 2026-01-05.
    scene.record(change(0, within(1), &[]), some_day());
    assert_eq!(units(&scene).await, ["0001-01-01 2026-01-04 U0", "2026-01-05 … U1"]);
}

fn hired(on: &str) -> PersonAttributes {
    PersonAttributes { hire_date: Some(day(on)), ..PersonAttributes::default() }
}

fn leaving(on: &str) -> PersonAttributes {
    PersonAttributes { employment_end: Some(day(on)), ..PersonAttributes::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_and_comes_back_has_two_employments() {
    let mut scene = scene().await;
    scene.record(add(0, hired("2020-02-01")), on("2020-01-15"));
    assert_eq!(employed(&scene).await, ["2020-02-01 …"]);
    scene.record(change(0, leaving("2023-06-30"), &[]), on("2023-06-01"));
    assert_eq!(employed(&scene).await, ["2020-02-01 2023-06-30"]);
    let again = hired("2025-09-01");
    scene.record(change(0, again, &[PersonField::EmploymentEnd]), on("2025-08-20"));
    assert_eq!(employed(&scene).await, ["2020-02-01 2023-06-30", "2025-09-01 …"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_with_the_original_hire_date_was_away_in_between() {
    let mut scene = scene().await;
    scene.record(add(0, hired("2020-02-01")), on("2020-01-15"));
    scene.record(change(0, leaving("2023-06-30"), &[]), on("2023-06-01"));
    let back = change(0, hired("2020-02-01"), &[PersonField::EmploymentEnd]);
    scene.record(back, on("2025-08-20"));
    assert_eq!(employed(&scene).await, ["2020-02-01 2023-06-30", "2025-08-20 …"]);
}

/// The same facts about many, in every order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_in_the_end_does_not_depend_on_the_order_of_the_reports() {
    let mut scene = scene().await;
    let facts = [
        ("2021-01-01", within(2), vec![]),
        ("2022-01-01", within(1), vec![]),
        ("2023-06-01", leaving("2023-06-30"), vec![]),
        ("2025-08-20", within(1), vec![PersonField::EmploymentEnd]),
    ];
    let orders = (0..256_usize).map(|number| [0, 2, 4, 6].map(|shift| number >> shift & 3));
    let orders = orders.filter(|order| (0..4).all(|fact| order.contains(&fact)));
    for (who, order) in (0..).zip(orders) {
        let begun = PersonAttributes { org_unit_id: Some(unit(1)), ..hired("2020-02-01") };
        scene.record(add(who, begun), on("2020-01-15"));
        for fact in order {
            let (day, set, clear) = &facts[fact];
            scene.record(change(who, set.clone(), clear), on(day));
        }
    }
    scene.queries().await;
    let statement = "
        select count(*) || ': ' || rows from (
            select string_agg(concat_ws(' ', from_day, to_day, coalesce(code, what)), ', '
                order by what, from_day) as rows
            from (
                select log, learner_id, 'unit' as what, from_day, to_day, id_value
                from attributes where field = 3
                union all
                select log, learner_id, 'employed', from_day, to_day, null from employments
            ) as told
            left join definitions on id = id_value
            group by told.log, learner_id
        ) as learners group by rows";
    let expected = "24: 2020-02-01 2023-06-30 employed, 2025-08-20 employed, \
        2020-01-15 2020-12-31 U1, 2021-01-01 2021-12-31 U2, 2022-01-01 2025-08-19 U1, \
        2025-08-20 U1";
    assert_eq!(scene.models.lines(statement).await, [expected]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrected_hire_date_is_no_second_employment() {
    let mut scene = scene().await;
    scene.record(add(0, hired("2020-02-01")), on("2020-01-15"));
    scene.record(change(0, hired("2020-03-01"), &[]), on("2020-01-20"));
    assert_eq!(employed(&scene).await, ["2020-03-01 …"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_hire_date_was_always_there() {
    let mut scene = scene().await;
    scene.record(add(0, within(0)), on("2020-01-15"));
    assert_eq!(employed(&scene).await, ["0001-01-01 …"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_values_keep_the_command_that_wrote_them() {
    let mut scene = scene().await;
    scene.record(add(0, named("Ada")), on("2026-01-01"));
    let renamed = scene.record(change(0, named("Ada L."), &[]), on("2026-02-01"));
    // Took effect before what stands: history.
    scene.record(change(0, named("A."), &[]), on("2026-01-15"));
    let transcript = scene
        .queries()
        .await
        .transcript(learner(0), day("9999-12-31"))
        .await
        .unwrap()
        .value
        .unwrap();
    let name = transcript.display_name.unwrap();
    assert_eq!((name.command_id, name.attribute.as_str()), (renamed.command_id, "display_name"));
    assert_eq!(name.value.ciphertext, sealed("Ada L.").ciphertext);
    assert_eq!(name.value.nonce, sealed("Ada L.").nonce);
    assert_eq!(name.value, sealed("Ada L."));
    scene.record(
        change(0, PersonAttributes::default(), &[PersonField::DisplayName]),
        on("2026-03-01"),
    );
    let transcript = scene
        .queries()
        .await
        .transcript(learner(0), day("9999-12-31"))
        .await
        .unwrap()
        .value
        .unwrap();
    assert_eq!(transcript.display_name, None);
}
