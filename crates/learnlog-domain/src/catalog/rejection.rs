//! Why the rules say no to a definition, in order of precedence.

use crate::id::{ComponentId, CourseId, OrgUnitId};
use crate::rejection::Details;

/// No to defining an org unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefineOrgUnitRejection {
    /// The id is that of another kind of definition.
    OtherKind,
    /// No such parent is defined.
    ParentUnknown(OrgUnitId),
    /// The unit would be its own ancestor.
    Cycle(OrgUnitId),
}

impl DefineOrgUnitRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OtherKind => "OTHER_KIND",
            Self::ParentUnknown(_) => "PARENT_UNKNOWN",
            Self::Cycle(_) => "CYCLE",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::OtherKind => vec![],
            Self::ParentUnknown(id) | Self::Cycle(id) => vec![("parent_id", id.to_string())],
        }
    }
}

/// No to defining a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefineJobRejection {
    /// The id is that of another kind of definition.
    OtherKind,
}

impl DefineJobRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OtherKind => "OTHER_KIND",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::OtherKind => vec![],
        }
    }
}

/// No to defining a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefineCourseRejection {
    /// The id is that of another kind of definition.
    OtherKind,
    /// Two components have this id.
    ComponentRepeated(ComponentId),
}

impl DefineCourseRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OtherKind => "OTHER_KIND",
            Self::ComponentRepeated(_) => "COMPONENT_REPEATED",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::OtherKind => vec![],
            Self::ComponentRepeated(id) => vec![("component_id", id.to_string())],
        }
    }
}

/// No to defining an offering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefineOfferingRejection {
    /// The id is that of another kind of definition.
    OtherKind,
    /// No such course is defined.
    CourseUnknown(CourseId),
    /// An offering keeps its course: this one.
    CourseChanged(CourseId),
    /// The last day is before the first.
    EndsBeforeStart,
}

impl DefineOfferingRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OtherKind => "OTHER_KIND",
            Self::CourseUnknown(_) => "COURSE_UNKNOWN",
            Self::CourseChanged(_) => "COURSE_CHANGED",
            Self::EndsBeforeStart => "ENDS_BEFORE_START",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::CourseUnknown(id) | Self::CourseChanged(id) => {
                vec![("course_id", id.to_string())]
            }
            Self::OtherKind | Self::EndsBeforeStart => vec![],
        }
    }
}

/// No to defining a certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefineCertificationRejection {
    /// The id is that of another kind of definition.
    OtherKind,
    /// No such course is defined.
    CourseUnknown(CourseId),
    /// A, W and M must be all in days or all in years and months.
    MixedUnits,
    /// A must be longer than nothing.
    NoValidity,
    /// W must be shorter than A.
    WindowNotShorterThanValidity,
    /// 1 day <= M, W <= M <= A.
    MinimumValidityOutOfRange,
}

impl DefineCertificationRejection {
    /// The name of the reason in the API.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OtherKind => "OTHER_KIND",
            Self::CourseUnknown(_) => "COURSE_UNKNOWN",
            Self::MixedUnits => "MIXED_UNITS",
            Self::NoValidity => "NO_VALIDITY",
            Self::WindowNotShorterThanValidity => "WINDOW_NOT_SHORTER_THAN_VALIDITY",
            Self::MinimumValidityOutOfRange => "MINIMUM_VALIDITY_OUT_OF_RANGE",
        }
    }

    /// The ids it is about, sorted by name.
    pub fn details(&self) -> Details {
        match self {
            Self::CourseUnknown(id) => vec![("course_id", id.to_string())],
            Self::OtherKind
            | Self::MixedUnits
            | Self::NoValidity
            | Self::WindowNotShorterThanValidity
            | Self::MinimumValidityOutOfRange => vec![],
        }
    }
}
