//! Which records go together. Invariant: in the order in which they came; while any is under way,
//! those that follow wait for all of them, and then for the next round, and go as one group.

use std::collections::VecDeque;

use learnlog_ledger::event_log::NewRecord;

use crate::limits::GROUP_LIMIT_RECORDS;
use crate::producer::rounds::Round;

/// A record and the tag under which it is reported.
pub(super) type Tagged = (u64, NewRecord);

/// What librdkafka counts for a record beside its key, headers and value, at most.
const RECORD_OVERHEAD_BYTES: usize = 36;

/// And for a header beside its name and value: two lengths.
const HEADER_OVERHEAD_BYTES: usize = 10;

/// How much one producer holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Of one record, with key and headers.
    pub record_bytes: usize,
    /// Under way at once, though one record always may be.
    pub group_bytes: usize,
    /// That wait.
    pub waiting_records: usize,
    /// That wait.
    pub waiting_bytes: usize,
}

/// What a producer was given and has not reported.
pub(super) struct Group {
    bounds: Bounds,
    /// That of the group under way.
    round: Option<Round>,
    /// For the next round.
    waits: bool,
    under_way: usize,
    /// Of the records that have gone since none was under way.
    gone_bytes: usize,
    waiting: VecDeque<Tagged>,
    waiting_bytes: usize,
}

/// What becomes of a record that is offered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offered {
    /// It waits, as others do or for those under way.
    Waits,
    /// It is the first that waits for a round.
    Joins,
    /// There is no room.
    Full,
    /// Larger than a log takes.
    TooLarge,
}

impl Group {
    /// Holds nothing yet.
    pub fn new(bounds: Bounds) -> Self {
        let (round, waiting) = (None, VecDeque::new());
        let (waits, under_way, gone_bytes, waiting_bytes) = (false, 0, 0, 0);
        Self { bounds, round, waits, under_way, gone_bytes, waiting, waiting_bytes }
    }

    /// Takes a record, if there is room.
    pub fn offer(&mut self, tag: u64, record: NewRecord) -> Offered {
        let bytes = bytes(&record);
        if bytes > self.bounds.record_bytes {
            return Offered::TooLarge;
        }
        let full = self.waiting.len() >= self.bounds.waiting_records
            || (self.waiting_bytes > 0 && self.waiting_bytes + bytes > self.bounds.waiting_bytes);
        if full {
            return Offered::Full;
        }
        self.waiting.push_back((tag, record));
        self.waiting_bytes += bytes;
        if self.joins() { Offered::Joins } else { Offered::Waits }
    }

    fn joins(&mut self) -> bool {
        let joins = self.under_way == 0 && !self.waits && !self.waiting.is_empty();
        self.waits |= joins;
        joins
    }

    /// The round begins for which the group waits.
    pub fn begin(&mut self, round: Round) {
        (self.round, self.waits) = (Some(round), false);
    }

    /// The round, if nothing is under way in it.
    pub fn end(&mut self) -> Option<Round> {
        if self.under_way == 0 { self.round.take() } else { None }
    }

    /// The next record of a group that goes now; it is under way from here on.
    pub fn next(&mut self) -> Option<Tagged> {
        if self.under_way == 0 {
            self.gone_bytes = 0;
        }
        let bytes = bytes(&self.waiting.front()?.1);
        let full = self.under_way >= GROUP_LIMIT_RECORDS
            || (self.under_way > 0 && self.gone_bytes + bytes > self.bounds.group_bytes);
        if full {
            return None;
        }
        self.gone_bytes += bytes;
        self.waiting_bytes -= bytes;
        self.under_way += 1;
        self.waiting.pop_front()
    }

    /// A record was not taken after all: it waits again, before all others.
    pub fn give_back(&mut self, tag: u64, record: NewRecord) {
        let bytes = bytes(&record);
        self.under_way -= 1;
        self.gone_bytes -= bytes;
        self.waiting_bytes += bytes;
        self.waiting.push_front((tag, record));
    }

    /// One under way has been reported: the round that it was the last of, and whether what waits joins the next.
    pub fn reported(&mut self) -> (Option<Round>, bool) {
        self.under_way = self.under_way.saturating_sub(1);
        (self.end(), self.joins())
    }

    /// Whether a report will come.
    pub fn is_under_way(&self) -> bool {
        self.under_way > 0
    }

    /// Gives up everything that waits, oldest first.
    pub fn drain(&mut self) -> Vec<Tagged> {
        self.waiting_bytes = 0;
        self.waiting.drain(..).collect()
    }
}

fn bytes(record: &NewRecord) -> usize {
    let headers = record.headers.iter();
    let headers = headers.map(|(name, value)| name.len() + value.len() + HEADER_OVERHEAD_BYTES);
    RECORD_OVERHEAD_BYTES + record.key.len() + record.value.len() + headers.sum::<usize>()
}

#[cfg(test)]
mod tests;
