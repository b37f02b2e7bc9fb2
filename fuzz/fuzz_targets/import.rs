//! Files of another system from a fuzzer; what must hold of them stands in `learnlog_fuzz::import`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::import::check(bytes));
