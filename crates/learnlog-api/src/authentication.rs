//! Who calls. Invariant: a call reaches a handler only with a [`Principal`] that a trusted issuer vouches for, and
//! the actor of an entry is that principal, never something that a request says. What a principal may do is left to
//! others.

pub mod certificate;
pub mod interceptor;
pub mod key_set;
pub mod local_token;
pub mod principal;
pub mod token;
mod verified;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::SystemTime;

use tonic::transport::CertificateDer;

use self::key_set::KeySet;
use self::local_token::LocalTokenSecret;
use self::principal::Principal;
use self::verified::VerifiedTokens;
use crate::error::ApiError;
use crate::error::reason::Reason;

/// By what callers may prove who they are. With nothing set, nobody can.
#[derive(Debug, Default)]
pub struct Trust {
    /// Tokens that `learnlog token` issues.
    pub local_tokens: Option<LocalTokenSecret>,
    /// Tokens of an identity provider.
    pub key_set: Option<KeySet>,
    /// Client certificates that the TLS layer has verified.
    pub client_certificates: bool,
}

/// Finds the principal of a call.
#[derive(Debug)]
pub struct Authenticator {
    trust: Trust,
    verified: VerifiedTokens,
}

impl Authenticator {
    /// Trusts that and nothing else.
    pub fn new(trust: Trust) -> Self {
        Self { trust, verified: VerifiedTokens::default() }
    }

    /// The principal of a call with that `authorization` value and that verified chain of certificates (its own first). A token
    /// that is there must be good: there is no falling back to the certificate. Errors: the UNAUTHENTICATED reasons.
    pub fn authenticate(
        &self,
        authorization: Option<&[u8]>,
        certificates: Option<&[CertificateDer<'_>]>,
        now: SystemTime,
    ) -> Result<Arc<Principal>, ApiError> {
        if let Some(value) = authorization {
            return self.by_token(token::bearer(value)?, now);
        }
        let own = certificates.and_then(<[_]>::first);
        match own.filter(|_| self.trust.client_certificates) {
            Some(own) => {
                let principal = certificate::principal(own)?;
                principal.still_valid(now)?;
                Ok(Arc::new(principal))
            }
            None => Err(ApiError::new(
                Reason::CredentialsMissing,
                "no credentials: send `authorization: Bearer <token>`, or a client certificate \
                 where the server is set up for it",
            )),
        }
    }

    fn by_token(&self, token: &str, now: SystemTime) -> Result<Arc<Principal>, ApiError> {
        if let Some(principal) = self.verified.get(token) {
            principal.still_valid(now)?;
            return Ok(principal);
        }
        let principal = Arc::new(token::verify(&self.trust, token)?);
        self.verified.insert(token, Arc::clone(&principal));
        Ok(principal)
    }
}
