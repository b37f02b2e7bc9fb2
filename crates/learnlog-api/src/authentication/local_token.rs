//! Tokens of our own: HS256 under a secret that `init` makes. Invariant: who holds the secret can be anybody, so it
//! is shown to nobody and zeroed when dropped. Where it is kept is left to the caller.

use std::time::{Duration, SystemTime};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, decode, encode};
use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::principal::{Principal, acceptable, kind_name};
use super::token;
use crate::error::ApiError;

/// Bytes of the secret, as long as HS256's output (RFC 7518, 3.2).
pub const SECRET_BYTES: usize = 32;

/// The longest life of a local token.
pub const LIFE_LIMIT_DAYS: u64 = 366;

/// Issuer and audience of local tokens.
pub const ISSUER: &str = "learnlog";

/// The secret of local tokens.
pub struct LocalTokenSecret(Zeroizing<[u8; SECRET_BYTES]>);

/// Why there is no secret or token.
#[derive(Debug, thiserror::Error)]
pub enum LocalTokenError {
    /// Not the text of a secret.
    #[error("the secret of local tokens must be {} hexadecimal digits", SECRET_BYTES * 2)]
    NotASecret,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness for a secret")]
    NoRandomness(#[source] getrandom::Error),
    /// Not an opaque id.
    #[error("a subject has 1 to 255 bytes, no control characters and no spaces at its ends")]
    Subject,
    /// learnlog itself needs no token.
    #[error("a token is for a person or a service")]
    Kind,
    /// Nothing, or too long.
    #[error("a token lives at least a second and at most {LIFE_LIMIT_DAYS} days")]
    Life,
    /// The token could not be made.
    #[error("the token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    kind: String,
    iat: u64,
    exp: u64,
}

impl LocalTokenSecret {
    /// A new one. Errors: [`LocalTokenError::NoRandomness`].
    pub fn generate() -> Result<Self, LocalTokenError> {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        getrandom::fill(secret.as_mut()).map_err(LocalTokenError::NoRandomness)?;
        Ok(Self(secret))
    }

    /// From 64 hexadecimal digits; spaces around them are ignored. Errors: [`LocalTokenError::NotASecret`].
    pub fn from_hex(text: &str) -> Result<Self, LocalTokenError> {
        let digits = text.trim().as_bytes();
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        if digits.len() != SECRET_BYTES * 2 {
            return Err(LocalTokenError::NotASecret);
        }
        for (byte, pair) in secret.iter_mut().zip(digits.chunks_exact(2)) {
            let nibble = |digit: u8| char::from(digit).to_digit(16);
            let (Some(high), Some(low)) = (nibble(pair[0]), nibble(pair[1])) else {
                return Err(LocalTokenError::NotASecret);
            };
            *byte = u8::try_from(high << 4 | low).map_err(|_| LocalTokenError::NotASecret)?;
        }
        Ok(Self(secret))
    }

    /// The 64 hexadecimal digits, to be written to a file that only the server and `learnlog token` may read.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The principal of a local token.
    pub(super) fn verify(&self, token: &str) -> Result<Principal, ApiError> {
        let key = DecodingKey::from_secret(self.0.as_ref());
        let validation = token::validation(Algorithm::HS256, ISSUER, ISSUER);
        let claims = decode::<Claims>(token, &key, &validation)
            .map_err(|error| token::refused(&error))?
            .claims;
        let kind = match claims.kind.as_str() {
            "person" => ActorKind::Person,
            "service" => ActorKind::Service,
            _ => return Err(token::invalid("it is neither a person's nor a service's")),
        };
        if !acceptable(&claims.sub) {
            return Err(token::invalid("its subject is not an opaque id"));
        }
        let actor = Actor {
            kind,
            subject: claims.sub,
            issuer: claims.iss,
            on_behalf_of: None,
            authenticated: AuthenticationMethod::LocalToken,
        };
        let end = Duration::from_secs(claims.exp).as_secs_f64();
        Ok(Principal { actor, valid_until: token::valid_until(end)? })
    }
}

impl std::fmt::Debug for LocalTokenSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalTokenSecret(hidden)")
    }
}

/// A token for `subject` (an opaque id) that ends after `life`. Errors: all of [`LocalTokenError`] but the secret's own.
pub fn issue_local_token(
    secret: &LocalTokenSecret,
    subject: &str,
    kind: ActorKind,
    life: Duration,
) -> Result<String, LocalTokenError> {
    if !acceptable(subject) {
        return Err(LocalTokenError::Subject);
    }
    if life.as_secs() == 0 || life.as_secs() > LIFE_LIMIT_DAYS * 86_400 {
        return Err(LocalTokenError::Life);
    }
    let issued = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: ISSUER.to_owned(),
        sub: subject.to_owned(),
        kind: kind_name(kind).ok_or(LocalTokenError::Kind)?.to_owned(),
        iat: issued.as_secs(),
        exp: (issued + life).as_secs(),
    };
    let key = EncodingKey::from_secret(secret.0.as_ref());
    encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(LocalTokenError::Signing)
}
