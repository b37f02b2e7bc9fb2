//! What lies in the log after a checkpoint. Invariant: everything below a high watermark that was asked for first, and that lies past
//! every offset ever reported. What follows from it is left to the writer.

use std::sync::Arc;

use bytes::Bytes;
use learnlog_chain::Hash;
use learnlog_codec::entry::{Body, Entry, LogNumber};
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;
use tokio::time::Instant;

use crate::chain_reader::ChainReader;
use crate::checkpoint::Checkpoint;
use crate::event_log::EventLog;
use crate::limits::{GROUP_LIMIT_COMMANDS, POLL_WAIT, READ_BACK_STALL_LIMIT};
use crate::read_error::ReadError;
use crate::stray::Strays;
use crate::trail::Trail;
use crate::writer::settle::error::SettleError;

/// What lies in the log after a checkpoint.
pub(crate) struct ReadBack {
    pub entries: Vec<ReadEntry>,
    pub checkpoint: Checkpoint,
    /// Everything below was read: where the next record must land.
    pub end: u64,
    pub recorded_at: Option<Timestamp>,
    pub catalog_sequence: u64,
    pub strays: Strays,
}

/// An entry that was read; the genesis has no stream.
pub(crate) struct ReadEntry {
    pub stream: Option<StreamId>,
    pub hash: Hash,
    pub value: Bytes,
}

/// What is to be read.
pub(crate) struct Span {
    pub log: LogNumber,
    /// Everything after it.
    pub from: Trail,
    /// The highest offset that was ever reported.
    pub reported: Option<u64>,
    /// Strays below it have been counted.
    pub counted_to: u64,
}

/// Reads up to a high watermark that lies past everything reported.
pub(crate) fn read_back(
    event_log: &Arc<dyn EventLog>,
    span: Span,
) -> Result<ReadBack, SettleError> {
    let Span { log, from, reported, counted_to } = span;
    let high = event_log.bounds(log).map_err(|source| ReadError::Log { log, source })?.high;
    if let Some(reported) = reported
        && high <= reported
    {
        return Err(SettleError::AcknowledgedGone { reported, high });
    }
    let mut reader = ChainReader::open(event_log, log, from)?.counting_strays_from(counted_to);
    let mut entries = Vec::new();
    let mut patience = Instant::now() + READ_BACK_STALL_LIMIT;
    let mut unreadable = None;
    while reader.next_offset() < high && !reader.reached_end() {
        let passed = reader.poll(GROUP_LIMIT_COMMANDS, POLL_WAIT, &mut |accepted| {
            let sequence = accepted.sequence;
            match ParsedEntry::read(accepted.value) {
                Ok(entry) => {
                    let value = Bytes::copy_from_slice(accepted.value);
                    let (stream, hash) = (stream_of(&entry), accepted.hash);
                    entries.push(ReadEntry { stream, hash, value });
                }
                Err(source) => {
                    unreadable.get_or_insert(SettleError::Unreadable { sequence, source });
                }
            }
        })?;
        if let Some(error) = unreadable {
            return Err(error);
        }
        if passed > 0 {
            patience = Instant::now() + READ_BACK_STALL_LIMIT;
        } else if Instant::now() > patience {
            return Err(SettleError::Stalled { next: reader.next_offset(), high });
        }
    }
    Ok(ReadBack {
        entries,
        checkpoint: reader.checkpoint(),
        // Not the watermark: the end that the reader met may lie before it, at a replica that is behind or at a hole. What is produced
        // then lands elsewhere than expected and is settled; taking the watermark for read would confirm it on an older head.
        end: reader.next_offset(),
        recorded_at: reader.recorded_at(),
        catalog_sequence: reader.catalog_sequence(),
        strays: *reader.strays(),
    })
}

fn stream_of(entry: &Entry) -> Option<StreamId> {
    match &entry.body {
        Body::Command(command) => Some(command.stream),
        Body::Genesis(_) => None,
    }
}
