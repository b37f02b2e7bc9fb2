//! Somebody whom a trusted issuer vouches for. Invariant: its texts are opaque ids within limits, so that they may
//! become the actor of an entry.

use std::time::SystemTime;

use learnlog_codec::entry::{Actor, ActorKind};

use super::token::expired;
use crate::error::ApiError;

/// Bytes of a subject or issuer.
pub const SUBJECT_LIMIT_BYTES: usize = 255;

/// Who calls, and until when that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// As it will stand in entries.
    pub actor: Actor,
    /// When the token or certificate ends, leeway included.
    pub valid_until: SystemTime,
}

impl Principal {
    /// Errors: TOKEN_EXPIRED.
    pub fn still_valid(&self, now: SystemTime) -> Result<(), ApiError> {
        if now <= self.valid_until { Ok(()) } else { Err(expired()) }
    }

    /// One text per principal, for what is counted per caller.
    pub fn key(&self) -> String {
        format!("{}\n{}", self.actor.issuer, self.actor.subject)
    }
}

/// Whether a text may be a subject or issuer: 1 to 255 bytes without spaces at its ends or control characters.
pub fn acceptable(text: &str) -> bool {
    (1..=SUBJECT_LIMIT_BYTES).contains(&text.len())
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

/// "person" or "service", as tokens of ours say it.
pub fn kind_name(kind: ActorKind) -> Option<&'static str> {
    match kind {
        ActorKind::Person => Some("person"),
        ActorKind::Service => Some("service"),
        ActorKind::System => None,
    }
}
