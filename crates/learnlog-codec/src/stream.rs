//! Streams and the links inside them. Invariant: the first entry of a stream links to nothing,
//! every other one to an earlier entry.

use learnlog_chain::Hash;
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_proto::ledger as wire;

use crate::entry::StreamLink;
use crate::enumeration::Enumeration;
use crate::field;
use crate::parse::InterpretError;

pub(crate) fn decode(wire: &wire::StreamRef) -> Result<StreamId, InterpretError> {
    let kind = StreamKind::decode("stream.kind", wire.kind)?;
    field::id("stream.id", &wire.id, |uuid| StreamId::new(kind, uuid))
}

pub(crate) fn encode(stream: StreamId) -> wire::StreamRef {
    wire::StreamRef { kind: stream.kind().encode(), id: stream.uuid().as_bytes().to_vec() }
}

pub(crate) fn decode_link(
    sequence: u64,
    stream_sequence: u64,
    wire: &wire::StreamLink,
) -> Result<StreamLink, InterpretError> {
    let hash = Hash::from(field::fixed("previous_in_stream.hash", &wire.hash)?);
    let link = StreamLink { sequence: wire.sequence, hash };
    let nothing_before = stream_sequence == 1 && link == StreamLink::NONE;
    let something_before = stream_sequence > 1 && (1..sequence).contains(&link.sequence);
    if nothing_before || something_before {
        Ok(link)
    } else {
        Err(InterpretError::Contradiction {
            what: "stream_sequence and previous_in_stream do not fit together",
        })
    }
}

pub(crate) fn encode_link(link: StreamLink) -> wire::StreamLink {
    wire::StreamLink { sequence: link.sequence, hash: link.hash.as_bytes().to_vec() }
}
