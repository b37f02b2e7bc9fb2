//! Who learners are: plain attributes and employment by day, protected attributes sealed.
//! Invariant: what holds on a day does not depend on the order in which changes were recorded.
//! Opening what is sealed is left to whoever holds the keys.

mod columns;
pub(crate) mod employment;
pub(crate) mod person;
pub(crate) mod projection;
mod rows;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "people", version: 1 };
