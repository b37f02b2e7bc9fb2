//! Kafka keeps the contract of all logs.

use learnlog_testkit::stack::Stack;

use crate::ledger::TestLedger;

learnlog_ledger::event_log_contract!(TestLedger::new(Stack::shared()));
