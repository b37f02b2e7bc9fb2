//! What queries answer with. Invariant: an answer names the ledger position at which it was computed, and all of it was read in one
//! snapshot. Personal data stays sealed; whoever holds the keys opens it.

use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::id::CommandId;
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;

/// A value and the position of the ledger at which it is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// One element per log.
    pub position: LedgerPosition,
    /// What was asked for.
    pub value: T,
}

/// A protected value with what its associated data is made of, besides the ledger id.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedAttribute {
    /// The stream whose entry wrote it.
    pub stream: StreamId,
    /// The command which wrote it.
    pub command_id: CommandId,
    /// Name of the attribute, as it was sealed ("display_name").
    pub attribute: String,
    /// The value.
    pub value: Protected,
}

/// A definition's id with what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled<I> {
    /// Of the definition.
    pub id: I,
    /// Its code; empty if the catalog has not been projected that far.
    pub code: String,
    /// Its title; empty if the catalog has not been projected that far.
    pub title: String,
}
