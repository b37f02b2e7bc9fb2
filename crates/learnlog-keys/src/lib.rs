//! learnlog-keys
