//! Entries that cannot be projected, servers that go away, commits that were none.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use learnlog_chain::{Hash, Head};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{Entry, LedgerPosition, LogNumber};
use learnlog_domain::assignment::event::Target;
use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::completion::event::Success;
use learnlog_domain::enrollment::command::EnrollTarget;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;
use learnlog_ledger::chain_reader::WriterWitness;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};
use learnlog_ledger::ledger::{LogState, LogStatus};
use learnlog_ledger::memory::MemoryLog;
use learnlog_ledger::stray::Strays;
use learnlog_readmodels::runner::status::{LaneState, LaneStatus};
use learnlog_readmodels::runner::{ProjectorConfig, ProjectorPorts, ProjectorRunner};
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use tokio::sync::watch;

use crate::ask::*;
use crate::company;
use crate::journal::Journal;
use crate::scene::{LOGS, Models, PATIENCE, Scene, stop};

/// Learner 0 and somebody in another log.
async fn scene() -> (Scene, LogNumber, u128) {
    let mut scene = Scene::new().await;
    scene.define([
        define_course(0, CompletionRule::Complete),
        define_unit(0, None),
        define_unit(1, None),
    ]);
    let log = scene.record(add(0, named("Ada")), on("2026-01-01")).log;
    let placed = |who: &u128| {
        let stream = StreamId::learner(learner(*who));
        learnlog_codec::placement::log_of(stream, LOGS) != log
    };
    let elsewhere = (1..).find(placed).unwrap();
    scene.record(add(elsewhere, named("Bob")), on("2026-01-01"));
    scene.queries().await;
    (scene, log, elsewhere)
}

async fn stopped(scene: &Scene, log: LogNumber) -> LaneStatus {
    eventually_async(PATIENCE, "the projection to stop", async || {
        let status = scene.status(log);
        if matches!(status.state, LaneState::Stopped { .. }) { Ok(status) } else { Err(status) }
    })
    .await
}

/// Projects what is there, as one batch, until the log's projection stops.
async fn projected_until_stopped(scene: &Scene, log: LogNumber) -> LaneStatus {
    until_stopped(scene.models.project(&scene.journal, 1_000), log).await
}

async fn until_stopped(runner: ProjectorRunner, log: LogNumber) -> LaneStatus {
    let status = eventually_async(PATIENCE, "the projection to stop", async || {
        let status = runner.status()[log.0 as usize].clone();
        if matches!(status.state, LaneState::Stopped { .. }) { Ok(status) } else { Err(status) }
    })
    .await;
    stop(runner).await;
    status
}

/// `entry` with another event type of the same length in it.
fn with_unknown_event(value: &[u8], from: &str, to: &str) -> Bytes {
    let at = value.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    let mut changed = value.to_vec();
    changed[at..at + to.len()].copy_from_slice(to.as_bytes());
    changed.into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_cannot_be_understood_stops_its_log_only() {
    let (mut scene, log, elsewhere) = scene().await;
    let before = scene.record(progress(0, None, 0), on("2026-01-02"));
    let draft = encode(&scene.journal.draft(&progress(0, None, 0), on("2026-01-03")));
    let poison = with_unknown_event(&draft, "activity.progressed", "activity.teleported");
    let sequence = scene.journal.append_value(log, poison);
    let status = stopped(&scene, log).await;
    assert_eq!(status.sequence, before.sequence, "everything before it is projected");
    let LaneState::Stopped { sequence: at, reason } = status.state else { panic!() };
    assert_eq!(at, Some(sequence));
    assert!(reason.contains("activity.teleported"), "{reason}");
    let other = scene.record(progress(elsewhere, None, 0), on("2026-01-04"));
    scene.models.catch_up(&LedgerPosition(vec![(other.log, other.sequence)])).await;
    assert!(matches!(scene.status(other.log).state, LaneState::Projecting));
    let facts = scene
        .models
        .queries
        .transcript(learner(0), day("9999-12-31"))
        .await
        .unwrap()
        .value
        .unwrap()
        .facts;
    assert_eq!(facts.last().unwrap().sequence, before.sequence);
}

/// It ends the reading in the middle of a batch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_precedes_an_entry_that_lies_about_itself_is_projected() {
    let (mut scene, log, _) = scene().await;
    scene.stop().await;
    for _ in 0..5 {
        scene.record(progress(0, None, 0), on("2026-01-02"));
    }
    let before = scene.journal.head(log).sequence;
    let draft = scene.journal.draft(&progress(0, None, 0), on("2026-01-03"));
    let lie = Entry { recorded_at: Timestamp::from_micros(1), ..draft };
    let sequence = scene.journal.append_value(log, encode(&lie));
    let status = projected_until_stopped(&scene, log).await;
    let LaneState::Stopped { sequence: at, reason } = status.state else { panic!() };
    assert_eq!((status.sequence, at), (before, Some(sequence)));
    assert!(reason.contains("goes back"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_writer_of_the_process_disputes_stops_its_log() {
    let (mut scene, log, _) = scene().await;
    scene.stop().await;
    let head = Head { hash: Hash::ZERO, ..scene.journal.head(log) };
    let writers = (0..LOGS + 2).map(LogNumber).map(|of| {
        let checkpoint =
            if of == log { Checkpoint { head, offset: u64::MAX } } else { Checkpoint::EMPTY };
        let (state, strays) = (LogState::Serving, Strays::default());
        WriterWitness::new(watch::channel(LogStatus { log: of, checkpoint, state, strays }).1)
    });
    let mut config = ProjectorConfig::new(LOGS);
    config.writers = writers.collect();
    let event_log = Arc::clone(&scene.journal.event_log);
    let ports = ProjectorPorts::new(event_log, scene.models.database.clone(), LOGS);
    let runner = ProjectorRunner::start(config, ports).unwrap();
    let status = until_stopped(runner, log).await;
    let LaneState::Stopped { sequence, reason } = status.state else { panic!() };
    assert_eq!(sequence, Some(head.sequence));
    assert!(reason.contains("not what was acknowledged"), "{reason}");
}

/// A text with a zero byte is a string to everybody but PostgreSQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_the_database_refuses_is_found_among_many() {
    let (mut scene, log, _) = scene().await;
    scene.stop().await;
    for _ in 0..40 {
        scene.record(progress(0, None, 0), on("2026-01-02"));
    }
    let before = scene.journal.head(log).sequence;
    let mut region = named("Ada");
    region.time_zone = Some("Europe/\0Zurich".into());
    let refused = scene.record(change(0, region, &[]), on("2026-01-03"));
    for _ in 0..40 {
        scene.record(progress(0, None, 0), on("2026-01-02"));
    }
    let status = projected_until_stopped(&scene, log).await;
    let LaneState::Stopped { sequence, reason } = status.state else { panic!() };
    assert_eq!((sequence, status.sequence), (Some(refused.sequence), before), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strays_are_passed_over() {
    let (mut scene, log, _) = scene().await;
    scene.journal.append_stray(log);
    scene.record(progress(0, None, 0), on("2026-01-02"));
    scene.journal.append_stray(log);
    scene.record(progress(0, None, 0), on("2026-01-03"));
    let facts = scene
        .queries()
        .await
        .transcript(learner(0), day("9999-12-31"))
        .await
        .unwrap()
        .value
        .unwrap()
        .facts;
    assert_eq!(facts.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_made_anew_is_not_projected() {
    let mut journal = Journal::begin(Arc::new(MemoryLog::new(LOGS + 2)), LOGS);
    journal.submit(&define_job(0), None);
    let models = Models::new(&journal).await;
    let runner = models.project(&journal, 10);
    models.catch_up(&journal.position()).await;
    stop(runner).await;
    let rows = models.number("select count(*) from entries").await;
    let anew: Arc<dyn EventLog> = Arc::new(MemoryLog::new(LOGS + 2));
    let mut other = Journal::begin(anew, LOGS);
    other.submit(&define_job(1), None);
    other.submit(&define_job(2), None);
    let runner = models.project(&other, 10);
    eventually_async(PATIENCE, "the catalog's projection to stop", async || {
        match &runner.status()[0].state {
            LaneState::Stopped { sequence: None, reason } if reason.contains("made anew") => Ok(()),
            state => Err(state.clone()),
        }
    })
    .await;
    stop(runner).await;
    assert_eq!(models.number("select count(*) from entries").await, rows);
}

/// The rows of an acknowledged commit are gone, and no entry follows that would show it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_projection_finds_a_commit_that_was_undone() {
    let (scene, log, _) = scene().await;
    let undo = format!(
        "with entry as (delete from entries where log = {0} and sequence > 1),
              person as (delete from people where log = {0}),
              attribute as (delete from protected_attributes where log = {0}),
              employment as (delete from employments where log = {0}),
              fact as (delete from facts where log = {0})
         update checkpoints set (sequence, log_offset, hash) =
             (1, 0, (select hash from entries where log = {0} and sequence = 1)) where log = {0}",
        log.0
    );
    scene.models.pool.get().await.unwrap().batch_execute(&undo).await.unwrap();
    eventually_async(PATIENCE, "the learner to be back", async || {
        let found = scene.models.queries.transcript(learner(0), day("9999-12-31")).await.unwrap();
        found.value.map(|_| ()).ok_or(found.position)
    })
    .await;
}

/// A fault that somebody has to mend is told once, and not tried again for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_gone_stops_the_projection() {
    let (mut scene, log, _) = scene().await;
    scene.models.pool.get().await.unwrap().batch_execute("drop table facts").await.unwrap();
    let before = scene.journal.head(log).sequence;
    scene.record(progress(0, None, 0), on("2026-01-02"));
    let status = stopped(&scene, log).await;
    let LaneState::Stopped { sequence: None, reason } = status.state else { panic!("{status:?}") };
    assert!(reason.contains("\"facts\" does not exist"), "{reason}");
    assert_eq!(status.sequence, before);
    assert_eq!(scene.status(LogNumber(0)).state, LaneState::Projecting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_that_was_taken_away_stops_the_projection() {
    let (mut scene, log, _) = scene().await;
    let revoke = "revoke insert on facts from current_user";
    scene.models.pool.get().await.unwrap().batch_execute(revoke).await.unwrap();
    scene.record(progress(0, None, 0), on("2026-01-02"));
    let status = stopped(&scene, log).await;
    let LaneState::Stopped { sequence: None, reason } = status.state else { panic!("{status:?}") };
    assert!(reason.contains("permission denied"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_makes_no_sense_stops_the_projection() {
    let (mut scene, log, _) = scene().await;
    scene.record(change(0, within(0), &[]), on("2026-01-02"));
    scene.queries().await;
    let damage = "update attributes set field = 99 where field = 3";
    scene.models.pool.get().await.unwrap().batch_execute(damage).await.unwrap();
    scene.record(change(0, within(1), &[]), on("2026-01-03"));
    let status = stopped(&scene, log).await;
    let LaneState::Stopped { sequence: None, reason } = status.state else { panic!("{status:?}") };
    assert!(reason.contains("damaged"), "{reason}");
}

/// Reads nothing, and breaks the rules while it does so.
struct Breaking(MemoryLog, LogNumber);

impl EventLog for Breaking {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.0.open_producer(log, reports)
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        assert_ne!(log, self.1, "a bug of the reader");
        self.0.open_reader(log, offset)
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.0.bounds(log)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_projection_whose_thread_panics_is_stopped() {
    let breaking = Breaking(MemoryLog::new(LOGS + 2), LogNumber(2));
    let journal = Journal::begin(Arc::new(breaking), LOGS);
    let models = Models::new(&journal).await;
    let runner = models.project(&journal, 10);
    eventually_async(PATIENCE, "the projection to stop", async || {
        match &runner.status()[2].state {
            LaneState::Stopped { sequence: None, reason } if reason.contains("panicked") => Ok(()),
            state => Err(state.clone()),
        }
    })
    .await;
    let others = |one: &LaneStatus| one.log.0 == 2 || one.state == LaneState::Projecting;
    all(&runner, "to go on", others).await;
    stop(runner).await;
}

/// What a projection keeps of rows to read less must go with the rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_kept_of_undone_rows_is_used() {
    let (mut scene, log, _) = scene().await;
    scene.define([define_course(1, CompletionRule::Complete), define_certification(0, &[1])]);
    scene.record(change(0, within(0), &[]), on("2026-01-01"));
    for (number, target) in
        [(0, Target::Course(course(0))), (1, Target::Certification(certification(0)))]
    {
        scene.record(assign(0, number, target, Some("2026-01-31")), on("2026-01-02"));
    }
    scene.record(enroll(0, 0, EnrollTarget::Course(course(1))), on("2026-01-03"));
    scene.record(outcome(0, 0, Success::Passed, None), on("2026-01-04"));
    scene.queries().await;
    let before = scene.models.digests().await;
    let tables = [
        "people",
        "attributes",
        "employments",
        "protected_attributes",
        "enrollments",
        "org_units",
        "status_counts",
        "assignments",
        "completed_courses",
        "certification_cycles",
        "spans",
        "facts",
    ];
    let emptied = tables.map(|table| format!("delete from {table} where log = {};", log.0));
    let undo = format!(
        "begin; {} delete from entries where log = {log} and sequence > 1;
         update checkpoints set (sequence, log_offset, hash) =
             (1, 0, (select hash from entries where log = {log} and sequence = 1))
         where log = {log}; commit",
        emptied.concat(),
        log = log.0
    );
    scene.models.pool.get().await.unwrap().batch_execute(&undo).await.unwrap();
    eventually_async(PATIENCE, "all rows to be back", async || {
        let now = scene.models.digests().await;
        if now == before { Ok(()) } else { Err(scene.status(log)) }
    })
    .await;
}

/// A server that is stopped says nothing; one that is killed closes its connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_and_comes_back_is_caught_up_with() {
    let stack = Stack::private();
    let mut journal = Journal::begin(Arc::new(MemoryLog::new(LOGS + 2)), LOGS);
    let models = Models::at(stack.database_url(), &journal).await;
    silence(&stack, &journal, &models).await;
    let runner = models.project(&journal, 100);
    company::write(&mut journal, 20, 200, 21);
    models.catch_up(&journal.position()).await;
    stack.postgres().kill();
    company::write(&mut journal, 20, 200, 22);
    let retrying = |one: &LaneStatus| matches!(one.state, LaneState::Retrying { .. });
    all(&runner, "to say that they retry", retrying).await;
    models.queries.position().await.unwrap_err();
    stack.postgres().restart();
    answers(&models, &journal).await;
    all(&runner, "to say that they project", |one| one.state == LaneState::Projecting).await;
    stop(runner).await;
    let alone = Models::new(&journal).await;
    let again = alone.project(&journal, 1_000);
    alone.catch_up(&journal.position()).await;
    stop(again).await;
    assert_eq!(models.digests().await, alone.digests().await);
}

async fn silence(stack: &Stack, journal: &Journal, models: &Models) {
    let runner = models.project(journal, 10);
    models.catch_up(&journal.position()).await;
    all(&runner, "to be seen at work", |one| !one.is_silent()).await;
    stack.postgres().pause();
    let silent = |one: &LaneStatus| one.state == LaneState::Projecting && one.is_silent();
    all(&runner, "to be silent", silent).await;
    let minute = Duration::from_secs(60);
    tokio::time::timeout(minute, stop(runner)).await.expect("an end within a minute");
    let asked = tokio::time::timeout(minute, models.queries.position()).await;
    stack.postgres().resume();
    asked.expect("an answer within a minute").unwrap_err();
    answers(models, journal).await;
}

/// Waits until queries are answered at the position of the journal.
async fn answers(models: &Models, journal: &Journal) {
    eventually_async(PATIENCE, "the position to be reached", async || {
        let position = models.queries.position().await.map_err(|error| error.to_string())?;
        if position == journal.position() { Ok(()) } else { Err(format!("{position:?}")) }
    })
    .await;
}

/// Waits until it is true of all logs.
async fn all(runner: &ProjectorRunner, what: &str, holds: impl Fn(&LaneStatus) -> bool) {
    eventually_async(PATIENCE, what, async || {
        let status = runner.status();
        if status.iter().all(&holds) { Ok(()) } else { Err(status) }
    })
    .await;
}
