//! Who a token or certificate proves, and every way in which it proves nothing.

#![allow(clippy::unwrap_used)]

mod certificates;
mod keys;

use std::time::{Duration, Instant, SystemTime};

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use learnlog_codec::entry::{ActorKind, AuthenticationMethod};
use serde_json::{Value, json};

use super::key_set::KeySet;
use super::local_token::{LocalTokenSecret, issue_local_token};
use super::{Authenticator, Trust};

use crate::error::reason::Reason;
use crate::testing;

fn believing(trust: Trust) -> Authenticator {
    Authenticator::new(trust, testing::callers(1))
}

/// Issuer, audience and key of an identity provider.
fn provider() -> (EncodingKey, Authenticator) {
    let key = EncodingKey::from_ec_der(include_bytes!("testdata/es256-test-key.der"));
    (key.clone(), trusting(&key, Algorithm::ES256))
}

fn trusting(key: &EncodingKey, algorithm: Algorithm) -> Authenticator {
    let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
    jwk.common.key_id = Some("k1".to_owned());
    let json = serde_json::to_vec(&JwkSet { keys: vec![jwk] }).unwrap();
    let key_set = KeySet::from_json(&json, "https://idp.example", "learnlog.example").unwrap();
    let local_tokens = Some(LocalTokenSecret::generate().unwrap());
    believing(Trust { local_tokens, key_set: Some(key_set), client_certificates: false })
}

/// Seconds since 1970, `later` seconds from now.
fn time(later: i64) -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + later
}

fn claims() -> Value {
    json!({
        "iss": "https://idp.example",
        "aud": ["learnlog.example", "other.example"],
        "sub": "u-17",
        "exp": time(600),
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn signed(key: &EncodingKey, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("k1".to_owned());
    encode(&header, claims, key).unwrap()
}

/// The subject that the token proves, or why it proves nothing.
fn subject(authenticator: &Authenticator, token: &str) -> Result<String, Reason> {
    let header = format!("Bearer {token}");
    authenticator
        .authenticate(Some(header.as_bytes()), None, SystemTime::now())
        .map(|caller| caller.principal().actor.subject.clone())
        .map_err(|error| error.reason())
}

#[test]
fn a_token_of_the_provider_is_its_subject() {
    let (key, authenticator) = provider();
    let token = signed(&key, &claims());
    let header = format!("bearer {token}");
    for _ in 0..2 {
        let caller =
            authenticator.authenticate(Some(header.as_bytes()), None, SystemTime::now()).unwrap();
        assert_eq!(caller.principal().actor.subject, "u-17");
        assert_eq!(caller.principal().actor.issuer, "https://idp.example");
        assert_eq!(caller.principal().actor.kind, ActorKind::Person);
        assert_eq!(caller.principal().actor.authenticated, AuthenticationMethod::Jwt);
        assert_eq!(caller.principal().actor.on_behalf_of, None);
    }
}

#[test]
fn services_are_told_from_persons() {
    let (key, authenticator) = provider();
    let actor = |claims: Value| {
        let header = format!("Bearer {}", signed(&key, &claims));
        let found = authenticator.authenticate(Some(header.as_bytes()), None, SystemTime::now());
        found.unwrap().principal().actor.clone()
    };
    assert_eq!(actor(with("client_id", json!("u-17"))).kind, ActorKind::Service);
    assert_eq!(actor(with("client_id", json!("portal"))).kind, ActorKind::Person);
    let acting = actor(with("act", json!({ "sub": "portal" })));
    assert_eq!((acting.kind, acting.subject.as_str()), (ActorKind::Service, "portal"));
    assert_eq!(acting.on_behalf_of.as_deref(), Some("u-17"));
}

#[test]
fn a_token_that_proves_nothing_is_refused() {
    let (key, authenticator) = provider();
    let other = EncodingKey::from_ed_der(include_bytes!("testdata/ed25519-test-key.der"));
    let mut eddsa = Header::new(Algorithm::EdDSA);
    eddsa.kid = Some("k1".to_owned());
    let mut unknown = Header::new(Algorithm::ES256);
    unknown.kid = Some("k2".to_owned());
    let mut critical = Header::new(Algorithm::ES256);
    critical.crit = Some(vec!["b64".to_owned()]);
    let good = signed(&key, &claims());
    let swapped = {
        let parts: Vec<_> = good.split('.').collect();
        let theirs = signed(&key, &with("sub", json!("admin")));
        let payload = theirs.split('.').nth(1).unwrap();
        format!("{}.{payload}.{}", parts[0], parts[2])
    };
    // {"alg":"none","typ":"JWT"} and {"alg":"none","kid":"k1"}.
    let payload = good.split('.').nth(1).unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
    let cases = [
        ("no token", String::new()),
        ("no parts", "abc".to_owned()),
        ("unsigned", none),
        ("another payload", swapped),
        ("another type of key", encode(&eddsa, &claims(), &other).unwrap()),
        ("an unknown key", encode(&unknown, &claims(), &key).unwrap()),
        ("critical extensions", encode(&critical, &claims(), &key).unwrap()),
        ("another issuer", signed(&key, &with("iss", json!("https://evil.example")))),
        ("several issuers", signed(&key, &with("iss", json!(["https://idp.example"])))),
        ("another audience", signed(&key, &with("aud", json!("other.example")))),
        ("no audience", signed(&key, &without("aud"))),
        ("no subject", signed(&key, &without("sub"))),
        ("no issuer", signed(&key, &without("iss"))),
        ("no end", signed(&key, &without("exp"))),
        ("an empty subject", signed(&key, &with("sub", json!("")))),
        ("a subject with a line end", signed(&key, &with("sub", json!("a\nb")))),
        ("a long subject", signed(&key, &with("sub", json!("x".repeat(256))))),
        ("a long token", format!("{good}{}", "A".repeat(8_192))),
    ];
    for (case, token) in cases {
        assert_eq!(subject(&authenticator, &token), Err(Reason::TokenInvalid), "{case}");
    }
}

#[test]
fn time_is_taken_with_a_leeway() {
    let (key, authenticator) = provider();
    let read = |claims: Value| subject(&authenticator, &signed(&key, &claims));
    assert_eq!(read(with("exp", json!(time(-25)))), Ok("u-17".to_owned()));
    assert_eq!(read(with("exp", json!(time(-40)))), Err(Reason::TokenExpired));
    assert_eq!(read(with("nbf", json!(time(25)))), Ok("u-17".to_owned()));
    assert_eq!(read(with("nbf", json!(time(40)))), Err(Reason::TokenNotYetValid));
}

#[test]
fn a_remembered_token_still_expires() {
    let (key, authenticator) = provider();
    let header = format!("Bearer {}", signed(&key, &claims()));
    let at = |later: u64| {
        let now = SystemTime::now() + Duration::from_secs(later);
        authenticator.authenticate(Some(header.as_bytes()), None, now).map_err(|e| e.reason())
    };
    assert!(at(0).is_ok());
    assert!(at(625).is_ok());
    assert_eq!(at(640).unwrap_err(), Reason::TokenExpired);
}

#[test]
fn a_local_token_is_its_subject() {
    let secret = LocalTokenSecret::generate().unwrap();
    let again = LocalTokenSecret::from_hex(&secret.to_hex()).unwrap();
    let hour = Duration::from_secs(3_600);
    let token = issue_local_token(&secret, "importer", ActorKind::Service, hour).unwrap();
    let trust = Trust { local_tokens: Some(again), ..Trust::default() };
    let authenticator = believing(trust);
    assert_eq!(subject(&authenticator, &token), Ok("importer".to_owned()));
}

#[test]
fn a_local_token_of_another_secret_is_refused() {
    let secret = LocalTokenSecret::generate().unwrap();
    let hour = Duration::from_secs(3_600);
    let token = issue_local_token(&secret, "importer", ActorKind::Service, hour).unwrap();
    let (_, authenticator) = provider();
    assert_eq!(subject(&authenticator, &token), Err(Reason::TokenInvalid));
    let nobody = believing(Trust::default());
    assert_eq!(subject(&nobody, &token), Err(Reason::TokenInvalid));
}

#[test]
fn a_token_is_issued_within_limits() {
    let secret = LocalTokenSecret::generate().unwrap();
    let issue = |subject: &str, kind, seconds| {
        issue_local_token(&secret, subject, kind, Duration::from_secs(seconds)).is_ok()
    };
    assert!(issue("u", ActorKind::Person, 1));
    assert!(issue("u", ActorKind::Person, 366 * 86_400));
    assert!(!issue("u", ActorKind::Person, 366 * 86_400 + 1));
    assert!(!issue("u", ActorKind::Person, 0));
    assert!(!issue("u", ActorKind::System, 60));
    assert!(!issue("", ActorKind::Person, 60));
    assert!(!issue(" u", ActorKind::Person, 60));
}

#[test]
fn a_secret_is_64_hexadecimal_digits() {
    assert!(LocalTokenSecret::from_hex(&format!("{}\n", "0f".repeat(32))).is_ok());
    for text in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
        assert!(LocalTokenSecret::from_hex(text).is_err(), "{text}");
    }
}

#[test]
fn a_call_without_credentials_is_nobodys() {
    let (_, authenticator) = provider();
    let reason = |authorization: Option<&[u8]>| {
        let found = authenticator.authenticate(authorization, None, SystemTime::now());
        found.unwrap_err().reason()
    };
    assert_eq!(reason(None), Reason::CredentialsMissing);
    assert_eq!(reason(Some(b"Basic dXNlcjpwYXNz")), Reason::TokenInvalid);
    assert_eq!(reason(Some(b"Bearer")), Reason::TokenInvalid);
    assert_eq!(reason(Some(b"Bearer \xff\xfe")), Reason::TokenInvalid);
}

#[test]
fn all_tokens_of_a_principal_are_one_caller() {
    let (key, authenticator) = provider();
    let caller = |claims: Value| {
        let header = format!("Bearer {}", signed(&key, &claims));
        authenticator.authenticate(Some(header.as_bytes()), None, SystemTime::now()).unwrap()
    };
    let now = Instant::now();
    caller(claims()).owe().settle(true, now);
    // The same token again, another one, and somebody else's.
    assert!(caller(claims()).may_submit(now).is_err());
    assert!(caller(with("exp", json!(time(500)))).may_submit(now).is_err());
    assert!(caller(with("sub", json!("u-18"))).may_submit(now).is_ok());
}
