//! Headers of a call. Invariant: only a token that was issued here, unchanged, makes somebody of a caller; a refusal
//! repeats nothing of it; no call that must end waits for longer than a call may; and a call that another process
//! forwarded is for the one that it names, and goes no further.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use learnlog_api::authentication::Trust;
use learnlog_api::authentication::local_token::{LocalTokenSecret, issue_local_token};
use learnlog_api::authentication::principal::acceptable;
use learnlog_api::authentication::token::{TOKEN_LIMIT_BYTES, bearer, verify};
use learnlog_api::deadline::{CALL_LIMIT, Deadline};
use learnlog_api::error::reason::Reason;
use learnlog_api::ownership::token::{FORWARDED, Token, is_forwarded};
use learnlog_codec::entry::ActorKind;
use tonic::metadata::{MetadataMap, MetadataValue};
use uuid::Uuid;

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let secret = LocalTokenSecret::from_hex(&"5a".repeat(32)).expect("64 digits");
    Trust { local_tokens: Some(secret), ..Trust::default() }
});

/// A life that no run outlasts.
const LIFE: Duration = Duration::from_secs(86_400);

/// From how many bytes on, without a space, a text is a secret and no words of a message.
const SECRET_BYTES: usize = 24;

/// What must hold of any bytes as an `authorization`, as a `grpc-timeout`, as the mark of a forwarded call, and as the
/// subject of a token.
pub fn check(bytes: &[u8]) {
    ends(bytes);
    is_for_who_is_named(bytes);
    goes_on_once(bytes);
    match bearer(bytes) {
        Ok(token) => {
            assert!(token.len() <= TOKEN_LIMIT_BYTES && token.trim() == token);
            refuses(token);
        }
        Err(error) => assert_eq!(error.reason(), Reason::TokenInvalid),
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    refuses(text);
    is_who_was_issued(text, bytes.first().copied().unwrap_or_default().into());
}

/// What nobody issued. No fuzzer guesses an HMAC.
fn refuses(token: &str) {
    let error = verify(&TRUST, token).expect_err("nobody issued it");
    assert_eq!(error.reason(), Reason::TokenInvalid);
    let text = error.to_string();
    let is_secret = token.len() >= SECRET_BYTES && !token.contains(' ');
    assert!(!is_secret || !text.contains(token), "{text}");
}

fn is_who_was_issued(subject: &str, flip: usize) {
    let secret = TRUST.local_tokens.as_ref().expect("a secret");
    let issued = issue_local_token(secret, subject, ActorKind::Service, LIFE);
    assert_eq!(issued.is_ok(), acceptable(subject));
    let Ok(token) = issued else { return };
    let header = format!("Bearer {token}");
    let principal = verify(&TRUST, bearer(header.as_bytes()).expect("a bearer's")).expect("ours");
    assert_eq!(principal.actor.subject, subject);
    assert_eq!(principal.actor.kind, ActorKind::Service);
    // The last character of base64 holds bits that mean nothing.
    let mut changed = token.into_bytes();
    let index = (flip * 7) % (changed.len() - 1);
    changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
    refuses(std::str::from_utf8(&changed).expect("base64 and dots"));
}

fn ends(bytes: &[u8]) {
    let Ok(value) = MetadataValue::try_from(bytes) else { return };
    let mut metadata = MetadataMap::new();
    metadata.insert("grpc-timeout", value);
    let end = Deadline::of_call(&metadata).instant().into_std();
    assert!(end <= Instant::now() + CALL_LIMIT);
    if let Some(end) = Deadline::of_stream(&metadata) {
        assert!(Deadline::after(CALL_LIMIT, Some(end)).instant() <= end.instant());
    }
}

/// A mark that is not this process's own id is another process's, or nobody's.
fn is_for_who_is_named(bytes: &[u8]) {
    let Ok(mark) = MetadataValue::try_from(bytes) else { return };
    let named = mark.to_str().ok().and_then(|text| text.parse::<Uuid>().ok());
    let mut metadata = MetadataMap::new();
    metadata.insert(FORWARDED, mark);
    let other = Uuid::from_u128(named.map_or(1, |named| named.as_u128() ^ 1));
    let error = is_forwarded(&metadata, other).expect_err("for somebody else");
    assert_eq!(error.reason(), Reason::LedgerUnavailable);
    if let Some(named) = named {
        assert_eq!(is_forwarded(&metadata, named), Ok(true));
    }
}

/// What a call may be forwarded with is passed on as it came, to one process, and not from there.
fn goes_on_once(bytes: &[u8]) {
    let Ok(proof) = MetadataValue::try_from(bytes) else { return };
    let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mut metadata = MetadataMap::new();
    assert_eq!(Token::of_call(&metadata), None);
    metadata.insert("authorization", proof.clone());
    assert_eq!(is_forwarded(&metadata, here), Ok(false));
    let token = Token::of_call(&metadata).expect("a proof");
    assert_eq!(format!("{token:?}"), "Token(Sensitive)", "it is not for logs");
    let mut forwarded = MetadataMap::new();
    token.write(&mut forwarded, there);
    assert_eq!(forwarded.get("authorization"), Some(&proof));
    assert_eq!(is_forwarded(&forwarded, there), Ok(true));
    assert!(is_forwarded(&forwarded, here).is_err());
    assert_eq!(Token::of_call(&forwarded), None);
}
