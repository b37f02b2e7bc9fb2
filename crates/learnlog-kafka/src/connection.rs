//! How to reach the brokers. Invariant: what the ledger's correctness rests on (acknowledgments,
//! idempotence, isolation, no reset, no automatic topics) cannot be configured away. Whether
//! anybody answers is left to whoever asks.

use std::collections::BTreeMap;

use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;

use crate::limits::{
    CONNECT_TIMEOUT_MS, MESSAGE_TIMEOUT_LIMIT_MS, RECONNECT_PAUSE_MS, REQUESTS_IN_FLIGHT_LIMIT,
    SOCKET_TIMEOUT_MS,
};

/// Properties of librdkafka that learnlog sets itself, with their aliases.
const RESERVED: &[&str] = &[
    "acks",
    "allow.auto.create.topics",
    "auto.commit.enable",
    "auto.offset.reset",
    "bootstrap.servers",
    "check.crcs",
    // A follower nearby may be behind: a reader must see what was acknowledged.
    "client.rack",
    // Without a report, no entry is confirmed.
    "delivery.report.only.error",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "group.protocol",
    "isolation.level",
    "metadata.broker.list",
    "request.required.acks",
    "transactional.id",
];

/// Other names of properties that learnlog has defaults for: librdkafka would take whichever of both it is given last.
const ALIASES: &[(&str, &str)] = &[
    ("delivery.timeout.ms", MESSAGE_TIMEOUT),
    ("max.in.flight", REQUESTS),
    ("max.partition.fetch.bytes", "fetch.message.max.bytes"),
    ("queue.buffering.max.ms", "linger.ms"),
];

const MESSAGE_TIMEOUT: &str = "message.timeout.ms";

const REQUESTS: &str = "max.in.flight.requests.per.connection";

/// Bootstrap servers and further properties of librdkafka (TLS, SASL, limits), checked.
#[derive(Debug, Clone)]
pub struct Connection {
    bootstrap_servers: String,
    properties: BTreeMap<String, String>,
}

/// These properties cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// There is no bootstrap server.
    #[error("no Kafka server is named: give host:port, several separated by commas")]
    NoServers,
    /// The ledger relies on learnlog's value.
    #[error("the Kafka property {name} is learnlog's own to set: leave it out")]
    Reserved {
        /// The property.
        name: String,
    },
    /// A record would wait for ever, or for longer than the ledger lets it.
    #[error(
        "the Kafka property {name} must be between 1 and {MESSAGE_TIMEOUT_LIMIT_MS} (milliseconds): twice as long may a \
         command wait for Kafka before its caller is told to try again"
    )]
    MessageTimeout {
        /// The property.
        name: String,
    },
    /// Idempotent producers cannot have that many.
    #[error(
        "the Kafka property {name} must be between 1 and {REQUESTS_IN_FLIGHT_LIMIT}: with more requests under way, \
         Kafka cannot tell a repeated one from a new one"
    )]
    RequestsInFlight {
        /// The property.
        name: String,
    },
    /// librdkafka does not take it.
    #[error("the Kafka property {name} cannot be set to that value, or does not exist")]
    Refused {
        /// The property.
        name: String,
        /// What librdkafka says.
        #[source]
        source: KafkaError,
    },
}

impl Connection {
    /// Servers as host:port, several separated by commas, and properties by librdkafka's names.
    /// They win over learnlog's defaults (`linger.ms`, requests in flight, timeouts, queues).
    ///
    /// Errors: a property that librdkafka does not take, or on whose value the ledger relies, or a
    /// `message.timeout.ms` or `max.in.flight.requests.per.connection` out of bounds.
    pub fn new(
        bootstrap_servers: String,
        properties: BTreeMap<String, String>,
    ) -> Result<Self, ConnectionError> {
        if bootstrap_servers.split(',').all(|server| server.trim().is_empty()) {
            return Err(ConnectionError::NoServers);
        }
        let mut taken = BTreeMap::new();
        for (name, value) in properties {
            if RESERVED.contains(&name.as_str()) {
                return Err(ConnectionError::Reserved { name });
            }
            ClientConfig::new()
                .set(&name, &value)
                .create_native_config()
                .map_err(|source| ConnectionError::Refused { name: name.clone(), source })?;
            let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
            let meant = alias.map_or(name.as_str(), |(_, meant)| *meant);
            let within =
                |limit| value.trim().parse().is_ok_and(|it: u32| (1..=limit).contains(&it));
            if meant == MESSAGE_TIMEOUT && !within(MESSAGE_TIMEOUT_LIMIT_MS) {
                return Err(ConnectionError::MessageTimeout { name });
            }
            if meant == REQUESTS && !within(REQUESTS_IN_FLIGHT_LIMIT) {
                return Err(ConnectionError::RequestsInFlight { name });
            }
            taken.insert(meant.to_owned(), value);
        }
        Ok(Self { bootstrap_servers, properties: taken })
    }

    /// `defaults`, over which the connection's properties win, and `fixed`, which win over all.
    pub(crate) fn client(&self, defaults: &[(&str, u32)], fixed: &[(&str, &str)]) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("client.id", "learnlog").set("socket.keepalive.enable", "true");
        let common = [
            ("socket.timeout.ms", SOCKET_TIMEOUT_MS),
            ("socket.connection.setup.timeout.ms", CONNECT_TIMEOUT_MS),
            ("reconnect.backoff.max.ms", RECONNECT_PAUSE_MS),
        ];
        for (name, value) in common.iter().chain(defaults) {
            config.set(*name, value.to_string());
        }
        for (name, value) in &self.properties {
            config.set(name, value);
        }
        for (name, value) in fixed {
            config.set(*name, *value);
        }
        config
            .set("bootstrap.servers", &self.bootstrap_servers)
            .set("allow.auto.create.topics", "false");
        config
    }
}

#[cfg(test)]
mod tests;
