//! What is projected: every log's entries by sequence, and how far they go. Invariant: a checkpoint moves only from where its mover
//! believes it to be; a crash of the server may undo the last moves, but nothing in the middle.

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::checkpoint::Checkpoint;

/// All logs.
pub struct Tables {
    logs: Vec<Projected>,
    /// Counts the server's starts: a session of an older one is broken.
    pub epoch: u64,
}

/// One log.
#[derive(Default)]
struct Projected {
    rows: Vec<Row>,
    /// How many rows there were after each transaction.
    transactions: Vec<usize>,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Row {
    /// None for a genesis.
    pub stream: Option<StreamId>,
    /// After it.
    pub checkpoint: Checkpoint,
    /// As it lies in the log.
    pub value: Bytes,
}

impl Tables {
    /// Nothing projected yet.
    pub fn new(logs: usize) -> Self {
        Self { logs: (0..logs).map(|_| Projected::default()).collect(), epoch: 0 }
    }

    /// Everything of one log.
    pub fn rows(&self, log: LogNumber) -> &[Row] {
        self.logs.get(log.0 as usize).map_or(&[], |projected| &projected.rows)
    }

    /// How far a log has come.
    pub fn checkpoint(&self, log: LogNumber) -> Checkpoint {
        self.rows(log).last().map_or(Checkpoint::EMPTY, |row| row.checkpoint)
    }

    /// The last entry of a log up to that sequence.
    pub fn earlier(&self, log: LogNumber, sequence: u64) -> Checkpoint {
        let places = self.rows(log).iter().rev().map(|row| row.checkpoint);
        let mut earlier = places.filter(|place| place.head.sequence <= sequence);
        earlier.next().unwrap_or(Checkpoint::EMPTY)
    }

    /// Adds rows in one transaction if the log stands where it is believed to; whether it does.
    pub fn advance(&mut self, log: LogNumber, from: Checkpoint, rows: Vec<Row>) -> bool {
        if self.checkpoint(log) != from {
            return false;
        }
        if let Some(projected) = self.logs.get_mut(log.0 as usize) {
            projected.rows.extend(rows);
            projected.transactions.push(projected.rows.len());
        }
        true
    }

    /// The server dies and comes back without the last transactions of each log.
    pub fn crash(&mut self, lost_of: impl Fn(usize) -> usize) {
        self.epoch += 1;
        for projected in &mut self.logs {
            let kept = projected.transactions.len();
            let kept = kept - lost_of(kept).min(kept);
            projected.transactions.truncate(kept);
            projected.rows.truncate(projected.transactions.last().copied().unwrap_or_default());
        }
    }

    /// Takes a row away, as no store may.
    pub fn plant_loss(&mut self, log: LogNumber, index: usize) {
        if let Some(projected) = self.logs.get_mut(log.0 as usize)
            && index < projected.rows.len()
        {
            projected.rows.remove(index);
        }
    }
}
