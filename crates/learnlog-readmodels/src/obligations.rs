//! What learners are obliged to, and how far it is met: assignments, completed courses,
//! certification cycles, and the spans in which something was owed. Invariant: overdue, valid and
//! expired are functions of a day and are never stored; a span has the days they follow from.

mod columns;
pub(crate) mod projection;
mod rows;
pub(crate) mod target;
mod working;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "obligations", version: 1 };
