//! The server's side of the binary: making a ledger, serving it, letting people in. Invariant: a
//! process whose settings disagree with the ledger's genesis does not touch it.

pub mod backup;
pub mod init;
pub mod serve;
pub mod settings;
pub mod token;
