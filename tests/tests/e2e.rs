//! learnlog as its users meet it: processes, gRPC, real servers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod e2e {
    mod absent;
    mod backup;
    mod bad_days;
    mod bad_files;
    mod broker_crash;
    mod command_line;
    mod corrections;
    mod doors;
    mod history;
    mod import;
    mod killed;
    mod oulad;
    mod owners;
    mod revisions;
    mod roles;
    mod settings;
    mod stack;
    mod starting;
    mod stopping;
    mod topics;
    mod two_servers;
}
