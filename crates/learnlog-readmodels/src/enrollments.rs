//! Where enrollments stand, and how many stand where. Invariant: one row per enrollment, with
//! exactly one status; the counts are the sum of the rows. Titles and the tree of org units are
//! joined when asked for.

mod columns;
pub(crate) mod counts;
pub(crate) mod enrollment;
mod needs;
pub(crate) mod projection;
mod rows;
pub mod status;
mod working;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "enrollments", version: 1 };
