//! Counts of answers, registered once: an answer in a stream of many costs an increment and no look-up.

use learnlog_ledger::submission::AnswerOutcome;
use metrics::Counter;

use crate::metrics::ANSWERS;

/// Answers by outcome.
pub struct AnswerCounters {
    recorded: Counter,
    rejected: Counter,
    unchanged: Counter,
    abandoned: Counter,
}

impl AnswerCounters {
    /// Of the recorder that is installed now.
    pub fn register() -> Self {
        Self {
            recorded: metrics::counter!(ANSWERS.name, "outcome" => "recorded"),
            rejected: metrics::counter!(ANSWERS.name, "outcome" => "rejected"),
            unchanged: metrics::counter!(ANSWERS.name, "outcome" => "unchanged"),
            abandoned: metrics::counter!(ANSWERS.name, "outcome" => "abandoned"),
        }
    }

    /// One more.
    pub fn count(&self, outcome: &AnswerOutcome) {
        match outcome {
            AnswerOutcome::Recorded(_) => self.recorded.increment(1),
            AnswerOutcome::Rejected(_) => self.rejected.increment(1),
            AnswerOutcome::Unchanged(_) => self.unchanged.increment(1),
            AnswerOutcome::Abandoned => self.abandoned.increment(1),
        }
    }
}
