//! The table of wrapped keys.

use learnlog_keys::table::{KeyId, KeyRow, KeyTable, Owner, WRAPPED_KEY_BYTES};
use learnlog_postgres::key_table::PgKeyTable;
use learnlog_postgres::migrate::MigrationSet;
use uuid::Uuid;

use crate::servers::{migrated, pool};

fn row(owner: u8, key: u128) -> KeyRow {
    KeyRow {
        key_id: KeyId::new(Uuid::from_u128(key)).unwrap(),
        owner: Owner::from_bytes([owner; 17]),
        wrapped_key: [key as u8; WRAPPED_KEY_BYTES],
    }
}

#[tokio::test]
async fn the_first_key_of_an_owner_stays() {
    let (_kept, database) = migrated(MigrationSet::Keys).await;
    let table = PgKeyTable::new(pool(&database));
    let first = table.get_or_insert(vec![row(2, 20), row(1, 10)]).await.unwrap();
    assert_eq!(first, [row(2, 20), row(1, 10)]);
    let second = table.get_or_insert(vec![row(1, 11), row(3, 30), row(2, 21)]).await.unwrap();
    assert_eq!(second, [row(1, 10), row(3, 30), row(2, 20)]);
    let wanted = [10, 11, 30].map(|key| row(0, key).key_id).to_vec();
    let mut found = table.find(wanted).await.unwrap();
    found.sort_by_key(|row| row.key_id);
    assert_eq!(found, [row(1, 10), row(3, 30)]);
    let owners = [3, 4, 1].map(|owner| row(owner, 1).owner).to_vec();
    let mut found = table.of_owners(owners.clone()).await.unwrap();
    found.sort_by_key(|row| row.key_id);
    assert_eq!(found, [row(1, 10), row(3, 30)]);
    assert_eq!(table.of_owners(owners).await.unwrap().len(), 2, "none was made");
}

#[tokio::test]
async fn processes_that_propose_at_once_get_the_same_keys() {
    let (_kept, database) = migrated(MigrationSet::Keys).await;
    let pool = pool(&database);
    let tables: Vec<PgKeyTable> = (0..4).map(|_| PgKeyTable::new(pool.clone())).collect();
    let proposals = tables.iter().zip(1u128..).map(|(table, process)| {
        let rows = (0..100).map(|owner| row(owner, 1_000 * process + u128::from(owner)));
        table.get_or_insert(rows.collect())
    });
    let all: Vec<Vec<KeyRow>> =
        futures::future::join_all(proposals).await.into_iter().map(Result::unwrap).collect();
    assert!(all.iter().all(|rows| *rows == all[0]));
}

#[tokio::test]
async fn a_table_that_is_away_is_an_error() {
    let database =
        learnlog_postgres::database::Database::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let table = PgKeyTable::new(pool(&database));
    table.get_or_insert(vec![row(1, 1)]).await.unwrap_err();
    table.of_owners(vec![row(1, 1).owner]).await.unwrap_err();
    table.find(vec![row(1, 1).key_id]).await.unwrap_err();
}
