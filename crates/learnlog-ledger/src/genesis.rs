//! The first entry of every log. Invariant: whatever genesis was accepted in the catalog is the genesis, and every other log begins
//! with the function of it and of the log's number, or is refused. Creating topics is left to the caller.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use bytes::Bytes;
use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::encode::{encode, headers};
use learnlog_codec::entry::{Body, Entry, Genesis, LogNumber};
use learnlog_codec::genesis::of_log;
use learnlog_codec::parse::ParsedEntry;
use learnlog_codec::placement::{CATALOG, operations};

use crate::chain_reader::ChainReader;
use crate::checkpoint::Checkpoint;
use crate::event_log::{EventLog, LogError, NewRecord};
use crate::limits::POLL_WAIT;
use crate::read_error::ReadError;

/// All logs of a ledger of that many entries logs, the catalog first.
pub fn all_logs(entries_logs: u32) -> impl Iterator<Item = LogNumber> {
    (CATALOG.0..=operations(entries_logs).0).map(LogNumber)
}

/// A genesis that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The entry as it lies in the log.
    pub entry: Entry,
    /// What it says.
    pub genesis: Genesis,
    /// Of its bytes.
    pub hash: Hash,
}

/// Why a log has no usable genesis.
#[derive(Debug, thiserror::Error)]
pub enum GenesisError {
    /// The log cannot be read.
    #[error("the genesis cannot be read")]
    Read(#[from] ReadError),
    /// The log cannot be written.
    #[error("the genesis of log {log} cannot be written")]
    Write {
        /// Which log.
        log: LogNumber,
        /// The log's own error.
        #[source]
        source: LogError,
    },
    /// The first accepted entry is something else.
    #[error(
        "log {log} does not begin with a genesis that this process understands: is the topic another program's?"
    )]
    NotGenesis {
        /// Which log.
        log: LogNumber,
    },
    /// The log belongs to another ledger, or has another number.
    #[error(
        "log {log} begins with the genesis of another ledger or log: check the ledger's name and the topics"
    )]
    OtherLedger {
        /// Which log.
        log: LogNumber,
    },
    /// Nothing has been written yet.
    #[error(
        "log {log} is empty: run `learnlog init`; if the ledger has been in use, the topic was lost or made anew and must be restored"
    )]
    Empty {
        /// Which log.
        log: LogNumber,
    },
    /// The log took the genesis but does not show it.
    #[error(
        "the genesis of log {log} was not settled within {waited_seconds} s: run `learnlog init` again"
    )]
    TimedOut {
        /// Which log.
        log: LogNumber,
        /// How long.
        waited_seconds: u64,
    },
}

/// Makes sure that the catalog has a genesis, proposing `candidate`, and returns the one that was accepted. Blocks up to `limit`.
pub fn settle_catalog(
    event_log: &Arc<dyn EventLog>,
    candidate: &Entry,
    limit: Duration,
) -> Result<Settled, GenesisError> {
    settle(event_log, CATALOG, candidate, limit)
}

/// Makes sure that `log` begins with the genesis that follows from the catalog's. Blocks up to `limit`.
pub fn settle_log(
    event_log: &Arc<dyn EventLog>,
    catalog: &Settled,
    log: LogNumber,
    limit: Duration,
) -> Result<Settled, GenesisError> {
    let expected = of_log(&catalog.genesis, catalog.hash, log);
    let settled = settle(event_log, log, &expected, limit)?;
    same(&settled, &expected, log)?;
    Ok(settled)
}

/// The genesis of the catalog. Blocks.
pub fn read_catalog(event_log: &Arc<dyn EventLog>) -> Result<Settled, GenesisError> {
    first_entry(event_log, CATALOG)?.ok_or(GenesisError::Empty { log: CATALOG })
}

/// Checks that `log` begins with the genesis that follows from the catalog's. Blocks.
pub fn check_log(
    event_log: &Arc<dyn EventLog>,
    catalog: &Settled,
    log: LogNumber,
) -> Result<(), GenesisError> {
    let settled = first_entry(event_log, log)?.ok_or(GenesisError::Empty { log })?;
    same(&settled, &of_log(&catalog.genesis, catalog.hash, log), log)
}

fn same(settled: &Settled, expected: &Entry, log: LogNumber) -> Result<(), GenesisError> {
    if settled.hash == entry_hash(&encode(expected)) {
        Ok(())
    } else {
        Err(GenesisError::OtherLedger { log })
    }
}

fn settle(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    candidate: &Entry,
    limit: Duration,
) -> Result<Settled, GenesisError> {
    let deadline = Instant::now() + limit;
    if let Some(settled) = first_entry_of_new(event_log, log, deadline)? {
        return Ok(settled);
    }
    let fail = |source| GenesisError::Write { log, source };
    let (report, reported) = mpsc::channel();
    let sink = Box::new(move |delivery| drop(report.send(delivery)));
    let mut producer = event_log.open_producer(log, sink).map_err(fail)?;
    let Body::Genesis(genesis) = &candidate.body else {
        return Err(GenesisError::NotGenesis { log });
    };
    let record = NewRecord {
        key: Bytes::new(),
        headers: headers(candidate, genesis.ledger_id),
        value: encode(candidate),
    };
    producer.produce(0, record).map_err(fail)?;
    // Whatever the report says, only what can be read back was accepted; it may be another init's.
    let report = reported.recv_timeout(limit);
    producer.purge();
    let deadline = Instant::now() + limit;
    loop {
        if let Some(settled) = first_entry_of_new(event_log, log, deadline)? {
            return Ok(settled);
        }
        if Instant::now() > deadline {
            return Err(match report.map(|delivery| delivery.result) {
                Ok(Err(source)) => fail(source),
                _ => GenesisError::TimedOut { log, waited_seconds: limit.as_secs() },
            });
        }
    }
}

/// The same of a log whose topic may just have been made: a broker that has not heard of it yet says that it is missing.
fn first_entry_of_new(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    deadline: Instant,
) -> Result<Option<Settled>, GenesisError> {
    loop {
        match first_entry(event_log, log) {
            Err(GenesisError::Read(ReadError::Log {
                source: LogError::Missing { .. }, ..
            })) if Instant::now() < deadline => {
                // Nobody unparks this thread: a pause between two questions.
                std::thread::park_timeout(POLL_WAIT);
            }
            answer => return answer,
        }
    }
}

/// The first accepted entry, if the log has one below its end as it is now.
fn first_entry(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
) -> Result<Option<Settled>, GenesisError> {
    let high = event_log.bounds(log).map_err(|source| ReadError::Log { log, source })?.high;
    let mut reader = ChainReader::open(event_log, log, Checkpoint::EMPTY)?;
    let mut found = None;
    // The marker of a foreign transaction at the end has no record that could show it.
    while found.is_none() && reader.next_offset() < high && !reader.reached_end() {
        reader.poll(1, POLL_WAIT, &mut |accepted| {
            found = Some((ParsedEntry::read(accepted.value), accepted.hash));
        })?;
    }
    let Some((entry, hash)) = found else { return Ok(None) };
    let entry = entry.map_err(|_| GenesisError::NotGenesis { log })?;
    let Body::Genesis(genesis) = entry.body.clone() else {
        return Err(GenesisError::NotGenesis { log });
    };
    Ok(Some(Settled { entry, genesis, hash }))
}
