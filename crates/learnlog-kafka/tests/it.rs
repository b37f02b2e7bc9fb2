//! The event log on a real Kafka: the contract of all logs, and what only Kafka can do to one.
//! Broker errors that a healthy broker never gives come from librdkafka's own mock cluster.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "it/bad_days.rs"]
mod bad_days;
#[path = "it/broker_errors.rs"]
mod broker_errors;
#[path = "it/contract.rs"]
mod contract;
#[path = "it/foreign.rs"]
mod foreign;
#[path = "it/groups.rs"]
mod groups;
#[path = "it/ledger.rs"]
mod ledger;
#[path = "it/records.rs"]
mod records;
#[path = "it/remade.rs"]
mod remade;
#[path = "it/topics.rs"]
mod topics;
