//! One item's name in the answers. Invariant: as the caller wrote it, as far as the item could be read.

use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::submit_stream_response::Result as Said;
use learnlog_proto::{api, ledger};

use crate::error::{ApiError, echo};

/// What an answer calls its item.
#[derive(Debug, Default)]
pub struct Label {
    index: u64,
    kind: ledger::StreamKind,
    stream_id: String,
    command_id: String,
}

impl Label {
    /// An item of which nothing is known yet.
    pub fn unread(index: u64) -> Self {
        Self { index, ..Self::default() }
    }

    /// Names the item as its command does.
    pub fn read(&mut self, command: Option<&api::Command>) {
        let Some(command) = command else { return };
        command.command_id.as_str().clone_into(&mut self.command_id);
        if let Some((kind, id)) = command.command.as_ref().map(named) {
            self.kind = kind;
            echo(id).clone_into(&mut self.stream_id);
        }
        self.command_id.truncate(echo(&self.command_id).len());
    }

    /// The answer to the item.
    pub fn response(
        self,
        result: Result<api::SubmitResponse, ApiError>,
    ) -> api::SubmitStreamResponse {
        let result = match result {
            Ok(response) => Said::Response(response),
            Err(error) => Said::Error(error.into_item()),
        };
        api::SubmitStreamResponse {
            stream_kind: self.kind as i32,
            stream_id: self.stream_id,
            command_id: self.command_id,
            index: self.index,
            result: Some(result),
        }
    }
}

/// The stream that a command names, read or not.
fn named(asked: &Asked) -> (ledger::StreamKind, &str) {
    use ledger::StreamKind::{Definition, Learner};
    match asked {
        Asked::AddPerson(c) => (Learner, &c.learner_id),
        Asked::ChangePerson(c) => (Learner, &c.learner_id),
        Asked::Assign(c) => (Learner, &c.learner_id),
        Asked::Enroll(c) => (Learner, &c.learner_id),
        Asked::Withdraw(c) => (Learner, &c.learner_id),
        Asked::RecordLaunch(c) => (Learner, &c.learner_id),
        Asked::RecordProgress(c) => (Learner, &c.learner_id),
        Asked::RecordOutcome(c) => (Learner, &c.learner_id),
        Asked::CreditPriorLearning(c) => (Learner, &c.learner_id),
        Asked::DefineOrgUnit(c) => (Definition, &c.org_unit_id),
        Asked::DefineJob(c) => (Definition, &c.job_id),
        Asked::DefineCourse(c) => (Definition, &c.course_id),
        Asked::DefineOffering(c) => (Definition, &c.offering_id),
        Asked::DefineCertification(c) => (Definition, &c.certification_id),
        Asked::Abandon(c) => (c.stream_kind(), &c.stream_id),
    }
}
