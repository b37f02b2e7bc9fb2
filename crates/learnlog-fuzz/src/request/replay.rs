//! Requests for the history. Invariant: what is accepted names a log of the ledger, or a stream that lies in one.

use learnlog_api::error::reason::Reason;
use learnlog_api::history::service::{read_log, read_stream};
use learnlog_codec::placement::log_of;
use learnlog_proto::api;
use prost::Message;

use super::{ENTRIES_LOGS, LOGS, Read, position};

/// Refusals of ReplayStream.
pub(super) const OF_STREAM: &[Reason] =
    &[Reason::FieldMissing, Reason::EnumUnknown, Reason::IdInvalid, Reason::PositionInvalid];

/// Refusals of ReplayLog.
pub(super) const OF_LOG: &[Reason] = &[Reason::NumberOutOfRange];

/// GetPosition asks nothing: whatever can be decoded is the same.
pub(super) fn nothing(bytes: &[u8]) -> Read {
    match api::GetPositionRequest::decode(bytes) {
        Ok(request) => assert_eq!(request.encoded_len(), 0),
        Err(_) => return Read::Undecodable,
    }
    Read::Accepted
}

/// What must hold of every request for the history of a stream.
pub(super) fn stream(bytes: &[u8]) -> Read {
    let Ok(asked) = api::ReplayStreamRequest::decode(bytes) else { return Read::Undecodable };
    let (stream, at_least) = match read_stream(&asked, LOGS) {
        Ok(read) => read,
        Err(error) => return Read::Refused(error),
    };
    position::check(at_least.as_ref(), asked.at_least.as_ref());
    assert_eq!(i32::from(stream.kind() as u8), asked.stream_kind);
    assert_eq!(stream.uuid().to_string(), asked.stream_id.to_ascii_lowercase());
    assert!(log_of(stream, ENTRIES_LOGS).0 < LOGS);
    Read::Accepted
}

/// What must hold of every request for the history of a log.
pub(super) fn log(bytes: &[u8]) -> Read {
    let Ok(asked) = api::ReplayLogRequest::decode(bytes) else { return Read::Undecodable };
    match read_log(&asked, LOGS) {
        Ok(log) => {
            assert!(log.0 == asked.log && log.0 < LOGS);
            Read::Accepted
        }
        Err(error) => {
            assert!(asked.log >= LOGS);
            Read::Refused(error)
        }
    }
}
