//! Names whose keys do not come.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_domain::id::{CommandId, KeyId, LearnerId};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use learnlog_keys::master::MasterKey;
use learnlog_keys::table::{KeyRow, KeyTable, KeyTableError, Owner};
use uuid::Uuid;

use super::*;
use crate::error::reason::Reason;
use crate::testing;

/// Takes new keys, and never says which there are.
struct Silent;

type Rows<'a> = BoxFuture<'a, Result<Vec<KeyRow>, KeyTableError>>;

impl KeyTable for Silent {
    fn get_or_insert(&self, proposed: Vec<KeyRow>) -> Rows<'_> {
        async { Ok(proposed) }.boxed()
    }

    fn of_owners(&self, _: Vec<Owner>) -> Rows<'_> {
        std::future::pending().boxed()
    }

    fn find(&self, _: Vec<KeyId>) -> Rows<'_> {
        std::future::pending().boxed()
    }
}

#[tokio::test(start_paused = true)]
async fn names_are_waited_for_no_longer_than_the_caller_waits() {
    let master = MasterKey::from_hex(&"0f".repeat(32)).unwrap();
    let keyring = Keyring::open(Arc::new(Silent), master, testing::ledger_id()).await.unwrap();
    let number = Uuid::from_u128(7);
    let value = Protected {
        key_id: KeyId::new(number).unwrap(),
        nonce: [0; 24],
        ciphertext: Vec::new(),
        fingerprint: [0; 32],
    };
    let sealed = SealedAttribute {
        stream: StreamId::learner(LearnerId::new(number).unwrap()),
        command_id: CommandId::new(number).unwrap(),
        attribute: "display_name".to_owned(),
        value,
    };
    let deadline = Deadline::after(Duration::from_secs(1), None);
    let opened = open(&keyring, testing::ledger_id(), vec![Some(&sealed)], deadline);
    let opened = tokio::time::timeout(Duration::from_secs(2), opened).await.unwrap();
    assert_eq!(opened.unwrap_err().reason(), Reason::DeadlinePassed);
}
