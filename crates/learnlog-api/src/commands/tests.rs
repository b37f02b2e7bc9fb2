//! Deadlines of Submit, on a ledger in memory: through a client, its own timer would end the call as well.

#![allow(clippy::unwrap_used)]

mod overload;
mod too_large;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{
    Bounds, EventLog, LogError, LogProducer, LogReader, NewRecord, ReportSink,
};
use learnlog_ledger::memory::MemoryLog;
use learnlog_proto::{api, ledger};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use super::desk::Asker;
use super::service::Commands;
use crate::caller::{Caller, REJECTIONS_LIMIT_PER_MINUTE};
use crate::error::reason::Reason;
use crate::input::samples;
use crate::message::Received;
use crate::message::server::command_service_server::CommandService;
use crate::ownership::token::FORWARDED;
use crate::testing;

/// The rpcs and who calls them.
struct Door {
    commands: Commands,
    caller: Caller,
}

async fn door(
    event_log: Arc<dyn EventLog>,
    genesis: learnlog_codec::entry::Genesis,
    rejections_per_minute: u64,
) -> Door {
    let ledger = Arc::new(testing::ledger(event_log, genesis).await);
    let desk = testing::desk(ledger, testing::keyring().await);
    let commands = Commands::new(desk, CancellationToken::new());
    Door { commands, caller: testing::caller(rejections_per_minute) }
}

/// A call with that deadline.
async fn submit(
    door: &Door,
    at_least: Option<(u32, u64)>,
    deadline: &str,
) -> Result<api::SubmitResponse, Status> {
    let position = |(log, sequence)| ledger::LedgerPosition {
        logs: vec![ledger::LogPosition { log, sequence }],
    };
    let request = api::SubmitRequest {
        command: Some(command()),
        validate_only: false,
        at_least: at_least.map(position),
    };
    call(door, request, deadline).await
}

fn command() -> api::Command {
    api::Command { basis: None, ..samples::named("add_person") }
}

async fn call(
    door: &Door,
    request: api::SubmitRequest,
    deadline: &str,
) -> Result<api::SubmitResponse, Status> {
    answer(door, Request::new(Ok(request)), deadline).await
}

/// A call that another process forwarded.
async fn forwarded(door: &Door, deadline: &str) -> Result<api::SubmitResponse, Status> {
    let request = api::SubmitRequest { command: Some(command()), ..Default::default() };
    let mut request = Request::new(Ok(request));
    request.metadata_mut().insert(FORWARDED, testing::OWN.to_string().parse().unwrap());
    answer(door, request, deadline).await
}

async fn answer(
    door: &Door,
    mut request: Request<Received<api::SubmitRequest>>,
    deadline: &str,
) -> Result<api::SubmitResponse, Status> {
    request.metadata_mut().insert("grpc-timeout", deadline.parse().unwrap());
    request.extensions_mut().insert(door.caller.clone());
    Ok(door.commands.submit(request).await?.into_inner())
}

fn why(status: &Status) -> (Code, String) {
    (status.code(), status.get_details_error_info().unwrap().reason)
}

#[tokio::test]
async fn a_catalog_that_does_not_come_is_not_waited_for_longer_than_asked() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(log.clone()), genesis, REJECTIONS_LIMIT_PER_MINUTE).await;
    let status = submit(&door, Some((0, 1_000)), "300m").await.unwrap_err();
    let not_reached = (Code::DeadlineExceeded, "POSITION_NOT_REACHED".to_owned());
    assert_eq!(why(&status), not_reached);
    let entries = log.bounds(LogNumber(1)).unwrap().high;
    assert_eq!(entries, 1, "something was submitted");
    // What is there already is not waited for.
    let answer = submit(&door, Some((0, 1)), "60S").await.unwrap();
    assert!(!answer.repeated_command, "{answer:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_unknown() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(Silent::over(log)), genesis, REJECTIONS_LIMIT_PER_MINUTE).await;
    let status = submit(&door, None, "300m").await.unwrap_err();
    assert_eq!(why(&status), (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned()));
}

#[tokio::test]
async fn who_hangs_up_before_the_answer_evades_no_limit() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(Silent::over(log)), genesis, 2).await;
    for _ in 0..2 {
        let status = submit(&door, None, "200m").await.unwrap_err();
        assert_eq!(why(&status), (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned()));
    }
    let status = submit(&door, None, "60S").await.unwrap_err();
    assert_eq!(why(&status), (Code::ResourceExhausted, "TOO_MANY_REJECTIONS".to_owned()));
}

#[tokio::test]
async fn who_forwards_and_goes_leaves_no_rejections_behind_that_never_were() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(Silent::over(log)), genesis, 1).await;
    for _ in 0..3 {
        let status = forwarded(&door, "200m").await.unwrap_err();
        assert_eq!(why(&status), (Code::DeadlineExceeded, "OUTCOME_UNKNOWN".to_owned()));
    }
}

#[tokio::test]
async fn a_forwarded_command_is_counted_where_it_is_rejected_after_its_forwarder_went() {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    let desk = testing::desk(ledger, testing::keyring().await);
    let caller = testing::caller(1);
    let asker = Asker { caller: caller.clone(), token: None, forwarded: true };
    let request = api::SubmitRequest { command: Some(command()), ..Default::default() };
    let order = desk.read(request).unwrap();
    let keys = desk.keys(std::iter::once(&order)).await.unwrap();
    // The org unit is not known.
    let handed = desk.hand_over(order, &keys, &asker, 0).await.unwrap();
    drop(handed);
    desk.tasks().close();
    desk.tasks().wait().await;
    let refused = caller.may_submit(Instant::now()).map_err(|error| error.reason());
    assert_eq!(refused, Err(Reason::TooManyRejections));
}

#[tokio::test]
async fn an_answer_that_is_repeated_counts_against_no_limit() {
    let (log, genesis) = testing::settled_log().await;
    let door = door(Arc::new(log), genesis, 2).await;
    // The org unit is not known: the first answer is a rejection, the others are the same one.
    for repeated in [false, true, true, true] {
        let answer = submit(&door, None, "60S").await.unwrap();
        assert_eq!(answer.repeated_command, repeated);
    }
}

#[tokio::test]
async fn a_validation_leaves_no_key_behind() {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    let keys = Arc::new(testing::Table::default());
    let keyring = testing::keyring_over(Arc::clone(&keys)).await;
    let desk = testing::desk(ledger, keyring);
    let commands = Commands::new(desk, CancellationToken::new());
    let door = Door { commands, caller: testing::caller(REJECTIONS_LIMIT_PER_MINUTE) };
    let request = |validate_only| api::SubmitRequest {
        command: Some(command()),
        validate_only,
        ..api::SubmitRequest::default()
    };
    assert!(call(&door, request(true), "60S").await.unwrap().entry.is_none());
    assert_eq!(keys.count(), 1, "the ledger's own key");
    let recorded = call(&door, request(false), "60S").await.unwrap();
    assert_eq!(keys.count(), 2);
    // The person has a key now, and the digest under it is the one that was recorded.
    let looked = call(&door, request(true), "60S").await.unwrap();
    assert_eq!((looked.answer, looked.repeated_command), (recorded.answer, true));
    assert_eq!(keys.count(), 2);
}

/// A log that takes records and never says what became of them.
pub(super) struct Silent {
    log: MemoryLog,
    taken: Arc<AtomicUsize>,
}

impl Silent {
    pub(super) fn over(log: MemoryLog) -> Self {
        Self { log, taken: Arc::default() }
    }

    /// How many it took, now and later.
    pub(super) fn taken(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.taken)
    }
}

impl EventLog for Silent {
    fn open_producer(&self, _: LogNumber, _: ReportSink) -> Result<Box<dyn LogProducer>, LogError> {
        Ok(Box::new(Swallowing(Arc::clone(&self.taken))))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.log.open_reader(log, offset)
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.log.bounds(log)
    }
}

/// With how many it took.
struct Swallowing(Arc<AtomicUsize>);

impl LogProducer for Swallowing {
    fn produce(&mut self, _: u64, _: NewRecord) -> Result<(), LogError> {
        self.0.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    fn purge(&mut self) {}
}
