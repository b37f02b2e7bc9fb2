//! The entries of a stream, for replay and for the writer.

use learnlog_chain::{Head, entry_hash};
use learnlog_codec::entry::LogNumber;
use learnlog_domain::catalog::course::CompletionRule;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::chain_reader::{Accepted, ChainReader};
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::index::{EntryIndex, ReferenceClock};
use learnlog_readmodels::database::lookup_pool;
use learnlog_readmodels::entry_index::history::{PgClock, PgEntryIndex};
use learnlog_readmodels::queries::stream_entries::STREAM_ENTRIES_BYTES_MAX;
use tokio_postgres::SimpleQueryMessage;

use crate::ask::*;
use crate::journal::Written;
use crate::scene::{PATIENCE, Scene};

async fn scene(entries: u128) -> (Scene, Vec<Written>) {
    let mut scene = Scene::new().await;
    scene.define([define_course(0, CompletionRule::Complete)]);
    let mut written = vec![scene.record(add(0, named("Ada")), on("2026-01-01"))];
    scene.record(add(1, named("Bob")), on("2026-01-01"));
    for _ in 1..entries {
        written.push(scene.record(progress(0, None, 0), on("2026-01-02")));
        scene.record(progress(1, None, 0), on("2026-01-02"));
    }
    scene.queries().await;
    (scene, written)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_replayed_byte_by_byte() {
    let (scene, written) = scene(20).await;
    let stream = StreamId::learner(learner(0));
    let mut replayed = Vec::new();
    loop {
        let from = replayed.len() as u64 + 1;
        let answer = scene.models.queries.stream_entries(stream, from, 6).await.unwrap();
        assert_eq!(answer.position, scene.journal.position());
        if answer.value.is_empty() {
            break;
        }
        assert!(answer.value.len() <= 6);
        assert_eq!(answer.value[0].stream_sequence, from);
        replayed.extend(answer.value);
    }
    let bytes = |entry: &Written| (entry.sequence, entry.value.clone());
    let expected: Vec<_> = written.iter().map(bytes).collect();
    let replayed: Vec<_> =
        replayed.into_iter().map(|entry| (entry.sequence, entry.value)).collect();
    assert_eq!(replayed, expected);
}

/// Strays before an entry move it: its offset does not follow from its sequence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_can_be_read_on_from_any_entry() {
    let (mut scene, written) = scene(3).await;
    let log = written[0].log;
    for _ in 0..3 {
        scene.journal.append_stray(log);
    }
    let before = scene.record(progress(0, None, 0), on("2026-01-03"));
    scene.journal.append_stray(log);
    let after = scene.record(progress(0, None, 0), on("2026-01-04"));
    let queries = scene.queries().await;
    let checkpoint = queries.entry_checkpoint(log, before.sequence).await.unwrap().unwrap();
    assert_eq!(checkpoint.head.sequence, before.sequence);
    assert_eq!(checkpoint.offset, before.sequence - 1 + 3);
    let event_log = &scene.journal.event_log;
    let mut reader = ChainReader::open(event_log, log, checkpoint).unwrap();
    let mut read = Vec::new();
    let mut take = |accepted: Accepted<'_>| read.push((accepted.sequence, accepted.value.to_vec()));
    reader.poll(10, PATIENCE, &mut take).unwrap();
    assert_eq!(read, [(after.sequence, after.value.to_vec())]);
    assert_eq!(queries.entry_checkpoint(log, after.sequence + 1).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_of_a_stream_is_bounded_in_bytes() {
    let mut scene = Scene::new().await;
    let long = "x".repeat(100_000);
    scene.record(add(0, named(&long)), on("2026-01-01"));
    for number in 0..5 {
        let longer = format!("{number}{long}");
        scene.record(change(0, named(&longer), &[]), on("2026-02-01"));
    }
    let stream = StreamId::learner(learner(0));
    let queries = scene.queries().await;
    let first = queries.stream_entries(stream, 0, 1_000).await.unwrap().value;
    assert_eq!(first.len(), 2);
    let bytes: usize = first.iter().map(|entry| entry.value.len()).sum();
    assert!(bytes <= STREAM_ENTRIES_BYTES_MAX);
    let next = queries.stream_entries(stream, 3, 1_000).await.unwrap().value;
    assert_eq!(next[0].stream_sequence, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_writer_loads_streams_and_the_checkpoint_together() {
    let (scene, written) = scene(5).await;
    let index = PgEntryIndex::new(lookup_pool(&scene.models.database, 1).unwrap());
    let log = written[0].log;
    let head = scene.journal.head(log);
    let mine = StreamId::learner(learner(0));
    let histories = index.load(log, vec![mine]).await.unwrap();
    assert_eq!(histories.head, head);
    let expected: Vec<_> =
        written.iter().map(|entry| (mine, entry.sequence, entry.value.clone())).collect();
    assert_eq!(histories.entries, expected);
    let checkpoint = index.checkpoint(log).await.unwrap();
    assert_eq!(checkpoint.head, head);
    let last: Vec<u8> = scene
        .models
        .pool
        .get()
        .await
        .unwrap()
        .query_one(
            "select value from entries where log = $1 and sequence = $2",
            &[&log.0.cast_signed(), &head.sequence.cast_signed()],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(entry_hash(&last), head.hash);
    let queries = scene.queries().await;
    let found = queries.entry_checkpoint(log, head.sequence).await.unwrap();
    assert_eq!(found, Some(checkpoint), "the two agree where the log ends");
    let nobody = StreamId::learner(learner(77));
    let none = index.load(log, vec![nobody]).await.unwrap();
    assert_eq!((none.head, none.entries), (head, vec![]));
}

/// A plan that was made while the tables were small is kept while they grow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_never_scans_the_index() {
    let (scene, _) = scene(5).await;
    let session = lookup_pool(&scene.models.database, 1).unwrap().get().await.unwrap();
    let statement = include_str!("../../src/entry_index/streams.sql");
    let parameters = "(text, int4, int4, int2[], uuid[])";
    session.batch_execute(&format!("prepare look {parameters} as {statement}")).await.unwrap();
    let id = learner(0).uuid();
    let call = format!("explain execute look ('entry_index', 1, 1, '{{1}}', '{{{id}}}')");
    let plan: Vec<_> = session.simple_query(&call).await.unwrap();
    let line = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    let plan = plan.iter().filter_map(line).collect::<Vec<_>>().join("\n");
    let by_key = "(log = $3) AND (stream_kind = wanted.kind) AND (stream_id = wanted.id)";
    assert!(plan.contains(by_key), "{plan}");
    assert!(!plan.contains("Seq Scan") && !plan.contains("Join Filter"), "{plan}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_that_has_not_begun_is_at_the_beginning() {
    let (scene, _) = scene(1).await;
    let index = PgEntryIndex::new(lookup_pool(&scene.models.database, 1).unwrap());
    let unheard = LogNumber(99);
    assert_eq!(index.checkpoint(unheard).await.unwrap(), Checkpoint::EMPTY);
    let histories = index.load(unheard, vec![StreamId::learner(learner(0))]).await.unwrap();
    assert_eq!((histories.head, histories.entries), (Head::EMPTY, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_clock_is_the_servers() {
    let (scene, _) = scene(1).await;
    let clock = PgClock::new(scene.models.pool.clone());
    let before = clock.now().await.unwrap();
    let stated =
        scene.models.number("select (extract(epoch from clock_timestamp()) * 1000000)::int8").await;
    let after = clock.now().await.unwrap();
    assert!((before.micros()..=after.micros()).contains(&stated));
}
