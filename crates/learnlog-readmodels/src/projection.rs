//! What a projection is: rows as a function of the entries of one log. Invariant: a projection
//! reads and writes its own tables only, and what it writes depends on the entries, never on how
//! they were cut into batches.

use std::ops::Range;

use learnlog_chain::Hash;
use learnlog_codec::entry::{Body, CommandOutcome, Entry, LogNumber, Outcome, RecordedEvent};
use learnlog_domain::id::{CommandId, LearnerId};
use learnlog_domain::stream::StreamKind;
use learnlog_domain::time::Timestamp;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::error::DatabaseError;
use postgres::Transaction;

/// Folds entries into its tables.
pub(crate) trait Projection: Send {
    /// Name and version.
    fn id(&self) -> ProjectionId;

    /// Writes what these entries, all that follow its checkpoint, make of its rows.
    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError>;

    /// Drops what it keeps of its rows, because they may be others now.
    fn forget(&mut self);
}

/// Why a batch cannot be projected.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The database's own error.
    #[error("the rows cannot be read or written")]
    Database(#[from] DatabaseError),
    /// An entry that contradicts the rows before it.
    #[error("{what}")]
    Entry {
        /// Of the entry.
        sequence: u64,
        /// In what way.
        what: &'static str,
    },
}

/// Entries of one log, in order.
pub struct Batch<'a> {
    /// The log.
    pub log: LogNumber,
    /// Its entries.
    pub entries: &'a [BatchEntry],
    /// Their values, one after the other.
    pub values: &'a [u8],
}

/// One entry.
pub struct BatchEntry {
    /// What it means.
    pub entry: Entry,
    /// Of its value.
    pub hash: Hash,
    /// Where it lies in the topic.
    pub offset: u64,
    /// Where its value lies in the batch.
    pub value: Range<usize>,
}

/// An entry of a learner's stream.
#[derive(Clone, Copy)]
pub(crate) struct LearnerEntry<'a> {
    /// Whose stream.
    pub learner_id: LearnerId,
    /// In the log.
    pub sequence: u64,
    /// By the writer's clock.
    pub recorded_at: Timestamp,
    /// Command and outcome.
    pub command: &'a CommandOutcome,
}

impl<'a> Batch<'a> {
    /// As a column.
    pub fn log(&self) -> i32 {
        self.log.0.cast_signed()
    }

    /// The bytes of one of its entries, as they lie on Kafka.
    pub fn value(&self, entry: &BatchEntry) -> &'a [u8] {
        self.values.get(entry.value.clone()).unwrap_or_default()
    }

    /// The entries that follow `sequence`.
    pub fn after(&self, sequence: u64) -> Batch<'a> {
        let skipped = self.entries.partition_point(|entry| entry.entry.sequence <= sequence);
        let entries = self.entries.get(skipped..).unwrap_or_default();
        Batch { log: self.log, entries, values: self.values }
    }

    /// Entries that have a command.
    pub fn commands(&self) -> impl Iterator<Item = (&'a Entry, &'a CommandOutcome)> + use<'a> {
        self.entries.iter().filter_map(|entry| match &entry.entry.body {
            Body::Command(command) => Some((&entry.entry, &**command)),
            Body::Genesis(_) => None,
        })
    }

    /// Entries of learners' streams.
    pub(crate) fn learners(&self) -> impl Iterator<Item = LearnerEntry<'a>> + use<'a> {
        self.commands().filter_map(|(entry, command)| {
            let stream = command.stream;
            let learner_id = LearnerId::new(stream.uuid()).ok()?;
            (stream.kind() == StreamKind::Learner).then_some(LearnerEntry {
                learner_id,
                sequence: entry.sequence,
                recorded_at: entry.recorded_at,
                command,
            })
        })
    }
}

impl<'a> LearnerEntry<'a> {
    /// Empty where the rules said no, or found nothing to do.
    pub fn events(&self) -> &'a [RecordedEvent] {
        match &self.command.outcome {
            Outcome::Recorded(events) => events,
            Outcome::Rejected(_) | Outcome::Unchanged(_) | Outcome::Abandoned => &[],
        }
    }

    /// Under which protected values of its events were sealed.
    pub fn command_id(&self) -> CommandId {
        self.command.envelope.command_id
    }

    /// For an entry that contradicts the rows before it.
    pub fn contradiction(&self, what: &'static str) -> ApplyError {
        ApplyError::Entry { sequence: self.sequence, what }
    }
}
