//! One attempt at a fact's command, and what follows from its answer. Invariant: a rejected command
//! is tried again under an id that follows from the rejected entry's sequence alone, and only
//! when the ledger would take it now: running again finds the same ids and records nothing twice.

#[cfg(test)]
mod tests;

use crate::import::apply::outcome::Settlement;

/// What is sent for a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Of the fact.
    pub index: usize,
    /// Under which id.
    pub command_id: String,
    /// The rejected command that it tries again, and the log and sequence of its entry.
    pub retry_of: Option<(String, (u32, u64))>,
    /// Ask what the ledger would say; write nothing.
    pub is_question: bool,
}

/// What follows from an answer.
#[derive(Debug)]
pub enum Next {
    /// The fact is settled.
    Done(Settlement),
    /// An earlier run's rejection, at that log and sequence: ask whether the same would be taken
    /// now.
    Ask((u32, u64)),
    /// It would be: submit it.
    Submit,
}

impl Attempt {
    /// The first one at a fact.
    pub fn first(index: usize, command_id: String) -> Self {
        Self { index, command_id, retry_of: None, is_question: false }
    }

    /// What follows from the answer to this attempt.
    pub fn next(&self, settlement: Settlement) -> Next {
        match settlement.entry {
            Some(entry) if settlement.is_earlier_rejection => Next::Ask(entry),
            None if self.is_question && settlement.outcome.is_taken() => Next::Submit,
            // Nothing new is in the ledger: the last rejection stands.
            None if self.is_question => {
                let entry = self.retry_of.as_ref().map(|(_, entry)| *entry);
                Next::Done(Settlement { entry, ..settlement })
            }
            Some(_) | None => Next::Done(settlement),
        }
    }

    /// What another attempt's id is derived from: the fact's own command id and the sequence of the
    /// entry that rejected it.
    pub fn retry_name(first_id: &str, (_, sequence): (u32, u64)) -> String {
        format!("{first_id}/{sequence}")
    }
}
