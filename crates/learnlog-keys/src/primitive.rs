//! The primitives that everything here is made of: XChaCha20-Poly1305, HMAC-SHA-256, random bytes.
//! Invariant: no key is left behind in freed memory by this crate, and comparisons of secrets take
//! constant time.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, Payload};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// 256 bits of secret.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Bytes of a nonce of XChaCha20-Poly1305; long enough to be random.
pub(crate) const NONCE_BYTES: usize = 24;

/// Nothing could be sealed.
#[derive(Debug, thiserror::Error)]
pub enum CipherError {
    /// Without randomness there is neither key nor nonce.
    #[error("the operating system gives no random bytes")]
    NoRandomness(#[source] getrandom::Error),
    /// More plaintext than the cipher takes under one nonce (256 GiB).
    #[error("the cipher refuses so much plaintext")]
    Refused,
}

/// N bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, CipherError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(CipherError::NoRandomness)?;
    Ok(bytes)
}

/// Ciphertext || tag.
pub(crate) fn seal(
    key: &Secret,
    nonce: &[u8; NONCE_BYTES],
    associated_data: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, CipherError> {
    let payload = Payload { msg: plaintext, aad: associated_data };
    cipher(key).encrypt(nonce.into(), payload).map_err(|_| CipherError::Refused)
}

/// The plaintext; None where key, nonce, associated data or ciphertext is not what was sealed.
pub(crate) fn open(
    key: &Secret,
    nonce: &[u8; NONCE_BYTES],
    associated_data: &[u8],
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let payload = Payload { msg: ciphertext, aad: associated_data };
    cipher(key).decrypt(nonce.into(), payload).ok().map(Zeroizing::new)
}

/// HMAC-SHA-256 over the concatenation of `parts`.
pub(crate) fn hmac(key: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    keyed(key, parts).finalize().into_bytes().into()
}

/// As [`hmac`], compared in constant time.
pub(crate) fn hmac_matches(key: &Secret, parts: &[&[u8]], expected: &[u8; 32]) -> bool {
    keyed(key, parts).verify_slice(expected).is_ok()
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    <XChaCha20Poly1305 as KeyInit>::new((&**key).into())
}

fn keyed(key: &Secret, parts: &[&[u8]]) -> Hmac<Sha256> {
    // A key shorter than the block of 64 bytes is padded with zeros (RFC 2104).
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key.as_slice());
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac
}
