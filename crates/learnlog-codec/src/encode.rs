//! From an entry to the bytes that the ledger keeps. Invariant: one entry, one encoding, and one
//! that can be interpreted; lists that are sets are written in their order, each member once. Only
//! new entries are encoded: what lies in the ledger is forwarded as it is. Headers repeat what the
//! entry says and are no evidence.

use bytes::Bytes;
use learnlog_domain::id::LedgerId;
use learnlog_proto::ledger as wire;
use learnlog_proto::ledger::entry::Outcome as WireOutcome;
use prost::Message;

use crate::entry::{Body, CommandOutcome, Entry, Outcome};
use crate::{envelope, event, field, genesis, outcome, stream};

/// The value of the entry's message.
pub fn encode(entry: &Entry) -> Bytes {
    let mut wire = wire::Entry {
        sequence: entry.sequence,
        previous_hash: entry.previous_hash.as_bytes().to_vec(),
        log: entry.log.0,
        entry_id: entry.entry_id.as_bytes().to_vec(),
        recorded_at: Some(field::instant(entry.recorded_at)),
        catalog_sequence: entry.catalog_sequence,
        ..wire::Entry::default()
    };
    match &entry.body {
        Body::Genesis(body) => wire.outcome = Some(WireOutcome::Genesis(genesis::encode(body))),
        Body::Command(body) => command(body, &mut wire),
    }
    wire.encode_to_vec().into()
}

/// The headers of the entry's message: CloudEvents 1.0, Kafka binary mode, for consumers that
/// filter before they decode. `ce_sequence` is padded to 20 digits, so that text order is number
/// order (the "sequence" extension of CloudEvents asks for that); `ce_eventtypes` names each event
/// in order.
pub fn headers(entry: &Entry, ledger_id: LedgerId) -> Vec<(&'static str, Bytes)> {
    let mut headers = vec![
        ("content-type", Bytes::from_static(b"application/protobuf")),
        ("ce_specversion", Bytes::from_static(b"1.0")),
        ("ce_id", entry.entry_id.to_string().into()),
        ("ce_source", format!("/learnlog/{ledger_id}/logs/{}", entry.log.0).into()),
        ("ce_type", Bytes::from_static(entry_type(&entry.body).as_bytes())),
        ("ce_sequence", format!("{:020}", entry.sequence).into()),
    ];
    if let Ok(time) = jiff::Timestamp::from_microsecond(entry.recorded_at.micros()) {
        headers.push(("ce_time", time.to_string().into()));
    }
    if let Body::Command(command) = &entry.body {
        headers.push(("ce_subject", command.stream.to_string().into()));
        if let Outcome::Recorded(events) = &command.outcome {
            let types: Vec<_> = events.iter().map(|it| event::event_type(&it.event)).collect();
            headers.push(("ce_eventtypes", types.join(",").into()));
        }
    }
    headers
}

fn command(body: &CommandOutcome, into: &mut wire::Entry) {
    into.stream = Some(stream::encode(body.stream));
    into.stream_sequence = body.stream_sequence;
    into.previous_in_stream = Some(stream::encode_link(body.previous_in_stream));
    envelope::encode(&body.envelope, into);
    into.outcome = Some(outcome::encode(&body.outcome));
}

fn entry_type(body: &Body) -> &'static str {
    match body {
        Body::Genesis(_) => "learnlog.entry.genesis.v1",
        Body::Command(command) => match command.outcome {
            Outcome::Recorded(_) => "learnlog.entry.recorded.v1",
            Outcome::Rejected(_) => "learnlog.entry.rejected.v1",
            Outcome::Unchanged(_) => "learnlog.entry.unchanged.v1",
            Outcome::Abandoned => "learnlog.entry.abandoned.v1",
        },
    }
}

#[cfg(test)]
mod tests;
