//! Tokens that were verified before. Invariant: only good tokens are remembered, by their hash, and each use checks
//! the time again; a signature is verified once and not per call.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::principal::Principal;

/// Tokens remembered at once.
pub const VERIFIED_LIMIT_TOKENS: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// A bounded memory, by SHA-256 of the token.
#[derive(Debug)]
pub struct VerifiedTokens(Mutex<LruCache<[u8; 32], Arc<Principal>>>);

impl Default for VerifiedTokens {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(VERIFIED_LIMIT_TOKENS)))
    }
}

impl VerifiedTokens {
    /// Who it was the last time.
    pub fn get(&self, token: &str) -> Option<Arc<Principal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&hash(token)).cloned()
    }

    /// Remembers a verified token.
    pub fn insert(&self, token: &str, principal: Arc<Principal>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(hash(token), principal);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
