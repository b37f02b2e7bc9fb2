//! The ledger's logs on Kafka. Invariant: a producer or reader is opened only on a partition that
//! is there.

use std::sync::Arc;

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{Bounds, EventLog, LogError, LogProducer, LogReader, ReportSink};

use crate::asker::Asker;
use crate::connection::Connection;
use crate::error::log_error;
use crate::producer::office::Office;
use crate::producer::{KafkaProducer, no_thread};
use crate::reader::KafkaReader;
use crate::topics::names::{Place, TopicNames};

/// One ledger's logs.
pub struct KafkaLog {
    connection: Connection,
    names: TopicNames,
    entries_logs: u32,
    asker: Asker,
    office: Arc<Office>,
}

impl KafkaLog {
    /// A ledger of that name with N entries logs. Nothing is asked of the brokers yet.
    ///
    /// Errors: a client cannot be made from the connection's properties, for example because a file
    /// that they name cannot be read; or no thread can be started.
    pub fn new(
        connection: &Connection,
        names: TopicNames,
        entries_logs: u32,
    ) -> Result<Self, LogError> {
        let place = names.place(LogNumber(0), entries_logs);
        let asker = Asker::new(connection)
            .map_err(|error| log_error("make a Kafka client", &place, error))?;
        let office = Arc::new(Office::open().map_err(no_thread)?);
        Ok(Self { connection: connection.clone(), names, entries_logs, asker, office })
    }

    fn place(&self, log: LogNumber) -> Place {
        self.names.place(log, self.entries_logs)
    }
}

impl EventLog for KafkaLog {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        let place = self.place(log);
        self.asker.bounds(&place)?;
        let office = Arc::clone(&self.office);
        Ok(Box::new(KafkaProducer::open(&self.connection, office, place, reports)?))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        let place = self.place(log);
        let Bounds { low, high } = self.asker.bounds(&place)?;
        if !(low..=high).contains(&offset) {
            return Err(LogError::OffsetGone { offset, low, high });
        }
        Ok(Box::new(KafkaReader::open(&self.connection, place, offset)?))
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.asker.bounds(&self.place(log))
    }
}
