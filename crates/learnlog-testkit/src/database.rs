//! A PostgreSQL database of one test, dropped with its handle.

use std::thread;

use postgres::{Client, NoTls};

use crate::names::unique_database_name;

/// A database of one test.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    server: String,
}

impl Database {
    pub(crate) fn create(server: &str) -> Self {
        let name = unique_database_name();
        execute(server, &format!("CREATE DATABASE {name}")).expect("PostgreSQL creates a database");
        Self { url: with_database(server, &name), server: server.to_owned(), name }
    }

    /// `postgres://…` of this database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    /// Connections that are still open are closed. A server that is gone takes its databases along.
    fn drop(&mut self) {
        let _ = execute(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// Runs one statement, on a thread of its own because the caller may be asynchronous.
fn execute(url: &str, statement: &str) -> Result<(), postgres::Error> {
    thread::scope(|scope| {
        scope
            .spawn(|| Client::connect(url, NoTls)?.batch_execute(statement))
            .join()
            .expect("the statement's thread does not panic")
    })
}

/// The URL with another database in it; parameters after a question mark stay.
fn with_database(url: &str, name: &str) -> String {
    let (before, parameters) = url.split_once('?').unwrap_or((url, ""));
    let authority = before.find("://").map_or(0, |at| at + 3);
    let server = before[authority..].find('/').map_or(before, |at| &before[..authority + at]);
    let question = if parameters.is_empty() { "" } else { "?" };
    format!("{server}/{name}{question}{parameters}")
}

#[cfg(test)]
mod tests;
