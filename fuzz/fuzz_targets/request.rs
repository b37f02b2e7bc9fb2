//! Commands of callers from a fuzzer; what must hold of them stands in `learnlog_fuzz::request`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::request::check(bytes));
