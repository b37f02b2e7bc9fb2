//! Queries: what they show, page by page, and what they refuse.

use std::sync::Arc;
use std::time::Duration;

use learnlog_api::deadline::Deadline;
use learnlog_api::error::reason::Reason;
use learnlog_api::health::source::{HealthSource, ReadModelsFollow};
use learnlog_api::queries::wait::Asking;
use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_postgres::pool;
use learnlog_proto::{api, ledger};
use learnlog_readmodels::database::{LOOK_SESSIONS, query_pool};
use learnlog_readmodels::queries::Queries;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use crate::commands::{Caller, add_person, assign, date, define_course, enroll, fresh, pass, why};
use crate::world::{ENTRIES_LOGS, PATIENCE, shared};

fn invalid(reason: &str) -> (Code, String) {
    (Code::InvalidArgument, reason.to_owned())
}

/// A course that five people owe, due on five days; the position that shows it.
async fn five_owe(caller: &Caller) -> (String, ledger::LedgerPosition) {
    let course = fresh();
    caller.record(define_course(&course)).await;
    let mut logs = std::collections::BTreeMap::new();
    for day in 1..=5 {
        let learner = fresh();
        caller.record(add_person(&learner, &format!("Learner {day}"))).await;
        let (_, position) = caller.record(assign(&learner, &course, date(2025, 6, day))).await;
        for at in position.logs {
            logs.insert(at.log, at.sequence);
        }
    }
    let position = |(log, sequence)| ledger::LogPosition { log, sequence };
    (course, ledger::LedgerPosition { logs: logs.into_iter().map(position).collect() })
}

async fn overdue(
    caller: &Caller,
    request: api::ListOverdueRequest,
) -> Result<api::ListOverdueResponse, Status> {
    Ok(caller.queries().list_overdue(caller.request(request)).await?.into_inner())
}

#[tokio::test]
async fn a_list_comes_page_by_page() {
    let caller = Caller::of(shared(), "console").await;
    let (course, position) = five_owe(&caller).await;
    let mut request = api::ListOverdueRequest {
        effective_on: date(2025, 6, 5),
        course_id: course.clone(),
        page_size: 2,
        at_least: Some(position),
        with_counts: true,
        ..Default::default()
    };
    let mut names = Vec::new();
    let mut pages = 0;
    loop {
        let page = overdue(&caller, request.clone()).await.unwrap();
        assert_eq!(page.counting_unit, "learner x target");
        assert_eq!(page.effective_on, date(2025, 6, 5));
        names.extend(page.items.iter().map(|item| (item.display_name.clone(), item.days_overdue)));
        pages += 1;
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    // Due on the 5th is not overdue on the 5th.
    let expected = [("Learner 1", 4), ("Learner 2", 3), ("Learner 3", 2), ("Learner 4", 1)];
    let expected = expected.map(|(name, days)| (name.to_owned(), days));
    assert_eq!((names, pages), (expected.to_vec(), 2));
}

#[tokio::test]
async fn a_page_token_is_of_one_query() {
    let caller = Caller::of(shared(), "console").await;
    let (course, position) = five_owe(&caller).await;
    let request = api::ListOverdueRequest {
        course_id: course,
        page_size: 1,
        at_least: Some(position),
        ..Default::default()
    };
    let token = overdue(&caller, request.clone()).await.unwrap().next_page_token;
    let mut other = request.clone();
    (other.page_token, other.course_id) = (token.clone(), fresh());
    assert_eq!(why(&overdue(&caller, other).await.unwrap_err()), invalid("PAGE_TOKEN_INVALID"));
    let mut forged = request.clone();
    forged.page_token = format!("A{}", &token[1..]);
    if forged.page_token == token {
        forged.page_token = format!("B{}", &token[1..]);
    }
    assert_eq!(why(&overdue(&caller, forged).await.unwrap_err()), invalid("PAGE_TOKEN_INVALID"));
    let large = api::ListOverdueRequest { page_size: 1_001, ..request };
    assert_eq!(why(&overdue(&caller, large).await.unwrap_err()), invalid("NUMBER_OUT_OF_RANGE"));
}

#[tokio::test]
async fn a_dashboard_counts_enrollments() {
    let caller = Caller::of(shared(), "console").await;
    let course = fresh();
    caller.record(define_course(&course)).await;
    let mut last = None;
    for index in 0..3 {
        let (learner, enrollment) = (fresh(), fresh());
        caller.record(add_person(&learner, "x")).await;
        let (_, position) = caller.record(enroll(&learner, &enrollment, &course)).await;
        last = Some(position);
        if index == 0 {
            caller.record(pass(&learner, &enrollment)).await;
        }
    }
    let request = api::GetCompletionDashboardRequest {
        group_by: api::DashboardGrouping::Course as i32,
        course_id: course.clone(),
        at_least: last,
        ..Default::default()
    };
    let ask =
        async |request| caller.queries().get_completion_dashboard(caller.request(request)).await;
    // The other learners may lie in another log, which the position does not name.
    let found = learnlog_testkit::eventually::eventually_async(
        PATIENCE,
        "three enrollments, one passed",
        async || {
            let found = ask(request.clone()).await.map_err(|status| status.to_string())?;
            let found = found.into_inner();
            let total = found.total.clone().unwrap_or_default();
            let counts = (total.enrollments, total.passed, total.enrolled);
            if counts == (3, 1, 2) { Ok(found) } else { Err(format!("{counts:?}")) }
        },
    )
    .await;
    assert_eq!(found.counting_unit, "enrollment");
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].id, course);

    let mut ungrouped = request.clone();
    ungrouped.group_by = 0;
    assert_eq!(why(&ask(ungrouped).await.unwrap_err()), invalid("FIELD_MISSING"));
    let mut unknown = request.clone();
    unknown.group_by = 9;
    assert_eq!(why(&ask(unknown).await.unwrap_err()), invalid("ENUM_UNKNOWN"));
    let mut backwards = request;
    backwards.enrolled_from = date(2025, 2, 2);
    backwards.enrolled_through = date(2025, 2, 1);
    assert_eq!(why(&ask(backwards).await.unwrap_err()), invalid("DATE_INVALID"));
}

#[tokio::test]
async fn a_filter_that_names_nothing_of_its_kind_is_not_found() {
    let caller = Caller::of(shared(), "console").await;
    let (course, learner) = (fresh(), fresh());
    let (_, at_least) = caller.record(define_course(&course)).await;
    let overdue = async |request: api::ListOverdueRequest| {
        let at_least = Some(at_least.clone());
        let request = api::ListOverdueRequest { at_least, with_counts: true, ..request };
        caller.queries().list_overdue(caller.request(request)).await
    };
    let of_course = |course_id| api::ListOverdueRequest { course_id, ..Default::default() };
    let of_unit = |org_unit_id| api::ListOverdueRequest { org_unit_id, ..Default::default() };
    let not_found = (Code::NotFound, "DEFINITION_NOT_FOUND".to_owned());
    let answer = overdue(of_course(course.clone())).await.unwrap().into_inner();
    assert_eq!(answer.total, Some(0));
    assert_eq!(why(&overdue(of_course(learner)).await.unwrap_err()), not_found);
    assert_eq!(why(&overdue(of_unit(course.clone())).await.unwrap_err()), not_found);
    let request = api::GetCompletionDashboardRequest {
        group_by: api::DashboardGrouping::Course as i32,
        org_unit_id: course,
        at_least: Some(at_least.clone()),
        ..Default::default()
    };
    let answer = caller.queries().get_completion_dashboard(caller.request(request)).await;
    assert_eq!(why(&answer.unwrap_err()), not_found);
}

#[tokio::test]
async fn a_learner_who_is_not_known_is_not_found() {
    let caller = Caller::of(shared(), "console").await;
    let ask = async |learner_id: &str, at_least: Option<ledger::LedgerPosition>| {
        let request = api::GetTranscriptRequest {
            learner_id: learner_id.to_owned(),
            at_least,
            effective_on: None,
        };
        let answer = caller.queries().get_transcript(caller.request(request)).await;
        answer.map(tonic::Response::into_inner)
    };
    let status = ask(&fresh(), None).await.unwrap_err();
    assert_eq!(why(&status), (Code::NotFound, "LEARNER_NOT_FOUND".to_owned()));
    assert_eq!(why(&ask("anna", None).await.unwrap_err()), invalid("ID_INVALID"));
    let logs = vec![ledger::LogPosition { log: 99, sequence: 1 }];
    let elsewhere = Some(ledger::LedgerPosition { logs });
    assert_eq!(why(&ask(&fresh(), elsewhere).await.unwrap_err()), invalid("POSITION_INVALID"));
}

#[tokio::test]
async fn slow_questions_hold_up_no_look_at_positions() {
    let world = shared();
    let caller = Caller::of(world, "console").await;
    let (_, position) = caller.record(add_person(&fresh(), "Rosa Stein")).await;
    let log = position.logs.last().unwrap();
    let at_least = LedgerPosition(vec![(LogNumber(log.log), log.sequence)]);

    let sessions = query_pool(&world.database, 1).unwrap();
    let looks = query_pool(&world.database, LOOK_SESSIONS).unwrap();
    let _taken = pool::session(&sessions).await.unwrap();
    let queries = Queries::new(sessions.clone(), looks, ENTRIES_LOGS);
    let asking = Asking::of(queries.clone());
    let deadline = |wait| Deadline::after(wait, None);
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let slow = async |_: &Queries| {
        begun.send(()).unwrap();
        std::future::pending().await
    };
    let slow = asking.ask::<()>("Test", None, deadline(PATIENCE), slow);
    let others = async {
        has_begun.await.unwrap();
        let reached = queries.wait_for(&at_least, deadline(PATIENCE).instant()).await;
        assert!(reached.is_ok(), "{reached:?}");
        assert!(!asking.projections(deadline(PATIENCE)).await.unwrap().is_empty());
        let ledger = Arc::clone(&world.ledger);
        assert_eq!(ReadModelsFollow::new(queries.clone(), ledger).missing().await, None);
        // Another question waits for its turn, and is told in time that it did not come.
        let another = async |queries: &Queries| queries.entry_checkpoint(LogNumber(0), 1).await;
        let wait = Duration::from_millis(100);
        let error = asking.ask("Test", None, deadline(wait), another).await.unwrap_err();
        assert_eq!(error.reason(), Reason::DeadlinePassed);
    };
    tokio::select! {
        _ = slow => panic!("the slow question has no end"),
        () = others => {}
    }
}

/// Not through a client: its own timer would end the call as well.
#[tokio::test]
async fn a_position_that_does_not_come_is_not_waited_for_longer_than_asked() {
    let asking = Asking::of(shared().queries.clone());
    let mut metadata = MetadataMap::new();
    metadata.insert("grpc-timeout", "300m".parse().unwrap());
    let far = LedgerPosition(vec![(LogNumber(1), 1_000_000_000)]);
    let deadline = Deadline::of_call(&metadata);
    let question = async |queries: &Queries| queries.projections().await;
    let error = asking.ask("Test", Some(&far), deadline, question).await.unwrap_err();
    assert_eq!(error.reason(), Reason::PositionNotReached);
}
