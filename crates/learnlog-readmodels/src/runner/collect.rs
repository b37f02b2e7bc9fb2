//! Gathers a batch. Invariant: what is there when a batch may be written is taken with it, up to its
//! limits; so a batch is small when little happens, and grows with the load.

use std::time::{Duration, Instant};

use learnlog_codec::parse::{InterpretError, ParsedEntry};
use learnlog_ledger::chain_reader::{Accepted, ChainReader};
use learnlog_ledger::read_error::ReadError;

use super::lane::Lane;
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
}

impl Collected {
    /// Replaces what was gathered; waits up to `wait` for the first entry, and with what is no full
    /// batch until the lane may write.
    ///
    /// Errors: the reader's.
    pub fn fill(
        &mut self,
        reader: &mut ChainReader,
        lane: &Lane,
        wait: Duration,
    ) -> Result<(), ReadError> {
        self.entries.clear();
        self.values.clear();
        let Lane { config, pace, stop, .. } = lane;
        let mut place = None;
        let records = POLL_RECORDS.min(config.batch_entries_max.max(1));
        let mut wait = wait;
        loop {
            let passed = reader.poll(records, wait, &mut |accepted| self.add(accepted))?;
            wait = Duration::ZERO;
            let full = self.entries.len() + records > config.batch_entries_max
                || self.values.len() >= config.batch_bytes_max;
            if full || self.fault.is_some() {
                return Ok(());
            }
            if passed == 0 {
                if self.entries.is_empty() || stop.is_set() {
                    return Ok(());
                }
                let now = Instant::now();
                let early = place.get_or_insert_with(|| pace.place(now)).duration_since(now);
                if early.is_zero() {
                    return Ok(());
                }
                stop.pause(early);
            }
        }
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
