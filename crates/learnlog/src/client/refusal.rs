//! What comes back when the answer is not an answer. Invariant: whether a refusal is final follows
//! the ledger's rule and nothing the transport makes up: only four codes are, and only with
//! learnlog's own ErrorInfo.

use std::collections::BTreeMap;
use std::path::PathBuf;

use learnlog_proto::api::ItemError;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// A gRPC error with learnlog's reason, if it is learnlog's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Of the call or item.
    pub code: Code,
    /// In words.
    pub message: String,
    /// ErrorInfo.reason; None where something between here and learnlog made the error.
    pub reason: Option<String>,
    /// ErrorInfo.metadata.
    pub metadata: BTreeMap<String, String>,
}

impl Refusal {
    /// Of a call.
    pub fn from_status(status: &Status) -> Self {
        let info = status.get_details_error_info();
        let (reason, metadata) = info.map_or((None, BTreeMap::new()), |info| {
            (Some(info.reason), info.metadata.into_iter().collect())
        });
        Self { code: status.code(), message: words(status), reason, metadata }
    }

    /// Of one item of a SubmitStream.
    pub fn from_item(error: ItemError) -> Self {
        Self {
            code: Code::from_i32(error.code),
            message: error.message,
            reason: Some(error.reason).filter(|reason| !reason.is_empty()),
            metadata: error.metadata.into_iter().collect(),
        }
    }

    /// The server is not there, or not now.
    pub fn is_unavailable(&self) -> bool {
        self.code == Code::Unavailable
    }

    /// Made by the transport (plain text to a TLS port, a proxy's page): learnlog names its own
    /// faults.
    pub fn is_of_transport(&self) -> bool {
        self.reason.is_none() && matches!(self.code, Code::Internal | Code::Unknown)
    }

    /// This attempt at a command is over: sending it again as it is would be of no use. Everything
    /// else means "unknown".
    pub fn is_final(&self) -> bool {
        let ours = matches!(
            self.code,
            Code::InvalidArgument
                | Code::Unauthenticated
                | Code::PermissionDenied
                | Code::ResourceExhausted
        );
        (ours && self.reason.is_some()) || self.code == Code::Unimplemented
    }

    /// Worth another attempt in the same run: unknown, or the server asked for a pause.
    pub fn is_worth_waiting(&self) -> bool {
        !self.is_final() || self.code == Code::ResourceExhausted
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self.code {
            _ if self.is_of_transport() => {
                "check --server: is it learnlog's port, and http:// or https:// as it is set up?"
            }
            Code::Unavailable => {
                "check that `learnlog serve` runs at --server and that Kafka and PostgreSQL answer; \
                 a command is safe to send again under its command id"
            }
            Code::DeadlineExceeded => "try again, or raise --deadline",
            Code::Unauthenticated => {
                "pass --token or --token-file (or a client certificate); `learnlog token` issues one"
            }
            Code::PermissionDenied => "ask for this right, or use another principal",
            Code::InvalidArgument | Code::OutOfRange | Code::FailedPrecondition => {
                "correct the request"
            }
            Code::NotFound => "check the id, and whether the projection has reached its entry",
            Code::ResourceExhausted => "wait a little and send it again, or send less at once",
            Code::DataLoss => {
                "stop writing and look at the topic: part of the ledger that was there is gone"
            }
            Code::Unimplemented => "check --server: it does not serve this version of learnlog",
            Code::Aborted | Code::Cancelled => "try again",
            Code::Ok | Code::Unknown | Code::AlreadyExists | Code::Internal => {
                "look at the server's log"
            }
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "{} ({reason}", self.message)?,
            None => write!(f, "{} ({:?}", self.message, self.code)?,
        }
        for (name, value) in &self.metadata {
            write!(f, ", {name}: {value}")?;
        }
        write!(f, ")")
    }
}

/// The message, with what the transport knows about its cause: "tcp connect error" alone says
/// little.
fn words(status: &Status) -> String {
    let mut words = status.message().to_owned();
    let mut cause = std::error::Error::source(status);
    while let Some(error) = cause {
        let text = error.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = error.source();
    }
    words
}

/// Why a client verb got no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server (or something on the way) refused.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Not an address.
    #[error("{address:?} is not a server's address: use http://host:port or https://host:port")]
    Address {
        /// As given.
        address: String,
        /// What is wrong with it.
        #[source]
        source: tonic::transport::Error,
    },
    /// Not a token.
    #[error("the token has characters that no token has: check --token or --token-file")]
    Token,
    /// Certificate without key, or the other way around.
    #[error("--tls-cert and --tls-key go together")]
    HalfIdentity,
    /// A file of the configuration.
    #[error("cannot read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The server's answer breaks the protocol.
    #[error("the server's answer makes no sense: {0}; do client and server have the same version?")]
    Protocol(&'static str),
}

impl ClientError {
    /// A refusal.
    pub fn refused(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
