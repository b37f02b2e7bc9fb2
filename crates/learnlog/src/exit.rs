//! How the process ends. Invariant: every failure has one exit code of this list, and every message
//! says what to do. The codes are those of sysexits.h where there is one.

use std::process::ExitCode;

use tonic::Code;

use crate::client::refusal::ClientError;

/// The exit codes of every verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: the answer is no (a rejection, a verdict), or anything not listed here.
    No,
    /// 64: bad usage or configuration.
    Usage,
    /// 65: the input is not what it should be, or what it names is not there.
    Data,
    /// 69: the server, Kafka or PostgreSQL is not there, or not now.
    Unavailable,
    /// 70: a bug.
    Bug,
}

impl Exit {
    /// Of a gRPC error.
    pub fn of_code(code: Code) -> Self {
        match code {
            Code::Ok => Self::Done,
            Code::Unauthenticated | Code::Unimplemented => Self::Usage,
            Code::InvalidArgument
            | Code::NotFound
            | Code::OutOfRange
            | Code::FailedPrecondition
            | Code::DataLoss => Self::Data,
            Code::Unavailable
            | Code::DeadlineExceeded
            | Code::ResourceExhausted
            | Code::Aborted
            | Code::Cancelled => Self::Unavailable,
            Code::Internal | Code::Unknown => Self::Bug,
            Code::PermissionDenied | Code::AlreadyExists => Self::No,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Usage => 64,
            Exit::Data => 65,
            Exit::Unavailable => 69,
            Exit::Bug => 70,
        })
    }
}

/// Why a verb failed.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What happened; printed with its sources.
    pub error: anyhow::Error,
    /// What to do, where the message does not say.
    pub advice: Option<&'static str>,
}

impl Failure {
    /// A failure whose message says what to do.
    pub fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Self {
        Self { exit, error: error.into(), advice: None }
    }

    /// Bad usage or configuration.
    pub fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::new(Exit::Usage, error)
    }

    /// Bad input.
    pub fn data(error: impl Into<anyhow::Error>) -> Self {
        Self::new(Exit::Data, error)
    }

    /// Something that cannot be.
    pub fn bug(error: impl Into<anyhow::Error>) -> Self {
        Self::new(Exit::Bug, error)
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let (exit, advice) = match &error {
            ClientError::Refused(refusal) if refusal.is_of_transport() => {
                (Exit::Unavailable, Some(refusal.advice()))
            }
            ClientError::Refused(refusal) => (Exit::of_code(refusal.code), Some(refusal.advice())),
            ClientError::Protocol(_) => (Exit::Bug, None),
            ClientError::Address { .. }
            | ClientError::Token
            | ClientError::HalfIdentity
            | ClientError::File { .. } => (Exit::Usage, None),
        };
        Self { exit, error: error.into(), advice }
    }
}

/// Output that cannot be written: nobody reads it any more, or the disk is full.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(Exit::No, anyhow::Error::new(error).context("cannot write the output"))
    }
}
