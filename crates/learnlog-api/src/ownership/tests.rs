//! Commands between processes: two ledgers on one log in memory, each behind a gRPC server of its own, and peers that do not do as they
//! should.

#![allow(clippy::unwrap_used, clippy::panic)]

mod bad_peers;
mod full;
mod sharing;
mod stand;
