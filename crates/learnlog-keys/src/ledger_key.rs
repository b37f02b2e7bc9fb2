//! What is done with the ledger's own key: digests of commands that are about nobody, and ids of
//! what other systems know by name. Invariant: a derived id is the same for ever, and tells nobody
//! without the key which name it came from.

use std::fmt;

use learnlog_domain::id::KeyId;
use uuid::Uuid;

use crate::data_key::DataKey;
use crate::person_key::length_prefixed;
use crate::primitive::{self, Secret};

/// The keys of a ledger.
pub struct LedgerKey {
    key_id: KeyId,
    digest: Secret,
    ids: Secret,
}

impl LedgerKey {
    pub(crate) fn new(key_id: KeyId, data_key: &DataKey) -> Self {
        Self {
            key_id,
            digest: data_key.derive("learnlog/v1/digest"),
            ids: data_key.derive("learnlog/v1/derived-id"),
        }
    }

    /// Which key it is.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The digest of a command in its [canonical](crate::canonical) encoding.
    pub fn digest(&self, canonical: &[u8]) -> [u8; 32] {
        primitive::hmac(&self.digest, &[canonical])
    }

    /// Whether that is the digest of the command; in constant time.
    pub fn digest_matches(&self, canonical: &[u8], expected: &[u8; 32]) -> bool {
        primitive::hmac_matches(&self.digest, &[canonical], expected)
    }

    /// The id of what `source` calls `name` ("learner", "workday", "E-1234"): a UUIDv8 of the first
    /// 16 bytes of HMAC-SHA-256 over kind, source and name, each after its length. Never nil.
    pub fn derive_id(&self, kind: &str, source: &str, name: &str) -> Uuid {
        let parts = [kind, source, name].map(length_prefixed);
        let hmac = primitive::hmac(&self.ids, &parts.each_ref().map(Vec::as_slice));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hmac[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

impl fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LedgerKey({})", self.key_id)
    }
}

#[cfg(test)]
mod tests;
