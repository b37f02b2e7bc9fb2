//! `learnlog backup` and `learnlog restore`: what cannot be derived, out of Kafka and PostgreSQL into a folder and back. Invariant: a
//! folder with a manifest is complete up to the heads that it names, and every byte of it is checked against them before any is used;
//! read models are not in it, since they are rebuilt. The master key and the secret of local tokens are kept elsewhere.

mod chain_file;
mod folder;
mod report;
pub mod restore;
pub mod save;
