//! From the ledger's answers and errors to the API's. Invariant: only what the ledger says was not recorded is
//! answered with a code that callers may take as final.

use std::time::Duration;

use learnlog_codec::entry::LedgerPosition;
use learnlog_ledger::submission::{Answer, AnswerOutcome, EntryAddress, SubmitError};
use learnlog_proto::api::submit_response::Answer as Said;
use learnlog_proto::{api, ledger};

use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::position::to_proto;

/// After which callers who were turned away by an overload may come again.
pub const OVERLOAD_PAUSE: Duration = Duration::from_secs(1);

/// The answer to a command, with the position that shows it.
pub fn response(answer: Answer, position: &LedgerPosition) -> api::SubmitResponse {
    let said = match answer.outcome {
        AnswerOutcome::Recorded(types) => Said::Recorded(api::RecordedAnswer {
            event_types: types.iter().map(|name| (*name).to_owned()).collect(),
        }),
        AnswerOutcome::Rejected(rejected) => Said::Rejected(api::RejectedAnswer {
            reason: rejected.reason.clone(),
            details: rejected
                .details
                .iter()
                .map(|(name, value)| ledger::Detail { name: name.clone(), value: value.clone() })
                .collect(),
        }),
        AnswerOutcome::Unchanged(reason) => {
            Said::Unchanged(api::UnchangedAnswer { reason: reason.as_ref().to_owned() })
        }
        AnswerOutcome::Abandoned => Said::Abandoned(api::AbandonedAnswer {}),
    };
    api::SubmitResponse {
        answer: Some(said),
        entry: answer.entry.map(address),
        position: Some(to_proto(position)),
        repeated_command: answer.repeated,
    }
}

fn address(entry: EntryAddress) -> api::EntryAddress {
    api::EntryAddress {
        log: entry.log.0,
        sequence: entry.sequence,
        hash: entry.hash.as_bytes().to_vec(),
    }
}

/// Why there is no answer, and whether one may still come.
pub fn refusal(error: &SubmitError) -> ApiError {
    let of_log = |reason, message: String, log: &learnlog_codec::entry::LogNumber| {
        ApiError::new(reason, message).with("log", log.0)
    };
    match error {
        SubmitError::Overloaded { log, limit } => {
            overloaded().with("log", log.0).with("limit", limit)
        }
        SubmitError::TooLarge { bytes, limit_bytes } => {
            let message = "the entry would be too large: split the command";
            let error = ApiError::new(Reason::EntryTooLarge, message).with("found_bytes", bytes);
            // The event log says only that it takes less.
            match limit_bytes {
                Some(limit) => error.with("limit_bytes", limit),
                None => error,
            }
        }
        SubmitError::NotReached { log, sequence } => {
            of_log(Reason::PositionNotReached, NOT_REACHED.to_owned(), log).with("head", sequence)
        }
        SubmitError::Unavailable { log, reason } => {
            let message = format!(
                "the ledger does not answer now ({reason}): the command may be recorded; send it \
                 again with the same command_id"
            );
            of_log(Reason::LedgerUnavailable, message, log).with("cause", reason)
        }
        SubmitError::Ended { log } => of_log(Reason::ShuttingDown, ENDED.to_owned(), log),
        SubmitError::Stopped { log, reason } => {
            let message = format!(
                "the log is stopped until an operator acts ({reason}): the command may be \
                 recorded; send it again later with the same command_id"
            );
            of_log(Reason::LedgerStopped, message, log).with("cause", reason)
        }
    }
}

/// There is more to do than can be done in time.
pub fn overloaded() -> ApiError {
    let message = "the ledger has too much under way: nothing was recorded by this attempt; slow down \
                   and send the command again";
    ApiError::new(Reason::LedgerOverloaded, message).retry_after(OVERLOAD_PAUSE)
}

/// Nobody will answer here any more.
pub fn ended() -> ApiError {
    ApiError::new(Reason::ShuttingDown, ENDED)
}

const ENDED: &str = "this process is ending: the command may be recorded; send it again with the \
                     same command_id";

/// The deadline came before the answer.
pub fn outcome_unknown() -> ApiError {
    ApiError::new(
        Reason::OutcomeUnknown,
        "the deadline came before the answer: the command may be recorded; send it again with the \
         same command_id, or abandon it",
    )
}

/// The position in `at_least` did not come in time.
pub fn not_reached() -> ApiError {
    ApiError::new(Reason::PositionNotReached, NOT_REACHED)
}

const NOT_REACHED: &str =
    "the position in at_least was not reached in time: nothing was submitted by this attempt";
