//! The wire types, generated from `proto/`. Invariant: nothing here is written by hand, and only codec and api use it.

#![allow(missing_docs, unused_qualifications, clippy::all)]

/// Every generated package in one tree.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/learnlog.rs"));
}

pub use generated::google;
pub use generated::learnlog::{api::v1 as api, events::v1 as events, ledger::v1 as ledger};

/// All files of `proto/` as an encoded `google.protobuf.FileDescriptorSet`, for gRPC reflection.
pub const DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
