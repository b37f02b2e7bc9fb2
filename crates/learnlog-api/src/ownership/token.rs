//! What a command is forwarded with: the caller's own proof, and whom it is for. Invariant: a command that was forwarded
//! is decided where it arrives, so that no two views of who owns a log can send it in circles; and nowhere but by the
//! process that it was sent to, because an address may be another ledger's by now.

use tonic::metadata::{Ascii, MetadataMap, MetadataValue};
use uuid::Uuid;

use crate::error::ApiError;
use crate::error::reason::Reason;

#[cfg(test)]
mod tests;

/// Marks a call whose commands come from another process of the ledger: the id of the process that they are for.
pub const FORWARDED: &str = "learnlog-forwarded";

/// Whether a process forwarded a call to the one with that id. Errors: LEDGER_UNAVAILABLE, where it was for another one.
pub fn is_forwarded(metadata: &MetadataMap, own: Uuid) -> Result<bool, ApiError> {
    let Some(mark) = metadata.get(FORWARDED) else { return Ok(false) };
    if mark.to_str().ok().and_then(|id| id.parse().ok()) == Some(own) {
        return Ok(true);
    }
    let message = "the call was forwarded to another process, which is not at this address any \
                   more: nothing was submitted by this attempt";
    Err(ApiError::new(Reason::LedgerUnavailable, message))
}

/// An `authorization` value. Who showed a client certificate instead has none: its commands are decided where they
/// arrive, because nobody else could show it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token(MetadataValue<Ascii>);

impl Token {
    /// Of a call whose commands may be forwarded.
    pub fn of_call(metadata: &MetadataMap) -> Option<Self> {
        if metadata.contains_key(FORWARDED) {
            return None;
        }
        let mut value = metadata.get("authorization")?.clone();
        value.set_sensitive(true);
        Some(Self(value))
    }

    /// Writes it, and the mark of a call for that process.
    pub fn write(&self, metadata: &mut MetadataMap, process: Uuid) {
        metadata.insert("authorization", self.0.clone());
        if let Ok(mark) = process.hyphenated().to_string().parse() {
            metadata.insert(FORWARDED, mark);
        }
    }
}
