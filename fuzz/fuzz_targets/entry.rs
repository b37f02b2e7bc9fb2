//! Values of a log from a fuzzer; what must hold of them stands in `learnlog_fuzz::entry`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::entry::check(bytes));
