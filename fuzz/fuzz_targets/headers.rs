//! Headers of an entry's message from a fuzzer; what must hold of them stands in `learnlog_fuzz::headers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::headers::check(bytes));
