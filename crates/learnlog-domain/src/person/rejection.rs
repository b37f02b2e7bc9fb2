//! Why the rules say no to something about a person, in order of precedence.

use crate::id::{JobId, OrgUnitId};
use crate::rejection::Details;

/// No to [`crate::person::command::AddPerson`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddPersonRejection {
    /// The learner exists with other attributes.
    PersonExists,
    /// No such org unit is defined.
    OrgUnitUnknown(OrgUnitId),
    /// No such job is defined.
    JobUnknown(JobId),
    /// A person cannot be their own manager.
    OwnManager,
    /// The last day of employment is before the hire date.
    EmploymentEndsBeforeHire,
}

impl AddPersonRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonExists => "PERSON_EXISTS",
            Self::OrgUnitUnknown(_) => "ORG_UNIT_UNKNOWN",
            Self::JobUnknown(_) => "JOB_UNKNOWN",
            Self::OwnManager => "OWN_MANAGER",
            Self::EmploymentEndsBeforeHire => "EMPLOYMENT_ENDS_BEFORE_HIRE",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::OrgUnitUnknown(id) => vec![("org_unit_id", id.to_string())],
            Self::JobUnknown(id) => vec![("job_id", id.to_string())],
            Self::PersonExists | Self::OwnManager | Self::EmploymentEndsBeforeHire => vec![],
        }
    }
}

/// No to [`crate::person::command::ChangePerson`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePersonRejection {
    /// No such learner.
    PersonUnknown,
    /// No such org unit is defined.
    OrgUnitUnknown(OrgUnitId),
    /// No such job is defined.
    JobUnknown(JobId),
    /// A person cannot be their own manager.
    OwnManager,
    /// The last day of employment would be before the hire date.
    EmploymentEndsBeforeHire,
}

impl ChangePersonRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PersonUnknown => "PERSON_UNKNOWN",
            Self::OrgUnitUnknown(_) => "ORG_UNIT_UNKNOWN",
            Self::JobUnknown(_) => "JOB_UNKNOWN",
            Self::OwnManager => "OWN_MANAGER",
            Self::EmploymentEndsBeforeHire => "EMPLOYMENT_ENDS_BEFORE_HIRE",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::OrgUnitUnknown(id) => vec![("org_unit_id", id.to_string())],
            Self::JobUnknown(id) => vec![("job_id", id.to_string())],
            Self::PersonUnknown | Self::OwnManager | Self::EmploymentEndsBeforeHire => vec![],
        }
    }
}
