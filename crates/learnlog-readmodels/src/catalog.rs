//! The latest version of each definition: what titles, parents and courses are joined from.
//! Invariant: a row per definition, of the catalog log alone. Earlier versions are left to the
//! ledger.

pub(crate) mod projection;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "catalog", version: 1 };

/// Kinds of definitions, by the number that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i16)]
pub(crate) enum DefinitionKind {
    /// An org unit.
    OrgUnit = 1,
    /// A job.
    Job = 2,
    /// A course.
    Course = 3,
    /// An offering.
    Offering = 4,
    /// A certification.
    Certification = 5,
}
