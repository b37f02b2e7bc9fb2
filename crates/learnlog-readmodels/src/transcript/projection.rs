//! Writes the facts.

use learnlog_codec::entry::Outcome;
use learnlog_codec::event_type;
use learnlog_postgres::checkpoint::ProjectionId;
use learnlog_postgres::copy::Copy;
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::value::Instant;
use postgres::{Client, Statement, Transaction};

use super::ID;
use super::fact::{self, Fact};
use crate::civil;
use crate::projection::{ApplyError, Batch, LearnerEntry, Projection};
use crate::stored::Stored;

/// The projection of one session.
pub(crate) struct TranscriptProjection {
    copy: Statement,
}

impl TranscriptProjection {
    pub fn prepare(client: &mut Client) -> Result<Self, DatabaseError> {
        let copy = client
            .prepare(include_str!("copy.sql"))
            .map_err(DatabaseError::failed("prepare the transcript"))?;
        Ok(Self { copy })
    }
}

impl Projection for TranscriptProjection {
    fn id(&self) -> ProjectionId {
        ID
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        batch: &Batch<'_>,
    ) -> Result<(), ApplyError> {
        let mut copy = Copy::begin(transaction, &self.copy)?;
        for entry in batch.learners() {
            for (event, index) in entry.events().iter().zip(0..) {
                let (event, fact) = (event_type(&event.event), fact::of(&event.event));
                write(&mut copy, batch.log(), &entry, index, event, &fact, None)?;
            }
            if let Outcome::Rejected(rejected) = &entry.command.outcome {
                let day = entry.command.envelope.occurred.as_ref();
                let effective_on = day.and_then(|occurred| occurred.effective().known());
                let fact = Fact { effective_on, ..Fact::default() };
                write(&mut copy, batch.log(), &entry, 0, "", &fact, Some(&rejected.reason))?;
            }
        }
        copy.finish()?;
        Ok(())
    }

    fn forget(&mut self) {}
}

fn write(
    copy: &mut Copy<'_>,
    log: i32,
    entry: &LearnerEntry<'_>,
    index: i32,
    event_type: &str,
    fact: &Fact,
    rejection: Option<&str>,
) -> Result<(), DatabaseError> {
    copy.row(|row| {
        row.int4(log)
            .uuid(entry.learner_id.as_bytes())
            .int8(entry.sequence.cast_signed())
            .int4(index)
            .instant(Instant(entry.recorded_at.micros()))
            .date_or_null(fact.effective_on.map(civil::stored))
            .text(event_type)
            .uuid_or_null(fact.course_id.as_ref().map(|id| id.as_bytes()))
            .int2_or_null(fact.not_counted.map(Stored::number))
            .text_or_null(rejection);
    })
}
