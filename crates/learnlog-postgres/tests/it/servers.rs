//! Databases for the tests.

use std::time::Duration;

use learnlog_postgres::database::{Database, Plans, Session};
use learnlog_postgres::migrate::{MigrationSet, migrate};
use learnlog_testkit::stack::Stack;

/// An empty database, and how it is reached.
pub fn empty() -> (learnlog_testkit::database::Database, Database) {
    let kept = Stack::shared().fresh_database();
    let database = Database::parse(kept.url()).unwrap();
    (kept, database)
}

/// A migrated database.
pub async fn migrated(set: MigrationSet) -> (learnlog_testkit::database::Database, Database) {
    let (kept, database) = empty();
    migrate(&database, set).await.unwrap();
    (kept, database)
}

/// Sessions with short limits.
pub fn session() -> Session {
    Session {
        application: "learnlog test",
        search_path: "public".into(),
        statement_max: Duration::from_secs(20),
        idle_in_transaction_max: Duration::from_secs(20),
        plans: Plans::Adaptive,
    }
}

/// A pool of such sessions.
pub fn pool(database: &Database) -> deadpool_postgres::Pool {
    learnlog_postgres::pool::open(database, &session(), 4).unwrap()
}

/// Does blocking work with a session of its own, on a thread of its own.
pub async fn blocking<T: Send + 'static>(
    database: &Database,
    work: impl FnOnce(&mut postgres::Client) -> T + Send + 'static,
) -> T {
    let config = postgres::Config::from(database.session(&session()));
    let done = move || work(&mut config.connect(postgres::NoTls).unwrap());
    tokio::task::spawn_blocking(done).await.unwrap()
}
