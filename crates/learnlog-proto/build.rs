//! Generates the Rust types from `proto/` without protoc.

use std::error::Error;
use std::path::{Path, PathBuf};

use prost::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let files: Vec<PathBuf> = [
        "google/type/date.proto",
        "learnlog/ledger/v1/entry.proto",
        "learnlog/events/v1/person.proto",
        "learnlog/events/v1/catalog.proto",
        "learnlog/events/v1/learning.proto",
        "learnlog/api/v1/rejections.proto",
        "learnlog/api/v1/command_service.proto",
        "learnlog/api/v1/query_service.proto",
        "learnlog/api/v1/ledger_service.proto",
    ]
    .iter()
    .map(|file| root.join(file))
    .collect();
    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure()
        .include_file("learnlog.rs")
        // Replay and verification pass millions of values on: none is copied on its way.
        .bytes(".learnlog.api.v1.ReplayedEntry.value")
        .compile_fds(descriptors)?;
    Ok(())
}
