//! Names that no other test uses, so that tests can share the servers.

use uuid::Uuid;

/// A name for a ledger: lower-case letters, digits and a dash, fit for topic names.
#[must_use]
pub fn unique_ledger_name() -> String {
    format!("test-{}", Uuid::now_v7().simple())
}

/// A name for a PostgreSQL database: lower-case letters, digits and an underscore.
pub(crate) fn unique_database_name() -> String {
    format!("test_{}", Uuid::now_v7().simple())
}
