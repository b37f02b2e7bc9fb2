//! learnlog-ledger
