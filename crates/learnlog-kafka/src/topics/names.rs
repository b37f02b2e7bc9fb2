//! The names of a ledger's topics, and which log lies where. Invariant: log 0 is the catalog's only
//! partition, logs 1..=N are the partitions of the entries topic, log N + 1 is the operations' only
//! partition.

use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::{CATALOG, operations};

/// Characters of a ledger's name. Kafka takes 249 for a topic's.
pub const NAME_LIMIT_CHARACTERS: usize = 64;

/// The names that follow from a ledger's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicNames(String);

/// A ledger cannot have that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a ledger's name is 1 to {NAME_LIMIT_CHARACTERS} characters of a-z, 0-9 and -, not {name:?}"
)]
pub struct InvalidName {
    /// The name.
    pub name: String,
}

/// One partition of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
}

impl TopicNames {
    /// Errors: [`InvalidName`].
    pub fn new(ledger: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=NAME_LIMIT_CHARACTERS).contains(&ledger.len()) && ledger.bytes().all(allowed) {
            Ok(Self(ledger.to_owned()))
        } else {
            Err(InvalidName { name: ledger.to_owned() })
        }
    }

    /// `<ledger>.catalog.v1`.
    pub fn catalog(&self) -> String {
        format!("{}.catalog.v1", self.0)
    }

    /// `<ledger>.entries.v1`.
    pub fn entries(&self) -> String {
        format!("{}.entries.v1", self.0)
    }

    /// `<ledger>.operations.v1`.
    pub fn operations(&self) -> String {
        format!("{}.operations.v1", self.0)
    }

    /// Where a log of a ledger with N entries logs lies. A log number beyond them names a partition
    /// that does not exist.
    pub fn place(&self, log: LogNumber, entries_logs: u32) -> Place {
        if log == CATALOG {
            Place { topic: self.catalog(), partition: 0 }
        } else if log == operations(entries_logs) {
            Place { topic: self.operations(), partition: 0 }
        } else {
            let partition = i32::try_from(log.0 - 1).unwrap_or(i32::MAX);
            Place { topic: self.entries(), partition }
        }
    }
}

#[cfg(test)]
mod tests;
