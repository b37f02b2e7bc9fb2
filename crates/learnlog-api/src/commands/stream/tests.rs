//! A call whose answers are not taken, or not as fast as its items could be, on a ledger in memory.

#![allow(clippy::unwrap_used)]

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, StreamBody};
use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::memory::MemoryLog;
use learnlog_proto::api::submit_stream_response::Result as Said;
use prost::Message as _;
use tonic::codec::Codec;

use super::*;
use crate::caller::{
    CallerLimits, Callers, REJECTIONS_LIMIT_PER_MINUTE, REQUESTS_LIMIT_PER_SECOND,
};
use crate::commands::stream::room::{Rooms, STREAM_LIMIT_BYTES};
use crate::commands::tests::Silent;
use crate::input::field::TEXT_LIMIT_BYTES;
use crate::input::person::ATTRIBUTES_LIMIT;
use crate::input::samples;
use crate::message::LimitedCodec;
use crate::places::Places;
use crate::testing;

/// A call, what it takes, and where that goes.
struct Stand {
    answers: BoxStream<'static, Answer>,
    taken: Arc<AtomicUsize>,
    log: MemoryLog,
}

impl Stand {
    /// Of a caller with that limit, who has that many items to send.
    async fn new(requests_per_second: NonZeroU32, items: usize) -> Self {
        let (log, genesis) = testing::settled_log().await;
        let event_log = Arc::new(log.clone());
        Self::over(event_log, (log, genesis), requests_per_second, (items, small)).await
    }

    /// The same, on a log made of that one.
    async fn over(
        event_log: Arc<dyn EventLog>,
        (log, genesis): (MemoryLog, Genesis),
        requests_per_second: NonZeroU32,
        (items, item): (usize, fn() -> api::Command),
    ) -> Self {
        let ledger = Arc::new(testing::ledger(event_log, genesis).await);
        let desk = testing::desk(ledger, testing::keyring().await);
        let rejections_per_minute = REJECTIONS_LIMIT_PER_MINUTE;
        let callers = Callers::new(CallerLimits { rejections_per_minute, requests_per_second });
        let caller = testing::known(&callers, "importer");
        let asker = Asker { caller, token: None, forwarded: false };
        let taken = Arc::<AtomicUsize>::default();
        let requests = requests(items, item, Arc::clone(&taken));
        let place = Places::new(2, Reason::TooManyStreams).take(asker.caller.principal());
        let room = Room::of(Rooms::default(), place.unwrap());
        let answers = super::items(desk, asker, room, requests, None, CancellationToken::new());
        Self { answers: answers.boxed(), taken, log }
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::Acquire)
    }

    /// Entries of learners beside the genesis.
    fn entries(&self) -> usize {
        usize::try_from(self.log.bounds(LogNumber(1)).unwrap().high - 1).unwrap()
    }
}

/// That many items, each of which counts when it is taken.
fn requests(
    items: usize,
    item: fn() -> api::Command,
    taken: Arc<AtomicUsize>,
) -> Streaming<Received<api::SubmitStreamRequest>> {
    let frames = futures::stream::iter(0..items).then(move |_| {
        taken.fetch_add(1, Ordering::AcqRel);
        async move { Full::new(wire(item())).frame().await.unwrap() }
    });
    let mut codec = LimitedCodec::<api::SubmitStreamResponse, api::SubmitStreamRequest>::default();
    Streaming::new_request(codec.decoder(), StreamBody::new(frames), None, None)
}

fn small() -> api::Command {
    samples::named("add_person")
}

/// As large as a person may be.
fn large() -> api::Command {
    let mut command = small();
    if let Some(api::command::Command::AddPerson(add)) = &mut command.command
        && let Some(person) = &mut add.person
    {
        let value = "x".repeat(TEXT_LIMIT_BYTES);
        let attribute = |number| api::AttributeInput {
            name: format!("attribute_{number}"),
            value: value.clone(),
        };
        person.other = (0..ATTRIBUTES_LIMIT).map(attribute).collect();
    }
    command
}

/// An item with a command id of its own, as it is sent.
fn wire(command: api::Command) -> Bytes {
    let command_id = uuid::Uuid::new_v4().to_string();
    let command = api::Command { command_id, basis: None, ..command };
    let request = api::SubmitRequest { command: Some(command), ..api::SubmitRequest::default() };
    let item = api::SubmitStreamRequest { request: Some(request) }.encode_to_vec();
    let mut wire = vec![0];
    wire.extend(u32::try_from(item.len()).unwrap().to_be_bytes());
    wire.extend(item);
    wire.into()
}

fn is_entry(answer: Option<Answer>) -> bool {
    let Some(Said::Response(response)) = answer.unwrap().unwrap().result else { return false };
    response.entry.is_some()
}

#[tokio::test]
async fn a_call_whose_answers_are_not_taken_is_not_read_on() {
    let mut stand = Stand::new(REQUESTS_LIMIT_PER_SECOND, 20_000).await;
    for answered in 1..=20 {
        assert!(is_entry(stand.answers.next().await));
        let limit = answered + IN_FLIGHT_LIMIT_ITEMS + BATCH_LIMIT_ITEMS;
        assert!(stand.taken() <= limit, "{} taken, {answered} answered", stand.taken());
    }
    assert!(stand.entries() <= stand.taken());
}

#[tokio::test]
async fn a_call_whose_items_are_not_answered_is_not_read_on() {
    let (log, genesis) = testing::settled_log().await;
    let silent = Silent::over(log.clone());
    let produced = silent.taken();
    let event_log: Arc<dyn EventLog> = Arc::new(silent);
    let mut stand =
        Stand::over(event_log, (log, genesis), REQUESTS_LIMIT_PER_SECOND, (20_000, small)).await;
    let all_produced = async {
        while produced.load(Ordering::Acquire) < IN_FLIGHT_LIMIT_ITEMS {
            assert!(stand.answers.next().now_or_never().is_none());
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all_produced).await.unwrap();
    for _ in 0..100 {
        assert!(stand.answers.next().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(stand.taken(), IN_FLIGHT_LIMIT_ITEMS);
    assert_eq!(produced.load(Ordering::Acquire), IN_FLIGHT_LIMIT_ITEMS);
}

#[tokio::test]
async fn a_call_of_large_items_that_are_not_answered_is_read_no_further_than_it_has_room() {
    let bytes = large().encoded_len();
    let room = STREAM_LIMIT_BYTES / bytes;
    assert!(room < IN_FLIGHT_LIMIT_ITEMS / 10, "{bytes} bytes are not large");
    let (log, genesis) = testing::settled_log().await;
    let silent = Silent::over(log.clone());
    let produced = silent.taken();
    let event_log: Arc<dyn EventLog> = Arc::new(silent);
    let limit = REQUESTS_LIMIT_PER_SECOND;
    let mut stand = Stand::over(event_log, (log, genesis), limit, (20_000, large)).await;
    // The batch that waits for room has been read, too.
    let ahead = BATCH_LIMIT_BYTES / bytes + 1;
    let all_produced = async {
        while produced.load(Ordering::Acquire) < room - ahead {
            assert!(stand.answers.next().now_or_never().is_none());
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all_produced).await.unwrap();
    for _ in 0..1_000 {
        assert!(stand.answers.next().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert!(produced.load(Ordering::Acquire) <= room, "{} on their way", stand.taken());
    assert!(stand.taken() <= room + ahead, "{} taken", stand.taken());
}

#[tokio::test]
async fn items_over_the_callers_rate_wait_and_are_not_refused() {
    let rate = NonZeroU32::new(500).unwrap();
    let items = 700;
    let mut stand = Stand::new(rate, items).await;
    for _ in 0..items {
        assert!(is_entry(stand.answers.next().await));
    }
    assert!(stand.answers.next().await.is_none());
}

#[tokio::test]
async fn items_over_the_callers_rate_are_not_read_ahead() {
    let mut stand = Stand::new(NonZeroU32::new(1).unwrap(), 20_000).await;
    assert!(is_entry(stand.answers.next().await));
    assert!(stand.taken() <= 2, "{} taken", stand.taken());
}

const PATIENCE: Duration = Duration::from_secs(60);
