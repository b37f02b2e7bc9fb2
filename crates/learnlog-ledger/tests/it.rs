//! The ledger at its boundary: commands in, entries and answers out, on a log that does what the test says.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod it {
    mod abandoning;
    mod answering;
    mod clocks;
    mod confirming;
    mod full;
    mod harness;
    mod loading;
    mod lost_ends;
    mod ordering;
    mod overload;
    mod reading;
    mod script;
    mod settling;
    mod starting;
    mod two_writers;
}
