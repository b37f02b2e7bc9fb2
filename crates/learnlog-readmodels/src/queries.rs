//! What the read models answer. Invariant: an answer is computed in one snapshot and names the
//! ledger position of that snapshot; what joins logs (titles) is joined here, never when
//! projecting. Opening personal data and wire formats are left to callers.

pub mod answer;
pub mod dashboard;
pub mod definition_kind;
mod digest;
mod entry_checkpoint;
pub mod error;
pub mod overdue;
pub mod position;
mod snapshot;
pub mod stream_entries;
pub mod transcript;

use std::sync::Arc;

use deadpool_postgres::Pool;

use self::position::Positions;

/// Asks the read models of one ledger. Cheap to clone.
#[derive(Clone)]
pub struct Queries {
    pool: Pool,
    /// For what must not wait behind slow questions.
    looks: Pool,
    entries_logs: u32,
    positions: Arc<Positions>,
}

impl Queries {
    /// Over sessions of [`crate::database::query_pool`], those of `looks` (as many as
    /// [`crate::database::LOOK_SESSIONS`]) for positions alone; `entries_logs` is N of genesis.
    pub fn new(pool: Pool, looks: Pool, entries_logs: u32) -> Self {
        Self { pool, looks, entries_logs, positions: Arc::new(Positions::new(entries_logs)) }
    }

    /// Questions that can be answered at once.
    pub fn sessions_max(&self) -> usize {
        self.pool.status().max_size
    }
}
