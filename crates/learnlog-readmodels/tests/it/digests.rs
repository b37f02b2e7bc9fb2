//! The same entries make the same rows, however they were cut into batches and whoever projected
//! them.

use std::sync::Arc;

use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::memory::MemoryLog;
use learnlog_testkit::eventually::eventually_async;

use crate::company;
use crate::journal::Journal;
use crate::scene::{LOGS, Models, PATIENCE, stop};

const PEOPLE: u64 = 60;
const COMMANDS: u64 = 4_000;

fn begin() -> Journal {
    let event_log: Arc<dyn EventLog> = Arc::new(MemoryLog::new(LOGS + 2));
    Journal::begin(event_log, LOGS)
}

fn history(seed: u64) -> Journal {
    let mut journal = begin();
    company::write(&mut journal, PEOPLE, COMMANDS, seed);
    journal
}

async fn projected(journal: &Journal, batch_entries_max: usize) -> Models {
    let models = Models::new(journal).await;
    let runner = models.project(journal, batch_entries_max);
    models.catch_up(&journal.position()).await;
    stop(runner).await;
    models
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_and_again_in_other_batches_have_the_same_digests() {
    let mut journal = begin();
    let live = Models::new(&journal).await;
    let runner = live.project(&journal, 7);
    company::write(&mut journal, PEOPLE, COMMANDS, 1);
    live.catch_up(&journal.position()).await;
    stop(runner).await;
    let digests = live.digests().await;
    for batch_entries_max in [100, 100_000] {
        let again = projected(&journal, batch_entries_max).await;
        assert_eq!(again.digests().await, digests, "in batches of {batch_entries_max}");
    }
    let other = projected(&history(2), 100_000).await.digests().await;
    for (mine, others) in digests.iter().zip(&other) {
        assert_ne!(mine, others, "another history has another digest");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_projectors_side_by_side_do_no_harm() {
    let mut journal = begin();
    let models = Models::new(&journal).await;
    let one = models.project(&journal, 50);
    let other = models.project(&journal, 80);
    company::write(&mut journal, PEOPLE, COMMANDS, 3);
    models.catch_up(&journal.position()).await;
    stop(one).await;
    stop(other).await;
    let alone = projected(&journal, 1_000).await;
    assert_eq!(models.digests().await, alone.digests().await);
}

/// What a server does to a killed projector: its transaction is undone wherever it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_projector_that_is_cut_off_again_and_again_loses_and_doubles_nothing() {
    let mut journal = begin();
    company::write(&mut journal, PEOPLE, 600, 4);
    let models = Models::new(&journal).await;
    let runner = models.project(&journal, 10);
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
               where datname = current_database() and application_name = 'learnlog projector'";
    let cuts = async {
        let mut cuts = 0;
        let done = journal.position();
        let reached = || async { models.queries.position().await.is_ok_and(|now| now == done) };
        while !reached().await {
            cuts += models.number(cut).await;
            let before = models.queries.position().await.unwrap();
            eventually_async(PATIENCE, "some progress", async || {
                let now = models.queries.position().await.unwrap();
                if now == before && now != done { Err(now) } else { Ok(()) }
            })
            .await;
        }
        cuts
    };
    let cuts = cuts.await;
    stop(runner).await;
    assert!(cuts > 5, "{cuts}");
    let alone = projected(&journal, 1_000).await;
    assert_eq!(models.digests().await, alone.digests().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_projector_that_is_stopped_and_started_goes_on() {
    let mut journal = begin();
    let models = Models::new(&journal).await;
    for seed in 5..9 {
        let runner = models.project(&journal, 33);
        company::write(&mut journal, PEOPLE, 300, seed);
        stop(runner).await;
    }
    let runner = models.project(&journal, 33);
    models.catch_up(&journal.position()).await;
    stop(runner).await;
    let alone = projected(&journal, 1_000).await;
    assert_eq!(models.digests().await, alone.digests().await);
}

/// One projection dropped and projected again, while the others stay where they are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_projection_can_be_projected_again_beside_the_others() {
    let journal = history(10);
    let models = projected(&journal, 1_000).await;
    let before = models.digests().await;
    let tables = [
        ("people", "people, attributes, employments, protected_attributes"),
        ("enrollments", "enrollments, org_units, status_counts"),
        ("obligations", "assignments, completed_courses, certification_cycles, spans"),
        ("transcript", "facts"),
    ];
    for (projection, tables) in tables {
        let client = models.pool.get().await.unwrap();
        let again =
            format!("truncate {tables}; delete from checkpoints where projection = '{projection}'");
        client.batch_execute(&again).await.unwrap();
        drop(client);
        let runner = models.project(&journal, 500);
        models.catch_up(&journal.position()).await;
        stop(runner).await;
        assert_eq!(models.digests().await, before, "{projection}");
    }
}
