//! Names that ids are derived from. Invariant: what is accepted is within its limits, and two names have the same id
//! exactly if they are the same.

use std::collections::HashMap;

use learnlog_api::commands::service::{NAME_LIMIT_BYTES, NAMES_LIMIT, checked};
use learnlog_api::error::reason::Reason;
use learnlog_api::input::field::CODE_LIMIT_CHARACTERS;
use learnlog_api::message::DERIVE_LIMIT_BYTES;
use learnlog_proto::api::DeriveIdsRequest;
use prost::Message;
use uuid::Uuid;

use super::Read;
use crate::keys::KEYRING;

/// Its refusals.
pub(super) const REASONS: &[Reason] =
    &[Reason::FieldMissing, Reason::CodeInvalid, Reason::TextInvalid, Reason::TooManyItems];

/// What must hold of every request for ids.
pub(super) fn request(bytes: &[u8]) -> Read {
    let Ok(asked) = DeriveIdsRequest::decode(bytes) else { return Read::Undecodable };
    let request = match checked(asked.clone()) {
        Ok(request) => request,
        Err(error) => return Read::Refused(error),
    };
    assert_eq!(request, asked);
    assert!(request.encoded_len() <= DERIVE_LIMIT_BYTES && request.names.len() <= NAMES_LIMIT);
    for code in [&request.kind, &request.source_system] {
        assert!((1..=CODE_LIMIT_CHARACTERS).contains(&code.len()) && code.is_ascii(), "{code}");
    }
    let key = KEYRING.ledger();
    let mut known: HashMap<Uuid, &str> = HashMap::new();
    for name in &request.names {
        assert!((1..=NAME_LIMIT_BYTES).contains(&name.len()), "{name}");
        let id = key.derive_id(&request.kind, &request.source_system, name);
        assert_eq!(*known.entry(id).or_insert(name), name);
        // The borders between kind, system and name are part of what is named.
        let longer = format!("{}{}", request.kind, request.source_system);
        assert_ne!(key.derive_id(&longer, "", name), id);
        let longer = format!("{}{name}", request.source_system);
        assert_ne!(key.derive_id(&request.kind, &longer, ""), id);
    }
    let distinct = request.names.iter().collect::<std::collections::HashSet<_>>();
    assert_eq!(known.len(), distinct.len());
    Read::Accepted
}
