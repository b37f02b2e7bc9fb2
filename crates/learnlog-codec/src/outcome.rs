//! What came of a command. Invariant: recorded means at least one event, and a consequence follows
//! what it is a consequence of.

use learnlog_proto::ledger as wire;
use learnlog_proto::ledger::entry::Outcome as WireOutcome;

use crate::entry::{Outcome, RecordedEvent, Rejected};
use crate::parse::InterpretError;
use crate::{event, field, upcast};

type Result<T> = std::result::Result<T, InterpretError>;

pub(crate) fn decode(wire: WireOutcome) -> Result<Outcome> {
    match wire {
        WireOutcome::Recorded(recorded) => decode_events(&recorded.events).map(Outcome::Recorded),
        WireOutcome::Rejected(rejected) => decode_rejected(rejected).map(Outcome::Rejected),
        WireOutcome::Unchanged(unchanged) if unchanged.reason.is_empty() => {
            Err(InterpretError::Missing { field: "unchanged.reason" })
        }
        WireOutcome::Unchanged(unchanged) => Ok(Outcome::Unchanged(unchanged.reason)),
        WireOutcome::Abandoned(wire::Abandoned {}) => Ok(Outcome::Abandoned),
        WireOutcome::Genesis(_) => Err(InterpretError::Unexpected { field: "genesis" }),
    }
}

pub(crate) fn encode(outcome: &Outcome) -> WireOutcome {
    match outcome {
        Outcome::Recorded(events) => WireOutcome::Recorded(wire::Recorded {
            events: events.iter().map(encode_event).collect(),
        }),
        Outcome::Rejected(rejected) => WireOutcome::Rejected(encode_rejected(rejected)),
        Outcome::Unchanged(reason) => {
            WireOutcome::Unchanged(wire::Unchanged { reason: reason.clone() })
        }
        Outcome::Abandoned => WireOutcome::Abandoned(wire::Abandoned {}),
    }
}

fn decode_events(wire: &[wire::Event]) -> Result<Vec<RecordedEvent>> {
    if wire.is_empty() {
        return Err(InterpretError::Missing { field: "recorded.events" });
    }
    wire.iter().zip(0u32..).map(|(event, index)| decode_event(event, index)).collect()
}

fn decode_event(wire: &wire::Event, index: u32) -> Result<RecordedEvent> {
    if wire.consequence_of > index {
        return Err(InterpretError::OutOfRange {
            field: "recorded.events.consequence_of",
            value: wire.consequence_of.into(),
        });
    }
    Ok(RecordedEvent {
        event: upcast::decode(&wire.r#type, wire.version, &wire.payload)?,
        consequence_of: wire.consequence_of.checked_sub(1),
    })
}

fn encode_event(recorded: &RecordedEvent) -> wire::Event {
    wire::Event {
        r#type: event::event_type(&recorded.event).to_owned(),
        version: event::version(&recorded.event),
        payload: event::encode(&recorded.event),
        consequence_of: recorded.consequence_of.map_or(0, |index| index.saturating_add(1)),
    }
}

fn decode_rejected(wire: wire::Rejected) -> Result<Rejected> {
    if wire.reason.is_empty() {
        return Err(InterpretError::Missing { field: "rejected.reason" });
    }
    field::ascending("rejected.details", &wire.details, |detail| &detail.name)?;
    let details = wire.details.into_iter().map(|detail| (detail.name, detail.value)).collect();
    Ok(Rejected { reason: wire.reason, details })
}

fn encode_rejected(rejected: &Rejected) -> wire::Rejected {
    let details = rejected.details.iter();
    let mut details: Vec<_> = details
        .map(|(name, value)| wire::Detail { name: name.clone(), value: value.clone() })
        .collect();
    details.sort_by(|a, b| a.name.cmp(&b.name));
    details.dedup_by(|a, b| a.name == b.name);
    wire::Rejected { reason: rejected.reason.clone(), details }
}
