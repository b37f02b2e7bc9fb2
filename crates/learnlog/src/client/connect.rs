//! Where the server is and who asks. Invariant: a token is sent to the server that was named and
//! printed nowhere. What the token says is between its issuer and the server.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};
use tonic::{Request, Status};

use crate::client::Client;
use crate::client::refusal::ClientError;

/// How long one attempt at a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How often a connection is asked whether it lives, calls or not, and how long it may take to say
/// so: a server that vanished without a word breaks the calls that wait for it. As the server does.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Flow-control window of a replayed log: enough to keep a local connection busy.
const STREAM_WINDOW_BYTES: u32 = 4 * 1024 * 1024;

/// Flow-control window of all calls of one connection.
const CONNECTION_WINDOW_BYTES: u32 = 16 * 1024 * 1024;

/// How to reach the server.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectArgs {
    /// The server's address; https:// needs --tls-ca.
    #[arg(long, global = true, env = "LEARNLOG_SERVER", default_value = "http://127.0.0.1:7460")]
    pub server: String,
    /// Bearer token. A file is safer: other users of this machine can read command lines.
    #[arg(long, global = true, env = "LEARNLOG_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// File that holds the bearer token.
    #[arg(long, global = true, env = "LEARNLOG_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// PEM file of the authority that vouches for the server.
    #[arg(long, global = true, env = "LEARNLOG_TLS_CA", value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    /// PEM file of the client's certificate, which stands for a token.
    #[arg(long, global = true, env = "LEARNLOG_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// PEM file of the key of --tls-cert.
    #[arg(long, global = true, env = "LEARNLOG_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Deadline of one query, and of one attempt at a command.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub deadline: u64,
    /// How long commands without an answer are sent again, under their command ids.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60)]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=86400))]
    pub patience: u64,
}

impl ConnectArgs {
    /// The client; it connects on first use. Errors: an address, token or certificate that cannot
    /// be used.
    pub fn client(&self) -> Result<Client, ClientError> {
        let invalid_address =
            |source| ClientError::Address { address: self.server.clone(), source };
        let mut endpoint = Endpoint::from_shared(self.server.clone())
            .map_err(invalid_address)?
            .connect_timeout(CONNECT_TIMEOUT)
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_timeout(KEEPALIVE)
            .keep_alive_while_idle(true)
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES);
        if self.server.starts_with("https:") {
            endpoint = endpoint.tls_config(self.tls()?).map_err(invalid_address)?;
        }
        Ok(Client {
            channel: InterceptedService::new(endpoint.connect_lazy(), self.bearer()?),
            deadline: Duration::from_secs(self.deadline),
            patience: Duration::from_secs(self.patience),
        })
    }

    fn bearer(&self) -> Result<Bearer, ClientError> {
        let token = match (&self.token, &self.token_file) {
            (Some(token), _) => token.clone(),
            (None, Some(path)) => read(path)?,
            (None, None) => return Ok(Bearer { value: None }),
        };
        let mut value: MetadataValue<Ascii> =
            format!("Bearer {}", token.trim()).parse().map_err(|_| ClientError::Token)?;
        value.set_sensitive(true);
        Ok(Bearer { value: Some(value) })
    }

    fn tls(&self) -> Result<ClientTlsConfig, ClientError> {
        let mut tls = ClientTlsConfig::new();
        if let Some(path) = &self.tls_ca {
            tls = tls.ca_certificate(Certificate::from_pem(read(path)?));
        }
        match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => {
                Ok(tls.identity(Identity::from_pem(read(cert)?, read(key)?)))
            }
            (None, None) => Ok(tls),
            _ => Err(ClientError::HalfIdentity),
        }
    }
}

fn read(path: &Path) -> Result<String, ClientError> {
    std::fs::read_to_string(path)
        .map_err(|source| ClientError::File { path: path.to_owned(), source })
}

/// Puts the caller's token on every request.
#[derive(Clone)]
pub struct Bearer {
    value: Option<MetadataValue<Ascii>>,
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.value {
            request.metadata_mut().insert("authorization", value.clone());
        }
        Ok(request)
    }
}
