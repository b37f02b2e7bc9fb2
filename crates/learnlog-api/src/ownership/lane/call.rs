//! The call of a lane: answers as they come, and its end. Invariant: the call ends with its peer, and whatever it held
//! then is handed on.

use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use learnlog_codec::placement::CATALOG;
use learnlog_proto::api;
use learnlog_proto::api::submit_stream_response::Result as Said;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Code, Request, Status, Streaming};

use super::redo::Redo;
use super::{Sending, UnderWay};
use crate::caller::Caller;
use crate::commands::desk::Desk;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::metrics;
use crate::ownership::peer::Peer;
use crate::ownership::token::Token;
use crate::ownership::wire::{ForwardCodec, SUBMIT_STREAM};

/// A lane's task.
pub struct Call {
    pub number: u64,
    pub peer: Arc<Peer>,
    pub token: Token,
    pub caller: Caller,
    pub desk: Arc<Desk>,
    pub under_way: Arc<UnderWay>,
}

impl Call {
    pub async fn run(self) {
        let mut redone = FuturesUnordered::new();
        let ended = tokio::select! {
            ended = self.answers(&mut redone) => ended,
            () = self.peer.closed() => Ok(()),
        };
        self.peer.forget(&self.token, self.number);
        if let Err(status) = &ended {
            tracing::info!(
                address = self.peer.address, code = ?status.code(), message = status.message(),
                "commands are not forwarded"
            );
            // Its caller's proof has ended, or is not good there: nothing is wrong with the process.
            if status.code() != Code::Unauthenticated {
                self.desk.router().suspect(&self.peer);
            }
        }
        let items = self.under_way.give_up();
        redone.push(self.redo().all(items));
        while redone.next().await.is_some() {}
    }

    /// Gives answers until the call ends. Errors: how it broke.
    async fn answers(
        &self,
        redone: &mut FuturesUnordered<BoxFuture<'static, ()>>,
    ) -> Result<(), Status> {
        let mut answers = self.begin().await?;
        loop {
            tokio::select! {
                answer = answers.message() => match answer? {
                    Some(answer) if is_ending(&answer) => return Err(Status::unavailable("it is ending")),
                    Some(answer) => redone.extend(self.take(answer)),
                    None => return Ok(()),
                },
                Some(()) = redone.next(), if !redone.is_empty() => {}
            }
        }
    }

    async fn begin(&self) -> Result<Streaming<api::SubmitStreamResponse>, Status> {
        let mut client = Grpc::new(self.peer.channel());
        client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let mut request = Request::new(Sending(Arc::clone(&self.under_way)));
        self.token.write(request.metadata_mut(), self.peer.id);
        let path = PathAndQuery::from_static(SUBMIT_STREAM);
        let answers = client.streaming(request, path, ForwardCodec).await?;
        Ok(answers.into_inner())
    }

    /// Gives one answer to who waits for it; a command that its owner cannot decide now is decided here.
    fn take(&self, answer: api::SubmitStreamResponse) -> Option<BoxFuture<'static, ()>> {
        let item = self.under_way.take(answer.index)?;
        self.peer.answers();
        let forwarded = match answer.result {
            Some(Said::Response(response)) => {
                self.heard(&response);
                ::metrics::counter!(metrics::FORWARDED.name).increment(1);
                Ok(response)
            }
            Some(Said::Error(error)) => match ApiError::from_item(error) {
                Some(error) if item.in_order || !cannot_now(&error) => Err(error),
                _ if item.in_order => Err(not_understood()),
                _ => return Some(self.redo().all(vec![item.attempted()])),
            },
            None if item.in_order => Err(not_understood()),
            None => return Some(self.redo().all(vec![item.attempted()])),
        };
        item.reply.give(forwarded);
        None
    }

    /// Whoever is answered here may rest here on the definitions that the answer is about, or was decided by.
    fn heard(&self, response: &api::SubmitResponse) {
        let entry = response.entry.iter().map(|entry| (entry.log, entry.sequence));
        let position = response.position.iter().flat_map(|position| &position.logs);
        let heard = entry.chain(position.map(|of| (of.log, of.sequence)));
        let of_catalog = heard.filter(|(log, _)| *log == CATALOG.0);
        if let Some(sequence) = of_catalog.map(|(_, sequence)| sequence).max() {
            self.desk.ledger().heard_of_catalog(sequence);
        }
    }

    fn redo(&self) -> Redo {
        Redo {
            peer: self.peer.id,
            token: self.token.clone(),
            caller: self.caller.clone(),
            desk: Arc::clone(&self.desk),
        }
    }
}

/// The owner decides nothing more: what this is about, and all that was sent after it, may go elsewhere in the order taken.
fn is_ending(answer: &api::SubmitStreamResponse) -> bool {
    matches!(&answer.result, Some(Said::Error(error)) if error.reason == Reason::ShuttingDown.name())
}

/// The owner says that it cannot: another process may be able to.
fn cannot_now(error: &ApiError) -> bool {
    matches!(error.reason().code(), Code::Unavailable | Code::Unauthenticated | Code::Internal)
}

/// The owner speaks a newer protocol.
fn not_understood() -> ApiError {
    ApiError::new(
        Reason::LedgerUnavailable,
        "the answer of another process was not understood: the command may be recorded; send it \
         again with the same command_id",
    )
}
