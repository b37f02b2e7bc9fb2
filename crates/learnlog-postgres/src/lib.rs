//! learnlog-postgres
