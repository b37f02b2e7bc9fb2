//! What a command is forwarded with: the caller's own proof. Invariant: a command that was forwarded is decided where
//! it arrives, so that no two views of who owns a log can send it in circles.

use tonic::metadata::{Ascii, MetadataMap, MetadataValue};

/// Marks a call whose commands come from another process of the ledger.
pub const FORWARDED: &str = "learnlog-forwarded";

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

    /// Writes it and the mark.
    pub fn write(&self, metadata: &mut MetadataMap) {
        metadata.insert("authorization", self.0.clone());
        metadata.insert(FORWARDED, MetadataValue::from_static("1"));
    }
}
