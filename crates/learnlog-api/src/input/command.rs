//! One command of a caller, whole. Invariant: the stream is named by the command itself, and nothing in the request
//! says who the caller is.

use learnlog_domain::id::{CommandId, LearnerId};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_proto::{api, ledger};

use super::at::At;
use super::draft::{Ask, Draft, DraftReason, LearnerAsk};
use super::field::{self, LONG_TEXT_LIMIT_BYTES};
use super::{canonical, definition, learning, occurred, person, position};
use crate::error::ApiError;

#[cfg(test)]
mod tests;

/// Bytes of one encoded command with what goes with it.
pub const COMMAND_LIMIT_BYTES: usize = 256 << 10;

/// Reads a command of a ledger with `logs` logs. Errors: the INVALID_ARGUMENT reasons.
pub fn read(input: api::Command, logs: u32) -> Result<Draft, ApiError> {
    let at = At::root("command");
    let command_id = field::id(at.field("command_id"), &input.command_id, CommandId::new)?;
    field::name(at.field("source_system"), &input.source_system)?;
    let correlation_id = field::optional_uuid(at.field("correlation_id"), &input.correlation_id)?;
    let causation_id = field::optional_uuid(at.field("causation_id"), &input.causation_id)?;
    let basis = position::position(at.field("basis"), &input.basis, logs)?;
    let retry_of = field::optional_id(at.field("retry_of"), &input.retry_of, CommandId::new)?;
    let canonical = canonical::encode(&input);
    let needs_reason = matches!(input.command, Some(api::command::Command::Withdraw(_)));
    let expected = "what is asked: one of add_person, change_person, …, abandon";
    let asked = input.command.ok_or_else(|| field::missing(at.field("command"), expected))?;
    let (stream, ask) = ask(at, asked)?;
    let of_learner = matches!(ask, Ask::Learner(..));
    let occurred = match (of_learner, &input.occurred) {
        (true, None) => return Err(field::missing(at.field("occurred"), "when it happened")),
        (true, Some(when)) => Some(occurred::occurred(at.field("occurred"), when)?),
        (false, None) => None,
        (false, Some(_)) => {
            let expected = "nothing: only what is about a learner happens at a time in the world";
            return Err(field::not_allowed(at.field("occurred"), expected));
        }
    };
    let at_reason = at.field("reason");
    let reason = input.reason.map(|input| reason(at_reason, input, stream.kind())).transpose()?;
    if needs_reason && reason.is_none() {
        return Err(field::missing(at_reason, "why, as a code or in words"));
    }
    Ok(Draft {
        stream,
        command_id,
        occurred,
        source_system: input.source_system,
        reason,
        correlation_id,
        causation_id,
        basis,
        retry_of,
        canonical: (!matches!(ask, Ask::Abandon)).then_some(canonical),
        ask,
    })
}

fn reason(at: At<'_>, input: api::ReasonInput, kind: StreamKind) -> Result<DraftReason, ApiError> {
    field::code(at.field("code"), &input.code)?;
    field::text(at.field("text"), &input.text, LONG_TEXT_LIMIT_BYTES)?;
    if input.code.is_empty() && input.text.is_empty() {
        return Err(field::missing(at, "a code or a text"));
    }
    if kind != StreamKind::Learner && !input.text.is_empty() {
        let expected = "a code alone: text is encrypted for a learner, and this is about none";
        return Err(field::not_allowed(at.field("text"), expected));
    }
    let text = Some(input.text).filter(|text| !text.is_empty());
    Ok(DraftReason { code: input.code, text })
}

fn ask(at: At<'_>, asked: api::command::Command) -> Result<(StreamId, Ask), ApiError> {
    use api::command::Command as C;
    let at = at.field(match &asked {
        C::AddPerson(_) => "add_person",
        C::ChangePerson(_) => "change_person",
        C::Assign(_) => "assign",
        C::Enroll(_) => "enroll",
        C::Withdraw(_) => "withdraw",
        C::RecordLaunch(_) => "record_launch",
        C::RecordProgress(_) => "record_progress",
        C::RecordOutcome(_) => "record_outcome",
        C::CreditPriorLearning(_) => "credit_prior_learning",
        C::DefineOrgUnit(_) => "define_org_unit",
        C::DefineJob(_) => "define_job",
        C::DefineCourse(_) => "define_course",
        C::DefineOffering(_) => "define_offering",
        C::DefineCertification(_) => "define_certification",
        C::Abandon(_) => "abandon",
    });
    let learner = |text: &str| field::id(at.field("learner_id"), text, LearnerId::new);
    let about = |learner_id, ask: LearnerAsk| {
        Ok((StreamId::learner(learner_id), Ask::Learner(learner_id, ask)))
    };
    let definition = match asked {
        C::AddPerson(input) => return about(learner(&input.learner_id)?, person::add(at, input)?),
        C::ChangePerson(input) => {
            return about(learner(&input.learner_id)?, person::change(at, input)?);
        }
        C::Assign(input) => {
            return about(learner(&input.learner_id)?, learning::assign(at, &input)?);
        }
        C::Enroll(input) => {
            return about(learner(&input.learner_id)?, learning::enroll(at, &input)?);
        }
        C::Withdraw(input) => {
            return about(learner(&input.learner_id)?, learning::withdraw(at, &input)?);
        }
        C::RecordLaunch(input) => {
            return about(learner(&input.learner_id)?, learning::launch(at, &input)?);
        }
        C::RecordProgress(input) => {
            return about(learner(&input.learner_id)?, learning::progress(at, &input)?);
        }
        C::RecordOutcome(input) => {
            return about(learner(&input.learner_id)?, learning::outcome(at, input)?);
        }
        C::CreditPriorLearning(input) => {
            return about(learner(&input.learner_id)?, learning::credit(at, input)?);
        }
        C::DefineOrgUnit(input) => definition::org_unit(at, input)?,
        C::DefineJob(input) => definition::job(at, input)?,
        C::DefineCourse(input) => definition::course(at, input)?,
        C::DefineOffering(input) => definition::offering(at, input)?,
        C::DefineCertification(input) => definition::certification(at, input)?,
        C::Abandon(input) => {
            let (at_kind, at_id) = (at.field("stream_kind"), at.field("stream_id"));
            let stream = stream(at_kind, at_id, input.stream_kind, &input.stream_id)?;
            return Ok((stream, Ask::Abandon));
        }
    };
    Ok((definition.stream(), Ask::Definition(definition)))
}

/// A stream that the fields `at_kind` and `at_id` name.
pub fn stream(at_kind: At<'_>, at_id: At<'_>, kind: i32, id: &str) -> Result<StreamId, ApiError> {
    let expected = "LEARNER, OFFERING, DEFINITION or OPERATION";
    let kind = match field::choice(at_kind, kind, expected)? {
        ledger::StreamKind::Unspecified => return Err(field::missing(at_kind, expected)),
        ledger::StreamKind::Learner => StreamKind::Learner,
        ledger::StreamKind::Offering => StreamKind::Offering,
        ledger::StreamKind::Definition => StreamKind::Definition,
        ledger::StreamKind::Operation => StreamKind::Operation,
    };
    field::id(at_id, id, |id| StreamId::new(kind, id))
}
