//! learnlog-kafka
