//! learnlog
fn main() {}
