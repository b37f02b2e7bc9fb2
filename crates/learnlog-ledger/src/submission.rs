//! What goes into a writer and what comes out. Invariant: an [`Answer`] names an entry of the
//! ledger; a [`SubmitError`] says whether one may still come.

use std::sync::Arc;

use learnlog_chain::Hash;
use learnlog_codec::entry::{Envelope, LogNumber, Rejected};
use learnlog_domain::command::Command;
use learnlog_domain::stream::StreamId;

/// One command on its way to the ledger.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Where it goes.
    pub stream: StreamId,
    /// Who asks, under which id, why.
    pub envelope: Envelope,
    /// What is asked.
    pub request: Request,
    /// Decide only on a state that holds this sequence of the stream's log; 0: on any.
    pub at_least: u64,
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Request {
    /// To decide a command.
    Decide(Box<Command>),
    /// To make sure that the command id will never be decided.
    Abandon,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The entry that says so; None for a validation, which writes nothing.
    pub entry: Option<EntryAddress>,
    /// What it says.
    pub outcome: AnswerOutcome,
    /// It was in the ledger before this submission.
    pub repeated: bool,
}

/// Where an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryAddress {
    /// Its log.
    pub log: LogNumber,
    /// Its place there.
    pub sequence: u64,
    /// Of its bytes.
    pub hash: Hash,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// Events of these types, in order.
    Recorded(Arc<[&'static str]>),
    /// The rules said no.
    Rejected(Arc<Rejected>),
    /// Nothing to do.
    Unchanged(Arc<str>),
    /// The command was given up.
    Abandoned,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// Too much is under way. Nothing was recorded by this attempt.
    #[error("log {log} has no room for more commands now ({limit}): slow down and send it again")]
    Overloaded {
        /// Which log.
        log: LogNumber,
        /// The limit's name.
        limit: &'static str,
    },
    /// The entry would be larger than an entry may be. Nothing was recorded.
    #[error("the entry would have {bytes} bytes, more than {}", most(*.limit_bytes))]
    TooLarge {
        /// What it would have.
        bytes: usize,
        /// What it may have; None where the event log takes less, and does not say how much.
        limit_bytes: Option<usize>,
    },
    /// The position asked for is not in the log. Nothing was recorded.
    #[error("log {log} ends at sequence {sequence}, before the position asked for")]
    NotReached {
        /// Which log.
        log: LogNumber,
        /// Where it ends.
        sequence: u64,
    },
    /// The outcome is unknown: the command may be recorded, now or later.
    #[error(
        "log {log} does not answer now ({reason}): send the command again with the same command id"
    )]
    Unavailable {
        /// Which log.
        log: LogNumber,
        /// Why.
        reason: Arc<str>,
    },
    /// The log's writer in this process has ended, and decides nothing more. The outcome is unknown.
    #[error(
        "log {log} has no writer here any more: send the command again with the same command id"
    )]
    Ended {
        /// Which log.
        log: LogNumber,
    },
    /// The log is stopped until somebody looks at it. The outcome is unknown.
    #[error("log {log} is stopped ({reason}): an operator must act")]
    Stopped {
        /// Which log.
        log: LogNumber,
        /// Why.
        reason: Arc<str>,
    },
}

impl SubmitError {
    /// The same of a command of which an entry has been produced: then nobody knows that nothing was recorded.
    #[must_use]
    pub fn after_an_attempt(self) -> Self {
        match self {
            Self::Overloaded { log, limit } => {
                let reason =
                    format!("it was tried, and there is no room to see what came of it ({limit})");
                Self::Unavailable { log, reason: reason.into() }
            }
            Self::NotReached { log, sequence } => {
                let reason = format!("it was tried, and log {log} ends at sequence {sequence}");
                Self::Unavailable { log, reason: reason.into() }
            }
            Self::TooLarge { .. }
            | Self::Unavailable { .. }
            | Self::Ended { .. }
            | Self::Stopped { .. } => self,
        }
    }
}

fn most(limit_bytes: Option<usize>) -> String {
    match limit_bytes {
        Some(limit) => format!("the {limit} that an entry may have"),
        None => "the event log takes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_an_attempt_nothing_says_that_nothing_was_recorded() {
        let log = LogNumber(1);
        for error in [
            SubmitError::Overloaded { log, limit: "X" },
            SubmitError::NotReached { log, sequence: 1 },
            SubmitError::Unavailable { log, reason: "away".into() },
        ] {
            assert!(matches!(error.after_an_attempt(), SubmitError::Unavailable { .. }));
        }
        assert_eq!(SubmitError::Ended { log }.after_an_attempt(), SubmitError::Ended { log });
    }
}
