//! Who lives, by the server's clock.

use deadpool_postgres::Pool;
use learnlog_postgres::migrate::MigrationSet;
use learnlog_postgres::processes::{Beat, beat, remove};
use uuid::Uuid;

use crate::servers::{migrated, pool};

fn process(number: u128) -> Beat {
    Beat {
        process_id: Uuid::from_u128(number),
        address: format!("http://10.0.0.{number}:7460"),
        leaving: false,
        unable_to_write: Vec::new(),
        unable_to_project: vec![9],
    }
}

/// Whom process 1 sees beside itself.
async fn others(pool: &Pool) -> Vec<Beat> {
    let seen = beat(pool, &process(1)).await.unwrap();
    let (own, others): (Vec<_>, Vec<_>) =
        seen.into_iter().map(|seen| seen.said).partition(|said| *said == process(1));
    assert_eq!(own.len(), 1);
    others
}

/// That process was last seen so many seconds ago.
async fn silent(pool: &Pool, number: u128, seconds: f64) {
    let session = pool.get().await.unwrap();
    let statement = "update processes set seen_at = clock_timestamp() - make_interval(secs => $2) \
                     where process_id = $1";
    session.execute(statement, &[&Uuid::from_u128(number), &seconds]).await.unwrap();
}

async fn rows(pool: &Pool) -> i64 {
    let session = pool.get().await.unwrap();
    session.query_one("select count(*) from processes", &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn a_process_is_seen_until_it_is_silent_or_gone() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    let pool = pool(&database);
    assert_eq!(others(&pool).await, []);
    beat(&pool, &process(2)).await.unwrap();
    let leaving = Beat { leaving: true, unable_to_write: vec![0, 3], ..process(3) };
    beat(&pool, &leaving).await.unwrap();
    assert_eq!(others(&pool).await, [process(2), leaving.clone()]);
    silent(&pool, 2, 2.6).await;
    assert_eq!(others(&pool).await, std::slice::from_ref(&leaving));
    // It was only slow: it is there again, and started when it did.
    beat(&pool, &process(2)).await.unwrap();
    assert_eq!(others(&pool).await, [process(2), leaving.clone()]);
    remove(&pool, leaving.process_id).await.unwrap();
    assert_eq!(others(&pool).await, [process(2)]);
}

#[tokio::test]
async fn rows_of_the_dead_are_deleted_by_whoever_sees_them() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    let pool = pool(&database);
    for number in 1..=3 {
        beat(&pool, &process(number)).await.unwrap();
    }
    silent(&pool, 1, 100.0).await;
    silent(&pool, 2, 100.0).await;
    silent(&pool, 3, 30.0).await;
    assert_eq!(others(&pool).await, []);
    // Its own row, and that of one who may come back.
    assert_eq!(rows(&pool).await, 2);
}
