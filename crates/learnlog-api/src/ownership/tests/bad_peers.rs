//! Owners that die, say nothing, or cannot.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{Stream, StreamExt};
use learnlog_codec::entry::LogNumber;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::submit_stream_response::Result as Said;
use learnlog_proto::{api, ledger};
use learnlog_testkit::eventually::eventually_async;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_types::StatusExt;
use uuid::Uuid;

use super::stand::{Door, Member, Stand, authorized, command, door, submit_request};
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::message::Received;
use crate::message::server::command_service_server::CommandService;
use crate::ownership::router::Route;
use crate::ownership::token::FORWARDED;
use crate::testing::{OTHER, OWN};

/// What is wrong with it.
#[derive(Clone)]
pub(super) enum Peer {
    /// It takes commands, counts them, and never answers.
    Silent(Arc<AtomicUsize>),
    /// It decides so many commands, and dies with their answers.
    Dies { decides: usize, behind: CommandServiceClient<Channel> },
    /// It decides what it got when it is told to.
    Slow { told: CancellationToken, behind: CommandServiceClient<Channel> },
    /// It decides so many commands; of the rest it says that it is ending.
    Ends { decides: u64, behind: CommandServiceClient<Channel> },
    /// It says the same of every command.
    Says(Said),
}

type Answers = Pin<Box<dyn Stream<Item = Result<api::SubmitStreamResponse, Status>> + Send>>;

#[tonic::async_trait]
impl CommandService for Peer {
    type SubmitStreamStream = Answers;

    async fn submit_stream(
        &self,
        request: Request<Streaming<Received<api::SubmitStreamRequest>>>,
    ) -> Result<Response<Answers>, Status> {
        let items = request.into_inner();
        Ok(Response::new(match self.clone() {
            Self::Silent(taken) => items
                .filter_map(move |_| {
                    taken.fetch_add(1, Ordering::AcqRel);
                    std::future::ready(None)
                })
                .chain(futures::stream::pending())
                .boxed(),
            Self::Dies { decides, behind } => {
                futures::stream::once(die(items, decides, behind)).boxed()
            }
            Self::Slow { told, behind } => items
                .enumerate()
                .then(move |(index, item)| decide(index, item, told.clone(), behind.clone()))
                .boxed(),
            Self::Ends { decides, behind } => items
                .enumerate()
                .then(move |(index, item)| end(index as u64, item, decides, behind.clone()))
                .boxed(),
            Self::Says(said) => items
                .enumerate()
                .map(move |(index, _)| {
                    let result = Some(said.clone());
                    Ok(api::SubmitStreamResponse {
                        index: index as u64,
                        result,
                        ..Default::default()
                    })
                })
                .boxed(),
        }))
    }

    async fn submit(
        &self,
        _: Request<Received<api::SubmitRequest>>,
    ) -> Result<Response<api::SubmitResponse>, Status> {
        Err(Status::unimplemented("nobody forwards so"))
    }

    async fn derive_ids(
        &self,
        _: Request<Received<api::DeriveIdsRequest>>,
    ) -> Result<Response<api::DeriveIdsResponse>, Status> {
        Err(Status::unimplemented("nobody forwards this"))
    }
}

async fn decide(
    index: usize,
    item: Result<Received<api::SubmitStreamRequest>, Status>,
    told: CancellationToken,
    mut behind: CommandServiceClient<Channel>,
) -> Result<api::SubmitStreamResponse, Status> {
    told.cancelled().await;
    let mut request = authorized(item.unwrap().unwrap().request.unwrap());
    request.metadata_mut().insert(FORWARDED, OTHER.to_string().parse().unwrap());
    let result = Some(Said::Response(behind.submit(request).await?.into_inner()));
    Ok(api::SubmitStreamResponse { index: index as u64, result, ..Default::default() })
}

async fn end(
    index: u64,
    item: Result<Received<api::SubmitStreamRequest>, Status>,
    decides: u64,
    behind: CommandServiceClient<Channel>,
) -> Result<api::SubmitStreamResponse, Status> {
    if index < decides {
        let told = CancellationToken::new();
        told.cancel();
        return decide(index as usize, item, told, behind).await;
    }
    let ending = ApiError::new(Reason::ShuttingDown, "it is ending");
    let result = Some(Said::Error(ending.into_item()));
    Ok(api::SubmitStreamResponse { index, result, ..Default::default() })
}

async fn die(
    mut items: Streaming<Received<api::SubmitStreamRequest>>,
    decides: usize,
    mut behind: CommandServiceClient<Channel>,
) -> Result<api::SubmitStreamResponse, Status> {
    for _ in 0..decides {
        let item = items.next().await.unwrap().unwrap().unwrap();
        let mut request = authorized(item.request.unwrap());
        request.metadata_mut().insert(FORWARDED, OTHER.to_string().parse().unwrap());
        behind.submit(request).await.unwrap();
    }
    Err(Status::unknown("h2 protocol error: error reading a body from connection"))
}

/// A process that leaves everything to such a peer.
pub(super) async fn beside(stand: &Stand, peer: Peer) -> (Member, Door) {
    let (member, peer) = (stand.member(OWN).await, door(peer).await);
    member.leave_all_to(&peer.address);
    (member, peer)
}

#[tokio::test]
async fn what_an_owner_decided_before_it_died_is_the_answer() {
    let stand = Stand::new().await;
    let second = stand.member(OTHER).await;
    let behind = second.door.client.clone();
    let (first, _peer) = beside(&stand, Peer::Dies { decides: 1, behind }).await;
    let answer = first.submit(command("add_person", 1)).await.unwrap();
    assert_eq!((answer.entry.unwrap().sequence, answer.repeated_command), (2, false));
    assert_eq!(stand.learner_entries(), 1);
    // It is passed over now.
    first.submit(command("add_person", 2)).await.unwrap();
    assert_eq!(stand.learner_entries(), 2);
}

#[tokio::test]
async fn commands_of_a_call_whose_owner_dies_are_decided_here_in_their_order() {
    let stand = Stand::new().await;
    let second = stand.member(OTHER).await;
    let behind = second.door.client.clone();
    all_in_order(&stand, Peer::Dies { decides: 20, behind }).await;
}

#[tokio::test]
async fn commands_of_a_call_whose_owner_ends_are_decided_here_in_their_order() {
    let stand = Stand::new().await;
    let second = stand.member(OTHER).await;
    let behind = second.door.client.clone();
    all_in_order(&stand, Peer::Ends { decides: 20, behind }).await;
}

/// Of one call about one learner beside such a peer.
async fn all_in_order(stand: &Stand, peer: Peer) {
    const ITEMS: u8 = 60;
    let (first, _peer) = beside(stand, peer).await;
    let item = |number| {
        let request = Some(submit_request(command("change_person", number)));
        api::SubmitStreamRequest { request }
    };
    let items = futures::stream::iter((0..ITEMS).map(item));
    let call = first.door.client.clone().submit_stream(authorized(items)).await.unwrap();
    let answers: Vec<_> = call.into_inner().collect().await;
    let mut sequences = vec![0; ITEMS.into()];
    for answer in answers {
        let answer = answer.unwrap();
        let Some(Said::Response(response)) = answer.result else { panic!("{answer:?}") };
        assert!(!response.repeated_command);
        sequences[usize::try_from(answer.index).unwrap()] = response.entry.unwrap().sequence;
    }
    let expected: Vec<_> = (2..=u64::from(ITEMS) + 1).collect();
    assert_eq!(sequences, expected);
}

#[tokio::test]
async fn a_command_waits_for_those_before_it_that_went_another_way() {
    let stand = Stand::new().await;
    let (second, told) = (stand.member(OTHER).await, CancellationToken::new());
    let behind = second.door.client.clone();
    let (first, peer) = beside(&stand, Peer::Slow { told: told.clone(), behind }).await;
    let (items, sent) = mpsc::channel(1);
    let sent = authorized(ReceiverStream::new(sent));
    let call = first.door.client.clone().submit_stream(sent).await;
    let mut answers = call.unwrap().into_inner();
    let item = |number| {
        let request = Some(submit_request(command("change_person", number)));
        api::SubmitStreamRequest { request }
    };
    items.send(item(1)).await.unwrap();
    eventually_async(Duration::from_secs(60), "a call", async || {
        (!peer.calls.lock().unwrap().is_empty()).then_some(()).ok_or("none")
    })
    .await;
    first.take_all_from(&peer.address);
    items.send(item(2)).await.unwrap();
    // Others, who come after it, are decided here all the while.
    for number in 3..20 {
        first.submit(command("add_person", number)).await.unwrap();
    }
    assert_eq!(stand.learner_entries(), 17, "it did not wait");
    told.cancel();
    let mut sequences = [0; 2];
    for _ in 0..2 {
        let answer = answers.next().await.unwrap().unwrap();
        let Some(Said::Response(response)) = answer.result else { panic!("{answer:?}") };
        sequences[usize::try_from(answer.index).unwrap()] = response.entry.unwrap().sequence;
    }
    assert!(sequences.is_sorted(), "{sequences:?}");
}

#[tokio::test]
async fn an_owner_that_cannot_is_not_the_last_word() {
    let stand = Stand::new().await;
    let why = ApiError::new(Reason::LedgerUnavailable, "it has no log");
    let (first, _peer) = beside(&stand, Peer::Says(Said::Error(why.into_item()))).await;
    assert!(first.submit(command("add_person", 1)).await.unwrap().entry.is_some());
    // In a call of many it is: others that follow may be decided there already.
    let items = futures::stream::iter([api::SubmitStreamRequest {
        request: Some(submit_request(command("add_person", 2))),
    }]);
    let call = first.door.client.clone().submit_stream(authorized(items)).await.unwrap();
    let answer = call.into_inner().next().await.unwrap().unwrap();
    let Some(Said::Error(error)) = answer.result else { panic!("{answer:?}") };
    assert_eq!(error.reason, "LEDGER_UNAVAILABLE");
}

#[tokio::test]
async fn the_catalog_that_an_answer_rests_on_is_heard_of() {
    let stand = Stand::new().await;
    let logs = [(0, 10), (1, 20)].map(|(log, sequence)| ledger::LogPosition { log, sequence });
    let response = api::SubmitResponse {
        entry: Some(api::EntryAddress { log: 1, sequence: 20, hash: vec![0; 32] }),
        position: Some(ledger::LedgerPosition { logs: logs.to_vec() }),
        ..api::SubmitResponse::default()
    };
    let (first, _peer) = beside(&stand, Peer::Says(Said::Response(response.clone()))).await;
    assert!(first.ledger.catalog_answered() < 10);
    assert_eq!(first.submit(command("add_person", 1)).await.unwrap(), response);
    assert_eq!(first.ledger.catalog_answered(), 10);
}

#[tokio::test]
async fn a_deadline_ends_the_wait_for_a_silent_owner() {
    let stand = Stand::new().await;
    let (first, _peer) = beside(&stand, Peer::Silent(Arc::default())).await;
    let mut request = authorized(submit_request(command("add_person", 1)));
    request.set_timeout(Duration::from_millis(500));
    let status = first.door.client.clone().submit(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(status.get_details_error_info().unwrap().reason, "OUTCOME_UNKNOWN");
}

#[tokio::test]
async fn an_owner_that_is_gone_lets_go_of_what_it_holds() {
    let stand = Stand::new().await;
    let (first, peer) = beside(&stand, Peer::Silent(Arc::default())).await;
    let waiting = first.submit(command("add_person", 1));
    let gone = async {
        // It has been called, and is not seen any more.
        eventually_async(Duration::from_secs(60), "a call", async || {
            (!peer.calls.lock().unwrap().is_empty()).then_some(()).ok_or("none")
        })
        .await;
        first.router.update(Vec::new());
    };
    let (answer, ()) = futures::join!(waiting, gone);
    assert!(answer.unwrap().entry.is_some());
}

#[tokio::test]
async fn nobody_at_the_address_costs_no_answer() {
    let stand = Stand::new().await;
    let first = stand.member(OWN).await;
    first.leave_all_to("http://127.0.0.1:1");
    assert!(first.submit(command("add_person", 1)).await.unwrap().entry.is_some());
}

#[tokio::test]
async fn what_was_meant_for_another_process_is_not_recorded_there() {
    let (stand, elsewhere) = (Stand::new().await, Stand::new().await);
    let first = stand.member(OWN).await;
    // The address is a process's of another ledger by now.
    let stranger = elsewhere.member(Uuid::from_u128(3)).await;
    first.leave_all_to(&stranger.door.address);
    let answer = first.submit(command("add_person", 1)).await.unwrap();
    assert_eq!((answer.entry.unwrap().sequence, answer.repeated_command), (2, false));
    assert_eq!((stand.learner_entries(), elsewhere.learner_entries()), (1, 0));
    assert_eq!(stranger.door.calls.lock().unwrap().len(), 1, "it was asked");
    assert!(matches!(first.router.route(LogNumber(1)), Route::Here), "and is passed over");
}

#[tokio::test]
async fn a_process_says_that_a_call_was_not_meant_for_it() {
    let stand = Stand::new().await;
    let second = stand.member(OTHER).await;
    let mut request = authorized(submit_request(command("add_person", 1)));
    request.metadata_mut().insert(FORWARDED, OWN.to_string().parse().unwrap());
    let status = second.door.client.clone().submit(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.message().contains("another process"), "{status}");
    assert_eq!(stand.learner_entries(), 0);
}
