//! All keys of one ledger, by owner and by id. Invariant: every caller in every process gets the
//! same key for the same person, because the table decides; the cache only saves asking. Erasing
//! and rotating keys is left for later: nothing here deletes.

mod requests;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use learnlog_domain::id::{KeyId, LedgerId};
use learnlog_domain::stream::{StreamId, StreamKind};
use moka::future::Cache;

use self::requests::{Keys, Requests};
use crate::data_key::{self, DataKey};
use crate::ledger_key::LedgerKey;
use crate::master::MasterKey;
use crate::person_key::PersonKey;
use crate::primitive::CipherError;
use crate::table::{KeyRow, KeyTable, KeyTableError, Owner};

/// Keys kept in memory, by owner and again by id; about 300 bytes each.
pub const MAX_CACHED_KEYS: u64 = 50_000;

/// The most rows asked of the table at once; longer requests are split.
pub const MAX_KEYS_PER_CALL: usize = 1_000;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The table failed.
    #[error("the keys of persons are out of reach")]
    Table(#[source] KeyTableError),
    /// The ledger's key does not open.
    #[error(
        "the master key is not the one that this ledger's keys were wrapped with: give that one"
    )]
    WrongMasterKey,
    /// A key of a person does not open although the ledger's does.
    #[error("key {key_id} does not open: its row was altered or belongs to another ledger")]
    Damaged {
        /// Which.
        key_id: KeyId,
    },
    /// The table answered something else than what was asked.
    #[error("the key table answered with other rows than those asked for")]
    OtherRows,
    /// Only learners have keys.
    #[error("{stream} is not about a person and has no key")]
    NotAPerson {
        /// Asked for.
        stream: StreamId,
    },
    /// No key can be made.
    #[error("no new key can be made")]
    Cipher(#[source] CipherError),
}

/// The keys of one ledger.
pub struct Keyring {
    table: Arc<dyn KeyTable>,
    master: MasterKey,
    ledger_id: LedgerId,
    ledger: LedgerKey,
    by_owner: Cache<Owner, Arc<PersonKey>>,
    by_id: Cache<KeyId, Arc<PersonKey>>,
    requests: Requests,
}

impl Keyring {
    /// Opens the keys of a ledger, making the ledger's own at its first opening. Errors:
    /// [`KeyringError::WrongMasterKey`] where the table was filled under another one.
    pub async fn open(
        table: Arc<dyn KeyTable>,
        master: MasterKey,
        ledger_id: LedgerId,
    ) -> Result<Self, KeyringError> {
        let owner = Owner::ledger(ledger_id);
        let proposed =
            data_key::propose(&master, ledger_id, owner).map_err(KeyringError::Cipher)?;
        let rows = table.get_or_insert(vec![proposed]).await.map_err(KeyringError::Table)?;
        let row = rows.first().filter(|row| row.owner == owner).ok_or(KeyringError::OtherRows)?;
        let data_key = data_key::unwrap(&master, ledger_id, row);
        let ledger = LedgerKey::new(row.key_id, &data_key.ok_or(KeyringError::WrongMasterKey)?);
        let (by_owner, by_id) = (Cache::new(MAX_CACHED_KEYS), Cache::new(MAX_CACHED_KEYS));
        let requests = Requests::default();
        Ok(Self { table, master, ledger_id, ledger, by_owner, by_id, requests })
    }

    /// Whether the table holds the ledger's own key: it was opened with it before.
    pub async fn has_begun(
        table: &dyn KeyTable,
        ledger_id: LedgerId,
    ) -> Result<bool, KeyringError> {
        let rows = table.of_owners(vec![Owner::ledger(ledger_id)]).await;
        Ok(!rows.map_err(KeyringError::Table)?.is_empty())
    }

    /// The ledger's own key.
    pub fn ledger(&self) -> &LedgerKey {
        &self.ledger
    }

    /// The key of the person a learner's stream is about, made if there is none. Errors: see
    /// [`KeyringError`].
    pub async fn person(&self, stream: StreamId) -> Result<Arc<PersonKey>, KeyringError> {
        let owner = person_owner(stream)?;
        if let Some(key) = self.by_owner.get(&owner).await {
            return Ok(key);
        }
        let keys = self.get_or_make(&[owner]).await?;
        keys.into_values().next().ok_or(KeyringError::OtherRows)
    }

    /// As [`Self::person`] for many streams in few calls of the table; a key for every stream.
    pub async fn persons(
        &self,
        streams: &[StreamId],
    ) -> Result<HashMap<StreamId, Arc<PersonKey>>, KeyringError> {
        let (mut keys, missing) = self.cached(streams).await?;
        let owners: Vec<_> = missing.keys().copied().collect();
        if owners.is_empty() {
            return Ok(keys);
        }
        for (owner, key) in self.get_or_make(&owners).await? {
            let stream = missing.get(&owner).ok_or(KeyringError::OtherRows)?;
            keys.insert(*stream, key);
        }
        Ok(keys)
    }

    /// As [`Self::persons`] for those who look and keep nothing: a person without a key gets one that
    /// is kept nowhere and never seen again.
    pub async fn persons_to_look(
        &self,
        streams: &[StreamId],
    ) -> Result<HashMap<StreamId, Arc<PersonKey>>, KeyringError> {
        let (mut keys, mut missing) = self.cached(streams).await?;
        let owners: Vec<_> = missing.keys().copied().collect();
        for chunk in owners.chunks(MAX_KEYS_PER_CALL) {
            let rows = self.table.of_owners(chunk.to_vec()).await.map_err(KeyringError::Table)?;
            for row in rows {
                let stream = missing.remove(&row.owner).ok_or(KeyringError::OtherRows)?;
                let key = self.person_key(&row)?;
                self.by_owner.insert(row.owner, Arc::clone(&key)).await;
                keys.insert(stream, key);
            }
        }
        for (owner, stream) in missing {
            let row = data_key::propose(&self.master, self.ledger_id, owner);
            keys.insert(stream, self.person_key(&row.map_err(KeyringError::Cipher)?)?);
        }
        Ok(keys)
    }

    /// The keys that are in memory, and the streams of the owners whose keys are not.
    async fn cached(
        &self,
        streams: &[StreamId],
    ) -> Result<(HashMap<StreamId, Arc<PersonKey>>, HashMap<Owner, StreamId>), KeyringError> {
        let (mut keys, mut missing) = (HashMap::with_capacity(streams.len()), HashMap::new());
        for stream in streams {
            let owner = person_owner(*stream)?;
            match self.by_owner.get(&owner).await {
                Some(key) => drop(keys.insert(*stream, key)),
                None => drop(missing.insert(owner, *stream)),
            }
        }
        Ok((keys, missing))
    }

    /// The person's key with that id; None if it was destroyed. Errors: see [`KeyringError`].
    pub async fn by_key_id(&self, key_id: KeyId) -> Result<Option<Arc<PersonKey>>, KeyringError> {
        Ok(self.by_key_ids(&[key_id]).await?.remove(&key_id))
    }

    /// As [`Self::by_key_id`] for many ids in few calls of the table; destroyed keys are left out.
    pub async fn by_key_ids(
        &self,
        key_ids: &[KeyId],
    ) -> Result<HashMap<KeyId, Arc<PersonKey>>, KeyringError> {
        let mut keys = HashMap::with_capacity(key_ids.len());
        let mut missing = BTreeSet::new();
        for key_id in key_ids {
            match self.by_id.get(key_id).await {
                Some(key) => drop(keys.insert(*key_id, key)),
                None => drop(missing.insert(*key_id)),
            }
        }
        let missing: Vec<_> = missing.into_iter().collect();
        for chunk in missing.chunks(MAX_KEYS_PER_CALL) {
            let rows = self.table.find(chunk.to_vec()).await.map_err(KeyringError::Table)?;
            for row in rows {
                if !row.owner.is_person() || chunk.binary_search(&row.key_id).is_err() {
                    return Err(KeyringError::OtherRows);
                }
                let key = self.person_key(&row)?;
                self.by_id.insert(row.key_id, Arc::clone(&key)).await;
                keys.insert(row.key_id, key);
            }
        }
        Ok(keys)
    }

    async fn get_or_make(&self, owners: &[Owner]) -> Result<Keys, KeyringError> {
        let all = async |owners: Vec<Owner>| {
            let mut keys = HashMap::with_capacity(owners.len());
            // In one order, so that two processes that insert the same rows do not wait for each other.
            for chunk in owners.chunks(MAX_KEYS_PER_CALL) {
                keys.extend(self.get_or_make_now(chunk.to_vec()).await?);
            }
            Ok(keys)
        };
        self.requests.ask(owners, all).await
    }

    async fn get_or_make_now(&self, owners: Vec<Owner>) -> Result<Keys, KeyringError> {
        let propose = |owner: &Owner| data_key::propose(&self.master, self.ledger_id, *owner);
        let proposed = owners.iter().map(propose).collect::<Result<Vec<_>, _>>();
        let proposed = proposed.map_err(KeyringError::Cipher)?;
        let rows = self.table.get_or_insert(proposed).await.map_err(KeyringError::Table)?;
        if !rows.iter().map(|row| row.owner).eq(owners) {
            return Err(KeyringError::OtherRows);
        }
        let mut keys = HashMap::with_capacity(rows.len());
        for row in rows {
            let key = self.person_key(&row)?;
            self.by_owner.insert(row.owner, Arc::clone(&key)).await;
            keys.insert(row.owner, key);
        }
        Ok(keys)
    }

    fn person_key(&self, row: &KeyRow) -> Result<Arc<PersonKey>, KeyringError> {
        let data_key: Option<DataKey> = data_key::unwrap(&self.master, self.ledger_id, row);
        let data_key = data_key.ok_or(KeyringError::Damaged { key_id: row.key_id })?;
        Ok(Arc::new(PersonKey::new(row.key_id, &data_key)))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.ledger_id)
    }
}

fn person_owner(stream: StreamId) -> Result<Owner, KeyringError> {
    match stream.kind() {
        StreamKind::Learner => Ok(Owner::stream(stream)),
        StreamKind::Offering | StreamKind::Definition | StreamKind::Operation => {
            Err(KeyringError::NotAPerson { stream })
        }
    }
}

#[cfg(test)]
mod tests;
