//! A key of 256 random bits, and how it is wrapped. Invariant: a wrapped key opens only for the
//! ledger, the owner and the key id that it was made for, under the master key that wrapped it; it
//! is never used itself, only what is derived from it.

use learnlog_domain::id::{KeyId, LedgerId};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::master::MasterKey;
use crate::primitive::{self, CipherError, NONCE_BYTES, Secret};
use crate::table::{KeyRow, Owner, WRAPPED_KEY_BYTES};

const WRAPPING: &[u8] = b"learnlog/v1/wrapped-key";

/// What the keys in use are derived from.
pub(crate) struct DataKey(Secret);

impl DataKey {
    /// The key for one use: HKDF-Expand (RFC 5869) to one block, so HMAC-SHA-256 over the use and a
    /// byte 1.
    pub(crate) fn derive(&self, purpose: &str) -> Secret {
        Zeroizing::new(primitive::hmac(&self.0, &[purpose.as_bytes(), &[1]]))
    }

    #[cfg(test)]
    pub(crate) fn fixed(byte: u8) -> Self {
        Self(Zeroizing::new([byte; 32]))
    }
}

/// A new random key for `owner`, wrapped.
pub(crate) fn propose(
    master: &MasterKey,
    ledger_id: LedgerId,
    owner: Owner,
) -> Result<KeyRow, CipherError> {
    let key = primitive::random::<32>()?;
    let nonce = primitive::random::<NONCE_BYTES>()?;
    // As random as its namespace; derived only because a derived id is never nil.
    let namespace = Uuid::from_bytes(*primitive::random::<16>()?);
    let key_id = KeyId::derived(namespace, owner.as_bytes());
    let associated_data = associated_data(ledger_id, owner, key_id);
    let ciphertext = primitive::seal(master.secret(), &nonce, &associated_data, key.as_slice())?;
    let mut wrapped_key = [0; WRAPPED_KEY_BYTES];
    for (to, from) in wrapped_key.iter_mut().zip(nonce.iter().chain(&ciphertext)) {
        *to = *from;
    }
    Ok(KeyRow { key_id, owner, wrapped_key })
}

/// The key of a row; None for another master key, another ledger's row, or a damaged one.
pub(crate) fn unwrap(master: &MasterKey, ledger_id: LedgerId, row: &KeyRow) -> Option<DataKey> {
    let (nonce, ciphertext) = row.wrapped_key.split_first_chunk::<NONCE_BYTES>()?;
    let associated_data = associated_data(ledger_id, row.owner, row.key_id);
    let key = primitive::open(master.secret(), nonce, &associated_data, ciphertext)?;
    key.as_slice().try_into().ok().map(|key| DataKey(Zeroizing::new(key)))
}

fn associated_data(ledger_id: LedgerId, owner: Owner, key_id: KeyId) -> Vec<u8> {
    [WRAPPING, ledger_id.as_bytes(), owner.as_bytes(), key_id.as_bytes()].concat()
}

#[cfg(test)]
mod tests;
