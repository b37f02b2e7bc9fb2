//! learnlog-postgres against a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "it/checkpoint.rs"]
mod checkpoint;
#[path = "it/copy.rs"]
mod copy;
#[path = "it/database.rs"]
mod database;
#[path = "it/identity.rs"]
mod identity;
#[path = "it/key_table.rs"]
mod key_table;
#[path = "it/migrate.rs"]
mod migrate;
#[path = "it/processes.rs"]
mod processes;
#[path = "it/servers.rs"]
mod servers;
