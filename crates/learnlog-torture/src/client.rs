//! Calls as a service would make them. Invariant: a failure is final only where the ledger's rule says so: four codes, and only with
//! learnlog's own reason.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use learnlog_proto::api as pb;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::hash::Hash;
use crate::history::{Answer, Failure, Outcome, Position, Said};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long callers wait for an answer.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(6);

/// Largest answer taken.
const ANSWER_LIMIT_BYTES: usize = 64 << 20;

/// What a command id that was used for something else is rejected with.
const REUSED: &str = "COMMAND_ID_REUSED";

type Authorized = InterceptedService<Channel, Bearer>;

/// A connection that is made when it is needed, and again when it is gone.
#[derive(Clone)]
pub struct Connection(Authorized);

/// Puts the token on every request.
#[derive(Debug, Clone)]
pub struct Bearer(MetadataValue<Ascii>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

impl Connection {
    /// To that address, with that token. Errors: no header can carry the token.
    pub fn new(address: SocketAddr, token: &str) -> anyhow::Result<Self> {
        let bearer = Bearer(format!("Bearer {token}").parse().context("the token is not a token")?);
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
        let channel = endpoint.connect_timeout(CONNECT_TIMEOUT).connect_lazy();
        Ok(Self(InterceptedService::new(channel, bearer)))
    }

    /// Commands.
    pub fn commands(&self) -> CommandServiceClient<Authorized> {
        CommandServiceClient::new(self.0.clone())
    }

    /// Read models.
    pub fn queries(&self) -> QueryServiceClient<Authorized> {
        QueryServiceClient::new(self.0.clone()).max_decoding_message_size(ANSWER_LIMIT_BYTES)
    }

    /// The history itself.
    pub fn ledger(&self) -> LedgerServiceClient<Authorized> {
        LedgerServiceClient::new(self.0.clone()).max_decoding_message_size(ANSWER_LIMIT_BYTES)
    }
}

/// A request with a deadline.
pub fn timed<T>(message: T, limit: Duration) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(limit);
    request
}

/// The answer of a call, or that none came in time.
pub async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    // The server's own deadline first: it may say why.
    match tokio::time::timeout(limit + Duration::from_secs(1), call).await {
        Ok(answered) => answered,
        Err(_) => Err(Status::deadline_exceeded("no answer came")),
    }
}

/// As a message.
pub fn wire(position: &Position) -> Option<LedgerPosition> {
    let logs = position.iter().map(|(&log, &sequence)| LogPosition { log, sequence });
    (!position.is_empty()).then(|| LedgerPosition { logs: logs.collect() })
}

/// From a message.
pub fn position(wire: Option<LedgerPosition>) -> Position {
    wire.unwrap_or_default().logs.into_iter().map(|log| (log.log, log.sequence)).collect()
}

/// What came of a command.
pub fn outcome(result: Result<pb::SubmitResponse, Status>) -> Outcome {
    let response = match result {
        Ok(response) => response,
        Err(status) => return refused(status.code(), failure(&status)),
    };
    answer(response).unwrap_or_else(|| Outcome::Unknown(no_answer()))
}

/// A failure of a command: final or not.
pub fn refused(code: Code, failure: Failure) -> Outcome {
    let ours = matches!(
        code,
        Code::InvalidArgument
            | Code::Unauthenticated
            | Code::PermissionDenied
            | Code::ResourceExhausted
    );
    match ours && !failure.reason.is_empty() {
        true => Outcome::Refused(failure),
        false => Outcome::Unknown(failure),
    }
}

/// Code and reason.
pub fn failure(status: &Status) -> Failure {
    let info = status.get_details_error_info();
    let reason = info.map(|info| info.reason).unwrap_or_default();
    Failure { code: format!("{:?}", status.code()), reason }
}

/// OK, but without what an answer must have.
fn no_answer() -> Failure {
    Failure { code: "Ok".to_owned(), reason: "NO_ANSWER".to_owned() }
}

fn answer(response: pb::SubmitResponse) -> Option<Outcome> {
    use pb::submit_response::Answer as Wire;
    let said = match response.answer? {
        Wire::Recorded(recorded) => Said::Recorded(recorded.event_types),
        Wire::Rejected(rejected) if rejected.reason == REUSED => {
            let mut details = rejected.details.into_iter();
            let prior = details.find(|detail| detail.name == "prior_answer");
            Said::Reused(prior.map(|detail| detail.value).unwrap_or_default())
        }
        Wire::Rejected(rejected) => Said::Rejected(rejected.reason),
        Wire::Unchanged(unchanged) => Said::Unchanged(unchanged.reason),
        Wire::Abandoned(_) => Said::Abandoned,
    };
    let entry = response.entry?;
    let hash = Hash::from_bytes(&entry.hash).ok()?;
    let repeated = response.repeated_command;
    let (log, sequence) = (entry.log, entry.sequence);
    let position = position(response.position);
    Some(Outcome::Answered(Answer { log, sequence, hash, repeated, said, position }))
}
