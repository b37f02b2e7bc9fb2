//! What is submitted: an organization's courses, and learners who take them. Invariant: the same
//! seed gives the same commands, ids included, and every command is one that the rules accept if
//! those before it of the same learner were.

pub mod definitions;
pub mod learner;
pub mod random;
pub mod source;

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::{Command, OccurredInput, ReasonInput, SubmitRequest};

/// The source system of every command.
const SOURCE_SYSTEM: &str = "bench";

/// Why people leave.
const WITHDRAWAL_REASON: &str = "NO_TIME";

fn request(command_id: String, occurred: Option<OccurredInput>, asked: Asked) -> SubmitRequest {
    let leaves = matches!(asked, Asked::Withdraw(_));
    let reason = ReasonInput { code: WITHDRAWAL_REASON.to_owned(), text: String::new() };
    let command = Command {
        reason: leaves.then_some(reason),
        command_id,
        occurred,
        source_system: SOURCE_SYSTEM.to_owned(),
        command: Some(asked),
        ..Command::default()
    };
    SubmitRequest { command: Some(command), ..SubmitRequest::default() }
}

#[cfg(test)]
mod tests;
