//! Enums of the domain and of the wire, which name the same variants. Invariant: both directions
//! are exhaustive, so a new variant on either side does not compile until the other has it; 0
//! ("unspecified") and unknown numbers are errors, never a default.

use learnlog_domain::assignment::event::AssignmentSource;
use learnlog_domain::catalog::certification::CertificationBasis;
use learnlog_domain::catalog::course::{CompletionRule, ComponentKind};
use learnlog_domain::certification::event::NotRenewedReason;
use learnlog_domain::completion::event::{Completion, Success};
use learnlog_domain::not_counted::NotCounted;
use learnlog_domain::person::event::PersonField;
use learnlog_domain::stream::StreamKind;
use learnlog_proto::{events, ledger};

use crate::entry::{ActorKind, AuthenticationMethod};
use crate::parse::InterpretError;

/// A domain enum with a twin on the wire.
pub(crate) trait Enumeration: Sized {
    /// The variant with that number. `field` is for the error.
    fn decode(field: &'static str, value: i32) -> Result<Self, InterpretError>;

    /// The number of the variant.
    fn encode(self) -> i32;
}

macro_rules! enumerations {
    ($($domain:ident = $wire:ty { $($variant:ident),* $(,)? })*) => {$(
        impl Enumeration for $domain {
            fn decode(field: &'static str, value: i32) -> Result<Self, InterpretError> {
                match <$wire>::try_from(value) {
                    Ok(<$wire>::Unspecified) => Err(InterpretError::Missing { field }),
                    $(Ok(<$wire>::$variant) => Ok(Self::$variant),)*
                    Err(_) => Err(InterpretError::UnknownValue { field, value }),
                }
            }

            fn encode(self) -> i32 {
                match self {
                    $(Self::$variant => <$wire>::$variant.into(),)*
                }
            }
        }
    )*};
}

enumerations! {
    StreamKind = ledger::StreamKind { Learner, Offering, Definition, Operation }
    ActorKind = ledger::ActorKind { Person, Service, System }
    AuthenticationMethod = ledger::AuthenticationMethod {
        Jwt, LocalToken, ClientCertificate, Internal,
    }
    PersonField = events::PersonField {
        DisplayName, Email, OrgUnit, Job, Manager, WorkerType, HireDate, EmploymentEnd, Locale,
        TimeZone,
    }
    AssignmentSource = events::AssignmentSource { Person, OrgUnit, Job, ManagerTree, Audience }
    Completion = events::Completion { Unknown, Incomplete, Complete }
    Success = events::Success { Unknown, Failed, Passed }
    NotCounted = events::NotCounted {
        NoEnrollment, BeforeEnrollment, AfterWithdrawal, AfterOfferingEnd, RuleNotMet,
        AlreadyCompleted,
    }
    NotRenewedReason = events::NotRenewedReason { BeforeWindow, NotLater }
    CompletionRule = events::CompletionRule { Complete, Passed }
    ComponentKind = events::ComponentKind {
        Content, Session, Assessment, Observation, Document, Survey,
    }
    CertificationBasis = events::CertificationBasis { FromCompletion }
}
