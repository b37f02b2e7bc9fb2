//! What a command carries besides what it asks. Invariant: every outcome but `abandoned` has a
//! digest, and every one has an actor.

use std::cmp::Reverse;

use learnlog_domain::id::{CommandId, KeyId};
use learnlog_proto::ledger as wire;
use uuid::Uuid;

use crate::entry::{CommandDigest, Envelope, LedgerPosition, LogNumber, Outcome, Reason};
use crate::parse::InterpretError;
use crate::{actor, field, protected, time};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) fn decode(wire: wire::Entry, outcome: &Outcome) -> Result<Envelope> {
    let digest = wire.command_digest.map(decode_digest).transpose()?;
    match (outcome, &digest) {
        (Outcome::Abandoned, Some(_)) => {
            return Err(InterpretError::Unexpected { field: "command_digest" });
        }
        (Outcome::Recorded(_) | Outcome::Rejected(_) | Outcome::Unchanged(_), None) => {
            return Err(InterpretError::Missing { field: "command_digest" });
        }
        (Outcome::Abandoned, None)
        | (Outcome::Recorded(_) | Outcome::Rejected(_) | Outcome::Unchanged(_), Some(_)) => {}
    }
    Ok(Envelope {
        command_id: field::id("command_id", &wire.command_id, CommandId::new)?,
        digest,
        occurred: wire.occurred.map(time::decode_occurred).transpose()?,
        actor: actor::decode(field::required("actor", wire.actor)?)?,
        source_system: wire.source_system,
        reason: wire.reason.map_or(Ok(None), decode_reason)?,
        correlation_id: field::optional_uuid("correlation_id", &wire.correlation_id)?,
        causation_id: field::optional_uuid("causation_id", &wire.causation_id)?,
        basis: wire.basis.map(decode_position).transpose()?,
        retry_of: field::optional_id("retry_of", &wire.retry_of, CommandId::new)?,
    })
}

pub(crate) fn encode(envelope: &Envelope, into: &mut wire::Entry) {
    into.command_id = envelope.command_id.as_bytes().to_vec();
    into.command_digest = envelope.digest.as_ref().map(encode_digest);
    into.occurred = envelope.occurred.as_ref().map(time::encode_occurred);
    into.actor = Some(actor::encode(&envelope.actor));
    into.source_system.clone_from(&envelope.source_system);
    into.reason = envelope.reason.as_ref().and_then(encode_reason);
    into.correlation_id =
        field::optional_bytes(envelope.correlation_id.as_ref().map(Uuid::as_bytes));
    into.causation_id = field::optional_bytes(envelope.causation_id.as_ref().map(Uuid::as_bytes));
    into.basis = envelope.basis.as_ref().map(encode_position);
    into.retry_of = field::optional_bytes(envelope.retry_of.as_ref().map(CommandId::as_bytes));
}

fn decode_digest(wire: wire::CommandDigest) -> Result<CommandDigest> {
    Ok(CommandDigest {
        key_id: field::id("command_digest.key_id", &wire.key_id, KeyId::new)?,
        hmac: field::fixed("command_digest.hmac", &wire.hmac)?,
    })
}

fn encode_digest(digest: &CommandDigest) -> wire::CommandDigest {
    wire::CommandDigest { key_id: digest.key_id.as_bytes().to_vec(), hmac: digest.hmac.to_vec() }
}

/// A reason that says nothing is none.
fn decode_reason(wire: wire::Reason) -> Result<Option<Reason>> {
    let text = protected::decode_optional("reason.text", wire.text)?;
    let says_something = !wire.code.is_empty() || text.is_some();
    Ok(says_something.then_some(Reason { code: wire.code, text }))
}

fn encode_reason(reason: &Reason) -> Option<wire::Reason> {
    let Reason { code, text } = reason;
    let says_something = !code.is_empty() || text.is_some();
    let text = text.as_ref().map(protected::encode);
    says_something.then(|| wire::Reason { code: code.clone(), text })
}

fn decode_position(wire: wire::LedgerPosition) -> Result<LedgerPosition> {
    field::ascending("basis.logs", &wire.logs, |position| position.log)?;
    let logs = wire.logs.iter().map(|position| (LogNumber(position.log), position.sequence));
    Ok(LedgerPosition(logs.collect()))
}

fn encode_position(position: &LedgerPosition) -> wire::LedgerPosition {
    let logs = position.0.iter();
    let mut logs: Vec<_> =
        logs.map(|(log, sequence)| wire::LogPosition { log: log.0, sequence: *sequence }).collect();
    logs.sort_by_key(|position| (position.log, Reverse(position.sequence)));
    logs.dedup_by_key(|position| position.log);
    wire::LedgerPosition { logs }
}
