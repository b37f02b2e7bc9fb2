//! Who calls. Invariant: a call reaches a handler only with a [`Principal`] that a trusted issuer vouches for, and
//! the actor of an entry is that principal, never something that a request says. What a principal may do is left to
//! others.

pub mod certificate;
pub mod interceptor;
pub mod key_set;
pub mod local_token;
pub mod principal;
pub mod token;
pub mod verified;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::SystemTime;

use tonic::transport::CertificateDer;

use self::key_set::KeySet;
use self::local_token::LocalTokenSecret;
use self::principal::Principal;
use self::verified::{Proof, Verified};
use crate::caller::{Caller, Callers};
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

/// Finds the caller of a call.
#[derive(Debug)]
pub struct Authenticator {
    trust: Trust,
    callers: Callers,
    verified: Verified,
}

impl Authenticator {
    /// Trusts that and nothing else.
    pub fn new(trust: Trust, callers: Callers) -> Self {
        Self { trust, callers, verified: Verified::default() }
    }

    /// The caller of a call with that `authorization` value and that verified chain of certificates (its own first). A token
    /// that is there must be good: there is no falling back to the certificate. Errors: the UNAUTHENTICATED reasons.
    pub fn authenticate(
        &self,
        authorization: Option<&[u8]>,
        certificates: Option<&[CertificateDer<'_>]>,
        now: SystemTime,
    ) -> Result<Caller, ApiError> {
        if let Some(value) = authorization {
            let token = token::bearer(value)?;
            let proof = Proof::of_token(token);
            return self.remembered(proof, now, || token::verify(&self.trust, token));
        }
        let own = certificates.and_then(<[_]>::first);
        match own.filter(|_| self.trust.client_certificates) {
            Some(own) => {
                let proof = Proof::of_certificate(own);
                self.remembered(proof, now, || certificate::principal(own))
            }
            None => Err(ApiError::new(
                Reason::CredentialsMissing,
                "no credentials: send `authorization: Bearer <token>`, or a client certificate \
                 where the server is set up for it",
            )),
        }
    }

    /// Who it was the last time, else whom `verify` finds. A proof counts as long as it is valid.
    fn remembered(
        &self,
        proof: Proof,
        now: SystemTime,
        verify: impl FnOnce() -> Result<Principal, ApiError>,
    ) -> Result<Caller, ApiError> {
        let caller = match self.verified.get(&proof) {
            Some(caller) => caller,
            None => {
                let caller = self.callers.of(Arc::new(verify()?));
                self.verified.insert(proof, caller.clone());
                caller
            }
        };
        caller.principal().still_valid(now)?;
        Ok(caller)
    }
}
