//! Every entry with its raw bytes, by log and by stream. Invariant: append-only; the bytes are
//! those that were hashed. What entries mean is left to the other read models, and re-hashing to
//! whoever loads a stream.

pub mod history;
pub(crate) mod projection;

use learnlog_postgres::checkpoint::ProjectionId;

/// The last entry of a log up to a sequence.
pub(crate) const EARLIER: &str = include_str!("entry_index/earlier.sql");

/// Its name and version.
pub const ID: ProjectionId = ProjectionId { name: "entry_index", version: 1 };
