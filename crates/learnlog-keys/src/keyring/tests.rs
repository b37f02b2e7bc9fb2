//! The keyring over a table: one key per person, whoever asks, and nothing without the master key.

use futures::FutureExt;
use futures::future::{BoxFuture, join_all, ready};
use learnlog_domain::id::{LearnerId, OfferingId};
use uuid::Uuid;

use super::*;
use crate::person_key::Place;
use crate::table::memory::MemoryTable;

const MASTER: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn ledger_id() -> LedgerId {
    LedgerId::new(Uuid::from_bytes([1; 16])).unwrap()
}

fn learner(number: u128) -> StreamId {
    StreamId::learner(LearnerId::new(Uuid::from_u128(number)).unwrap())
}

async fn open(table: &Arc<MemoryTable>) -> Keyring {
    let master = MasterKey::from_hex(MASTER).unwrap();
    let table: Arc<dyn KeyTable> = Arc::clone(table) as _;
    Keyring::open(table, master, ledger_id()).await.unwrap()
}

fn place(stream: StreamId) -> Place<'static> {
    let command_id = learnlog_domain::id::CommandId::new(Uuid::from_bytes([3; 16])).unwrap();
    Place { ledger_id: ledger_id(), stream, command_id, attribute: "email" }
}

#[tokio::test]
async fn a_process_that_starts_later_reads_what_was_sealed() {
    let table = Arc::new(MemoryTable::default());
    let (sealed, id) = {
        let keyring = open(&table).await;
        let key = keyring.person(learner(1)).await.unwrap();
        let sealed = key.seal(place(learner(1)), b"ada@example.com").unwrap();
        (sealed, keyring.ledger().derive_id("learner", "workday", "E-1"))
    };
    let keyring = open(&table).await;
    let key = keyring.by_key_id(sealed.key_id).await.unwrap().unwrap();
    assert_eq!(key.open(place(learner(1)), &sealed).unwrap().as_slice(), b"ada@example.com");
    assert_eq!(keyring.ledger().derive_id("learner", "workday", "E-1"), id);
    assert_eq!(keyring.person(learner(1)).await.unwrap().key_id(), sealed.key_id);
}

#[tokio::test]
async fn many_callers_of_two_processes_get_one_key_for_a_new_person() {
    let table = Arc::new(MemoryTable::default());
    let keyrings = [open(&table).await, open(&table).await];
    let calls = (0..64).map(|call| keyrings[call % 2].person(learner(1)));
    let keys = join_all(calls).await;
    let sealed = keys[0].as_ref().unwrap().seal(place(learner(1)), b"ada").unwrap();
    for key in keys {
        let key = key.unwrap();
        assert_eq!(key.open(place(learner(1)), &sealed).unwrap().as_slice(), b"ada");
        assert_eq!(key.seal(place(learner(1)), b"ada").unwrap(), sealed);
    }
    assert_eq!(table.rows().len(), 2, "one row for the ledger, one for the person");
}

#[tokio::test]
async fn persons_have_different_keys() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let first = keyring.person(learner(1)).await.unwrap();
    let second = keyring.person(learner(2)).await.unwrap();
    assert_ne!(first.key_id(), second.key_id());
    let fingerprint = |key: &PersonKey| key.seal(place(learner(1)), b"ada").unwrap().fingerprint;
    assert_ne!(fingerprint(&first), fingerprint(&second));
    assert_ne!(first.digest(b"command"), second.digest(b"command"));
}

#[tokio::test]
async fn a_batch_asks_once_per_thousand_and_only_for_what_is_new() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let known = keyring.person(learner(1)).await.unwrap();
    let mut streams: Vec<_> = (1..=1_002).map(learner).collect();
    streams.push(learner(2));
    let keys = keyring.persons(&streams).await.unwrap();
    assert_eq!(keys.len(), 1_002);
    assert_eq!(keys[&learner(1)].key_id(), known.key_id());
    assert_eq!(table.calls(), [1, 1, 1_000, 1]);
    for stream in &streams {
        assert_eq!(keyring.person(*stream).await.unwrap().key_id(), keys[stream].key_id());
    }
    assert_eq!(table.calls(), [1, 1, 1_000, 1], "the rest came from memory");
}

#[tokio::test]
async fn a_look_makes_no_key_that_stays() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let known = keyring.person(learner(1)).await.unwrap().key_id();
    let rows = table.rows();
    for keyring in [keyring, open(&table).await] {
        let looked = [learner(1), learner(2)];
        let keys = keyring.persons_to_look(&looked).await.unwrap();
        assert_eq!(keys[&learner(1)].key_id(), known);
        let once = keys[&learner(2)].key_id();
        assert!(keyring.by_key_id(once).await.unwrap().is_none());
        let again = keyring.persons_to_look(&looked).await.unwrap();
        assert_ne!(again[&learner(2)].key_id(), once);
    }
    assert_eq!(table.rows(), rows);
}

#[tokio::test]
async fn a_destroyed_key_is_absent_and_the_others_are_not() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let first = keyring.person(learner(1)).await.unwrap().key_id();
    let second = keyring.person(learner(2)).await.unwrap().key_id();
    table.edit(|rows| rows.retain(|row| row.key_id != first));
    let keys = keyring.by_key_ids(&[first, second, second]).await.unwrap();
    assert_eq!(keys.keys().collect::<Vec<_>>(), [&second]);
    assert!(keyring.by_key_id(first).await.unwrap().is_none());
}

#[tokio::test]
async fn another_master_key_is_refused_at_the_door() {
    let table = Arc::new(MemoryTable::default());
    open(&table).await;
    let master = MasterKey::from_hex(&MASTER.replace('0', "1")).unwrap();
    let error = Keyring::open(Arc::clone(&table) as _, master, ledger_id()).await.unwrap_err();
    assert!(matches!(error, KeyringError::WrongMasterKey), "{error:?}");
    assert_eq!(table.rows().len(), 1, "nothing was added under the wrong key");
}

#[tokio::test]
async fn a_row_that_was_altered_or_moved_does_not_open() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let first = keyring.person(learner(1)).await.unwrap().key_id();
    let second = keyring.person(learner(2)).await.unwrap().key_id();
    table.edit(|rows| {
        // The key of one person under another owner, and a flipped bit.
        rows[1].owner = Owner::stream(learner(3));
        rows[2].wrapped_key[71] ^= 1;
    });
    for key_id in [first, second] {
        let error = keyring.by_key_id(key_id).await.unwrap_err();
        assert!(matches!(error, KeyringError::Damaged { key_id: damaged } if damaged == key_id));
    }
}

#[tokio::test]
async fn only_learners_have_keys() {
    let table = Arc::new(MemoryTable::default());
    let keyring = open(&table).await;
    let error = keyring.by_key_id(keyring.ledger().key_id()).await.unwrap_err();
    assert!(matches!(error, KeyringError::OtherRows), "{error:?}");
    let stream = StreamId::offering(OfferingId::new(Uuid::from_u128(1)).unwrap());
    for result in
        [keyring.person(stream).await.map(drop), keyring.persons(&[stream]).await.map(drop)]
    {
        assert!(matches!(result, Err(KeyringError::NotAPerson { stream: it }) if it == stream));
    }
}

/// A table that answers every question with the same rows.
struct Fixed(Vec<KeyRow>);

impl KeyTable for Fixed {
    fn get_or_insert(&self, _: Vec<KeyRow>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        ready(Ok(self.0.clone())).boxed()
    }

    fn of_owners(&self, _: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        ready(Ok(self.0.clone())).boxed()
    }

    fn find(&self, _: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        ready(Err(KeyTableError("gone".into()))).boxed()
    }
}

#[tokio::test]
async fn a_table_that_answers_something_else_is_not_believed() {
    let table = Arc::new(MemoryTable::default());
    open(&table).await;
    let keyring = Keyring::open(
        Arc::new(Fixed(table.rows())),
        MasterKey::from_hex(MASTER).unwrap(),
        ledger_id(),
    );
    let keyring = keyring.await.unwrap();
    let error = keyring.person(learner(1)).await.unwrap_err();
    assert!(matches!(error, KeyringError::OtherRows), "{error:?}");
    let error = keyring.persons_to_look(&[learner(1)]).await.unwrap_err();
    assert!(matches!(error, KeyringError::OtherRows), "{error:?}");
    let error = keyring.by_key_id(keyring.ledger().key_id()).await.unwrap_err();
    assert!(matches!(error, KeyringError::Table(_)), "{error:?}");
    let none =
        Keyring::open(Arc::new(Fixed(vec![])), MasterKey::from_hex(MASTER).unwrap(), ledger_id());
    assert!(matches!(none.await, Err(KeyringError::OtherRows)));
}

/// Takes a moment for each call of a batch; counts them, and fails the first after `fail_next`.
struct SlowTable {
    inner: Arc<MemoryTable>,
    calls: std::sync::atomic::AtomicUsize,
    fail_next: std::sync::atomic::AtomicBool,
}

impl KeyTable for SlowTable {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        use std::sync::atomic::Ordering;
        async move {
            self.calls.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            if self.fail_next.swap(false, Ordering::SeqCst) {
                return Err(KeyTableError("away".into()));
            }
            self.inner.get_or_insert(proposed).await
        }
        .boxed()
    }

    fn of_owners(&self, owners: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        self.inner.of_owners(owners)
    }

    fn find(&self, key_ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        self.inner.find(key_ids)
    }
}

#[tokio::test]
async fn callers_who_wait_are_served_together_also_where_one_of_them_fails() {
    use std::sync::atomic::Ordering;
    let table = Arc::new(SlowTable {
        inner: Arc::default(),
        calls: Default::default(),
        fail_next: Default::default(),
    });
    let master = MasterKey::from_hex(MASTER).unwrap();
    let keyring = Keyring::open(Arc::clone(&table) as _, master, ledger_id()).await.unwrap();
    table.calls.store(0, Ordering::SeqCst);
    let keys = join_all((1..65).map(|number| keyring.person(learner(number)))).await;
    let ids: BTreeSet<_> = keys.into_iter().map(|key| key.unwrap().key_id()).collect();
    assert_eq!((ids.len(), table.calls.load(Ordering::SeqCst)), (64, 2));

    table.fail_next.store(true, Ordering::SeqCst);
    let keys = join_all((65..129).map(|number| keyring.person(learner(number)))).await;
    assert_eq!(keys.iter().filter(|key| key.is_err()).count(), 1, "the failure is one caller's");
}
