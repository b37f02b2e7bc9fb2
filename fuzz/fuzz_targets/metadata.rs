//! Headers of a call from a fuzzer; what must hold of them stands in `learnlog_fuzz::metadata`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::metadata::check(bytes));
