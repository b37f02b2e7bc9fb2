//! Keys of an identity provider (RFC 7517), from a file. Invariant: a key verifies one algorithm only, that of its
//! type, and symmetric keys are never taken from a set.

use std::collections::HashMap;

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, Header, decode};
use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};
use serde::Deserialize;

use super::principal::{Principal, acceptable};
use super::token;
use crate::error::ApiError;

/// Keys of one set.
pub const KEY_SET_LIMIT_KEYS: usize = 100;

/// Bits of an RSA key, at least (RFC 7518, 3.3).
pub const RSA_MINIMUM_BITS: usize = 2_048;

/// The keys of one issuer, and what its tokens must say.
pub struct KeySet {
    issuer: String,
    audience: String,
    keys: Vec<Key>,
    by_id: HashMap<String, usize>,
}

struct Key {
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Why a key set is not usable.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// Not JSON, or not a set of keys.
    #[error("the file is not a JSON Web Key Set (RFC 7517)")]
    NotAKeySet(#[source] serde_json::Error),
    /// A key is broken.
    #[error("key {index} of the key set cannot be used (RS256 of 2048 bits or more, ES256, EdDSA)")]
    Key {
        /// From 0.
        index: usize,
        /// What is wrong.
        #[source]
        source: jsonwebtoken::errors::Error,
    },
    /// Two keys with one id.
    #[error("the key set has two keys with the id {id}")]
    Repeated {
        /// The id.
        id: String,
    },
    /// Nothing to verify signatures with.
    #[error("the key set has no key for RS256 (2048 bits or more), ES256 or EdDSA signatures")]
    NoUsableKey,
    /// Too many.
    #[error("the key set has more than {KEY_SET_LIMIT_KEYS} keys")]
    TooManyKeys,
    /// Tokens could not be told from those for others.
    #[error("issuer and audience of the key set must be named, in 1 to 255 bytes each")]
    Unnamed,
}

/// RFC 7519; `act` is that of RFC 8693, 4.1, `client_id` that of RFC 9068, 2.2.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: f64,
    client_id: Option<String>,
    act: Option<ActingParty>,
}

#[derive(Deserialize)]
struct ActingParty {
    sub: String,
}

impl KeySet {
    /// The signing keys in `json`, for tokens by `issuer` for `audience`. Keys of other kinds are left out.
    pub fn from_json(json: &[u8], issuer: &str, audience: &str) -> Result<Self, KeySetError> {
        if !acceptable(issuer) || !acceptable(audience) {
            return Err(KeySetError::Unnamed);
        }
        let set: JwkSet = serde_json::from_slice(json).map_err(KeySetError::NotAKeySet)?;
        if set.keys.len() > KEY_SET_LIMIT_KEYS {
            return Err(KeySetError::TooManyKeys);
        }
        let mut keys = Vec::new();
        let mut by_id = HashMap::new();
        for (index, jwk) in set.keys.iter().enumerate() {
            let Some(algorithm) = algorithm(jwk) else { continue };
            let key =
                DecodingKey::from_jwk(jwk).map_err(|source| KeySetError::Key { index, source })?;
            if let Some(id) = &jwk.common.key_id
                && by_id.insert(id.clone(), keys.len()).is_some()
            {
                return Err(KeySetError::Repeated { id: id.clone() });
            }
            keys.push(Key { algorithm, key });
        }
        if keys.is_empty() {
            return Err(KeySetError::NoUsableKey);
        }
        Ok(Self { issuer: issuer.to_owned(), audience: audience.to_owned(), keys, by_id })
    }

    /// The principal of a token with that header.
    pub(super) fn verify(&self, token: &str, header: &Header) -> Result<Principal, ApiError> {
        let key = self.key(header).ok_or_else(|| token::invalid("no trusted key signed it"))?;
        let validation = token::validation(key.algorithm, &self.issuer, &self.audience);
        let claims = decode::<Claims>(token, &key.key, &validation)
            .map_err(|error| token::refused(&error))?
            .claims;
        let valid_until = token::valid_until(claims.exp)?;
        let actor = claims.into_actor();
        let subjects = [Some(&actor.subject), actor.on_behalf_of.as_ref()];
        if !subjects.into_iter().flatten().all(|subject| acceptable(subject)) {
            return Err(token::invalid("its subject is not an opaque id"));
        }
        Ok(Principal { actor, valid_until })
    }

    /// The key that the header names, else the only one of its algorithm.
    fn key(&self, header: &Header) -> Option<&Key> {
        let fits = |key: &&Key| key.algorithm == header.alg;
        match &header.kid {
            Some(id) => self.by_id.get(id).and_then(|index| self.keys.get(*index)).filter(fits),
            None => {
                let mut keys = self.keys.iter().filter(fits);
                keys.next().filter(|_| keys.next().is_none())
            }
        }
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySet")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("keys", &self.by_id.keys())
            .finish_non_exhaustive()
    }
}

impl Claims {
    fn into_actor(self) -> Actor {
        let own = self.client_id.as_deref() == Some(self.sub.as_str());
        let (kind, subject, on_behalf_of) = match self.act {
            Some(acting) => (ActorKind::Service, acting.sub, Some(self.sub)),
            None if own => (ActorKind::Service, self.sub, None),
            None => (ActorKind::Person, self.sub, None),
        };
        let authenticated = AuthenticationMethod::Jwt;
        Actor { kind, subject, issuer: self.iss, on_behalf_of, authenticated }
    }
}

/// What a key of this type verifies; None if it is not for verifying, or not of a kind that is accepted.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return None;
    }
    let (algorithm, named) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if rsa_bits(&rsa.n) >= RSA_MINIMUM_BITS => {
            (Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let fits = jwk.common.key_algorithm.is_none_or(|name| name == named);
    fits.then_some(algorithm)
}

/// Bits of a base64url number, to the byte below.
fn rsa_bits(modulus: &str) -> usize {
    modulus.trim_end_matches('=').len() * 6 / 8 * 8
}
