//! The check of one log, entry by entry. Invariant: it reads nothing but bytes, and stops at the
//! first entry that is not what it must be.

use learnlog_chain::{Claim, Hash, Head, entry_hash};
use learnlog_codec::entry::{Body, Entry, LogNumber, Place};
use learnlog_codec::parse::ParsedEntry;
use learnlog_codec::placement::{CATALOG, log_of};
use learnlog_domain::time::Timestamp;
use learnlog_proto::api::StrayCount;

use crate::verify::finding::Finding;
use crate::verify::report::{LogReport, Verdict};
use crate::verify::root::Root;
use crate::verify::streams::Streams;
use crate::verify::told::Told;

/// What was read of one log.
pub struct LogCheck {
    log: LogNumber,
    root: Root,
    /// What the server said before the log was read.
    told: Told,
    head: Head,
    recorded_at: Timestamp,
    catalog_sequence: u64,
    streams: Streams,
    value_bytes: u64,
}

impl LogCheck {
    /// Nothing read; `told` is what the server says about the log.
    pub fn new(log: LogNumber, root: Root, told: Told) -> Self {
        Self {
            log,
            root,
            told,
            head: Head::EMPTY,
            recorded_at: Timestamp::from_micros(i64::MIN),
            catalog_sequence: 0,
            streams: Streams::default(),
            value_bytes: 0,
        }
    }

    /// The next entry, which the server calls entry `told`. Errors: [`Finding`], after which the
    /// log is broken at this entry.
    pub fn entry(&mut self, told: u64, value: &[u8]) -> Result<(), Finding> {
        let hash = entry_hash(value);
        self.chain(told, value)?;
        let entry = ParsedEntry::read(value).map_err(Finding::Uninterpretable)?;
        if entry.log != self.log {
            return Err(Finding::OtherLog { claimed: entry.log });
        }
        let head = self.head.after(hash);
        if head.sequence == 1 {
            if hash != self.root.genesis_hash_of(self.log) {
                return Err(Finding::Genesis);
            }
            self.recorded_at = entry.recorded_at;
        } else {
            self.times(&entry)?;
            self.stream(head, &place(entry)?)?;
        }
        if self.told.head.is_some_and(|told| told.sequence == head.sequence && told.hash != hash) {
            return Err(Finding::HeadDiffers);
        }
        self.head = head;
        self.value_bytes += value.len() as u64;
        Ok(())
    }

    fn chain(&self, told: u64, value: &[u8]) -> Result<(), Finding> {
        let Head { sequence: head, hash } = self.head;
        let claim = Claim::of(value);
        if !claim.is_some_and(|claim| self.head.accepts(&claim)) {
            let (claimed, previous) =
                claim.map_or((0, Hash::ZERO), |claim| (claim.sequence, claim.previous_hash));
            return Err(Finding::Chain { claimed, previous, head, hash });
        }
        if told != head.saturating_add(1) {
            return Err(Finding::Told { told });
        }
        Ok(())
    }

    fn times(&mut self, entry: &Entry) -> Result<(), Finding> {
        if entry.recorded_at < self.recorded_at {
            return Err(Finding::RecordedAt);
        }
        self.recorded_at = entry.recorded_at;
        let claimed = entry.catalog_sequence;
        let expected = if self.log == CATALOG {
            (claimed != self.head.sequence).then(|| self.head.sequence.to_string())
        } else {
            let least = self.catalog_sequence;
            (claimed < least).then(|| format!("at least {least}"))
        };
        match expected {
            Some(expected) => Err(Finding::CatalogSequence { claimed, expected }),
            None => {
                self.catalog_sequence = claimed;
                Ok(())
            }
        }
    }

    fn stream(&mut self, head: Head, place: &Place) -> Result<(), Finding> {
        if self.streams.is_new(place.stream) {
            let home = log_of(place.stream, self.root.entries_logs());
            if home != self.log {
                return Err(Finding::Misplaced { stream: place.stream, home });
            }
        }
        self.streams.entry(head.sequence, head.hash, place)
    }

    /// The verdict after the last entry.
    pub fn finish(&self) -> Verdict {
        let head = self.head.sequence;
        let finding = if self.head == Head::EMPTY {
            Finding::Empty
        } else if let Some((by, told)) = self.told.beyond(head) {
            Finding::EndsEarly { by, told }
        } else if self.told.head.is_none() {
            Finding::NoHead
        } else if let Some(state) = self.told.stopped() {
            Finding::Stopped { state: state.to_owned() }
        } else {
            return Verdict::Good;
        };
        Verdict::Broken { sequence: head, finding }
    }

    /// The verdict where the next entry is not what it must be.
    pub fn broken(&self, finding: Finding) -> Verdict {
        Verdict::Broken { sequence: self.head.sequence.saturating_add(1), finding }
    }

    /// With what was counted on the way.
    pub fn report(&self, verdict: Verdict, strays: &[StrayCount]) -> LogReport {
        LogReport {
            log: self.log,
            head: self.head,
            catalog_sequence: self.catalog_sequence,
            streams: self.streams.count(),
            value_bytes: self.value_bytes,
            strays: strays.to_vec(),
            verdict,
        }
    }
}

/// Where a command's entry stands in its stream. Errors: genesis, which is only ever the first.
fn place(entry: Entry) -> Result<Place, Finding> {
    let Body::Command(command) = entry.body else { return Err(Finding::Genesis) };
    Ok(Place {
        stream: command.stream,
        stream_sequence: command.stream_sequence,
        previous_in_stream: command.previous_in_stream,
        command_id: command.envelope.command_id,
    })
}

#[cfg(test)]
mod tests;
