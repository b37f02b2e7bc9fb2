//! The keys of a ledger that is nowhere. Invariant: they are made anew in each process, so that no input can have been
//! made with them.

use std::sync::{Arc, LazyLock};

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_domain::id::{KeyId, LedgerId};
use learnlog_keys::keyring::Keyring;
use learnlog_keys::master::MasterKey;
use learnlog_keys::table::{KeyRow, KeyTable, KeyTableError, Owner};
use uuid::Uuid;

/// One set for all bodies.
pub(crate) static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    let master = MasterKey::from_hex(&"0f".repeat(32)).expect("64 digits");
    let ledger_id = LedgerId::new(Uuid::from_u128(1)).expect("not nil");
    let keyring = Keyring::open(Arc::new(AsProposed), master, ledger_id);
    keyring.now_or_never().expect("nothing to wait for").expect("a new key")
});

/// A table that takes every key and keeps none.
struct AsProposed;

impl KeyTable for AsProposed {
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        async { Ok(proposed) }.boxed()
    }

    fn of_owners(&self, _: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        async { Ok(Vec::new()) }.boxed()
    }

    fn find(&self, _: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>> {
        async { Ok(Vec::new()) }.boxed()
    }
}
