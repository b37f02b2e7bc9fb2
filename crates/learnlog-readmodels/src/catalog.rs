//! The latest version of each definition: what titles, parents and courses are joined from.
//! Invariant: a row per definition, of the catalog log alone. Earlier versions are left to the
//! ledger.

pub(crate) mod projection;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "catalog", version: 1 };

/// Kinds of definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// An org unit.
    OrgUnit,
    /// A job.
    Job,
    /// A course.
    Course,
    /// An offering.
    Offering,
    /// A certification.
    Certification,
}
