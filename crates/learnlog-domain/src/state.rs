//! The folded history of one stream: what `decide` looks at, no more. Invariant: a function of the
//! stream's events in their order, which `evolve` alone computes.

use crate::assignment::state::Assignments;
use crate::catalog::state::Definition;
use crate::certification::state::Certifications;
use crate::completion::state::Completions;
use crate::enrollment::state::Enrollments;
use crate::person::state::PersonState;
use crate::stream::{StreamId, StreamKind};

/// The state of one stream.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamState {
    /// A learner.
    Learner(Box<LearnerState>),
    /// The newest version of a definition, if there is one.
    Definition(Option<Definition>),
    /// Seats of an offering: nothing is decided on them yet.
    Offering,
    /// A run of a feed or rule: nothing is decided on it yet.
    Operation,
}

impl StreamState {
    /// Before the first event.
    pub fn new(stream: StreamId) -> Self {
        match stream.kind() {
            StreamKind::Learner => Self::Learner(Box::default()),
            StreamKind::Definition => Self::Definition(None),
            StreamKind::Offering => Self::Offering,
            StreamKind::Operation => Self::Operation,
        }
    }
}

/// What has happened to a learner, by concept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LearnerState {
    /// None: there is no such learner.
    pub person: Option<Box<PersonState>>,
    /// What the learner is obliged to.
    pub assignments: Assignments,
    /// What the learner takes part in.
    pub enrollments: Enrollments,
    /// What the learner reached.
    pub completions: Completions,
    /// What the learner is certified for, or is to be.
    pub certifications: Certifications,
}
