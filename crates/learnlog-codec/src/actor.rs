//! Who asked. Invariant: kind and way of authentication are always known; absent and empty
//! `on_behalf_of` are the same.

use learnlog_proto::ledger as wire;

use crate::entry::Actor;
use crate::enumeration::Enumeration;
use crate::parse::InterpretError;

pub(crate) fn decode(wire: wire::Actor) -> Result<Actor, InterpretError> {
    Ok(Actor {
        kind: Enumeration::decode("actor.kind", wire.kind)?,
        subject: wire.subject,
        issuer: wire.issuer,
        on_behalf_of: Some(wire.on_behalf_of).filter(|subject| !subject.is_empty()),
        authenticated: Enumeration::decode("actor.authenticated", wire.authenticated)?,
    })
}

pub(crate) fn encode(actor: &Actor) -> wire::Actor {
    wire::Actor {
        kind: actor.kind.encode(),
        subject: actor.subject.clone(),
        issuer: actor.issuer.clone(),
        on_behalf_of: actor.on_behalf_of.clone().unwrap_or_default(),
        authenticated: actor.authenticated.encode(),
    }
}
