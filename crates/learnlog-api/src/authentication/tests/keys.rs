//! Which keys of a set are taken, and what they verify.

use super::*;
use crate::authentication::key_set::KeySetError;

fn set(keys: &[Value]) -> Result<KeySet, KeySetError> {
    let json = serde_json::to_vec(&json!({ "keys": keys })).unwrap();
    KeySet::from_json(&json, "https://idp.example", "learnlog.example")
}

fn jwk(key: &EncodingKey, algorithm: Algorithm) -> Value {
    serde_json::to_value(Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap()
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_der(include_bytes!("../testdata/rsa-test-key.der"))
}

#[test]
fn each_accepted_algorithm_verifies() {
    let ec = EncodingKey::from_ec_der(include_bytes!("../testdata/es256-test-key.der"));
    let ed = EncodingKey::from_ed_der(include_bytes!("../testdata/ed25519-test-key.der"));
    for (key, algorithm) in
        [(rsa(), Algorithm::RS256), (ec, Algorithm::ES256), (ed, Algorithm::EdDSA)]
    {
        let authenticator = trusting(&key, algorithm);
        // Without a key id: the only key of its algorithm.
        let token = encode(&Header::new(algorithm), &claims(), &key).unwrap();
        assert_eq!(subject(&authenticator, &token), Ok("u-17".to_owned()), "{algorithm:?}");
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    let authenticator = trusting(&rsa(), Algorithm::RS256);
    let public = jwk(&rsa(), Algorithm::RS256)["n"].as_str().unwrap().to_owned();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("k1".to_owned());
    let forged = encode(&header, &claims(), &EncodingKey::from_secret(public.as_bytes())).unwrap();
    assert_eq!(subject(&authenticator, &forged), Err(Reason::TokenInvalid));
    let mut stronger = Header::new(Algorithm::RS512);
    stronger.kid = Some("k1".to_owned());
    let token = encode(&stronger, &claims(), &rsa()).unwrap();
    assert_eq!(subject(&authenticator, &token), Err(Reason::TokenInvalid));
}

#[test]
fn a_token_without_key_id_needs_the_only_key() {
    let key = jwk(&rsa(), Algorithm::RS256);
    let both = set(&[key.clone(), key]).unwrap();
    let trust = Trust { key_set: Some(both), ..Trust::default() };
    let token = encode(&Header::new(Algorithm::RS256), &claims(), &rsa()).unwrap();
    assert_eq!(subject(&believing(trust), &token), Err(Reason::TokenInvalid));
}

#[test]
fn only_public_signing_keys_are_taken() {
    let mut encryption = jwk(&rsa(), Algorithm::RS256);
    encryption["use"] = json!("enc");
    let mut other = jwk(&rsa(), Algorithm::RS256);
    other["alg"] = json!("RS512");
    let short = json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" });
    let shared = json!({ "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" });
    for key in [encryption, other, short, shared] {
        assert!(matches!(set(&[key]), Err(KeySetError::NoUsableKey)));
    }
    let mut named = jwk(&rsa(), Algorithm::RS256);
    named["kid"] = json!("k1");
    assert!(matches!(set(&[named.clone(), named]), Err(KeySetError::Repeated { .. })));
    assert!(matches!(set(&[]), Err(KeySetError::NoUsableKey)));
    let not_json = KeySet::from_json(b"{", "i", "a");
    assert!(matches!(not_json, Err(KeySetError::NotAKeySet(_))));
    let unnamed = KeySet::from_json(b"{\"keys\":[]}", "", "a");
    assert!(matches!(unnamed, Err(KeySetError::Unnamed)));
}
