//! Many commands over SubmitStream. Invariant: of one stream at most one command is on its way, so
//! that sending an unanswered one again never lets a later one of the same learner overtake it;
//! across streams there is no order.

mod lanes;
mod run;

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, TryStreamExt, stream};
use learnlog_proto::api::{SubmitRequest, SubmitResponse};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status};

use crate::client::Client;
use crate::client::bulk::run::Run;
use crate::client::refusal::{ClientError, Refusal};

/// Commands on their way, unless told otherwise; the server stops reading at 4,096.
pub const IN_FLIGHT_DEFAULT_ITEMS: usize = 1_024;

/// Commands held by the client: on their way, or behind one of the same stream.
const HELD_MAX_ITEMS: usize = 16_384;

/// Commands between this code and the connection.
const SEND_QUEUE_ITEMS: usize = 256;

/// How long the server may take to end a call in which everything is answered.
const FAREWELL: Duration = Duration::from_secs(5);

/// What became of one command; the error is final for this attempt and never UNAUTHENTICATED.
pub type Settled = Result<SubmitResponse, Refusal>;

impl Client {
    /// Submits all `items`, tagged as the caller likes, at most `in_flight` at a time (1: strictly
    /// one after the other), and calls `on_settled` once per item, in the order in which they are
    /// settled. Calls that break are made again with the unanswered commands under their ids, until
    /// nothing was settled for as long as patience lasts. Errors: [`ClientError::Refused`], with
    /// what is unanswered unknown; run it again.
    pub async fn submit_all<T>(
        &self,
        in_flight: usize,
        items: impl Stream<Item = (T, SubmitRequest)>,
        mut on_settled: impl FnMut(T, Settled),
    ) -> Result<(), ClientError> {
        let mut items = pin!(items.fuse());
        let mut run = Run::new(in_flight.max(1), self.patience);
        loop {
            let refusal = match self.session(&mut run, &mut items, &mut on_settled).await? {
                SessionEnd::AllSettled => return Ok(()),
                SessionEnd::Broken(refusal) => refusal,
            };
            tracing::debug!(%refusal, "the call broke");
            run.begin_again(refusal);
            if run.is_out_of_patience() {
                return Err(ClientError::refused(run.no_answer()));
            }
            run.backoff.pause().await;
        }
    }

    /// One call. Errors: what another call would not change.
    async fn session<T>(
        &self,
        run: &mut Run<T>,
        items: &mut (impl Stream<Item = (T, SubmitRequest)> + Unpin),
        on_settled: &mut impl FnMut(T, Settled),
    ) -> Result<SessionEnd, ClientError> {
        let (sender, receiver) = mpsc::channel(SEND_QUEUE_ITEMS);
        let mut client = self.commands();
        let call =
            async move { client.submit_stream(ReceiverStream::new(receiver)).await.map(inner) };
        let mut answers = pin!(stream::once(call).try_flatten());
        let mut may_send = true;
        while !run.is_all_settled() {
            tokio::select! {
                answer = answers.next() => match answer {
                    Some(Ok(answer)) => run.answered(answer, on_settled)?,
                    Some(Err(status)) => return SessionEnd::of(Refusal::from_status(&status)),
                    None => return SessionEnd::of(ended_early()),
                },
                permit = sender.reserve(), if may_send && run.has_next() => match permit {
                    Ok(permit) => run.send_next(|request| permit.send(request)),
                    Err(_) => may_send = false,
                },
                item = items.next(), if run.has_room() => match item {
                    Some((tag, request)) => run.take(tag, request),
                    None => run.end_of_items(),
                },
                () = run.wakes() => {
                    if run.is_out_of_patience() {
                        return Ok(SessionEnd::Broken(run.no_answer()));
                    }
                    run.resume();
                }
            }
        }
        drop(sender);
        // Everything is answered: how the call ends makes no difference any more.
        let _ = tokio::time::timeout(FAREWELL, answers.next()).await;
        Ok(SessionEnd::AllSettled)
    }
}

fn inner<T>(response: Response<T>) -> T {
    response.into_inner()
}

/// How one call ended.
enum SessionEnd {
    AllSettled,
    Broken(Refusal),
}

impl SessionEnd {
    fn of(refusal: Refusal) -> Result<Self, ClientError> {
        if refusal.is_worth_waiting() {
            Ok(Self::Broken(refusal))
        } else {
            Err(ClientError::refused(refusal))
        }
    }
}

fn ended_early() -> Refusal {
    Refusal::from_status(&Status::new(
        Code::Unavailable,
        "the server ended the call before everything was answered",
    ))
}
