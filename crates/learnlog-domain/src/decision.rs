//! What comes of a command to which the rules do not say no.

use crate::event::Event;

/// Something to record, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// What was asked first, then its consequences; never empty.
    Events(Vec<DecidedEvent>),
    /// It is so already.
    Unchanged(UnchangedReason),
}

impl Decision {
    /// What was asked, without consequences.
    pub(crate) fn one(event: Event) -> Self {
        Self::Events(vec![DecidedEvent { event, consequence_of: None }])
    }

    /// What was asked, and what follows from it.
    pub(crate) fn with_consequences(
        event: Event,
        consequences: impl Iterator<Item = Event>,
    ) -> Self {
        let asked = DecidedEvent { event, consequence_of: None };
        let follows = consequences.map(|event| DecidedEvent { event, consequence_of: Some(0) });
        Self::Events(std::iter::once(asked).chain(follows).collect())
    }

    /// Recorded already, with the same content.
    pub(crate) fn no_difference() -> Self {
        Self::Unchanged(UnchangedReason::NoDifference)
    }
}

/// An event that is decided, not yet recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedEvent {
    /// The fact.
    pub event: Event,
    /// Index of the earlier event of the same decision whose consequence this is; none: what was
    /// asked.
    pub consequence_of: Option<u32>,
}

/// Why there is nothing to record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnchangedReason {
    /// What was asked is recorded already, with the same content.
    NoDifference,
}

impl UnchangedReason {
    /// "NO_DIFFERENCE".
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoDifference => "NO_DIFFERENCE",
        }
    }
}
