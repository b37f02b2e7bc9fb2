//! Connections as a service would hold them. Invariant: learnlog and its ceilings are called by the same code with the same headers.

use std::time::Duration;

use anyhow::Context;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Flow-control window of one call: enough to keep a local connection busy.
const STREAM_WINDOW_BYTES: u32 = 4 << 20;

/// Flow-control window of all calls of a connection.
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// Largest answer taken.
const ANSWER_LIMIT_BYTES: usize = 64 << 20;

/// A server, and who calls it.
#[derive(Debug, Clone)]
pub struct Target {
    address: String,
    token: String,
    bearer: Bearer,
}

/// One connection.
#[derive(Clone)]
pub struct Connection(Authorized);

type Authorized = InterceptedService<Channel, Bearer>;

impl Target {
    /// The server at "host:port", called with that token. Errors: a token that no header can carry.
    pub fn new(host_and_port: &str, token: &str) -> anyhow::Result<Self> {
        let value = format!("Bearer {token}").parse().context("the token is not a token")?;
        let (address, token) = (format!("http://{host_and_port}"), token.to_owned());
        Ok(Self { address, token, bearer: Bearer(value) })
    }

    /// The address, with its scheme.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Connects now, so that no measurement includes it. Errors: nobody answers.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        let endpoint = Endpoint::from_shared(self.address.clone())?
            .connect_timeout(CONNECT_TIMEOUT)
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES);
        let channel = endpoint.connect().await.with_context(|| self.address.clone())?;
        Ok(Connection(InterceptedService::new(channel, self.bearer.clone())))
    }
}

impl Connection {
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

/// Puts the token on every request.
#[derive(Debug, Clone)]
pub struct Bearer(MetadataValue<Ascii>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}
