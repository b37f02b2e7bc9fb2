//! What can be asked about assignments.

use crate::assignment::event::{AssignmentSource, Target};
use crate::id::{AssignmentId, AssignmentSourceId};
use crate::time::Day;

/// Obliges a learner to reach a target by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assign {
    /// Chosen by the caller.
    pub assignment_id: AssignmentId,
    /// What is to be reached.
    pub target: Target,
    /// Who or what obliges.
    pub source: AssignmentSource,
    /// The rule, org unit, job … that the source names.
    pub source_id: Option<AssignmentSourceId>,
    /// The last good day; none: no deadline.
    pub due_on: Option<Day>,
}
