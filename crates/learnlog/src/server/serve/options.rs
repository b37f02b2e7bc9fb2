//! What serving is told beside the ledger: options and environment, then the table `[serve]` of the
//! file. Invariant: every option has one name in all three.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use anyhow::anyhow;
use learnlog_api::caller::{CallerLimits, REJECTIONS_LIMIT_PER_MINUTE, REQUESTS_LIMIT_PER_SECOND};
use serde::Deserialize;
use tonic::codegen::http::Uri;

use crate::exit::Failure;
use crate::telemetry::LogFormat;

/// Where a server listens unless told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7460);

/// Sessions of queries with the read models' database, unless told otherwise.
const QUERY_SESSIONS: usize = 16;

/// What `advertise` says where others are to be told no address.
const NOWHERE: &str = "none";

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes commands, answers queries, replays.
    Api,
    /// Projects the ledger into the read models.
    Projector,
}

/// As told.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[command(next_help_heading = "Serving")]
#[serde(deny_unknown_fields, default)]
pub struct ServeOptions {
    /// What this process does [default: api,projector].
    #[arg(long, env = "LEARNLOG_ROLES", value_delimiter = ',', value_enum)]
    roles: Option<Vec<Role>>,
    /// Address of the gRPC server [default: 127.0.0.1:7460].
    #[arg(long, env = "LEARNLOG_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// HOST:PORT at which the ledger's other processes reach this one [default: --listen, unless that
    /// is every address of the machine]; without an address, or with the word `none`, a process that
    /// takes commands shares no logs with others.
    #[arg(long, env = "LEARNLOG_ADVERTISE", value_name = "HOST:PORT")]
    advertise: Option<String>,
    /// PEM file of the authority that vouches for the certificates of the ledger's other processes;
    /// none, where this one has a certificate: it shares no logs with others.
    #[arg(long, env = "LEARNLOG_PEER_AUTHORITY", value_name = "FILE", requires = "certificate")]
    peer_authority: Option<PathBuf>,
    /// Address of Prometheus metrics (/metrics) [default: none].
    #[arg(long, env = "LEARNLOG_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// How logs on stderr look [default: text]; LEARNLOG_LOG filters them.
    #[arg(long, env = "LEARNLOG_LOG_FORMAT", value_enum)]
    log_format: Option<LogFormat>,
    /// PEM file of the server's certificate and those between it and its authority.
    #[arg(long, env = "LEARNLOG_CERTIFICATE", value_name = "FILE", requires = "certificate_key")]
    certificate: Option<PathBuf>,
    /// PEM file of the certificate's key.
    #[arg(long, env = "LEARNLOG_CERTIFICATE_KEY", value_name = "FILE", requires = "certificate")]
    certificate_key: Option<PathBuf>,
    /// PEM file of the authority of client certificates, which then stand for tokens.
    #[arg(long, env = "LEARNLOG_CLIENT_AUTHORITY", value_name = "FILE", requires = "certificate")]
    client_authority: Option<PathBuf>,
    /// File with the JSON Web Key Set of an identity provider.
    #[arg(long, env = "LEARNLOG_KEY_SET", value_name = "FILE")]
    key_set: Option<PathBuf>,
    /// Issuer of the identity provider's tokens.
    #[arg(long, env = "LEARNLOG_TOKEN_ISSUER", value_name = "ISSUER")]
    token_issuer: Option<String>,
    /// Audience of the identity provider's tokens [default: learnlog].
    #[arg(long, env = "LEARNLOG_TOKEN_AUDIENCE", value_name = "AUDIENCE")]
    token_audience: Option<String>,
    /// Rejection entries that one caller may cause in a minute.
    #[arg(long, env = "LEARNLOG_REJECTIONS_PER_MINUTE", value_name = "COUNT")]
    rejections_per_minute: Option<u64>,
    /// Requests that one caller may send in a second: calls and items of streams [default: 50000].
    #[arg(long, env = "LEARNLOG_REQUESTS_PER_SECOND", value_name = "COUNT")]
    requests_per_second: Option<NonZeroU32>,
    /// Sessions of queries with the read models' database [default: 16].
    #[arg(long, env = "LEARNLOG_QUERY_SESSIONS", value_name = "COUNT")]
    query_sessions: Option<usize>,
}

impl ServeOptions {
    /// With `file`'s where nothing else was said.
    pub fn or(self, file: Self) -> Self {
        Self {
            roles: self.roles.or(file.roles),
            listen: self.listen.or(file.listen),
            advertise: self.advertise.or(file.advertise),
            peer_authority: self.peer_authority.or(file.peer_authority),
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            log_format: self.log_format.or(file.log_format),
            certificate: self.certificate.or(file.certificate),
            certificate_key: self.certificate_key.or(file.certificate_key),
            client_authority: self.client_authority.or(file.client_authority),
            key_set: self.key_set.or(file.key_set),
            token_issuer: self.token_issuer.or(file.token_issuer),
            token_audience: self.token_audience.or(file.token_audience),
            rejections_per_minute: self.rejections_per_minute.or(file.rejections_per_minute),
            requests_per_second: self.requests_per_second.or(file.requests_per_second),
            query_sessions: self.query_sessions.or(file.query_sessions),
        }
    }
}

/// Checked and complete.
#[derive(Debug)]
pub struct Options {
    /// What this process does; not empty.
    pub roles: Vec<Role>,
    /// Of the gRPC server.
    pub listen: SocketAddr,
    /// Where others reach it, with the scheme; None: it does not share.
    pub advertise: Option<String>,
    /// Authority of other processes' certificates.
    pub peer_authority: Option<PathBuf>,
    /// Of metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// Of logs.
    pub log_format: LogFormat,
    /// Certificate and key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Authority of client certificates.
    pub client_authority: Option<PathBuf>,
    /// Key set, issuer, audience.
    pub key_set: Option<(PathBuf, String, String)>,
    /// What one caller may do.
    pub caller_limits: CallerLimits,
    /// Sessions of queries.
    pub query_sessions: usize,
}

impl Options {
    /// Errors: usage.
    pub fn new(told: ServeOptions) -> Result<Self, Failure> {
        let roles = told.roles.unwrap_or_else(|| vec![Role::Api, Role::Projector]);
        let certificate = match (told.certificate, told.certificate_key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(wrong("certificate and certificate_key go together")),
        };
        if told.client_authority.is_some() && certificate.is_none() {
            return Err(wrong("client_authority needs a certificate of the server's own"));
        }
        if told.peer_authority.is_some() && certificate.is_none() {
            return Err(wrong("peer_authority needs a certificate of the server's own"));
        }
        let listen = told.listen.unwrap_or(LISTEN);
        let advertise = advertised(told.advertise, listen, certificate.is_some())?;
        let audience = told.token_audience.unwrap_or_else(|| "learnlog".to_owned());
        let key_set = match (told.key_set, told.token_issuer) {
            (Some(file), Some(issuer)) => Some((file, issuer, audience)),
            (None, None) => None,
            _ => return Err(wrong("key_set and token_issuer go together")),
        };
        let query_sessions = told.query_sessions.unwrap_or(QUERY_SESSIONS);
        if roles.is_empty() || query_sessions == 0 {
            return Err(wrong("roles and query_sessions must not be empty or 0"));
        }
        Ok(Self {
            roles,
            listen,
            advertise,
            peer_authority: told.peer_authority,
            metrics_listen: told.metrics_listen,
            log_format: told.log_format.unwrap_or_default(),
            certificate,
            client_authority: told.client_authority,
            key_set,
            caller_limits: CallerLimits {
                rejections_per_minute: told
                    .rejections_per_minute
                    .unwrap_or(REJECTIONS_LIMIT_PER_MINUTE),
                requests_per_second: told.requests_per_second.unwrap_or(REQUESTS_LIMIT_PER_SECOND),
            },
            query_sessions,
        })
    }

    /// Whether this process has that role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// The address for others: as told, else where the server listens, if that names one machine.
fn advertised(
    told: Option<String>,
    listen: SocketAddr,
    secure: bool,
) -> Result<Option<String>, Failure> {
    let reachable = || (!listen.ip().is_unspecified() && listen.port() != 0).then_some(listen);
    if told.as_deref() == Some(NOWHERE) {
        return Ok(None);
    }
    let Some(authority) = told.or_else(|| reachable().map(|address| address.to_string())) else {
        return Ok(None);
    };
    let address = format!("{}://{authority}", if secure { "https" } else { "http" });
    let uri: Option<Uri> = address.parse().ok();
    let named = uri.is_some_and(|uri| {
        let port = uri.port_u16().is_some_and(|port| port > 0);
        let alone = uri.authority().is_some_and(|named| named.as_str() == authority);
        port && alone && !authority.contains('@')
    });
    if !named {
        return Err(wrong("advertise is HOST:PORT, like ledger-1.example:7460, or none"));
    }
    Ok(Some(address))
}

fn wrong(why: &'static str) -> Failure {
    Failure::usage(anyhow!(why))
}

#[cfg(test)]
mod tests;
