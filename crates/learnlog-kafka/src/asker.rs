//! Asks the brokers where a log begins and ends. Invariant: the answer is the leader's own, and its
//! end is the high watermark, whatever transactions others have open. A client that has failed is
//! not asked again for long: librdkafka keeps what it has heard of a topic for minutes, also from a
//! broker that had just woken up and knew of no partition.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use learnlog_ledger::event_log::{Bounds, LogError};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;

use crate::connection::Connection;
use crate::context::Spoken;
use crate::error::log_error;
use crate::limits::{ASKER_LOG_LIMIT_LINES, ASKER_PAUSE, REQUEST_TIMEOUT};
use crate::topics::names::Place;

type Client = Arc<BaseConsumer<Spoken>>;

/// One client for all logs; may be asked by several threads at once.
pub(crate) struct Asker {
    connection: Connection,
    /// And when it was made.
    client: Mutex<(Client, Instant)>,
}

impl Asker {
    /// Makes the client; asks nothing yet.
    pub fn new(connection: &Connection) -> Result<Self, KafkaError> {
        let client = Mutex::new((client(connection)?, Instant::now()));
        Ok(Self { connection: connection.clone(), client })
    }

    /// First offset that is there, and the next one.
    pub fn bounds(&self, place: &Place) -> Result<Bounds, LogError> {
        let asked = Arc::clone(&self.client.lock().unwrap_or_else(PoisonError::into_inner).0);
        let answer = ask(&asked, place);
        match answer {
            Err(error) => match self.instead_of(&asked) {
                // That it is gone is believed of a client that has heard it from the brokers now.
                Some(other) if matches!(error, LogError::Missing { .. }) => ask(&other, place),
                _ => Err(error),
            },
            answered => answered,
        }
    }

    /// Another client; None where this one is too young, or none can be made.
    fn instead_of(&self, failed: &Client) -> Option<Client> {
        let mut current = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&current.0, failed) {
            if current.1.elapsed() < ASKER_PAUSE {
                return None;
            }
            *current = (client(&self.connection).ok()?, Instant::now());
        }
        Some(Arc::clone(&current.0))
    }
}

fn client(connection: &Connection) -> Result<Client, KafkaError> {
    let fixed = [("isolation.level", "read_uncommitted")];
    connection.client(&[], &fixed).create_with_context(Spoken).map(Arc::new)
}

fn ask(client: &Client, place: &Place) -> Result<Bounds, LogError> {
    let answer = client.fetch_watermarks(&place.topic, place.partition, REQUEST_TIMEOUT);
    pass_on_log(client);
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
fn pass_on_log(client: &Client) {
    for _ in 0..ASKER_LOG_LIMIT_LINES {
        drop(client.poll(std::time::Duration::ZERO));
    }
}
