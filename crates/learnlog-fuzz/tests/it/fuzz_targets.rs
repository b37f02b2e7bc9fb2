//! The fuzz targets themselves, compiled and run without a fuzzer's runtime. Invariant: what a fuzzer would run is what
//! the tests run, so that a target that no longer compiles fails here; only `fuzz_target!` is a stand-in, whose form
//! the locked version of libfuzzer-sys fixes.

use learnlog_fuzz::Target;

/// What stands in `fuzz/fuzz_targets` calls its body by this macro, as a fuzzer's runtime has it.
macro_rules! fuzz_target {
    (|$bytes:ident: &[u8]| $body:expr) => {
        /// As the fuzzer would call it.
        pub fn run($bytes: &[u8]) {
            $body;
        }
    };
}

pub(crate) use fuzz_target;

// `no_main` is for the binary that each is elsewhere.
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/entry.rs"]
mod entry;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/headers.rs"]
mod headers;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/import.rs"]
mod import;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/mapping.rs"]
mod mapping;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/metadata.rs"]
mod metadata;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/page_token.rs"]
mod page_token;
#[allow(unused_attributes)]
#[path = "../../../../fuzz/fuzz_targets/request.rs"]
mod request;

/// All of them, as they stand in the files.
pub const ALL: &[Target] = &[
    Target { name: "entry", check: entry::run },
    Target { name: "headers", check: headers::run },
    Target { name: "import", check: import::run },
    Target { name: "mapping", check: mapping::run },
    Target { name: "metadata", check: metadata::run },
    Target { name: "page_token", check: page_token::run },
    Target { name: "request", check: request::run },
];
