//! What queries answer with. Invariant: an answer names the ledger position at which it was
//! computed, and all of it was read in one snapshot. Personal data stays sealed; whoever holds the
//! keys opens it.

use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::id::{CommandId, KeyId, LearnerId, NilId};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use learnlog_postgres::error::DatabaseError;
use uuid::Uuid;

use crate::columns::Columns;

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

impl<I> Titled<I> {
    /// From columns id, code and title; none where the id is null.
    pub(super) fn read_or_null(
        columns: &mut Columns<'_>,
        new: fn(Uuid) -> Result<I, NilId>,
    ) -> Result<Option<Self>, DatabaseError> {
        let id = columns.id_or_null(new)?;
        let code: Option<String> = columns.next()?;
        let title: Option<String> = columns.next()?;
        let titled =
            |id| Self { id, code: code.unwrap_or_default(), title: title.unwrap_or_default() };
        Ok(id.map(titled))
    }

    /// From columns id, code and title.
    pub(super) fn read(
        columns: &mut Columns<'_>,
        new: fn(Uuid) -> Result<I, NilId>,
    ) -> Result<Self, DatabaseError> {
        Self::read_or_null(columns, new)?.ok_or(DatabaseError::Damaged)
    }
}

impl SealedAttribute {
    /// From columns key_id, nonce, ciphertext, fingerprint and command_id; none where they are
    /// null.
    pub(super) fn read_or_null(
        columns: &mut Columns<'_>,
        learner_id: LearnerId,
        attribute: &str,
    ) -> Result<Option<Self>, DatabaseError> {
        let key_id = columns.id_or_null(KeyId::new)?;
        let nonce: Option<&[u8]> = columns.next()?;
        let ciphertext: Option<&[u8]> = columns.next()?;
        let fingerprint: Option<&[u8]> = columns.next()?;
        let command_id = columns.id_or_null(CommandId::new)?;
        let Some(key_id) = key_id else { return Ok(None) };
        let value = || {
            Some(Protected {
                key_id,
                nonce: nonce?.try_into().ok()?,
                ciphertext: ciphertext?.to_vec(),
                fingerprint: fingerprint?.try_into().ok()?,
            })
        };
        Ok(Some(Self {
            stream: StreamId::learner(learner_id),
            command_id: command_id.ok_or(DatabaseError::Damaged)?,
            attribute: attribute.into(),
            value: value().ok_or(DatabaseError::Damaged)?,
        }))
    }
}
