//! Which assignments a learner has.

use crate::assignment::event::{AssignmentSource, Target};
use crate::id::{AssignmentId, AssignmentSourceId};
use crate::sorted::Sorted;
use crate::time::Day;

/// By id.
pub type Assignments = Sorted<AssignmentId, AssignmentState>;

/// What tells one assignment from another; its day is not part of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentState {
    /// What is to be reached.
    pub target: Target,
    /// Who or what obliges.
    pub source: AssignmentSource,
    /// What the source names.
    pub source_id: Option<AssignmentSourceId>,
    /// The last good day.
    pub due_on: Option<Day>,
}
