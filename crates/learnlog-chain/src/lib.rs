//! The chain rule: which message extends a log. Invariant: the rule depends on nothing but bytes and their order, so every reader in every
//! language agrees. What an entry means is left to others.

mod claim;

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// 32 zero bytes: what the first entry of a log chains on.
    pub const ZERO: Self = Self([0; 32]);

    /// From its bytes; None where they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// SHA-256(0x00 || value): the leaf hash of RFC 9162, section 2.1.1, over the value as it lies on Kafka.
pub fn entry_hash(value: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(value);
    Hash(hasher.finalize().into())
}

/// The two fields of an entry that the rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Its place in the log.
    pub sequence: u64,
    /// What it says the entry before it hashes to.
    pub previous_hash: Hash,
}

/// Where a log stands: after its last accepted entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0 for an empty log.
    pub sequence: u64,
    /// [`Hash::ZERO`] for an empty log.
    pub hash: Hash,
}

impl Head {
    /// Before genesis.
    pub const EMPTY: Self = Self { sequence: 0, hash: Hash::ZERO };

    /// The acceptance rule.
    pub fn accepts(&self, claim: &Claim) -> bool {
        self.sequence.checked_add(1) == Some(claim.sequence) && claim.previous_hash == self.hash
    }

    /// The head after an accepted entry with that hash.
    #[must_use]
    pub fn after(&self, hash: Hash) -> Self {
        Self { sequence: self.sequence.saturating_add(1), hash }
    }
}

#[cfg(test)]
mod tests;
