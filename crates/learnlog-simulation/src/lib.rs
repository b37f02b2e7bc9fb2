//! Deterministic simulation: the real writer, reader and projections against a simulated log, store and machine, with everything that
//! can go wrong going wrong when the seed says so. Invariant: one seed is one history; what is checked afterwards is what is promised to
//! callers and auditors. Kafka and PostgreSQL themselves are left to tests on the real ones.

pub mod caller;
pub mod check;
pub mod log;
pub mod machine;
pub mod plant;
pub mod process;
pub mod run;
pub mod store;
pub mod weather;
pub mod world;
