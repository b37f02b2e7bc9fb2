//! The gRPC client under every client verb. Invariant: a command is only ever sent again under its
//! own command id, and a query only when the server said UNAVAILABLE. What is asked and how answers
//! look is left to the verbs.

pub mod backoff;
pub mod bulk;
pub mod connect;
pub mod ids;
pub mod refusal;
pub mod replay;

use std::time::{Duration, Instant};

use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use learnlog_proto::api::{SubmitRequest, SubmitResponse};
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

use crate::client::backoff::Backoff;
use crate::client::connect::Bearer;
use crate::client::refusal::{ClientError, Refusal};

/// Attempts at a query that the server answers with UNAVAILABLE.
const QUERY_MAX_ATTEMPTS: u32 = 5;

/// Largest answer taken: a dashboard of every offering, or a full page of transcripts.
const ANSWER_MAX_BYTES: usize = 64 * 1024 * 1024;

/// A channel on which every request carries the caller's token.
pub type Authorized = InterceptedService<Channel, Bearer>;

/// A connection to one server. Cheap to clone; connects on first use and again when the connection
/// breaks.
#[derive(Clone)]
pub struct Client {
    channel: Authorized,
    /// Of one query, and of one attempt at a command.
    deadline: Duration,
    /// How long an unanswered command is sent again.
    patience: Duration,
}

impl Client {
    /// Commands.
    pub fn commands(&self) -> CommandServiceClient<Authorized> {
        CommandServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_MAX_BYTES)
    }

    /// Read models.
    pub fn queries(&self) -> QueryServiceClient<Authorized> {
        QueryServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_MAX_BYTES)
    }

    /// The history itself.
    pub fn ledger(&self) -> LedgerServiceClient<Authorized> {
        LedgerServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_MAX_BYTES)
    }

    /// The channel, for services that are not learnlog's own.
    pub fn channel(&self) -> Authorized {
        self.channel.clone()
    }

    /// A request with this client's deadline.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(self.deadline);
        request
    }

    /// Asks a query; `call` makes one attempt. Errors: [`ClientError::Refused`], after up to five
    /// attempts if UNAVAILABLE, after one otherwise (AIP-194).
    pub async fn query<T>(
        &self,
        mut call: impl AsyncFnMut(&Self) -> Result<Response<T>, Status>,
    ) -> Result<T, ClientError> {
        let mut backoff = Backoff::new();
        loop {
            let refusal = match call(self).await {
                Ok(response) => return Ok(response.into_inner()),
                Err(status) => Refusal::from_status(&status),
            };
            if !refusal.is_unavailable() || backoff.pauses() + 1 >= QUERY_MAX_ATTEMPTS {
                return Err(ClientError::refused(refusal));
            }
            backoff.pause().await;
        }
    }

    /// Submits one command, again and again under its command id while its outcome is unknown and
    /// patience lasts. Errors: [`ClientError::Refused`] with a refusal that is final for this
    /// attempt, or with the last one.
    pub async fn submit(&self, submission: &SubmitRequest) -> Result<SubmitResponse, ClientError> {
        let mut backoff = Backoff::new();
        let begun = Instant::now();
        loop {
            let request = self.request(submission.clone());
            let refusal = match self.commands().submit(request).await {
                Ok(response) => return Ok(response.into_inner()),
                Err(status) => Refusal::from_status(&status),
            };
            if refusal.is_final() || begun.elapsed() >= self.patience {
                return Err(ClientError::refused(refusal));
            }
            backoff.pause().await;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
