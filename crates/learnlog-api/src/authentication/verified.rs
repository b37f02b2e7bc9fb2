//! Proofs that were verified before, with their callers. Invariant: only good proofs are remembered, by their hash, and
//! each use checks the time again; a signature is verified once and not per call. A remembered call allocates nothing
//! and waits for calls of other proofs as good as never.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use sha2::{Digest, Sha256};
use tonic::transport::CertificateDer;

use crate::caller::Caller;

/// Proofs remembered at once.
pub const VERIFIED_LIMIT_PROOFS: usize = 10_240;

/// Each part has a lock of its own.
const PARTS: usize = 16;

/// The proofs of one part; they spread evenly, as hashes do.
const PART_LIMIT_PROOFS: NonZeroUsize = NonZeroUsize::new(VERIFIED_LIMIT_PROOFS / PARTS).unwrap();

/// What a caller shows: the SHA-256 of a token, or of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proof([u8; 32]);

impl Proof {
    /// A bearer token.
    pub fn of_token(token: &str) -> Self {
        Self::of(0, token.as_bytes())
    }

    /// A client certificate.
    pub fn of_certificate(der: &CertificateDer<'_>) -> Self {
        Self::of(1, der)
    }

    fn of(kind: u8, bytes: &[u8]) -> Self {
        Self(Sha256::new().chain_update([kind]).chain_update(bytes).finalize().into())
    }
}

/// A bounded memory.
#[derive(Debug)]
pub struct Verified([Mutex<LruCache<Proof, Caller>>; PARTS]);

impl Default for Verified {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(LruCache::new(PART_LIMIT_PROOFS))))
    }
}

impl Verified {
    /// Who it was the last time.
    pub fn get(&self, proof: &Proof) -> Option<Caller> {
        self.part(proof).get(proof).cloned()
    }

    /// Remembers a verified proof.
    pub fn insert(&self, proof: Proof, caller: Caller) {
        self.part(&proof).put(proof, caller);
    }

    fn part(&self, proof: &Proof) -> MutexGuard<'_, LruCache<Proof, Caller>> {
        let Self(parts) = self;
        let [first, ..] = proof.0;
        parts[usize::from(first) % PARTS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
