//! The check of one log, entry by entry. Invariant: it reads nothing but bytes, and stops at the
//! first entry that is not what it must be.

use learnlog_chain::{Claim, Hash, Head, entry_hash};
use learnlog_codec::entry::LogNumber;
use learnlog_codec::frame::Frame;
use learnlog_codec::parse::ParsedEntry;
use learnlog_codec::placement::{CATALOG, log_of};
use learnlog_domain::time::Timestamp;
use learnlog_proto::api::{LogHead, StrayCount};

use crate::verify::finding::Finding;
use crate::verify::report::{LogReport, Verdict};
use crate::verify::root::Root;
use crate::verify::streams::Streams;

/// What was read of one log.
pub struct LogCheck {
    log: LogNumber,
    root: Root,
    /// What the server said before the log was read.
    told: Option<Head>,
    head: Head,
    recorded_at: Timestamp,
    catalog_sequence: u64,
    streams: Streams,
    value_bytes: u64,
}

impl LogCheck {
    /// Nothing read; `told` is the head as the server says.
    pub fn new(log: LogNumber, root: Root, told: Option<&LogHead>) -> Self {
        let told = told.map(|head| {
            // A hash that is none equals no entry's.
            let hash = Hash::from_slice(&head.hash).unwrap_or(Hash::ZERO);
            Head { sequence: head.sequence, hash }
        });
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
        let frame = Frame::read(value).map_err(Finding::NoEntry)?;
        let hash = entry_hash(value);
        self.chain(told, value)?;
        if frame.log != self.log {
            return Err(Finding::OtherLog { claimed: frame.log });
        }
        let head = self.head.after(hash);
        if head.sequence == 1 {
            if hash != self.root.genesis_hash_of(self.log) {
                return Err(Finding::Genesis);
            }
            self.recorded_at = frame.recorded_at.ok_or(Finding::RecordedAt)?;
        } else {
            self.times(&frame)?;
            let parsed = ParsedEntry::parse(value).map_err(Finding::NoEntry)?;
            self.stream(head, &parsed)?;
        }
        if self.told.is_some_and(|told| told.sequence == head.sequence && told.hash != hash) {
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

    fn times(&mut self, frame: &Frame) -> Result<(), Finding> {
        let recorded_at = frame.recorded_at.filter(|at| *at >= self.recorded_at);
        self.recorded_at = recorded_at.ok_or(Finding::RecordedAt)?;
        let claimed = frame.catalog_sequence;
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

    fn stream(&mut self, head: Head, parsed: &ParsedEntry) -> Result<(), Finding> {
        let place = parsed.place().map_err(Finding::Malformed)?;
        if self.streams.is_new(place.stream) {
            let home = log_of(place.stream, self.root.entries_logs());
            if home != self.log {
                return Err(Finding::Misplaced { stream: place.stream, home });
            }
        }
        self.streams.entry(head.sequence, head.hash, &place)
    }

    /// The verdict after the last entry.
    pub fn finish(&self) -> Verdict {
        let finding = match self.told {
            _ if self.head == Head::EMPTY => Finding::Empty,
            None => Finding::NoHead,
            Some(told) if told.sequence > self.head.sequence => {
                Finding::EndsEarly { told: told.sequence }
            }
            Some(_) => return Verdict::Good,
        };
        Verdict::Broken { sequence: self.head.sequence, finding }
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
            streams: self.streams.count(),
            value_bytes: self.value_bytes,
            strays: strays.to_vec(),
            verdict,
        }
    }
}

#[cfg(test)]
mod tests;
