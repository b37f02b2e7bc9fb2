//! Asks the brokers where a log begins and ends. Invariant: the answer is the leader's own, and its
//! end is the high watermark, whatever transactions others have open.

use learnlog_ledger::event_log::{Bounds, LogError};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;

use crate::connection::Connection;
use crate::context::Spoken;
use crate::error::log_error;
use crate::limits::{ASKER_LOG_LIMIT_LINES, REQUEST_TIMEOUT};
use crate::topics::names::Place;

/// One client for all logs; may be asked by several threads at once.
pub(crate) struct Asker {
    consumer: BaseConsumer<Spoken>,
}

impl Asker {
    /// Makes the client; asks nothing yet.
    pub fn new(connection: &Connection) -> Result<Self, KafkaError> {
        let fixed = [("isolation.level", "read_uncommitted")];
        let consumer = connection.client(&[], &fixed).create_with_context(Spoken)?;
        Ok(Self { consumer })
    }

    /// First offset that is there, and the next one.
    pub fn bounds(&self, place: &Place) -> Result<Bounds, LogError> {
        let answer = self.consumer.fetch_watermarks(&place.topic, place.partition, REQUEST_TIMEOUT);
        self.pass_on_log();
        let (low, high) =
            answer.map_err(|error| log_error("ask for the bounds of a log", place, error))?;
        match (u64::try_from(low), u64::try_from(high)) {
            (Ok(low), Ok(high)) => Ok(Bounds { low, high }),
            _ => Err(LogError::Unavailable {
                operation: "ask for the bounds of a log",
                source: format!("the leader says {low}..{high}").into(),
            }),
        }
    }

    /// Nobody else looks at this client's queue, where its log would pile up.
    fn pass_on_log(&self) {
        for _ in 0..ASKER_LOG_LIMIT_LINES {
            drop(self.consumer.poll(std::time::Duration::ZERO));
        }
    }
}
