//! Keys for tests: a table in memory, and a keyring on it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_domain::id::{KeyId, LedgerId};
use learnlog_keys::keyring::Keyring;
use learnlog_keys::master::MasterKey;
use learnlog_keys::table::{KeyRow, KeyTable, KeyTableError, Owner};
use uuid::Uuid;

#[derive(Default)]
struct Table(Mutex<HashMap<Owner, KeyRow>>);

impl KeyTable for Table {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let mut rows = self.0.lock().unwrap();
        let found = proposed.into_iter().map(|row| rows.entry(row.owner).or_insert(row).clone());
        let found = found.collect();
        async { Ok(found) }.boxed()
    }

    fn find(&self, ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        let rows = self.0.lock().unwrap();
        let found = rows.values().filter(|row| ids.contains(&row.key_id)).cloned().collect();
        async { Ok(found) }.boxed()
    }
}

/// The ledger of these tests.
pub fn ledger_id() -> LedgerId {
    LedgerId::new(Uuid::from_u128(1)).unwrap()
}

/// A new keyring; each has keys of its own.
pub async fn keyring() -> Keyring {
    let master = MasterKey::from_hex(&"0f".repeat(32)).unwrap();
    Keyring::open(Arc::new(Table::default()), master, ledger_id()).await.unwrap()
}
