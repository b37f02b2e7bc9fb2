//! learnlog-codec
