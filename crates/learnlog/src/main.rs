//! The binary `learnlog`: the server's roles and the command line, which talks gRPC only.

mod client;

fn main() {}
