//! Properties: what is taken, what is refused, and who wins.

use std::collections::BTreeMap;

use super::{Connection, ConnectionError};
use crate::limits::MESSAGE_TIMEOUT_LIMIT_MS;

fn connection(properties: &[(&str, &str)]) -> Result<Connection, ConnectionError> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Connection::new("localhost:9092".into(), properties.iter().map(owned).collect())
}

#[test]
fn properties_win_over_defaults_and_lose_to_what_is_fixed() {
    let connection = connection(&[("linger.ms", "7"), ("client.id", "mine")]).unwrap();
    let config = connection.client(&[("linger.ms", 1), ("batch.size", 9)], &[("acks", "all")]);
    assert_eq!(config.get("linger.ms"), Some("7"));
    assert_eq!(config.get("client.id"), Some("mine"));
    assert_eq!(config.get("batch.size"), Some("9"));
    assert_eq!(config.get("acks"), Some("all"));
    assert_eq!(config.get("bootstrap.servers"), Some("localhost:9092"));
    assert_eq!(config.get("allow.auto.create.topics"), Some("false"));
}

#[test]
fn what_the_ledger_relies_on_cannot_be_configured_away() {
    let names = [
        "acks",
        "allow.auto.create.topics",
        "client.rack",
        "delivery.report.only.error",
        "enable.idempotence",
        "isolation.level",
    ];
    for name in names {
        let refused = connection(&[(name, "1")]).unwrap_err();
        assert!(matches!(&refused, ConnectionError::Reserved { name: it } if it == name));
    }
}

#[test]
fn what_librdkafka_does_not_take_is_refused_by_name() {
    for (name, value) in [("no.such.property", "1"), ("linger.ms", "soon"), ("linger.ms", "-1")] {
        let refused = connection(&[(name, value)]).unwrap_err();
        assert!(matches!(&refused, ConnectionError::Refused { name: it, .. } if it == name));
    }
}

#[test]
fn a_record_may_not_wait_for_ever_under_either_name() {
    for name in ["message.timeout.ms", "delivery.timeout.ms"] {
        for value in ["0", "20001", "2147483647"] {
            let refused = connection(&[(name, value)]).unwrap_err();
            assert!(matches!(&refused, ConnectionError::MessageTimeout { name: it } if it == name));
            assert!(refused.to_string().contains("between 1 and 20000"), "{refused}");
        }
        for value in ["1", "20000"] {
            let config = connection(&[(name, value)]).unwrap();
            let config = config.client(&[("message.timeout.ms", 10_000)], &[]);
            assert_eq!(config.get("message.timeout.ms"), Some(value));
            assert_eq!(config.get("delivery.timeout.ms"), None);
        }
        let limit = std::time::Duration::from_millis(MESSAGE_TIMEOUT_LIMIT_MS.into());
        assert!(limit * 2 < learnlog_ledger::limits::APPEND_DELAY_LIMIT);
    }
}

#[test]
fn no_more_requests_may_be_under_way_than_kafka_can_tell_apart() {
    for name in ["max.in.flight.requests.per.connection", "max.in.flight"] {
        let refused = connection(&[(name, "6")]).unwrap_err();
        assert!(matches!(&refused, ConnectionError::RequestsInFlight { name: it } if it == name));
        let config = connection(&[(name, "5")]).unwrap();
        let config = config.client(&[("max.in.flight.requests.per.connection", 1)], &[]);
        assert_eq!(config.get("max.in.flight.requests.per.connection"), Some("5"));
        assert_eq!(config.get("max.in.flight"), None);
    }
}

#[test]
fn an_alias_wins_over_the_default_of_what_it_means() {
    let connection = connection(&[("queue.buffering.max.ms", "7")]).unwrap();
    let config = connection.client(&[("linger.ms", 1)], &[]);
    assert_eq!(config.get("linger.ms"), Some("7"));
    assert_eq!(config.get("queue.buffering.max.ms"), None);
}

#[test]
fn no_server_is_refused() {
    for servers in ["", " ", ",", " , "] {
        let refused = Connection::new(servers.into(), BTreeMap::new()).unwrap_err();
        assert!(matches!(refused, ConnectionError::NoServers), "{servers:?}");
    }
}
