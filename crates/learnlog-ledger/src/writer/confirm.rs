//! Reports become answers. Invariant: only the oldest unconfirmed entry is confirmed, by its own report at the expected offset.

use std::sync::atomic::Ordering;

use learnlog_codec::placement::CATALOG;
use learnlog_domain::time::Timestamp;

use crate::checkpoint::Checkpoint;
use crate::event_log::{Delivered, DeliveryReport, LogError};
use crate::limits::{APPEND_DELAY_LIMIT, CLOCK_LIMIT, GROUP_LIMIT_COMMANDS};
use crate::metrics::ENTRIES_APPENDED;
use crate::submission::{Answer, EntryAddress, SubmitError};
use crate::writer::pipeline::{Confirmation, Pending, Unknown};
use crate::writer::{Leave, Writer};

impl Writer {
    /// Takes this report and those that wait behind it, and confirms what they allow.
    pub(super) fn take_reports(
        &mut self,
        generation: u64,
        report: DeliveryReport,
    ) -> Result<(), Leave> {
        let mut next = Some((generation, report));
        let mut taken = 0;
        while let Some((generation, report)) = next {
            // Reports of an older generation speak of entries that were settled by reading.
            if generation == self.generation {
                self.note(report);
            }
            taken += 1;
            next = if taken < GROUP_LIMIT_COMMANDS { self.reports.try_recv().ok() } else { None };
        }
        self.blocked = false;
        let before = self.confirmed_sequence();
        let result = self.confirm();
        let confirmed = self.confirmed_sequence() - before;
        if confirmed > 0 {
            metrics::counter!(ENTRIES_APPENDED.name, "log" => self.log.0.to_string())
                .increment(confirmed);
            self.publish_head();
        }
        result
    }

    /// Keeps a report of this generation.
    pub(super) fn note(&mut self, report: DeliveryReport) {
        self.highest_reported = self.highest_reported.max(self.pipeline.report(report));
    }

    fn confirm(&mut self) -> Result<(), Leave> {
        loop {
            match self.pipeline.confirm() {
                Confirmation::Waiting => return Ok(()),
                Confirmation::Unknown(unknown) => {
                    if matches!(unknown, Unknown::Failed(LogError::TooLarge)) {
                        self.give_up_oldest();
                    }
                    return Err(Leave::Settle(unknown.to_string()));
                }
                Confirmation::Confirmed(pending, delivered) => {
                    let clock = check_append_time(pending.produced_at, delivered);
                    self.confirmed(*pending, delivered);
                    clock?;
                }
            }
        }
    }

    /// The log will never take that entry: decided again, it would come back for ever, and everything behind it.
    fn give_up_oldest(&mut self) {
        let Some(pending) = self.pipeline.give_up_oldest() else { return };
        self.cache.take(pending.stream);
        self.waiting_jobs -= pending.waiting.len();
        self.look_again(pending.waiting);
        let bytes = pending.value.len();
        pending.job.fail(SubmitError::TooLarge { bytes, limit_bytes: None });
    }

    fn confirmed(&mut self, pending: Pending, delivered: Delivered) {
        let Pending { sequence, stream, hash, value, outcome, job, waiting, .. } = pending;
        let head = learnlog_chain::Head { sequence, hash };
        let offset = delivered.offset.unsigned_abs();
        let reached = Checkpoint { head, offset };
        self.confirmed = Some(self.confirmed.map_or(reached.into(), |trail| trail.to(reached)));
        (self.read_to, self.fruitful) = (offset + 1, true);
        self.tail.push(Some(stream), hash, value);
        if self.log == CATALOG {
            self.parts.catalog_answered.fetch_max(sequence, Ordering::AcqRel);
        }
        let entry = EntryAddress { log: self.log, sequence, hash };
        job.answer(Answer { entry: Some(entry), outcome, repeated: false });
        if !waiting.is_empty() {
            self.waiting_jobs -= waiting.len();
            self.held.retain(|_, held| held.sequence != sequence);
            self.look_again(waiting);
        }
    }

    pub(super) fn publish_head(&self) {
        let Some(checkpoint) = self.confirmed.map(|trail| trail.newest()) else { return };
        self.publish.send_modify(|status| {
            status.checkpoint = checkpoint;
            status.strays = self.strays;
        });
    }
}

/// One clock far ahead would freeze the log's time, because `recorded_at` never goes back. It is the clock that is looked at and not
/// `recorded_at`, which an entry of another process may have set ahead: that one must not stop this one, too.
fn check_append_time(produced_at: Timestamp, delivered: Delivered) -> Result<(), Leave> {
    let Some(append_time) = delivered.append_time_micros else { return Ok(()) };
    let late_micros = i128::from(append_time) - i128::from(produced_at.micros());
    if late_micros < -micros(CLOCK_LIMIT) {
        let ahead = -late_micros / 1_000;
        let why = format!(
            "this machine's clock is {ahead} ms ahead of the event log's: set the clocks and restart"
        );
        return Err(Leave::Stop(why));
    }
    if late_micros > micros(APPEND_DELAY_LIMIT) {
        // Either the record waited long, or this clock is slow: settling looks at PostgreSQL's.
        let late = late_micros / 1_000;
        return Err(Leave::Settle(format!("a record was appended {late} ms after it was made")));
    }
    Ok(())
}

fn micros(limit: std::time::Duration) -> i128 {
    i128::try_from(limit.as_micros()).unwrap_or(i128::MAX)
}
