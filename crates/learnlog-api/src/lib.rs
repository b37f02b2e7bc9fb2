//! learnlog-api
