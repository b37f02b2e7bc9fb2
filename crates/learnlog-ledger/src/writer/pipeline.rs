//! Entries that were produced and are not yet known to be in the log. Invariant: only the oldest can be confirmed, and only by its own
//! report with the expected offset, because that proves that nobody wrote in between. Anything else is unknown.

use std::collections::VecDeque;

use bytes::Bytes;
use learnlog_chain::Hash;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;

use crate::event_log::{Delivered, DeliveryReport, LogError};
use crate::submission::AnswerOutcome;
use crate::writer::job::Job;

/// One produced entry.
pub(crate) struct Pending {
    pub sequence: u64,
    pub stream: StreamId,
    pub hash: Hash,
    pub value: Bytes,
    /// The writer's clock when the record was handed over.
    pub produced_at: Timestamp,
    pub outcome: AnswerOutcome,
    pub job: Job,
    /// Jobs to be looked at again when this entry is confirmed.
    pub waiting: Vec<Job>,
    report: Option<Result<Delivered, LogError>>,
}

impl Pending {
    pub fn new(
        sequence: u64,
        stream: StreamId,
        hash: Hash,
        value: Bytes,
        produced_at: Timestamp,
        outcome: AnswerOutcome,
        job: Job,
    ) -> Self {
        let waiting = Vec::new();
        Self { sequence, stream, hash, value, produced_at, outcome, job, waiting, report: None }
    }
}

/// Why everything unconfirmed is unknown.
#[derive(Debug)]
pub(crate) enum Unknown {
    /// The report says so.
    Failed(LogError),
    /// Somebody wrote in between, or the log lost something.
    OtherOffset { expected: u64, reported: u64 },
    /// librdkafka makes up offsets below 0 after a duplicate-sequence answer.
    FabricatedOffset(i64),
}

/// What the oldest entry's report said.
pub(crate) enum Confirmation {
    /// In the log, at that offset.
    Confirmed(Box<Pending>, Delivered),
    /// Its report has not come.
    Waiting,
    Unknown(Unknown),
}

/// The unconfirmed entries of one generation.
#[derive(Default)]
pub(crate) struct Pipeline {
    entries: VecDeque<Pending>,
    expected_offset: u64,
    distrusted: Option<i64>,
}

impl Pipeline {
    /// Empty; the next record must land at `expected_offset`.
    pub fn at(expected_offset: u64) -> Self {
        Self { expected_offset, ..Self::default() }
    }

    pub fn push(&mut self, pending: Pending) {
        self.entries.push_back(pending);
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry with that sequence, if it is still unconfirmed.
    pub fn get_mut(&mut self, sequence: u64) -> Option<&mut Pending> {
        let first = self.entries.front()?.sequence;
        self.entries.get_mut(usize::try_from(sequence.checked_sub(first)?).ok()?)
    }

    pub fn last_mut(&mut self) -> Option<&mut Pending> {
        self.entries.back_mut()
    }

    /// The unconfirmed entries of one stream, in order.
    pub fn of_stream(&self, stream: StreamId) -> impl Iterator<Item = &Pending> {
        self.entries.iter().filter(move |pending| pending.stream == stream)
    }

    /// Keeps a report until it is its entry's turn, and returns the offset that it names, if that can be trusted. Reports are tagged with
    /// sequences.
    pub fn report(&mut self, report: DeliveryReport) -> Option<u64> {
        let mut reported = None;
        if let Ok(delivered) = &report.result
            && self.distrusted.is_none()
        {
            match u64::try_from(delivered.offset) {
                Ok(offset) => reported = Some(offset),
                // librdkafka counts on from the offset it made up: what follows is made up too.
                Err(_) => self.distrusted = Some(delivered.offset),
            }
        }
        if let Some(pending) = self.get_mut(report.tag) {
            pending.report = Some(report.result);
        }
        reported
    }

    /// Looks at the oldest entry.
    pub fn confirm(&mut self) -> Confirmation {
        if let Some(offset) = self.distrusted {
            return Confirmation::Unknown(Unknown::FabricatedOffset(offset));
        }
        let Some(report) = self.entries.front_mut().and_then(|oldest| oldest.report.take()) else {
            return Confirmation::Waiting;
        };
        let delivered = match report {
            Ok(delivered) => delivered,
            Err(error) => return Confirmation::Unknown(Unknown::Failed(error)),
        };
        let reported = delivered.offset.unsigned_abs();
        let expected = self.expected_offset;
        if reported != expected {
            return Confirmation::Unknown(Unknown::OtherOffset { expected, reported });
        }
        match self.entries.pop_front() {
            Some(pending) => {
                self.expected_offset += 1;
                Confirmation::Confirmed(Box::new(pending), delivered)
            }
            None => Confirmation::Waiting,
        }
    }

    /// Gives up the oldest entry; those behind it are chained on it.
    pub fn give_up_oldest(&mut self) -> Option<Pending> {
        self.entries.pop_front()
    }

    /// Gives up everything: the entries, oldest first.
    pub fn drain(&mut self) -> impl Iterator<Item = Pending> + '_ {
        self.entries.drain(..)
    }
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failed(error) => write!(f, "a record was not acknowledged: {error}"),
            Self::OtherOffset { expected, reported } => {
                write!(f, "a record landed at offset {reported} instead of {expected}")
            }
            Self::FabricatedOffset(offset) => write!(f, "a report names the offset {offset}"),
        }
    }
}
