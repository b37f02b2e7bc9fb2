//! The table of wrapped keys, as this crate needs it. Invariant: an owner's first key wins, whoever
//! proposes others at the same time, so that all processes seal with the same one. Rows say nothing
//! without the master key; destroying one destroys what it sealed.

use futures::future::BoxFuture;
/// Named here for tables, which know nothing else of the domain.
pub use learnlog_domain::id::KeyId;
use learnlog_domain::id::LedgerId;
use learnlog_domain::stream::{StreamId, StreamKind};

/// A wrapped key: 24 bytes of nonce, 32 bytes of key, 16 bytes of tag.
pub const WRAPPED_KEY_BYTES: usize = 72;

/// Whose key it is: kind byte || 16 id bytes. A person's is the key of the person's stream; the
/// ledger's has kind 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner([u8; 17]);

impl Owner {
    /// The ledger itself.
    pub fn ledger(ledger_id: LedgerId) -> Self {
        let mut bytes = [0; 17];
        bytes[1..].copy_from_slice(ledger_id.as_bytes());
        Self(bytes)
    }

    /// Whoever the stream is about.
    pub fn stream(stream: StreamId) -> Self {
        Self(stream.key())
    }

    /// Whether it is a learner.
    pub fn is_person(&self) -> bool {
        self.0[0] == StreamKind::Learner as u8
    }

    /// From the 17 bytes that a table keeps.
    pub fn from_bytes(bytes: [u8; 17]) -> Self {
        Self(bytes)
    }

    /// The 17 bytes that a table keeps.
    pub fn as_bytes(&self) -> &[u8; 17] {
        &self.0
    }
}

/// A row. When it was made is the table's to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Unique.
    pub key_id: KeyId,
    /// Unique.
    pub owner: Owner,
    /// Nonce || ciphertext under the master key.
    pub wrapped_key: [u8; WRAPPED_KEY_BYTES],
}

/// Where wrapped keys are kept.
pub trait KeyTable: Send + Sync + 'static {
    /// For each proposed row its owner's row, in the same order: the one that is there, else the
    /// proposed one, durably inserted. The owners of one call differ; there are at most
    /// [`MAX_KEYS_PER_CALL`](crate::keyring::MAX_KEYS_PER_CALL).
    fn get_or_insert(
        &self,
        proposed: Vec<KeyRow>,
    ) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>>;

    /// The rows of these owners, in any order; those that have none are left out, and none is made.
    /// The owners of one call differ; there are at most
    /// [`MAX_KEYS_PER_CALL`](crate::keyring::MAX_KEYS_PER_CALL).
    fn of_owners(&self, owners: Vec<Owner>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>>;

    /// The rows with these ids, in any order; those that do not exist (any more) are left out. The
    /// ids of one call differ; there are at most
    /// [`MAX_KEYS_PER_CALL`](crate::keyring::MAX_KEYS_PER_CALL).
    fn find(&self, key_ids: Vec<KeyId>) -> BoxFuture<'_, Result<Vec<KeyRow>, KeyTableError>>;
}

/// The table did not answer, or not with rows of keys.
#[derive(Debug, thiserror::Error)]
#[error("the key table does not answer: is its database there, and migrated?")]
pub struct KeyTableError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

#[cfg(test)]
pub(crate) mod memory;
