//! From the stored message to the entry. Invariant: what comes out is whole and consistent in
//! itself. Whether its links are true is left to the readers of the chain.

use learnlog_domain::id::{CommandId, EntryId};
use learnlog_proto::ledger as wire;
use learnlog_proto::ledger::entry::Outcome as WireOutcome;

use crate::entry::{Body, CommandOutcome, Entry, LogNumber, Place};
use crate::parse::InterpretError;
use crate::{envelope, field, genesis, outcome, stream};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) fn entry(mut wire: wire::Entry) -> Result<Entry> {
    if wire.sequence == 0 {
        return Err(InterpretError::Missing { field: "sequence" });
    }
    let previous_hash = field::fixed::<32>("previous_hash", &wire.previous_hash)?.into();
    let entry_id = field::id("entry_id", &wire.entry_id, EntryId::new)?;
    let recorded_at = field::timestamp("recorded_at", wire.recorded_at.take())?;
    let (sequence, log) = (wire.sequence, LogNumber(wire.log));
    let catalog_sequence = wire.catalog_sequence;
    let body = match wire.outcome.take() {
        None => return Err(InterpretError::UnknownFormat { what: "outcome" }),
        Some(WireOutcome::Genesis(fields)) => {
            no_command(&wire)?;
            Body::Genesis(genesis::decode(fields, sequence, log)?)
        }
        Some(outcome) => Body::Command(Box::new(command(wire, outcome)?)),
    };
    Ok(Entry { sequence, previous_hash, log, entry_id, recorded_at, catalog_sequence, body })
}

fn no_command(wire: &wire::Entry) -> Result<()> {
    let present = [
        ("stream", wire.stream.is_some()),
        ("stream_sequence", wire.stream_sequence != 0),
        ("previous_in_stream", wire.previous_in_stream.is_some()),
        ("command_id", !wire.command_id.is_empty()),
        ("command_digest", wire.command_digest.is_some()),
        ("occurred", wire.occurred.is_some()),
        ("actor", wire.actor.is_some()),
        ("source_system", !wire.source_system.is_empty()),
        ("reason", wire.reason.is_some()),
        ("correlation_id", !wire.correlation_id.is_empty()),
        ("causation_id", !wire.causation_id.is_empty()),
        ("basis", wire.basis.is_some()),
        ("retry_of", !wire.retry_of.is_empty()),
    ];
    match present.into_iter().find(|(_, present)| *present) {
        Some((field, _)) => Err(InterpretError::Unexpected { field }),
        None => Ok(()),
    }
}

pub(crate) fn place(wire: &wire::Entry) -> Result<Place> {
    let link = field::required("previous_in_stream", wire.previous_in_stream.as_ref())?;
    Ok(Place {
        stream: stream::decode(field::required("stream", wire.stream.as_ref())?)?,
        stream_sequence: wire.stream_sequence,
        previous_in_stream: stream::decode_link(wire.sequence, wire.stream_sequence, link)?,
        command_id: field::id("command_id", &wire.command_id, CommandId::new)?,
    })
}

fn command(wire: wire::Entry, outcome: WireOutcome) -> Result<CommandOutcome> {
    if wire.sequence == 1 {
        return Err(InterpretError::Contradiction { what: "the first entry of a log is genesis" });
    }
    let Place { stream, stream_sequence, previous_in_stream, .. } = place(&wire)?;
    let outcome = outcome::decode(outcome)?;
    let envelope = envelope::decode(wire, &outcome)?;
    Ok(CommandOutcome { stream, stream_sequence, previous_in_stream, envelope, outcome })
}
