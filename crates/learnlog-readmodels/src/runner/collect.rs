//! Gathers a batch. Invariant: what is there is taken at once, nothing is waited for once there is
//! something; so a batch is small when the projection is fresh, and grows up to its limits when it
//! is behind.

use std::time::Duration;

use learnlog_codec::parse::{InterpretError, ParsedEntry};
use learnlog_ledger::chain_reader::{Accepted, ChainReader};
use learnlog_ledger::read_error::ReadError;

use super::ProjectorConfig;
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
    /// Replaces what was gathered; waits up to `wait` for the first.
    ///
    /// Errors: the reader's.
    pub fn fill(
        &mut self,
        reader: &mut ChainReader,
        config: &ProjectorConfig,
        wait: Duration,
    ) -> Result<(), ReadError> {
        self.entries.clear();
        self.values.clear();
        let records = POLL_RECORDS.min(config.batch_entries_max.max(1));
        let mut wait = wait;
        loop {
            let passed = reader.poll(records, wait, &mut |accepted| self.add(accepted))?;
            wait = Duration::ZERO;
            let full = self.entries.len() + records > config.batch_entries_max
                || self.values.len() >= config.batch_bytes_max;
            if passed == 0 || full || self.fault.is_some() {
                return Ok(());
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
