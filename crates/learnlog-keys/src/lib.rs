//! Protection of personal data: one key per person, sealed values, command digests, derived ids.
//! Invariant: nothing personal leaves this crate plain unless opened on purpose, and no key leaves
//! it unwrapped. Where wrapped keys are kept is left to a [`KeyTable`](table::KeyTable).

pub mod canonical;
mod data_key;
pub mod keyring;
pub mod ledger_key;
pub mod master;
pub mod person_key;
pub mod primitive;
pub mod table;
