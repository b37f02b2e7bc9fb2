//! What `decide` cannot know by itself. Invariant: a decision depends on nothing but state,
//! catalog, context and command.

use crate::time::{EffectiveDay, Occurred, Timestamp};

/// What comes in with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// When the writer records it.
    pub recorded_at: Timestamp,
    /// When it happened in the world; none for definitions.
    pub occurred: Option<Occurred>,
}

impl Context {
    /// The day on which it took effect; unknown without bounds where nobody said.
    pub fn effective(&self) -> EffectiveDay {
        match &self.occurred {
            Some(occurred) => occurred.effective(),
            None => EffectiveDay::Unknown { first: None, last: None },
        }
    }
}
