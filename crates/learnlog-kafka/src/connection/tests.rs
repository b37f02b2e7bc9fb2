//! Properties: what is taken, what is refused, and who wins.

use std::collections::BTreeMap;

use super::{Connection, ConnectionError};

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
    for name in ["acks", "enable.idempotence", "isolation.level", "allow.auto.create.topics"] {
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
fn no_server_is_refused() {
    for servers in ["", " ", ",", " , "] {
        let refused = Connection::new(servers.into(), BTreeMap::new()).unwrap_err();
        assert!(matches!(refused, ConnectionError::NoServers), "{servers:?}");
    }
}
