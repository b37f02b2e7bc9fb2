//! Mapping files from a fuzzer; what must hold of them stands in `learnlog_fuzz::mapping`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::mapping::check(bytes));
