//! Enums as numbers in rows: those of the wire format. Invariant: both directions are exhaustive,
//! and a number that is none is told, never taken for another.

use learnlog_domain::assignment::event::{AssignmentSource, Target};
use learnlog_domain::catalog::course::ComponentKind;
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::id::{CertificationId, CourseId};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::PersonField;
use uuid::Uuid;

use crate::catalog::DefinitionKind;

/// An enum with a number per variant.
pub(crate) trait Stored: Sized + Copy {
    /// Its number.
    fn number(self) -> i16;

    /// The variant with that number.
    fn from_number(number: i16) -> Option<Self>;
}

macro_rules! stored {
    ($($name:ident { $($variant:ident = $number:literal),* $(,)? })*) => {$(
        impl Stored for $name {
            fn number(self) -> i16 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }

            fn from_number(number: i16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

stored! {
    PersonField {
        DisplayName = 1, Email = 2, OrgUnit = 3, Job = 4, Manager = 5, WorkerType = 6, HireDate = 7,
        EmploymentEnd = 8, Locale = 9, TimeZone = 10,
    }
    AssignmentSource { Person = 1, OrgUnit = 2, Job = 3, ManagerTree = 4, Audience = 5 }
    Completion { Unknown = 1, Incomplete = 2, Complete = 3 }
    Success { Unknown = 1, Failed = 2, Passed = 3 }
    NotCounted {
        NoEnrollment = 1, BeforeEnrollment = 2, AfterWithdrawal = 3, AfterOfferingEnd = 4,
        RuleNotMet = 5, AlreadyCompleted = 6,
    }
    DefinitionKind { OrgUnit = 1, Job = 2, Course = 3, Offering = 4, Certification = 5 }
    ComponentKind {
        Content = 1, Session = 2, Assessment = 3, Observation = 4, Document = 5, Survey = 6,
    }
}

/// Kind and id of a target.
pub(crate) fn target(target: Target) -> (i16, Uuid) {
    match target {
        Target::Course(id) => (1, id.uuid()),
        Target::Certification(id) => (2, id.uuid()),
    }
}

/// The target of that kind and id.
pub(crate) fn target_from(kind: i16, id: Uuid) -> Option<Target> {
    match kind {
        1 => CourseId::new(id).ok().map(Target::Course),
        2 => CertificationId::new(id).ok().map(Target::Certification),
        _ => None,
    }
}
