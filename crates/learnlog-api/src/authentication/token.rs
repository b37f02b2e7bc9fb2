//! Verification of bearer tokens. Invariant: the header of a token only chooses among keys that are trusted
//! already; each key goes with exactly one algorithm, so `none`, and a public key used as a shared secret, find no
//! key.

use std::time::{Duration, SystemTime};

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, Validation, decode_header};

use super::Trust;
use super::principal::Principal;
use crate::error::ApiError;
use crate::error::reason::Reason;

/// Bytes of a token.
pub const TOKEN_LIMIT_BYTES: usize = 8 << 10;

/// How far the issuer's clock may be from ours.
pub const CLOCK_LEEWAY_SECONDS: u64 = 30;

/// The token of an `authorization: Bearer` header.
pub fn bearer(value: &[u8]) -> Result<&str, ApiError> {
    let text = std::str::from_utf8(value).map_err(|_| invalid("the header is not text"))?;
    let (scheme, token) = text.split_once(' ').ok_or_else(|| invalid("no bearer token"))?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid("the scheme is not Bearer"));
    }
    if token.len() > TOKEN_LIMIT_BYTES {
        return Err(invalid("longer than a token may be"));
    }
    Ok(token.trim())
}

/// The principal of a token. Errors: TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID.
pub fn verify(trust: &Trust, token: &str) -> Result<Principal, ApiError> {
    let header = decode_header(token).map_err(|error| refused(&error))?;
    // RFC 7515, 4.1.11: extensions that the token calls critical and we do not know.
    if header.crit.is_some() {
        return Err(invalid("it has critical extensions"));
    }
    match header.alg {
        Algorithm::HS256 => trust
            .local_tokens
            .as_ref()
            .ok_or_else(|| invalid("local tokens are not accepted here"))?
            .verify(token),
        _ => trust
            .key_set
            .as_ref()
            .ok_or_else(|| invalid("tokens of other issuers are not accepted here"))?
            .verify(token, &header),
    }
}

/// What every token must prove, besides its signature.
pub fn validation(algorithm: Algorithm, issuer: &str, audience: &str) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.leeway = CLOCK_LEEWAY_SECONDS;
    validation.validate_nbf = true;
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation
}

/// The end of a token that says `exp` (seconds since 1970).
pub fn valid_until(exp: f64) -> Result<SystemTime, ApiError> {
    let end = Duration::try_from_secs_f64(exp)
        .ok()
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .and_then(|end| end.checked_add(Duration::from_secs(CLOCK_LEEWAY_SECONDS)));
    end.ok_or_else(|| invalid("its end is not a time"))
}

/// TOKEN_INVALID.
pub fn invalid(cause: &str) -> ApiError {
    ApiError::new(Reason::TokenInvalid, format!("the token is not accepted: {cause}"))
        .with("cause", cause)
}

/// TOKEN_EXPIRED.
pub fn expired() -> ApiError {
    ApiError::new(Reason::TokenExpired, "the token or certificate has expired: get a new one")
}

/// The library's refusal as ours.
pub fn refused(error: &Error) -> ApiError {
    match error.kind() {
        ErrorKind::ExpiredSignature => expired(),
        ErrorKind::ImmatureSignature => ApiError::new(
            Reason::TokenNotYetValid,
            "the token is not valid yet: compare the clocks of issuer and server",
        ),
        ErrorKind::InvalidSignature => invalid("the signature is not the key's"),
        ErrorKind::InvalidIssuer => invalid("another issuer"),
        ErrorKind::InvalidAudience => invalid("for another audience"),
        ErrorKind::MissingRequiredClaim(claim) => {
            invalid("a claim is missing").with("claim", claim)
        }
        ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => {
            invalid("the algorithm is not the key's")
        }
        _ => invalid("not a JSON Web Token"),
    }
}
