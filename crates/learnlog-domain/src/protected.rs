//! Personal data as the domain sees it: opaque. Invariant: nothing here can be read, only compared.
//! Sealing and opening are left to whoever holds the keys.

use crate::id::KeyId;

/// One encrypted value of one person.
#[derive(Debug, Clone)]
pub struct Protected {
    /// The person's key.
    pub key_id: KeyId,
    /// Of XChaCha20-Poly1305; differs each time the same value is sealed.
    pub nonce: [u8; 24],
    /// With its tag.
    pub ciphertext: Vec<u8>,
    /// HMAC-SHA-256 under the person's key over attribute name and plaintext.
    pub fingerprint: [u8; 32],
}

/// Equal plaintext of the same attribute under the same key; nonces hide it, fingerprints tell it.
impl PartialEq for Protected {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }
}

impl Eq for Protected {}

impl Protected {
    /// What tells it from other values, without the value.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint { key_id: self.key_id, hmac: self.fingerprint }
    }
}

/// What tells one protected value from others. States keep it in place of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    key_id: KeyId,
    hmac: [u8; 32],
}
