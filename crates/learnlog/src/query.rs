//! The verbs that ask the read models. Invariant: every answer is printed with the ledger position
//! at which it was computed.

pub mod dashboard;
pub mod overdue;
pub mod transcript;
