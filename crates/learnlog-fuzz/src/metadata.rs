//! Headers of a call. Invariant: only a token that was issued here, unchanged, makes somebody of a caller; a refusal
//! repeats nothing of it; and no call that must end waits for longer than a call may.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use learnlog_api::authentication::Trust;
use learnlog_api::authentication::local_token::{LocalTokenSecret, issue_local_token};
use learnlog_api::authentication::principal::acceptable;
use learnlog_api::authentication::token::{TOKEN_LIMIT_BYTES, bearer, verify};
use learnlog_api::deadline::{CALL_LIMIT, Deadline};
use learnlog_api::error::reason::Reason;
use learnlog_codec::entry::ActorKind;
use tonic::metadata::{MetadataMap, MetadataValue};

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let secret = LocalTokenSecret::from_hex(&"5a".repeat(32)).expect("64 digits");
    Trust { local_tokens: Some(secret), ..Trust::default() }
});

/// A life that no run outlasts.
const LIFE: Duration = Duration::from_secs(86_400);

/// From how many bytes on, without a space, a text is a secret and no words of a message.
const SECRET_BYTES: usize = 24;

/// What must hold of any bytes as an `authorization`, as a `grpc-timeout`, and as the subject of a token.
pub fn check(bytes: &[u8]) {
    ends(bytes);
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
