//! Migrations, by one and by several at once.

use learnlog_postgres::migrate::{MigrateError, MigrationSet, migrate};

use crate::servers::{empty, pool};

#[tokio::test]
async fn a_database_is_migrated_once() {
    for set in [MigrationSet::ReadModels, MigrationSet::Keys] {
        let (_kept, database) = empty();
        assert!(migrate(&database, set).await.unwrap() > 0);
        assert_eq!(migrate(&database, set).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn processes_that_migrate_at_once_wait_for_each_other() {
    let (_kept, database) = empty();
    let set = MigrationSet::ReadModels;
    let all = futures::future::join_all((0..4).map(|_| migrate(&database, set))).await;
    let mut applied: Vec<usize> = all.into_iter().map(Result::unwrap).collect();
    applied.sort_unstable();
    assert_eq!(&applied[..3], [0, 0, 0]);
    assert!(applied[3] > 0);
}

#[tokio::test]
async fn a_database_that_is_ahead_is_refused() {
    let (_kept, database) = empty();
    migrate(&database, MigrationSet::Keys).await.unwrap();
    let client = pool(&database).get().await.unwrap();
    let newer = "insert into refinery_schema_history
                 select 999, 'from_the_future', applied_on, '1' from refinery_schema_history limit 1";
    client.batch_execute(newer).await.unwrap();
    let error = migrate(&database, MigrationSet::Keys).await.unwrap_err();
    assert!(matches!(error, MigrateError::Refused { .. }), "{error:?}");
    assert!(error.to_string().contains(database.name()), "{error}");
}
