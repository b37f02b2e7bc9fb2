//! Checkpoints move from where they are believed to be, or not at all.

use std::sync::mpsc;
use std::time::Duration;

use learnlog_chain::{Hash, Head};
use learnlog_postgres::checkpoint::{
    AdvanceError, Move, ProjectionId, StoredCheckpoint, advance, load, prepare,
};
use learnlog_postgres::migrate::MigrationSet;
use learnlog_testkit::eventually::eventually;
use postgres::Client;

use crate::servers::{blocking, migrated};

const ONE: ProjectionId = ProjectionId { name: "one", version: 1 };
const OTHER: ProjectionId = ProjectionId { name: "other", version: 3 };

fn at(sequence: u64) -> StoredCheckpoint {
    let hash = Hash::from([sequence as u8; 32]);
    StoredCheckpoint { head: Head { sequence, hash }, offset: 10 * sequence }
}

fn moved(client: &mut Client, from: StoredCheckpoint, to: u64) -> Result<(), AdvanceError> {
    let statement = prepare(client).unwrap();
    let mut transaction = client.transaction().unwrap();
    advance(&mut transaction, &statement, 7, &[Move { projection: ONE, from }], at(to))?;
    transaction.commit().unwrap();
    Ok(())
}

#[tokio::test]
async fn a_checkpoint_moves_from_where_it_is() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    blocking(&database, |client| {
        assert_eq!(load(client, 7, &[ONE]).unwrap(), [StoredCheckpoint::EMPTY]);
        moved(client, StoredCheckpoint::EMPTY, 5).unwrap();
        moved(client, at(5), 6).unwrap();
        assert_eq!(load(client, 7, &[ONE, OTHER]).unwrap(), [at(6), StoredCheckpoint::EMPTY]);
        assert_eq!(load(client, 8, &[ONE]).unwrap(), [StoredCheckpoint::EMPTY]);
    })
    .await;
}

#[tokio::test]
async fn a_checkpoint_does_not_move_from_elsewhere() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    blocking(&database, |client| {
        load(client, 7, &[ONE]).unwrap();
        moved(client, StoredCheckpoint::EMPTY, 5).unwrap();
        let other_hash =
            StoredCheckpoint { head: Head { sequence: 5, hash: Hash::from([9; 32]) }, offset: 50 };
        let other_offset = StoredCheckpoint { offset: 51, ..at(5) };
        for from in [StoredCheckpoint::EMPTY, at(4), other_hash, other_offset] {
            let error = moved(client, from, 6).unwrap_err();
            assert!(matches!(error, AdvanceError::CheckpointMoved { log: 7 }), "{error}");
        }
        assert_eq!(load(client, 7, &[ONE]).unwrap(), [at(5)]);
    })
    .await;
}

#[tokio::test]
async fn of_several_checkpoints_all_move_or_none() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    blocking(&database, |client| {
        load(client, 7, &[ONE, OTHER]).unwrap();
        moved(client, StoredCheckpoint::EMPTY, 5).unwrap();
        let both = |one| {
            [
                Move { projection: ONE, from: one },
                Move { projection: OTHER, from: StoredCheckpoint::EMPTY },
            ]
        };
        let statement = prepare(client).unwrap();
        let mut transaction = client.transaction().unwrap();
        let refused = advance(&mut transaction, &statement, 7, &both(at(4)), at(6));
        assert!(matches!(refused, Err(AdvanceError::CheckpointMoved { .. })));
        transaction.rollback().unwrap();
        assert_eq!(load(client, 7, &[ONE, OTHER]).unwrap(), [at(5), StoredCheckpoint::EMPTY]);
        let statement = prepare(client).unwrap();
        let mut transaction = client.transaction().unwrap();
        advance(&mut transaction, &statement, 7, &both(at(5)), at(6)).unwrap();
        transaction.commit().unwrap();
        assert_eq!(load(client, 7, &[ONE, OTHER]).unwrap(), [at(6), at(6)]);
    })
    .await;
}

/// The server answers COMMIT with ROLLBACK, and the driver calls it a success.
#[tokio::test]
async fn a_commit_that_was_a_rollback_is_found_by_the_next_move() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    blocking(&database, |client| {
        load(client, 7, &[ONE]).unwrap();
        let statement = prepare(client).unwrap();
        let mut transaction = client.transaction().unwrap();
        let from = StoredCheckpoint::EMPTY;
        advance(&mut transaction, &statement, 7, &[Move { projection: ONE, from }], at(5)).unwrap();
        transaction.batch_execute("select 1 / 0").unwrap_err();
        transaction.commit().expect("the driver takes the rollback for a commit");
        let error = moved(client, at(5), 6).unwrap_err();
        assert!(matches!(error, AdvanceError::CheckpointMoved { log: 7 }), "{error}");
        assert_eq!(load(client, 7, &[ONE]).unwrap(), [StoredCheckpoint::EMPTY]);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_second_waits_and_is_refused() {
    let (_kept, database) = migrated(MigrationSet::ReadModels).await;
    blocking(&database, |client| load(client, 7, &[ONE]).unwrap()).await;
    let (first_moved, wait) = mpsc::channel();
    let (finish, finished) = mpsc::channel::<()>();
    let first = blocking(&database, move |client| {
        let statement = prepare(client).unwrap();
        let mut transaction = client.transaction().unwrap();
        let from = StoredCheckpoint::EMPTY;
        advance(&mut transaction, &statement, 7, &[Move { projection: ONE, from }], at(5)).unwrap();
        first_moved.send(()).unwrap();
        finished.recv().unwrap();
        transaction.commit().unwrap();
    });
    let second = blocking(&database, move |client| {
        wait.recv().unwrap();
        moved(client, StoredCheckpoint::EMPTY, 6)
    });
    let witness = blocking(&database, move |client| {
        let waiting = "select from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        eventually(Duration::from_secs(10), "the second to wait", || {
            client.query_opt(waiting, &[]).unwrap().ok_or("nobody waits")
        });
        finish.send(()).unwrap();
    });
    let ((), second, ()) = tokio::join!(first, second, witness);
    assert!(matches!(second, Err(AdvanceError::CheckpointMoved { log: 7 })));
}
