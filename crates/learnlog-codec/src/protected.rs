//! Personal data, as it was sealed. Invariant: what is copied is copied unchanged; nothing is
//! opened here.

use learnlog_domain::id::KeyId;
use learnlog_domain::protected::Protected;
use learnlog_proto::ledger as wire;

use crate::field;
use crate::parse::InterpretError;

pub(crate) fn decode(
    field: &'static str,
    wire: wire::Protected,
) -> Result<Protected, InterpretError> {
    if wire.ciphertext.is_empty() {
        return Err(InterpretError::Missing { field });
    }
    Ok(Protected {
        key_id: field::id(field, &wire.key_id, KeyId::new)?,
        nonce: field::fixed(field, &wire.nonce)?,
        ciphertext: wire.ciphertext,
        fingerprint: field::fixed(field, &wire.fingerprint)?,
    })
}

pub(crate) fn decode_optional(
    field: &'static str,
    wire: Option<wire::Protected>,
) -> Result<Option<Protected>, InterpretError> {
    wire.map(|wire| decode(field, wire)).transpose()
}

pub(crate) fn encode(protected: &Protected) -> wire::Protected {
    wire::Protected {
        key_id: protected.key_id.as_bytes().to_vec(),
        nonce: protected.nonce.to_vec(),
        ciphertext: protected.ciphertext.clone(),
        fingerprint: protected.fingerprint.to_vec(),
    }
}
