//! Streams: what an entry belongs to. Invariant: the key of a stream is its kind byte and its 16 id
//! bytes, so that equal ids of different kinds never meet. Which log a stream lies in is left to
//! the ledger.

use uuid::Uuid;

use crate::id::{DefinitionId, LearnerId, NilId, OfferingId};

/// The kind byte of a stream's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum StreamKind {
    /// Everything that happens to a learner.
    Learner = 1,
    /// The seats of an offering.
    Offering = 2,
    /// A definition of the catalog.
    Definition = 3,
    /// A run of a feed or rule.
    Operation = 4,
}

impl StreamKind {
    /// The kind with that byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        [Self::Learner, Self::Offering, Self::Definition, Self::Operation]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }

    /// "learner", "offering", "definition", "operation".
    pub fn name(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Offering => "offering",
            Self::Definition => "definition",
            Self::Operation => "operation",
        }
    }
}

/// One learner, one offering, one definition, one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    kind: StreamKind,
    id: Uuid,
}

impl StreamId {
    /// Errors: [`NilId`].
    pub fn new(kind: StreamKind, id: Uuid) -> Result<Self, NilId> {
        if id.is_nil() { Err(NilId) } else { Ok(Self { kind, id }) }
    }

    /// The stream of a learner.
    pub fn learner(id: LearnerId) -> Self {
        Self { kind: StreamKind::Learner, id: id.uuid() }
    }

    /// The seats of an offering.
    pub fn offering(id: OfferingId) -> Self {
        Self { kind: StreamKind::Offering, id: id.uuid() }
    }

    /// The stream of a definition.
    pub fn definition(id: impl DefinitionId) -> Self {
        Self { kind: StreamKind::Definition, id: id.raw() }
    }

    /// What kind of thing it is.
    pub fn kind(self) -> StreamKind {
        self.kind
    }

    /// Its id, whose type depends on the kind.
    pub fn uuid(self) -> Uuid {
        self.id
    }

    /// Kind byte || 16 id bytes: the key of every message of this stream.
    pub fn key(self) -> [u8; 17] {
        let mut key = [0; 17];
        key[0] = self.kind as u8;
        key[1..].copy_from_slice(self.id.as_bytes());
        key
    }
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.id)
    }
}
