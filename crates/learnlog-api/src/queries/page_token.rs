//! Page tokens (AIP-158): opaque, and bound to ledger, rpc and filters by an HMAC. Invariant: a token that opens
//! was made here for this very query; what it holds is then trusted. What that is, is left to each query.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use learnlog_keys::ledger_key::LedgerKey;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::at::At;

#[cfg(test)]
mod tests;

/// Bytes of a token as text.
pub const PAGE_TOKEN_LIMIT_BYTES: usize = 4 << 10;

const LABEL: &[u8] = b"learnlog/v1/page-token";
const TAG_BYTES: usize = 16;

/// Makes and opens page tokens of one ledger.
pub struct PageTokens(Zeroizing<[u8; 32]>);

/// What a token is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Name of the rpc.
    pub rpc: &'static str,
    /// Its filters, in an encoding that is equal exactly if they are.
    pub filters: &'a [u8],
}

impl PageTokens {
    /// Under a key derived from the ledger's.
    pub fn new(ledger: &LedgerKey) -> Self {
        // Digests of commands are taken over encodings that begin with byte 1, never over this label.
        Self(Zeroizing::new(ledger.digest(LABEL)))
    }

    /// The token that leads on to `place`.
    pub fn seal(&self, query: Query<'_>, place: &[u8]) -> String {
        let tag = self.mac(query, place).finalize().into_bytes();
        let sealed = [tag.get(..TAG_BYTES).unwrap_or_default(), place].concat();
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The place that a token of this query leads on to. Errors: PAGE_TOKEN_INVALID.
    pub fn open(&self, query: Query<'_>, token: &str) -> Result<Vec<u8>, ApiError> {
        if token.len() > PAGE_TOKEN_LIMIT_BYTES {
            return Err(invalid());
        }
        let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| invalid())?;
        let (tag, place) = sealed.split_at_checked(TAG_BYTES).ok_or_else(invalid)?;
        self.mac(query, place).verify_truncated_left(tag).map_err(|_| invalid())?;
        Ok(place.to_vec())
    }

    fn mac(&self, query: Query<'_>, place: &[u8]) -> Hmac<Sha256> {
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(self.0.as_slice());
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        for part in [query.rpc.as_bytes(), query.filters, place] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// PAGE_TOKEN_INVALID.
pub fn invalid() -> ApiError {
    ApiError::of_field(
        Reason::PageTokenInvalid,
        At::root("page_token"),
        "not a token of this query",
        "next_page_token of an answer to the same filters, or nothing",
    )
}
