//! Kinds of facts, as summaries, result files and the names of commands have them.

use crate::mapping::MappingError;
use crate::plan::PlanError;

/// The kinds of facts, in the order in which summaries list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Definition of an org unit.
    OrgUnit,
    /// Definition of a job.
    Job,
    /// Definition of a course with its components.
    Course,
    /// Part of a course; submitted with it.
    Component,
    /// Definition of an offering.
    Offering,
    /// A learner is added.
    Person,
    /// Something about a learner changes.
    PersonChange,
    /// An enrollment.
    Enrollment,
    /// A withdrawal.
    Withdrawal,
    /// Something done.
    Progress,
    /// A credit from prior learning.
    Credit,
    /// A result.
    Outcome,
}

impl Kind {
    /// As summaries, result files and the names of commands have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrgUnit => "org_unit",
            Self::Job => "job",
            Self::Course => "course",
            Self::Component => "component",
            Self::Offering => "offering",
            Self::Person => "person",
            Self::PersonChange => "person_change",
            Self::Enrollment => "enrollment",
            Self::Withdrawal => "withdrawal",
            Self::Progress => "progress",
            Self::Credit => "credit",
            Self::Outcome => "outcome",
        }
    }

    /// A rule of this kind cannot be used.
    pub fn refuse(self, table: &str, reason: &'static str) -> PlanError {
        let (kind, table) = (self.as_str(), table.to_owned());
        MappingError::Rule { kind, table, reason }.into()
    }
}
