//! What must hold of every input from outside, whatever its bytes: one body per kind of input. Invariant: a body
//! panics if and only if a property is broken, which is how both the fuzzer and the tests are told. Where the bytes
//! come from is left to `fuzz/` (made by a fuzzer) and to the tests here (kept, and mutated by fixed seeds).

// A broken property is a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod entry;
pub mod headers;
pub mod import;
mod keys;
pub mod mapping;
pub mod metadata;
pub mod page_token;
pub mod request;

/// One kind of input.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Of the fuzz target, and of its folder under `fuzz/corpus/`.
    pub name: &'static str,
    /// Panics if a property does not hold of these bytes.
    pub check: fn(&[u8]),
}

/// All kinds.
pub const TARGETS: &[Target] = &[
    Target { name: "entry", check: entry::check },
    Target { name: "headers", check: headers::check },
    Target { name: "import", check: import::check },
    Target { name: "mapping", check: mapping::check },
    Target { name: "metadata", check: metadata::check },
    Target { name: "page_token", check: page_token::check },
    Target { name: "request", check: request::check },
];
