//! What the read models answer. Invariant: an answer is computed in one snapshot and names the ledger position of that snapshot; what
//! joins logs (titles) is joined here, never when projecting. Opening personal data and wire formats are left to callers.

pub mod answer;
pub mod dashboard;
pub mod overdue;
pub mod projections;
pub mod stream_entries;
pub mod transcript;
