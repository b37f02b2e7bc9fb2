//! learnlog-testkit
