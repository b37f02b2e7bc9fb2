//! Typed ids. Invariant: an id is never nil, so that "absent" is always an `Option`. Making ids is
//! left to callers: the domain has no randomness.

use std::fmt;

use uuid::Uuid;

/// The all-zero id, which names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id is nil (all zero)")]
pub struct NilId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Errors: [`NilId`].
            pub fn new(uuid: Uuid) -> Result<Self, NilId> {
                if uuid.is_nil() { Err(NilId) } else { Ok(Self(uuid)) }
            }

            /// The UUIDv5 of `name` in `namespace`; its version bits keep it from being nil.
            pub fn derived(namespace: Uuid, name: &[u8]) -> Self {
                Self(Uuid::new_v5(&namespace, name))
            }

            /// The UUIDv7 of that time and randomness, which the caller has; its version bits keep
            /// it from being nil.
            pub fn time_ordered(unix_millis: u64, random: &[u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
            }

            /// The raw id, for the codec's edge.
            pub fn uuid(self) -> Uuid {
                self.0
            }

            /// The 16 bytes, big-endian.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

/// Ids of definitions: all of them share one space, as their streams do.
pub trait DefinitionId: Copy {
    /// The raw id.
    fn raw(self) -> Uuid;
}

macro_rules! definition_ids {
    ($($name:ident),*) => {$(
        impl DefinitionId for $name {
            fn raw(self) -> Uuid {
                self.0
            }
        }
    )*};
}

definition_ids!(OrgUnitId, JobId, CourseId, OfferingId, CertificationId);

ids! {
    /// A ledger: one per organization.
    LedgerId;
    /// An entry of the ledger.
    EntryId;
    /// What a caller calls one command, for ever.
    CommandId;
    /// A person who learns.
    LearnerId;
    /// An org unit.
    OrgUnitId;
    /// A person's job.
    JobId;
    /// A course.
    CourseId;
    /// A part of a course.
    ComponentId;
    /// A class or run of a course.
    OfferingId;
    /// A certification.
    CertificationId;
    /// One assignment of a target to a learner.
    AssignmentId;
    /// What obliges: a rule, an org unit, a job … as the source of an assignment names it.
    AssignmentSourceId;
    /// One enrollment of a learner.
    EnrollmentId;
    /// One attempt, as its source counts them.
    AttemptId;
    /// One credit from prior learning.
    CreditId;
    /// A key of a person or of the ledger.
    KeyId;
}
