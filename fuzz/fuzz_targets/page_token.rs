//! Page tokens from a fuzzer; what must hold of them stands in `learnlog_fuzz::page_token`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| learnlog_fuzz::page_token::check(bytes));
