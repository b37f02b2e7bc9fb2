//! How far the read models are, and waiting for it.

use std::time::Duration;

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_readmodels::queries::error::QueryError;
use tokio::time::Instant;

use crate::ask::*;
use crate::scene::{LOGS, PATIENCE, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_read_their_own_writes() {
    let mut scene = Scene::new().await;
    for who in 0..20 {
        let written = scene.record(add(who, named("Ada")), on("2026-01-01"));
        let position = LedgerPosition(vec![(written.log, written.sequence)]);
        let queries = &scene.models.queries;
        queries.wait_for(&position, Instant::now() + PATIENCE).await.unwrap();
        assert!(queries.transcript(learner(who), day("9999-12-31")).await.unwrap().value.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_that_does_not_come_ends_at_the_deadline() {
    let scene = Scene::new().await;
    let queries = scene.queries().await;
    let far = LedgerPosition(vec![(LogNumber(0), 1), (LogNumber(1), 1_000)]);
    let error =
        queries.wait_for(&far, Instant::now() + Duration::from_millis(50)).await.unwrap_err();
    let QueryError::NotReached { log, wanted, reached } = error else { panic!("{error:?}") };
    assert_eq!((log, wanted, reached), (LogNumber(1), 1_000, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_the_ledger_does_not_have_is_refused() {
    let scene = Scene::new().await;
    let nowhere = LedgerPosition(vec![(LogNumber(LOGS + 2), 1)]);
    let error =
        scene.models.queries.wait_for(&nowhere, Instant::now() + PATIENCE).await.unwrap_err();
    assert!(matches!(error, QueryError::UnknownLog { log: LogNumber(5) }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_projection_tells_the_logs_that_it_reads() {
    let scene = Scene::new().await;
    scene.queries().await;
    let positions = scene.models.queries.projections().await.unwrap();
    let told: Vec<_> = positions
        .iter()
        .map(|one| {
            let logs: Vec<u32> = one.position.0.iter().map(|(log, _)| log.0).collect();
            (one.projection.as_str(), one.version, logs)
        })
        .collect();
    let entries = vec![1, 2, 3];
    assert_eq!(
        told,
        [
            ("entry_index", 1, vec![0, 1, 2, 3, 4]),
            ("catalog", 1, vec![0]),
            ("people", 1, entries.clone()),
            ("enrollments", 1, entries.clone()),
            ("obligations", 1, entries.clone()),
            ("transcript", 1, entries),
        ]
    );
    assert!(positions.iter().flat_map(|one| &one.position.0).all(|(_, sequence)| *sequence == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_waiters_ask_the_database_together() {
    let mut scene = Scene::new().await;
    scene.queries().await;
    let next = LedgerPosition(vec![(LogNumber(0), scene.journal.head(LogNumber(0)).sequence + 1)]);
    let queries = scene.models.queries.clone();
    let deadline = Instant::now() + PATIENCE;
    let waiting = futures::future::join_all((0..200).map(|_| queries.wait_for(&next, deadline)));
    let (ended, ()) = tokio::join!(waiting, async {
        scene.define([define_job(0)]);
    });
    assert!(ended.iter().all(Result::is_ok));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_of_a_log_come_back_when_it_has_moved() {
    let mut scene = Scene::new().await;
    scene.queries().await;
    let catalog = LogNumber(0);
    let seen = scene.journal.head(catalog).sequence;
    let queries = scene.models.queries.clone();
    queries.wait_past(catalog, seen - 1).await.unwrap();
    let waiting = futures::future::join_all((0..200).map(|_| queries.wait_past(catalog, seen)));
    let mut waiting = std::pin::pin!(waiting);
    // Another log moves, which is not theirs.
    let written = scene.record(add(1, named("Ada")), on("2026-01-01"));
    let elsewhere = LedgerPosition(vec![(written.log, written.sequence)]);
    tokio::select! {
        _ = &mut waiting => panic!("the catalog has not moved"),
        reached = queries.wait_for(&elsewhere, Instant::now() + PATIENCE) => reached.unwrap(),
    }
    scene.define([define_job(0)]);
    let ended = tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    assert!(ended.iter().all(Result::is_ok));
}
