//! Everything that happened in learners' streams: events and rejections. Invariant: append-only, a
//! row per event. What it amounts to is left to the other read models.

pub(crate) mod fact;
pub(crate) mod projection;

use learnlog_postgres::checkpoint::ProjectionId;

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "transcript", version: 1 };
