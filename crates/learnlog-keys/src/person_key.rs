//! What is done with a person's key: seal, open, digest. Invariant: a sealed value opens only in
//! the place it was sealed for (ledger, stream, command, attribute), and two values are equal
//! exactly if attribute and plaintext are, which nobody without the key can tell from a guess.

use std::fmt;

use learnlog_domain::id::{CommandId, KeyId, LedgerId};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::primitive::{self, CipherError, Secret};

/// The longest value that is sealed.
pub const MAX_PLAINTEXT_BYTES: usize = 65_536;

const SEALING: &[u8] = b"learnlog/v1/protected";

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The ledger.
    pub ledger_id: LedgerId,
    /// The person's stream.
    pub stream: StreamId,
    /// The command that brought the value.
    pub command_id: CommandId,
    /// What the value is: "display_name", "reason.text" …
    pub attribute: &'a str,
}

/// Why a value was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Longer than [`MAX_PLAINTEXT_BYTES`].
    #[error("a protected value has at most {MAX_PLAINTEXT_BYTES} bytes, not {actual_bytes}")]
    TooLong {
        /// As given.
        actual_bytes: usize,
    },
    /// The cipher failed.
    #[error("the value cannot be encrypted")]
    Cipher(#[source] CipherError),
}

/// Why a value was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another key sealed it.
    #[error("the value was sealed with key {sealed_with}, not with {opened_with}")]
    OtherKey {
        /// Named by the value.
        sealed_with: KeyId,
        /// Tried.
        opened_with: KeyId,
    },
    /// The value, or the place it is said to belong to, is not what was sealed.
    #[error("the value was altered, or sealed for another place")]
    Altered,
}

/// The keys of one person.
pub struct PersonKey {
    key_id: KeyId,
    encryption: Secret,
    fingerprint: Secret,
    digest: Secret,
}

impl PersonKey {
    pub(crate) fn new(key_id: KeyId, data_key: &DataKey) -> Self {
        Self {
            key_id,
            encryption: data_key.derive("learnlog/v1/encryption"),
            fingerprint: data_key.derive("learnlog/v1/fingerprint"),
            digest: data_key.derive("learnlog/v1/digest"),
        }
    }

    /// Which key it is.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Encrypts a value for its place. Errors: see [`SealError`].
    pub fn seal(&self, place: Place<'_>, plaintext: &[u8]) -> Result<Protected, SealError> {
        if plaintext.len() > MAX_PLAINTEXT_BYTES {
            return Err(SealError::TooLong { actual_bytes: plaintext.len() });
        }
        let nonce = *primitive::random().map_err(SealError::Cipher)?;
        self.seal_with(nonce, place, plaintext).map_err(SealError::Cipher)
    }

    /// Decrypts a value in its place. Errors: see [`OpenError`].
    pub fn open(
        &self,
        place: Place<'_>,
        protected: &Protected,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        if protected.key_id != self.key_id {
            let (sealed_with, opened_with) = (protected.key_id, self.key_id);
            return Err(OpenError::OtherKey { sealed_with, opened_with });
        }
        let associated_data = associated_data(place);
        let Protected { nonce, ciphertext, fingerprint, .. } = protected;
        let plaintext = primitive::open(&self.encryption, nonce, &associated_data, ciphertext)
            .ok_or(OpenError::Altered)?;
        // The fingerprint lies outside the ciphertext, and equality is decided by it.
        let attribute = length_prefixed(place.attribute);
        let parts = [attribute.as_slice(), plaintext.as_slice()];
        if primitive::hmac_matches(&self.fingerprint, &parts, fingerprint) {
            Ok(plaintext)
        } else {
            Err(OpenError::Altered)
        }
    }

    /// The digest of a command in its [canonical](crate::canonical) encoding.
    pub fn digest(&self, canonical: &[u8]) -> [u8; 32] {
        primitive::hmac(&self.digest, &[canonical])
    }

    /// Whether that is the digest of the command; in constant time.
    pub fn digest_matches(&self, canonical: &[u8], expected: &[u8; 32]) -> bool {
        primitive::hmac_matches(&self.digest, &[canonical], expected)
    }

    fn seal_with(
        &self,
        nonce: [u8; primitive::NONCE_BYTES],
        place: Place<'_>,
        plaintext: &[u8],
    ) -> Result<Protected, CipherError> {
        let attribute = length_prefixed(place.attribute);
        let associated_data = associated_data(place);
        Ok(Protected {
            key_id: self.key_id,
            nonce,
            ciphertext: primitive::seal(&self.encryption, &nonce, &associated_data, plaintext)?,
            fingerprint: primitive::hmac(&self.fingerprint, &[&attribute, plaintext]),
        })
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonKey({})", self.key_id)
    }
}

/// Label || ledger id || stream key || command id || attribute: only the last part varies in
/// length.
fn associated_data(place: Place<'_>) -> Vec<u8> {
    let Place { ledger_id, stream, command_id, attribute } = place;
    let key = stream.key();
    [SEALING, ledger_id.as_bytes(), &key, command_id.as_bytes(), attribute.as_bytes()].concat()
}

/// Length in bytes as 8 bytes, big-endian || UTF-8.
pub(crate) fn length_prefixed(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_be_bytes(), text.as_bytes()].concat()
}

#[cfg(test)]
mod tests;
