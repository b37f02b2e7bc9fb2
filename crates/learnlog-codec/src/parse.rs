//! From the bytes of an accepted entry to what it means, in two steps. Invariant: which message is an entry has been
//! decided before, by the chain's rule alone; whatever fails here stops a log. Hashing is left to callers: they hash the
//! value as it lies in the log. Errors name the field and what to do, never personal data or free text.

use learnlog_domain::id::NilId;
use learnlog_domain::time::InvalidDay;
use learnlog_proto::ledger as wire;
use prost::Message;

use crate::entry::{Entry, Place};
use crate::interpret;

/// A value that has the shape of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedEntry(pub(crate) wire::Entry);

impl ParsedEntry {
    /// Errors: the value is no protobuf message of this shape.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        wire::Entry::decode(value).map(Self).map_err(ParseError)
    }

    /// Where it says it stands in its stream. Errors: [`InterpretError`], also for genesis, which
    /// belongs to no stream.
    pub fn place(&self) -> Result<Place, InterpretError> {
        interpret::place(&self.0)
    }

    /// Both steps at once. Errors: those of both.
    pub fn read(value: &[u8]) -> Result<Entry, InterpretError> {
        Self::parse(value)?.interpret()
    }

    /// What it means. Errors: see [`InterpretError`]; for an accepted entry each of them stops its
    /// log.
    pub fn interpret(self) -> Result<Entry, InterpretError> {
        interpret::entry(self.0)
    }
}

/// The value is no protobuf message of the entry's shape.
#[derive(Debug, thiserror::Error)]
#[error("the value is not an entry that this process can read")]
pub struct ParseError(#[source] pub(crate) prost::DecodeError);

/// An entry that belongs to the chain and still cannot be understood: its log stops.
#[derive(Debug, thiserror::Error)]
pub enum InterpretError {
    /// No message at all.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A field that this kind of entry must have.
    #[error("{field} is missing")]
    Missing {
        /// Path of the field in the message.
        field: &'static str,
    },
    /// A field that this kind of entry must not have.
    #[error("{field} has no place in this kind of entry")]
    Unexpected {
        /// Path of the field in the message.
        field: &'static str,
    },
    /// An id that names nothing.
    #[error("{field} names nothing")]
    Nil {
        /// Path of the field in the message.
        field: &'static str,
        /// Why.
        #[source]
        source: NilId,
    },
    /// Bytes of a wrong length.
    #[error("{field} has {actual_bytes} bytes instead of {expected_bytes}")]
    Length {
        /// Path of the field in the message.
        field: &'static str,
        /// As the format says.
        expected_bytes: usize,
        /// As found.
        actual_bytes: usize,
    },
    /// A value of an enum that this build does not know.
    #[error("{field} has the value {value}, which is unknown here: upgrade this process")]
    UnknownValue {
        /// Path of the field in the message.
        field: &'static str,
        /// As found.
        value: i32,
    },
    /// A day that is none.
    #[error("{field} is not a day")]
    Day {
        /// Path of the field in the message.
        field: &'static str,
        /// Why.
        #[source]
        source: InvalidDay,
    },
    /// An instant that is not in whole microseconds.
    #[error("{field} is not an instant in whole microseconds")]
    Instant {
        /// Path of the field in the message.
        field: &'static str,
    },
    /// A number outside its range.
    #[error("{field} is {value}, which is out of range")]
    OutOfRange {
        /// Path of the field in the message.
        field: &'static str,
        /// As found.
        value: u64,
    },
    /// A list that is not in its order, or says something twice.
    #[error("{field} is not in strictly ascending order")]
    Unordered {
        /// Path of the field in the message.
        field: &'static str,
    },
    /// Fields that contradict each other.
    #[error("{what}")]
    Contradiction {
        /// What does not fit together.
        what: &'static str,
    },
    /// A format, hash function or outcome that this build does not know.
    #[error("the {what} is unknown here: upgrade this process")]
    UnknownFormat {
        /// What.
        what: &'static str,
    },
    /// A type of event, or a version of it, that this build does not know.
    #[error("event {event_type} version {version} is unknown here: upgrade this process")]
    UnknownEvent {
        /// As found, shortened to [`MAX_EVENT_TYPE_SHOWN_CHARS`].
        event_type: String,
        /// As found.
        version: u32,
    },
    /// A known event that cannot be understood.
    #[error("the payload of event {event_type} version {version} cannot be understood")]
    Event {
        /// A known type.
        event_type: &'static str,
        /// A known version of it.
        version: u32,
        /// Why.
        #[source]
        source: Box<InterpretError>,
    },
    /// A payload that is not the message that type and version name.
    #[error("the payload is not the message that the event's type names")]
    Payload(#[source] prost::DecodeError),
}

/// How much of an unknown event type an error repeats.
pub const MAX_EVENT_TYPE_SHOWN_CHARS: usize = 80;

impl InterpretError {
    pub(crate) fn unknown_event(event_type: &str, version: u32) -> Self {
        let shown = event_type.chars().filter(|c| !c.is_control());
        let event_type = shown.take(MAX_EVENT_TYPE_SHOWN_CHARS).collect();
        Self::UnknownEvent { event_type, version }
    }
}

#[cfg(test)]
mod tests;
