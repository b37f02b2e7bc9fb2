//! Which records go together. Invariant: in the order in which they came; while any is under way,
//! those that follow wait for all of them, and then for the next round, and go as one group.

use std::collections::VecDeque;

use learnlog_ledger::event_log::NewRecord;

use crate::limits::{GROUP_LIMIT_RECORDS, PRODUCER_QUEUE_LIMIT_KIB, PRODUCER_QUEUE_LIMIT_RECORDS};
use crate::producer::rounds::Round;

/// A record and the tag under which it is reported.
pub(super) type Tagged = (u64, NewRecord);

/// What a producer was given and has not reported.
pub(super) struct Group {
    record_limit_bytes: usize,
    /// That of the group under way.
    round: Option<Round>,
    /// For the next round.
    waits: bool,
    under_way: usize,
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
    /// Takes records of up to so many bytes, with key and headers.
    pub fn new(record_limit_bytes: usize) -> Self {
        let (round, waiting) = (None, VecDeque::new());
        Self { record_limit_bytes, round, waits: false, under_way: 0, waiting, waiting_bytes: 0 }
    }

    /// Takes a record, if there is room.
    pub fn offer(&mut self, tag: u64, record: NewRecord) -> Offered {
        let bytes = bytes(&record);
        if bytes > self.record_limit_bytes {
            return Offered::TooLarge;
        }
        let full = self.waiting.len() >= PRODUCER_QUEUE_LIMIT_RECORDS as usize
            || self.waiting_bytes + bytes > PRODUCER_QUEUE_LIMIT_KIB as usize * 1_024;
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

    /// The next record of a group that goes now; it is under way from here on. At most
    /// [`GROUP_LIMIT_RECORDS`] are under way at once.
    pub fn next(&mut self) -> Option<Tagged> {
        if self.under_way >= GROUP_LIMIT_RECORDS {
            return None;
        }
        let (tag, record) = self.waiting.pop_front()?;
        self.waiting_bytes -= bytes(&record);
        self.under_way += 1;
        Some((tag, record))
    }

    /// A record was not taken after all: it waits again, before all others.
    pub fn give_back(&mut self, tag: u64, record: NewRecord) {
        self.under_way -= 1;
        self.waiting_bytes += bytes(&record);
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
    let headers = record.headers.iter().map(|(name, value)| name.len() + value.len());
    record.key.len() + record.value.len() + headers.sum::<usize>()
}

#[cfg(test)]
mod tests;
