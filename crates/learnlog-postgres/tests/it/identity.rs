//! A database belongs to one ledger.

use learnlog_chain::Hash;
use learnlog_postgres::identity::{Identity, IdentityError, claim};
use learnlog_postgres::migrate::MigrationSet;
use uuid::Uuid;

use crate::servers::{empty, migrated, pool};

fn ours() -> Identity {
    Identity {
        ledger_id: Uuid::from_u128(1),
        entries_logs: 8,
        catalog_genesis: Hash::from([3; 32]),
    }
}

#[tokio::test]
async fn the_first_ledger_that_claims_a_database_keeps_it() {
    for set in [MigrationSet::ReadModels, MigrationSet::Keys] {
        let (_kept, database) = migrated(set).await;
        let pool = pool(&database);
        claim(&pool, &ours()).await.unwrap();
        claim(&pool, &ours()).await.unwrap();
        let others = [
            Identity { ledger_id: Uuid::from_u128(2), ..ours() },
            Identity { entries_logs: 4, ..ours() },
            Identity { catalog_genesis: Hash::from([4; 32]), ..ours() },
        ];
        for other in others {
            let error = claim(&pool, &other).await.unwrap_err();
            assert!(matches!(error, IdentityError::Mismatch { .. }), "{error:?}");
            let told = error.to_string();
            assert!(told.contains(database.name()) && told.contains(&"03".repeat(32)), "{told}");
        }
        claim(&pool, &ours()).await.unwrap();
    }
}

#[tokio::test]
async fn of_ledgers_that_claim_at_once_one_gets_the_database() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    let pool = pool(&database);
    let claims = (1..=4).map(|id| Identity { ledger_id: Uuid::from_u128(id), ..ours() });
    let claims: Vec<Identity> = claims.collect();
    let ended = futures::future::join_all(claims.iter().map(|one| claim(&pool, one))).await;
    assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1, "{ended:?}");
}

#[tokio::test]
async fn a_database_without_tables_says_what_is_missing() {
    let (_kept, database) = empty();
    let error = claim(&pool(&database), &ours()).await.unwrap_err();
    assert!(matches!(error, IdentityError::Database(_)));
    assert!(error.to_string().contains("learnlog init"), "{error}");
}
