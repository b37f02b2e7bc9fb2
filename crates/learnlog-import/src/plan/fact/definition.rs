//! What an import says about org units, jobs, courses and offerings.

use learnlog_domain::time::Day;

use crate::mapping::rules::values::{CompletedBy, ComponentKind};
use crate::plan::names::NameId;

/// What something is.
#[derive(Debug, PartialEq, Eq)]
pub enum Definition {
    /// An org unit.
    OrgUnit {
        /// Which.
        org_unit: NameId,
        /// How it is called.
        title: Title,
        /// The unit above.
        parent: Option<NameId>,
    },
    /// A job.
    Job {
        /// Which.
        job: NameId,
        /// How it is called.
        title: Title,
    },
    /// A course.
    Course {
        /// Which.
        course: NameId,
        /// How it is called.
        title: Title,
        /// What completes it.
        completed_by: CompletedBy,
        /// What it consists of.
        components: Vec<Component>,
    },
    /// A run of a course.
    Offering {
        /// Which.
        offering: NameId,
        /// Of which course.
        course: NameId,
        /// How it is called.
        title: Title,
        /// First day.
        starts_on: Option<Day>,
        /// Last day.
        ends_on: Option<Day>,
    },
}

impl Definition {
    /// What it defines.
    pub fn name(&self) -> NameId {
        match self {
            Self::OrgUnit { org_unit: name, .. }
            | Self::Job { job: name, .. }
            | Self::Course { course: name, .. }
            | Self::Offering { offering: name, .. } => *name,
        }
    }
}

/// How something is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// In short.
    pub code: String,
    /// In words.
    pub words: String,
}

/// Part of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Which.
    pub component: NameId,
    /// How it is called.
    pub title: Title,
    /// What it is.
    pub kind: ComponentKind,
}
