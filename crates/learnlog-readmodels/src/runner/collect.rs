//! Gathers a batch. Invariant: what is there when a batch may be written is taken with it, up to its
//! limits; so a batch is small when little happens, and grows with the load.

use std::time::Duration;

use learnlog_codec::parse::{InterpretError, ParsedEntry};
use learnlog_ledger::chain_reader::{Accepted, ChainReader};
use learnlog_ledger::read_error::ReadError;
use tokio::time::Instant;

use super::ProjectorConfig;
use super::pace::Pace;
use crate::projection::BatchEntry;

/// Records taken from the reader before the limits are looked at.
const POLL_RECORDS: usize = 512;

/// Entries that follow each other, up to one that cannot be understood.
#[derive(Default)]
pub(super) struct Collected {
    pub entries: Vec<BatchEntry>,
    pub values: Vec<u8>,
    /// Sequence of the entry after them that cannot be understood, and why.
    pub fault: Option<(u64, InterpretError)>,
    /// When they may be written.
    place: Option<Instant>,
}

impl Collected {
    /// Gathers more; waits up to `wait` for the first entry. How long what is gathered must still
    /// wait; None if that is all for now.
    ///
    /// Errors: the reader's.
    pub fn fill(
        &mut self,
        reader: &mut ChainReader,
        config: &ProjectorConfig,
        pace: &Pace,
        wait: Duration,
    ) -> Result<Option<Duration>, ReadError> {
        let records = POLL_RECORDS.min(config.batch_entries_max.max(1));
        let mut wait = if self.entries.is_empty() { wait } else { Duration::ZERO };
        loop {
            let passed = reader.poll(records, wait, &mut |accepted| self.add(accepted))?;
            wait = Duration::ZERO;
            let full = self.entries.len() + records > config.batch_entries_max
                || self.values.len() >= config.batch_bytes_max;
            if full || self.fault.is_some() {
                return Ok(None);
            }
            if passed == 0 {
                if self.entries.is_empty() {
                    return Ok(None);
                }
                let now = Instant::now();
                let early = self.place.get_or_insert_with(|| pace.place(now)).duration_since(now);
                return Ok((!early.is_zero()).then_some(early));
            }
        }
    }

    /// Forgets what was gathered and gives back the fault that ended it.
    pub fn clear(&mut self) -> Option<(u64, InterpretError)> {
        self.entries.clear();
        self.values.clear();
        self.place = None;
        self.fault.take()
    }

    fn add(&mut self, accepted: Accepted<'_>) {
        if self.fault.is_some() {
            return;
        }
        match ParsedEntry::read(accepted.value) {
            Ok(entry) => {
                let start = self.values.len();
                self.values.extend_from_slice(accepted.value);
                self.entries.push(BatchEntry {
                    entry,
                    hash: accepted.hash,
                    offset: accepted.offset,
                    value: start..self.values.len(),
                });
            }
            Err(error) => self.fault = Some((accepted.sequence, error)),
        }
    }
}
