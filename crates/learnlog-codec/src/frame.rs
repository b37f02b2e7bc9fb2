//! What holds an entry in its log, besides its claim: read without the rest, which most readers of whole logs forward unread. Invariant:
//! nothing here is taken from a value that the chain's rule has not accepted.

use learnlog_domain::time::Timestamp;
use prost::Message;

use crate::entry::LogNumber;
use crate::field;
use crate::parse::ParseError;

/// What a reader of a log checks of every entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The log that it says it belongs to.
    pub log: LogNumber,
    /// When it says it was recorded; None where that is missing or not in whole microseconds.
    pub recorded_at: Option<Timestamp>,
    /// The catalog that it says it was decided under.
    pub catalog_sequence: u64,
}

/// Three fields of `learnlog.ledger.v1.Entry`, under its numbers; the others are skipped.
#[derive(Clone, PartialEq, Message)]
struct Wire {
    #[prost(uint32, tag = "3")]
    log: u32,
    #[prost(message, optional, tag = "10")]
    recorded_at: Option<prost_types::Timestamp>,
    #[prost(uint64, tag = "17")]
    catalog_sequence: u64,
}

impl Frame {
    /// Errors: one of the fields is not what the format says.
    pub fn read(value: &[u8]) -> Result<Self, ParseError> {
        let wire = Wire::decode(value).map_err(ParseError)?;
        Ok(Self {
            log: LogNumber(wire.log),
            recorded_at: wire.recorded_at.as_ref().and_then(field::in_whole_micros),
            catalog_sequence: wire.catalog_sequence,
        })
    }
}

#[cfg(test)]
mod tests;
